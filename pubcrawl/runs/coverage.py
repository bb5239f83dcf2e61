"""Coverage: which pages of a site a run has read, and so which of its records it must have met. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from pubcrawl.gate.report import SiteReport
from pubcrawl.items import Publication


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """What a run has read of one site.

    Attributes:
        complete: the run asked for the whole site and read it.
        whole: the run is complete and has about as many records as usual, so that what it lacks is gone.
        kinds: kinds of the pages it read; a record last seen on a page of another kind was not looked for. None for
            all kinds.
        unread: addresses of pages it can do without and that did not come.
        newest: the newest date on each page it read, by address; pages without a date are left out.
        refused: ids of the records it met and put into quarantine.
    """

    complete: bool
    whole: bool = False
    kinds: Collection[str] | None = None
    unread: Collection[str] = ()
    newest: Mapping[str, date] = field(default_factory=dict)
    refused: Collection[str] = frozenset()

    @classmethod
    def of(
        cls, report: SiteReport, *, share: float = 0.0, rows: Iterable[Publication] = (), refused: Collection[str] = ()
    ) -> Self:
        """Return what a run has read, by its report.

        Args:
            report: of the run at the site.
            share: the run is whole from this share of the usual records; a shorter one has lost pages, whatever it
                says.
            rows: the records it read; only those of a run that stopped early say how far it came.
            refused: ids of the records it put into quarantine.
        """
        newest: dict[str, date] = {}
        for row in () if report.complete else rows:
            if row.published:
                newest[row.source_url] = max(row.published, newest.get(row.source_url, row.published))
        return cls(
            complete=report.complete,
            whole=report.complete and report.records >= share * report.usual,
            kinds=frozenset(report.skeletons),
            unread=frozenset(report.unread),
            newest=newest,
            refused=frozenset(refused),
        )

    def must_hold(self, record: Publication) -> bool:
        """Say whether the run must have read a record of the last release, were it still there.

        A run that stopped early must have, when it read the page the record stood on and a page of the same list on
        which everything is older: lists are newest first.
        """
        if record.id in self.refused:
            return False
        ours = list_of(record.source_url)
        if self.complete:
            of_kind = self.kinds is None or record.source_kind in self.kinds
            return of_kind and all(list_of(url) != ours for url in self.unread)
        if record.published is None or record.source_url not in self.newest:
            return False
        return any(newest < record.published for url, newest in self.newest.items() if list_of(url) == ours)


def list_of(url: str) -> str:
    """Return the address of the list that a page is one of."""
    return url.partition("?")[0]

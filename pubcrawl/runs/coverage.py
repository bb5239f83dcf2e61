"""Reading: what a run has read of a site, and so which of its records it must have met. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pubcrawl.items import Publication


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a run has read of a site.

    Attributes:
        complete: the whole site was asked for and read.
        kinds: kinds of the pages it read; a record last seen on a page of another kind was not looked for.
        unread: addresses of pages it can do without and that did not come.
        newest: the newest date on each page it read, by address; pages without a date are left out.
    """

    complete: bool
    kinds: frozenset[str]
    unread: frozenset[str] = frozenset()
    newest: Mapping[str, date] = field(default_factory=dict)

    def looked_for(self, row: Publication) -> bool:
        """Say whether the run must have met a record of the last release, were it still there.

        A run that stopped early must have, when it read the page the record stood on and a page of the same list on
        which everything is older: lists are newest first.
        """
        ours = list_of(row.source_url)
        if self.complete:
            return row.source_kind in self.kinds and all(list_of(url) != ours for url in self.unread)
        if row.published is None or row.source_url not in self.newest:
            return False
        return any(newest < row.published for url, newest in self.newest.items() if list_of(url) == ours)


def list_of(url: str) -> str:
    """Return the address of the list that a page is one of."""
    return url.partition("?")[0]

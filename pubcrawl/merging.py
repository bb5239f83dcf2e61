"""From what a run has read to the next release: merged with the last one, linked, and published if anything moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pubcrawl.release.link import Linked
from pubcrawl.release.link_files import read_linked
from pubcrawl.release.manifest import installed_versions
from pubcrawl.release.merge import Merge, Removal, SiteRun
from pubcrawl.release.publish import publish
from pubcrawl.release.read import Release, iter_stored
from pubcrawl.release.relink import is_linked, relink
from pubcrawl.release.spool import QUARANTINE, SPOOL, SpooledRows, SpoolFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from pubcrawl.ending import Stop
    from pubcrawl.release.names import Names
    from pubcrawl.release.stored import Row
    from pubcrawl.release.suppress import Suppressor
    from pubcrawl.report import SiteReport
    from pubcrawl.resume import Folder


@dataclass(frozen=True, kw_only=True)
class Merging:
    """What a run has read, on its way into a release.

    Attributes:
        exports: folder of the releases.
        origin: `live` or `demo`.
        opened: folder of the run.
        last: the release that readers have, None before the first.
        called: what its records are called.
        suppressor: what may not be published.
        removal: when a missing record counts as removed.
        most_linked: records to link; see `relink`.
        stop: knows of signals.
    """

    exports: Path
    origin: str
    opened: Folder
    last: Release | None
    called: Names
    suppressor: Suppressor
    removal: Removal
    most_linked: int
    stop: Stop

    def publish(self, reports: Sequence[SiteReport]) -> Release | None:
        """Publish what the gate let pass; None when it let nothing pass, or when that is what readers have.

        Args:
            reports: of every site of the run, judged.

        Raises:
            Stopped: a signal came before the rows were written.
            StorageError: the disk refused.
        """
        if self.last and self.last.manifest.run_id == self.opened.run_id:
            return self.last  # it was killed after it published: once more, and what it missed would count twice
        self.stop.check()
        good = [r for r in reports if r.verdict != "block"]
        if not good:
            return None
        spooled = SpooledRows([SpoolFile.open(self.opened.path / r.site / SPOOL) for r in good], self.called.id_of)
        merge = self._merge(good, spooled)
        if self.last and is_linked(self.last.manifest.versions) and not merge.changes_anything():
            return None
        before, expected = (read_linked(self.last), self.last.manifest.rows) if self.last else (Linked(), len(spooled))
        linked, linking = relink(merge, before, most=self.most_linked, expected=expected)
        return publish(
            self.exports,
            merge,
            run_id=self.opened.run_id,
            now=self.opened.started,
            site_reports=reports,
            versions=installed_versions() | linking,
            misses=merge.misses,
            suppressed=self.suppressor.works,
            names=self.called.after({r.site for r in good}),
            origin=self.origin,
            merged=self.last,
            linked=linked,
        )

    def _merge(self, good: Sequence[SiteReport], spooled: SpooledRows) -> Merge:
        last = self.last
        return Merge(
            _Rows(lambda: iter_stored(last) if last else iter(()), self.stop),
            _Rows(lambda: iter(spooled), self.stop),
            runs={r.site: self._site_run(r) for r in good},
            misses=last.misses() if last else {},
            now=self.opened.started,
            removal=self.removal,
            kept=self.suppressor,
        )

    def _site_run(self, report: SiteReport) -> SiteRun:
        refused = SpoolFile.open(self.opened.path / report.site / QUARANTINE).quarantined()
        return SiteRun(
            complete=report.complete,
            records=report.records,
            published=report.usual,
            kinds=report.skeletons,
            unread=report.unread,
            refused=frozenset(self.called.last_id(q.publication.id) for q in refused),
        )


@dataclass(frozen=True)
class _Rows:
    """Rows that can be gone through more than once, each time from the disk, until a signal comes."""

    read: Callable[[], Iterator[Row]]
    stop: Stop

    def __iter__(self) -> Iterator[Row]:
        for row in self.read():
            self.stop.check()
            yield row

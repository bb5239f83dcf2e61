"""One run from order to release: lock, crawl, judge, merge, publish, and say what happened."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pubcrawl import settings
from pubcrawl.crawl import Plan, crawl
from pubcrawl.errors import WrongOrder
from pubcrawl.gate.advice import advice
from pubcrawl.gate.baseline import baseline
from pubcrawl.gate.gate import judge
from pubcrawl.gate.measures import count_cues, describe
from pubcrawl.gate.report import RunReport, SiteReport, exit_code
from pubcrawl.gate.thresholds import Thresholds
from pubcrawl.matching.ids import Names, published_names, read_names
from pubcrawl.matching.link import Linked
from pubcrawl.release.changelog import mend
from pubcrawl.release.check import sound_latest
from pubcrawl.release.contents import read_linked
from pubcrawl.release.exports import Release, iter_stored
from pubcrawl.release.manifest import installed_versions
from pubcrawl.release.merge import Merge, Removal, SiteRun
from pubcrawl.release.publish import is_linked, publish, relink, sweep
from pubcrawl.release.retention import Retention, prune
from pubcrawl.release.suppress import Suppressor, read_suppression
from pubcrawl.release.tables import MANIFEST, WORKS
from pubcrawl.runs.folder import Folder, due_for_sweep, mend_history, open_folder
from pubcrawl.runs.order import Order, Ordered
from pubcrawl.runs.spool import QUARANTINE, SPOOL, SpooledRows, SpoolFile
from pubcrawl.settings import limit
from pubcrawl.spiders.sites import spider, spiders
from pubcrawl.stop import Stopped
from pubcrawl.storage.append_only import LinesFile
from pubcrawl.storage.atomic import StorageError, storing
from pubcrawl.storage.lock import export_lock
from pubcrawl.verbs.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from pubcrawl.release.stored import Row
    from pubcrawl.stop import Stop


@contextmanager
def working_on(exports: Path) -> Iterator[None]:
    """Let a run that the disk ends say what to do; every OSError of the block is the disk's.

    Raises:
        StorageError: the disk refused.
    """
    try:
        with storing(exports, "use"):
            yield
    except StorageError as exc:
        if isinstance(exc.__cause__, OSError):
            raise StorageError(f"{exc}; this run harmed no release: {advice('storage')}") from exc
        raise


def run_report(
    run_id: str,
    folder: Path,
    reports: tuple[SiteReport, ...],
    last: Release | None,
    release: Release | None,
    stopped_by: int | None = None,
) -> RunReport:
    """Return what a run has to say.

    Args:
        run_id: name of the run.
        folder: its folder.
        reports: a judged report a site.
        last: the release readers saw before the run.
        release: the one this run made, None when it made none.
        stopped_by: the signal that ended the run before it published, None for none.
    """
    now = release or last
    files = {"run": str(folder / "run.json"), "log": str(folder / "crawl.log")}
    if now:
        files |= _places(now)
    refused = [folder / r.site / QUARANTINE for r in reports if r.quarantined]
    files |= {f"quarantine{i or ''}": str(path) for i, path in enumerate(refused)}
    return RunReport(
        run_id=run_id,
        code=128 + stopped_by if stopped_by else exit_code(reports),
        verdict_line=_verdict(reports, last, release, stopped_by),
        release=now.number if now else None,
        published=release is not None,
        sites=reports,
        files=files,
    )


def _verdict(
    reports: Sequence[SiteReport], last: Release | None, release: Release | None, stopped_by: int | None
) -> str:
    stays = f"release {last.number} stays" if last else "there is no release yet"
    if stopped_by:
        return f"stopped by {signal.Signals(stopped_by).name}: nothing published, {stays}; run again"
    reasons = {r.site: r.problems[0].reason for r in reports if r.verdict == "block"}
    blocked = ", ".join(f"{site} ({reason})" for site, reason in reasons.items())
    then = f". Next: {'; '.join(dict.fromkeys(map(advice, reasons.values())))}"
    if release is None and blocked:
        return f"nothing published, {stays}: refused {blocked}{then}"
    if release is None:
        return f"nothing new: {stays}"
    works = release.manifest.works
    told = f"published release {release.number}: {_counted(release.manifest.rows, 'record')}"
    told += f", {_counted(works, 'work')}" if works is not None else ""
    if blocked:
        return f"{told}; kept the last rows of {blocked}{then}"
    return f"{told}, from {_counted(len(release.manifest.sites), 'site')}"


def _places(release: Release) -> dict[str, str]:
    """Return where the files of a release are that people read."""
    places = {"parquet": release.parquet, "jsonl": release.jsonl, "manifest": release.path / MANIFEST}
    if WORKS in release.manifest.files:
        places["works"] = release.path / WORKS
    return {name: str(path) for name, path in places.items()}


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


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


def run(order: Order, stop: Stop, *, now: datetime | None = None) -> RunReport:
    """Carry out an order; when a signal comes before anything new is published, publish nothing.

    Args:
        order: what to do.
        stop: knows of signals.
        now: time of the run, UTC; the present by default.

    Raises:
        UnknownSite: a name that is no site's.
        WrongOrder: the folder holds releases of another origin, or a setting or `suppress.yml` cannot be.
        Locked: another run holds the folder.
        StorageError: the disk refused; the last release is intact.
    """
    names = list(order.sites) or list(spiders())
    for name in (*names, *order.site_urls):
        spider(name)
    retention = Retention.from_settings({**vars(settings), **order.settings})
    started = (now or datetime.now(UTC)).replace(microsecond=0)
    with working_on(order.exports), export_lock(order.exports, now=started):
        last = sound_latest(order.exports)
        if last and last.manifest.origin != order.origin:
            raise WrongOrder(
                f"{order.exports} holds {last.manifest.origin} data and this run would add {order.origin} data: "
                "name another folder with --exports"
            )
        sweep(order.exports)
        mend(order.exports)
        mend_history(order.exports)
        suppression = read_suppression(order.exports)
        if last and suppression:
            suppression = suppression.following(read_linked(last).aliases)
        suppressor = Suppressor(suppression, last.suppressed() if last else {})
        report = _run(order, list(dict.fromkeys(names)), last, started, suppressor, stop)
        prune(order.exports, retention, now=started, run_id=report.run_id or "")
        return report


def _run(
    order: Order, names: list[str], last: Release | None, started: datetime, suppressor: Suppressor, stop: Stop
) -> RunReport:
    swept = names if order.full else due_for_sweep(order.exports, names, started)
    ordered = Ordered(
        sites=names,
        site_urls=order.site_urls,
        limit_pages=order.limit_pages,
        swept=swept,
        arguments=order.arguments,
    )
    thresholds = Thresholds.from_settings({**vars(settings), **order.settings})
    most_linked = limit({**vars(settings), **order.settings}, "PUBCRAWL_LINK_RECORDS")
    opened = open_folder(order.exports, ordered, started)
    run_id, folder = opened.run_id, opened.path
    with Progress() as progress:
        plan = Plan(
            sites=names,
            spool_dir=folder,
            log_file=folder / "crawl.log",
            site_urls=order.site_urls,
            limit_pages=order.limit_pages,
            known=published_names(last, set(names) - set(swept)),
            finished=opened.finished(),
            settings={"HTTPCACHE_ENABLED": "1", "HTTPCACHE_DIR": str(order.exports / "cache"), **order.settings},
            arguments=order.arguments,
            progress=progress.moved,
        )
        found = crawl(plan, stop)
    called = read_names(last, folder, found, lambda name: suppressor.drops(name, name))
    reports = _judged(order, found, opened, last, thresholds, called)
    merging = Merging(
        exports=order.exports,
        origin=order.origin,
        opened=opened,
        last=last,
        called=called,
        suppressor=suppressor,
        removal=Removal(share=thresholds.shrink),
        most_linked=most_linked,
        stop=stop,
    )
    release, stopped_by = None, None
    try:
        release = merging.publish(reports)
    except Stopped as exc:
        stopped_by = exc.number
    report = run_report(run_id, folder, reports, last, release, stopped_by)
    opened.keep_report(report)
    return report


def _judged(
    order: Order,
    found: Sequence[SiteReport],
    opened: Folder,
    last: Release | None,
    thresholds: Thresholds,
    called: Names,
) -> tuple[SiteReport, ...]:
    if last and last.manifest.run_id == opened.run_id and (kept := opened.judged()):
        return kept  # it was killed after it published, and its own release is no measure of it
    history = [line for _, line in LinesFile.open(order.exports / "runs" / "runs.jsonl").lines()]
    judged = []
    for report in found:
        drafts = SpoolFile.open(opened.path / report.site / SPOOL).drafts
        usual = baseline(history, report.site, published=last.published(report.site) if last else 0)
        told = replace(
            called.told(report), **describe(d.publication for d in drafts()), cues=count_cues(d.raw for d in drafts())
        )
        judged.append(called.doubted(judge(told, usual, thresholds)))
    opened.keep_judged(judged)
    return tuple(judged)

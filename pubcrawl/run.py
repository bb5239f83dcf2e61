"""One run from order to release: lock, crawl, judge, merge, publish, and say what happened."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pubcrawl import settings
from pubcrawl.crawl import Outcome, Plan, crawl
from pubcrawl.errors import WrongOrder
from pubcrawl.progress import Progress
from pubcrawl.release.baseline import baseline
from pubcrawl.release.changelog import mend
from pubcrawl.release.cues import count_cues
from pubcrawl.release.gate import judge
from pubcrawl.release.lines import Lines, LinesFile
from pubcrawl.release.lock import export_lock
from pubcrawl.release.manifest import installed_versions
from pubcrawl.release.merge import Merge, SiteRun
from pubcrawl.release.publish import publish
from pubcrawl.release.read import Release, iter_rows, read_latest
from pubcrawl.release.retention import Retention, prune
from pubcrawl.release.spool import QUARANTINE, SPOOL, SpoolFile, publications_by_id
from pubcrawl.release.storage import write_atomic
from pubcrawl.release.suppress import Suppressor, read_suppression
from pubcrawl.release.thresholds import Thresholds
from pubcrawl.report import SiteReport, describe
from pubcrawl.resume import Folder, Ordered, open_folder
from pubcrawl.sites import spider, spiders
from pubcrawl.sweep import due_for_sweep
from pubcrawl.verdict import RunReport, run_report

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from pubcrawl.items import Publication


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a run is asked to do.

    Attributes:
        exports: folder of the releases.
        sites: names of the sites, none for all.
        site_urls: other addresses to fetch sites from, by site.
        limit_pages: how many pages of each site to read, 0 for all.
        full: read every page even where the last run is known to suffice.
        settings: Scrapy settings that override the project's.
        arguments: further spider arguments.
        origin: `live`, or `demo` for invented pages; a folder holds one of the two.
    """

    exports: Path
    sites: Sequence[str] = ()
    site_urls: Mapping[str, str] = field(default_factory=dict)
    limit_pages: int = 0
    full: bool = False
    settings: Mapping[str, str] = field(default_factory=dict)
    arguments: Mapping[str, str] = field(default_factory=dict)
    origin: str = "live"


def run(order: Order) -> RunReport:
    """Carry out an order.

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
    started = datetime.now(UTC).replace(microsecond=0)
    with export_lock(order.exports, now=started):
        last = read_latest(order.exports)
        if last and last.manifest.origin != order.origin:
            raise WrongOrder(
                f"{order.exports} holds {last.manifest.origin} data and this run would add {order.origin} data: "
                "name another folder with --exports"
            )
        mend(order.exports)
        suppressor = Suppressor(read_suppression(order.exports), last.suppressed() if last else {})
        report = _run(order, list(dict.fromkeys(names)), last, started, suppressor)
        prune(order.exports, retention, now=started)
        return report


def _run(order: Order, names: list[str], last: Release | None, started: datetime, suppressor: Suppressor) -> RunReport:
    swept = names if order.full else due_for_sweep(order.exports, names, started)
    ordered = Ordered(
        sites=names,
        site_urls=order.site_urls,
        limit_pages=order.limit_pages,
        swept=swept,
        arguments=order.arguments,
    )
    thresholds = Thresholds.from_settings({**vars(settings), **order.settings})
    opened = open_folder(order.exports, ordered, started)
    run_id, folder = opened.run_id, opened.path
    with Progress() as progress:
        plan = Plan(
            sites=names,
            spool_dir=folder,
            log_file=folder / "crawl.log",
            site_urls=order.site_urls,
            limit_pages=order.limit_pages,
            known=_known(last, set(names) - set(swept)),
            finished=opened.finished(),
            settings={"HTTPCACHE_ENABLED": "1", "HTTPCACHE_DIR": str(order.exports / "cache"), **order.settings},
            arguments=order.arguments,
            progress=progress.moved,
        )
        outcome = crawl(plan)
    reports = _judged(order, outcome, folder, last, thresholds)
    release = None if outcome.stopped_by else _publish(order, opened, reports, last, suppressor)
    report = run_report(run_id, folder, outcome, reports, last, release)
    line = report.to_json_line() + b"\n"
    write_atomic(folder / "run.json", line)
    with Lines(order.exports / "runs" / "runs.jsonl") as history:
        history.put(report)
    return report


def _known(last: Release | None, sites: Collection[str]) -> dict[str, dict[str, str]]:
    """Return what is published of the sites that need not be read whole: content hash by record id, by site."""
    known: dict[str, dict[str, str]] = {}
    for row in iter_rows(last) if last and sites else ():
        if row.site in sites and row.removed_at is None:
            known.setdefault(row.site, {})[row.id] = row.content_hash
    return known


def _judged(
    order: Order, outcome: Outcome, folder: Path, last: Release | None, thresholds: Thresholds
) -> tuple[SiteReport, ...]:
    history = [line for _, line in LinesFile.open(order.exports / "runs" / "runs.jsonl").lines()]
    published = _known(last, {r.site for r in outcome.reports})
    judged = []
    for report in outcome.reports:
        drafts = list(SpoolFile.open(folder / report.site / SPOOL).drafts())
        ids = {d.publication.id for d in drafts}
        usual = baseline(history, report.site, published=last.published(report.site) if last else 0)
        told = replace(
            report,
            **describe(d.publication for d in drafts),
            cues=count_cues(d.raw for d in drafts),
            known=len(ids & published.get(report.site, {}).keys()),
        )
        judged.append(judge(told, usual, thresholds))
    return tuple(judged)


def _publish(
    order: Order,
    opened: Folder,
    reports: Sequence[SiteReport],
    last: Release | None,
    suppressor: Suppressor,
) -> Release | None:
    """Publish what the gate let pass; None when it let nothing pass, or when that is what readers have."""
    if last and last.manifest.run_id == opened.run_id:
        return last  # it was killed after it published: once more, and what it missed would count twice
    good = [r for r in reports if r.verdict != "block"]
    if not good:
        return None
    spools = [SpoolFile.open(opened.path / r.site / SPOOL) for r in good]
    merge = Merge(
        _Rows(lambda: iter_rows(last) if last else iter(())),
        _Rows(lambda: publications_by_id(spools)),
        runs={r.site: _site_run(r, opened.path) for r in good},
        misses=last.misses() if last else {},
        now=opened.started,
        kept=suppressor,
    )
    if last and not merge.changes_anything():
        return None
    return publish(
        order.exports,
        merge,
        run_id=opened.run_id,
        now=opened.started,
        site_reports=reports,
        versions=installed_versions(),
        misses=merge.misses,
        suppressed=suppressor.works,
        origin=order.origin,
        merged=last,
    )


@dataclass(frozen=True)
class _Rows:
    """Rows that can be gone through more than once, each time from the disk."""

    read: Callable[[], Iterator[Publication]]

    def __iter__(self) -> Iterator[Publication]:
        return self.read()


def _site_run(report: SiteReport, folder: Path) -> SiteRun:
    refused = SpoolFile.open(folder / report.site / QUARANTINE).quarantined()
    return SiteRun(
        complete=report.complete,
        records=report.records,
        published=report.usual,
        refused=frozenset(q.publication.id for q in refused),
    )

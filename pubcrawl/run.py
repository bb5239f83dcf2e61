"""One run from order to release: lock, crawl, judge, merge, publish, and say what happened."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pubcrawl import settings
from pubcrawl.crawl import Plan, crawl
from pubcrawl.ending import Stopped, working_on
from pubcrawl.errors import WrongOrder
from pubcrawl.limits import limit
from pubcrawl.merging import Merging
from pubcrawl.progress import Progress
from pubcrawl.release.baseline import baseline
from pubcrawl.release.changelog import mend
from pubcrawl.release.checksums import sound_latest
from pubcrawl.release.cues import count_cues
from pubcrawl.release.gate import judge
from pubcrawl.release.lines import LinesFile
from pubcrawl.release.link_files import read_linked
from pubcrawl.release.lock import export_lock
from pubcrawl.release.merge import Removal
from pubcrawl.release.names import Names, published_names, read_names
from pubcrawl.release.publish import sweep
from pubcrawl.release.retention import Retention, prune
from pubcrawl.release.spool import SPOOL, SpoolFile
from pubcrawl.release.suppress import Suppressor, read_suppression
from pubcrawl.release.thresholds import Thresholds
from pubcrawl.report import SiteReport, describe
from pubcrawl.resume import Folder, Ordered, mend_history, open_folder
from pubcrawl.sites import spider, spiders
from pubcrawl.sweep import due_for_sweep
from pubcrawl.verdict import RunReport, run_report

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pubcrawl.ending import Stop
    from pubcrawl.release.read import Release


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

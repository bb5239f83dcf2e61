"""One run over several sites: starts their spiders, one after another, and reports what each of them did.

Sites share a process and are read in turn, so that no host ever sees two requests at a time, also where two
sites live on one host.
"""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.utils.defer import deferred_from_coro
from scrapy.utils.log import configure_logging
from scrapy.utils.reactor import install_reactor
from twisted.internet.error import ReactorNotRunning

from pubcrawl.fetching.halt import noted, refused
from pubcrawl.gate.report import Problem, SiteReport
from pubcrawl.log import keep_events_apart
from pubcrawl.pipelines import Dropped
from pubcrawl.runs.folder import REPORT
from pubcrawl.runs.journal import JOURNAL, Journal
from pubcrawl.spiders.institute import InstituteSpider
from pubcrawl.spiders.sites import project_settings
from pubcrawl.storage.atomic import StorageError, storing, write_atomic
from pubcrawl.storage.jsonl import dump_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import Settings

    from pubcrawl.items import Publication, RawPublication
    from pubcrawl.stop import Stop


logger = logging.getLogger(__name__)

_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to crawl and how.

    Attributes:
        sites: names of the sites, in order.
        spool_dir: where the run keeps what it reads.
        log_file: where the engine's log goes.
        site_urls: other addresses to fetch sites from, by site.
        limit_pages: how many pages of each listing to read, 0 for all.
        known: content hash by record id of what is published, by site; a site without it is read whole.
        finished: reports of the sites that an earlier start of the run has finished, by site.
        settings: Scrapy settings that override the project's.
        arguments: further spider arguments.
        progress: called with (site, pages, records) whenever one of them moves.
        received: called with every response, robots.txt included.
    """

    sites: Sequence[str]
    spool_dir: Path
    log_file: Path
    site_urls: Mapping[str, str] = field(default_factory=dict)
    limit_pages: int = 0
    known: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    finished: Mapping[str, SiteReport] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    arguments: Mapping[str, str] = field(default_factory=dict)
    progress: Callable[[str, int, int], None] = lambda _site, _pages, _records: None
    received: Callable[[Response], None] = lambda _response: None


def crawl(plan: Plan, stop: Stop) -> list[SiteReport]:
    """Run the plan's spiders and return a report of each that was started; a process can do this once.

    Raises:
        StorageError: the disk refused what the spiders read.
    """
    settings = _settings(plan)
    keep_events_apart()
    configure_logging(settings)
    install_reactor(_REACTOR)
    reactor = _reactor()
    reports: list[SiteReport] = []
    failed: list[Any] = []
    runner = AsyncCrawlerRunner(settings)

    def start() -> None:
        deferred_from_coro(_all_sites(runner, plan, stop, reports)).addErrback(failed.append).addBoth(end)

    def end(_: object = None) -> None:
        with suppress(ReactorNotRunning):  # a second signal was faster
            reactor.stop()

    reactor.callWhenRunning(start)
    with stop.by(
        gently=lambda: reactor.callFromThread(lambda: deferred_from_coro(runner.stop())),
        at_once=lambda: reactor.callFromThread(end),
    ):
        reactor.run(installSignalHandlers=False)
    if failed:
        failed[0].raiseException()
    return reports


async def _all_sites(runner: AsyncCrawlerRunner, plan: Plan, stop: Stop, reports: list[SiteReport]) -> None:
    for site in plan.sites:
        if site in plan.finished:
            reports.append(plan.finished[site])
        elif stop.number is None:
            report = await _one_site(runner, plan, site, stop)
            reports.append(report)
            if stop.number is None:
                write_atomic(plan.spool_dir / site / REPORT, dump_line(report))


def _reactor() -> Any:  # noqa: ANN401  a module that takes the place of an object
    from twisted.internet import reactor  # noqa: PLC0415  importing it earlier would install another

    return reactor


def _settings(plan: Plan) -> Settings:
    settings = project_settings()
    settings.set("PUBCRAWL_SPOOL_DIR", str(plan.spool_dir), priority="cmdline")
    settings.set("LOG_FILE", str(plan.log_file), priority="cmdline")
    settings.setdict(dict(plan.settings), priority="cmdline")
    return settings


async def _one_site(runner: AsyncCrawlerRunner, plan: Plan, site: str, stop: Stop) -> SiteReport:
    crawler = runner.create_crawler(site)
    _watch(crawler, site, plan)
    _keep_journal(crawler, stop)
    arguments: dict[str, Any] = {
        **plan.arguments,
        "limit_pages": plan.limit_pages,
        "known": plan.known.get(site),
        "journal": plan.spool_dir / site / JOURNAL,
    }
    if site in plan.site_urls:
        arguments["site_url"] = plan.site_urls[site]
    started = time.monotonic()
    try:
        with storing(plan.log_file):  # the engine opens it anew for each site
            await runner.crawl(crawler, **arguments)
    except StorageError:
        raise
    except Exception as exc:
        logger.exception("the crawl of %s could not start", site)
        problem = Problem(reason="errors", message=f"the crawl could not start: {exc}")
        return SiteReport(site=site, problems=(problem,), finish_reason="start_error")
    if error := refused(crawler):
        raise error
    whole = not plan.limit_pages and not getattr(crawler.spider, "stopped_early", False)
    return _report(crawler, site, seconds=time.monotonic() - started, complete=whole)


def _watch(crawler: Crawler, site: str, plan: Plan) -> None:
    def moved(**_: object) -> None:
        stats = crawler.stats
        plan.progress(site, stats.get_value("pubcrawl/pages", 0), stats.get_value("pubcrawl/records", 0))

    def lost(**_: object) -> None:
        crawler.stats.inc_value("pubcrawl/item_errors")

    def received(response: Response, **_: object) -> None:
        plan.received(response)

    crawler.signals.connect(received, signal=signals.response_received, weak=False)
    crawler.signals.connect(lost, signal=signals.item_error, weak=False)
    for event in (signals.response_received, signals.item_scraped, signals.spider_closed):
        crawler.signals.connect(moved, signal=event, weak=False)


def _keep_journal(crawler: Crawler, stop: Stop) -> None:
    def opened(**_: object) -> None:
        for what, times in _journal(crawler).counted().items():
            crawler.stats.inc_value(f"pubcrawl/{what}", times)

    def started(**_: object) -> None:
        if stop.number is not None:  # the signal came when there was no engine yet to be told
            deferred_from_coro(crawler.engine.stop_async())

    def settled(item: Publication | RawPublication, exception: Exception | None = None, **_: object) -> None:
        counted = exception.counted if isinstance(exception, Dropped) else ()
        with noted(crawler):
            _journal(crawler).settled(item.source_url, counted)

    def closed(**_: object) -> None:
        with noted(crawler):
            _journal(crawler).close()

    crawler.signals.connect(opened, signal=signals.spider_opened, weak=False)
    crawler.signals.connect(started, signal=signals.engine_started, weak=False)
    for event in (signals.item_scraped, signals.item_dropped):  # not item_error: what was lost is to be read again
        crawler.signals.connect(settled, signal=event, weak=False)
    crawler.signals.connect(closed, signal=signals.spider_closed, weak=False)


def _journal(crawler: Crawler) -> Journal:
    return crawler.spider.journal if isinstance(crawler.spider, InstituteSpider) else Journal(None)


def _report(crawler: Crawler, site: str, *, seconds: float, complete: bool) -> SiteReport:
    stats: dict[str, Any] = crawler.stats.get_stats()
    said: list[tuple[str, str]] = list(getattr(crawler.spider, "problems", []))
    if stats.get("finish_reason") in ("refused", "unreachable"):
        said.append((stats["finish_reason"], stats.get("pubcrawl/closed", "the site was left alone")))
    if not said and stats.get("finish_reason") == "finished":
        waiting = getattr(crawler.spider, "waiting", {}).values()
        if stats.get("depth/request_ignored_count"):
            deep = f"the list goes on after {crawler.settings.getint('DEPTH_LIMIT'):,} pages"
            said += [("trap", f"{deep} ({s.url})") for s in waiting]
        else:
            moved = "the page never came: it was moved elsewhere"
            said += [("unreachable", f"{moved} ({s.url})") for s in waiting if not s.optional]
    errors = stats.get("spider_exceptions/count", 0)
    if errors:
        said.append(("errors", f"{errors} pages ended in an error of ours; see the log"))
    lost = stats.get("pubcrawl/item_errors", 0)
    if lost:
        said.append(("errors", f"{lost} records ended in an error of ours; see the log"))
    prefix = "pubcrawl/quarantined/"
    return SiteReport(
        site=site,
        pages=stats.get("pubcrawl/pages", 0),
        unclosed=stats.get("pubcrawl/unclosed", 0),
        other_charset=stats.get("pubcrawl/other_charset", 0),
        records=stats.get("pubcrawl/records", 0),
        duplicates=stats.get("pubcrawl/duplicates", 0),
        refused=stats.get("pubcrawl/quarantined", 0),
        quarantined={k.removeprefix(prefix): v for k, v in sorted(stats.items()) if k.startswith(prefix)},
        skeletons={k: tuple(sorted(v)) for k, v in getattr(crawler.spider, "skeletons", {}).items()},
        unread=tuple(sorted(getattr(crawler.spider, "unread", ()))),
        seconds=round(seconds, 2),
        complete=complete,
        finish_reason=stats.get("finish_reason", "unknown"),
        problems=tuple(Problem(reason=r, message=m) for r, m in said),
    )

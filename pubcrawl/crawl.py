"""One run over several sites: starts their spiders, one after another, and reports what each of them did.

Sites share a process and are read in turn, so that no host ever sees two requests at a time, also where two
sites live on one host.
"""

import gc
import logging
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.http import Response
from scrapy.utils.defer import deferred_from_coro
from scrapy.utils.log import configure_logging
from scrapy.utils.reactor import install_reactor
from twisted.internet.error import ReactorNotRunning

from pubcrawl.fetching.halt import stopping_on_storage_error, storage_error_of
from pubcrawl.gate.report import Problem, SiteReport
from pubcrawl.items import Publication, RawPublication
from pubcrawl.log import keep_events_apart
from pubcrawl.pipelines import Dropped
from pubcrawl.runs.folder import RunFolder
from pubcrawl.runs.order import Order
from pubcrawl.runs.visit import Visit
from pubcrawl.spiders.options import arguments_for
from pubcrawl.spiders.sites import project_settings
from pubcrawl.stages.language import cache_figures
from pubcrawl.stop import Stop
from pubcrawl.storage.atomic import StorageError, as_storage_error

logger = logging.getLogger(__name__)


def crawl(
    order: Order,
    folder: RunFolder,
    stop: Stop,
    *,
    known: Mapping[str, Mapping[str, str]] | None = None,
    as_printed: Collection[str] = (),
    moved: Callable[[str, int, int], None] = lambda _site, _pages, _records: None,
    received: Callable[[Response], None] = lambda _response: None,
) -> list[SiteReport]:
    """Run the spiders of an order and return a report of each that was started; a process can do this once.

    Args:
        order: which sites to read, and how; as `checked` returns it.
        folder: where the run keeps what it reads; sites that an earlier start of the run has finished are not read
            again.
        stop: knows of signals.
        known: content hash by record key of what is published, by site; a site without it is read whole.
        as_printed: sites whose dates are read as printed; see `Visit`.
        moved: called with (site, pages, records) whenever one of them moves.
        received: called with every response, robots.txt included.

    Raises:
        StorageError: the disk refused what the spiders read.
    """
    settings = project_settings()
    settings.set("LOG_FILE", str(folder.log), priority="cmdline")
    settings.setdict(dict(order.settings), priority="cmdline")
    keep_events_apart()
    configure_logging(settings)
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor as installed  # noqa: PLC0415  importing it earlier would install another

    reactor: Any = installed
    reports: list[SiteReport] = []
    failed: list[Any] = []
    runner = AsyncCrawlerRunner(settings)
    crawling = _Crawling(runner, order, folder, stop, known or {}, as_printed, moved, received)

    def start() -> None:
        deferred_from_coro(crawling.read_all(reports)).addErrback(failed.append).addBoth(end)

    def end(_: object = None) -> None:
        with suppress(ReactorNotRunning):  # a second signal was faster
            reactor.stop()

    gc.freeze()  # what is there now stays to the end: to look through it again and again took 8 % of a crawl
    reactor.callWhenRunning(start)
    with stop.by(
        gently=lambda: reactor.callFromThread(lambda: deferred_from_coro(runner.stop())),
        at_once=lambda: reactor.callFromThread(end),
    ):
        reactor.run(installSignalHandlers=False)
    if failed:
        failed[0].raiseException()
    return reports


@dataclass(frozen=True)
class _Crawling:
    """The spiders of one order on their way; see `crawl` for what each value is."""

    runner: AsyncCrawlerRunner
    order: Order
    folder: RunFolder
    stop: Stop
    known: Mapping[str, Mapping[str, str]]
    as_printed: Collection[str]
    moved: Callable[[str, int, int], None]
    received: Callable[[Response], None]

    async def read_all(self, reports: list[SiteReport]) -> None:
        """Read site after site and add a report of each; a second signal leaves those that are there."""
        finished = self.folder.finished()
        for site in self.order.sites:
            if site in finished:
                reports.append(finished[site])
            elif self.stop.number is None:
                reports.append(await self._read(site))
                if self.stop.number is None and not reports[-1].problems:  # else it may do better when asked again
                    self.folder.keep_finished(reports[-1])

    async def _read(self, site: str) -> SiteReport:
        crawler = self.runner.create_crawler(site)
        arguments = arguments_for(site, {**self.order.arguments, "limit_pages": self.order.limit_pages})
        if site in self.order.site_urls:
            arguments["site_url"] = self.order.site_urls[site]
        started, before = time.monotonic(), cache_figures()
        try:
            visit = Visit(self.folder.site(site), self.known.get(site), as_printed=site in self.as_printed)
            self._watch(crawler, site)
            _keep_journal(crawler, visit, self.stop)
            with as_storage_error(self.folder.log):  # the engine opens it anew for each site
                await self.runner.crawl(crawler, visit=visit, **arguments)
        except StorageError:
            raise
        except Exception as exc:
            logger.exception("the crawl of %s could not start", site)
            problem = Problem(reason="errors", message=f"the crawl could not start: {exc}")
            return SiteReport(site=site, problems=(problem,), finish_reason="start_error")
        if error := storage_error_of(crawler):
            raise error
        whole = not self.order.limit_pages and not visit.stopped_early
        report = _report(crawler, site, visit, seconds=time.monotonic() - started, complete=whole)
        return replace(report, language_recalled=_recalled(before, cache_figures()))

    def _watch(self, crawler: Crawler, site: str) -> None:
        def moved(**_: object) -> None:
            stats = crawler.stats
            self.moved(site, stats.get_value("pubcrawl/pages", 0), stats.get_value("pubcrawl/records", 0))

        def lost(**_: object) -> None:
            crawler.stats.inc_value("pubcrawl/item_errors")

        def received(response: Response, **_: object) -> None:
            self.received(response)

        crawler.signals.connect(received, signal=signals.response_received, weak=False)
        crawler.signals.connect(lost, signal=signals.item_error, weak=False)
        for event in (signals.response_received, signals.item_scraped, signals.spider_closed):
            crawler.signals.connect(moved, signal=event, weak=False)


def _keep_journal(crawler: Crawler, visit: Visit, stop: Stop) -> None:
    def opened(**_: object) -> None:
        for what, times in visit.journal.counted().items():
            crawler.stats.inc_value(f"pubcrawl/{what}", times)

    def started(**_: object) -> None:
        if stop.number is not None:  # the signal came when there was no engine yet to be told
            deferred_from_coro(crawler.engine.stop_async())

    def settled(item: Publication | RawPublication, exception: Exception | None = None, **_: object) -> None:
        counted = exception.counted if isinstance(exception, Dropped) else ()
        with stopping_on_storage_error(crawler):
            visit.journal.settled(item.source_url, counted)

    def closed(**_: object) -> None:
        with stopping_on_storage_error(crawler):
            visit.journal.close()

    crawler.signals.connect(opened, signal=signals.spider_opened, weak=False)
    crawler.signals.connect(started, signal=signals.engine_started, weak=False)
    for event in (signals.item_scraped, signals.item_dropped):  # not item_error: what was lost is to be read again
        crawler.signals.connect(settled, signal=event, weak=False)
    crawler.signals.connect(closed, signal=signals.spider_closed, weak=False)


def _recalled(before: tuple[int, int], after: tuple[int, int]) -> float | None:
    """Return the share of what was asked meanwhile that was known from before; see `cache_figures`."""
    asked, recalled = (now - then for then, now in zip(before, after, strict=True))
    return round(recalled / asked, 4) if asked else None


def _report(crawler: Crawler, site: str, visit: Visit, *, seconds: float, complete: bool) -> SiteReport:
    stats: dict[str, Any] = crawler.stats.get_stats()
    prefix = "pubcrawl/quarantined/"
    return SiteReport(
        site=site,
        pages=stats.get("pubcrawl/pages", 0),
        answers=stats.get("downloader/response_count", 0),
        unclosed=stats.get("pubcrawl/unclosed", 0),
        other_charset=stats.get("pubcrawl/other_charset", 0),
        records=stats.get("pubcrawl/records", 0),
        duplicates=stats.get("pubcrawl/duplicates", 0),
        in_quarantine=stats.get("pubcrawl/quarantined", 0),
        quarantined={k.removeprefix(prefix): v for k, v in sorted(stats.items()) if k.startswith(prefix)},
        skeletons={k: tuple(sorted(v)) for k, v in visit.skeletons.items()},
        unread=tuple(sorted(visit.unread)),
        seconds=round(seconds, 2),
        complete=complete,
        finish_reason=_finish_reason(stats, visit),
        problems=problems_of(crawler, visit),
        warnings=tuple(visit.warnings.values()),
    )


def _finish_reason(stats: Mapping[str, Any], visit: Visit) -> str:
    """Return how a crawl ended; one whose last page had no time any more may look finished, if it ends just then."""
    said = str(stats.get("finish_reason", "unknown"))
    return "closespider_timeout" if said == "finished" and visit.out_of_time else said


def problems_of(crawler: Crawler, visit: Visit) -> tuple[Problem, ...]:
    """Return why a crawl that is over did not read its whole site; nothing when it did."""
    return *visit.problems, *_problems(crawler, visit, crawler.stats.get_stats())


def _problems(crawler: Crawler, visit: Visit, stats: Mapping[str, Any]) -> Iterator[Problem]:
    """Give what is wrong with a visit beside what the spider noted: how the crawl ended, and what never came."""
    reason = stats.get("finish_reason", "")
    if reason in ("refused", "unreachable"):
        yield Problem(reason=reason, message=stats.get("pubcrawl/closed", "the site was left alone"))
    elif reason == "finished" and not visit.problems:
        waiting = visit.waiting.values()
        if stats.get("depth/request_ignored_count"):
            deep = f"the list goes on after {crawler.settings.getint('DEPTH_LIMIT'):,} pages"
            yield from (Problem(reason="trap", message=f"{deep} ({s.url})") for s in waiting)
        else:
            lost = "the page never came: it was moved elsewhere"
            yield from (Problem(reason="unreachable", message=f"{lost} ({s.url})") for s in waiting if not s.optional)
    for what, count in (("pages", "spider_exceptions/count"), ("records", "pubcrawl/item_errors")):
        if errors := stats.get(count):
            yield Problem(reason="errors", message=f"{errors} {what} ended in an error of ours; see the log")

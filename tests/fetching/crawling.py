"""Real crawls by the project's settings in a process of their own, told by plans and reported as plain values.

The plans go in as JSON and the reports come out as JSON on standard output: `main` is the other side. Several crawls
share a process, which is forked from a warm one, and run at the same time, each on a host of its own.
"""

import asyncio
import json
import socket
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.utils.defer import deferred_from_coro
from scrapy.utils.log import configure_logging
from scrapy.utils.reactor import install_reactor
from twisted.internet._resolver import GAIResolver
from twisted.python.failure import Failure

from tests.battery.forked import start
from tests.battery.server import Answers, HostileServer

SPEEDY = {
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "PUBCRAWL_BACKOFF": 0,
    "DOWNLOAD_TIMEOUT": 5,
    "ITEM_PIPELINES": {},
    "LOG_LEVEL": "ERROR",
    "PUBCRAWL_CONTACT": "https://lab.example/bot",
}
"""The project's settings, but for the waits no test asks for, and with a contact, as some hosts have public names."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to crawl.

    Attributes:
        urls: URLs, or paths of the site, to ask for in this order.
        site_url: where the user says the site is, None for its own address.
        base_url: the site's own address.
        settings: settings that differ from the project's.
        names: addresses by host name, as a name server could give them out.
        headers: sent along with each request.
        meta: given to each request.
    """

    urls: Sequence[str]
    site_url: str | None
    base_url: str = "https://visitor.example"
    settings: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Crawl:
    """What a crawl did.

    Attributes:
        got: paths of the pages that came, in order.
        problems: kind and message of each request that failed, in order.
        finish_reason: how Scrapy says it ended.
        stats: the values that are ours.
        log: what its process wrote to standard error.
    """

    got: list[str]
    problems: list[list[str]]
    finish_reason: str
    stats: dict[str, Any]
    log: str

    @property
    def said(self) -> list[str]:
        return [message for _, message in self.problems]


def crawl_all(plans: Sequence[Plan], seconds: float = 120, environment: Mapping[str, str] | None = None) -> list[Crawl]:
    """Run plans at the same time in one process, which ends within some seconds, and return what came of each."""
    told = json.dumps([asdict(plan) for plan in plans])
    with TemporaryDirectory() as said:
        ended = start([told], Path(said), environment=environment, program=main).ended(seconds)
    assert ended.code == 0, ended.err
    return [Crawl(**report, log=ended.err) for report in json.loads(ended.out)]


def crawl(
    site_url: str | None,
    urls: Sequence[str],
    seconds: float = 120,
    environment: Mapping[str, str] | None = None,
    **more: Any,  # noqa: ANN401  the rest of a Plan
) -> Crawl:
    """Run one plan."""
    return crawl_all([Plan(site_url=site_url, urls=urls, **more)], seconds, environment)[0]


def crawl_each(
    cases: Mapping[str, Answers],
    urls: Sequence[str],
    **more: Any,  # noqa: ANN401  the rest of a Plan
) -> dict[str, tuple[HostileServer, Crawl]]:
    """Serve each case on a host of its own, ask all of them for the same paths, and return log and result by case."""
    with ExitStack() as stack:
        hosts = (f"127.0.1.{number}" for number in range(1, 255))
        sites = [stack.enter_context(HostileServer(c, host=h)) for h, c in zip(hosts, cases.values(), strict=False)]
        runs = crawl_all([Plan(site_url=site.url, urls=urls, **more) for site in sites])
    return dict(zip(cases, zip(sites, runs, strict=True), strict=True))


class Visitor(Spider):
    """Asks for what the plan lists and keeps what comes; it names its site as the project's spiders do."""

    name = "visitor"

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan
        self.base_url = plan.base_url
        self.fetch_base = plan.site_url or plan.base_url
        self.allowed_domains = [urlsplit(self.fetch_base).hostname]
        self.got: list[str] = []
        self.problems: list[tuple[str, str]] = []

    async def start(self) -> AsyncIterator[Request]:
        more: dict[str, Any] = {"callback": self.keep, "errback": self.failed, "dont_filter": True}
        for number, url in enumerate(self.plan.urls):
            full = self.fetch_base + url if url.startswith("/") else url
            try:
                request = Request(full, headers=self.plan.headers, meta=dict(self.plan.meta), priority=-number, **more)
            except ValueError as exc:
                self.problems.append(("ValueError", str(exc)))
            else:
                yield request

    def keep(self, response: Response) -> None:
        self.got.append(response.url.removeprefix(self.fetch_base))

    def failed(self, failure: Failure) -> None:
        value: Any = failure.value
        said = f"HTTP {value.response.status}" if isinstance(value, HttpError) else str(value)
        self.problems.append((type(value).__name__, said))


def main(arguments: Sequence[str]) -> None:
    (told,) = arguments
    plans = [Plan(**plan) for plan in json.loads(told)]
    names = {name: addresses for plan in plans for name, addresses in plan.names.items()}
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor  # noqa: PLC0415  importing it earlier would install another

    def name_server(host: Any, *rest: Any) -> Any:  # noqa: ANN401  as getaddrinfo
        return [found for address in names.get(host, [host]) for found in socket.getaddrinfo(address, *rest)]

    given_out: Any = name_server
    the_reactor: Any = reactor
    the_reactor.installNameResolver(GAIResolver(the_reactor, getaddrinfo=given_out))
    configure_logging(SPEEDY)
    crawlers = [AsyncCrawlerRunner(_settings(plan)).create_crawler(Visitor) for plan in plans]

    async def run() -> None:
        await asyncio.gather(*(crawler.crawl_async(plan) for crawler, plan in zip(crawlers, plans, strict=True)))

    the_reactor.callWhenRunning(lambda: deferred_from_coro(run()).addBoth(lambda _: the_reactor.stop()))
    the_reactor.run()
    json.dump([_report(crawler) for crawler in crawlers], sys.stdout)


def _settings(plan: Plan) -> Settings:
    settings = Settings()
    settings.setmodule("pubcrawl.settings")
    settings.setdict({**SPEEDY, **plan.settings}, priority="cmdline")
    return settings


def _report(crawler: Crawler) -> dict[str, Any]:
    spider = crawler.spider
    assert isinstance(spider, Visitor)
    stats = crawler.stats.get_stats()
    ours = {key.removeprefix("pubcrawl/"): value for key, value in stats.items() if key.startswith("pubcrawl/")}
    return {
        "got": spider.got,
        "problems": spider.problems,
        "finish_reason": stats["finish_reason"],
        "stats": dict(sorted(ours.items())),
    }

"""robots.txt before everything else: no page of a host is asked for until its robots.txt lets us."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from typing import TYPE_CHECKING, Self

from scrapy import Request
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from pubcrawl.politeness.failure import in_words
from pubcrawl.politeness.pace import Over
from pubcrawl.politeness.patience import Patience
from pubcrawl.politeness.rules import Robots, judge

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.crawler import Crawler
    from scrapy.http import Response

_ASKS = "pubcrawl_asks_robots"
"""Marks the request for robots.txt itself, which redirects and retries inherit."""

_PLAIN = {"Accept-Encoding": "identity"}
"""A compressed body that was cut short can be decompressed, in part, without an error."""


class RobotsUnread(IgnoreRequest):
    """robots.txt could not be read, which is the host's trouble and not its wish."""


class RobotsMiddleware:
    """Obeys robots.txt, and asks for nothing where it could not be read.

    What a host said is kept for PUBCRAWL_ROBOTS_AGE seconds. Its Crawl-delay, up to PUBCRAWL_CRAWL_DELAY_MAX seconds,
    becomes the pace of the host. A robots.txt that cannot be read within PUBCRAWL_ROBOTS_SECONDS of work closes the
    host.
    """

    def __init__(
        self,
        crawler: Crawler,
        *,
        clock: Callable[[], float] = time.monotonic,
        judge: Callable[..., Robots] = judge,
    ) -> None:
        settings = crawler.settings
        if not settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self._crawler, self._clock, self._judge = crawler, clock, judge
        self._product: str = settings["ROBOTSTXT_USER_AGENT"] or settings["BOT_NAME"]
        self._age = float(settings["PUBCRAWL_ROBOTS_AGE"])
        self._longest_delay = float(settings["PUBCRAWL_CRAWL_DELAY_MAX"])
        self._work = float(settings["PUBCRAWL_ROBOTS_SECONDS"])
        self._patience = Patience.of(crawler)
        self._known: dict[str, tuple[float, Robots]] = {}
        self._asking: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware of a crawl."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let a request pass, or refuse it.

        Raises:
            IgnoreRequest: robots.txt forbids it.
            RobotsUnread: robots.txt could not be read.
        """
        if request.meta.get(_ASKS):
            return
        parts = urlparse_cached(request)
        origin = f"{parts.scheme}://{parts.netloc}"
        async with self._asking[origin]:
            robots = await self._of(origin, parts.hostname or "")
        if robots.closed:
            self._count("closed")
            raise RobotsUnread(
                f"robots.txt of {parts.netloc} could not be read ({robots.closed}), so nothing may be fetched"
            )
        if robots.forbids(request.url):
            self._count("forbidden")
            raise IgnoreRequest(f"robots.txt of {parts.netloc} forbids {parts.path or '/'}")

    async def _of(self, origin: str, host: str) -> Robots:
        known = self._known.get(origin)
        if known and self._clock() - known[0] < self._age:
            return known[1]
        robots = await self._ask(origin)
        self._known[origin] = (self._clock(), robots)
        self._patience.pace.slow(host, min(robots.delay, self._longest_delay))
        return robots

    async def _ask(self, origin: str) -> Robots:
        self._count("asked")
        request = Request(f"{origin}/robots.txt", callback=NO_CALLBACK, headers=_PLAIN, meta={_ASKS: True})
        try:
            response = await self._crawler.engine.download_async(request)
        except Over:
            raise
        except Exception as exc:  # noqa: BLE001  whatever it was, an unread robots.txt closes its host
            return Robots(closed=in_words(exc))
        self._count(f"status/{response.status}")
        return await self._read(response)

    async def _read(self, response: Response) -> Robots:
        reading = asyncio.to_thread(
            self._judge,
            status=response.status,
            content_type=(response.headers.get("Content-Type") or b"").decode("latin-1"),
            body=response.body,
            product=self._product,
            challenged=response.headers.get("CF-Mitigated") == b"challenge",
        )
        try:
            return await asyncio.wait_for(reading, self._work)
        except TimeoutError:
            return Robots(closed=f"more than {self._work:g} seconds of work")

    def _count(self, what: str) -> None:
        self._crawler.stats.inc_value(f"pubcrawl/robots/{what}")

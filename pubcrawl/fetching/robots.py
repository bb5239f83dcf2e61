"""robots.txt before everything else: no page of a host is asked for until its robots.txt lets us."""

import asyncio
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Self

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from pubcrawl.fetching.failure import in_words
from pubcrawl.fetching.pace import RunOver
from pubcrawl.fetching.patience import Patience

MOST_BYTES = 512 * 1024
"""How much of a robots.txt is read; the RFC asks for 500 KiB at least."""


@dataclass(frozen=True, kw_only=True)
class Robots:
    """What one host's robots.txt says to us.

    Attributes:
        closed: why nothing may be fetched, None when the host has spoken or has no robots.txt.
        delay: seconds of its Crawl-delay, 0 when it has none.
        product: the name we are known by.
        rules: its rules; None when it has none.
    """

    closed: str | None = None
    delay: float = 0.0
    product: str = ""
    rules: Protego | None = None

    def forbids(self, url: str) -> bool:
        """Say whether its rules keep us from a URL."""
        return self.rules is not None and not self.rules.can_fetch(url, self.product)


def read_robots(*, status: int, content_type: str, body: bytes, product: str, challenged: bool = False) -> Robots:
    """Return what a host's answer to `/robots.txt`, after redirects, means for the name that such files know us by.

    It is challenged when it came from a gatekeeper in front of the host.
    """
    if challenged:
        return Robots(closed="a challenge page")
    if 400 <= status < 500 and status != 429:  # noqa: PLR2004  the classes of HTTP
        return Robots()
    if not 200 <= status < 300:  # noqa: PLR2004  the classes of HTTP
        return Robots(closed=str(status))
    if b"\0" in body[:MOST_BYTES]:
        return Robots(closed="not text")
    text = _whole_lines(body).decode("utf-8-sig", errors="ignore")
    if _DOCUMENT_TYPE.search(content_type) or text.lstrip().startswith(("<", "{")):
        return Robots(closed="a page instead of rules")
    rules = Protego.parse("\n".join(_for_us(text, product.lower())))
    return Robots(delay=rules.crawl_delay(product) or 0.0, product=product, rules=rules)


_DOCUMENT_TYPE = re.compile(r"html|xml|json", re.IGNORECASE)


def _whole_lines(body: bytes) -> bytes:
    """Return what is read of a body: a line cut in two could allow more than it did whole."""
    if len(body) <= MOST_BYTES:
        return body
    kept = body[:MOST_BYTES]
    return kept[: max(kept.rfind(b"\n"), kept.rfind(b"\r")) + 1]


_AGENT = re.compile(r"\s*user[ -]?agent\s*[:\s]\s*(?P<name>[^#]*)", re.IGNORECASE)
_PRODUCT = re.compile(r"[a-z_-]+")


def _for_us(text: str, product: str) -> Iterator[str]:
    """Yield the lines, with the agents they speak to told apart as the RFC does: by the whole product name.

    Protego also takes `pub` for `pubcrawl`, and its work grows with the number of agents times that of rules; with
    three names left it is linear.
    """
    for line in text.splitlines():
        if match := _AGENT.match(line):
            name = match["name"].strip().lower()
            token = _PRODUCT.match(name)
            yield f"User-agent: {product if token and token[0] == product else '*' if name == '*' else 'x'}"
        else:
            yield line


_ASKS = "pubcrawl_asks_robots"
"""Marks the request for robots.txt itself, which redirects and retries inherit."""

_PLAIN = {"Accept-Encoding": "identity"}
"""A compressed body that was cut short can be decompressed, in part, without an error."""


def asks_robots(request: Request) -> bool:
    """Say whether a request asks for a robots.txt on behalf of a page."""
    return bool(request.meta.get(_ASKS))


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
        reader: Callable[..., Robots] = read_robots,
    ) -> None:
        settings = crawler.settings
        if not settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self._crawler, self._clock, self._reader = crawler, clock, reader
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
        parts = urlparse_cached(request)
        if asks_robots(request) or parts.scheme == "file":  # which only a file that a person named can be
            return
        origin = f"{parts.scheme}://{parts.netloc}"
        async with self._asking[origin]:
            robots = await self._of(origin, parts.hostname or "")
        if robots.closed:
            self._count("closed")
            unread = f"robots.txt of {parts.netloc} could not be read ({robots.closed})"
            raise RobotsUnread(f"{unread}, so nothing may be fetched")
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
        except RunOver:
            raise
        except Exception as exc:  # noqa: BLE001  whatever it was, an unread robots.txt closes its host
            return Robots(closed=in_words(exc))
        self._count(f"status/{response.status}")
        reading = asyncio.to_thread(
            self._reader,
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

"""What an answer means for its host: go on, give it a rest, or leave it alone.

This is settled before the next request to the host can leave, so it happens where the answer arrives and not in a
middleware, which hears of it when the next request is already on its way.
"""

import asyncio
import math
import random
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import load_object

from pubcrawl.fetching.pace import HOSTS, Pace


def http_date(value: str) -> datetime | None:
    """Read an HTTP date into UTC; None when it is none."""
    try:
        read = parsedate_to_datetime(value)
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


_SECONDS = re.compile(r"[0-9]{1,15}")


def retry_after(value: str, now: datetime) -> float | None:
    """Return the seconds a Retry-After header asks for, None when it says nothing that can be read.

    It may name a date. The present is best the response's own Date, so that wrong clocks cancel out.
    """
    value = value.strip()
    if _SECONDS.fullmatch(value):
        return float(value)
    until = http_date(value)
    return None if until is None else max(0.0, (until - now).total_seconds())


@dataclass(frozen=True, kw_only=True)
class Backoff:
    """Pauses that double with every attempt.

    Attributes:
        first: seconds before the first retry.
        longest: seconds after which doubling ends.
        random: gives numbers in [0, 1), which lengthen a pause by up to half, so that clients do not come back
            together; it never shortens one.
    """

    first: float
    longest: float
    random: Callable[[], float]

    def seconds(self, attempt: int) -> float:
        """Return the pause after an attempt, counted from 0."""
        return min(self.longest, self.first * 2.0 ** min(attempt, 64)) * (1 + self.random() / 2)


_FORBIDDEN, _TOO_MANY, _UNAVAILABLE = 403, 429, 503


class Patience:
    """A Scrapy extension that counts each host's silences and refusals, and leaves alone a host with too many.

    A refusal is 429, 403, or 503 with a Retry-After. After PUBCRAWL_REFUSALS_MAX of them in a row, or one that asks
    for more than PUBCRAWL_WAIT_MAX seconds, the spider closes as `refused`. When rests add up to more than
    PUBCRAWL_WAIT_BUDGET seconds it closes too, as `unreachable` unless the host itself had asked for the last one.
    The stats value `pubcrawl/closed` says why.
    """

    def __init__(self, crawler: Crawler, *, pace: Pace, backoff: Backoff, now: Callable[[], datetime]) -> None:
        settings = crawler.settings
        self._crawler, self.pace, self._backoff, self._now = crawler, pace, backoff, now
        self.statuses = frozenset(int(code) for code in settings.getlist("RETRY_HTTP_CODES"))
        self.failures = tuple(load_object(name) for name in settings.getlist("RETRY_EXCEPTIONS"))
        self._refusals_left = self._refusals_max = int(settings["PUBCRAWL_REFUSALS_MAX"])
        self._budget_left = self._budget = float(settings["PUBCRAWL_WAIT_BUDGET"])
        self._closing: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the patience of a crawl, by its settings."""
        settings = crawler.settings
        ends = time.monotonic() + (settings.getfloat("CLOSESPIDER_TIMEOUT") or math.inf)
        pace = Pace(
            gap=settings.getfloat("DOWNLOAD_DELAY"),
            longest=float(settings["PUBCRAWL_WAIT_MAX"]),
            at_once=settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"),
            hosts=HOSTS,
            running=lambda: crawler.engine.running and time.monotonic() < ends,  # the engine waits for who waits
        )
        backoff = Backoff(
            first=float(settings["PUBCRAWL_BACKOFF"]),
            longest=float(settings["PUBCRAWL_BACKOFF_MAX"]),
            random=random.Random().random,  # noqa: S311  it spreads clients, it guards nothing
        )
        return cls(crawler, pace=pace, backoff=backoff, now=lambda: datetime.now(UTC))

    @classmethod
    def of(cls, crawler: Crawler) -> Self:
        """Return the patience of a crawl.

        Raises:
            LookupError: the settings do not name it among the extensions.
        """
        patience = crawler.get_extension(cls)
        if patience is None:
            raise LookupError(f"EXTENSIONS must name {cls.__module__}.{cls.__name__}")
        return patience

    @property
    def over(self) -> bool:
        """Whether the site is being left alone."""
        return self._closing is not None

    @asynccontextmanager
    async def turn(self, request: Request) -> AsyncIterator[None]:
        """Wait for the turn of a request's host; where the body of the `with` fails, the host gets a rest.

        Raises:
            IgnoreRequest: the host is to be left alone.
        """
        async with self.pace.turn(host_of(request)):
            try:
                yield
            except self.failures:
                self._rest(request, None)
                raise

    def heard(self, request: Request, response: Response) -> None:
        """Treat a host as it answers: forget its refusals, give it a rest, or leave it alone."""
        wanted = self._wanted(response)
        if response.status in (_FORBIDDEN, _TOO_MANY) or (response.status == _UNAVAILABLE and wanted is not None):
            self._refusals_left -= 1
        elif response.status not in self.statuses:
            self._refusals_left = self._refusals_max
            return
        self._rest(request, wanted)
        if self._refusals_left <= 0:
            refused = f"{host_of(request)} refused {self._refusals_max} requests in a row"
            self._leave("refused", f"{refused}, at last by {response.status}")

    def _wanted(self, response: Response) -> float | None:
        header = response.headers.get("Retry-After")
        if header is None:
            return None
        sent = http_date((response.headers.get("Date") or b"").decode("latin-1"))
        return retry_after(header.decode("latin-1"), sent or self._now())

    def _rest(self, request: Request, wanted: float | None) -> None:
        host, longest = host_of(request), self.pace.longest
        seconds = max(wanted or 0.0, self._backoff.seconds(request.meta.get("retry_times", 0)))
        self._budget_left -= self.pace.pause(host, seconds)
        self._crawler.stats.inc_value("pubcrawl/rests")
        self._crawler.stats.set_value("pubcrawl/rest_seconds", round(self._budget - self._budget_left, 1))
        if seconds > longest:
            wish = f"{host} wants to be left alone for {seconds:.0f} seconds"
            self._leave("refused", f"{wish}, and we wait {longest:.0f}")
        elif self._budget_left < 0:
            reason = "unreachable" if wanted is None else "refused"
            self._leave(reason, f"{host} needed so many rests that they add up to {self._budget:.0f} seconds")

    def _leave(self, reason: str, why: str) -> None:
        if self._closing:
            return
        self._crawler.stats.set_value("pubcrawl/closed", why)
        self.pace.end(why)
        # Not awaited: the engine closes when the requests in flight are done, and this is one of them.
        self._closing = asyncio.ensure_future(self._crawler.engine.close_spider_async(reason=reason))


def host_of(request: Request) -> str:
    """Return the host a request is for, lower case."""
    return urlparse_cached(request).hostname or ""

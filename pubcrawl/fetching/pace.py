"""When a host may next be asked: its delay, its Crawl-delay and its cool-down, kept at the last step before the wire.

Scrapy's own delays are aims: they are spread by a jitter, moved by AutoThrottle and forgotten with an idle slot, and
without a delay a full queue leaves all at once, whatever CONCURRENT_REQUESTS_PER_DOMAIN says. These are promises: no
request leaves sooner, whatever the rest decides.
"""

import asyncio
import math
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from scrapy.exceptions import IgnoreRequest

TICK = 1.0
"""Seconds of sleep after which a waiting request looks whether its run still goes on."""


@dataclass
class Host:
    """When one host may be asked again, on the clock of its `Pace`.

    Attributes:
        busy: when its last request was sent or answered.
        gap: seconds to leave after that.
        closed_until: before this it must not be asked at all.
    """

    busy: float = -math.inf
    gap: float = 0.0
    closed_until: float = -math.inf


class RunOver(IgnoreRequest):
    """The run ended before a request had its turn, which says nothing about the site."""


HOSTS: defaultdict[str, Host] = defaultdict(Host)
"""What is known of hosts. They are owed their rest by the process: two sites on one host share it."""


class Pace:
    """The turns of requests, host by host."""

    def __init__(
        self,
        *,
        gap: float,
        longest: float,
        at_once: int,
        hosts: defaultdict[str, Host],
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        running: Callable[[], bool] = lambda: True,
    ) -> None:
        """Keep the pace of a crawl.

        Args:
            gap: seconds to leave between the end of a request and the next one to the same host, at least.
            longest: seconds; a host that is closed for longer is given up without waiting.
            at_once: how many requests to one host may be under way.
            hosts: what is known of the hosts.
            clock: monotonic seconds.
            sleep: waits for some seconds without holding up anybody else.
            running: whether the run goes on.
        """
        self._gap, self.longest, self._hosts = gap, longest, hosts
        self._clock, self._sleep, self._running = clock, sleep, running
        self._lanes = defaultdict[str, asyncio.Semaphore](lambda: asyncio.Semaphore(at_once))
        self._over: str | None = None

    def slow(self, host: str, gap: float) -> None:
        """Leave at least `gap` seconds between a host's requests from now on."""
        self._hosts[host].gap = gap

    def pause(self, host: str, seconds: float) -> float:
        """Ask a host nothing for some seconds; return by how many this makes its rest longer."""
        owed, now = self._hosts[host], self._clock()
        before = max(owed.closed_until, now)
        owed.closed_until = max(before, now + seconds)
        return owed.closed_until - before

    def end(self, why: str) -> None:
        """Let no request have its turn any more, those that wait included."""
        self._over = why

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait until a host may be asked; the body of the `with` asks it.

        Raises:
            IgnoreRequest: the host is closed for longer than we wait.
            RunOver: the run ended meanwhile.
        """
        owed = self._hosts[host]
        async with self._lanes[host]:
            while (left := self._left(host, owed)) > 0:
                await self._sleep(min(left, TICK))
            owed.busy = self._clock()
            try:
                yield
            finally:
                owed.busy = self._clock()

    def _left(self, host: str, owed: Host) -> float:
        if self._over or not self._running():
            raise RunOver(self._over or "the run was stopped")
        now = self._clock()
        closed = owed.closed_until - now
        if closed > self.longest:
            raise IgnoreRequest(f"{host} wants to be left alone for another {closed:.0f} seconds")
        return max(closed, owed.busy + max(self._gap, owed.gap) - now)

"""A server that strikes the run that asks it: a signal comes at a request, before it is answered."""

import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler

from pubcrawl.fixture_server import Reply
from tests.served import WatchedServer


@dataclass(frozen=True)
class Strike:
    """A signal to the run that asks: at request number `request` of a site, from 0, before it is answered."""

    site: str
    request: int
    number: signal.Signals


@dataclass
class StruckServer(WatchedServer):
    """A server that tells of each request before it answers.

    Attributes:
        told: is told the site.
    """

    told: Callable[[str], None] = lambda _site: None

    def reply(self, site: str, request: BaseHTTPRequestHandler) -> Reply:
        """Tell of the request, and answer it."""
        self.told(site)
        return super().reply(site, request)

    @contextmanager
    def striking(self, strike: Strike | None) -> Iterator[Callable[[int], None]]:
        """Let a run be struck in the block, which is given what to tell the number of its process."""
        known, process, asked = threading.Event(), [0], Counter[str]()

        def told(site: str) -> None:
            if strike and (site, asked[site]) == (strike.site, strike.request) and known.wait(10):
                os.kill(process[0], strike.number)
            asked[site] += 1

        def aim(number: int) -> None:
            process[0] = number
            known.set()

        self.told = told
        try:
            yield aim
        finally:
            self.told = lambda _site: None

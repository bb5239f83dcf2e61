"""What ends a run before its time: a signal, or a disk that refuses."""

from __future__ import annotations

import atexit
import os
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from pubcrawl.advice import advice
from pubcrawl.release.storage import StorageError, storing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from scrapy.crawler import Crawler

_REFUSED = "pubcrawl/storage"
"""The crawl's stats value that says why the disk refused."""


class Stopped(Exception):
    """A signal ended the work before it changed what readers see.

    Attributes:
        number: the signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__(f"stopped by {signal.Signals(number).name}: nothing was changed")
        self.number = number


class Stop:
    """SIGINT and SIGTERM: the first ends a run where nothing is lost, the second at once.

    Attributes:
        number: the first signal that came, None as long as none has.
    """

    def __init__(self) -> None:
        self.number: int | None = None
        self._gently: Callable[[], object] | None = None
        self._at_once: Callable[[], object] | None = None

    @classmethod
    def on_signals(cls) -> Self:
        """Take both signals over, until the process ends.

        One that comes while the interpreter goes down changes nothing any more, the exit code included.
        """
        stop = cls()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop._caught)
            atexit.register(signal.signal, number, signal.SIG_IGN)
        return stop

    @contextmanager
    def by(self, *, gently: Callable[[], object], at_once: Callable[[], object]) -> Iterator[None]:
        """Let the first signal call `gently` and the second `at_once` while the block lasts."""
        self._gently, self._at_once = gently, at_once
        try:
            yield
        finally:
            self._gently = self._at_once = None

    def check(self) -> None:
        """Do nothing, unless a signal has come.

        Raises:
            Stopped: one has.
        """
        if self.number is not None:
            raise Stopped(self.number)

    def _caught(self, number: int, _frame: object) -> None:
        if self.number is None:
            self.number, act = number, self._gently
        elif self._at_once is None:
            _leave(number)
        else:
            act, self._at_once = self._at_once, None
        if act:
            act()


def _leave(number: int) -> None:
    """End the process as a kill would, which is always safe, with a last line and the code of the signal."""
    line = f"pubcrawl: stopped at once by {signal.Signals(number).name}: readers have a whole release; run again\n"
    os.write(2, line.encode())
    os._exit(128 + number)


@contextmanager
def working_on(exports: Path) -> Iterator[None]:
    """Let a run that the disk ends say what to do; every OSError of the block is the disk's.

    Raises:
        StorageError: the disk refused.
    """
    try:
        with storing(exports, "use"):
            yield
    except StorageError as exc:
        if isinstance(exc.__cause__, OSError):
            raise StorageError(f"{exc}; this run harmed no release: {advice('storage')}") from exc
        raise


@contextmanager
def noted(crawler: Crawler) -> Iterator[None]:
    """End the crawl when the disk refuses, and note why: the engine itself would log most errors and go on.

    Raises:
        StorageError: whatever of that kind the block raised.
    """
    try:
        yield
    except StorageError as exc:
        from scrapy.utils.defer import deferred_from_coro  # noqa: PLC0415  who only stops needs no engine

        crawler.stats.set_value(_REFUSED, exc)
        if crawler.crawling and crawler.engine and crawler.engine.running:
            deferred_from_coro(crawler.stop_async())
        raise


def refused(crawler: Crawler) -> StorageError | None:
    """Return why the disk refused during a crawl, None when it did not."""
    error: StorageError | None = crawler.stats.get_value(_REFUSED)
    return error

"""What ends a run before its time: a signal."""

import atexit
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Self

from pubcrawl.errors import PubcrawlError


class Stopped(PubcrawlError):
    """A signal ended the work before it changed what readers see.

    Attributes:
        number: the signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__(f"stopped by {signal.Signals(number).name}: nothing was changed")
        self.number = number
        self.code = 128 + number


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

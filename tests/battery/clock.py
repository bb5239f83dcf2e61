"""Clocks that are wrong: the context of a forked run in which the time of the run, or its zone, is as a test says."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from itertools import cycle

import pytest

from pubcrawl import run


@contextmanager
def at(moment: datetime, zone: str = "UTC") -> Iterator[None]:
    """Let the run happen at a moment, on a machine in a time zone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        patch.setattr(run, "run", partial(run.run, now=moment))
        yield


@contextmanager
def jumping(seconds: float) -> Iterator[None]:
    """Let the machine's time of day jump to and fro at every look."""
    real, jumps = time.time, cycle((0.0, seconds, -seconds))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "time", lambda: real() + next(jumps))
        yield

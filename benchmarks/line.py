"""A line of costs by size: whether it is straight."""

from __future__ import annotations

from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.result import Point

BENDS: dict[str, str] = {}
"""Why a line is not straight, by its name, where it cannot be."""

_FLAT = 1.25
_STRAIGHT = 1.5


def is_straight(line: Sequence[Point]) -> bool:
    """Say whether neither time nor memory grows faster than the size."""
    return max(bend(line, attrgetter("seconds")), bend(line, attrgetter("memory"))) <= _STRAIGHT


def bend(line: Sequence[Point], value: Callable[[Point], float]) -> float:
    """Return how much steeper the last step of a line is than the steepest before it; 0 where it hardly rises."""
    if len(line) < 3 or value(line[-1]) <= _FLAT * value(line[0]):
        return 0.0
    *before, last = ((value(b) - value(a)) / (b.size - a.size) for a, b in pairwise(line))
    return last / max(before) if max(before) > 0 else float("inf")

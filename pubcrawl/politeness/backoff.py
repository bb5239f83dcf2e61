"""How long to leave a host alone: what it asks for in Retry-After, and a growing pause where it asks for nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


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

    Args:
        value: the header, seconds or an HTTP date.
        now: the present, for dates; best the response's own Date, so that wrong clocks cancel out.
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

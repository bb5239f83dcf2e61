"""The date of a publication, and how far it can be trusted."""

import re
from datetime import date
from typing import NamedTuple

_SHAPE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2})(?:[T ][0-9:.]+(?:Z|[+-][0-9:]+)?)?)?)?")
_YEARS = range(1900, 2200)
_PLACEHOLDERS = ((12, 31), (1, 1))
"""Month and day that sites print when they know the year alone."""


class Published(NamedTuple):
    """A date, its precision (`day`, `month`, `year`), and flags; both None when nothing is readable."""

    date: date | None
    precision: str | None
    flags: tuple[str, ...] = ()


def read_date(text: str | None) -> Published:
    """Read a date as printed: `2026-03-05`, `2026-03` or `2026`.

    The date is kept as printed; what is doubted is the precision. The first of a month stands for the
    month, year-end and new year for the year.
    """
    printed = (text or "").strip()
    if not printed:
        return Published(None, None)
    found = _SHAPE.fullmatch(printed)
    made = _date(*found.groups()) if found else None
    if found is None or made is None:
        return Published(None, None, ("date_unreadable",))
    if not found[2]:
        return Published(made, "year")
    if found[3] and (made.month, made.day) in _PLACEHOLDERS:
        return Published(made, "year", ("date_placeholder",))
    return Published(made, "month" if made.day == 1 else "day")


def _date(year: str, month: str | None, day: str | None) -> date | None:
    if int(year) not in _YEARS:
        return None
    try:
        return date(int(year), int(month or 1), int(day or 1))
    except ValueError:  # such as 30 February
        return None

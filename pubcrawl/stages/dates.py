"""The date of a publication: what the page prints, what that means, and how far it can be trusted."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from pubcrawl.items import Institute, Publication
from pubcrawl.stages.identity import content_hash
from pubcrawl.text.dates import Printed, parse

_NOTHING_KNOWN = (date(2000, 1, 1), date(1970, 1, 1))
"""What collectors and clocks store where no date is known."""

AS_PRINTED = "date_shift_contradicted"
"""The flag of a date that was read as printed although its site is known to print dates early."""


class Published(NamedTuple):
    """A date, its precision (`day`, `month`, `year`), and flags; both None when nothing is readable."""

    date: date | None
    precision: str | None
    flags: tuple[str, ...] = ()


def read_date(printed: str, attribute: str | None = None, *, shift: int = 0) -> Published:
    """Read a date as a page prints it, or as the `datetime` attribute beside it says.

    A site that prints dates `shift` days early means the day after so many. 1 January stands for the year, the first
    of a month for the month, 1 January 2000 for nothing. A time with its zone is a day that needs no shift.
    """
    said, told = parse(printed), parse(attribute or "")
    if told and told.day and (told.instant or said is None or _day(said) != _day(told)):
        apart = abs(_day(told) - _day(said)) if said and said.day else timedelta(0)
        if apart > timedelta(days=1):
            return Published(None, None, ("date_unreadable",))
        said, shift = told, 0
    if said is None:
        return Published(None, None, ("date_unreadable",) if printed else ())
    if said.day is None:
        return Published(_day(said), "month" if said.month else "year")
    true = _day(said) + timedelta(days=0 if said.instant else shift)
    if true in _NOTHING_KNOWN:
        return Published(None, None)
    if (true.month, true.day) == (1, 1):
        return Published(true, "year", ("date_placeholder",))
    return Published(true, "month" if true.day == 1 else "day")


def _day(printed: Printed) -> date:
    return date(printed.year, printed.month or 1, printed.day or 1)


def reread(publication: Publication, institute: Institute, *, as_printed: bool) -> Publication:
    """Return a publication whose date is read as printed, or by the shift of its institute.

    A date that was not read from what is printed, but from a `datetime` attribute, stays what it is.
    """
    if not publication.date_printed or not institute.date_shift:
        return publication
    before = read_date(publication.date_printed, shift=0 if AS_PRINTED in publication.flags else institute.date_shift)
    if before.date != publication.published:
        return publication
    flags = set(publication.flags) - {AS_PRINTED, *before.flags}
    read = read_date(publication.date_printed, shift=0 if as_printed else institute.date_shift)
    flags |= {*read.flags, *((AS_PRINTED,) if as_printed else ())}
    told = (read.date, read.precision, tuple(sorted(flags)))
    made = replace(publication, published=told[0], published_precision=told[1], flags=told[2], content_hash="")
    return replace(made, content_hash=content_hash(made))


_FEWEST = 50
"""Dates that a list must show to tell anything: a night's few new ones never decide."""
_FEWEST_MONTHS = 20
"""Dates that may stand for a month, from which they tell; a few are chance."""
_TELLING = 0.05
"""Share of the dates that stand for a year, from which they tell; of 333 real ones 23 % did."""
_TIMES = 4


def judge_shift(printed: Iterable[str]) -> str:
    """Say what the dates of a whole list tell of its shift by one day: `confirmed`, `contradicted`, or `unsure`.

    A collector stores 1 January where it knows the year alone, and the first where it knows the month. Printed a day
    early, many dates are 31 December and next to none 1 January, and ends of months outnumber firsts; without the
    shift it is the other way round.
    """
    days = [_day(p) for text in printed if (p := parse(text)) and p.day and not p.instant]
    count = Counter[str](kind for day in days for kind in _kinds(day))
    months = count["month end"] - count["first"] if count["month end"] + count["first"] >= _FEWEST_MONTHS else 0
    early = count["year end"] >= _TIMES * max(count["new year"], 1) and months >= 0
    right = count["new year"] >= _TIMES * max(count["year end"], 1) and months <= 0
    if len(days) < _FEWEST or max(count["year end"], count["new year"]) < _TELLING * len(days):
        return "unsure"
    return "confirmed" if early else "contradicted" if right else "unsure"


def _kinds(day: date) -> Iterable[str]:
    after = day + timedelta(days=1)
    if day.day == 1:
        yield "new year" if day.month == 1 else "first"
    elif after.day == 1:
        yield "year end" if after.month == 1 else "month end"

"""Dates as pages print them, in digits or in words of both languages, taken apart where they are sure."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

_YEARS = range(1900, 2200)
_LAST_MONTH = 12
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier janv",
            "february feb février fevrier févr fevr fév",
            "march mar mars",
            "april apr avril avr",
            "may mai",
            "june jun juin",
            "july jul juillet juill juil",
            "august aug août aout",
            "september sept sep septembre",
            "october oct octobre",
            "november nov novembre",
            "december dec décembre decembre déc",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b\.?"
_WEEKDAY = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|tue|wed|thu|fri|sat|sun)\b\.?"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
)
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|er)?"
_LEAD = rf"(?:(?:on|le|the)\s+)?(?:{_WEEKDAY},?\s+)?(?:(?:le|the)\s+)?"
_WORDED = tuple(
    re.compile(rf"{_LEAD}{shape}", re.IGNORECASE)
    for shape in (
        rf"{_DAY}[\s-]+(?:of\s+|de\s+)?{_MONTH},?[\s-]+(?P<year>[0-9]{{4}})",
        rf"{_MONTH}\s+{_DAY},?\s+(?P<year>[0-9]{{4}})",
        rf"(?P<year>[0-9]{{4}}),?\s+{_MONTH}\s+{_DAY}",
        rf"{_MONTH},?\s+(?:de\s+)?(?P<year>[0-9]{{4}})",
    )
)
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d", "-"))
_ISO = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DIGITS = re.compile(r"(?P<year>[0-9]{4})(?:(?P<sign>[-/.])(?P<month>[0-9]{1,2})(?:(?P=sign)(?P<day>[0-9]{1,2}))?)?")
_DAY_FIRST = re.compile(r"(?P<a>[0-9]{1,2})[/.](?P<b>[0-9]{1,2})[/.](?P<year>[0-9]{4})")
_INSTANT = re.compile(
    rf"({_ISO})[T ]([0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}})?)(?:[.,][0-9]{{1,9}})?"
    r"\s?(Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})?",
    re.IGNORECASE,
)
_RANGE = re.compile(rf"{_ISO}\s*(?:to|until|au|à|—|-|/)\s*{_ISO}", re.IGNORECASE)
_RELATIVE = re.compile(
    r"(?:il y a )[0-9]+ (?:minutes?|heures?|jours?|semaines?|mois|ans?)|hier|aujourd[’']hui"
    r"|[0-9]+ (?:minutes?|hours?|days?|weeks?|months?|years?) ago|yesterday|today",
    re.IGNORECASE,
)

_NAMED_DAY = "|".join(
    f"{day} {month}" if first else f"{month} {day}"
    for first in (True, False)
    for day, month in [(r"[0-9]{1,2}(?:st|nd|rd|th|er)?", _MONTH.replace("?P<month>", "?:"))]
)
_HOUR = r"[0-9]{1,2}(?:[:.][0-9]{2}(?: ?[ap]\.?m\b\.?)?| ?[ap]\.?m\b\.?| ?h(?: ?[0-9]{2})?)"
_PROGRAMME = re.compile(
    rf"(?P<sure>(?:{_WEEKDAY} )?(?:(?:{_NAMED_DAY}) )?(?:(?:at|from|à|de) )?(?:[0-9]{{1,2}} ?[-–—] ?)?{_HOUR}"
    rf"(?: ?(?:[-–—]|to|à) ?{_HOUR})?(?: [a-z]{{2,4}})?|{_WEEKDAY} (?:{_NAMED_DAY})"
    r"|(?:(?:oral|poster) )?session [a-z]?[0-9]{1,2}[a-z]?|track [0-9a-z]{1,2}|#[0-9]{1,4})|(?:[^\W\d_][\w-]* ){0,3}"
    r"(?:auditorium|ballroom|board|booth|foyer|hall|kiosque|poster|room|salle|stand)"
    r"(?P<place>(?: [a-z]{0,2}-?[a-z]?[0-9]{0,4}| ?#[0-9]{1,4}){1,2})?"
    rf"|{_WEEKDAY}|{_NAMED_DAY}",
    re.IGNORECASE,
)
_PROGRAMME_PARTS = re.compile(r"(?:(?<!\s)\s++)?[,;·•|]\s*+|(?<!\s)\s++[–—-]\s++")


class Printed(NamedTuple):
    """What a page prints: a year, and perhaps a month and a day; `instant` when a time with its zone says the day."""

    year: int
    month: int | None = None
    day: int | None = None
    instant: bool = False


def parse(text: str) -> Printed | None:
    """Return the parts of a date; None where there is none, or where day and month could be either.

    `2026-01-05`, `January 5, 2026`, `1er mars 2026`, `March 2026`, `2026`, `25/03/2026`, and ISO 8601 with a time,
    whose day is that of UTC where it has a zone.
    """
    text = plain_date(text)
    if found := _INSTANT.fullmatch(text):
        return _instant(*found.groups())
    for pattern in (_DIGITS, *_WORDED):
        if found := pattern.fullmatch(text):
            parts = found.groupdict()
            month = parts["month"] and (_MONTHS.get(parts["month"].lower()) or int(parts["month"]))
            return _checked(int(parts["year"]), month or None, int(parts.get("day") or 0) or None, parts)
    if found := _DAY_FIRST.fullmatch(text):
        return _unlike(int(found["a"]), int(found["b"]), int(found["year"]))
    return None


_VERSION = re.compile(r" ?\([vV]\d{1,2}\)?\Z")
_LONGEST_WORDS = 40
_NO_DAY = "-00"


def in_digits(printed: str, attribute: str) -> str | None:
    """Return the day of a `datetime` attribute in ISO 8601, where what is printed in its place says it in words.

    None where digits say it already, where the attribute has no day, or where the two are more than a day apart.
    """
    printed = plain_date(printed)
    told, said = parse(attribute), parse(printed)
    if not (told and told.month and told.day) or _DIGITS.fullmatch(printed) or len(printed) > _LONGEST_WORDS:
        return None
    day = date(told.year, told.month, told.day)
    if said and abs(day - date(said.year, said.month or 1, said.day or 1)) > timedelta(days=1):
        return None
    return day.isoformat() if any(map(str.isdigit, printed)) or _RELATIVE.fullmatch(printed) else None


def is_day_first(texts: Iterable[str]) -> bool | None:
    """Say whether the days among some texts, such as `25/03/2026`, stand before their months; None where none tells."""
    found = [m for text in texts if (m := _DAY_FIRST.fullmatch(plain_date(text)))]
    days, months = (any(int(m[name]) > _LAST_MONTH for m in found) for name in ("a", "b"))
    return days if days != months else None


def written_day(text: str, *, day_first: bool | None = None) -> str | None:
    """Return in ISO 8601 the whole day that a text prints in words, or as `25/03/2026`, and nothing else.

    `day_first` is what the page says of those that could be read either way.
    """
    text = plain_date(text) if len(text) <= _LONGEST_WORDS else ""
    if not text or re.fullmatch(_ISO, text) or _INSTANT.fullmatch(text):
        return None
    said = parse(text)
    if (found := _DAY_FIRST.fullmatch(text)) and day_first is not None:
        one, other, year = (int(found[name]) for name in ("a", "b", "year"))
        day, month = (one, other) if day_first else (other, one)
        said = _checked(year, month, day, {"month": "x", "day": "x"})
    return date(said.year, said.month, said.day).isoformat() if said and said.month and said.day else None


def written_month(text: str) -> str | None:
    """Return as `2026-03-00` the month and year that a text prints, in words or in digits, and nothing else.

    So it stands where whole days stand; `as_printed` takes the day off that nobody knows.
    """
    said = parse(text) if len(text) <= _LONGEST_WORDS and text[:1].isalnum() else None
    return f"{said.year}-{said.month:02}{_NO_DAY}" if said and said.month and not said.day else None


def as_printed(day: str) -> str:
    """Return a day in ISO 8601 without the `00` of one that is not known."""
    return day.removesuffix(_NO_DAY)


_LONGEST = 200
"""Characters of a line that holds a date and nothing else, white space and all."""


@lru_cache(maxsize=2048)
def is_date(text: str) -> bool:
    """Say whether a line is a date with its day, a range of days, or a time ago, and nothing else."""
    if not 5 < len(text) < _LONGEST or not 5 < len(text := plain_date(text)) < 60:  # noqa: PLR2004  no word, no sentence
        return False
    patterns = (_INSTANT, *_WORDED[:-1], _DAY_FIRST, _RANGE, _RELATIVE)
    digits = _DIGITS.fullmatch(text)
    return (digits is not None and digits["day"] is not None) or any(p.fullmatch(text) for p in patterns)


@lru_cache(maxsize=2048)
def is_session(text: str) -> bool:
    """Say whether a line tells when and where something is in a programme, in words without a year, and nothing else.

    Such as "Tue 10:00", "Wed 27 May, 09:40 – Hall 2, #114" or "Room 301".
    """
    if len(text) >= 60:  # noqa: PLR2004  no sentence
        return False
    found = [_PROGRAMME.fullmatch(part) for part in _PROGRAMME_PARTS.split(text.strip(" .()[]"))]
    return all(found) and any(part["sure"] or (part["place"] or "").strip() for part in found if part)


def plain_date(text: str) -> str:
    """Return a line with plain hyphens and spaces, without what may stand around a date, as its version."""
    return _VERSION.sub("", " ".join(text.translate(_HYPHENS).split())).strip(" ()[].,;@")


def _instant(day: str, time: str, zone: str | None) -> Printed | None:
    given = {"Z": "+00:00", "UTC": "+00:00", "GMT": "+00:00", None: ""}
    offset = given.get(zone.upper() if zone else None, zone or "")
    if re.fullmatch(r"[+-][0-9]{4}", offset):
        offset = f"{offset[:3]}:{offset[3:]}"
    try:
        found = datetime.fromisoformat(f"{day}T{time}{offset}")
    except ValueError:
        return None
    there = found.astimezone(UTC) if found.tzinfo else found
    return Printed(there.year, there.month, there.day, instant=bool(offset)) if there.year in _YEARS else None


def _checked(year: int, month: int | None, day: int | None, parts: dict[str, str | None]) -> Printed | None:
    """Return the parts of a date that there is, such as not 30 February, nor month 0."""
    if year not in _YEARS or (parts.get("day") and not day) or (parts["month"] and not month):
        return None
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    return Printed(year, month, day)


def _unlike(one: int, other: int, year: int) -> Printed | None:
    """Return a date in digits whose day is over 12, or is its month as well; any other could be read either way."""
    day, month = (one, other) if one > _LAST_MONTH or one == other else (other, one)
    sure = day > _LAST_MONTH or day == month
    return _checked(year, month, day, {"month": "x", "day": "x"}) if sure else None

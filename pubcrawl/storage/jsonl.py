"""The JSON form of our values: `dump` writes one value as one line, `load` reads the same value back.

A `Publication` becomes a row of JSON Lines with every column in order: timestamps as `...Z`, dates as ISO days,
tuples as lists, absence as null. `Draft` and what it holds travel through the spool in the same way.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, get_args, get_type_hints

import msgspec
import orjson

from pubcrawl.items import Publication

T = TypeVar("T")

_ZERO = timedelta(0)
_encode = msgspec.json.Encoder().encode


class RowError(ValueError):
    """A value that a row cannot hold; the message names the row and the column."""

    def __init__(self, row: object, column: str, reason: str) -> None:
        super().__init__(f"row {row}, column {column}: {reason}")


def _columns_of(kind: type) -> tuple[str, ...]:
    hints = get_type_hints(Publication)
    return tuple(f.name for f in fields(Publication) if kind in (hints[f.name], *get_args(hints[f.name])))


_EXACT = (*_columns_of(datetime), *_columns_of(float))
_exact = attrgetter(*_EXACT)


def inexact(value: datetime | float | None) -> str | None:
    """Return why a value would be written as another one, None if it would not.

    Arrow takes a time without zone for UTC, and JSON turns numbers that are not finite into null.
    """
    if isinstance(value, datetime):
        return None if value.tzinfo is UTC or value.utcoffset() == _ZERO else f"{value} is not in UTC"
    return None if value is None or math.isfinite(value) else f"{value} is not a finite number"


def check_exact(publication: Publication) -> None:
    """Do nothing, unless a value of a publication would be written as another one; see `inexact`.

    Raises:
        RowError: it would.
    """
    for column, value in zip(_EXACT, _exact(publication), strict=True):
        if reason := inexact(value):
            raise RowError(publication.id, column, reason)


def dump(value: object) -> bytes:
    r"""Return one of our dataclasses, or a plain value, as one line of JSON, UTF-8, "\n" at its end.

    Raises:
        RowError: a value has no exact JSON form: half a surrogate pair, or a time without zone in a publication.
    """
    if isinstance(value, Publication):
        check_exact(value)
    try:
        return _encode(value) + b"\n"
    except (TypeError, UnicodeEncodeError) as exc:
        raise RowError(getattr(value, "id", None), _culprit(value), str(exc)) from exc


def _culprit(value: object) -> str:
    """Return the innermost field of a dataclass that has no JSON form."""
    for f in fields(value) if is_dataclass(value) else ():
        member = getattr(value, f.name)
        try:
            _encode(member)
        except (TypeError, UnicodeEncodeError):
            return _culprit(member) if is_dataclass(member) else f.name
    return "unknown"


def load(cls: type[T], line: bytes) -> T:
    """Return the value that `dump` wrote; keys that its class does not have are passed over.

    Raises:
        ValueError: the line is not JSON, or not of the class; see `decode`.
    """
    kind: object = cls
    try:
        value: T = _reader(kind).decode(line)
    except msgspec.DecodeError:
        value = decode(cls, orjson.loads(line))  # names what is wrong
    return value


_reader = cache(msgspec.json.Decoder)


def decode(cls: type[T], row: object) -> T:
    """Return the dataclass of a plain value, strictly.

    Raises:
        RowError: an unknown key, a missing one without default, or a value of another type.
    """
    try:
        value: T = msgspec.convert(row, cls)
    except msgspec.ValidationError as exc:
        found, reason = _PLACE.search(str(exc)), str(exc).partition(" - at ")[0]
        raise RowError(_name(row), found[1] or found[2] if found else "unknown", reason) from exc
    if unknown := next(_unknown(row, msgspec.to_builtins(value)), None):
        raise RowError(_name(row), unknown, f"{cls.__name__} has no such field")
    return value


def _name(row: object) -> object:
    return row.get("id") if isinstance(row, Mapping) else None


_PLACE = re.compile(r"required field `(\w+)`| - at `\$\.([^`]+)`")
"""What a message of the decoder is about."""


def _unknown(given: object, known: Any) -> Iterator[str]:  # noqa: ANN401  JSON is any value
    """Give the keys that a plain value has and what was read from it lacks."""
    if isinstance(given, Mapping):
        for key, value in given.items():
            yield from (f"{key}.{k}".rstrip(".") for k in _unknown(value, known[key])) if key in known else (key,)
    elif isinstance(given, list):
        for value, read in zip(given, known, strict=True):
            yield from _unknown(value, read)

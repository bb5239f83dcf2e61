"""The JSON form of our values: one line a value, read back exactly.

A `Publication` becomes a row of JSON Lines with every column in order: timestamps as `...Z`, dates as ISO days,
tuples as lists, absence as null. `Draft` and what it holds travel through the spool in the same way.
"""

import json
import math
import types
from collections.abc import Callable, Hashable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import orjson

from pubcrawl.items import Publication

T = TypeVar("T")

_ZERO = timedelta(0)
_LINE = orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE


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


def json_line(publication: Publication) -> bytes:
    r"""Return the publication as one line of JSON, UTF-8, "\n" at its end.

    Raises:
        RowError: a value has no JSON form, such as half a surrogate pair.
    """
    for column, value in zip(_EXACT, _exact(publication), strict=True):
        if reason := inexact(value):
            raise RowError(publication.id, column, reason)
    try:
        return orjson.dumps(publication, option=_LINE)
    except TypeError as exc:
        raise RowError(publication.id, _culprit(publication), str(exc)) from exc


def _culprit(publication: Publication) -> str:
    for f in fields(publication):
        try:
            orjson.dumps(getattr(publication, f.name))
        except TypeError:
            return f.name
    return "unknown"


def to_json_row(publication: Publication) -> dict[str, Any]:
    """Return the publication as plain values, every column in order."""
    row: dict[str, Any] = orjson.loads(json_line(publication))
    return row


def from_json_row(row: Mapping[str, object]) -> Publication:
    """Return the publication that `to_json_row` was given; a column the row lacks takes its default.

    Raises:
        RowError: an unknown column, a missing one without default, or a value of another type.
    """
    return decode(Publication, row)


def dump_line(value: object) -> bytes:
    r"""Return any of our dataclasses as one line of JSON, "\n" at its end.

    What a page says may hold half a surrogate pair, which UTF-8 cannot; such a line is written in ASCII.
    """
    try:
        return orjson.dumps(value, option=_LINE)
    except TypeError:
        text = json.dumps(value, default=_plain, separators=(",", ":"))
        return text.encode("ascii") + b"\n"


def load_line(line: bytes) -> Any:  # noqa: ANN401  JSON is any value
    """Return the plain value of a line that `dump_line` wrote.

    Raises:
        ValueError: the line is not JSON.
    """
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return json.loads(line)


def _plain(value: object) -> object:
    if is_dataclass(value):
        return {f.name: getattr(value, f.name) for f in fields(value)}
    if isinstance(value, date):
        return orjson.loads(orjson.dumps(value, option=orjson.OPT_UTC_Z))
    raise TypeError(f"{type(value).__name__} has no JSON form")


def decode(cls: type[T], row: object) -> T:
    """Return the dataclass that `dump_line` was given.

    Args:
        cls: a dataclass of texts, numbers, dates, times, tuples, mappings by name and dataclasses of them.
        row: its plain value.

    Raises:
        RowError: an unknown key, a missing one without default, or a value of another type.
    """
    annotation: object = cls
    decoder: Callable[[object], T] = _decoder(annotation)
    return decoder(row)


class _Mismatch(TypeError):
    """A plain value of another type than the field it is for."""


Decoder = Callable[[Any], Any]


@cache
def _decoder(annotation: Hashable) -> Decoder:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        (inner,) = (_decoder(a) for a in arguments if a is not types.NoneType)
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        return _list_decoder(_decoder(arguments[0]))
    if origin is dict:
        return _dict_decoder(_decoder(arguments[1]))
    if is_dataclass(annotation):
        return _dataclass_decoder(annotation)
    if isinstance(annotation, type):
        return _scalar_decoder(annotation)
    raise TypeError(f"{annotation} has no JSON form")


def _scalar_decoder(kind: type) -> Decoder:
    if kind in (date, datetime):
        return kind.fromisoformat
    accepted = (float, int) if kind is float else (kind,)

    def scalar(value: Any) -> Any:  # noqa: ANN401  JSON is any value
        if type(value) not in accepted:
            raise _Mismatch(f"{value!r} is not {kind.__name__}")
        return kind(value) if kind is float else value

    return scalar


def _list_decoder(inner: Decoder) -> Decoder:
    def items(value: Any) -> tuple[Any, ...]:  # noqa: ANN401  JSON is any value
        if type(value) is not list:
            raise _Mismatch(f"{value!r} is not a list")
        return tuple(map(inner, value))

    return items


def _dict_decoder(inner: Decoder) -> Decoder:
    def mapping(value: Any) -> dict[str, Any]:  # noqa: ANN401  JSON is any value
        if type(value) is not dict:
            raise _Mismatch(f"{value!r} is not a mapping")
        return {k: inner(v) for k, v in value.items()}

    return mapping


def _dataclass_decoder(cls: Any) -> Decoder:  # noqa: ANN401  a dataclass type has no name
    hints = get_type_hints(cls)
    decoders = {f.name: _decoder(hints[f.name]) for f in fields(cls)}
    required = {f.name for f in fields(cls) if f.default is MISSING and f.default_factory is MISSING}

    def record(value: Any) -> Any:  # noqa: ANN401  JSON is any value
        if not isinstance(value, Mapping):
            raise _Mismatch(f"{value!r} is not a mapping")
        column = ""
        try:
            made = {}
            for column, plain in value.items():
                made[column] = decoders[column](plain)
        except KeyError as exc:
            raise RowError(value.get("id"), column, f"{cls.__name__} has no such field") from exc
        except (TypeError, ValueError) as exc:
            raise RowError(value.get("id"), column, str(exc)) from exc
        if missing := required - made.keys():
            raise RowError(value.get("id"), min(missing), "missing")
        return cls(**made)

    return record

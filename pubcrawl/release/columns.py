"""Rows as Arrow columns: every value checked against its column, and a misfit named with its row."""

from __future__ import annotations

from itertools import accumulate, chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from pubcrawl.rows import RowError, inexact
from pubcrawl.schema import arrow_schema

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


class Row(Protocol):
    """A dataclass that becomes a row: a publication, or what changed about one."""

    @property
    def id(self) -> str:
        """What messages call it."""


def record_batch(rows: Sequence[Row], schema: pa.Schema | None = None) -> pa.RecordBatch:
    """Return rows as one batch of a schema: that of the dataset, some of its columns, or another one.

    Raises:
        RowError: a value does not fit its column.
    """
    schema = schema or arrow_schema()
    arrays = [_column(f, rows) for f in schema]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


_MISFITS = (pa.ArrowException, ValueError, TypeError, AttributeError, OverflowError)


def _column(field: pa.Field, rows: Sequence[Row]) -> pa.Array:
    values = list(map(attrgetter(field.name), rows))
    try:
        return _array(field, values)
    except _MISFITS:
        for row, value in zip(rows, values, strict=True):
            _blame(field, value, row)
        raise


def _blame(field: pa.Field, value: object, row: Row) -> None:
    try:
        _array(field, [value])
    except _MISFITS as exc:
        raise RowError(row.id, field.name, str(exc)) from exc


def _array(field: pa.Field, values: list[Any]) -> pa.Array:
    if pa.types.is_list(field.type):
        offsets = pa.array(accumulate(map(len, values), initial=0), pa.int32())
        element = field.type.value_field
        return pa.ListArray.from_arrays(offsets, _array(element, list(chain.from_iterable(values))), field.type)
    if pa.types.is_struct(field.type):
        members = [_array(f, list(map(attrgetter(f.name), values))) for f in field.type]
        return pa.StructArray.from_arrays(members, fields=list(field.type))
    array = _times(field, values) if pa.types.is_timestamp(field.type) else pa.array(values, field.type)
    if pa.types.is_floating(field.type) and not pc.all(pc.is_finite(array), min_count=0).as_py():
        raise ValueError("a number is not finite")
    if array.null_count and not field.nullable:
        raise ValueError(f"{field.name} is null")
    return array


def _times(field: pa.Field, values: list[datetime | None]) -> pa.Array:
    """Convert each distinct time once: the records of a page share theirs."""
    distinct = {time: place for place, time in enumerate(dict.fromkeys(values))}
    if reason := next(filter(None, map(inexact, distinct)), None):
        raise ValueError(reason)
    places = pa.array(map(distinct.__getitem__, values), pa.int32())
    return pa.array(list(distinct), field.type).take(places)

"""Rows as Parquet: every value checked against its column, a bounded number of rows in memory."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import accumulate, chain
from operator import attrgetter
from typing import IO, Any, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pubcrawl.schema import arrow_schema
from pubcrawl.storage.jsonl import RowError, inexact


def record_batch(rows: Sequence[object], schema: pa.Schema | None = None) -> pa.RecordBatch:
    """Return rows, which are dataclasses, as one batch of a schema; that of the dataset unless another one is given.

    Raises:
        RowError: a value does not fit its column.
    """
    schema = schema or arrow_schema()
    return pa.RecordBatch.from_arrays([_column(f, rows) for f in schema], schema=schema)


_MISFITS = (pa.ArrowException, ValueError, TypeError, AttributeError, OverflowError)


def _column(field: pa.Field, rows: Sequence[object]) -> pa.Array:
    values = list(map(attrgetter(field.name), rows))
    try:
        return _array(field, values)
    except _MISFITS:
        for row, value in zip(rows, values, strict=True):
            try:
                _array(field, [value])
            except _MISFITS as exc:
                raise RowError(getattr(row, "id", row), field.name, str(exc)) from exc
        raise


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


GROUP_ROWS = 10_000
"""Rows in a row group: smaller groups slow readers down, larger ones gain little and cost memory."""

BATCH_ROWS = 2000
"""Rows that become columns at a time: objects that live on until a group is full make all others dearer."""

GROUP_TEXT = 16 * 2**20
"""Text in a row group, in characters or bytes, so that it does not take more memory when rows are long."""

_DICTIONARY = (
    "site institute published_precision venue workshop venue_key status status_raw links.list.element.kind "
    "language language_basis title_language abstract_language page_language source_url source_kind "
    "flags.list.element titles.list.element.language locations.list.element.site locations.list.element.language"
).split()
"""Columns whose values repeat; a dictionary costs time and bytes on all others."""

_BLOOM = ("id", "doi", "arxiv_id")
"""Columns that readers look single values up in."""


class ParquetWriter:
    """Writes rows to a binary file as Parquet, a row group at a time.

    The same rows give the same bytes. The file is valid only after `close`, also without a row.

    Args:
        file: where the bytes go; written in order, never sought.
        schema: the columns, which are fields of the rows; those of a publication when None.
        refuse: called with each row that does not fit; without it, the first one raises.

    Attributes:
        rows: how many were written.
    """

    def __init__(
        self, file: IO[bytes], schema: pa.Schema | None = None, *, refuse: Callable[[RowError], None] | None = None
    ) -> None:
        self._schema = arrow_schema() if schema is None else schema
        self._refuse = refuse
        self._pending: list[object] = []
        self._batches: list[pa.RecordBatch] = []
        self._taken, self._text = 0, 0
        self.rows = 0
        self._writer = open_parquet(file, self._schema)

    def add(self, row: object, text: int = 0) -> None:
        """Take a row with so much text, in characters or bytes; every now and then, write a row group.

        Raises:
            RowError: this or an earlier row does not fit.
            OSError: the file refused an earlier one.
        """
        self._pending.append(row)
        self._taken, self._text = self._taken + 1, self._text + text
        if self._taken >= GROUP_ROWS or self._text >= GROUP_TEXT:
            self._write_group()
        elif len(self._pending) >= BATCH_ROWS:
            self._convert()

    def add_batch(self, rows: pa.RecordBatch) -> None:
        """Write rows that are columns of the schema already, as a row group of their own.

        Raises:
            RowError: an earlier row does not fit.
            OSError: the file refused.
        """
        self._write_group()
        self._writer.write_batch(rows)
        self.rows += rows.num_rows

    def close(self) -> None:
        """Write what is left and the footer."""
        try:
            self._write_group()
            if not self.rows:  # a table without rows has one row group all the same
                self._writer.write_batch(record_batch([], self._schema))
            self._writer.close()
        except BaseException:
            self.drop()
            raise

    def drop(self) -> None:
        """Give the file up: it is not valid, and the caller throws it away."""
        self._pending, self._batches = [], []
        self._writer.is_open = False  # else it would write its footer when it is collected

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, value: object, trace: object) -> None:
        if kind is None:
            self.close()
        else:
            self.drop()

    def _write_group(self) -> None:
        self._convert()
        batches, self._batches = self._batches, []
        self._taken, self._text = 0, 0
        if rows := sum(batch.num_rows for batch in batches):  # there is none where all of them were refused
            self._writer.write_table(pa.Table.from_batches(batches), row_group_size=rows)
            self.rows += rows

    def _convert(self) -> None:
        """Make columns of the rows that wait."""
        pending, self._pending = self._pending, []
        if not pending:
            return
        try:
            self._batches.append(record_batch(pending, self._schema))
        except RowError:
            if self._refuse is None:
                raise
            self._batches.append(record_batch(self._fitting(pending, self._refuse), self._schema))

    def _fitting(self, rows: Sequence[object], refuse: Callable[[RowError], None]) -> list[object]:
        fitting = []
        for row in rows:
            try:
                record_batch([row], self._schema)
            except RowError as exc:
                refuse(exc)
            else:
                fitting.append(row)
        return fitting


def narrowed(schema: pa.Schema, columns: Sequence[str]) -> pa.Schema:
    """Return some columns of a schema, as it describes them."""
    return pa.schema([schema.field(name) for name in columns], metadata=schema.metadata)


def open_parquet(file: IO[bytes], schema: pa.Schema) -> pq.ParquetWriter:
    """Return Arrow's writer with the settings of our files."""
    return pq.ParquetWriter(
        file,
        schema,
        compression="zstd",
        compression_level=3,  # level 1 is 18 % larger, level 9 costs four times as much
        use_dictionary=[c for c in _DICTIONARY if c.split(".")[0] in schema.names],
        write_page_index=True,
        write_page_checksum=True,
        bloom_filter_options={c: {"ndv": GROUP_ROWS, "fpp": 0.01} for c in _BLOOM if c in schema.names} or None,
    )

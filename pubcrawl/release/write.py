"""Publications in, Parquet out: the one writer of releases and feeds, with a bounded number of rows in memory."""

from __future__ import annotations

from itertools import accumulate, chain
from operator import attrgetter
from typing import IO, TYPE_CHECKING, Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pubcrawl.rows import RowError, inexact
from pubcrawl.schema import arrow_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime
    from typing import Self

    from pubcrawl.items import Publication

GROUP_ROWS = 10_000
"""Rows in a row group: smaller groups slow readers down, larger ones gain little and cost memory."""

GROUP_TEXT = 8 * 2**20
"""Characters of abstract in a row group, where most of a row is."""

_DICTIONARY = [
    "site",
    "institute",
    "published_precision",
    "venue",
    "workshop",
    "venue_key",
    "status",
    "status_raw",
    "links.list.element.kind",
    "language",
    "language_basis",
    "title_language",
    "abstract_language",
    "page_language",
    "source_url",
    "source_kind",
    "flags.list.element",
]
"""Columns whose values repeat; a dictionary costs time and bytes on all others."""

_BLOOM = ("id", "doi", "arxiv_id")
"""Columns that readers look single values up in."""


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


class ParquetWriter:
    """Writes publications to a binary file as Parquet, a row group at a time.

    The same publications give the same bytes. The file is valid only after `close`, also without a row.

    Args:
        file: where the bytes go; written in order, never sought.
        columns: names of the columns to write; all of them when None.
        refuse: called with each row that does not fit; without it, the first one raises.
    """

    def __init__(
        self,
        file: IO[bytes],
        *,
        columns: Sequence[str] | None = None,
        refuse: Callable[[RowError], None] | None = None,
    ) -> None:
        self._schema = arrow_schema() if columns is None else _narrowed(arrow_schema(), columns)
        self._refuse = refuse
        self._pending: list[Publication] = []
        self._text = 0
        self.rows = 0
        self._writer = open_parquet(file, self._schema)

    def add(self, publication: Publication) -> None:
        """Take a publication; every now and then, write a row group.

        Raises:
            RowError: this or an earlier publication does not fit, and nobody takes refusals.
        """
        self._pending.append(publication)
        self._text += len(publication.abstract or "")
        if len(self._pending) >= GROUP_ROWS or self._text >= GROUP_TEXT:
            self._flush()

    def close(self) -> None:
        """Write what is left and the footer."""
        try:
            self._flush()
            self._writer.close()
        except BaseException:
            self.drop()
            raise

    def drop(self) -> None:
        """Give the file up: it is not valid, and the caller throws it away."""
        self._pending = []
        self._writer.is_open = False  # else it would write its footer when it is collected

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, value: object, trace: object) -> None:
        if kind is None:
            self.close()
        else:
            self.drop()

    def _flush(self) -> None:
        pending, self._pending, self._text = self._pending, [], 0
        if not pending:
            return
        try:
            batch = record_batch(pending, self._schema)
        except RowError:
            if self._refuse is None:
                raise
            batch = record_batch(self._fitting(pending, self._refuse), self._schema)
        self._writer.write_batch(batch)
        self.rows += batch.num_rows

    def _fitting(self, publications: Iterable[Publication], refuse: Callable[[RowError], None]) -> list[Publication]:
        fitting = []
        for publication in publications:
            try:
                record_batch([publication], self._schema)
            except RowError as exc:
                refuse(exc)
            else:
                fitting.append(publication)
        return fitting


def _narrowed(schema: pa.Schema, columns: Sequence[str]) -> pa.Schema:
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

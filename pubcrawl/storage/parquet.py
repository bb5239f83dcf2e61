"""Rows as Parquet: every value checked against its column, a bounded number of rows in memory."""

from __future__ import annotations

from abc import ABC, abstractmethod
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate, chain
from operator import attrgetter
from typing import IO, TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pubcrawl.schema import arrow_schema
from pubcrawl.storage.jsonl import RowError, inexact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from concurrent.futures import Future
    from datetime import datetime
    from typing import Self

    from pubcrawl.items import Publication


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


GROUP_ROWS = 10_000
"""Rows in a row group: smaller groups slow readers down, larger ones gain little and cost memory."""

BATCH_ROWS = 2000
"""Rows that become columns at a time: objects that live on until a group is full make all others dearer."""

GROUP_TEXT = 16 * 2**20
"""Text in a row group, in characters or bytes, so that it does not take more memory when rows are long."""

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
    "titles.list.element.language",
    "locations.list.element.site",
    "locations.list.element.language",
]
"""Columns whose values repeat; a dictionary costs time and bytes on all others."""

_BLOOM = ("id", "doi", "arxiv_id")
"""Columns that readers look single values up in."""


T = TypeVar("T")

B = TypeVar("B")

R = TypeVar("R", bound=Row)


class GroupWriter(ABC, Generic[T, B]):
    """Writes rows to a binary file as Parquet, a row group at a time, in a thread: most of it is compression.

    The same rows give the same bytes, in whatever form they come. The file is valid only after `close`, also without
    a row. Some rows at a time become a batch where they are added, and the batches of a group become columns in the
    thread.

    Args:
        file: where the bytes go; written in order, never sought.
        schema: the columns.

    Attributes:
        rows: how many were written.
    """

    def __init__(self, file: IO[bytes], schema: pa.Schema) -> None:
        self._schema = schema
        self._pending: list[T] = []
        self._batches: list[B] = []
        self._taken, self._text = 0, 0
        self.rows = 0
        self._writer = open_parquet(file, schema)
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._writing: Future[None] | None = None

    @abstractmethod
    def _batch(self, rows: Sequence[T]) -> B:
        """Return what is kept of some rows until their group is written."""

    @abstractmethod
    def _group(self, batches: Sequence[B]) -> pa.RecordBatch:
        """Return the columns of a group; called in the thread."""

    def add(self, row: T, text: int = 0) -> None:
        """Take a row; every now and then, write a row group.

        Args:
            row: the row.
            text: how much of it is in the row.

        Raises:
            RowError: this or an earlier row does not fit.
            OSError: the file refused an earlier one.
        """
        self._pending.append(row)
        self._taken, self._text = self._taken + 1, self._text + text
        if self._taken >= GROUP_ROWS or self._text >= GROUP_TEXT:
            self._flush()
        elif len(self._pending) >= BATCH_ROWS:
            self._convert()

    def close(self) -> None:
        """Write what is left and the footer."""
        try:
            self._flush()
            self._settle()
            self._writer.close()
        except BaseException:
            self.drop()
            raise
        self._thread.shutdown()

    def drop(self) -> None:
        """Give the file up: it is not valid, and the caller throws it away."""
        self._thread.shutdown()
        self._pending, self._batches = [], []
        self._writer.is_open = False  # else it would write its footer when it is collected

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, value: object, trace: object) -> None:
        if kind is None:
            self.close()
        else:
            self.drop()

    def _flush(self) -> None:
        self._convert()
        batches, self._batches = self._batches, []
        self._taken, self._text = 0, 0
        if batches:
            self._settle()
            self._writing = self._thread.submit(self._write, batches)

    def _write(self, batches: Sequence[B]) -> None:
        group = self._group(batches)
        self._writer.write_batch(group)
        self.rows += group.num_rows

    def _settle(self) -> None:
        """Wait for the group before, so that no more than two are in memory."""
        writing, self._writing = self._writing, None
        if writing:
            writing.result()

    def _convert(self) -> None:
        pending, self._pending = self._pending, []
        if pending:
            self._batches.append(self._batch(pending))


class RowWriter(GroupWriter[R, pa.RecordBatch]):
    """Writes rows that are dataclasses; see `GroupWriter`."""

    def _batch(self, rows: Sequence[R]) -> pa.RecordBatch:
        return record_batch(rows, self._schema)

    def _group(self, batches: Sequence[pa.RecordBatch]) -> pa.RecordBatch:
        return pa.concat_batches(batches)


class ParquetWriter(RowWriter["Publication"]):
    """Writes publications; see `GroupWriter`.

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
        super().__init__(file, arrow_schema() if columns is None else narrowed(arrow_schema(), columns))
        self._refuse = refuse

    def add(self, row: Publication, text: int = 0) -> None:
        """Take a publication; its text is its abstract, unless told otherwise.

        Raises:
            RowError: this or an earlier publication does not fit, and nobody takes refusals.
        """
        super().add(row, text or len(row.abstract or ""))

    def _batch(self, rows: Sequence[Publication]) -> pa.RecordBatch:
        try:
            return super()._batch(rows)
        except RowError:
            if self._refuse is None:
                raise
            return super()._batch(self._fitting(rows, self._refuse))

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

"""Stored columns: what a release holds of its rows as Parquet, copied into the next one without reading the rows."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from functools import cached_property
from itertools import groupby
from typing import IO, TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from pubcrawl.release.columns import record_batch
from pubcrawl.release.parts import OUTER
from pubcrawl.release.storage import StorageError, storing
from pubcrawl.release.stored import Row, StoredRow, whole
from pubcrawl.release.write import RowWriter, narrowed
from pubcrawl.schema import arrow_schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Self

    from pubcrawl.release.read import Release


class StoredColumns:
    """The columns of a release, taken from the first row to the last, one row group in memory.

    Args:
        release: whose they are.

    Raises:
        StorageError: the file cannot be read, or is damaged.
    """

    def __init__(self, release: Release) -> None:
        self._release = release
        self._group, self._start, self._end = -1, 0, 0
        with self._reading():
            self._file = pq.ParquetFile(release.parquet, page_checksum_verification=True)

    def place(self, row: Row) -> int | None:
        """Return the place of a row among these columns, None where it has none."""
        if isinstance(row, StoredRow) and row.release is self._release and self._are_of_today:
            return row.place
        return None

    @cached_property
    def _are_of_today(self) -> bool:
        schema: pa.Schema = self._file.schema_arrow
        whole_file = self._file.metadata.num_rows == self._release.manifest.rows
        return bool(whole_file and schema.equals(arrow_schema()))  # what is said about a column does not matter

    def rows(self, start: int, stop: int) -> Iterator[pa.Table]:
        """Give the rows from one place to before another; neither may lie before what was given already."""
        while start < stop:
            while start >= self._end:
                self._advance()
            end = min(stop, self._end)
            yield self._table.slice(start - self._start, end - start)
            start = end

    def _advance(self) -> None:
        self._group += 1
        with self._reading():
            self._table = self._file.read_row_group(self._group)
        self._start, self._end = self._end, self._end + self._table.num_rows

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            with storing(self._release.parquet, "read"):
                yield
        except pa.ArrowException as exc:
            raise StorageError(f"cannot read {self._release.parquet}: {exc}") from exc

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


class ReleaseWriter(RowWriter[Row]):
    """Writes the rows of a release: the same bytes, whether they are read or stored; see `RowWriter`.

    Args:
        file: where the bytes go; written in order, never sought.
    """

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(file, arrow_schema())
        self._columns: StoredColumns | None = None
        self._opened = ExitStack()

    def _batch(self, rows: Sequence[Row]) -> pa.RecordBatch:
        release = next((row.release for row in rows if isinstance(row, StoredRow) and row.release), None)
        if release and not self._columns:
            self._columns = self._opened.enter_context(StoredColumns(release))
        if not release or not self._columns:
            return record_batch([whole(row) for row in rows])
        pieces = pa.concat_tables(_pieces(rows, self._columns))
        return pieces.combine_chunks().to_batches()[0]

    def __exit__(self, *told: object) -> None:
        with self._opened:
            super().__exit__(*told)


def _pieces(rows: Sequence[Row], columns: StoredColumns) -> Iterator[pa.Table]:
    """Give the rows in order: copied where they are stored and follow each other there, else from one batch."""
    places = [columns.place(row) for row in rows]
    read = [whole(row) for row, place in zip(rows, places, strict=True) if place is None]
    made, at = pa.Table.from_batches([record_batch(read)]), 0
    for ahead, run in groupby(enumerate(places), lambda p: None if p[1] is None else p[1] - p[0]):
        start, at = at, at + sum(1 for _ in run)
        if ahead is None:
            yield made.slice(0, at - start)
            made = made.slice(at - start)
        else:
            yield _revised(pa.concat_tables(columns.rows(start + ahead, at + ahead)), rows[start:at])


def _revised(copied: pa.Table, rows: Sequence[Row]) -> pa.Table:
    """Return columns with the outer ones taken from the rows, where any row has others by now."""
    if any(isinstance(row, StoredRow) and row.is_moved for row in rows):
        outer = record_batch(rows, narrowed(arrow_schema(), OUTER))
        for field, column in zip(outer.schema, outer.columns, strict=True):
            copied = copied.set_column(copied.schema.get_field_index(field.name), field, column)
    return copied

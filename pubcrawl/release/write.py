"""The one writer of both formats: publications in, Parquet and JSON Lines out, a bounded number in memory."""

from __future__ import annotations

from itertools import accumulate, chain
from operator import attrgetter
from typing import IO, TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from pubcrawl.rows import RowError, check, json_line
from pubcrawl.schema import arrow_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Self

    from pubcrawl.items import Publication

GROUP_ROWS = 10_000
"""Rows in a row group: smaller groups slow readers down, larger ones gain little and cost memory."""

GROUP_TEXT = 8 * 2**20
"""Characters in a row group, for rows longer than usual."""

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


def record_batch(publications: Sequence[Publication], schema: pa.Schema | None = None) -> pa.RecordBatch:
    """Return publications as one batch of the dataset's schema, or of some of its columns.

    Raises:
        RowError: a value does not fit its column.
    """
    schema = schema or arrow_schema()
    values = attrgetter(*schema.names, "id")  # two names or more, so that it always gives tuples
    columns = list(zip(*map(values, publications), strict=True)) or [()] * len(schema.names)
    arrays = [_column(f, c, publications) for f, c in zip(schema, columns, strict=False)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _column(field: pa.Field, values: Sequence[Any], publications: Sequence[Publication]) -> pa.Array:
    try:
        return _array(field, values)
    except (pa.ArrowException, ValueError, TypeError, AttributeError, OverflowError):
        for publication, value in zip(publications, values, strict=True):
            _blame(field, value, publication)
        raise


def _blame(field: pa.Field, value: object, publication: Publication) -> None:
    try:
        _array(field, (value,))
    except (pa.ArrowException, ValueError, TypeError, AttributeError, OverflowError) as exc:
        raise RowError(publication.id, field.name, str(exc)) from exc


def _array(field: pa.Field, values: Sequence[Any]) -> pa.Array:
    if pa.types.is_list(field.type):
        offsets = pa.array(accumulate(map(len, values), initial=0), pa.int32())
        element = field.type.value_field
        return pa.ListArray.from_arrays(offsets, _array(element, list(chain.from_iterable(values))), field.type)
    if pa.types.is_struct(field.type):
        members = [_array(f, [getattr(v, f.name) for v in values]) for f in field.type]
        return pa.StructArray.from_arrays(members, fields=list(field.type))
    array = pa.array(values, field.type)
    if array.null_count and not field.nullable:
        raise ValueError(f"{field.name} is null")
    return array


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
        check(publication)
        self._pending.append(publication)
        self._text += len(publication.title or "") + len(publication.abstract or "")
        if len(self._pending) >= GROUP_ROWS or self._text >= GROUP_TEXT:
            self._flush()

    def close(self) -> None:
        """Write what is left and the footer."""
        self._flush()
        self._writer.close()

    def drop(self) -> None:
        """Leave the file unfinished: nothing more is written to it."""
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


def write_jsonl(file: IO[bytes], publications: Iterable[Publication]) -> int:
    """Write publications as JSON Lines and return how many there were.

    Raises:
        RowError: a value has no JSON form.
    """
    rows = 0
    for publication in publications:
        file.write(json_line(publication))
        rows += 1
    return rows

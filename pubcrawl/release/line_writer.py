"""Lines in, both formats out: what `dump_line` wrote becomes columns without becoming objects in between."""

from __future__ import annotations

from itertools import chain
from typing import IO, TYPE_CHECKING

import pyarrow as pa
import pyarrow.json

from pubcrawl.storage.checksum import BLOCK
from pubcrawl.storage.jsonl import read_line
from pubcrawl.storage.parquet import GroupWriter, Row, record_batch

if TYPE_CHECKING:
    from collections.abc import Sequence


class LineWriter(GroupWriter[bytes, "Sequence[bytes]"]):
    """Writes the lines of a dataclass as they are, and as Parquet; see `GroupWriter`.

    Args:
        parquet: where the columns go; written in order, never sought.
        jsonl: where the lines go; whole when the writer is closed.
        schema: the columns, which are the fields of the dataclass.
        kind: the dataclass, which names what does not fit.
    """

    def __init__(self, parquet: IO[bytes], jsonl: IO[bytes], schema: pa.Schema, kind: type[Row]) -> None:
        super().__init__(parquet, schema)
        self._jsonl = jsonl
        self._kind = kind

    def _batch(self, rows: Sequence[bytes]) -> Sequence[bytes]:
        return rows

    def _group(self, batches: Sequence[Sequence[bytes]]) -> pa.RecordBatch:
        lines = list(chain.from_iterable(batches))
        content = b"".join(lines)
        self._jsonl.write(content)
        try:
            return parsed(content, max(map(len, lines)), self._schema)
        except pa.ArrowException:
            return record_batch([read_line(self._kind, line) for line in lines], self._schema)


def parsed(lines: bytes, longest: int, schema: pa.Schema) -> pa.RecordBatch:
    """Return lines of JSON as one batch.

    Args:
        lines: at least one; each an object with the columns of the schema and no other.
        longest: bytes of the longest of them.
        schema: the columns.

    Raises:
        pyarrow.ArrowException: a line is no such object, or lacks a value that its column must have.
    """
    as_written = pa.schema([f.with_type(pa.string()) if pa.types.is_date(f.type) else f for f in schema])
    table = pa.json.read_json(
        pa.BufferReader(lines),
        # A line may not be longer than a block; memory is used best when blocks are small.
        read_options=pa.json.ReadOptions(use_threads=False, block_size=max(BLOCK, 2 * longest)),
        parse_options=pa.json.ParseOptions(explicit_schema=as_written, unexpected_field_behavior="error"),
    )
    (batch,) = table.cast(schema).combine_chunks().to_batches()
    return batch.replace_schema_metadata(schema.metadata)

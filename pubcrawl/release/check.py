"""Checks: whether a release is what it says it is, in its files, rows, works, links and change log."""

from collections.abc import Iterator
from datetime import datetime

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import json

from pubcrawl.matching.work import Work
from pubcrawl.release.changelog import lineage, log_file, replay
from pubcrawl.release.contents import authors_of, read_linked, works_of
from pubcrawl.release.exports import Exports, Release
from pubcrawl.release.tables import ALIASES, AUTHORS, LINKS, MANIFEST, TABLES, Table
from pubcrawl.schema import is_readable
from pubcrawl.storage.atomic import StorageError
from pubcrawl.storage.jsonl import dump, load
from pubcrawl.storage.parquet import GROUP_ROWS

_BLOCK = 4 * 2**20
"""Bytes of JSON Lines that Arrow reads at a time; more where a row has more, for Arrow reads no row in two parts."""


def check(release: Release) -> list[str]:
    """Return what is wrong with a release, nothing when all is well; never raises for what it finds."""
    found = release.damage()
    known = {*release.manifest.files, MANIFEST}
    found += [f"{p.name}: not in the manifest" for p in sorted(release.path.iterdir()) if p.name not in known]
    if not found:
        try:
            found = list(_records(release)) or list(_authors(release)) or list(_works(release))
        except (StorageError, ValueError, pa.ArrowException, OSError) as exc:
            found.append(str(exc))
    return found


def _batches(release: Release, table: Table) -> Iterator[pa.RecordBatch]:
    """Give the rows of a Parquet file, a row group at a time.

    Raises:
        StorageError: its columns are neither those of the table nor those it had.
    """
    with pq.ParquetFile(release.path / table.parquet, pre_buffer=False) as file:
        if not is_readable(file.schema_arrow, table.schema()):
            version = release.manifest.schema_version
            raise StorageError(f"{table.parquet}: the columns are not those of schema {version}")
        yield from file.iter_batches(batch_size=GROUP_ROWS)


def _lines(release: Release, table: Table) -> Iterator[pa.RecordBatch]:
    """Give the rows of a JSON Lines file in the columns' own types, read by Arrow, as a stranger would read them."""
    path, schema = release.path / str(table.jsonl), pq.read_schema(release.path / table.parquet)
    as_read = pa.schema([f.with_type(pa.string()) if pa.types.is_date(f.type) else f for f in schema])
    with path.open("rb") as file:
        longest = max(map(len, file), default=0)
    if not longest:  # a file without rows is no JSON to Arrow
        return
    how = json.ParseOptions(explicit_schema=as_read, unexpected_field_behavior="error")
    with json.open_json(path, json.ReadOptions(block_size=max(_BLOCK, longest)), how) as reader:
        for batch in reader:
            yield batch.cast(schema)


def _formats(release: Release, table: Table, rows: int) -> Iterator[str]:
    """Compare both files of a table; they have so many rows."""
    return _compared(release, table, _lines(release, table), rows, "the formats differ", "as JSON Lines")


def _compared(
    release: Release, table: Table, others: Iterator[pa.RecordBatch], rows: int, differ: str, where: str
) -> Iterator[str]:
    """Compare the Parquet file of a table with the same rows from elsewhere, batch by batch.

    `differ` says what it means that they are not the same, and `where` where the others stand.
    """
    held, count = None, 0
    for batch in _batches(release, table):
        held = batch.schema.empty_table() if held is None else held
        while held.num_rows < batch.num_rows and (more := next(others, None)):
            held = pa.concat_tables([held, pa.Table.from_batches([more])])
        if not held.slice(length=batch.num_rows).equals(pa.Table.from_batches([batch])):
            yield f"{table.name}: rows {count + 1} to {count + batch.num_rows}: {differ}"
        held, count = held.slice(batch.num_rows), count + batch.num_rows
    if (held and held.num_rows) or next(others, None):
        yield f"{table.name}: there are more rows {where} than as Parquet"
    if count != rows:
        yield f"{table.name}: {count} rows, the manifest says {rows}"


def _records(release: Release) -> Iterator[str]:
    table, said = TABLES["publications"], release.manifest.rows
    yield from (
        f"{name}: the manifest says {entry.rows} rows here and {said} in all"
        for name, entry in release.manifest.files.items()
        if name in table.files and entry.rows != said
    )
    yield from _formats(release, table, said)


def _authors(release: Release) -> Iterator[str]:
    """Make the authors again from the records, and compare; a release that was made before there were any has none."""
    if AUTHORS not in release.manifest.files:
        return
    names = pq.read_schema(release.path / AUTHORS).names  # an earlier version wrote fewer columns
    made = (batch.select(names) for batch in authors_of(release.parquet))
    rows = release.manifest.files[AUTHORS].rows or 0
    yield from _compared(release, TABLES["authors"], made, rows, "not the authors of the records", "in the records")


def _works(release: Release) -> Iterator[str]:
    """Make the works again from the records, and compare; a release that was made before there were any has none."""
    if LINKS not in release.manifest.files:
        return
    table, linked = TABLES["works"], read_linked(release)
    yield from _formats(release, table, release.manifest.files[table.parquet].rows or 0)
    tied = {row.record_id: row.work_id for row in linked.rows}
    merged = {alias.old for alias in linked.aliases if alias.reason == "merged"}
    with (release.path / str(table.jsonl)).open("rb") as lines:
        for work in works_of(release.jsonl, linked.versions_of()):
            line = lines.readline()
            if dump(work) != line and work != load(Work, line):  # an earlier version wrote fewer columns
                yield f"{table.jsonl}: {work.work_id} is not the work of its records"
                return
            if work.work_id in merged:
                yield f"{ALIASES}: {work.work_id} is still there"
            for location in work.locations:
                if tied.pop(location.record_id, work.work_id) != work.work_id:
                    yield f"{LINKS}: {location.record_id} belongs to {work.work_id}"
        if lines.readline():
            yield f"{table.jsonl}: there are more works than records tell of"
    yield from (f"{LINKS}: there is no record {name}" for name in sorted(tied))


class _Logged(msgspec.Struct):
    """What the change log says of a record."""

    id: str
    content_hash: str
    removed_at: datetime | None


def check_log(exports: Exports, release: Release) -> list[str]:
    """Return what is wrong between the change log and a release; never raises for what it finds.

    A release that readers never saw, or that is older than the log, is in no log.
    """
    is_in_log = log_file(exports.log, release.number).exists() or exports.latest() == release
    if not is_in_log or not release.changes:
        return []
    try:
        told = replay(lineage(exports.log, release.number))
        rows = {p.id: (p.content_hash, p.removed_at is not None) for p in release.rows_as(_Logged)}
    except StorageError as exc:
        return [str(exc)]
    return [] if told == rows else ["changes/: the changes do not amount to these rows"]

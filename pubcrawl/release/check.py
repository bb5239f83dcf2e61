"""Checks: whether a release is what it says it is, in its files, rows, works, links and change log."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from pubcrawl.release.changelog import lineage, log_file, replay
from pubcrawl.release.contents import read_linked, works_of
from pubcrawl.release.exports import Exports, Release
from pubcrawl.release.tables import ALIASES, LINKS, MANIFEST, TABLES, Table
from pubcrawl.schema import same_columns
from pubcrawl.storage.atomic import StorageError
from pubcrawl.storage.jsonl import RowError, dump
from pubcrawl.storage.parquet import record_batch

_BATCH = 4096
"""Rows compared at a time; more would only cost memory."""


def check(release: Release) -> list[str]:
    """Return what is wrong with a release, nothing when all is well; never raises for what it finds."""
    found = release.damage()
    known = {*release.manifest.files, MANIFEST}
    found += [f"{p.name}: not in the manifest" for p in sorted(release.path.iterdir()) if p.name not in known]
    if not found:
        try:
            found = list(_records(release)) or list(_works(release))
        except (StorageError, RowError, pa.ArrowException, OSError) as exc:
            found.append(str(exc))
    return found


def _batches(release: Release, table: Table) -> Iterator[pa.RecordBatch]:
    """Give the rows of a Parquet file, so many at a time.

    Raises:
        StorageError: its columns are not those of the table.
    """
    with pq.ParquetFile(release.path / table.parquet) as file:
        if not same_columns(file.schema_arrow, table.schema()):
            version = release.manifest.schema_version
            raise StorageError(f"{table.parquet}: the columns are not those of schema {version}")
        yield from file.iter_batches(batch_size=_BATCH)


def _records(release: Release) -> Iterator[str]:
    """Compare both files of the records batch by batch, in the columns' own types."""
    table, said = TABLES["publications"], release.manifest.rows
    yield from (
        f"{name}: the manifest says {entry.rows} rows here and {said} in all"
        for name, entry in release.manifest.files.items()
        if name in table.files and entry.rows != said
    )
    rows, schema, count = release.rows(), table.schema(), 0
    for batch in _batches(release, table):
        if not record_batch(list(islice(rows, batch.num_rows)), schema).equals(batch):
            yield f"rows {count + 1} to {count + batch.num_rows}: the formats differ"
        count += batch.num_rows
    if next(rows, None) is not None:
        yield "there are more rows as JSON Lines than as Parquet"
    if count != said:
        yield f"{count} rows, the manifest says {said}"


def _works(release: Release) -> Iterator[str]:
    """Make the works again from the records, and compare; a release that was made before there were any has none."""
    if LINKS not in release.manifest.files:
        return
    table, linked = TABLES["works"], read_linked(release)
    tied = {row.record_id: row.work_id for row in linked.rows}
    merged = {alias.old for alias in linked.aliases if alias.reason == "merged"}
    works, schema = works_of(release.jsonl, linked.versions_of()), table.schema()
    with (release.path / str(table.jsonl)).open("rb") as lines:
        for batch in _batches(release, table):
            expected = list(islice(works, batch.num_rows))
            if not record_batch(expected, schema).equals(batch):
                yield f"{table.parquet}: the works are not those of the records"
            if list(map(dump, expected)) != list(islice(lines, batch.num_rows)):
                yield f"{table.jsonl}: the works are not those of the records"
            for work in expected:
                if work.work_id in merged:
                    yield f"{ALIASES}: {work.work_id} is still there"
                records = (location.record_id for location in work.locations)
                yield from (
                    f"{LINKS}: {record} belongs to {work.work_id}"
                    for record in records
                    if tied.pop(record, work.work_id) != work.work_id
                )
        if next(works, None):
            yield f"{table.parquet}: a work is missing"
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

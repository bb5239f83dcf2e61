"""Checks: whether a release is what it says it is, in its files, rows, works, links and change log."""

from collections.abc import Iterator
from itertools import islice

import pyarrow as pa
import pyarrow.parquet as pq

from pubcrawl.matching.link import Linked
from pubcrawl.release.changelog import lineage, log_file, replay
from pubcrawl.release.contents import read_linked, works_of
from pubcrawl.release.exports import Exports, Release
from pubcrawl.release.tables import ALIASES, JSONL, LINKS, MANIFEST, PARQUET, TABLES
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
            found = list(_records(release)) or list(_works_and_links(release))
        except (StorageError, RowError, pa.ArrowException, OSError) as exc:
            found.append(str(exc))
    return found


def _records(release: Release) -> Iterator[str]:
    """Compare both files of the records batch by batch, in the columns' own types."""
    said, schema = release.manifest.rows, TABLES["publications"].schema()
    yield from (
        f"{name}: the manifest says {entry.rows} rows here and {said} in all"
        for name, entry in release.manifest.files.items()
        if name in (PARQUET, JSONL) and entry.rows != said
    )
    rows = release.rows()
    count = 0
    with pq.ParquetFile(release.parquet) as file:
        if not same_columns(file.schema_arrow, schema):
            yield f"{PARQUET}: the columns are not those of schema {release.manifest.schema_version}"
            return
        for batch in file.iter_batches(batch_size=_BATCH):
            publications = list(islice(rows, batch.num_rows))
            if not record_batch(publications, schema).equals(batch):
                yield f"rows {count + 1} to {count + batch.num_rows}: the formats differ"
            count += batch.num_rows
    if next(rows, None) is not None:
        yield "there are more rows as JSON Lines than as Parquet"
    if count != said:
        yield f"{count} rows, the manifest says {said}"


def _works_and_links(release: Release) -> Iterator[str]:
    """Give what is wrong with the works; nothing of a release that was made before there were any."""
    if LINKS in release.manifest.files:
        linked = read_linked(release)
        yield from _works(release, linked)
        yield from _links(release, linked)


def _works(release: Release, linked: Linked) -> Iterator[str]:
    """Make the works again from the records, and compare."""
    table = TABLES["works"]
    works, schema = works_of(release.jsonl, linked.versions_of()), table.schema()
    lines_file = release.path / str(table.jsonl)
    with pq.ParquetFile(release.path / table.parquet) as file, lines_file.open("rb") as lines:
        if not same_columns(file.schema_arrow, schema):
            yield f"{table.parquet}: the columns are not those of schema {release.manifest.schema_version}"
            return
        for batch in file.iter_batches(batch_size=_BATCH):
            expected = list(islice(works, batch.num_rows))
            if not record_batch(expected, schema).equals(batch):
                yield f"{table.parquet}: the works are not those of the records"
            if list(map(dump, expected)) != list(islice(lines, batch.num_rows)):
                yield f"{table.jsonl}: the works are not those of the records"
        if next(works, None):
            yield f"{table.parquet}: a work is missing"
        if lines.readline():
            yield f"{table.jsonl}: there are more works than records tell of"


def _links(release: Release, linked: Linked) -> Iterator[str]:
    tied = {row.record_id: row.work_id for row in linked.rows}
    merged = {alias.old for alias in linked.aliases if alias.reason == "merged"}
    for row in release.rows():
        if tied.pop(row.id, row.work_id) != row.work_id:
            yield f"{LINKS}: {row.id} belongs to {row.work_id}"
        if row.work_id in merged:
            yield f"{ALIASES}: {row.work_id} is still there"
    yield from (f"{LINKS}: there is no record {name}" for name in sorted(tied))


def check_log(exports: Exports, release: Release) -> list[str]:
    """Return what is wrong between the change log and a release; never raises for what it finds.

    A release that readers never saw, or that is older than the log, is in no log.
    """
    is_in_log = log_file(exports.log, release.number).exists() or exports.latest() == release
    if not is_in_log or not release.changes:
        return []
    try:
        told = replay(lineage(exports.log, release.number))
        rows = {p.id: (p.content_hash, p.removed_at is not None) for p in release.rows()}
    except StorageError as exc:
        return [str(exc)]
    return [] if told == rows else ["changes/: the changes do not amount to these rows"]

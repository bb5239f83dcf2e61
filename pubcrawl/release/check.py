"""Checks: whether a release is what it says it is, in its files, rows, works, links and change log."""

from __future__ import annotations

import hashlib
from itertools import islice
from typing import TYPE_CHECKING

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from pubcrawl.matching.work import work_schema
from pubcrawl.release.changelog import FOLDER, lineage, log_file, replay
from pubcrawl.release.contents import read_linked
from pubcrawl.release.exports import POINTER, iter_rows, pointer, read_latest
from pubcrawl.release.manifest import is_sealed
from pubcrawl.release.tables import ALIASES, CHANGES, JSONL, LINKS, MANIFEST, PARQUET, WORKS, WORKS_JSONL
from pubcrawl.release.work_lines import iter_works
from pubcrawl.schema import arrow_schema, same_columns
from pubcrawl.storage.atomic import StorageError, storing
from pubcrawl.storage.jsonl import RowError, dump_line
from pubcrawl.storage.parquet import record_batch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pubcrawl.matching.link import Linked
    from pubcrawl.release.exports import Release
    from pubcrawl.storage.checksum import FileEntry


def sound_latest(exports: Path) -> Release | None:
    """Return the release that readers see, for the next one to be made from; None before the first.

    Raises:
        StorageError: it is damaged, or cannot be read.
    """
    last = read_latest(exports)
    if last and (broken := damage(last)):
        raise StorageError(
            f"release {last.number} is damaged, and nothing is built on it: {broken[0]}; "
            "restore the file, or go back to another release with pubcrawl rollback"
        )
    return last


def damage(release: Release) -> list[str]:
    """Return which files are not what they were, nothing when all are; never raises for what it finds."""
    files = release.manifest.files.items()
    return [*_manifest(release), *(said for name, entry in files for said in _file(release.path / name, entry))]


def _manifest(release: Release) -> Iterator[str]:
    try:
        content = (release.path / MANIFEST).read_bytes()
    except OSError as exc:
        yield f"{MANIFEST}: {exc.strerror}"
        return
    if release.manifest.checksum and not is_sealed(content):
        yield f"{MANIFEST}: the checksum is not its own"


def _file(path: Path, entry: FileEntry) -> Iterator[str]:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as exc:
        yield f"{path.name}: {exc.strerror}"
        return
    if size != entry.bytes:
        yield f"{path.name}: {size} bytes, the manifest says {entry.bytes}"
    elif digest != entry.sha256:
        yield f"{path.name}: the checksum is not that of the manifest"


_BATCH = 4096
"""Rows compared at a time; more would only cost memory."""


def verify(release: Release) -> list[str]:
    """Return what is wrong with a release, nothing when all is well; never raises for what it finds."""
    found = damage(release)
    known = {*release.manifest.files, MANIFEST}
    found += [f"{p.name}: not in the manifest" for p in sorted(release.path.iterdir()) if p.name not in known]
    if not found:
        try:
            found = list(_rows(release)) or list(verify_works(release))
        except (StorageError, RowError, pa.ArrowException, OSError) as exc:
            found.append(str(exc))
    return found


def _rows(release: Release) -> Iterator[str]:
    """Compare both files batch by batch, in the columns' own types."""
    said = release.manifest.rows
    yield from (
        f"{name}: the manifest says {entry.rows} rows here and {said} in all"
        for name, entry in release.manifest.files.items()
        if name in (PARQUET, JSONL) and entry.rows != said
    )
    rows = iter_rows(release)
    count = 0
    with pq.ParquetFile(release.parquet) as file:
        if not same_columns(file.schema_arrow, arrow_schema()):
            yield f"{PARQUET}: the columns are not those of schema {release.manifest.schema_version}"
            return
        for batch in file.iter_batches(batch_size=_BATCH):
            publications = list(islice(rows, batch.num_rows))
            if not record_batch(publications).equals(batch):
                yield f"rows {count + 1} to {count + batch.num_rows}: the formats differ"
            count += batch.num_rows
    if next(rows, None) is not None:
        yield "there are more rows as JSON Lines than as Parquet"
    if count != said:
        yield f"{count} rows, the manifest says {said}"


_WORKS_BATCH = 4096
"""Works compared at a time; more would only cost memory."""


def verify_works(release: Release) -> Iterator[str]:
    """Give what is wrong with the works; nothing of a release that was made before there were any.

    Raises:
        StorageError: a file cannot be read.
        RowError: a value does not fit its column.
        OSError: the same.
        pyarrow.ArrowException: the same.
    """
    if LINKS not in release.manifest.files:
        return
    linked = read_linked(release)
    yield from _works(release, linked)
    yield from _ties(release, linked)


def _works(release: Release, linked: Linked) -> Iterator[str]:
    """Make the works again from the records, and compare."""
    works = iter_works(release.jsonl, linked.versions_of())
    with pq.ParquetFile(release.path / WORKS) as file, (release.path / WORKS_JSONL).open("rb") as lines:
        if not same_columns(file.schema_arrow, work_schema()):
            yield f"{WORKS}: the columns are not those of schema {release.manifest.schema_version}"
            return
        for batch in file.iter_batches(batch_size=_WORKS_BATCH):
            expected = list(islice(works, batch.num_rows))
            if not record_batch(expected, work_schema()).equals(batch):
                yield f"{WORKS}: the works are not those of the records"
            if list(map(dump_line, expected)) != list(islice(lines, batch.num_rows)):
                yield f"{WORKS_JSONL}: the works are not those of the records"
        if next(works, None):
            yield f"{WORKS}: a work is missing"
        if lines.readline():
            yield f"{WORKS_JSONL}: there are more works than records tell of"


def _ties(release: Release, linked: Linked) -> Iterator[str]:
    tied = {row.record_id: row.work_id for row in linked.rows}
    merged = {alias.old for alias in linked.aliases if alias.reason == "merged"}
    for row in iter_rows(release):
        if tied.pop(row.id, row.work_id) != row.work_id:
            yield f"{LINKS}: {row.id} belongs to {row.work_id}"
        if row.work_id in merged:
            yield f"{ALIASES}: {row.work_id} is still there"
    yield from (f"{LINKS}: there is no record {name}" for name in sorted(tied))


def verify_log(exports: Path, release: Release) -> list[str]:
    """Return what is wrong between the change log and a release; never raises for what it finds.

    A release that readers never saw, or that is older than the log, is in no log.
    """
    if not log_file(exports, release.number).exists() and read_latest(exports) != release:
        return []
    if CHANGES not in release.manifest.files:
        return []
    try:
        told = replay(lineage(exports, release.number))
        rows = {p.id: (p.content_hash, p.removed_at is not None) for p in iter_rows(release)}
    except StorageError as exc:
        return [str(exc)]
    return [] if told == rows else [f"{FOLDER}/: the changes do not amount to these rows"]


def pointer_damage(exports: Path, release: Release) -> list[str]:
    """Return what is wrong with the pointer, which leads to this release all the same.

    Raises:
        StorageError: it cannot be read.
    """
    with storing(exports / POINTER, "read"):
        content = (exports / POINTER).read_bytes()
    published_at = str(orjson.loads(content).get("published_at"))
    return [] if content == pointer(release, published_at=published_at) else [f"{POINTER}: not as it was written"]

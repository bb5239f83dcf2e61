"""The files of a release: each written once, durable, and known by its checksum."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import chain, groupby
from pathlib import Path
from typing import TypeVar

import msgspec
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pubcrawl.items import Publication
from pubcrawl.matching.link import Linked, LinkRow
from pubcrawl.matching.work import Work, make_work
from pubcrawl.matching.work_ids import Alias
from pubcrawl.release.changes import SINCE, ReleaseStamp, change
from pubcrawl.release.exports import Release
from pubcrawl.release.manifest import Manifest
from pubcrawl.release.merge import Outcome, Outcomes
from pubcrawl.release.tables import ALIASES, JSONL, LINKS, MANIFEST, PARQUET, STATE, TABLES, WORKS_JSONL, Table
from pubcrawl.storage.atomic import StorageError, as_storage_error, sync_folder
from pubcrawl.storage.checksum import BLOCK, FileEntry, HashedFile
from pubcrawl.storage.jsonl import RowError, dump, load
from pubcrawl.storage.parquet import GROUP_ROWS, ParquetWriter

T = TypeVar("T")

_STATE = orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
_NEAR = 2**16
"""Bytes read at a time: most works come as their records lie, some are far away."""


@dataclass(frozen=True, kw_only=True)
class Contents:
    """What was written.

    Attributes:
        files: what the manifest says of each file, by name.
        there: rows by site of records that are on their site.
        removed: rows by site of those that are not.
    """

    files: dict[str, FileEntry]
    there: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)

    @property
    def rows(self) -> int:
        """All rows."""
        return self.there.total() + self.removed.total()


class TableWriter(ExitStack[None]):
    """Writes the files of one table, so that they tell of the same rows; they are durable when it is closed.

    The folder holds none of them yet. Parquet keeps the metadata beside the version of the columns.
    """

    def __init__(self, folder: Path, table: Table, **metadata: str) -> None:
        super().__init__()
        with ExitStack() as stack:
            self._files = {name: stack.enter_context(HashedFile(folder / name)) for name in table.files}
            self._jsonl = self._files.get(table.jsonl or "")
            parquet = ParquetWriter(self._files[table.parquet], table.schema(**metadata))
            self._parquet = stack.enter_context(parquet)
            self.push(stack.pop_all())

    def add(self, row: object) -> None:
        """Write a row.

        Raises:
            OSError: the disk refused.
            RowError: the row does not fit its columns.
        """
        size = self._jsonl.write(dump(row)) if self._jsonl else 0
        self._parquet.add(row, size)

    def add_batch(self, rows: pa.RecordBatch) -> None:
        """Write rows that are columns already, of a table that is Parquet alone.

        Raises:
            OSError: the disk refused.
        """
        self._parquet.add_batch(rows)

    def entries(self) -> dict[str, FileEntry]:
        """Return what the manifest says of each file, once the writer is closed."""
        return {name: file.entry(self._parquet.rows) for name, file in self._files.items()}


def write_contents(
    part: Path,
    outcomes: Outcomes,
    linked: Linked,
    stamp: ReleaseStamp,
    *,
    since: str | None,
    state: Mapping[str, object],
) -> Contents:
    """Write every file of a release but its manifest and what describes it.

    Args:
        part: an empty folder.
        outcomes: what becomes of each record, sorted by id.
        linked: the works that the records belong to; a record that it does not name keeps the one it has.
        stamp: what brings the changes.
        since: the release that the changes start from, None for nothing at all: then each row is one that was added.
        state: what the next run must know.

    Raises:
        OSError: the disk refused.
        RowError: a row does not fit, or they are not sorted.
    """
    there, removed = Counter[str](), Counter[str]()
    with (
        TableWriter(part, TABLES["publications"]) as records,
        TableWriter(part, TABLES["changes"], **{SINCE: since or ""}) as changes,
    ):
        for outcome in _in_order(outcomes):
            row, work_id = _linked(outcome, linked.work_ids)
            if row:
                records.add(row)
                (removed if row.removed_at else there)[row.site] += 1
            if told := change(outcome if since else replace(outcome, before=None), work_id, stamp):
                changes.add(told)
    files = records.entries() | changes.entries()
    files[STATE] = _write(part / STATE, orjson.dumps(dict(state), default=sorted, option=_STATE))
    rows: dict[str, Iterable[object]] = {
        "works": works_of(part / JSONL, linked.versions_of()),
        "work_links": linked.rows,
        "work_aliases": linked.aliases,
    }
    for name, found in rows.items():
        with TableWriter(part, TABLES[name]) as writer:
            for row_ in found:
                writer.add(row_)
        files |= writer.entries()
    with TableWriter(part, TABLES["authors"]) as writer:
        for batch in authors_of(part / PARQUET):
            writer.add_batch(batch)
    files |= writer.entries()
    return Contents(files=files, there=there, removed=removed)


def _in_order(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    last = ""
    for outcome in outcomes:
        if outcome.row and outcome.id <= last:
            raise RowError(outcome.id, "id", f"comes after {last}, but rows are sorted by id, each once")
        last = outcome.id if outcome.row else last
        yield outcome


def _linked(outcome: Outcome, work_ids: Mapping[str, str]) -> tuple[Publication | None, str]:
    """Return a record with the work it belongs to now, and that work; the last one of a record that is taken out."""
    row = outcome.row
    if row is None:
        return None, outcome.before.work_id if outcome.before else outcome.id
    work_id = work_ids.get(row.id, row.work_id)
    return (row if row.work_id == work_id else replace(row, work_id=work_id)), work_id


def write_manifest(part: Path, manifest: Manifest, descriptions: Mapping[str, bytes]) -> None:
    """Write what describes the release, by file name, and the manifest, which lists that beside the contents.

    The names of all files are durable then.

    Raises:
        OSError: the disk refused.
    """
    described = {name: _write(part / name, content) for name, content in descriptions.items()}
    _write(part / MANIFEST, replace(manifest, files=manifest.files | described).to_json())
    sync_folder(part)


def _write(path: Path, content: bytes) -> FileEntry:
    with HashedFile(path) as file:
        file.write(content)
    return file.entry(None)


class _OfWork(msgspec.Struct):
    """What tells which work a record belongs to."""

    work_id: str


def works_of(jsonl: Path, versions: Mapping[str, tuple[str, ...]]) -> Iterator[Work]:
    """Give the works of a release, sorted by id, each made from the records that name it; `rank` chooses who speaks.

    Records stay on disk until their work is made. Of the versions that `Linked.versions_of` tells of, those without a
    record are left out.

    Raises:
        StorageError: the file cannot be read, or a line is not a record.
    """
    work_ids: list[str] = []
    ends = array("q", [0])
    with as_storage_error(jsonl, "read"), jsonl.open("rb", BLOCK) as file:
        for place, line in enumerate(file):
            work_ids.append(_loaded(_OfWork, line, jsonl, place).work_id)
            ends.append(ends[-1] + len(line))
    known = frozenset(work_ids)
    with as_storage_error(jsonl, "read"), jsonl.open("rb", _NEAR) as file:
        for work_id, found in groupby(sorted(range(len(work_ids)), key=work_ids.__getitem__), key=work_ids.__getitem__):
            records = []
            for place in found:
                file.seek(ends[place])  # costs nothing where the file stands there already
                records.append(_loaded(Publication, file.readline(), jsonl, place))
            yield make_work(work_id, records, tuple(v for v in versions.get(work_id, ()) if v in known))


def _loaded(cls: type[T], line: bytes, path: Path, place: int) -> T:
    try:
        return load(cls, line)
    except ValueError as exc:
        raise StorageError(f"cannot read {path}: line {place + 1}: {exc}") from exc


_WITH_AUTHORS = ("id", "work_id", "site", "authors")
"""Columns of a record that tell of its authors."""


def authors_of(parquet: Path) -> Iterator[pa.RecordBatch]:
    """Give the authors of the records of a release, in their order, a batch of records at a time.

    They are read from the Parquet file, whose columns become theirs as they lie: made row by row, as works are, they
    would cost twenty times as much.

    Raises:
        OSError: the file cannot be read.
        pa.ArrowException: it is not what it should be.
    """
    with pq.ParquetFile(parquet, pre_buffer=False) as file:
        for records in file.iter_batches(batch_size=GROUP_ROWS, columns=list(_WITH_AUTHORS)):
            if (found := _authorships(records)).num_rows:
                yield found


def _authorships(records: pa.RecordBatch) -> pa.RecordBatch:
    lists = records["authors"]
    people, place = pc.list_flatten(lists), pc.list_parent_indices(lists)
    counts = pc.list_value_length(lists).to_pylist()
    told = {
        "record_id": records["id"].take(place),
        "position": pa.array(chain.from_iterable(range(1, count + 1) for count in counts), pa.int32()),
        "work_id": records["work_id"].take(place),
        "site": records["site"].take(place),
    }
    told |= {field.name: pc.struct_field(people, field.name) for field in people.type}
    schema = TABLES["authors"].schema()
    return pa.RecordBatch.from_arrays([told[name] for name in schema.names], schema=schema)


def read_linked(release: Release) -> Linked:
    """Return what a release says of its works; nothing for one that was made before works were linked.

    The rows of the release name the work of each record.

    Raises:
        StorageError: a file cannot be read.
    """
    if LINKS not in release.manifest.files:
        return Linked()
    return Linked(
        rows=tuple(_read(release.path / LINKS, LinkRow)),
        aliases=tuple(_read(release.path / ALIASES, Alias)),
        versions=tuple(_versions(release.path / WORKS_JSONL)),
    )


def _read(path: Path, kind: type[T]) -> list[T]:
    try:
        with pq.ParquetFile(path) as file:  # `read_table` would load pandas
            return [kind(**row) for row in file.read().to_pylist()]
    except (OSError, pa.ArrowException, TypeError) as exc:
        raise StorageError(f"cannot read {path}: {exc}") from exc


class _Versioned(msgspec.Struct):
    """What a line says of other versions of its work."""

    work_id: str
    versions: list[str]


def _versions(path: Path) -> Iterator[tuple[str, str]]:
    """Give each pair of versions once: the works are sorted, and the smaller one names the greater."""
    with as_storage_error(path, "read"), path.open("rb") as file:
        for place, line in enumerate(file):
            work = _loaded(_Versioned, line, path, place)
            yield from ((work.work_id, other) for other in work.versions if work.work_id < other)

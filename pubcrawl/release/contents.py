"""The files of a release but its manifest: each written once, durable, and known by its checksum."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from dataclasses import asdict
from typing import TYPE_CHECKING, TypeVar

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from pubcrawl.items import Publication
from pubcrawl.matching.link import Linked, LinkRow
from pubcrawl.matching.work import Work, work_schema
from pubcrawl.matching.work_ids import Alias
from pubcrawl.release.line_writer import LineWriter
from pubcrawl.release.stored import line_of
from pubcrawl.release.tables import ALIASES, CHANGES, JSONL, LINKS, MANIFEST, PARQUET, STATE, WORKS, WORKS_JSONL
from pubcrawl.release.work_lines import Index, iter_work_lines
from pubcrawl.schema import SCHEMA_VERSION, arrow_fields
from pubcrawl.storage.atomic import StorageError, storing, sync_folder
from pubcrawl.storage.checksum import FileEntry, HashedFile
from pubcrawl.storage.jsonl import RowError
from pubcrawl.storage.parquet import GROUP_ROWS, open_parquet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from pubcrawl.release.changes import Change
    from pubcrawl.release.exports import Release
    from pubcrawl.release.manifest import Manifest
    from pubcrawl.release.stored import Row


class Counts:
    """Rows by site, and whether they come in order."""

    def __init__(self) -> None:
        self.there: Counter[str] = Counter()
        self.removed: Counter[str] = Counter()
        self._last = ""

    @property
    def rows(self) -> int:
        """All rows."""
        return self.there.total() + self.removed.total()

    def add(self, row: Row) -> None:
        """Count a row.

        Raises:
            RowError: it does not come after the one before.
        """
        if row.id <= self._last:
            raise RowError(row.id, "id", f"comes after {self._last}, but rows are sorted by id, each once")
        self._last = row.id
        (self.removed if row.removed_at else self.there)[row.site] += 1


def write_files(
    part: Path,
    stream: Iterable[tuple[Row | None, Change | None]],
    *,
    since: str | None,
    state: Mapping[str, object],
    index: Index,
) -> tuple[dict[str, FileEntry], Counts]:
    """Write both formats and the changes in one pass, so that they tell of the same rows, then the state.

    Args:
        part: an empty folder.
        stream: each row of the release, sorted by id, and each change, together or apart.
        since: the release that the changes start from, None for nothing at all.
        state: what the next run must know; read after the stream has ended.
        index: told which work each row belongs to, and how long its line is.

    Raises:
        OSError: the disk refused.
        RowError: a row does not fit, or they are not sorted.
    """
    from pubcrawl.release.changelog import ChangeWriter  # noqa: PLC0415  see below
    from pubcrawl.release.line_writer import LineWriter  # noqa: PLC0415  pyarrow loads when there are rows
    from pubcrawl.schema import arrow_schema  # noqa: PLC0415

    counts = Counts()
    with ExitStack() as stack:
        parquet, jsonl, changes = (stack.enter_context(HashedFile(part / n)) for n in (PARQUET, JSONL, CHANGES))
        writer = stack.enter_context(LineWriter(parquet, jsonl, arrow_schema(), Publication))
        log = stack.enter_context(ChangeWriter(changes, since=since))
        for row, change in stream:
            if row:
                counts.add(row)
                line = line_of(row)
                writer.add(line, len(line))
                index.add(row.work_id, len(line))
            if change:
                log.add(change)
    files = {
        PARQUET: parquet.entry(writer.rows),
        JSONL: jsonl.entry(counts.rows),
        CHANGES: changes.entry(log.rows),
        STATE: _write(part / STATE, orjson.dumps(dict(state), default=sorted, option=_STATE)),
    }
    return files, counts


_STATE = orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE


def write_manifest(part: Path, manifest: Manifest) -> None:
    """Write the manifest, and make the names of all files durable.

    Raises:
        OSError: the disk refused.
    """
    _write(part / MANIFEST, manifest.to_json())
    sync_folder(part)


def _write(path: Path, content: bytes) -> FileEntry:
    with HashedFile(path) as file:
        file.write(content)
    return file.entry(None)


def write_works(folder: Path, lines: Iterable[bytes]) -> dict[str, FileEntry]:
    """Write both formats in one pass, each durable and read-only, and return what the manifest says of them.

    Args:
        folder: holds neither file yet; its names are made durable with the manifest.
        lines: each work as a line of JSON, sorted by id; taken one at a time.

    Raises:
        OSError: the disk refused.
        RowError: a value does not fit its column.
    """
    with (
        HashedFile(folder / WORKS) as parquet,
        HashedFile(folder / WORKS_JSONL) as jsonl,
        LineWriter(parquet, jsonl, work_schema(), Work) as writer,
    ):
        for line in lines:
            writer.add(line, len(line))
    return {WORKS: parquet.entry(writer.rows), WORKS_JSONL: jsonl.entry(writer.rows)}


T = TypeVar("T", LinkRow, Alias)


def write_links(part: Path, linked: Linked) -> dict[str, FileEntry]:
    """Write `work_links.parquet` and `work_aliases.parquet`, whole and durable.

    Args:
        part: the folder of the release.
        linked: what is known of its works.

    Raises:
        OSError: the disk refused.
    """
    return {
        LINKS: _write_table(part / LINKS, linked.rows, LinkRow),
        ALIASES: _write_table(part / ALIASES, linked.aliases, Alias),
    }


def _write_table(path: Path, rows: Sequence[T], kind: type[T]) -> FileEntry:
    schema = pa.schema(arrow_fields(kind), metadata={"pubcrawl.schema_version": str(SCHEMA_VERSION)})
    table = pa.Table.from_pylist([asdict(row) for row in rows], schema)
    with HashedFile(path) as file, open_parquet(file, schema) as writer:
        writer.write_table(table, row_group_size=GROUP_ROWS)
    return file.entry(len(rows))


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
        return [kind(**row) for row in pq.read_table(path).to_pylist()]
    except (OSError, pa.ArrowException, TypeError) as exc:
        raise StorageError(f"cannot read {path}: {exc}") from exc


_NO_VERSION = b'"versions":[]}\n'


def _versions(path: Path) -> Iterator[tuple[str, str]]:
    """Give each pair of versions once: the works are sorted, and the smaller one names the greater."""
    with storing(path, "read"), path.open("rb") as file:
        for line in file:
            if line.endswith(_NO_VERSION):
                continue
            work = orjson.loads(line)
            yield from ((work["work_id"], other) for other in work["versions"] if work["work_id"] < other)


def write_contents(
    part: Path,
    stream: Iterable[tuple[Row | None, Change | None]],
    *,
    since: str | None,
    state: Mapping[str, object],
    linked: Linked,
) -> tuple[dict[str, FileEntry], Counts]:
    """Write every file of a release but its manifest.

    Args:
        part: an empty folder.
        stream: each row of the release, sorted by id, and each change, together or apart.
        since: the release that the changes start from, None for nothing at all.
        state: what the next run must know; read after the stream has ended.
        linked: what is known of the works; each row names its own.

    Raises:
        OSError: the disk refused.
        RowError: a row does not fit, or they are not sorted.
    """
    index = Index()
    files, counts = write_files(part, stream, since=since, state=state, index=index)
    works = iter_work_lines(part / JSONL, index, linked.versions_of())
    return files | write_works(part, works) | write_links(part, linked), counts

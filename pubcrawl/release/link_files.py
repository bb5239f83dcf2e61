"""Files of links: why records are one work, and what became of work ids; written with a release and read again."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, TypeVar

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from pubcrawl.release.hashed import HashedFile
from pubcrawl.release.link import Linked, LinkRow
from pubcrawl.release.manifest import ALIASES, LINKS, WORKS_JSONL
from pubcrawl.release.storage import StorageError, storing
from pubcrawl.release.work_ids import Alias
from pubcrawl.release.write import GROUP_ROWS, open_parquet
from pubcrawl.schema import SCHEMA_VERSION, arrow_fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pubcrawl.release.manifest import FileEntry
    from pubcrawl.release.read import Release

T = TypeVar("T", LinkRow, Alias)


def write_links(part: Path, linked: Linked) -> dict[str, FileEntry]:
    """Write `work_links.parquet` and `work_aliases.parquet`, whole and durable.

    Args:
        part: the folder of the release.
        linked: what is known of its works.

    Raises:
        OSError: the disk refused.
    """
    return {LINKS: _write(part / LINKS, linked.rows, LinkRow), ALIASES: _write(part / ALIASES, linked.aliases, Alias)}


def _write(path: Path, rows: Sequence[T], kind: type[T]) -> FileEntry:
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

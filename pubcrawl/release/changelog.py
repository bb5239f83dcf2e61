"""Files of changes: written with a release, and replayed in order."""

from __future__ import annotations

import os
import re
from collections import Counter
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from pubcrawl.release.changes import OPS, SINCE, Change, change_schema
from pubcrawl.release.exports import read_latest
from pubcrawl.release.tables import CHANGES
from pubcrawl.storage.atomic import StorageError, storing, sync_folder, write_atomic
from pubcrawl.storage.parquet import RowWriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pubcrawl.release.exports import Release


FOLDER = "changes"

_NAME = re.compile(r"\d{6,}\.parquet")


def attach(exports: Path, release: Release) -> None:
    """Give the changes of a release that readers see their name under `changes/`, where they lack it.

    Raises:
        StorageError: the disk refused; the release is intact, and the next run tries again.
    """
    kept = log_file(exports, release.number)
    if CHANGES not in release.manifest.files or kept.exists():
        return
    with storing(kept):
        kept.parent.mkdir(exist_ok=True)
        try:
            os.link(release.path / CHANGES, kept)
        except OSError:  # a file system without hard links
            write_atomic(kept, (release.path / CHANGES).read_bytes())
        sync_folder(kept.parent)


def mend(exports: Path) -> None:
    """Finish what a run left undone that was killed after it moved the pointer; the caller holds the export lock.

    Raises:
        StorageError: the disk refused, or the latest release cannot be read.
    """
    release = read_latest(exports)
    if release:
        attach(exports, release)


def log_file(exports: Path, number: str) -> Path:
    """Return where the changes of a release are kept."""
    return exports / FOLDER / f"{number}.parquet"


def log_files(exports: Path) -> list[Path]:
    """Return every file of the log, oldest release first, those that were rolled back included."""
    folder = exports / FOLDER
    with storing(folder, "read"):
        found = [p for p in folder.iterdir() if _NAME.fullmatch(p.name)] if folder.exists() else []
    return sorted(found, key=lambda p: int(p.stem))


_REPLAYED = ("op", "id", "old_hash", "new_hash")


class ChangeWriter(RowWriter[Change]):
    """Writes changes; see `RowWriter`.

    Args:
        file: where the bytes go.
        since: the release that the changes start from, None for nothing at all.
    """

    def __init__(self, file: IO[bytes], *, since: str | None) -> None:
        super().__init__(file, change_schema(since))


def read_changes(path: Path) -> Iterator[Change]:
    """Give the changes of a file in order.

    Raises:
        StorageError: the file cannot be read.
    """
    with _opened(path) as file:
        for batch in file.iter_batches():
            for row in batch.to_pylist():
                yield Change(**row | {"changed_fields": tuple(row["changed_fields"])})


def since_of(path: Path) -> str | None:
    """Return the release that the changes of a file start from, None for nothing at all.

    Raises:
        StorageError: the file cannot be read.
    """
    with _opened(path) as file:
        told = file.schema_arrow.metadata or {}
    return told.get(SINCE.encode(), b"").decode() or None


def lineage(exports: Path, number: str) -> list[Path]:
    """Return the files that lead from nothing to a release, in order.

    Raises:
        StorageError: one of them is missing or cannot be read.
    """
    files: list[Path] = []
    release: str | None = number
    while release:
        path = log_file(exports, release)
        since = since_of(path)
        if since and int(since) >= int(release):
            raise StorageError(f"cannot read {path}: it starts from release {since}, which came later")
        files.append(path)
        release = since
    return files[::-1]


def replay(files: Iterable[Path]) -> dict[str, tuple[str, bool]]:
    """Return what the changes of several files amount to: content hash and whether removed, by record id.

    Args:
        files: the files in the order of the changes; see `lineage`.

    Raises:
        StorageError: a file cannot be read, or a change does not follow from those before.
    """
    state: dict[str, tuple[str, bool]] = {}
    for path in files:
        with _opened(path) as file:
            _check_columns(path, file.schema_arrow)
            for batch in file.iter_batches():  # every column, for damage to any of them is told
                for row in zip(*(batch[name].to_pylist() for name in _REPLAYED), strict=True):
                    _apply(state, path, *row)
    return state


def _check_columns(path: Path, schema: pa.Schema) -> None:
    """Refuse columns that the log never had; a later version has further ones at the end."""
    known = pa.schema(list(change_schema(None))[: len(schema)])
    if not schema.equals(known):
        raise StorageError(f"cannot read {path}: the columns are not those of the change log")


def _apply(
    state: dict[str, tuple[str, bool]], path: Path, op: str, name: str, old: str | None, new: str | None
) -> None:
    was, removed = state.get(name, (None, False))
    if was != old:
        raise StorageError(f"cannot replay {path}: {op} of {name} does not follow from what was before")
    if new is None:
        del state[name]
    else:
        state[name] = new, op == "remove" or (removed and op != "restore")


def count_ops(path: Path) -> dict[str, int]:
    """Return how many changes of each kind a file holds, every kind named.

    Raises:
        StorageError: the file cannot be read.
    """
    with _opened(path) as file:
        found = Counter(file.read(columns=["op"])["op"].to_pylist())
    return {op: found[op] for op in OPS}


@contextmanager
def _opened(path: Path) -> Iterator[pq.ParquetFile]:
    """Open a file of the log; whatever is wrong with it is one line."""
    try:
        with (
            storing(path, "read"),
            path.open("rb") as content,
            pq.ParquetFile(content, page_checksum_verification=True) as file,
        ):
            yield file
    except (pa.ArrowException, UnicodeDecodeError) as exc:
        raise StorageError(f"cannot read {path}: {exc}") from exc

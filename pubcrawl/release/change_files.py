"""Files of changes: written with a release, and replayed in order."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from pubcrawl.release.changelog import FOLDER, log_file
from pubcrawl.release.changes import OPS, SINCE, Change, change_schema
from pubcrawl.release.manifest import CHANGES
from pubcrawl.release.read import iter_rows, read_latest
from pubcrawl.release.storage import StorageError, storing
from pubcrawl.release.write import RowWriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pubcrawl.release.read import Release

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

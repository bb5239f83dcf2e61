"""The change log: the changes of every release, kept under `changes/` for ever.

`changes/RELEASE.parquet` is the `changes.parquet` of the release itself by a second name, so it lives on when the
release is deleted. Each file names the release it starts from: after a rollback the log goes on from there.
"""

import os
import re
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pubcrawl.release.changes import OPS, SINCE, Change, change_schema
from pubcrawl.storage.atomic import AtomicFile, StorageError, as_storage_error, sync_folder, write_atomic
from pubcrawl.storage.parquet import ParquetWriter

_NAME = re.compile(r"\d{6,}\.parquet")
_REPLAYED = ("op", "id", "old_hash", "new_hash")


def log_file(log: Path, number: str) -> Path:
    """Return where the log keeps the changes of a release."""
    return log / f"{number}.parquet"


def log_files(log: Path) -> list[Path]:
    """Return every file of the log, oldest release first, those that were rolled back included."""
    with as_storage_error(log, "read"):
        found = [p for p in log.iterdir() if _NAME.fullmatch(p.name)] if log.exists() else []
    return sorted(found, key=lambda p: int(p.stem))


def add_to_log(log: Path, number: str, changes: Path) -> None:
    """Give the changes of a release that readers see their name in the log, made if missing, where they lack it.

    Raises:
        StorageError: the disk refused; the release is intact, and the next run tries again.
    """
    kept = log_file(log, number)
    if kept.exists():
        return
    with as_storage_error(kept):
        log.mkdir(exist_ok=True)
        try:
            os.link(changes, kept)
        except OSError:  # a file system without hard links
            write_atomic(kept, changes.read_bytes())
        sync_folder(log)


def rewrite_log_file(path: Path, changes: Iterable[Change]) -> None:
    """Put other changes in the place of those of a file of the log, in one step.

    Raises:
        StorageError: the disk refused; the file is as it was.
    """
    schema = change_schema(since_of(path))
    with as_storage_error(path), AtomicFile(path) as file, ParquetWriter(file, schema) as writer:
        for change in changes:
            writer.add(change)


def read_changes(path: Path) -> Generator[Change]:
    """Give the changes of a file in order.

    Raises:
        StorageError: the file cannot be read.
    """
    with _opened(path) as file:
        for row in chain.from_iterable(batch.to_pylist() for batch in file.iter_batches()):
            yield Change(**row | {"changed_fields": tuple(row["changed_fields"])})


def since_of(path: Path) -> str | None:
    """Return the release that the changes of a file start from, None for nothing at all.

    Raises:
        StorageError: the file cannot be read.
    """
    with _opened(path) as file:
        told = file.schema_arrow.metadata or {}
    return told.get(SINCE.encode(), b"").decode() or None


def lineage(log: Path, number: str) -> list[Path]:
    """Return the files of the log that lead from nothing to a release, in order.

    Raises:
        StorageError: one of them is missing or cannot be read.
    """
    files: list[Path] = []
    release: str | None = number
    while release:
        path = log_file(log, release)
        since = since_of(path)
        if since and int(since) >= int(release):
            raise StorageError(f"cannot read {path}: it starts from release {since}, which came later")
        files.append(path)
        release = since
    return files[::-1]


def released_at(path: Path) -> datetime | None:
    """Return when the release was made whose changes a file holds; None where it changed nothing.

    Raises:
        StorageError: the file cannot be read.
    """
    with closing(read_changes(path)) as changes:
        first = next(changes, None)
    return first.at if first else None


def had_at(log: Path, number: str, moment: datetime) -> str | None:
    """Return the release that led to a later one and was made last before a moment; None where there was none yet.

    Raises:
        StorageError: a file of the log is missing or cannot be read.
    """
    for path in reversed(lineage(log, number)):
        made = released_at(path)
        if made and made < moment:
            return path.stem
    return None


def replay(files: Iterable[Path]) -> dict[str, tuple[str, bool]]:
    """Return what the changes of a `lineage` amount to: content hash and whether removed, by record id.

    Raises:
        StorageError: a file cannot be read, or a change does not follow from those before.
    """
    state: dict[str, tuple[str, bool]] = {}
    for path in files:
        with _opened(path) as file:
            known = pa.schema(list(change_schema(None))[: len(file.schema_arrow)])  # later versions append columns
            if not file.schema_arrow.equals(known):
                raise StorageError(f"cannot read {path}: the columns are not those of the change log")
            for batch in file.iter_batches():  # every column, for damage to any of them is told
                for op, name, old, new in zip(*(batch[column].to_pylist() for column in _REPLAYED), strict=True):
                    was, removed = state.get(name, (None, False))
                    if was != old:
                        raise StorageError(f"cannot replay {path}: {op} of {name} does not follow from what was before")
                    if new is None:
                        del state[name]
                    else:
                        state[name] = new, op == "remove" or (removed and op != "restore")
    return state


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
            as_storage_error(path, "read"),
            path.open("rb") as content,
            pq.ParquetFile(content, page_checksum_verification=True) as file,
        ):
            yield file
    except (pa.ArrowException, UnicodeDecodeError) as exc:
        raise StorageError(f"cannot read {path}: {exc}") from exc

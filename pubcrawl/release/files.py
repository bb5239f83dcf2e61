"""The files of a release, each written once: durable, read-only, and known by their checksums."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from typing import TYPE_CHECKING

import orjson

from pubcrawl.items import Publication
from pubcrawl.release.hashed import HashedFile
from pubcrawl.release.manifest import CHANGES, JSONL, MANIFEST, PARQUET, STATE, FileEntry, Manifest
from pubcrawl.release.storage import sync_folder
from pubcrawl.release.stored import line_of
from pubcrawl.rows import RowError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pubcrawl.release.changes import Change
    from pubcrawl.release.stored import Row
    from pubcrawl.release.work_lines import Index


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
    from pubcrawl.release.change_files import ChangeWriter  # noqa: PLC0415  see below
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

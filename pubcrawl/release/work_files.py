"""The works of a release as files, in both formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pubcrawl.release.hashed import HashedFile
from pubcrawl.release.line_writer import LineWriter
from pubcrawl.release.manifest import WORKS, WORKS_JSONL
from pubcrawl.release.works import Work, work_schema

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pubcrawl.release.manifest import FileEntry


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

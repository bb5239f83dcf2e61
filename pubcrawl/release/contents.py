"""The contents of a release folder, manifest aside: records, changes, works, and what ties them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pubcrawl.release.files import Counts, write_files
from pubcrawl.release.link_files import write_links
from pubcrawl.release.manifest import JSONL
from pubcrawl.release.work_files import write_works
from pubcrawl.release.work_lines import Index, iter_work_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pubcrawl.release.changes import Change
    from pubcrawl.release.link import Linked
    from pubcrawl.release.manifest import FileEntry
    from pubcrawl.release.stored import Row


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

"""Whether the works of a release are those of its records, in both formats, and its links and aliases fit them."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from pubcrawl.release.columns import record_batch
from pubcrawl.release.link_files import read_linked
from pubcrawl.release.manifest import ALIASES, LINKS, WORKS, WORKS_JSONL
from pubcrawl.release.read import iter_rows
from pubcrawl.release.work_lines import iter_works
from pubcrawl.release.works import work_schema
from pubcrawl.rows import dump_line
from pubcrawl.schema import same_columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pubcrawl.release.link import Linked
    from pubcrawl.release.read import Release

_BATCH = 4096
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
        for batch in file.iter_batches(batch_size=_BATCH):
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

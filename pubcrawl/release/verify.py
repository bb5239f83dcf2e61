"""Whether a release is what it says it is: sizes, checksums, counts, the same rows in both formats, and their works."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from pubcrawl.release.checksums import damage
from pubcrawl.release.columns import record_batch
from pubcrawl.release.manifest import JSONL, MANIFEST, PARQUET
from pubcrawl.release.read import iter_rows
from pubcrawl.release.storage import StorageError
from pubcrawl.release.verify_works import verify_works
from pubcrawl.rows import RowError
from pubcrawl.schema import arrow_schema, same_columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pubcrawl.release.read import Release


_BATCH = 4096
"""Rows compared at a time; more would only cost memory."""


def verify(release: Release) -> list[str]:
    """Return what is wrong with a release, nothing when all is well; never raises for what it finds."""
    found = damage(release)
    known = {*release.manifest.files, MANIFEST}
    found += [f"{p.name}: not in the manifest" for p in sorted(release.path.iterdir()) if p.name not in known]
    if not found:
        try:
            found = list(_rows(release)) or list(verify_works(release))
        except (StorageError, RowError, pa.ArrowException, OSError) as exc:
            found.append(str(exc))
    return found


def _rows(release: Release) -> Iterator[str]:
    """Compare both files batch by batch, in the columns' own types."""
    said = release.manifest.rows
    yield from (
        f"{name}: the manifest says {entry.rows} rows here and {said} in all"
        for name, entry in release.manifest.files.items()
        if name in (PARQUET, JSONL) and entry.rows != said
    )
    rows = iter_rows(release)
    count = 0
    with pq.ParquetFile(release.parquet) as file:
        if not same_columns(file.schema_arrow, arrow_schema()):
            yield f"{PARQUET}: the columns are not those of schema {release.manifest.schema_version}"
            return
        for batch in file.iter_batches(batch_size=_BATCH):
            publications = list(islice(rows, batch.num_rows))
            if not record_batch(publications).equals(batch):
                yield f"rows {count + 1} to {count + batch.num_rows}: the formats differ"
            count += batch.num_rows
    if next(rows, None) is not None:
        yield "there are more rows as JSON Lines than as Parquet"
    if count != said:
        yield f"{count} rows, the manifest says {said}"

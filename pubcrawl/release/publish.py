"""Publishing a release: written whole beside the others, made durable, and only then pointed at."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
from collections import Counter
from contextlib import ExitStack
from typing import TYPE_CHECKING

import orjson

from pubcrawl.release.manifest import JSONL, MANIFEST, PARQUET, STATE, FileEntry, Manifest, SiteEntry
from pubcrawl.release.read import POINTER, Release, numbers, read_latest, read_release
from pubcrawl.release.storage import storing, sweep_parts, sync_folder, write_atomic
from pubcrawl.rows import RowError, json_line
from pubcrawl.schema import SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from _typeshed import ReadableBuffer

    from pubcrawl.items import Publication
    from pubcrawl.report import SiteReport

_PART = ".part-"


def publish(
    exports: Path,
    rows: Iterable[Publication],
    *,
    run_id: str,
    now: datetime,
    site_reports: Sequence[SiteReport],
    versions: Mapping[str, str],
    misses: Mapping[str, int] | None = None,
    origin: str = "live",
) -> Release:
    """Make the next release and point `latest.json` at it; the caller holds the export lock.

    Args:
        exports: the export folder, made if missing.
        rows: every row of the release, sorted by id; taken one at a time.
        run_id: the run that made it.
        now: time of the run, UTC.
        site_reports: what the run did, a report a site, judged.
        versions: what decides what the rows say; see `installed_versions`.
        misses: what `Merge` knows of missing records; read after the last row was taken.
        origin: `live` or `demo`.

    Raises:
        StorageError: the disk refused; readers still see the last release.
        RowError: a row does not fit, or the rows are not sorted; the same.
    """
    folder = exports / "releases"
    last = read_latest(exports)
    with storing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        sweep(exports)
        number = f"{max(map(int, numbers(exports)), default=0) + 1:06d}"
        part = folder / f"{_PART}{number}"
        part.mkdir()
        try:
            files, counts = _write_files(part, rows, misses if misses is not None else {})
            manifest = Manifest(
                release=number,
                schema_version=SCHEMA_VERSION,
                created_at=now,
                run_id=run_id,
                rows=counts.rows,
                files=files,
                sites=_sites(counts, site_reports, last, run_id=run_id, now=now),
                versions=dict(versions),
                origin=origin,
            )
            _write(part / MANIFEST, manifest.to_json())
            sync_folder(part)
            part.rename(folder / number)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        sync_folder(folder)
    return point(exports, number, now=now)


def point(exports: Path, number: str, *, now: datetime) -> Release:
    """Make `latest.json` name a release, which readers then see; also the way back to an earlier one.

    Raises:
        StorageError: there is no such release, or the disk refused; the pointer is as it was.
    """
    release = read_release(exports, number)
    pointer = {
        "release": number,
        "schema_version": release.manifest.schema_version,
        "path": f"releases/{number}",
        "published_at": now,
    }
    with storing(exports / POINTER):
        write_atomic(exports / POINTER, orjson.dumps(pointer, option=orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE))
    return release


def sweep(exports: Path) -> None:
    """Remove what a killed run left half written; the caller holds the export lock."""
    sweep_parts(exports)
    for path in (exports / "releases").glob(f"{_PART}*"):
        shutil.rmtree(path)


class _Counts:
    """Rows by site, and whether they come in order."""

    def __init__(self) -> None:
        self.there: Counter[str] = Counter()
        self.removed: Counter[str] = Counter()
        self._last = ""

    @property
    def rows(self) -> int:
        return self.there.total() + self.removed.total()

    def add(self, row: Publication) -> None:
        if row.id <= self._last:
            raise RowError(row.id, "id", f"comes after {self._last}, but rows are sorted by id, each once")
        self._last = row.id
        (self.removed if row.removed_at else self.there)[row.site] += 1


def _write_files(
    part: Path, rows: Iterable[Publication], misses: Mapping[str, int]
) -> tuple[dict[str, FileEntry], _Counts]:
    """Write both formats in one pass, so that they hold the same rows, then the state."""
    from pubcrawl.release.write import ParquetWriter  # noqa: PLC0415  pyarrow loads when there is something to write

    counts = _Counts()
    with ExitStack() as stack:
        parquet = stack.enter_context(_Hashed(part / PARQUET))
        jsonl = stack.enter_context(_Hashed(part / JSONL))
        writer = stack.enter_context(ParquetWriter(parquet))
        for row in rows:
            counts.add(row)
            writer.add(row)
            jsonl.write(json_line(row))
    state = orjson.dumps({"misses": dict(misses)}, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
    files = {
        PARQUET: parquet.entry(writer.rows),
        JSONL: jsonl.entry(counts.rows),
        STATE: _write(part / STATE, state),
    }
    return files, counts


def _write(path: Path, content: bytes) -> FileEntry:
    with _Hashed(path) as file:
        file.write(content)
    return file.entry(None)


class _Hashed(io.BufferedWriter):
    """A new file that knows its checksum, and is durable and read-only when it is closed without an error."""

    def __init__(self, path: Path) -> None:
        self._sha256 = hashlib.sha256()
        self._bytes = 0
        super().__init__(io.FileIO(path, "xb"), buffer_size=2**20)

    def write(self, content: ReadableBuffer) -> int:
        self._sha256.update(content)
        self._bytes += memoryview(content).nbytes
        return super().write(content)

    def entry(self, rows: int | None) -> FileEntry:
        return FileEntry(bytes=self._bytes, sha256=self._sha256.hexdigest(), rows=rows)

    def __exit__(self, kind: object, value: object, trace: object) -> None:
        try:
            if kind is None:
                self.flush()
                os.fchmod(self.fileno(), 0o444)
                os.fsync(self.fileno())
        finally:
            self.raw.close()  # past the buffer, which is empty or is what the disk refused


def _sites(
    counts: _Counts, reports: Sequence[SiteReport], last: Release | None, *, run_id: str, now: datetime
) -> dict[str, SiteEntry]:
    ran = {report.site: report for report in reports}
    entries = {}
    for site in sorted({*counts.there, *counts.removed, *ran}):
        report, before = ran.get(site), last.manifest.sites.get(site) if last else None
        fresh = report is not None and report.verdict != "block"
        run, read_at = (run_id, now) if fresh else (before.run_id, before.read_at) if before else (None, None)
        entries[site] = SiteEntry(
            records=counts.there[site],
            removed=counts.removed[site],
            verdict=report.verdict if report else "not_run",
            stale=not fresh,
            run_id=run,
            read_at=read_at,
            problems=tuple(f"{p.reason}: {p.message}" for p in report.problems) if report else (),
        )
    return entries

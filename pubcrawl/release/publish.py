"""Publishing a release: written whole beside the others, made durable, and only then pointed at."""

from __future__ import annotations

import shutil
from itertools import islice
from typing import TYPE_CHECKING

from pubcrawl.matching.link import LINKING_VERSION, Linked, link
from pubcrawl.release.changelog import attach, log_files
from pubcrawl.release.changes import Cause, Change, change
from pubcrawl.release.contents import Counts, write_contents, write_manifest
from pubcrawl.release.exports import POINTER, Release, iter_rows, numbers, pointer, read_latest, read_release
from pubcrawl.release.manifest import Manifest, SiteEntry
from pubcrawl.release.merge import Merge, paired
from pubcrawl.release.stored import revised, whole
from pubcrawl.release.tables import CHANGES
from pubcrawl.schema import SCHEMA_VERSION
from pubcrawl.storage.atomic import PART, StorageError, storing, sweep_parts, sync_folder, write_atomic

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from pubcrawl.gate.report import SiteReport
    from pubcrawl.items import Publication
    from pubcrawl.release.merge import Pair
    from pubcrawl.release.stored import Row


VERSION = "linking"
"""Key among the versions of a manifest: of the rules that made the works, or `NOT_LINKED`."""

NOT_LINKED = "none"


def is_linked(versions: Mapping[str, str]) -> bool:
    """Say whether a release was linked by the rules of today, or was too large to be."""
    return versions.get(VERSION) in (str(LINKING_VERSION), NOT_LINKED)


def relink(merge: Merge, before: Linked, *, most: int, expected: int = 0) -> tuple[Linked, dict[str, str]]:
    """Return the works of the next release and the version of the rules that made them.

    Args:
        merge: the rows of the next release.
        before: what the last release says of its works.
        most: rows to link, so that the memory is bounded. Of more than that, known records keep their works, and
            each new one is a work of its own until more is allowed.
        expected: rows that there will be at least, as far as is known, so that they need not be counted.
    """
    if expected > most or any(True for _ in islice(merge.pairs(), most, None)):
        return before, {VERSION: NOT_LINKED}
    known: dict[str, str] = {}

    def rows() -> Iterator[Publication]:
        for old, new in merge.pairs():
            if old:
                known[old.id] = old.work_id
            if new:
                yield whole(new)

    return link(rows(), known, aliases=before.aliases), {VERSION: str(LINKING_VERSION)}


def relinked(pairs: Iterable[Pair], linked: Linked) -> Iterator[Pair]:
    """Give each record with the work it belongs to now."""
    for old, new in pairs:
        yield old, _belonging(new, linked.work_ids.get(new.id, new.work_id)) if new else None


def _belonging(row: Row, work_id: str) -> Row:
    return row if row.work_id == work_id else revised(row, work_id=work_id)


def publish(
    exports: Path,
    rows: Iterable[Row],
    *,
    run_id: str,
    now: datetime,
    site_reports: Sequence[SiteReport],
    versions: Mapping[str, str],
    misses: Mapping[str, int] | None = None,
    suppressed: Mapping[str, Collection[str]] | None = None,
    names: Mapping[str, str] | None = None,
    origin: str = "live",
    merged: Release | None = None,
    linked: Linked | None = None,
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
        suppressed: what `Suppressor` remembers of works; read after the last row was taken.
        names: by id what records are called that are not called by their ids; see `Names`.
        origin: `live` or `demo`.
        merged: the release whose rows `rows` is a `Merge` with, if it is one, so that it is not read again to tell
            what changed.
        linked: the works that the rows belong to; without it each row says which.

    Raises:
        StorageError: the disk refused; readers still see the last release, or this one whole.
        RowError: a row does not fit, or the rows are not sorted; the same.
    """
    folder = exports / "releases"
    last = read_latest(exports)
    linked = linked or Linked()
    with storing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        sweep(exports)
        _drop_unseen(exports, last, run_id)
        number = _next_number(exports)
        part = folder / f"{PART}{number}"
        part.mkdir()
        try:
            log = _Log(last, Cause(run_id=run_id, release=number, at=now))
            pairs = rows.pairs() if isinstance(rows, Merge) and merged and merged == last else log.pairs(rows)
            stream = log.stream(relinked(pairs, linked))
            told = {"misses": misses, "suppressed": suppressed, "names": names}
            state = {what: {} if said is None else said for what, said in told.items()}
            files, counts = write_contents(part, stream, since=log.since, state=state, linked=linked)
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
            write_manifest(part, manifest)
            part.rename(folder / number)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        sync_folder(folder)
    return point(exports, number, now=now)


def point(exports: Path, number: str, *, now: datetime) -> Release:
    """Make `latest.json` name a release, which readers then see; also the way back to an earlier one.

    Raises:
        StorageError: there is no such release, or the disk refused; readers see this release or the one before.
    """
    release = read_release(exports, number)
    with storing(exports / POINTER):
        write_atomic(exports / POINTER, pointer(release, published_at=now))
    attach(exports, release)
    return release


def _next_number(exports: Path) -> str:
    known = (*numbers(exports), *(p.stem for p in log_files(exports)))
    return f"{max(map(int, known), default=0) + 1:06d}"


def sweep(exports: Path) -> None:
    """Remove what a killed run left half written; the caller holds the export lock."""
    sweep_parts(exports)
    for path in (exports / "releases").glob(f"{PART}*"):
        shutil.rmtree(path)


def _drop_unseen(exports: Path, last: Release | None, run_id: str) -> None:
    """Remove whole releases that a kill kept from readers, which a run makes again.

    What readers have seen is in the change log. Where that may be lost, only the run's own are surely unseen.
    """
    logged = {p.stem for p in log_files(exports)}
    for number in numbers(exports):
        if number in logged or (last and int(number) <= int(last.number)):
            continue
        try:
            said = read_release(exports, number).manifest
        except StorageError:  # no release of ours
            continue
        if CHANGES in said.files and (said.run_id == run_id or (last and last.number in logged)):
            drop(exports, number)


def drop(exports: Path, number: str) -> None:
    """Delete a release: it loses its name before it loses its files, so nobody sees half of it.

    Raises:
        OSError: the disk refused; what was not yet deleted is swept by the next run.
    """
    folder = exports / "releases"
    (folder / number).rename(folder / f"{PART}{number}")
    sync_folder(folder)
    shutil.rmtree(folder / f"{PART}{number}")


class _Log:
    """What the changes of a release start from, and what brings them.

    A release that was made before there was a change log counts as nothing, so that the log holds every row.
    """

    def __init__(self, last: Release | None, cause: Cause) -> None:
        self._last = last
        self.since = last.number if last and CHANGES in last.manifest.files else None
        self._cause = cause

    def pairs(self, rows: Iterable[Row]) -> Iterator[Pair]:
        return paired(iter_rows(self._last) if self._last and self.since else (), rows)

    def stream(self, pairs: Iterable[Pair]) -> Iterator[tuple[Row | None, Change | None]]:
        return ((new, change(old if self.since else None, new, self._cause)) for old, new in pairs)


def _sites(
    counts: Counts, reports: Sequence[SiteReport], last: Release | None, *, run_id: str, now: datetime
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

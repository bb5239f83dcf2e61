"""Publishing a release: written whole beside the others, made durable, and only then pointed at."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from pubcrawl.gate.report import SiteReport
from pubcrawl.matching.link import LINKING_VERSION, Linked, link
from pubcrawl.release.changelog import log_files
from pubcrawl.release.changes import ReleaseStamp
from pubcrawl.release.contents import Contents, write_contents, write_manifest
from pubcrawl.release.exports import Exports, Release
from pubcrawl.release.manifest import Manifest, SiteEntry
from pubcrawl.release.merge import Outcomes
from pubcrawl.schema import SCHEMA_VERSION
from pubcrawl.storage.atomic import PART, StorageError, as_storage_error, sync_folder

VERSION = "linking"
"""Key among the versions of a manifest: of the rules that made the works, or `NOT_LINKED`."""

NOT_LINKED = "none"


Describe = Callable[[Manifest], Mapping[str, bytes]]
"""Gives the files that describe a release to people and programs, by name, from what its manifest says of the data."""


def is_linked(versions: Mapping[str, str]) -> bool:
    """Say whether a release was linked by the rules of today, or was too large to be."""
    return versions.get(VERSION) in (str(LINKING_VERSION), NOT_LINKED)


def relinked(outcomes: Outcomes, before: Linked, *, most: int) -> tuple[Linked, dict[str, str]]:
    """Return the works of the next release, found anew from all of its rows, and the version of the rules.

    At most so many rows are linked, so that the memory is bounded. Of more than that, known records keep their works,
    and each new one is a work of its own until more is allowed.
    """
    if outcomes.rows > most:
        return before, {VERSION: NOT_LINKED}
    rows = (outcome.row for outcome in outcomes if outcome.row)
    return link(rows, outcomes.known_works(), aliases=before.aliases), {VERSION: str(LINKING_VERSION)}


def publish(
    exports: Exports,
    outcomes: Outcomes,
    linked: Linked | None = None,
    *,
    run_id: str,
    now: datetime,
    reports: Sequence[SiteReport],
    versions: Mapping[str, str],
    keys: Mapping[str, str] | None = None,
    origin: str = "live",
    describe: Describe = lambda _: {},
) -> Release:
    """Make the next release and point `latest.json` at it; the caller has opened the export folder.

    Args:
        exports: the export folder.
        outcomes: what becomes of each record of the last release, and of the new ones.
        linked: the works that the records belong to; without it each row says which.
        run_id: the run that makes it.
        now: time of the run, UTC.
        reports: what the run did, a report a site, judged.
        versions: what decides what the rows say; see `installed_versions`.
        keys: by id, the keys of records whose key is not their id any more; see `Ids`.
        origin: `live` or `demo`.
        describe: what is written beside the data to describe them; nothing by default.

    Raises:
        StorageError: the disk refused; readers still see the last release, or this one whole.
        RowError: a row does not fit, or the rows are not sorted; the same.
    """
    last = exports.latest()
    folder = exports.releases
    with as_storage_error(folder):
        folder.mkdir(parents=True, exist_ok=True)
        _drop_unseen(exports, last, run_id)
        number = exports.next_number()
        part = folder / f"{PART}{number}"
        part.mkdir()
        try:
            contents = write_contents(
                part,
                outcomes,
                linked or Linked(),
                ReleaseStamp(run_id=run_id, release=number, at=now),
                since=last.number if last and last.changes else None,
                state={
                    "misses": outcomes.misses,
                    "suppressed": outcomes.suppressed,
                    "traces": outcomes.traces,
                    "names": keys or {},
                },
            )
            manifest = Manifest(
                release=number,
                schema_version=SCHEMA_VERSION,
                created_at=now,
                run_id=run_id,
                rows=contents.rows,
                files=contents.files,
                sites=_sites(contents, reports, last, run_id=run_id, now=now),
                versions=dict(versions),
                origin=origin,
            )
            write_manifest(part, manifest, describe(manifest))
            part.rename(folder / number)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        sync_folder(folder)
    return exports.point_latest_at(number, now=now)


def _drop_unseen(exports: Exports, last: Release | None, run_id: str) -> None:
    """Remove whole releases that a kill kept from readers, which a run makes again.

    What readers have seen is in the change log. Where that may be lost, only the run's own are surely unseen, and the
    first one before there is a pointer.
    """
    is_unseen = exports.is_unseen()
    logged = {p.stem for p in log_files(exports.log)}
    for number in exports.numbers():
        if number in logged or (last and int(number) <= int(last.number)):
            continue
        try:
            unseen = exports.release(number)
        except StorageError:  # no release of ours
            continue
        own = unseen.manifest.run_id == run_id
        if unseen.changes and (own or is_unseen or (last and last.number in logged)):
            exports.drop(number)


def _sites(
    contents: Contents, reports: Sequence[SiteReport], last: Release | None, *, run_id: str, now: datetime
) -> dict[str, SiteEntry]:
    ran = {report.site: report for report in reports}
    entries = {}
    for site in sorted({*contents.there, *contents.removed, *ran}):
        report, before = ran.get(site), last.manifest.sites.get(site) if last else None
        fresh = report is not None and report.verdict != "block"
        run, read_at = (run_id, now) if fresh else (before.run_id, before.read_at) if before else (None, None)
        entries[site] = SiteEntry(
            records=contents.there[site],
            removed=contents.removed[site],
            verdict=report.verdict if report else "not_run",
            stale=not fresh,
            run_id=run,
            read_at=read_at,
            problems=tuple(f"{p.reason}: {p.message}" for p in report.problems) if report else (),
        )
    return entries

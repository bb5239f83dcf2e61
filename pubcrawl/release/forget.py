"""Forgetting: what may not be published is taken out of everything the export folder holds, by deleting.

Readers get a new release first. The change log comes next, while the releases still tell which content hash became
which. Then every release that held what must go is deleted, and so are the folders of all runs and the kept pages. A
kill leaves every release whole; what is left then goes when forgetting is asked for again.
"""

import html
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from pubcrawl.items import Publication
from pubcrawl.release.changelog import log_files, read_changes, rewrite_log_file
from pubcrawl.release.changes import Change
from pubcrawl.release.contents import read_linked
from pubcrawl.release.exports import Exports, Release
from pubcrawl.release.merge import Outcomes, outcome
from pubcrawl.release.publish import Describe, publish
from pubcrawl.release.status import renew_status
from pubcrawl.release.suppress import SUPPRESS, Suppression
from pubcrawl.runs.folder import drop_runs, rewrite_history
from pubcrawl.storage.atomic import as_storage_error
from pubcrawl.storage.jsonl import dump

REDACTED = "[forgotten]"

_OWN = ("releases", "changes", "runs", "cache")
"""Folders of the export folder that hold nothing but what we wrote."""


@dataclass(frozen=True, kw_only=True)
class Forgotten:
    """What was done.

    Attributes:
        releases: numbers of the releases that were deleted.
        latest: the release that readers see now, None when there is none.
        counts: records left out, and author lists that lost a name, over all releases.
        left: files in the export folder that are not ours to delete and still hold a name.
    """

    releases: tuple[str, ...]
    latest: str | None
    counts: dict[str, int]
    left: tuple[Path, ...]


def forget(exports: Exports, suppression: Suppression, *, now: datetime, describe: Describe) -> Forgotten:
    """Delete what may not be published from releases, change log, runs and cache.

    The caller has opened the export folder; `describe` is that of `publish`. An interrupted run is not gone on with
    afterwards, and the next one fetches every page again.

    Raises:
        StorageError: the disk refused, or a release cannot be read; ask again when that is mended.
    """
    latest = exports.latest()
    if latest:
        suppression = suppression.following(read_linked(latest).aliases, latest.suppressed(), latest.traces())
        suppression = suppression.tracing(row for number in exports.numbers() for row in exports.release(number).rows())
    affected = _Affected(exports, suppression)
    if latest and latest.number in affected.releases:
        latest = _publish_successor(exports, latest, affected, now, describe)
    for path in log_files(exports.log):
        before = list(read_changes(path))
        after = [c for change in before if (c := affected.change(change))]
        if before != after:
            rewrite_log_file(path, after)
    for number in affected.releases:
        with as_storage_error(exports.releases / number, "delete"):
            exports.drop(number)
    drop_runs(exports.runs)
    rewrite_history(exports.runs, lambda line: _redacted_line(line, suppression))
    _drop_cache(exports.cache)
    renew_status(exports, lambda line: REDACTED if suppression.names_one_in(line) else line)
    return Forgotten(
        releases=tuple(affected.releases),
        latest=latest.number if latest else None,
        counts={"records": len(affected.dropped), "author_lists": len(affected.shortened)},
        left=tuple(files_that_tell(exports.path, suppression)),
    )


class _Affected:
    """The numbers of the releases that hold what must go, oldest first, and what goes with them."""

    def __init__(self, exports: Exports, suppression: Suppression) -> None:
        self.suppression = suppression
        self.dropped: dict[str, str] = {}  # the work of each record that is left out, by id
        self.shortened: set[str] = set()  # ids of the records that lose a name
        self._hashes: dict[tuple[str, str | None], str] = {}
        # The newest are read first: they know best which record belongs to which work.
        self.releases = [n for n in reversed(exports.numbers()) if self._holds(exports.release(n))][::-1]

    def _holds(self, release: Release) -> bool:
        problems = [problem for site in release.manifest.sites.values() for problem in site.problems]
        touched = any(map(self.suppression.names_one_in, problems))
        for row in release.rows():
            after = self.kept(row)
            touched = touched or after != row
            if after and after.content_hash != row.content_hash:
                self.shortened.add(row.id)
                self._hashes[row.id, row.content_hash] = after.content_hash
        changes = read_changes(release.changes) if release.changes else ()
        return touched or any(self.change(c) != c for c in changes)

    def kept(self, row: Publication) -> Publication | None:
        """Return a record as it may be published, None when it may not; a record once left out stays left out."""
        if row.id in self.dropped or self.suppression.drops(row):
            self.dropped.setdefault(row.id, row.work_id)
            return None
        return self.suppression.without_people(row)

    def change(self, change: Change) -> Change | None:
        """Return a change as it would have been, None when it would not have been one."""
        if self.drops(change.id, change.work_id):
            return None
        old = self._hashes.get((change.id, change.old_hash), change.old_hash)
        new = self._hashes.get((change.id, change.new_hash), change.new_hash)
        if old == new and change.changed_fields == ("authors",):
            return None
        return replace(change, old_hash=old, new_hash=new)

    def drops(self, record_id: str, work_id: str) -> bool:
        """Say whether a record is left out."""
        return record_id in self.dropped or self.suppression.leaves_out(record_id) or work_id in self.suppression.ids


def _publish_successor(
    exports: Exports, latest: Release, affected: _Affected, now: datetime, describe: Describe
) -> Release:
    """Make the release that readers see from now on.

    It changes nothing, for what it lacks will never have been in the one before.
    """
    misses = latest.misses()
    suppression = affected.suppression
    remembered = {work_id: set(ids) for work_id, ids in suppression.remembered.items()}
    for record, work_id in affected.dropped.items():
        if work_id in suppression.ids and record not in suppression.ids:
            remembered.setdefault(work_id, set()).add(record)
    before = read_linked(latest)
    tied = [r for r in before.rows if not affected.drops(r.record_id, r.work_id)]
    records = Counter(r.work_id for r in tied)
    rows = (row for old in latest.rows() if (row := affected.kept(old)))
    outcomes = (outcome(row, row, misses.get(row.id, 0)) for row in rows)
    suppression = replace(suppression, remembered=remembered)
    with Outcomes.kept(outcomes, exports.releases, suppression=suppression) as kept:
        return publish(
            exports,
            kept,
            replace(before, rows=tuple(r for r in tied if records[r.work_id] > 1)),
            run_id="forget",
            now=now,
            reports=[],
            versions=latest.manifest.versions,
            keys=latest.keys(),
            origin=latest.manifest.origin,
            describe=describe,
        )


def _redacted_line(line: bytes, suppression: Suppression) -> bytes:
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError:
        return b""
    changed = _redacted(value, suppression)
    return line if changed == value else dump(changed)


def _redacted(value: Any, suppression: Suppression) -> Any:  # noqa: ANN401  JSON is any value
    """Return a JSON value with every text replaced that holds a name."""
    if isinstance(value, str) and suppression.names_one_in(value):
        return REDACTED
    if isinstance(value, list):
        return [_redacted(v, suppression) for v in value]
    if isinstance(value, dict):
        return {key: _redacted(v, suppression) for key, v in value.items()}
    return value


def files_that_tell(exports: Path, suppression: Suppression) -> Iterator[Path]:
    """Give the files in the export folder that are not ours to delete and hold a name, sorted.

    Raises:
        StorageError: one of them cannot be read.
    """
    for path in sorted(p for p in exports.rglob("*") if p.is_file()):
        place = path.relative_to(exports).parts
        if place[0] not in _OWN and place != (SUPPRESS,):
            with as_storage_error(path, "read"):
                text = path.read_bytes().decode(errors="replace")
            if suppression.names_one_in(html.unescape(text)):
                yield path


def _drop_cache(cache: Path) -> None:
    """Delete the pages kept for conditional requests; a half deleted cache is never taken for one."""
    gone = cache.with_name("cache.part")
    with as_storage_error(cache, "delete"):
        if gone.exists():
            shutil.rmtree(gone)
        if cache.exists():
            shutil.rmtree(cache.rename(gone))

"""Forgetting: what may not be published is taken out of everything the export folder still holds.

Readers get a new release first. The change log comes next, while the releases still tell which content hash became
which. Then each older release is rewritten beside itself and put in its place, so that a kill leaves every release
whole; one that was about to change places is put there when forgetting is asked for again.
"""

from __future__ import annotations

import html
import shutil
from collections import Counter
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from pubcrawl.release.changelog import ChangeWriter, log_file, log_files, mend, read_changes, since_of
from pubcrawl.release.contents import read_linked, write_contents, write_manifest
from pubcrawl.release.exports import iter_rows, numbers, read_latest, read_release
from pubcrawl.release.merge import Merge
from pubcrawl.release.publish import publish, sweep
from pubcrawl.release.retention import prune_runs
from pubcrawl.release.suppress import SUPPRESS, Suppressor
from pubcrawl.release.tables import CHANGES
from pubcrawl.runs.spool import QUARANTINE
from pubcrawl.storage.append_only import LinesFile
from pubcrawl.storage.atomic import PART, AtomicFile, storing, sync_folder, write_atomic
from pubcrawl.storage.jsonl import dump_line, load_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from pubcrawl.matching.link import Linked
    from pubcrawl.release.changes import Change
    from pubcrawl.release.exports import Release
    from pubcrawl.release.manifest import Manifest
    from pubcrawl.release.stored import Row
    from pubcrawl.release.suppress import Suppression


REDACTED = "[forgotten]"

_OWN = ("releases", "changes", "runs", "cache")
"""Folders of the export folder that hold nothing but what we wrote."""


def redacted(value: Any, suppression: Suppression) -> Any:  # noqa: ANN401  JSON is any value
    """Return a JSON value with every text replaced that holds a name."""
    if isinstance(value, str):
        return REDACTED if suppression.names_one_in(value) else value
    if isinstance(value, list):
        return [redacted(v, suppression) for v in value]
    if isinstance(value, dict):
        return {key: redacted(v, suppression) for key, v in value.items()}
    return value


def redact_runs(exports: Path, suppression: Suppression) -> None:
    """Rewrite the reports and quarantines of all runs, each file in one step.

    A quarantined record that is suppressed goes altogether, and so does a line that is not JSON.

    Raises:
        StorageError: the disk refused; each file is as it was, or rewritten.
    """
    runs = exports / "runs"
    for path in (runs / "runs.jsonl", *sorted(runs.glob("*/run.json")), *sorted(runs.glob(f"*/*/{QUARANTINE}"))):
        before = [line for _, line in LinesFile.open(path).lines()]
        after = [line for old in before for line in _redacted_line(old, suppression)]
        if before != after:
            with storing(path):
                write_atomic(path, b"".join(after))


def _redacted_line(line: bytes, suppression: Suppression) -> Iterator[bytes]:
    try:
        value = load_line(line)
    except ValueError:
        return
    record = value.get("publication", {}) if isinstance(value, dict) else {}
    if not {record.get("id"), record.get("work_id")} & suppression.ids:
        changed = redacted(value, suppression)
        yield line if changed == value else dump_line(changed)


def files_that_tell(exports: Path, suppression: Suppression) -> list[Path]:
    """Return the files in the export folder that are not ours to rewrite and hold a name, sorted.

    Raises:
        StorageError: one of them cannot be read.
    """
    found = []
    for path in sorted(p for p in exports.rglob("*") if p.is_file()):
        place = path.relative_to(exports).parts
        if place[0] not in _OWN and place != (SUPPRESS,):
            with storing(path, "read"):
                text = path.read_bytes().decode(errors="replace")
            if suppression.names_one_in(html.unescape(text)):
                found.append(path)
    return found


_READY = ".ready-"
"""Begins the name of a rewritten release that is whole and waits for its place."""


@dataclass(frozen=True, kw_only=True)
class Forgotten:
    """What was done.

    Attributes:
        releases: numbers of the releases that were rewritten.
        latest: the release that readers see now, None when there is none.
        counts: records left out, and author lists that lost a name, over all releases.
        left: files in the export folder that are not ours to rewrite and still hold a name.
    """

    releases: tuple[str, ...]
    latest: str | None
    counts: dict[str, int]
    left: tuple[Path, ...]


def forget(exports: Path, suppression: Suppression, *, now: datetime) -> Forgotten:
    """Take out of releases, change log, runs and cache what may not be published; the caller holds the export lock.

    An interrupted run is not gone on with afterwards, and the next one fetches every page again.

    Raises:
        StorageError: the disk refused, or a release cannot be read; ask again when that is mended.
    """
    with storing(exports):
        _finish(exports)
    mend(exports)
    forgetting = _Forgetting(exports, suppression)
    told = forgetting.affected()
    latest = read_latest(exports)
    if latest and latest.number in told:
        latest = forgetting.publish_successor(latest, now)
    for path in log_files(exports):
        forgetting.rewrite_log(path)
    for number in told:
        forgetting.rewrite(read_release(exports, number))
    prune_runs(exports, keep=0)
    redact_runs(exports, suppression)
    _drop_cache(exports)
    return Forgotten(
        releases=tuple(told),
        latest=latest.number if latest else None,
        counts=forgetting.kept.counts,
        left=tuple(files_that_tell(exports, suppression)),
    )


class _Forgetting:
    """What is known while it goes on: which content hash became which, and what was left out."""

    def __init__(self, exports: Path, suppression: Suppression) -> None:
        latest = read_latest(exports)
        self._exports = exports
        self._suppression = suppression.following(read_linked(latest).aliases) if latest else suppression
        self.kept = Suppressor(self._suppression, latest.suppressed() if latest else {})
        self._hashes: dict[tuple[str, str | None], str] = {}

    def affected(self) -> list[str]:
        """Return the releases that hold what must go, oldest first.

        The newest are read first: they know best which record belongs to which work.
        """
        found = [n for n in reversed(numbers(self._exports)) if self._is_affected(read_release(self._exports, n))]
        return found[::-1]

    def _is_affected(self, release: Release) -> bool:
        touched = redacted(list(_problems(release.manifest)), self._suppression) != list(_problems(release.manifest))
        for row in iter_rows(release):
            after = self.kept(row)
            touched = touched or after != row
            if after and after.content_hash != row.content_hash:
                self._hashes[row.id, row.content_hash] = after.content_hash
        return touched or any(self._change(c) != c for c in self._logged(release))

    def _logged(self, release: Release) -> Iterator[Change]:
        return read_changes(release.path / CHANGES) if CHANGES in release.manifest.files else iter(())

    def _rows(self, release: Release) -> Iterator[Row]:
        return (row for before in iter_rows(release) if (row := self.kept(before)))

    def _change(self, change: Change) -> Change | None:
        """Return a change as it would have been, None when it would not have been one."""
        if self.kept.drops(change.id, change.work_id):
            return None
        old = self._hashes.get((change.id, change.old_hash), change.old_hash)
        new = self._hashes.get((change.id, change.new_hash), change.new_hash)
        if old == new and change.changed_fields == ("authors",):
            return None
        return replace(change, old_hash=old, new_hash=new)

    def publish_successor(self, latest: Release, now: datetime) -> Release:
        """Make the release that readers see from now on.

        It changes nothing, for what it lacks will never have been in the one before.
        """
        merge = Merge(self._rows(latest), (), runs={}, misses=self._misses(latest), now=now)
        return publish(
            self._exports,
            merge,
            run_id="forget",
            now=now,
            site_reports=[],
            versions=latest.manifest.versions,
            misses=merge.misses,
            suppressed=self.kept.works,
            names=latest.names(),
            origin=latest.manifest.origin,
            merged=latest,
            linked=self._linked(latest),
        )

    def _linked(self, release: Release) -> Linked:
        """Return what a release may still say of its works."""
        before = read_linked(release)
        kept = [r for r in before.rows if not self.kept.drops(r.record_id, r.work_id)]
        records = Counter(r.work_id for r in kept)
        return replace(before, rows=tuple(r for r in kept if records[r.work_id] > 1))

    def _misses(self, release: Release) -> dict[str, int]:
        return {name: count for name, count in release.misses().items() if not self.kept.drops(name, name)}

    def rewrite(self, release: Release) -> None:
        """Put a release without what must go in its own place."""
        folder = release.path.parent
        part = folder / f"{PART}{release.number}-anew"
        rows = ((row, None) for row in self._rows(release))
        kept = log_file(self._exports, release.number)  # rewritten already
        logged = read_changes(kept) if kept.exists() else self._logged(release)
        log = ((None, c) for change in logged if (c := self._change(change)))
        state = {"misses": self._misses(release), "suppressed": self.kept.works, "names": release.names()}
        since = since_of(release.path / CHANGES) if CHANGES in release.manifest.files else None
        with storing(part):
            part.mkdir()
            linked = self._linked(release)
            files, counts = write_contents(part, chain(rows, log), since=since, state=state, linked=linked)
            sites = {
                name: replace(
                    site,
                    records=counts.there[name],
                    removed=counts.removed[name],
                    problems=tuple(redacted(list(site.problems), self._suppression)),
                )
                for name, site in release.manifest.sites.items()
            }
            write_manifest(part, replace(release.manifest, rows=counts.rows, files=files, sites=sites))
            part.rename(folder / f"{_READY}{release.number}")
            _take_place(folder, release.number)

    def rewrite_log(self, path: Path) -> None:
        """Rewrite a file of the change log in one step."""
        before = list(read_changes(path))
        after = [c for change in before if (c := self._change(change))]
        if before != after:
            with storing(path), AtomicFile(path) as file, ChangeWriter(file, since=since_of(path)) as writer:
                for change in after:
                    writer.add(change)


def _problems(manifest: Manifest) -> Iterator[str]:
    return chain.from_iterable(site.problems for site in manifest.sites.values())


def _take_place(folder: Path, number: str) -> None:
    old = folder / f"{PART}{number}-before"
    if (folder / number).exists():
        (folder / number).rename(old)
    (folder / f"{_READY}{number}").rename(folder / number)
    sync_folder(folder)
    if old.exists():
        shutil.rmtree(old)


def _finish(exports: Path) -> None:
    """Finish what was killed while it forgot."""
    folder = exports / "releases"
    for path in sorted(folder.glob(f"{_READY}*")):
        _take_place(folder, path.name.removeprefix(_READY))
    sweep(exports)


def _drop_cache(exports: Path) -> None:
    """Delete the pages kept for conditional requests; a half deleted cache is never taken for one."""
    cache, gone = exports / "cache", exports / "cache.part"
    with storing(cache, "delete"):
        if gone.exists():
            shutil.rmtree(gone)
        if cache.exists():
            cache.rename(gone)
            shutil.rmtree(gone)

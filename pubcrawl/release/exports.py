"""The export folder: which releases it holds, which one readers see, and what each of them says."""

import hashlib
import re
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self, TypeVar

import orjson

from pubcrawl.items import Publication
from pubcrawl.release.changelog import add_to_log, lineage, log_files
from pubcrawl.release.manifest import Manifest, is_sealed
from pubcrawl.release.tables import CHANGES, JSONL, MANIFEST, PARQUET, STATE
from pubcrawl.runs.folder import STOPPED, RunFolder, complete_history, history
from pubcrawl.storage.atomic import PART, StorageError, as_storage_error, remove_parts, sync_folder, write_atomic
from pubcrawl.storage.checksum import BLOCK, FileEntry
from pubcrawl.storage.jsonl import decode, load
from pubcrawl.storage.lock import export_lock

T = TypeVar("T")

POINTER = "latest.json"
LOST = "cannot read {}: no release is named there, though there are releases: pubcrawl rollback {} makes it again"
"""What to say where no pointer leads readers to a release, by the pointer's path and the newest release's number."""

_NUMBER = re.compile(r"\d{6,}")


@dataclass(frozen=True, kw_only=True)
class Release:
    """A release on disk: its number, its folder, and what its manifest says."""

    number: str
    path: Path
    manifest: Manifest

    @property
    def parquet(self) -> Path:
        """The rows as Parquet."""
        return self.path / PARQUET

    @property
    def jsonl(self) -> Path:
        """The rows as JSON Lines."""
        return self.path / JSONL

    @property
    def changes(self) -> Path | None:
        """The changes it brought; None for a release that was made before there was a change log."""
        return self.path / CHANGES if CHANGES in self.manifest.files else None

    def rows(self) -> Iterator[Publication]:
        """Give the rows in order, one at a time; see `rows_as`."""
        return self.rows_as(Publication)

    def rows_as(self, kind: type[T]) -> Iterator[T]:
        """Give the rows in order as what has only some of their columns, which is read in half the time.

        Raises:
            StorageError: the file cannot be read, a line is not a row, or, when all were given, the file is not what
                the manifest says.
        """
        digest = hashlib.sha256()
        with as_storage_error(self.jsonl, "read"), self.jsonl.open("rb", BLOCK) as file:
            for number, line in enumerate(file, start=1):
                digest.update(line)
                try:
                    row = load(kind, line)
                except ValueError as exc:
                    raise StorageError(f"cannot read {self.jsonl}: line {number}: {exc}") from exc
                yield row
        if digest.hexdigest() != self.manifest.files[JSONL].sha256:
            raise StorageError(f"cannot read {self.jsonl}: the checksum is not that of the manifest")

    def published(self, site: str) -> int:
        """Return how many records of a site it shows, removed ones aside."""
        entry = self.manifest.sites.get(site)
        return entry.records if entry else 0

    def misses(self) -> dict[str, int]:
        """Return by id from how many whole runs in a row a record has been missing.

        Raises:
            StorageError: the state file cannot be read.
        """
        return {str(name): int(count) for name, count in _json(self.path / STATE)["misses"].items()}

    def keys(self) -> dict[str, str]:
        """Return by id the key of each record whose key is not its id any more.

        Raises:
            StorageError: the state file cannot be read.
        """
        return dict(_json(self.path / STATE).get("names", {}))

    def suppressed(self) -> dict[str, list[str]]:
        """Return the records that were left out because their work is suppressed, by work id.

        Raises:
            StorageError: the state file cannot be read.
        """
        return dict(_json(self.path / STATE).get("suppressed", {}))

    def traces(self) -> dict[str, list[dict[str, object]]]:
        """Return what those records told of their work, by work id; see `Trace`.

        Raises:
            StorageError: the state file cannot be read.
        """
        return dict(_json(self.path / STATE).get("traces", {}))

    def damage(self) -> list[str]:
        """Return which files are not what they were, nothing when all are; never raises for what it finds."""
        files = self.manifest.files.items()
        return [*self._manifest_damage(), *(said for name, entry in files for said in _damage(self.path / name, entry))]

    def _manifest_damage(self) -> Iterator[str]:
        try:
            content = (self.path / MANIFEST).read_bytes()
        except OSError as exc:
            yield f"{MANIFEST}: {exc.strerror}"
            return
        if self.manifest.checksum and not is_sealed(content):
            yield f"{MANIFEST}: the checksum is not its own"


def _led_to(line: bytes, chain: Collection[str], oldest: int) -> bool:
    """Say whether a run was not stopped, and left readers with a release of a chain or with an earlier one."""
    try:
        told = orjson.loads(line)
        release = told["release"]
        return told["code"] not in STOPPED and release is not None and (release in chain or int(release) < oldest)
    except (ValueError, KeyError, TypeError):
        return False


def _damage(path: Path, entry: FileEntry) -> Iterator[str]:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as exc:
        yield f"{path.name}: {exc.strerror}"
        return
    if size != entry.bytes:
        yield f"{path.name}: {size} bytes, the manifest says {entry.bytes}"
    elif digest != entry.sha256:
        yield f"{path.name}: the checksum is not that of the manifest"


def _json(path: Path) -> dict[str, Any]:
    with as_storage_error(path, "read"):
        content = path.read_bytes()
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError as exc:
        raise StorageError(f"cannot read {path}: {exc}") from exc
    if not isinstance(value, dict):
        raise StorageError(f"cannot read {path}: it is not a mapping")
    return value


@dataclass(frozen=True)
class Exports:
    """An export folder."""

    path: Path

    @classmethod
    @contextmanager
    def opened(cls, path: Path, now: datetime, *, checked: bool = True) -> Iterator[Self]:
        """Open a folder, made if missing, to change what it holds.

        No other process changes it meanwhile, and what a killed one left half done is finished or removed. Where the
        pointer is lost, readers are led to the newest sound release. A folder whose latest release is damaged is
        refused; rolling back, which mends that, leaves it unchecked.

        Raises:
            Locked: another process has opened it.
            StorageError: the disk refused, or the latest release is damaged.
        """
        with export_lock(path, now=now):
            exports = cls(path)
            if checked and exports.has_lost_pointer():
                exports._point_at_newest(now)
            if checked and (last := exports.latest()) and (broken := last.damage()):
                raise StorageError(
                    f"release {last.number} is damaged, and nothing is built on it: {broken[0]}; "
                    "restore the file, or go back to another release with pubcrawl rollback"
                )
            remove_parts(path)
            for part in exports.releases.glob(f"{PART}*"):  # what a killed process left half written or half deleted
                shutil.rmtree(part)
            exports._complete_log()
            complete_history(exports.runs)
            yield exports

    @property
    def releases(self) -> Path:
        """Folder of the releases."""
        return self.path / "releases"

    @property
    def runs(self) -> Path:
        """Folder of what the runs keep."""
        return self.path / "runs"

    @property
    def cache(self) -> Path:
        """Folder of the pages kept for conditional requests."""
        return self.path / "cache"

    @property
    def log(self) -> Path:
        """Folder of the change log."""
        return self.path / "changes"

    def numbers(self) -> list[str]:
        """Return the numbers of all releases, oldest first.

        Raises:
            StorageError: the folder cannot be read.
        """
        with as_storage_error(self.releases, "read"):
            there = self.releases.iterdir() if self.releases.exists() else ()
            return sorted((p.name for p in there if _NUMBER.fullmatch(p.name)), key=int)

    def next_number(self) -> str:
        """Return the number of the next release; one that the change log tells of is never used again."""
        known = (*self.numbers(), *(p.stem for p in log_files(self.log)))
        return f"{max(map(int, known), default=0) + 1:06d}"

    def latest(self) -> Release | None:
        """Return the release that `latest.json` names, None before the first.

        Raises:
            StorageError: the pointer or the release cannot be read.
        """
        if not (self.path / POINTER).exists():
            return None
        number = _json(self.path / POINTER).get("release")
        if not isinstance(number, str) or not _NUMBER.fullmatch(number):
            raise StorageError(f"cannot read {self.path / POINTER}: it names no release")
        return self.release(number)

    def runs_behind(self, release: Release | None) -> list[bytes]:
        """Return a line for each run that led to a release or found nothing newer than it, oldest first.

        What is usual, and what was read, follows what readers have: a run that was stopped, or whose release was rolled
        back, tells nothing of that. A line that cannot be read, such as one torn by a power cut, tells nothing either.

        Raises:
            StorageError: the history of runs cannot be read.
        """
        if release is None:
            return []
        try:
            chain = {path.stem for path in lineage(self.log, release.number)}
        except StorageError:  # the log is lost: then all earlier releases count
            chain = {release.number}
        oldest = min(map(int, chain))
        return [line for line in history(self.runs) if _led_to(line, chain, oldest)]

    def returned_at(self) -> datetime | None:
        """Return when readers were sent back to the release they see; None where they were not.

        Raises:
            StorageError: the pointer or the release cannot be read.
        """
        release = self.latest()
        if release is None:
            return None
        said = datetime.fromisoformat(str(_json(self.path / POINTER).get("published_at")))
        return said if said > release.manifest.created_at else None

    def release(self, number: str) -> Release:
        """Return a release by its number.

        Raises:
            StorageError: there is none, or its manifest cannot be read.
        """
        path = self.releases / number
        try:
            manifest = decode(Manifest, _json(path / MANIFEST))
        except ValueError as exc:
            raise StorageError(f"cannot read {path / MANIFEST}: {exc}") from exc
        return Release(number=number, path=path, manifest=manifest)

    def has_lost_pointer(self) -> bool:
        """Say whether there are releases that readers have seen, but no pointer that names one of them.

        Raises:
            StorageError: the folder or the pointer cannot be read from the disk.
        """
        if not (known := self.numbers()) or self.is_unseen():
            return False
        if not (self.path / POINTER).exists():
            return True
        try:
            return _json(self.path / POINTER).get("release") not in known
        except StorageError as exc:
            if isinstance(exc.__cause__, OSError):  # it is there, and the disk does not give it out
                raise
            return True

    def is_unseen(self) -> bool:
        """Say whether there is one release, and readers were never led to any: a first run was killed just before.

        The folder of that run tells, for it has no end. A release that was copied here has none, and is never dropped.

        Raises:
            StorageError: the folder cannot be read.
        """
        known = self.numbers()
        if len(known) != 1 or (self.path / POINTER).exists() or log_files(self.log):
            return False
        try:
            release = self.release(known[0])
            run = RunFolder.named(self.runs, release.manifest.run_id)
        except (StorageError, ValueError):  # none of ours
            return False
        return release.changes is not None and run.path.is_dir() and run.is_unfinished()

    def _point_at_newest(self, now: datetime) -> None:
        """Make readers see the newest release that is sound, if there is one, and rather one that they have seen."""
        logged = {path.stem for path in log_files(self.log)}
        for number in sorted(self.numbers(), key=lambda n: (n in logged, int(n)), reverse=True):
            with suppress(StorageError):
                if not self.release(number).damage():
                    self.point_latest_at(number, now=now)
                    return

    def point_latest_at(self, number: str, *, now: datetime) -> Release:
        """Make `latest.json` name a release, which readers then see; also the way back to an earlier one.

        Raises:
            StorageError: there is no such release, or the disk refused; readers see this release or the one before.
        """
        release = self.release(number)
        with as_storage_error(self.path / POINTER):
            write_atomic(self.path / POINTER, _pointer(release, published_at=now))
        self._add_to_log(release)
        return release

    def pointer_damage(self, release: Release) -> list[str]:
        """Return what is wrong with the pointer, which leads to this release all the same.

        Raises:
            StorageError: it cannot be read.
        """
        with as_storage_error(self.path / POINTER, "read"):
            content = (self.path / POINTER).read_bytes()
        published_at = str(orjson.loads(content).get("published_at"))
        sound = content == _pointer(release, published_at=published_at)
        return [] if sound else [f"{POINTER}: not as it was written"]

    def drop(self, number: str) -> None:
        """Delete a release: it loses its name before it loses its files, so nobody sees half of it.

        Raises:
            OSError: the disk refused; what was not yet deleted is removed when the folder is opened again.
        """
        part = self.releases / f"{PART}{number}"
        (self.releases / number).rename(part)
        sync_folder(self.releases)
        shutil.rmtree(part)

    def _complete_log(self) -> None:
        """Log the changes of the latest release, which a kill behind the pointer has kept from the log."""
        try:
            latest = self.latest()
        except StorageError:  # a pointer that cannot be read leads nobody to changes
            return
        if latest:
            self._add_to_log(latest)

    def _add_to_log(self, release: Release) -> None:
        if release.changes:
            add_to_log(self.log, release.number, release.changes)


def _pointer(release: Release, *, published_at: datetime | str) -> bytes:
    """Return the pointer to a release, made at a time, UTC."""
    said = {
        "release": release.number,
        "schema_version": release.manifest.schema_version,
        "path": f"releases/{release.number}",
        "published_at": published_at,
    }
    return orjson.dumps(said, option=orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE)

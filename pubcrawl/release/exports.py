"""The export folder: which releases it holds, which one readers see, and what each of them says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from pubcrawl.release.manifest import Manifest
from pubcrawl.release.stored import StoredRow
from pubcrawl.release.tables import JSONL, MANIFEST, PARQUET, STATE
from pubcrawl.storage.atomic import StorageError, storing
from pubcrawl.storage.checksum import BLOCK, HashedReader
from pubcrawl.storage.jsonl import decode, from_json_row, json_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from pubcrawl.items import Publication
    from pubcrawl.release.stored import Row


POINTER = "latest.json"


def pointer(release: Release, *, published_at: datetime | str) -> bytes:
    """Return the pointer to a release, made at a time, UTC."""
    said = {
        "release": release.number,
        "schema_version": release.manifest.schema_version,
        "path": f"releases/{release.number}",
        "published_at": published_at,
    }
    return orjson.dumps(said, option=orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE)


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

    def published(self, site: str) -> int:
        """Return how many records of a site it shows, removed ones aside."""
        entry = self.manifest.sites.get(site)
        return entry.records if entry else 0

    def misses(self) -> dict[str, int]:
        """Return by id from how many whole runs in a row a record has been missing.

        Raises:
            StorageError: the state file cannot be read.
        """
        state = _json(self.path / STATE)
        return {str(name): int(count) for name, count in state["misses"].items()}

    def names(self) -> dict[str, str]:
        """Return by id what each record is called that is not called by its id any more.

        Raises:
            StorageError: the state file cannot be read.
        """
        found: dict[str, str] = _json(self.path / STATE).get("names", {})
        return found

    def suppressed(self) -> dict[str, list[str]]:
        """Return the records that were left out because their work is suppressed, by work id.

        Raises:
            StorageError: the state file cannot be read.
        """
        found: dict[str, list[str]] = _json(self.path / STATE).get("suppressed", {})
        return found


def numbers(exports: Path) -> list[str]:
    """Return the numbers of all releases, oldest first."""
    folder = exports / "releases"
    with storing(folder, "read"):
        found = [p.name for p in folder.iterdir() if _NUMBER.fullmatch(p.name)] if folder.exists() else []
    return sorted(found, key=int)


def read_latest(exports: Path) -> Release | None:
    """Return the release that `latest.json` names, None before the first.

    Raises:
        StorageError: the pointer or the release cannot be read.
    """
    if not (exports / POINTER).exists():
        return None
    pointer = _json(exports / POINTER)
    number = pointer.get("release")
    if not isinstance(number, str) or not _NUMBER.fullmatch(number):
        raise StorageError(f"cannot read {exports / POINTER}: it names no release")
    return read_release(exports, number)


def read_release(exports: Path, number: str) -> Release:
    """Return a release by its number.

    Raises:
        StorageError: there is none, or its manifest cannot be read.
    """
    path = exports / "releases" / number
    try:
        manifest = decode(Manifest, _json(path / MANIFEST))
    except ValueError as exc:
        raise StorageError(f"cannot read {path / MANIFEST}: {exc}") from exc
    return Release(number=number, path=path, manifest=manifest)


def _json(path: Path) -> dict[str, Any]:
    with storing(path, "read"):
        content = path.read_bytes()
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError as exc:
        raise StorageError(f"cannot read {path}: {exc}") from exc
    if not isinstance(value, dict):
        raise StorageError(f"cannot read {path}: it is not a mapping")
    return value


def iter_rows(release: Release) -> Iterator[Publication]:
    """Give the rows of a release in order, one at a time.

    Raises:
        StorageError: the file cannot be read, or a line is not a row.
    """
    with storing(release.jsonl, "read"), release.jsonl.open("rb", BLOCK) as file:
        for number, line in enumerate(file, start=1):
            try:
                yield from_json_row(orjson.loads(line))
            except ValueError as exc:
                raise StorageError(f"cannot read {release.jsonl}: line {number}: {exc}") from exc


def iter_stored(release: Release) -> Iterator[Row]:
    """Give the rows of a release in order, unread where they are written as they would be today.

    Raises:
        StorageError: the file cannot be read, a line is not a row, or, when all were given, the file is not what the
            manifest says.
    """
    if not _is_of_today(release):
        yield from iter_rows(release)
        return
    path = release.jsonl
    with storing(path, "read"), HashedReader(path) as file:
        for place, line in enumerate(file):
            try:
                row = StoredRow(line, path)
            except ValueError as exc:
                raise StorageError(f"cannot read {path}: line {place + 1}: {exc}") from exc
            yield row
    if file.sha256 != release.manifest.files[JSONL].sha256:
        raise StorageError(f"cannot read {path}: the checksum is not that of the manifest")


def _is_of_today(release: Release) -> bool:
    """Say whether the first line, and so each, has the columns of today."""
    with storing(release.jsonl, "read"), release.jsonl.open("rb") as file:
        first = file.readline()
    try:
        return json_line(from_json_row(orjson.loads(first))) == first
    except ValueError:
        return False  # `iter_rows` tells what is wrong


def load_rows(release: Release) -> list[Publication]:
    """Return all rows of a release in order.

    Raises:
        StorageError: the file cannot be read, or a line is not a row.
    """
    return list(iter_rows(release))

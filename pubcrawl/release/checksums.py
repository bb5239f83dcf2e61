"""Whether the files of a release are the bytes that were published; cheap enough to ask before each run."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from pubcrawl.release.manifest import MANIFEST, is_sealed
from pubcrawl.release.read import read_latest
from pubcrawl.release.storage import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pubcrawl.release.manifest import FileEntry
    from pubcrawl.release.read import Release


def sound_latest(exports: Path) -> Release | None:
    """Return the release that readers see, for the next one to be made from; None before the first.

    Raises:
        StorageError: it is damaged, or cannot be read.
    """
    last = read_latest(exports)
    if last and (broken := damage(last)):
        raise StorageError(
            f"release {last.number} is damaged, and nothing is built on it: {broken[0]}; "
            "restore the file, or go back to another release with pubcrawl rollback"
        )
    return last


def damage(release: Release) -> list[str]:
    """Return which files are not what they were, nothing when all are; never raises for what it finds."""
    files = release.manifest.files.items()
    return [*_manifest(release), *(said for name, entry in files for said in _file(release.path / name, entry))]


def _manifest(release: Release) -> Iterator[str]:
    try:
        content = (release.path / MANIFEST).read_bytes()
    except OSError as exc:
        yield f"{MANIFEST}: {exc.strerror}"
        return
    if release.manifest.checksum and not is_sealed(content):
        yield f"{MANIFEST}: the checksum is not its own"


def _file(path: Path, entry: FileEntry) -> Iterator[str]:
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

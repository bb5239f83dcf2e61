"""The change log: the changes of every release, kept under `changes/` for ever.

`changes/RELEASE.parquet` is the `changes.parquet` of the release itself by a second name, so it lives on when the
release is deleted. Each file names the release it starts from: after a rollback the log goes on from there.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from pubcrawl.release.manifest import CHANGES
from pubcrawl.release.read import read_latest
from pubcrawl.release.storage import storing, sync_folder, write_atomic

if TYPE_CHECKING:
    from pathlib import Path

    from pubcrawl.release.read import Release

FOLDER = "changes"
_NAME = re.compile(r"\d{6,}\.parquet")


def attach(exports: Path, release: Release) -> None:
    """Give the changes of a release that readers see their name under `changes/`, where they lack it.

    Raises:
        StorageError: the disk refused; the release is intact, and the next run tries again.
    """
    kept = log_file(exports, release.number)
    if CHANGES not in release.manifest.files or kept.exists():
        return
    with storing(kept):
        kept.parent.mkdir(exist_ok=True)
        try:
            os.link(release.path / CHANGES, kept)
        except OSError:  # a file system without hard links
            write_atomic(kept, (release.path / CHANGES).read_bytes())
        sync_folder(kept.parent)


def mend(exports: Path) -> None:
    """Finish what a run left undone that was killed after it moved the pointer; the caller holds the export lock.

    Raises:
        StorageError: the disk refused, or the latest release cannot be read.
    """
    release = read_latest(exports)
    if release:
        attach(exports, release)


def log_file(exports: Path, number: str) -> Path:
    """Return where the changes of a release are kept."""
    return exports / FOLDER / f"{number}.parquet"


def log_files(exports: Path) -> list[Path]:
    """Return every file of the log, oldest release first, those that were rolled back included."""
    folder = exports / FOLDER
    with storing(folder, "read"):
        found = [p for p in folder.iterdir() if _NAME.fullmatch(p.name)] if folder.exists() else []
    return sorted(found, key=lambda p: int(p.stem))

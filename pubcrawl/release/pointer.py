"""The pointer: the small file that says which release readers see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from pubcrawl.release.storage import storing

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from pubcrawl.release.read import Release

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


def pointer_damage(exports: Path, release: Release) -> list[str]:
    """Return what is wrong with the pointer, which leads to this release all the same.

    Raises:
        StorageError: it cannot be read.
    """
    with storing(exports / POINTER, "read"):
        content = (exports / POINTER).read_bytes()
    published_at = str(orjson.loads(content).get("published_at"))
    return [] if content == pointer(release, published_at=published_at) else [f"{POINTER}: not as it was written"]

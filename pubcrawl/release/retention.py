"""How long releases and runs are kept: what is old and superseded goes, so that the disk does not fill."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from pubcrawl.release.exports import numbers, read_latest, read_release
from pubcrawl.release.publish import drop
from pubcrawl.runs.spool import QUARANTINE
from pubcrawl.settings import limit
from pubcrawl.storage.atomic import StorageError, storing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path
    from typing import Self


PREFIX = "PUBCRAWL_KEEP_"

_LASTING = frozenset((QUARANTINE,))
"""What is kept of an old run: the records it refused, with their reasons. Its report stands in the history of runs."""


@dataclass(frozen=True, kw_only=True)
class Retention:
    """What is kept.

    Attributes:
        releases: at least so many of the newest releases.
        days: every release younger than this.
        runs: so many of the newest runs with all their files; of older ones only what they refused.
    """

    releases: int
    days: int
    runs: int

    @classmethod
    def from_settings(cls, settings: Mapping[str, object]) -> Self:
        """Read the limits from the project's settings, which a command line may have changed.

        Raises:
            WrongOrder: a limit that is no whole number of 1 or more.
        """
        return cls(**{name: limit(settings, PREFIX + name.upper()) for name in ("releases", "days", "runs")})


def prune(exports: Path, retention: Retention, *, now: datetime, run_id: str = "") -> None:
    """Delete what need not be kept, and nothing of the run `run_id`; the caller holds the export lock.

    Raises:
        StorageError: the disk refused; what was not yet deleted stays whole.
    """
    prune_releases(exports, retention, now=now)
    prune_runs(exports, keep=retention.runs, sparing=run_id)


def prune_releases(exports: Path, retention: Retention, *, now: datetime) -> list[str]:
    """Delete old releases and return their numbers, oldest first.

    The newest, the young, and the one that `latest.json` names stay; so does one whose age cannot be read. A release
    loses its name before it loses its files, so nobody sees half of it, and the next run removes what a kill leaves.

    Raises:
        StorageError: the disk refused, or the pointer cannot be read.
    """
    latest = read_latest(exports)
    if latest is None:
        return []
    old = [n for n in numbers(exports)[: -retention.releases] if n != latest.number]
    gone = [n for n in old if _is_older(exports, n, now - timedelta(days=retention.days))]
    folder = exports / "releases"
    for number in gone:
        with storing(folder / number, "delete"):
            drop(exports, number)
    return gone


def _is_older(exports: Path, number: str, than: datetime) -> bool:
    try:
        return read_release(exports, number).manifest.created_at < than
    except StorageError:
        return False


def prune_runs(exports: Path, *, keep: int, sparing: str = "") -> None:
    """Delete spools, journals and logs of all but the newest runs; the caller holds the export lock.

    Args:
        exports: the export folder.
        keep: how many of the newest to keep.
        sparing: a run to keep beside them: where the clock went back, the present run is not the newest by name.

    Raises:
        StorageError: the disk refused.
    """
    runs = exports / "runs"
    with storing(runs, "delete"):
        if not runs.exists():
            return
        folders = sorted(p for p in runs.iterdir() if p.is_dir())
        for folder in (f for f in folders[: max(len(folders) - keep, 0)] if f.name != sparing):
            for path in _passing(folder):
                path.unlink()
            for emptied in (*sorted(p for p in folder.iterdir() if p.is_dir()), folder):
                if not any(emptied.iterdir()):
                    emptied.rmdir()


def _passing(folder: Path) -> Iterator[Path]:
    files = (p for p in sorted(folder.rglob("*")) if p.is_file())
    return (p for p in files if p.name not in _LASTING or not p.stat().st_size)

"""How long releases and runs are kept: what is old and superseded goes, so that the disk does not fill."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from pubcrawl.release.exports import Exports
from pubcrawl.runs.folder import prune_runs
from pubcrawl.settings import limit
from pubcrawl.storage.atomic import StorageError, as_storage_error

PREFIX = "PUBCRAWL_KEEP_"


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


def prune(exports: Exports, retention: Retention, *, now: datetime, run_id: str = "") -> None:
    """Delete what need not be kept, and nothing of the run `run_id`; the caller has opened the export folder.

    Raises:
        StorageError: the disk refused; what was not yet deleted stays whole.
    """
    prune_releases(exports, retention, now=now)
    prune_runs(exports.runs, keep=retention.runs, sparing=run_id)


def prune_releases(exports: Exports, retention: Retention, *, now: datetime) -> list[str]:
    """Delete old releases and return their numbers, oldest first.

    The newest, the young, and the one that `latest.json` names stay; so does one whose age cannot be read. A release
    loses its name before it loses its files, so nobody sees half of it, and the next run removes what a kill leaves.

    Raises:
        StorageError: the disk refused, or the pointer cannot be read.
    """
    latest = exports.latest()
    if latest is None:
        return []
    old = [n for n in exports.numbers()[: -retention.releases] if n != latest.number]
    gone = [n for n in old if _is_older(exports, n, now - timedelta(days=retention.days))]
    for number in gone:
        with as_storage_error(exports.releases / number, "delete"):
            exports.drop(number)
    return gone


def _is_older(exports: Exports, number: str, than: datetime) -> bool:
    try:
        return exports.release(number).manifest.created_at < than
    except StorageError:
        return False

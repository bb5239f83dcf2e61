"""Which run to go on with: the latest one, if it was stopped or killed and was asked for the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import orjson

from pubcrawl.crawl import REPORT
from pubcrawl.release.storage import storing, write_atomic
from pubcrawl.report import SiteReport
from pubcrawl.rows import decode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

STAMP = "%Y%m%dT%H%M%SZ"
ORDER, RUN = "order.json", "run.json"
LONGEST_PAUSE = timedelta(hours=36)
"""An interrupted run older than this is left alone: a night and a half, so that the next night goes on with it."""

_STOPPED = (130, 143)


@dataclass(frozen=True, kw_only=True)
class Ordered:
    """What makes two runs the same run: the sites, how much of them, and how they are read."""

    sites: Sequence[str]
    site_urls: Mapping[str, str]
    limit_pages: int
    swept: Sequence[str]
    arguments: Mapping[str, str]

    def same(self, line: bytes) -> bool:
        """Say whether a stored order is this one."""
        return bool(orjson.loads(line) == orjson.loads(orjson.dumps(self)))


@dataclass(frozen=True, kw_only=True)
class Folder:
    """The folder of a run.

    Attributes:
        run_id: name of the run: its start, UTC, in digits.
        path: the folder.
        started: when the run was started first.
    """

    run_id: str
    path: Path
    started: datetime

    def finished(self) -> dict[str, SiteReport]:
        """Return the reports of the sites that are done, by site."""
        found = (p for p in sorted(self.path.glob(f"*/{REPORT}")))
        return {p.parent.name: decode(SiteReport, orjson.loads(p.read_bytes())) for p in found}


def open_folder(exports: Path, ordered: Ordered, now: datetime) -> Folder:
    """Return the folder of the run to go on with, or of a new one.

    Raises:
        StorageError: the folder cannot be made or read.
    """
    runs = exports / "runs"
    with storing(runs):
        runs.mkdir(parents=True, exist_ok=True)
        names = sorted(p.name for p in runs.iterdir() if p.is_dir())
        if names:
            last = Folder(run_id=names[-1], path=runs / names[-1], started=_started(names[-1]))
            if now - last.started < LONGEST_PAUSE and _unfinished(last.path) and _ordered(last.path, ordered):
                return last
        return _new(runs, ordered, now)


def _new(runs: Path, ordered: Ordered, now: datetime) -> Folder:
    """Make the folder of a new run; two runs of one second differ by a suffix."""
    stem = now.strftime(STAMP)
    run_id = next(n for n in (stem, *(f"{stem}-{i}" for i in range(2, 100))) if not (runs / n).exists())
    (runs / run_id).mkdir()
    write_atomic(runs / run_id / ORDER, orjson.dumps(ordered))
    return Folder(run_id=run_id, path=runs / run_id, started=now)


def _started(run_id: str) -> datetime:
    return datetime.strptime(run_id.split("-", maxsplit=1)[0], STAMP).replace(tzinfo=UTC)


def _unfinished(path: Path) -> bool:
    """Say whether a run has no end yet: it was killed, or stopped by a signal."""
    end = path / RUN
    return not end.exists() or orjson.loads(end.read_bytes()).get("code") in _STOPPED


def _ordered(path: Path, ordered: Ordered) -> bool:
    return (path / ORDER).exists() and ordered.same((path / ORDER).read_bytes())

"""The folder of a run, and the folder `runs/` that holds all of them: what lies in them, and under which names.

`runs/RUN_ID/` has `order.json`, `crawl.log`, `judged.jsonl` and `run.json`, and a folder for each site with its spool,
quarantine, journal and report. `runs/runs.jsonl` has a line for each run that has ended.
"""

import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, count
from pathlib import Path
from typing import Self

import orjson

from pubcrawl.gate.report import RunReport, SiteReport
from pubcrawl.runs.order import Order
from pubcrawl.runs.spool import SpoolFile
from pubcrawl.storage.append_only import AppendOnlyFile, LinesOnDisk
from pubcrawl.storage.atomic import PART, as_storage_error, sync_folder, write_atomic
from pubcrawl.storage.jsonl import dump

LONGEST_PAUSE = timedelta(hours=36)
"""An interrupted run older than this is left alone: a night and a half, so that the next night goes on with it."""

_SPOOL, _QUARANTINE, _JOURNAL, _REPORT = "spool.jsonl", "quarantine.jsonl", "journal.jsonl", "report.json"
_ORDER, _LOG, _JUDGED, _RUN, _HISTORY = "order.json", "crawl.log", "judged.jsonl", "run.json", "runs.jsonl"
_STAMP = "%Y%m%dT%H%M%SZ"
_RUN_ID = re.compile(r"\d{8}T\d{6}Z(-\d+)?")
STOPPED = (130, 143)
"""Codes of a run that a signal ended before it published anything."""
_TOLD = re.compile(rb'\{"run_id":"([^"]*)"')

_LASTING = _QUARANTINE
"""What is kept of an old run: the records it refused, with their reasons. Its report stands in the history of runs."""


@dataclass(frozen=True)
class SiteFolder:
    """What a run keeps of one site, in `RUN_ID/SITE`."""

    path: Path

    @property
    def spool(self) -> Path:
        """The records it read."""
        return self.path / _SPOOL

    @property
    def quarantine(self) -> Path:
        """The records it refused."""
        return self.path / _QUARANTINE

    @property
    def journal(self) -> Path:
        """The pages it has finished."""
        return self.path / _JOURNAL

    def spooled(self) -> SpoolFile:
        """Return the records it read, as they lie on disk."""
        return SpoolFile.open(self.spool)

    def refused(self) -> SpoolFile:
        """Return the records it refused, as they lie on disk."""
        return SpoolFile.open(self.quarantine)


@dataclass(frozen=True, kw_only=True)
class RunFolder:
    """The folder of a run.

    Attributes:
        run_id: name of the run and of its folder: its first start, UTC, in digits.
        path: the folder.
        started: when the run was started first.
    """

    run_id: str
    path: Path
    started: datetime

    @staticmethod
    def opened(runs: Path, order: Order, read_whole: Sequence[str], now: datetime) -> "RunFolder":
        """Return the folder of the run to go on with, or of a new one.

        The latest run is gone on with if it was stopped or killed and was asked for the same. A run of the future,
        which a wrong clock left, is not gone on with, and does not hide the latest one. For `read_whole` see
        `Order.fingerprint`.

        Raises:
            StorageError: the folder cannot be made or read.
        """
        fingerprint = order.fingerprint(read_whole)
        with as_storage_error(runs):
            runs.mkdir(parents=True, exist_ok=True)
            last = max((f for f in _folders(runs) if f.started <= now), key=_age, default=None)
            if last and now - last.started < LONGEST_PAUSE and last.is_unfinished() and last.was_asked(fingerprint):
                return last
            return _new(runs, fingerprint, now)

    @classmethod
    def named(cls, runs: Path, run_id: str) -> Self:
        """Return the folder of a run by its name, whether it is there or not.

        Raises:
            ValueError: it is no name of a run.
        """
        return cls(run_id=run_id, path=runs / run_id, started=started_at(run_id))

    def is_unfinished(self) -> bool:
        """Say whether the run has no end yet: it was killed, or stopped by a signal."""
        return not self.report.exists() or orjson.loads(self.report.read_bytes()).get("code") in STOPPED

    def was_asked(self, fingerprint: bytes) -> bool:
        """Say whether the run had an order of this fingerprint; see `Order.fingerprint`."""
        return (self.path / _ORDER).exists() and (self.path / _ORDER).read_bytes() == fingerprint

    @property
    def log(self) -> Path:
        """The engine's log."""
        return self.path / _LOG

    @property
    def report(self) -> Path:
        """What the run has to say, once it has ended."""
        return self.path / _RUN

    def site(self, name: str) -> SiteFolder:
        """Return what the run keeps of a site."""
        return SiteFolder(self.path / name)

    def finished(self) -> dict[str, SiteReport]:
        """Return the reports of the sites that are done, by site."""
        found = sorted(self.path.glob(f"*/{_REPORT}"))
        return {p.parent.name: SiteReport.from_json(orjson.loads(p.read_bytes())) for p in found}

    def keep_finished(self, report: SiteReport) -> None:
        """Keep the report of a site that is done."""
        write_atomic(self.site(report.site).path / _REPORT, dump(report))

    def judged(self) -> tuple[SiteReport, ...]:
        """Return the reports as the gate left them, if an earlier start of the run came so far; else none."""
        return tuple(LinesOnDisk.open(self.path / _JUDGED).values(SiteReport))

    def keep_judged(self, reports: Iterable[SiteReport]) -> None:
        """Keep the reports as the gate left them."""
        write_atomic(self.path / _JUDGED, b"".join(map(dump, reports)))

    def keep_report(self, report: RunReport) -> None:
        """Keep what the run has to say, here and in the history of runs."""
        write_atomic(self.report, report.to_json_line() + b"\n")
        complete_history(self.path.parent)


def _folders(runs: Path) -> Iterator[RunFolder]:
    """Yield the folders of runs; what else lies there is none of ours."""
    for path in runs.iterdir():
        if path.is_dir() and _RUN_ID.fullmatch(path.name):
            yield RunFolder.named(runs, path.name)


def _age(folder: RunFolder) -> tuple[datetime, int, str]:
    """Sort by the start; two runs of one second by their suffix."""
    return folder.started, len(folder.run_id), folder.run_id


def _new(runs: Path, fingerprint: bytes, now: datetime) -> "RunFolder":
    """Make the folder of a new run; two runs of one second differ by a suffix, also where one's folder has gone."""
    stem = now.strftime(_STAMP)
    past = {found[1].decode() for line in history(runs) if (found := _TOLD.match(line))}
    names = chain((stem,), (f"{stem}-{n}" for n in count(2)))
    run_id = next(n for n in names if n not in past and not (runs / n).exists())
    part = runs / f"{PART}run"
    if part.exists():  # its start was killed
        shutil.rmtree(part)
    part.mkdir()
    write_atomic(part / _ORDER, fingerprint)
    part.rename(runs / run_id)
    sync_folder(runs)
    return RunFolder(run_id=run_id, path=runs / run_id, started=now)


def started_at(run_id: str) -> datetime:
    """Return when a run was started first, UTC, as its name says.

    Raises:
        ValueError: it is no name of a run.
    """
    return datetime.strptime(run_id.split("-", maxsplit=1)[0], _STAMP).replace(tzinfo=UTC)


def history(runs: Path) -> list[bytes]:
    """Return a line for each run that has ended, oldest first; see `RunReport`.

    Raises:
        StorageError: the history cannot be read.
    """
    return [line for _, line in LinesOnDisk.open(runs / _HISTORY).lines()]


def complete_history(runs: Path) -> None:
    """Give the latest report its line in the history of runs, which a kill between the two has kept from it.

    Raises:
        OSError: the disk refused.
        StorageError: the same.
    """
    ended = [f for f in _folders(runs) if f.report.exists()] if runs.exists() else []
    if ended and (line := max(ended, key=_age).report.read_bytes()) not in history(runs):
        with AppendOnlyFile(runs / _HISTORY) as lines:
            lines.put(orjson.loads(line))


def due_for_full_crawl(
    past: Iterable[bytes], sites: Sequence[str], now: datetime, *, days: int, since: datetime | None = None
) -> list[str]:
    """Return the sites to read whole, in the order given: not read so within the last days, or records wait for it.

    A newest-first run sees what is new; only a run over the whole site sees what is gone.

    Args:
        past: a line for each run that counts, oldest first; see `Exports.runs_behind`.
        sites: the sites to ask about.
        now: time of the run, UTC.
        days: so many, by `PUBCRAWL_SWEEP_DAYS`.
        since: runs before this do not count; None where all do.
    """
    read = set()
    for line in past:
        run = orjson.loads(line)
        started = started_at(run["run_id"])
        if since and started < since:
            continue
        if timedelta(0) <= now - started < timedelta(days=days):  # a wrong clock leaves later runs
            read |= {s["site"] for s in run["sites"] if s["complete"] and s["verdict"] != "block"}
            read -= {s["site"] for s in run["sites"] if s.get("waiting")}
    return [site for site in sites if site not in read]


def prune_runs(runs: Path, *, keep: int, sparing: str = "") -> None:
    """Delete spools, journals and logs of all but the newest runs; the caller holds the export lock.

    One run is spared beside them: where the clock went back, the present run is not the newest by name.

    Raises:
        StorageError: the disk refused.
    """
    with as_storage_error(runs, "delete"):
        if not runs.exists():
            return
        folders = sorted(p for p in runs.iterdir() if p.is_dir())
        for folder in (f for f in folders[: max(len(folders) - keep, 0)] if f.name != sparing):
            for path in sorted(p for p in folder.rglob("*") if p.is_file()):
                if path.name != _LASTING or not path.stat().st_size:
                    path.unlink()
            for emptied in (*sorted(p for p in folder.iterdir() if p.is_dir()), folder):
                if not any(emptied.iterdir()):
                    emptied.rmdir()


def drop_runs(runs: Path) -> None:
    """Delete what all runs keep, but for their history; the caller holds the export lock.

    Raises:
        StorageError: the disk refused; what is left goes when this is asked for again.
    """
    with as_storage_error(runs, "delete"):
        for folder in sorted(p for p in runs.iterdir() if p.is_dir()) if runs.exists() else ():
            shutil.rmtree(folder)


def rewrite_history(runs: Path, rewritten: Callable[[bytes], bytes]) -> None:
    """Rewrite the history of runs in one step, each line by a function that gives an empty one to take it out.

    Raises:
        StorageError: the disk refused; the history is as it was, or rewritten.
    """
    before = history(runs)
    after = list(map(rewritten, before))
    if before != after:
        with as_storage_error(runs / _HISTORY):
            write_atomic(runs / _HISTORY, b"".join(after))

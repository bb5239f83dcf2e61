"""One run over several sites: starts their spiders, one after another, and reports what each of them did.

Sites share a process and are read in turn, so that no host ever sees two requests at a time, also where two
sites live on one host.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, count
from typing import TYPE_CHECKING

import orjson

from pubcrawl.gate.report import SiteReport
from pubcrawl.settings import PUBCRAWL_SWEEP_DAYS
from pubcrawl.storage.append_only import Lines, LinesFile
from pubcrawl.storage.atomic import PART, storing, sync_folder, write_atomic
from pubcrawl.storage.jsonl import decode, dump_line, load_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from pubcrawl.gate.report import RunReport
    from pubcrawl.runs.order import Ordered


STAMP = "%Y%m%dT%H%M%SZ"

ORDER, JUDGED, RUN, HISTORY = "order.json", "judged.jsonl", "run.json", "runs.jsonl"

LONGEST_PAUSE = timedelta(hours=36)
"""An interrupted run older than this is left alone: a night and a half, so that the next night goes on with it."""

_STOPPED = (130, 143)

_TOLD = re.compile(rb'\{"run_id":"([^"]*)"')

_RUN_ID = re.compile(r"\d{8}T\d{6}Z(-\d+)?")


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

    def judged(self) -> tuple[SiteReport, ...]:
        """Return the reports as the gate left them, if an earlier start of the run came so far; else none."""
        return tuple(LinesFile.open(self.path / JUDGED).values(SiteReport))

    def keep_judged(self, reports: Iterable[SiteReport]) -> None:
        """Keep the reports as the gate left them."""
        write_atomic(self.path / JUDGED, b"".join(map(dump_line, reports)))

    def keep_report(self, report: RunReport) -> None:
        """Keep what the run has to say, here and in the history of runs."""
        write_atomic(self.path / RUN, report.to_json_line() + b"\n")
        mend_history(self.path.parent.parent)


def open_folder(exports: Path, ordered: Ordered, now: datetime) -> Folder:
    """Return the folder of the run to go on with, or of a new one.

    A run of the future, which a wrong clock left, is not gone on with, and does not hide the latest one.

    Raises:
        StorageError: the folder cannot be made or read.
    """
    runs = exports / "runs"
    with storing(runs):
        runs.mkdir(parents=True, exist_ok=True)
        last = max((f for f in _folders(runs) if f.started <= now), key=_age, default=None)
        if last and now - last.started < LONGEST_PAUSE and _unfinished(last.path) and _ordered(last.path, ordered):
            return last
        return _new(runs, ordered, now)


def _folders(runs: Path) -> Iterator[Folder]:
    """Yield the folders of runs; what else lies there is none of ours."""
    for path in runs.iterdir():
        if path.is_dir() and _RUN_ID.fullmatch(path.name):
            yield Folder(run_id=path.name, path=path, started=_started(path.name))


def _age(folder: Folder) -> tuple[datetime, int, str]:
    """Sort by the start; two runs of one second by their suffix."""
    return folder.started, len(folder.run_id), folder.run_id


def _new(runs: Path, ordered: Ordered, now: datetime) -> Folder:
    """Make the folder of a new run; two runs of one second differ by a suffix, also where one's folder has gone."""
    stem = now.strftime(STAMP)
    past = {found[1].decode() for _, line in LinesFile.open(runs / HISTORY).lines() if (found := _TOLD.match(line))}
    names = chain((stem,), (f"{stem}-{n}" for n in count(2)))
    run_id = next(n for n in names if n not in past and not (runs / n).exists())
    part = runs / f"{PART}run"
    if part.exists():  # its start was killed
        shutil.rmtree(part)
    part.mkdir()
    write_atomic(part / ORDER, ordered.to_json())
    part.rename(runs / run_id)
    sync_folder(runs)
    return Folder(run_id=run_id, path=runs / run_id, started=now)


def mend_history(exports: Path) -> None:
    """Give the latest report its line in the history of runs, which a kill between the two has kept from it.

    Raises:
        OSError: the disk refused.
        StorageError: the same.
    """
    runs = exports / "runs"
    ended = [f for f in _folders(runs) if (f.path / RUN).exists()] if runs.exists() else []
    if not ended:
        return
    line = (max(ended, key=_age).path / RUN).read_bytes()
    if line not in (known for _, known in LinesFile.open(runs / HISTORY).lines()):
        with Lines(runs / HISTORY) as history:
            history.put(load_line(line))


def _started(run_id: str) -> datetime:
    return datetime.strptime(run_id.split("-", maxsplit=1)[0], STAMP).replace(tzinfo=UTC)


def _unfinished(path: Path) -> bool:
    """Say whether a run has no end yet: it was killed, or stopped by a signal."""
    end = path / RUN
    return not end.exists() or orjson.loads(end.read_bytes()).get("code") in _STOPPED


def _ordered(path: Path, ordered: Ordered) -> bool:
    return (path / ORDER).exists() and (path / ORDER).read_bytes() == ordered.to_json()


def due_for_sweep(exports: Path, sites: Sequence[str], now: datetime) -> list[str]:
    """Return the sites to read whole, in the order given: not read so within the last days, or records wait for it.

    Raises:
        StorageError: the history of runs cannot be read.
    """
    swept = set()
    for _, line in LinesFile.open(exports / "runs" / "runs.jsonl").lines():
        run = load_line(line)
        started = datetime.strptime(run["run_id"].split("-")[0], STAMP).replace(tzinfo=UTC)
        if timedelta(0) <= now - started < timedelta(days=PUBCRAWL_SWEEP_DAYS):  # a wrong clock leaves later runs
            swept |= {s["site"] for s in run["sites"] if s["complete"] and s["verdict"] != "block"}
            swept -= {s["site"] for s in run["sites"] if s.get("waiting")}
    return [site for site in sites if site not in swept]


REPORT = "report.json"
"""Name of a finished site's report in its folder of the run."""

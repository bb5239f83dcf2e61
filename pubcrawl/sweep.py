"""When a site is read whole again: newest-first runs see what is new, only a sweep sees what is gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pubcrawl.release.lines import LinesFile
from pubcrawl.resume import STAMP
from pubcrawl.rows import load_line
from pubcrawl.settings import PUBCRAWL_SWEEP_DAYS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


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

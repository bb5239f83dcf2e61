"""What a command costs: processor time, wall time and peak memory of one process that ends in time or is ended.

`python cost.py SECONDS FILE COMMAND` runs a command and writes its cost to a file. Linux counts the memory of whoever
starts a process as the process's own, so this program starts what is measured: it loads next to nothing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parent.parent
LONGEST = 1800.0
"""Seconds after which a command is ended; the longest of a whole measurement takes a few minutes."""

# The caller's own settings of Python would change what is measured: where it may keep no compiled modules, for
# example, every start would compile them all again.
_ENVIRONMENT = {name: said for name, said in os.environ.items() if not name.startswith("PYTHON")}
_TOLD = 2000


class Failed(Exception):
    """A command did not do its work; its figures would mean nothing."""


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What a process took.

    Attributes:
        cpu: user and system time of all its threads, in seconds.
        wall: seconds from start to end.
        memory: its peak, in MiB.
    """

    cpu: float
    wall: float
    memory: float


@dataclass(frozen=True, kw_only=True)
class Ran:
    """A command that ended well: what it cost, and what it printed."""

    cost: Cost
    out: str
    err: str


def run(command: Sequence[str], folder: Path, longest: float = LONGEST) -> Ran:
    """Run a command in a folder, with this repository to import from.

    Raises:
        Failed: it ended with another code than 0, or not in time.
    """
    folder.mkdir(parents=True, exist_ok=True)
    out, err, cost = folder / "stdout", folder / "stderr", folder / "cost.json"
    starter = [sys.executable, "-I", "-S", __file__, str(longest), str(cost), *command]
    environment = {**_ENVIRONMENT, "PYTHONPATH": str(ROOT)}
    with out.open("wb") as stdout, err.open("wb") as stderr:
        done = subprocess.run(starter, cwd=folder, env=environment, stdout=stdout, stderr=stderr, check=False)
    said = err.read_text(encoding="utf-8", errors="replace")
    if done.returncode:
        raise Failed(f"exit {done.returncode}: {' '.join(command)}\n{said[-_TOLD:]}")
    taken = Cost(**json.loads(cost.read_bytes()))
    return Ran(cost=taken, out=out.read_text(encoding="utf-8"), err=said)


def _start(longest: float, command: Sequence[str]) -> tuple[int, Cost]:
    """Run a command, and end it after so many seconds; return its exit code and its cost."""
    started = time.perf_counter()
    process = subprocess.Popen(command)
    ender = Timer(longest, process.kill)
    ender.start()
    try:
        _, status, usage = os.wait4(process.pid, 0)
    except BaseException:
        process.kill()
        raise
    finally:
        ender.cancel()
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, Cost(cpu=usage.ru_utime + usage.ru_stime, wall=wall, memory=usage.ru_maxrss / 1024)


def main() -> None:
    """Run a command as its arguments say, and end with its exit code, or with 1 where a signal ended it."""
    longest, file, *command = sys.argv[1:]
    code, cost = _start(float(longest), command)
    Path(file).write_text(json.dumps(vars(cost)), encoding="utf-8")
    if code < 0:
        print(f"ended by signal {-code} after {cost.wall:.0f} s", file=sys.stderr)
    sys.exit(max(code, 0) or int(code < 0))


if __name__ == "__main__":
    main()

"""What one whole measurement found: the file that `docs/reference/performance.md` and its pictures are made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import orjson

from benchmarks.cost import ROOT
from pubcrawl.storage.jsonl import decode

RESULT = ROOT / "docs" / "reference" / "performance.json"


@dataclass(frozen=True, kw_only=True)
class Point:
    """What one size takes: seconds of processor time, and MiB at the peak."""

    size: int
    seconds: float
    memory: float


@dataclass(frozen=True, kw_only=True)
class Racer:
    """What a contestant took, medians over the rounds.

    Attributes:
        page: milliseconds of processor time for a further page.
        start: seconds of processor time for a crawl of one page.
        memory: peak of all pages, in MiB.
    """

    page: float
    start: float
    memory: float


@dataclass(frozen=True, kw_only=True)
class Result:
    """One measurement.

    Attributes:
        rounds: how often each was measured.
        pages: of the race.
        rows: of the largest file.
        machine: what it ran on, by the name of each fact.
        versions: of the packages in each environment, by its name.
        missing: why a contestant could not run, by its name.
        race: what each contestant took, by its name.
        ratios: of each target, one a round.
        growth: what each size of a thing takes, by the name of the thing.
    """

    rounds: int = 0
    pages: int = 0
    rows: int = 0
    machine: dict[str, str] = field(default_factory=dict)
    versions: dict[str, dict[str, str]] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    race: dict[str, Racer] = field(default_factory=dict)
    ratios: dict[str, tuple[float, ...]] = field(default_factory=dict)
    growth: dict[str, tuple[Point, ...]] = field(default_factory=dict)

    def write(self, path: Path) -> None:
        """Write the result to a file."""
        path.write_bytes(orjson.dumps(self, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def read_result(path: Path = RESULT) -> Result:
    """Return the result in a file, or an empty one if the file is not there."""
    return decode(Result, orjson.loads(path.read_bytes())) if path.exists() else Result()

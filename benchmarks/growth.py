"""How cost grows with size, a line for each thing that can be large: processor time, and peak memory.

`python -m benchmarks.growth SHAPE SIZE` reads a few generated pages of one size in this process, each once and as
`pubcrawl extract` does, and prints what each took.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.cost import run
from benchmarks.environment import ours
from benchmarks.race import OURS, Contestant, Told, crawl, measured
from benchmarks.result import Point
from benchmarks.site import BASE, LISTING, SITE, Shape, listing, served
from pubcrawl.verbs.extract import extract

MENU = "entries of a page's menu"
SHAPES: dict[str, tuple[tuple[int, ...], Callable[[int], Shape]]] = {
    "publications on a page": ((3, 12, 30, 100, 300), lambda size: Shape(cards=size)),
    "sentences of an abstract": ((8, 16, 32, 64, 128), lambda size: Shape(sentences=size)),
    MENU: ((0, 400, 1200, 4000, 8000), lambda size: Shape(menu=size)),
}
"""The sizes of each thing that a page can have much of, and the pages that have it."""

_PAGES = 5
_LEAST = 1e-4  # seconds; less cannot be told from nothing
_DEEP = ("-s", "DEPTH_LIMIT=10000")  # a listing of more than 1,500 pages is taken for a trap


def pages_read(shape: str, told: Told) -> tuple[Point, ...]:
    """Return what the median page of each size of a shape takes."""
    found = []
    for size in SHAPES[shape][0]:
        told(f"{shape}: {size}")
        with tempfile.TemporaryDirectory() as folder:
            said = json.loads(run(ours("benchmarks.growth", shape, str(size)), Path(folder)).out)
        found.append(Point(size=size, seconds=median(said["seconds"]), memory=said["memory"]))
    return tuple(found)


def menu_share(line: Sequence[Point]) -> float:
    """Return what twenty times the menu adds to a page, against twenty times what the menu adds."""
    seconds = {point.size: point.seconds for point in line}
    once = max(seconds[400] - seconds[0], _LEAST)
    return (seconds[8000] - seconds[0]) / (20 * once)


def crawled(sizes: Sequence[int], told: Told) -> tuple[Point, ...]:
    """Return what whole crawls of so many pages take."""
    us = Contestant(name=OURS, command=partial(crawl, more=_DEEP))
    found = []
    for size in sizes:
        told(f"a crawl of {size} pages")
        with served(size) as base:
            cost = measured(us, base, size)
        found.append(Point(size=size, seconds=cost.cpu, memory=cost.memory))
    return tuple(found)


def main() -> None:
    """Read the pages of one size, the first of them uncounted, and print what they took."""
    shape, size = SHAPES[sys.argv[1]][1], int(sys.argv[2])
    seconds = []
    for page in range(_PAGES + 1):
        path = Path(f"{page}.html")
        path.write_text(listing(page, 2 * _PAGES, shape(size)), encoding="utf-8")
        started = time.process_time()
        extract(path, SITE, f"{BASE}{LISTING}?page={page}")
        seconds.append(time.process_time() - started)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds[1:], "memory": memory}))


if __name__ == "__main__":
    main()

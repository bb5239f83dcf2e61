"""How fast our crawl is: CPU a page against Scrapy alone and against a plain CSS spider, same pages, same run.

`python -m benchmarks.crawl [--pages 200] [--rounds 3]`. Every contestant is a process of its own and walks the same
generated listing, page after page, from a server in another process. CPU is user and system time of the whole
process; a crawl of one page in the same round tells start-up apart from pages. Rounds are interleaved, ratios are
taken round by round, and the table shows medians.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from benchmarks.site import CARDS, SITE
from pubcrawl.settings import ITEM_PIPELINES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_HASTE = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False")
_MIB = 1024
_FEED = "feed.jsonl"
_BARE, _CSS = "download only (Scrapy)", "CSS spider (Scrapy)"


@dataclass(frozen=True, kw_only=True)
class Work:
    """One crawl to be made: how many pages, from where, and a fresh folder for what it writes."""

    base: str
    pages: int
    folder: Path


@dataclass(frozen=True, kw_only=True)
class Contestant:
    """One way to crawl: its command for some work, and whether it reads the publications or only the pages."""

    name: str
    command: Callable[[Work], list[str]]
    reads: bool = True


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What a process took: CPU and wall in seconds, peak memory in KiB."""

    cpu: float
    wall: float
    rss: int


@dataclass(frozen=True, kw_only=True)
class Round:
    """One contestant in one round: the crawl of one page, and of all."""

    startup: Cost
    whole: Cost
    pages: int

    @property
    def page_cpu(self) -> float:
        """CPU seconds that a further page takes."""
        return (self.whole.cpu - self.startup.cpu) / (self.pages - 1)

    @property
    def page_wall(self) -> float:
        """Seconds that a further page takes."""
        return (self.whole.wall - self.startup.wall) / (self.pages - 1)


def _peer(kind: str) -> Callable[[Work], list[str]]:
    return lambda work: [sys.executable, "-m", "benchmarks.peers", kind, work.base, str(work.pages)]


def _spider(*, language: bool) -> Callable[[Work], list[str]]:
    stages = {name: order for name, order in ITEM_PIPELINES.items() if language or "Language" not in name}

    def command(work: Work) -> list[str]:
        ours = ["-a", f"site_url={work.base}", "-a", f"limit_pages={work.pages}", *_HASTE]
        written = ["-O", str(work.folder / _FEED), "-s", f"ITEM_PIPELINES={json.dumps(stages)}"]
        return [sys.executable, "-m", "scrapy", "crawl", SITE, *ours, *written]

    return command


def _run_and_publish(work: Work) -> list[str]:
    where = ["--exports", str(work.folder), "--site-url", f"{SITE}={work.base}", "--limit-pages", str(work.pages)]
    return [sys.executable, "-m", "pubcrawl", "crawl", SITE, *where, *_HASTE, "--json"]


CONTESTANTS = (
    Contestant(name=_BARE, command=_peer("bare"), reads=False),
    Contestant(name=_CSS, command=_peer("css")),
    Contestant(name=f"{SITE}, no language", command=_spider(language=False)),
    Contestant(name=SITE, command=_spider(language=True)),
    Contestant(name="pubcrawl crawl, released", command=_run_and_publish),
)


class WrongCount(Exception):
    """A contestant did not read what is there; its figures would mean nothing."""


def _measure(contestant: Contestant, base: str, pages: int) -> Cost:
    """Run a contestant over so many pages.

    Raises:
        WrongCount: it failed, or read too few or too many publications.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        out, err = folder / "stdout", folder / "stderr"
        work = Work(base=base, pages=pages, folder=folder / "work")
        with out.open("wb") as stdout, err.open("wb") as stderr:
            started = time.perf_counter()
            process = subprocess.Popen(contestant.command(work), stdout=stdout, stderr=stderr)
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        items = _items(work.folder, out.read_text())
        if process.returncode or items != (pages * CARDS if contestant.reads else 0):
            raise WrongCount(f"{contestant.name}: exit {process.returncode}, {items} items\n{err.read_text()[-2000:]}")
    return Cost(cpu=usage.ru_utime + usage.ru_stime, wall=wall, rss=usage.ru_maxrss)


def _items(folder: Path, stdout: str) -> int:
    """Count what was read: the lines of the feed or of a run's spool where there is one, else what the peer says."""
    written = [path for name in (_FEED, "spool.jsonl") for path in folder.glob(f"**/{name}")]
    if written:
        return sum(path.read_bytes().count(b"\n") for path in written)
    return int(json.loads(stdout)["items"]) if stdout else 0


@contextmanager
def _served(pages: int) -> Iterator[str]:
    """Serve a generated site from another process and give its address."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "benchmarks.site", folder, "--pages", str(pages)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout  # noqa: S101  it was asked for above
            yield server.stdout.readline().strip()


def race(pages: int, rounds: int, told: Callable[[str], None]) -> dict[str, list[Round]]:
    """Run every contestant in every round, each round in another order, and return the rounds by name."""
    found: dict[str, list[Round]] = {c.name: [] for c in CONTESTANTS}
    with _served(pages) as base:
        for number in range(rounds):
            turn = number % len(CONTESTANTS)
            for contestant in (*CONTESTANTS[turn:], *CONTESTANTS[:turn]):
                told(f"round {number + 1} of {rounds}: {contestant.name}")
                startup = _measure(contestant, base, 1)
                found[contestant.name].append(
                    Round(startup=startup, whole=_measure(contestant, base, pages), pages=pages)
                )
    return found


def table(found: dict[str, list[Round]]) -> Table:
    """Return the figures, medians over the rounds."""
    made = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    made.add_column("", no_wrap=True)
    for head in ("pages/s", "CPU ms/page", "x download", "x CSS", "process CPU s", "x CSS", "start-up s", "peak MiB"):
        made.add_column(head, justify="right")
    for name, rounds in found.items():
        made.add_row(
            name,
            f"{1 / median(r.page_wall for r in rounds):.0f}",
            f"{median(r.page_cpu for r in rounds) * 1000:.2f}",
            _ratio(rounds, found[_BARE], lambda r: r.page_cpu),
            _ratio(rounds, found[_CSS], lambda r: r.page_cpu),
            f"{median(r.whole.cpu for r in rounds):.2f}",
            _ratio(rounds, found[_CSS], lambda r: r.whole.cpu),
            f"{median(r.startup.cpu for r in rounds):.2f}",
            f"{median(r.whole.rss for r in rounds) / _MIB:.0f}",
        )
    return made


def _ratio(ours: Sequence[Round], theirs: Sequence[Round], figure: Callable[[Round], float]) -> str:
    return f"{median(figure(a) / figure(b) for a, b in zip(ours, theirs, strict=True)):.2f}"


def main() -> None:
    """Race and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    if options.pages < 2:
        parser.error("start-up is told apart from pages by a crawl of one page: take two pages or more")
    console = Console(stderr=True)
    found = race(options.pages, options.rounds, lambda line: console.print(line, highlight=False))
    Console(width=120).print(table(found))
    print(
        f"{options.pages} pages of {CARDS} publications, medians of {options.rounds} rounds. pages/s, CPU ms/page and "
        "the ratios behind them\nare those of a further page, start-up taken off; process CPU is the whole process."
    )


if __name__ == "__main__":
    main()

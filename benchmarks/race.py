"""The race: us and the peers over the same generated pages, each in a process and an environment of its own.

Every contestant walks the same listing from a server in another process. A crawl of one page in the same round tells
start-up apart from pages. The contestants take turns, each round in another order, so that a busy machine slows all of
them alike; whoever reads too few or too many publications is no contestant.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from benchmarks.cost import ROOT, Cost, Failed, Ran, run
from benchmarks.environment import Environment, Unavailable, environment, ours
from benchmarks.site import CARDS, SITE, served
from pubcrawl.settings import ITEM_PIPELINES

if TYPE_CHECKING:
    from collections.abc import Sequence

Told = Callable[[str], None]
"""What is told of the way to whoever waits."""

HASTE = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False")
_QUIET = ("-s", "LOG_LEVEL=INFO", "-s", "TELNETCONSOLE_ENABLED=False")
_PEERS = ROOT / "benchmarks" / "peers"
_EXPORTER = "zuinnote.scrapy.contrib.bigexporters.ParquetItemExporter"
_SCRAPED = re.compile(r"'item_scraped_count': (\d+)")
_RECEIVED = re.compile(r"'response_received_count': (\d+)")
_STARTS = 3


@dataclass(frozen=True, kw_only=True)
class Work:
    """One crawl to be made: how many pages, from where, and a fresh folder for what it writes."""

    base: str
    pages: int
    folder: Path


@dataclass(frozen=True, kw_only=True)
class Contestant:
    """One way to crawl.

    Attributes:
        name: as the tables show it.
        command: its command for some work.
        reads: whether it reads the publications, or only the pages.
    """

    name: str
    command: Callable[[Work], list[str]]
    reads: bool = True


@dataclass(frozen=True, kw_only=True)
class Lap:
    """One contestant in one round: the crawl of one page, and of all."""

    start: Cost
    whole: Cost
    pages: int

    @property
    def page(self) -> float:
        """CPU seconds that a further page takes."""
        return (self.whole.cpu - self.start.cpu) / (self.pages - 1)


def _spider(name: str, there: Environment, work: Work, *more: str) -> list[str]:
    arguments = ("-a", f"base={work.base}", "-a", f"pages={work.pages}", *_QUIET, *more)
    return [str(there.bin / "scrapy"), "runspider", str(_PEERS / f"{name}.py"), *arguments]


def _module(name: str, there: Environment, work: Work) -> list[str]:
    return there.python("-m", f"benchmarks.peers.{name}", work.base, str(work.pages))


def _usual(there: Environment, work: Work) -> list[str]:
    return _spider("usual", there, work, "-O", "items.jsonl")


def _bigexporters(there: Environment, work: Work) -> list[str]:
    feeds = {"items.parquet": {"format": "parquet", "item_export_kwargs": {"convertallstrings": True}}}
    exporters = {"parquet": _EXPORTER}
    said = ("-s", f"FEEDS={json.dumps(feeds)}", "-s", f"FEED_EXPORTERS={json.dumps(exporters)}")
    return _spider("css", there, work, *said)


def _without_language(work: Work) -> list[str]:
    stages = dict(ITEM_PIPELINES)
    del stages["pubcrawl.pipelines.LanguagePipeline"]
    arguments = ("-a", f"site_url={work.base}", "-a", f"limit_pages={work.pages}", *HASTE)
    settings = ("-s", f"ITEM_PIPELINES={json.dumps(stages)}")
    return ours("scrapy", "crawl", SITE, *arguments, "-O", "items.jsonl", *settings)


def crawl(work: Work, more: Sequence[str] = ()) -> list[str]:
    """Return the command of a whole `pubcrawl crawl`, which publishes a release."""
    where = ("--exports", str(work.folder / "exports"), "--site-url", f"{SITE}={work.base}")
    return ours("pubcrawl", "crawl", SITE, *where, "--limit-pages", str(work.pages), *HASTE, *more, "--json")


DOWNLOAD, CSS, BIGEXPORTERS = "Scrapy, download only", "Scrapy, CSS spider", "Scrapy and bigexporters"
CRAWLEE, SOUP, USUAL = "crawlee", "requests and Beautiful Soup", "the same work, usual libraries"
NO_LANGUAGE, OURS = "pubcrawl without language", "pubcrawl crawl"
_COMMANDS: dict[str, tuple[str, Callable[[Environment, Work], list[str]]]] = {
    DOWNLOAD: ("scrapy", partial(_spider, "download")),
    CSS: ("scrapy", partial(_spider, "css")),
    BIGEXPORTERS: ("bigexporters", _bigexporters),
    CRAWLEE: ("crawlee", partial(_module, "parsel_crawler")),
    SOUP: ("soup", partial(_module, "soup")),
    USUAL: ("usual", _usual),
}
"""The environment and the command of each peer."""


def contestants(told: Told) -> tuple[list[Contestant], dict[str, str], dict[str, dict[str, str]]]:
    """Return who can run here; why others cannot, by name; and the versions that each environment holds.

    Raises:
        Unavailable, Failed: the spider by CSS cannot run, which nearly everything is measured against.
    """
    there, missing, versions = [], {}, {}
    for name, (place, command) in _COMMANDS.items():
        told(f"environment of {name}")
        try:
            made = environment(place)
            peer = Contestant(name=name, command=partial(command, made), reads=name != DOWNLOAD)
            _check(peer)
        except (Unavailable, Failed) as exc:
            if name == CSS:
                raise
            missing[name] = str(exc).strip().rpartition("\n")[2]
            continue
        there.append(peer)
        versions[place] = made.versions
    ourselves = [Contestant(name=NO_LANGUAGE, command=_without_language), Contestant(name=OURS, command=crawl)]
    for one in ourselves:
        _check(one)
    return [*there, *ourselves], missing, versions


def _check(contestant: Contestant) -> None:
    """Run a contestant once over two pages, so that no round meets modules that were never compiled."""
    with served(2) as base:
        measured(contestant, base, 2)


def measured(contestant: Contestant, base: str, pages: int) -> Cost:
    """Return what a contestant takes for so many pages.

    Raises:
        Failed: it failed, or read too few or too many publications.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ran = run(_in_project(contestant, Work(base=base, pages=pages, folder=folder)), folder)
        read = set(_items(folder, ran)) if contestant.reads else {int(n) for n in _RECEIVED.findall(ran.err)}
        if read != {pages * CARDS if contestant.reads else pages}:
            raise Failed(f"{contestant.name} read {sorted(read)} on {pages} pages")
        return ran.cost


def _in_project(contestant: Contestant, work: Work) -> list[str]:
    """Return the command; what is ours finds its settings through a file in the folder it runs in."""
    if contestant.name == NO_LANGUAGE:
        (work.folder / "scrapy.cfg").write_bytes((ROOT / "scrapy.cfg").read_bytes())
    return contestant.command(work)


def _items(folder: Path, ran: Ran) -> Iterable[int]:
    """Yield how many publications each file holds, and how many were told of."""
    for name in ("items.jsonl", "spool.jsonl"):
        yield from (path.read_bytes().count(b"\n") for path in folder.rglob(name))
    yield from (pq.read_metadata(path).num_rows for path in folder.glob("items.parquet"))
    yield from (int(number) for number in _SCRAPED.findall(ran.err))
    if ran.out.strip().isdecimal():
        yield int(ran.out)


def laps(them: Sequence[Contestant], pages: int, rounds: int, told: Told) -> dict[str, list[Lap]]:
    """Run everyone in every round and return the laps by name."""
    found: dict[str, list[Lap]] = {c.name: [] for c in them}
    with served(pages) as base:
        for number in range(rounds):
            turn = number % len(them)
            for one in (*them[turn:], *them[:turn]):
                told(f"{pages} pages, round {number + 1} of {rounds}: {one.name}")
                start = measured(one, base, 1)
                found[one.name].append(Lap(start=start, whole=measured(one, base, pages), pages=pages))
    return found


def peaks(them: Sequence[Contestant], pages: int, rounds: int, told: Told) -> dict[str, list[Cost]]:
    """Return what so many pages take, with no start told apart: the peak memory of a long crawl."""
    found: dict[str, list[Cost]] = {c.name: [] for c in them}
    with served(pages) as base:
        for number in range(rounds):
            for one in them:
                told(f"{pages} pages, round {number + 1} of {rounds}: {one.name}")
                found[one.name].append(measured(one, base, pages))
    return found


@dataclass(frozen=True, kw_only=True)
class Starts:
    """Seconds from the start to the end of programs that have little to do; of each the median of a few."""

    help: float
    scrapy_version: float
    crawl: float
    runspider: float


def starts(css: Contestant, rounds: int, told: Told) -> list[Starts]:
    """Return what starting takes in each round: ours with nothing to do and for one page, and Scrapy's."""
    us = Contestant(name=OURS, command=crawl)
    found = []
    with served(1) as base:
        for number in range(rounds):
            told(f"starts, round {number + 1} of {rounds}")
            taken = [
                (
                    _wall(ours("pubcrawl", "--help")),
                    _wall([*environment("scrapy").python("-m", "scrapy", "version")]),
                    measured(us, base, 1).wall,
                    measured(css, base, 1).wall,
                )
                for _ in range(_STARTS)
            ]
            found.append(
                Starts(**dict(zip(Starts.__annotations__, map(median, zip(*taken, strict=True)), strict=True)))
            )
    return found


def _wall(command: Sequence[str]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        return run(command, Path(folder)).cost.wall


_KEPT = {
    "HTTPCACHE_POLICY": "scrapy.extensions.httpcache.DummyPolicy",
    "HTTPCACHE_IGNORE_MISSING": "True",
}
"""Settings for a crawl of pages that were kept, which asks nobody."""


def replays(pages: int, rounds: int, told: Told) -> list[float]:
    """Return how many records a second a crawl of kept pages makes on one core, release and all, in each round.

    Raises:
        Failed: a page was asked for, or another number of records than those of the pages came of it.
    """
    rates = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        told(f"replay: {pages} pages to keep")
        with served(pages) as base:
            run(crawl(Work(base=base, pages=pages, folder=folder / "first")), folder)
        kept = _KEPT | {"HTTPCACHE_DIR": str(folder / "first" / "exports" / "cache")}
        more = [word for setting, said in kept.items() for word in ("-s", f"{setting}={said}")]
        # The server is gone by now: whatever was not kept would be missing.
        us = Contestant(name="replay", command=partial(crawl, more=more))
        for number in range(rounds):
            told(f"replay of {pages} pages, round {number + 1} of {rounds}")
            rates.append(pages * CARDS / measured(us, base, pages).cpu)
    return rates

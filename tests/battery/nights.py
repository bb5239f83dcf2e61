"""Nights: three sites that change and fail, read by the command line over HTTP at a time of our own."""

import json
import random
import socket
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import pubcrawl.run
from pubcrawl.release.exports import Exports
from pubcrawl.runs.folder import due_for_full_crawl
from tests.battery.forked import Ended, start
from tests.battery.happenings import EVERYWHERE, ON_LISTINGS, PENDING, Happening, delete
from tests.battery.ledger import Ledger, SiteNight
from tests.battery.mishaps import MISHAPS, Mishap
from tests.battery.printing import Pages, printed
from tests.battery.truth import RoundupSite, TrueSite
from tests.replaying import HASTE
from tests.served import WatchedServer

STARTS = datetime(2026, 4, 20, 2, tzinfo=UTC)
KEPT = {"RELEASES": 6, "DAYS": 4, "RUNS": 3}
HASTY = (*HASTE, *("-s", "RETRY_TIMES=0"), *("-s", "PUBCRAWL_BACKOFF=0"), *("-s", "DOWNLOAD_TIMEOUT=5"))
WORST_FIRST = (5, 4, 3, 0)
RECORDS = {"amii": 36, "mila_en": 66, "mila_fr": 50}


@contextmanager
def at(now: datetime) -> Iterator[None]:
    """Let runs take place at a time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pubcrawl.run, "run", partial(pubcrawl.run.run, now=now))
        yield


@dataclass(frozen=True, kw_only=True)
class Night:
    """What became of a night."""

    ended: Ended
    report: dict[str, Any]
    mishaps: Mapping[str, Mishap]
    code: int


@dataclass
class Nights:
    """A dataset that is made night after night.

    Attributes:
        folder: where everything is kept.
        server: serves the three sites.
        rng: decides what happens.
        ledger: what readers were told.
        happened: how often what happened.
    """

    folder: Path
    server: WatchedServer
    rng: random.Random
    sites: list[TrueSite]
    now: datetime = STARTS
    happened: Counter[str] = field(default_factory=Counter)
    layouts: Counter[str] = field(default_factory=Counter)
    nights: list[Night] = field(default_factory=list)
    served: dict[str, Pages] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.folder / "exports")

    def pass_one(self, *, quiet: bool = False, full: bool = False) -> Night:
        """Let a night pass, and hold what readers see against the truth."""
        exports = Exports(self.ledger.exports)
        past = exports.runs_behind(exports.latest())
        swept = set(due_for_full_crawl(past, [s.name for s in self.sites], self.now, days=7))
        mishaps = {} if quiet or not self.nights else self._mishaps(swept, full=full)
        if not quiet and self.nights:
            for site in self.sites:
                self._happen(site)
        for site in self.sites:
            self._serve(site, mishaps.get(site.name))
        order = [f"--site-url={s.name}={self._address(s, mishaps)}" for s in self.sites]
        limits = [word for name, n in KEPT.items() for word in ("-s", f"PUBCRAWL_KEEP_{name}={n}")]
        command = ["crawl", "--json", "--exports", str(self.ledger.exports), *order, *HASTY, *limits]
        command += ["--full"] if full else []
        ended = start(command, self.folder / "said", within=partial(at, self.now)).ended(300)
        worst = next(code for code in WORST_FIRST if code in {0, *(m.code for m in mishaps.values())})
        night = Night(ended=ended, report=json.loads(ended.out or "{}"), mishaps=mishaps, code=worst)
        self.nights.append(night)
        assert ended.code == worst, f"{sorted((s, m.name) for s, m in mishaps.items())}: {ended}"
        self._look(night)
        self.now += timedelta(days=1)
        return night

    def _look(self, night: Night) -> None:
        told = {}
        for report in night.report["sites"]:
            blocked = report["verdict"] == "block"
            assert blocked == (report["site"] in night.mishaps), report
            whole = report["complete"] and not blocked
            told[report["site"]] = SiteNight(blocked=blocked, whole=whole, waiting=report["waiting"])
            self.happened["renamed"] += report["renamed"] if not blocked else 0
            self.happened["waiting"] += report["waiting"] if not blocked else 0
            self.happened["whole runs"] += whole
        self.ledger.look(self.sites, told)
        for site in self.sites:
            if told[site.name].whole:
                site.read_whole()

    def _mishaps(self, swept: set[str], *, full: bool) -> dict[str, Mishap]:
        chosen = {}
        for site in self.sites:
            whole = full or site.name in swept or isinstance(site, RoundupSite)
            if self.rng.random() < 1 / 8:
                mishap = self.rng.choice([m for m in MISHAPS if whole or not m.only_whole])
                chosen[site.name] = mishap
                self.happened[mishap.name] += 1
        return chosen

    def _happen(self, site: TrueSite) -> None:
        may = EVERYWHERE if isinstance(site, RoundupSite) else EVERYWHERE + ON_LISTINGS
        for happening in self.rng.choices(may, k=self.rng.randint(0, 3)):
            self._let(site, happening)
        if self.rng.random() < 1 / 60:
            self.layouts[site.name] += 1
            self.happened["new layout"] += 1
        if isinstance(site, RoundupSite) and self.rng.random() < 1 / 40:
            site.posts += 1
            site.add(site.invent(self.now.date()))
            self.happened["new post"] += 1

    def _let(self, site: TrueSite, happening: Happening) -> None:
        pending = sum(self.ledger.missed[site.name, r.serial] < 2 for r in site.gone)
        if happening is not delete or pending < PENDING:
            before = [(r.serial, r.facts) for r in site.listed]
            happening(site, self.now.date())
            self.happened[happening.__name__] += before != [(r.serial, r.facts) for r in site.listed]

    def _serve(self, site: TrueSite, mishap: Mishap | None) -> None:
        answers = mishap.answers if mishap else printed
        pages = answers(site, self.layouts[site.name], self.now)
        for url in self.served.get(site.name, {}).keys() - pages.keys():
            self.server.drop(site.name, url)
        for url, page in pages.items():
            self.server.put(site.name, url, page)
        self.served[site.name] = pages

    def _address(self, site: TrueSite, mishaps: Mapping[str, Mishap]) -> str:
        if site.name in mishaps and mishaps[site.name].dead:
            with socket.create_server(("127.0.0.1", 0)) as closed:
                return f"http://127.0.0.1:{closed.getsockname()[1]}"
        return self.server.base_url(site.name)


@contextmanager
def nights(folder: Path, seed: str) -> Iterator[Nights]:
    """Serve three sites that nobody has read yet."""
    sites: list[TrueSite] = []
    for name, count in RECORDS.items():
        site = RoundupSite(name, seed) if name == "amii" else TrueSite(name, seed)
        for i in range(count):
            if isinstance(site, RoundupSite):
                site.posts = 1 + 3 * i // count
            site.add(site.invent((STARTS - timedelta(days=400 - 400 * i // count)).date()))
        sites.append(site)
        place = folder / "sites" / name
        place.mkdir(parents=True)
        (place / "manifest.json").write_text(json.dumps({"site": name, "responses": []}))
    with WatchedServer([folder / "sites" / name for name in RECORDS]) as server:
        rng = random.Random(seed)  # noqa: S311  the same nights every time
        yield Nights(folder=folder, server=server, rng=rng, sites=sites)

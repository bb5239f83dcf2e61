"""Moments at which a run over three sites can be struck: a first run, a night with news, and a sweep.

A moment of reading is told by what the server is asked, any other by what the run asks of the disk.
"""

import signal
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from pubcrawl.fixture_server import address
from tests.battery.disk import Fault
from tests.battery.forked import Ended
from tests.battery.nights import HASTY
from tests.battery.printing import Pages, printed
from tests.battery.seed import SEED
from tests.battery.struck import Strike, StruckServer
from tests.battery.truth import RoundupSite, TrueSite
from tests.battery.unfinished import Work
from tests.records import NOON
from tests.served import WatchedServer

SITES = ("amii", "mila_en", "mila_fr")
RECORDS = {"amii": 15, "mila_en": 30, "mila_fr": 18}
ROBOTS = "/robots.txt"
LATER = timedelta(hours=1)
"""From a run that was struck to the next one."""

Asked = Counter[tuple[str, str]]
"""How often a path of a site was asked for."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a run is when it is struck.

    Attributes:
        name: in a few words.
        site: while this site is read, at its request number `request` from 0; -1 is the last one.
        call: else before the first call on the disk that holds these words.
    """

    name: str
    site: str = ""
    request: int = 0
    call: str = ""


PLACES = (
    *(Place(name=f"{site} begun", site=site, request=0) for site in SITES),
    *(Place(name=f"{site} early", site=site, request=1) for site in SITES),
    *(Place(name=f"{site} late", site=site, request=-1) for site in SITES),
    Place(name="between amii and mila_en", call="amii/report.json"),
    Place(name="between mila_en and mila_fr", call="mila_en/report.json"),
    Place(name="all read", call="mila_fr/report.json"),
    Place(name="judging", call="judged.jsonl"),
    Place(name="merging", call="write releases/#"),
    Place(name="publishing", call="mkdir releases/.part"),
    Place(name="rows", call="write releases/.part-"),
    Place(name="manifest", call="manifest.json"),
    Place(name="release named", call="rename releases/.part"),
    Place(name="pointer", call=" latest.json"),
    Place(name="ending", call="run.json"),
)
"""Twenty, the same in each situation."""

NUMBERS = (signal.SIGTERM, signal.SIGINT, signal.SIGKILL)


@dataclass
class Sites:
    """The three sites as they are, and a server that shows them.

    Attributes:
        now: when their pages are printed.
    """

    server: StruckServer
    now: datetime = NOON
    sites: dict[str, TrueSite] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, count in RECORDS.items():
            site = RoundupSite(name, f"{SEED}-moments") if name == "amii" else TrueSite(name, f"{SEED}-moments")
            for i in range(count):
                if isinstance(site, RoundupSite):
                    site.posts = 1 + 3 * i // count
                site.add(site.invent((NOON - timedelta(days=400 - 400 * i // count)).date()))
            self.sites[name] = site

    def change(self, *, deep: bool = False) -> None:
        """Let each site show a new record and edit its newest, and where `deep` let the lists drop one near their end."""
        for site in self.sites.values():
            newest = site.listed[0]
            site.rename(newest, replace(newest.facts, abstract=site.prose(newest.facts.title)))
            site.add(site.invent(self.now.date()))
            if deep and not isinstance(site, RoundupSite):
                site.delete(site.listed[-2])

    def printed(self) -> dict[str, Pages]:
        """Return what each site answers now."""
        return {name: printed(site, 0, self.now) for name, site in self.sites.items()}

    def command(self) -> tuple[str, ...]:
        """Return the command line of a night, the export folder aside."""
        urls = (w for name in SITES for w in ("--site-url", f"{name}={self.server.base_url(name)}"))
        return ("crawl", *SITES, *urls, *HASTY, "--json")


@dataclass(frozen=True, kw_only=True)
class Situation:
    """A night that is struck.

    Attributes:
        server: serves the sites.
        pages: what they show that night.
        work: the night, and what it leaves when it is not disturbed.
        exports: where that lies.
        asked: what it asks for then.
        again: what yet another night asks for.
    """

    server: StruckServer
    pages: Mapping[str, Pages]
    work: Work
    exports: Path
    asked: Asked
    again: Asked

    @classmethod
    def of(cls, sites: Sites, folder: Path, before: Path) -> "Situation":
        """Let the night pass once without a disturbance, and another after it."""
        pages = sites.printed()
        serve(sites.server, pages)
        with asking(sites.server) as asked:
            work = Work.of(folder, before, sites.command(), sites.now)
        with asking(sites.server) as again:
            another = Work.of(folder / "again", folder / "exports", sites.command(), sites.now + LATER)
        assert another.shown == work.shown
        return cls(server=sites.server, pages=pages, work=work, exports=folder / "exports", asked=asked, again=again)

    def struck(self, folder: Path, place: Place, number: signal.Signals) -> Ended:
        """Let the night be struck at a place by a signal."""
        serve(self.server, self.pages)
        if place.call:
            kill = number == signal.SIGKILL
            fault = Fault(at=1, act="kill" if kill else "signal", number=number, call=place.call)
            return self.work.begun(folder, fault).ended(120)
        whole = sum(n for (site, _), n in self.asked.items() if site == place.site)
        with self.server.striking(Strike(place.site, range(whole)[place.request], number)) as aim:
            running = self.work.begun(folder)
            aim(running.process.pid)
            return running.ended(120)

    def next_run(self, folder: Path) -> Ended:
        """Run the same command an hour later on what is left."""
        return replace(self.work, now=self.work.now + LATER).continued(folder).ended(120)


def serve(server: WatchedServer, pages: Mapping[str, Pages]) -> None:
    """From now on answer by these pages and no other."""
    for site, printed_pages in pages.items():
        server.replies[site] = {address(url): page for url, page in printed_pages.items()}


@contextmanager
def asking(server: WatchedServer) -> Iterator[Asked]:
    """Count what is asked for in the block."""
    before, asked = len(server.requests), Asked()
    yield asked
    asked.update((visit.site, visit.path) for visit in server.requests[before:])


def serving_sites(folder: Path) -> StruckServer:
    """Return a server of the three sites, which know no page yet; `folder` is for its manifests."""
    places = [folder / "sites" / name for name in SITES]
    for place in places:
        place.mkdir(parents=True)
        (place / "manifest.json").write_text(f'{{"site": "{place.name}", "responses": []}}', encoding="utf-8")
    return StruckServer(places)


@dataclass
class Situations:
    """The nights by name, each prepared when it is first asked for.

    Before the sweep each list has dropped a record that one whole run has missed, and drops another one: the sweep
    takes the first for gone, and not yet the second. Round-ups are read whole every night.
    """

    folder: Path
    sites: Sites
    _known: dict[str, Situation] = field(default_factory=dict)

    def named(self, name: str) -> Situation:
        """Return a night: `first run`, `night`, `sweep before` or `sweep`."""
        if name not in self._known:
            before, days = _BEFORE[name]
            past = self.named(before).exports if before else self.folder / "nothing"
            if before:
                self.sites.now += timedelta(days=days)
                self.sites.change(deep=days > 1)
            self._known[name] = Situation.of(self.sites, self.folder / name, past)
        return self._known[name]


_BEFORE = {"first run": ("", 0), "night": ("first run", 1), "sweep before": ("night", 8), "sweep": ("sweep before", 8)}
"""The night before each, and how many days lie between."""


@contextmanager
def situations(folder: Path) -> Iterator[Situations]:
    """Serve the sites, and prepare nights below an empty folder."""
    (folder / "nothing").mkdir()
    with serving_sites(folder) as server:
        yield Situations(folder=folder, sites=Sites(server))

"""A sequence: what happens to three sites and to a dataset of them, step after step, and what is so after each.

What is so comes from the sites, from what the server was asked, and from what was done; from the program comes only
which run a start belongs to.
"""

import json
import random
import re
import signal
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pubcrawl.items import Publication
from pubcrawl.release.check import check
from pubcrawl.release.exports import Release
from tests.battery.disk import Disk, Fault, watched
from tests.battery.forked import Ended, run, start
from tests.battery.ledger import WHOLE_RUNS, true_words, words
from tests.battery.mishaps import MISHAPS
from tests.battery.moments import NUMBERS, SITES, Sites, serve
from tests.battery.printing import PAGE_SIZE, printed
from tests.battery.said import RunTruth, SiteTruth, check_line, check_manifest, check_sites, check_status, time_of
from tests.battery.struck import Strike
from tests.battery.truth import Facts, RoundupSite, TrueSite
from tests.releases import load_rows, read_latest

OUTAGE = next(mishap for mishap in MISHAPS if mishap.name == "outage")
MOST_GONE = 2
"""Records a site may lack of those it has shown: more would make it look short."""

CALLS = (
    "judged.jsonl",
    "write releases/#",
    "mkdir releases/.part",
    "rename releases/.part",
    " latest.json",
    "run.json",
)
"""Calls on the disk at which a run may be struck behind its reading."""


@dataclass
class Shown:
    """What is so of a release.

    Attributes:
        rows: its rows by site and serial.
        least: whole runs behind it that surely lacked a record, by site and serial.
        most: whole runs behind it that may have lacked it.
        good: the last run behind it that read a site well.
        made: the run whose records of a site these are.
        before: what is so of the release it was made from.
    """

    rows: dict[tuple[str, int], Publication] = field(default_factory=dict)
    least: Counter[tuple[str, int]] = field(default_factory=Counter)
    most: Counter[tuple[str, int]] = field(default_factory=Counter)
    good: dict[str, str] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)
    before: "Shown | None" = None

    def moved(self) -> tuple[int, int, tuple[int, int]]:
        """Return how many records it shows that the one before does not, how many no more, and how many otherwise.

        Of the last there are at least those of another content, and at most those that differ in anything.
        """
        was = self.before.rows if self.before else {}
        there = {who for who, row in self.rows.items() if not row.removed_at}
        then = {who for who, row in was.items() if not row.removed_at}
        both = [(was[who], self.rows[who]) for who in was if who in self.rows and (who in there) == (who in then)]
        least = sum(old.content_hash != new.content_hash for old, new in both)
        return len(there - then), len(then - there), (least, sum(old != new for old, new in both))

    def records(self, site: str) -> int:
        """Return how many records of a site it shows, removed ones aside."""
        return sum(name == site and not row.removed_at for (name, _), row in self.rows.items())


@dataclass
class Started:
    """What is so of a run, all its starts together.

    Attributes:
        sites: those it was asked for.
        full: it reads all of them to their last page.
        asked: the paths it asked each site for.
        failed: the sites that it is done with, and whether they were out.
        changed: sites that changed since it was started first.
    """

    sites: Sequence[str]
    full: bool
    asked: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    failed: dict[str, bool] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)


@contextmanager
def within(now: datetime, disk: Disk | None, *, earlier: bool) -> Iterator[None]:
    """Let the clock stand, the disk have a fault, and the program be an earlier version that hashed and linked otherwise."""

    class Standing(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:  # noqa: ANN401  a plain datetime, which JSON knows
            return now.astimezone(tz)

    with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
        for module in ("pubcrawl.run", "pubcrawl.verbs.releases"):
            patch.setattr(f"{module}.datetime", Standing)
        if earlier:
            patch.setattr("pubcrawl.stages.identity.HASH_VERSION", 1)
            patch.setattr("pubcrawl.release.publish.LINKING_VERSION", 1)
        if disk:
            stack.enter_context(watched(disk))
        yield


@dataclass
class Story:
    """A dataset and its sites.

    Attributes:
        folder: where everything is kept.
        world: the sites and their server.
        rng: decides what happens.
        seen: number of the release that readers see, None before the first.
        releases: what is so of each release.
        runs: what is so of each run.
        out: sites that answer nothing but 503.
        failing: when the first run started of those in a row that refused a site.
        verdicts: what the last run that judged a site came to.
        earlier: the program is an earlier version.
        lost: the pointer leads nobody anywhere.
        killed: a run that was killed behind its release, and has no end yet.
        steps: what has happened, for whoever looks for the cause of a failure.
        states: what each record has ever said, by site and serial.
    """

    folder: Path
    world: Sites
    rng: random.Random
    seen: str | None = None
    releases: dict[str, Shown] = field(default_factory=dict)
    runs: dict[str, Started] = field(default_factory=dict)
    out: set[str] = field(default_factory=set)
    failing: dict[str, str] = field(default_factory=dict)
    verdicts: dict[str, str] = field(default_factory=dict)
    earlier: bool = False
    lost: bool = False
    killed: str | None = None
    steps: list[str] = field(default_factory=list)
    states: dict[tuple[str, int], list[Facts]] = field(default_factory=lambda: defaultdict(list))

    @property
    def exports(self) -> Path:
        return self.folder / "exports"

    @property
    def shown(self) -> Shown:
        """What is so of the release that readers see."""
        return self.releases[self.seen] if self.seen else Shown()

    def site(self, name: str) -> TrueSite:
        return self.world.sites[name]

    def pass_time(self, hours: int | None = None) -> None:
        self.world.now += timedelta(hours=hours or self.rng.choice((1, 12, 24, 24, 24, 48, 24 * 9)))

    # What may happen.

    def run(self, *, full: bool = False, sites: Sequence[str] = SITES, struck: bool = False) -> Ended:
        """Let a run take place, and hold what it leaves and says against the truth."""
        self._serve()
        urls = [w for name in sites for w in ("--site-url", f"{name}={self.world.server.base_url(name)}")]
        command = ["crawl", *sites, *urls, *self.world.command()[self.world.command().index("-s") :]]
        command += ["--exports", str(self.exports), *(["--full"] if full else [])]
        begun = len(self.world.server.requests)
        ended = self._started(command, struck=struck)
        told = json.loads(ended.out) if ended.code >= 0 else {"run_id": self._youngest()}
        this = self.runs.setdefault(told["run_id"], Started(sites=sites, full=full))
        assert list(this.sites) == list(sites), "a run goes on that was asked for something else"
        this.full |= full  # a night on which every site is due for it is a sweep, too
        for visit in self.world.server.requests[begun:]:
            this.asked[visit.site].add(visit.path)
        for name in sites:
            if (self.exports / "runs" / told["run_id"] / name / "report.json").exists():
                this.failed.setdefault(name, name in self.out)
        self._look(told, this, ended, struck=struck)
        return ended

    def _started(self, command: Sequence[str], *, struck: bool) -> Ended:
        """Run a command, struck where it is to be."""
        number = self.rng.choice(NUMBERS)
        disk, strike = None, None
        if struck and self.rng.random() < 1 / 3:
            call = self.rng.choice(CALLS)
            act: Any = "kill" if number == signal.SIGKILL else "signal"
            disk = Disk(self.exports, Fault(at=1, act=act, number=number, call=call))
            self.steps[-1] += f", {number.name} at {call}"
        elif struck:
            strike = Strike(self.rng.choice(SITES), self.rng.randint(0, 4), number)
            self.steps[-1] += f", {number.name} at {strike.site} {strike.request}"
        there = partial(within, self.world.now, disk, earlier=self.earlier)
        with self.world.server.striking(strike) as aim:
            running = start(command, self.folder / "said", within=there)
            aim(running.process.pid)
            return running.ended(300)

    def roll_back(self) -> None:
        """Send readers back to a release, which may be the one they see."""
        known = {p.name for p in (self.exports / "releases").glob("0*")}
        number = self.rng.choice(sorted(known & self.releases.keys()))
        self.steps[-1] += f" to {number}"
        there = partial(within, self.world.now, None, earlier=False)
        command = ["rollback", number, "--json", "--exports", str(self.exports)]
        ended = run(command, self.folder / "said", within=there)
        before = None if self.lost else self.seen
        assert (ended.code, json.loads(ended.out)) == (0, {"release": number, "before": before}), ended
        self.killed = self.killed if number == self.seen else None  # else nobody ever hears of it
        self.seen, self.lost = number, False
        self._look_at_rows(self._release())
        self._look_at_sites()

    def lose_pointer(self) -> None:
        """Lose the pointer, or half of it."""
        pointer = self.exports / "latest.json"
        left = self.rng.choice((None, b"", pointer.read_bytes()[:20], b'{"release": "000099"}'))
        pointer.unlink()
        if left is not None:
            pointer.write_bytes(left)
        self.lost = True

    def change(self) -> None:
        """Let a site show a record more or less, or another abstract."""
        site = self.site(self.rng.choice(SITES))
        for started in self.runs.values():
            started.changed.add(site.name)
        done = self.rng.choice(("add", "edit", "delete", "restore"))
        if done == "delete" and len(site.gone) < MOST_GONE:
            site.delete(self.rng.choice(site.listed))
        elif done == "restore" and site.gone:
            site.restore(self.rng.choice(site.gone))
        elif done == "edit":
            told = self.rng.choice([r for r in site.listed if r.facts.abstract])
            site.rename(told, replace(told.facts, abstract=site.prose(told.facts.title)))
        else:
            site.add(site.invent(self.world.now.date()))
        self.steps[-1] += f": {site.name} {done}"
        self._note_states()

    def _note_states(self) -> None:
        for site in self.world.sites.values():
            for record in (*site.listed, *site.gone):
                states = self.states[site.name, record.serial]
                if record.facts not in states:
                    states.append(record.facts)

    # What is so.

    def _serve(self) -> None:
        self._note_states()
        pages = {
            s.name: (OUTAGE.answers if s.name in self.out else printed)(s, 0, self.world.now)
            for s in self.world.sites.values()
        }
        serve(self.world.server, pages)
        self._paths = {name: set(there) - {"/robots.txt"} for name, there in pages.items()}

    def _youngest(self) -> str:
        """Return the name of the run that was started last: a killed one says nothing."""
        return max((p.name for p in (self.exports / "runs").glob("2*")), key=lambda n: (n[:16], len(n), n))

    def _release(self) -> Release | None:
        release = read_latest(self.exports)
        assert release is None or check(release) == []
        return release

    def _look(self, told: dict[str, Any], this: Started, ended: Ended, *, struck: bool) -> None:
        """Hold what a run left and says against the truth."""
        base, before, lost = self.shown, self.seen, self.lost
        if lost:  # readers are led to the newest release, and the run goes on from it
            before = max(p.name for p in (self.exports / "releases").glob("0*") if p.name in self.releases)
            base = self.releases[before]
        pointer = read_pointer(self.exports)
        self.lost = bool(self.releases) and pointer is None
        if self.lost:  # it was killed before it led anyone anywhere
            assert ended.code < 0
            return
        if self.killed and self.killed != told["run_id"]:
            self._count_failures(self.killed)  # it has its end from this start
            self.killed = None
        release = self._release()
        self.seen = release.number if release else None
        stopped = ended.code in (130, 143)
        if ended.code < 0 or stopped:
            assert struck
        if self.seen != before:
            assert not stopped
            assert self.seen == f"{max(map(int, self.releases), default=0) + 1:06d}"
            self._publish(told["run_id"], this, base)
        elif before and release and release.manifest.run_id == told["run_id"] and ended.code >= 0:
            pass  # it was killed after it published, and ends now
        elif ended.code >= 0 and not stopped:
            self._found_nothing(told["run_id"], this, base)
        self._look_at_rows(release)
        if ended.code >= 0:
            self.killed = None
            self._look_at_report(told, this, ended, before if lost else None, stopped=stopped)
        else:
            self.killed = told["run_id"] if release and release.manifest.run_id == told["run_id"] else None
        self._look_at_sites()

    def _bad(self, this: Started) -> set[str]:
        return {name for name in this.sites if this.failed.get(name, name in self.out)}

    def _publish(self, run_id: str, this: Started, base: Shown) -> None:
        """Note what a new release must show; `_look_at_rows` holds its rows against the sites."""
        this.failed = {name: this.failed.get(name, name in self.out) for name in this.sites}
        good = set(this.sites) - self._bad(this)
        made = Shown(
            least=base.least.copy(), most=base.most.copy(), good=dict(base.good), made=dict(base.made), before=base
        )
        made.good |= dict.fromkeys(good, run_id)
        made.made |= dict.fromkeys(good, run_id)
        release = self._release()
        assert release
        rows = self._rows(release)
        self._judge(rows, this, base, made, good)
        made.rows = rows
        self.releases[release.number] = made
        bad = self._bad(this)
        check_manifest(release, run_id, {name: "block" if name in bad else "pass" for name in this.sites}, made.made)

    def _found_nothing(self, run_id: str, this: Started, base: Shown) -> None:
        """Note a run that found nothing newer than what readers have."""
        good = set(this.sites) - self._bad(this)
        if self.seen:
            base.good |= dict.fromkeys(good, run_id)
            self._judge(base.rows, this, base, base, good)
        else:
            assert not good

    def _rows(self, release: Release) -> dict[tuple[str, int], Publication]:
        found: dict[tuple[str, int], Publication] = {}
        for row in load_rows(release):
            key = (row.title or "", row.venue, row.workshop)
            assert key in self.site(row.site).shown, f"{row.site} has never shown {key}"
            serial = self.site(row.site).shown[key]
            assert (row.site, serial) not in found, f"{row.site}: {key} is there twice"
            found[row.site, serial] = row
        return found

    def _judge(
        self, rows: dict[tuple[str, int], Publication], this: Started, base: Shown, made: Shown, good: set[str]
    ) -> None:
        """Hold the rows after a run against the sites it read."""
        for name in SITES:
            ours = {serial: row for (site, serial), row in rows.items() if site == name}
            if name in good:
                self._count_misses(name, this, made)
                self._read_well(name, ours, this, base, made)
            else:
                theirs = {serial: row for (site, serial), row in base.rows.items() if site == name}
                assert {s: (r.content_hash, r.removed_at) for s, r in ours.items()} == {
                    s: (r.content_hash, r.removed_at) for s, r in theirs.items()
                }, f"{name} was not read, and moved"

    def _count_misses(self, name: str, this: Started, made: Shown) -> None:
        site, changed = self.site(name), name in this.changed
        whole = this.asked[name] >= {p for p in self._paths[name] if p not in self._behind(site)}
        sure = whole and not changed and (this.full or isinstance(site, RoundupSite))
        for record in site.gone:
            made.least[name, record.serial] += sure
            made.most[name, record.serial] += whole or changed
        for record in site.listed:
            made.least.pop((name, record.serial), None)
            if not changed:
                made.most.pop((name, record.serial), None)

    def _behind(self, site: TrueSite) -> set[str]:
        """Return the empty page behind a list, which nothing links to."""
        if isinstance(site, RoundupSite):
            return set()
        return {p for p in self._paths[site.name] if p.endswith(f"?page={-(-len(site.listed) // PAGE_SIZE)}")}

    def _read_well(self, name: str, ours: dict[int, Publication], this: Started, base: Shown, made: Shown) -> None:
        site = self.site(name)
        there = {r.serial for r in site.listed}
        for serial, row in ours.items():
            was = base.rows.get((name, serial))
            newly = row.removed_at and not (was and was.removed_at)
            assert not newly or made.most[name, serial] >= WHOLE_RUNS, f"{name}: {row.title} is removed too early"
            assert not newly or serial not in there or name in this.changed, (
                f"{name}: {row.title} is removed, and is there"
            )
            assert row.removed_at or made.least[name, serial] < WHOLE_RUNS, (
                f"{name}: {row.title} is gone and not removed"
            )
            states = [true_words(f, row, dated=self._dated(site)) for f in self.states[name, serial]]
            assert words(row, dated=self._dated(site)) in states, f"{name}: {row.title} never was so"
        if name in this.changed:
            return
        waiting = any((name, r.serial) in base.rows and not base.rows[name, r.serial].removed_at for r in site.gone)
        for record in self._met(site, this):
            published = ours.get(record.serial)
            if published is None:
                assert waiting, f"{name}: {record.facts.title} is not published"
                continue
            assert published.removed_at is None, f"{name}: {record.facts.title} is there and shown as removed"
            true = true_words(record.facts, published, dated=self._dated(site))
            assert words(published, dated=self._dated(site)) == true, f"{name}: {record.facts.title} is otherwise"

    def _dated(self, site: TrueSite) -> bool:
        return not isinstance(site, RoundupSite)

    def _met(self, site: TrueSite, this: Started) -> list[Any]:
        """Return the records that stand on pages which the run asked for."""
        if isinstance(site, RoundupSite):
            return site.listed
        pages = {
            int(m[1]) if (m := re.search(r"\?page=(\d+)", path)) else 0
            for path in this.asked[site.name]
            if "robots" not in path
        }
        return [r for i, r in enumerate(site.listed) if i // PAGE_SIZE in pages]

    # What is said.

    def _look_at_rows(self, release: Release | None) -> None:
        """Hold what readers see against what is known of the release they see."""
        assert (release.number if release else None) == self.seen
        if release:
            assert self._rows(release) == self.shown.rows

    def _look_at_sites(self) -> None:
        check_sites(self.exports, self.folder / "sites", {name: self._so_of(name) for name in SITES})

    def _look_at_report(
        self, told: dict[str, Any], this: Started, ended: Ended, mended: str | None, *, stopped: bool
    ) -> None:
        bad, shown = set() if stopped else self._bad(this), self.shown
        published = not stopped and self._made_by(told["run_id"])
        added, removed, changed = shown.moved() if published else (0, 0, (0, 0))
        truth = RunTruth(
            code=ended.code if stopped else 4 if bad else 0,
            stopped=signal.Signals(ended.code - 128).name if stopped else None,
            release=self.seen,
            published=published,
            records=sum(map(shown.records, SITES)),
            added=added,
            removed=removed,
            changed=changed,
            refused=frozenset(bad),
            empty=frozenset(s for s in bad if not shown.records(s)),
            mended=mended,
        )
        check_line(told, truth)
        assert ended.code == truth.code, ended
        if not stopped:
            self._count_failures(told["run_id"])
            said = {s["site"]: "block" if s["verdict"] == "block" else "pass" for s in told["sites"]}
            assert said == {name: self.verdicts[name] for name in this.sites}, (said, bad)
        check_status(self.exports, told, {name: self._so_of(name) for name in SITES})

    def _count_failures(self, run_id: str) -> None:
        """Note what a run came to at each site, and since when each is refused."""
        this = self.runs[run_id]
        bad = self._bad(this)
        for name in this.sites:
            self.verdicts[name] = "block" if name in bad else "pass"
            if name in bad:
                self.failing.setdefault(name, time_of(run_id))
            else:
                self.failing.pop(name, None)

    def _made_by(self, run_id: str) -> bool:
        release = read_latest(self.exports)
        return release is not None and release.manifest.run_id == run_id

    def _so_of(self, name: str) -> SiteTruth:
        good = self.shown.good.get(name)
        return SiteTruth(
            records=self.shown.records(name),
            verdict=self.verdicts.get(name),
            good_run=good,
            good_at=time_of(good) if good else None,
            failing_since=self.failing.get(name),
            reasons=("unreachable",) if name in self.failing else (),
            settled=self.killed is None,
        )


def read_pointer(exports: Path) -> str | None:
    """Return the number of the release that the pointer names, None where it names none."""
    try:
        number = str(json.loads((exports / "latest.json").read_bytes())["release"])
    except (OSError, ValueError, KeyError):
        return None
    return number if (exports / "releases" / number).exists() else None


def content(exports: Path) -> tuple[dict[str, str], set[frozenset[str]]]:
    """Return what readers have: the content of each record that is there by its id, and which of them are one work."""
    release = read_latest(exports)
    rows = [row for row in load_rows(release) if not row.removed_at] if release else []
    works = defaultdict(set)
    for row in rows:
        works[row.work_id].add(row.id)
    return {row.id: row.content_hash for row in rows}, {frozenset(ids) for ids in works.values()}

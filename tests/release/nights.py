"""Nights over two invented sites that change and fail, beside a model of what is true.

Nothing here crawls: each night makes the records a run would have spooled, merges, publishes, and prunes.
"""

import random
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from pubcrawl.items import Publication
from pubcrawl.release.exports import Exports, Release
from pubcrawl.release.retention import Retention, prune
from pubcrawl.runs.coverage import Coverage
from pubcrawl.stages.identity import content_hash
from tests.records import NOON, publication
from tests.releases import load_rows, merge, publish, read_latest

KEPT = Retention(releases=8, days=20, runs=1)
FAILURES = ("redesign", "outage", "half", "first pages")
WHOLE = ("whole",) * 8
STEPS = ("add", "edit", "delete", "return", "rename", "reorder")
SHARE = 0.9  # of the records shown, which a whole run has at least
PENDING = 3  # records deleted and not yet tombstoned: more at once would make a run look short


@dataclass
class Site:
    """What a site truly shows: the version of each of its records, newest first."""

    name: str
    made: int = 0
    there: dict[str, int] = field(default_factory=dict)
    gone: dict[str, int] = field(default_factory=dict)

    def change(self, step: str, rng: random.Random, room: int) -> None:
        """Let the site do one thing; deletions only while there is room for them."""
        if step in ("delete", "rename") and room > 0:
            name = rng.choice(sorted(self.there))
            self.gone[name] = self.there.pop(name)
        if step in ("add", "rename"):
            self.there = {f"{self.name}:{self.made:05}": 0} | self.there
            self.made += 1
        if step == "edit":
            self.there[rng.choice(sorted(self.there))] += 1
        if step == "return" and self.gone:
            name = rng.choice(sorted(self.gone))
            self.there = {name: self.gone.pop(name)} | self.there
        if step == "reorder":
            names = sorted(self.there)
            rng.shuffle(names)
            self.there = {name: self.there[name] for name in names}

    def listed(self, now: datetime) -> list[Publication]:
        """Return its records as a run reads them, in the order of the list."""
        return [_read(name, version, i // 12, now) for i, (name, version) in enumerate(self.there.items())]


def _read(name: str, version: int, page: int, now: datetime) -> Publication:
    bare = publication(name, title=f"{name}, version {version}", abstract=f"About {name}.", fetched_at=now)
    return replace(bare, source_url=f"https://x.example/?page={page}", content_hash=content_hash(bare))


class Nights:
    """A dataset in a folder, night after night."""

    def __init__(self, exports: Path, seed: int) -> None:
        self.exports = exports
        self.rng = random.Random(seed)  # noqa: S311  the same nights every time
        self.sites = [Site("amii"), Site("mila_en")]
        for site in self.sites:
            for _ in range(60):
                site.change("add", self.rng, 0)
        self.now = NOON
        self.published = 0
        self.first_read: dict[str, datetime] = {}
        self.failed: dict[str, int] = dict.fromkeys(FAILURES, 0)

    def pass_one(self, *, quiet: bool = False) -> None:
        """Let one night pass: the sites change, some fail, and what is good is published."""
        self.now += timedelta(days=1)
        last = read_latest(self.exports)
        rows = {p.id: p for p in load_rows(last)} if last else {}
        fresh: list[Publication] = []
        runs: dict[str, Coverage] = {}
        for site in self.sites:
            how = "whole" if quiet or not last else self.rng.choice(WHOLE + FAILURES)
            if not quiet:
                self._change(site, rows)
            self.failed[how] = self.failed.get(how, 0) + 1
            if how in ("redesign", "outage"):  # the gate refuses the site, or nothing was read
                continue
            listed = site.listed(self.now)
            read = listed[: {"half": len(listed) // 2, "first pages": 24}.get(how, len(listed))]
            shown = last.published(site.name) if last else 0
            complete = how != "first pages"
            runs[site.name] = Coverage(complete=complete, whole=complete and len(read) >= SHARE * shown)
            fresh += read
        self._publish(last, sorted(fresh, key=lambda p: p.id), runs)

    def _change(self, site: Site, rows: dict[str, Publication]) -> None:
        for step in self.rng.choices(STEPS, k=self.rng.randint(0, 3)):
            waiting = sum(name in rows and rows[name].removed_at is None for name in site.gone)
            site.change(step, self.rng, PENDING - waiting)

    def _publish(self, last: Release | None, fresh: list[Publication], runs: dict[str, Coverage]) -> None:
        outcomes = merge(self.exports, fresh, runs, now=self.now)
        for p in fresh:
            self.first_read.setdefault(p.id, self.now)
        if last and not outcomes.is_news:
            outcomes.close()
            return
        publish(
            self.exports,
            outcomes,
            run_id=f"{self.now:%Y%m%dT%H%M%SZ}",
            now=self.now,
            site_reports=[],
            versions={},
        )
        self.published += 1
        prune(Exports(self.exports), KEPT, now=self.now)

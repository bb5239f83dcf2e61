"""What readers were told, night after night, held against what is true."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from pubcrawl.items import Publication
from pubcrawl.release.changelog import lineage, replay
from pubcrawl.release.exports import Release
from tests.battery.truth import Facts, Record, RoundupSite, TrueSite
from tests.releases import load_rows, read_latest

WHOLE_RUNS = 2
"""Runs over the whole site after which a record that is gone counts as removed."""


@dataclass(frozen=True, kw_only=True)
class SiteNight:
    """How a site came through a night.

    Attributes:
        blocked: its run was refused.
        whole: its run read all of it, and was not refused.
        waiting: records that wait for a whole run.
    """

    blocked: bool
    whole: bool
    waiting: int


def words(row: Publication, *, dated: bool) -> tuple[object, ...]:
    """What a row says, in the order of `true_words`."""
    names = tuple(a.name for a in row.authors)
    return row.title, names, row.venue, row.workshop, row.url, row.abstract, row.published if dated else None


def true_words(f: Facts, row: Publication, *, dated: bool) -> tuple[object, ...]:
    """What a row should say; an abstract that its page gives to two titles stays with one of them."""
    abstract = None if "abstract_repeated" in row.flags else f.abstract
    day = f.day + timedelta(days=1)  # which the site prints a day early
    return f.title, f.authors, f.venue, f.workshop, f.link, abstract, day if dated else None


@dataclass
class Ledger:
    """Every record that readers were ever shown.

    Attributes:
        exports: the export folder.
        ids: its id, by site and serial.
        first_seen: when it was first seen, by id.
        removed: ids shown as removed.
        missed: whole runs that lacked a record since it was deleted, by site and serial.
        counts: what was seen in all nights.
    """

    exports: Path
    ids: dict[tuple[str, int], str] = field(default_factory=dict)
    first_seen: dict[str, datetime | None] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    missed: Counter[tuple[str, int]] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    _before: dict[str, Publication] = field(default_factory=dict)

    def look(self, sites: list[TrueSite], nights: dict[str, SiteNight]) -> None:
        """Look at what readers see after a night; every false word is an AssertionError."""
        release = read_latest(self.exports)
        assert release, "there is no release"
        rows = load_rows(release)
        self._log(release, rows)
        for site in sites:
            ours: dict[int, Publication] = {}
            for row in (row for row in rows if row.site == site.name):
                other = ours.setdefault(self._serial(site, row), row)
                assert other is row, f"{site.name}: one record is {other} and {row}"
            for serial, row in ours.items():
                self._same_for_ever(site.name, serial, row)
            self._gone(site, ours, nights[site.name])
            self._there(site, ours, nights[site.name])
        self.removed = {row.id for row in rows if row.removed_at}
        self._before = {row.id: row for row in rows}

    def _serial(self, site: TrueSite, row: Publication) -> int:
        key = (row.title or "", row.venue, row.workshop)
        assert key in site.shown, f"{site.name} has never shown {key}"
        return site.shown[key]

    def _same_for_ever(self, site: str, serial: int, row: Publication) -> None:
        known = self.ids.setdefault((site, serial), row.id)
        assert known == row.id, f"{site}: record {serial} ({row.title}) was {known} and is {row.id}"
        first = self.first_seen.setdefault(row.id, row.first_seen)
        assert first == row.first_seen, f"{row.id}: first_seen was {first} and is {row.first_seen}"

    def _gone(self, site: TrueSite, ours: dict[int, Publication], night: SiteNight) -> None:
        """No record that is there is removed, and each that is not is removed in time and not before."""
        there = {r.serial for r in site.listed}
        for serial in there:
            self.missed.pop((site.name, serial), None)
        for record in site.gone:
            self.missed[site.name, record.serial] += night.whole
        for serial, row in ours.items():
            newly = row.removed_at is not None and row.id not in self.removed
            self.counts["removed"] += newly
            self.counts["restored"] += row.removed_at is None and row.id in self.removed
            due = serial not in there and self.missed[site.name, serial] >= WHOLE_RUNS
            assert not (newly and serial in there), f"{site.name}: {row.title} is removed, and it is there"
            assert not (newly and not due), f"{site.name}: {row.title} is removed too early"
            assert row.removed_at or not due, f"{site.name}: {row.title} is gone and not removed"

    def _there(self, site: TrueSite, ours: dict[int, Publication], night: SiteNight) -> None:
        """What was read is published as it is; a site that was refused stays as it was."""
        if night.blocked:
            for row in ours.values():
                before = self._before[row.id]
                assert before.content_hash == row.content_hash, f"{site.name}: {row.title} moved"
                assert before.removed_at == row.removed_at, f"{site.name}: {row.title} came or went"
            return
        dated = not isinstance(site, RoundupSite)
        seen = site.listed if night.whole else [] if night.waiting else site.listed[:12]
        assert not (night.whole and night.waiting), f"{site.name}: {night.waiting} records wait for what has been read"
        for record in seen:
            self._as_it_is(site.name, record, ours.get(record.serial), dated=dated)

    def _as_it_is(self, site: str, record: Record, row: Publication | None, *, dated: bool) -> None:
        assert row, f"{site}: {record.facts.title} is not published"
        assert row.removed_at is None, f"{site}: {record.facts.title} is there and shown as removed"
        assert words(row, dated=dated) == true_words(record.facts, row, dated=dated)

    def _log(self, release: Release, rows: list[Publication]) -> None:
        told = replay(lineage(self.exports / "changes", release.number))
        assert told == {row.id: (row.content_hash, row.removed_at is not None) for row in rows}, (
            "the log tells otherwise"
        )

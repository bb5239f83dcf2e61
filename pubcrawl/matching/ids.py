"""Ids: which published record each one that a run read is. Pure.

A record's key is made of its words on the page (`stages/identity.py`), and its id is the key it was first published
under. A release remembers the records that have another key by now.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Self

from pubcrawl.gate.measures import Dated, rolled_back
from pubcrawl.gate.report import Problem, SiteReport
from pubcrawl.items import Publication
from pubcrawl.matching.renames import Renames, find_renames, worth_comparing
from pubcrawl.runs.coverage import Coverage


@dataclass(frozen=True, kw_only=True)
class Published:
    """What readers have, by the keys that its records have today.

    Attributes:
        hashes: content hash by key of the records that are there, by site.
        dates: date by key of those that have one, by site.
        removed: keys of the records that are marked as removed.
        key_of: key by id, of the records whose key is not their id any more.
    """

    hashes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    dates: Mapping[str, Mapping[str, Dated]] = field(default_factory=dict)
    removed: frozenset[str] = frozenset()
    key_of: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Publication], key_of: Mapping[str, str]) -> Self:
        """Return what all rows of a release say, which are taken once, and what it remembers."""
        hashes: dict[str, dict[str, str]] = {}
        dates: dict[str, dict[str, Dated]] = {}
        equal: dict[Dated, Dated] = {}  # many records share a date, which then takes memory once
        removed = set()
        for row in rows:
            key = key_of.get(row.id, row.id)
            if row.removed_at:
                removed.add(key)
            else:
                hashes.setdefault(row.site, {})[key] = row.content_hash
                if dated := Dated.of(row):
                    dates.setdefault(row.site, {})[key] = equal.setdefault(dated, dated)
        return cls(hashes=hashes, dates=dates, removed=frozenset(removed), key_of=key_of)

    def holds(self, key: str, site: str) -> bool:
        """Say whether a key is that of a published record, removed ones included."""
        return key in self.hashes.get(site, ()) or key in self.removed

    def __bool__(self) -> bool:
        return bool(self.hashes or self.removed or self.key_of)

    @cached_property
    def id_of(self) -> dict[str, str]:
        """Id by key, where they are not the same."""
        return {key: record for record, key in self.key_of.items()}


@dataclass(frozen=True, kw_only=True)
class SiteKeys:
    """The keys of what a run met on one site.

    Attributes:
        read: of the records it spooled.
        refused: of the records it put into quarantine.
        coverage: what the run has read; None where something is wrong with the run, so that nothing is concluded from
            what it lacks.
    """

    read: frozenset[str]
    refused: frozenset[str] = frozenset()
    coverage: Coverage | None = None


@dataclass(frozen=True, kw_only=True)
class Ids:
    """Which published record each one that a run read is.

    Attributes:
        ids: id by key, where they are not the same or were not until now; None for a record that has to wait.
        published: what readers have.
        site_of: site by key, of all records of the run.
        rolled_back: by site that was read whole, records it lacks that appeared after all that were read again.
        renames: what became of the records that came under unknown keys.
    """

    ids: Mapping[str, str | None] = field(default_factory=dict)
    published: Published = field(default_factory=Published)
    site_of: Mapping[str, str] = field(default_factory=dict)
    rolled_back: Mapping[str, int] = field(default_factory=dict)
    renames: Renames = field(default_factory=lambda: Renames(ids={}))

    def id_of(self, key: str) -> str | None:
        """Return the id of the record that the run read under a key, None while it has to wait."""
        return self.ids.get(key, key)

    def last_id(self, key: str) -> str:
        """Return the id of the record that the last release knows by a key."""
        return self.published.id_of.get(key, key)

    def remembered(self, sites: Collection[str]) -> dict[str, str]:
        """Return what the next release remembers when these sites' records are published: key by id."""
        fresh = {record: key for key, record in self.ids.items() if record and self.site_of[key] in sites}
        return {record: key for record, key in {**self.published.key_of, **fresh}.items() if record != key}

    def with_ids(self, report: SiteReport) -> SiteReport:
        """Return a site's report with how many of its records are known, renamed, waiting and lost."""

        def count(keys: Iterable[str]) -> int:
            return sum(self.site_of.get(key) == report.site for key in keys)

        shown = self.published.hashes.get(report.site, {})
        renamed = [record for key, record in self.renames.ids.items() if self.site_of[key] == report.site]
        back = sum(self.published.key_of.get(record, record) in shown for record in renamed)
        return replace(
            report,
            known=count(shown) + back,
            rolled_back=self.rolled_back.get(report.site, 0),
            renamed=len(renamed),
            waiting=count(self.renames.waiting),
        )

    def with_rename_doubts(self, report: SiteReport) -> SiteReport:
        """Return a judged report with a warning where a record may have been renamed and nobody can tell."""
        unsure = sorted(key for key in self.renames.unsure if self.site_of[key] == report.site)
        if not unsure:
            return report
        message = f"{len(unsure):,} records came as new and may be renamed ones, such as {unsure[0]}"
        warning = Problem(reason="rename_unsure", message=message, severity="warn")
        verdict = "warn" if report.verdict == "pass" else report.verdict
        return replace(report, problems=(*report.problems, warning), verdict=verdict)


def ids_of(
    published: Published,
    met: Mapping[str, SiteKeys],
    last: Callable[[], Iterable[Publication]],
    fresh: Callable[[Collection[str]], Iterable[Publication]],
) -> Ids:
    """Return which published record each one that a run read is.

    Args:
        published: what readers have.
        met: the keys of what the run met, by site.
        last: gives the rows of the last release; called once, and only when something is new or missing.
        fresh: gives, by their keys, records that the run read and that may be published; called with the unknown keys.
    """
    site_of = {key: site for site, keys in met.items() for key in keys.read}
    ids: dict[str, str | None] = {key: published.id_of[key] for key in site_of if key in published.id_of}
    unknown = {key for key, site in site_of.items() if key not in ids and not published.holds(key, site)}
    new = list(fresh(unknown)) if unknown and published else []
    missing = _Missing(published, met, new)
    if new or missing.may_be_any:
        missing.take(last())
    renames = find_renames(missing.comparable, new, missing.coverages) if new else Renames(ids={})
    ids |= dict.fromkeys(renames.waiting)
    ids |= renames.ids
    ids |= {p.id: _spare(p.id) for p in new if p.id in published.key_of and p.id not in ids}
    lost = missing.rolled_back(frozenset(renames.ids.values()))
    return Ids(ids=ids, published=published, site_of=site_of, rolled_back=lost, renames=renames)


class _Missing:
    """Records of the last release that a run did not meet: those that may be renamed, and those that appeared last.

    Attributes:
        coverages: what the run has read of the sites it read without a problem.
        comparable: missing records that may be one of the new ones.
    """

    def __init__(self, published: Published, met: Mapping[str, SiteKeys], new: Sequence[Publication]) -> None:
        self._published = published
        self._met = {key for keys in met.values() for key in keys.read | keys.refused}
        self.coverages = {site: keys.coverage for site, keys in met.items() if keys.coverage}
        self._complete = {site for site, coverage in self.coverages.items() if coverage.complete}
        self._is_comparable = worth_comparing(new, self.coverages)
        self.comparable: list[Publication] = []
        self._newest: dict[str, datetime] = {}
        self._lost: dict[str, dict[str, datetime]] = {site: {} for site in self._complete}
        self._unmet: dict[str, dict[str, datetime]] = {site: {} for site in self._complete}

    @property
    def may_be_any(self) -> bool:
        """Whether a site that was read whole lacks a record that is shown."""
        return any(not self._met.issuperset(self._published.hashes.get(site, ())) for site in self._complete)

    def take(self, rows: Iterable[Publication]) -> None:
        """Look at each row of the last release, once."""
        for row in rows:
            is_met = self._published.key_of.get(row.id, row.id) in self._met
            if not is_met and self._is_comparable(row):
                self.comparable.append(row)
            if row.site in self._complete and row.first_seen and not row.removed_at:
                if is_met:
                    self._newest[row.site] = max(row.first_seen, self._newest.get(row.site, row.first_seen))
                else:
                    self._unmet[row.site][row.id] = row.first_seen
                    if self.coverages[row.site].must_hold(row):
                        self._lost[row.site][row.id] = row.first_seen

    def rolled_back(self, renamed: Collection[str]) -> dict[str, int]:
        """Return by site how many of the records that appeared last are missing, renamed ones not among them."""
        found = {}
        for site in sorted(self._complete):
            there = (seen for record, seen in self._unmet[site].items() if record in renamed)
            missing = (seen for record, seen in self._lost[site].items() if record not in renamed)
            found[site] = rolled_back((self._newest.get(site), *there), missing)
        return found


def _spare(key: str) -> str:
    """Return an id for a record whose key is the id of another one, which has another key by now."""
    return hashlib.blake2b(f"another {key}".encode(), digest_size=16).hexdigest()

"""Names: which published record each one that a run read is.

A record's name is made of its words on the page (`stages/identity.py`), and its id is the name it was first published
under. A release remembers the records that are called otherwise by now.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from pubcrawl.gate.measures import lost_latest
from pubcrawl.gate.report import Problem
from pubcrawl.matching.renames import Renames, find_renames
from pubcrawl.release.exports import iter_stored
from pubcrawl.release.stored import whole
from pubcrawl.runs.coverage import Reading
from pubcrawl.runs.spool import QUARANTINE, SPOOL, SpooledRows, SpoolFile

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from pubcrawl.gate.report import SiteReport
    from pubcrawl.items import Publication
    from pubcrawl.release.exports import Release
    from pubcrawl.release.stored import Row


@dataclass(frozen=True, kw_only=True)
class Names:
    """Which published record each one that a run read is.

    Attributes:
        ids: id by name, where they are not the same or were not until now; None for a record that has to wait.
        before: what the last release remembers: name by id, where they are not the same.
        site_of: site by name, of all records of the run.
        known: by site, records the last release shows that the run read again.
        lost_latest: by site that was read whole, records it lacks that appeared after all that were read again.
        renames: what became of the records that came under unknown names.
    """

    ids: Mapping[str, str | None] = field(default_factory=dict)
    before: Mapping[str, str] = field(default_factory=dict)
    site_of: Mapping[str, str] = field(default_factory=dict)
    known: Mapping[str, int] = field(default_factory=dict)
    lost_latest: Mapping[str, int] = field(default_factory=dict)
    renames: Renames = field(default_factory=lambda: Renames(ids={}))

    def id_of(self, name: str) -> str | None:
        """Return the id of the record that the run read under a name, None while it has to wait."""
        return self.ids.get(name, name)

    def last_id(self, name: str) -> str:
        """Return the id of the record that the last release knows by a name."""
        return self._by_name.get(name, name)

    @cached_property
    def _by_name(self) -> dict[str, str]:
        return {name: record for record, name in self.before.items()}

    def after(self, sites: Collection[str]) -> dict[str, str]:
        """Return what the next release remembers when these sites' records are published."""
        told = {record: name for name, record in self.ids.items() if record and self.site_of[name] in sites}
        return {record: name for record, name in {**self.before, **told}.items() if record != name}

    def told(self, report: SiteReport) -> SiteReport:
        """Return a site's report with what became of its names."""

        def count(names: Iterable[str]) -> int:
            return sum(self.site_of[name] == report.site for name in names)

        return replace(
            report,
            known=self.known.get(report.site, 0),
            lost_latest=self.lost_latest.get(report.site, 0),
            renamed=count(self.renames.ids),
            waiting=count(self.renames.waiting),
        )

    def doubted(self, report: SiteReport) -> SiteReport:
        """Return a judged report with a warning where a record may have been renamed and nobody can tell."""
        unsure = sorted(name for name in self.renames.unsure if self.site_of[name] == report.site)
        if not unsure:
            return report
        message = f"{len(unsure):,} records came as new and may be renamed ones, such as {unsure[0]}"
        warning = Problem(reason="rename_unsure", message=message, severity="warn")
        verdict = "warn" if report.verdict == "pass" else report.verdict
        return replace(report, problems=(*report.problems, warning), verdict=verdict)


def published_names(last: Release | None, sites: Collection[str]) -> dict[str, dict[str, str]]:
    """Return what readers see of some sites: the content hash of each record by its name today, by site.

    Raises:
        StorageError: the release cannot be read.
    """
    found: dict[str, dict[str, str]] = {}
    if last and sites:
        names = last.names()
        for row in iter_stored(last):
            if row.site in sites and row.removed_at is None:
                found.setdefault(row.site, {})[names.get(row.id, row.id)] = row.content_hash
    return found


def read_names(
    last: Release | None, folder: Path, reports: Sequence[SiteReport], is_left_out: Callable[[str], bool]
) -> Names:
    """Return which published record each one in the spools of a run is.

    Args:
        last: the last release, None before the first.
        folder: of the run.
        reports: what the run did, a report a site.
        is_left_out: says of a name that its record may not be published, whatever it is.

    Raises:
        StorageError: a spool or the release cannot be read.
    """
    spools = {r.site: SpoolFile.open(folder / r.site / SPOOL) for r in reports}
    site_of = {name: site for site, spool in spools.items() for name, *_ in spool.places()}
    if last is None:
        return Names(site_of=site_of)
    before = last.names()
    ids: dict[str, str | None] = {name: record for record, name in before.items() if name in site_of}
    known, gone = Counter[str](), set[str]()
    unknown = site_of.keys() - ids.keys()
    for row in iter_stored(last):
        name = before.get(row.id, row.id)
        if row.removed_at:
            gone.add(row.id)
        elif name in site_of:
            known[row.site] += 1
        unknown.discard(name)
    new = {name for name in unknown if not is_left_out(name)}
    renames = Renames(ids={})
    if new:
        readings = {r.site: _reading(r, spools[r.site]) for r in reports if not r.problems}
        missing = _missing(last, before, site_of.keys() | _refused(folder, reports))
        found = SpooledRows(list(spools.values()), lambda name: name if name in new else None)
        renames = find_renames(missing, map(whole, found), readings)
    ids |= dict.fromkeys(renames.waiting)
    ids |= renames.ids
    ids |= {name: _spare(name) for name in new if name in before and name not in ids}
    known.update(site_of[name] for name, record in renames.ids.items() if record not in gone)
    seen = (site_of.keys() | _refused(folder, reports)) - ids.keys()
    seen |= {name for name in ids.values() if name}
    lost = {r.site: _lost_latest(last, r, seen) for r in reports if r.complete and not r.problems}
    return Names(ids=ids, before=before, site_of=site_of, known=known, lost_latest=lost, renames=renames)


def _lost_latest(last: Release, report: SiteReport, seen: Collection[str]) -> int:
    reading = Reading(complete=True, kinds=frozenset(report.skeletons), unread=frozenset(report.unread))

    def shown() -> Iterator[Row]:
        return (row for row in iter_stored(last) if row.site == report.site and not row.removed_at)

    missing = (row for row in shown() if row.id not in seen and reading.looked_for(whole(row)))
    return lost_latest((row for row in shown() if row.id in seen), missing)


def _missing(last: Release, before: Mapping[str, str], seen: Collection[str]) -> Iterator[Publication]:
    return (whole(row) for row in iter_stored(last) if before.get(row.id, row.id) not in seen)


def _refused(folder: Path, reports: Iterable[SiteReport]) -> set[str]:
    files = (SpoolFile.open(folder / r.site / QUARANTINE) for r in reports)
    return {q.publication.id for file in files for q in file.quarantined()}


def _reading(report: SiteReport, spool: SpoolFile) -> Reading:
    newest: dict[str, date] = {}
    for draft in () if report.complete else spool.drafts():
        row = draft.publication
        if row.published:
            newest[row.source_url] = max(row.published, newest.get(row.source_url, row.published))
    kinds, unread = frozenset(report.skeletons), frozenset(report.unread)
    return Reading(complete=report.complete, kinds=kinds, unread=unread, newest=newest)


def _spare(name: str) -> str:
    """Return an id for a record whose name is the id of another one, which is called otherwise by now."""
    return hashlib.blake2b(f"another {name}".encode(), digest_size=16).hexdigest()

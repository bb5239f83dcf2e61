"""Releases for tests: made of rows that no run has read, and read again by the folder they lie in."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from pubcrawl.datacard import files
from pubcrawl.gate.report import SiteReport
from pubcrawl.items import Publication
from pubcrawl.matching.link import Linked
from pubcrawl.release import check
from pubcrawl.release import forget as forgetting
from pubcrawl.release import publish as publishing
from pubcrawl.release.exports import Exports, Release
from pubcrawl.release.forget import Forgotten
from pubcrawl.release.merge import Outcomes, merged, outcome, paired
from pubcrawl.release.publish import Describe
from pubcrawl.release.suppress import Suppression
from pubcrawl.runs.coverage import Coverage

SPOOL, QUARANTINE = "spool.jsonl", "quarantine.jsonl"
"""What a run keeps of a site, in the run's folder of the site's name."""


def read_latest(exports: Path) -> Release | None:
    """The release that readers see."""
    return Exports(exports).latest()


def read_release(exports: Path, number: str) -> Release:
    """A release by its number."""
    return Exports(exports).release(number)


def numbers(exports: Path) -> list[str]:
    """The numbers of all releases, oldest first."""
    return Exports(exports).numbers()


def load_rows(release: Release) -> list[Publication]:
    """All rows of a release."""
    return list(release.rows())


def verify_log(exports: Path, release: Release) -> list[str]:
    """What is wrong between the change log and a release."""
    return check.check_log(Exports(exports), release)


def point(exports: Path, number: str, *, now: datetime) -> Release:
    """Make readers see a release."""
    return Exports(exports).point_latest_at(number, now=now)


def forget(exports: Path, suppression: Suppression, *, now: datetime) -> Forgotten:
    """Forget what a suppression names, as the command does."""
    with Exports.opened(exports, now, checked=False) as opened:
        return forgetting.forget(opened, suppression, now=now, describe=files)


def merge(
    exports: Path,
    fresh: Iterable[Publication],
    coverages: Mapping[str, Coverage],
    *,
    now: datetime,
    suppression: Suppression | None = None,
) -> Outcomes:
    """What becomes of the records of the latest release when a run has read these."""
    folder = Exports(exports)
    last = folder.latest()
    misses = last.misses() if last else {}
    outcomes = merged(
        last.rows() if last else (), fresh, coverages=coverages, misses=misses, now=now, suppression=suppression
    )
    return Outcomes.kept(outcomes, folder.releases, misses=misses, suppression=suppression)


WHOLE = Coverage(complete=True, whole=True)
"""A run that read all of a site."""


def publish(
    exports: Path,
    rows: Iterable[Publication] | Outcomes,
    *,
    run_id: str,
    now: datetime,
    site_reports: Sequence[SiteReport],
    versions: Mapping[str, str],
    misses: Mapping[str, int] | None = None,
    names: Mapping[str, str] | None = None,
    origin: str = "live",
    linked: Linked | None = None,
    describe: Describe = lambda _: {},
) -> Release:
    """Publish rows, whatever they were made from, or the outcomes of a merge."""
    folder = Exports(exports)
    last = folder.latest()
    if not isinstance(rows, Outcomes):
        missing = misses or {}
        pairs = paired(last.rows() if last else (), rows)
        outcomes = (outcome(old, new, missing.get(new.id, 0) if new else 0) for old, new in pairs)
        rows = Outcomes.kept(outcomes, folder.releases)
    with rows as kept:
        return publishing.publish(
            folder,
            kept,
            linked,
            run_id=run_id,
            now=now,
            reports=site_reports,
            versions=versions,
            keys=names,
            origin=origin,
            describe=describe,
        )

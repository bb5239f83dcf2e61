"""The status of an export folder: how its last run ended, and when each site was last read well.

A release tells of the run that made it; when nothing is published for a month, only the status tells of the runs since.
It follows what readers have: a run that was stopped or rolled back is no good read of a site.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path

import orjson

from pubcrawl.gate.advice import advice
from pubcrawl.gate.report import RunReport, SiteReport
from pubcrawl.release.exports import Exports, Release
from pubcrawl.runs.folder import STOPPED, history, started_at
from pubcrawl.storage.atomic import StorageError, as_storage_error, write_atomic
from pubcrawl.storage.jsonl import decode

STATUS = "status.json"


@dataclass(frozen=True, kw_only=True)
class SiteStatus:
    """How a site does.

    Attributes:
        verdict: of the last run that judged it: `pass`, `warn` or `block`; None before the first.
        records: records of it that readers see, removed ones aside.
        last_good_run: the last run that read it well and led to what readers have; None when none did.
        last_good_read: start of that run, UTC.
        failing_since: start of the first run of those in a row, up to the last, that refused it; None when the last
            one did not.
        reasons: why the last run that judged it refused or doubts it.
        message: what was seen of the first of them, in plain words; None without one.
        next: what to do about it.
    """

    verdict: str | None = None
    records: int = 0
    last_good_run: str | None = None
    last_good_read: datetime | None = None
    failing_since: datetime | None = None
    reasons: tuple[str, ...] = ()
    message: str | None = None
    next: str | None = None


@dataclass(frozen=True, kw_only=True)
class Status:
    """`status.json`: how the last run ended, whether it published anything or not; see `RunReport` for its values.

    Attributes:
        release: number of the release that readers see, None before the first.
        sites: every site that was ever read, by name.
    """

    run_id: str | None
    started_at: datetime | None
    ended_at: datetime | None
    seconds: float
    version: str
    code: int
    verdict_line: str
    release: str | None
    published: bool
    added: int
    changed: int
    removed: int
    sites: dict[str, SiteStatus] = field(default_factory=dict)


def keep_status(exports: Exports, report: RunReport) -> None:
    """Write the status of a folder whose last run has ended as a report says.

    Raises:
        StorageError: the disk refused, or what the folder holds cannot be read; the status is as it was.
    """
    release = _latest(exports)
    values = {name: getattr(report, name) for name in Status.__dataclass_fields__ if hasattr(report, name)}
    values |= {"release": release.number if release else None, "sites": site_statuses(exports, release)}
    _write(exports, Status(**values))


def renew_status(exports: Exports, redacted: Callable[[str], str] = str) -> None:
    """Let the status follow what readers see after something else than a run has changed it.

    What the last run said is kept, as `redacted` returns it; all else is told anew.

    Raises:
        StorageError: the same as `keep_status`.
    """
    if before := read_status(exports.path):
        release = _latest(exports)
        number = release.number if release else None
        line = redacted(before.verdict_line)
        _write(exports, replace(before, verdict_line=line, release=number, sites=site_statuses(exports, release)))


def read_status(path: Path) -> Status | None:
    """Return the status of an export folder, None where no run has ended yet.

    Raises:
        StorageError: it cannot be read.
    """
    file = path / STATUS
    with as_storage_error(file, "read"):
        content = file.read_bytes() if file.exists() else None
    if content is None:
        return None
    try:
        return decode(Status, orjson.loads(content))
    except ValueError as exc:
        raise StorageError(f"cannot read {file}: {exc}; the next run writes it anew") from exc


def site_statuses(exports: Exports, release: Release | None) -> dict[str, SiteStatus]:
    """Return how each site does that was ever read, by name, as the history of runs tells it.

    Raises:
        StorageError: the history cannot be read.
    """
    found: dict[str, SiteStatus] = {}
    for _, started, site in _judged(history(exports.runs)):
        before = found.get(site.site, SiteStatus()).failing_since
        reasons = tuple(dict.fromkeys(p.reason for p in site.problems))
        found[site.site] = SiteStatus(
            verdict=site.verdict,
            failing_since=(before or started) if site.verdict == "block" else None,
            reasons=reasons,
            message=site.problems[0].message if reasons else None,
            next=advice(reasons[0]) if reasons else None,
        )
    for run, started, site in _judged(exports.runs_behind(release)):
        if site.verdict != "block":
            found[site.site] = replace(found[site.site], last_good_run=run, last_good_read=started)
    shown = {name: entry.records for name, entry in release.manifest.sites.items()} if release else {}
    names = sorted({*found, *shown})
    return {name: replace(found.get(name, SiteStatus()), records=shown.get(name, 0)) for name in names}


def _judged(lines: Iterable[bytes]) -> Iterator[tuple[str, datetime, SiteReport]]:
    """Give each site of each run that judged it, with the run's name and start, oldest first; a torn line is none."""
    for line in lines:
        with suppress(ValueError, LookupError, TypeError):
            run = orjson.loads(line)
            if run["code"] not in STOPPED:
                started = started_at(run["run_id"])
                for row in run["sites"]:
                    yield run["run_id"], started, SiteReport.from_json(row)


def _latest(exports: Exports) -> Release | None:
    return None if exports.has_lost_pointer() else exports.latest()


def _write(exports: Exports, status: Status) -> None:
    option = orjson.OPT_UTC_Z | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    path = exports.path / STATUS
    with as_storage_error(path):
        write_atomic(path, orjson.dumps(asdict(status), option=option))

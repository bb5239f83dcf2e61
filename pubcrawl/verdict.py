"""What a run says at its end: one sentence, an exit code, and where to look."""

from __future__ import annotations

import signal
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Self

import orjson

from pubcrawl.advice import advice
from pubcrawl.release.manifest import MANIFEST, WORKS
from pubcrawl.release.spool import QUARANTINE
from pubcrawl.report import SiteReport, exit_code

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pubcrawl.release.read import Release


@dataclass(frozen=True, kw_only=True)
class RunReport:
    """What a run did, for people and for schedulers.

    Attributes:
        run_id: start of the run, UTC, in digits; None when it ended before it began.
        code: exit code.
        verdict_line: one line that says what happened and, where a site was refused, what to do.
        release: number of the release that readers see now, None before the first.
        published: True when this run made it.
        sites: one report a site.
        files: where to look, by what is there.
    """

    run_id: str | None
    code: int
    verdict_line: str
    release: str | None
    published: bool
    sites: tuple[SiteReport, ...]
    files: dict[str, str]

    @classmethod
    def of_failure(cls, line: str, code: int) -> Self:
        """Return the report of a run that ended before it had one: one line and an exit code."""
        return cls(run_id=None, code=code, verdict_line=line, release=None, published=False, sites=(), files={})

    def to_json_line(self) -> bytes:
        """Return the report as one line of JSON."""
        return orjson.dumps(asdict(self))


def run_report(
    run_id: str,
    folder: Path,
    reports: tuple[SiteReport, ...],
    last: Release | None,
    release: Release | None,
    stopped_by: int | None = None,
) -> RunReport:
    """Return what a run has to say.

    Args:
        run_id: name of the run.
        folder: its folder.
        reports: a judged report a site.
        last: the release readers saw before the run.
        release: the one this run made, None when it made none.
        stopped_by: the signal that ended the run before it published, None for none.
    """
    now = release or last
    files = {"run": str(folder / "run.json"), "log": str(folder / "crawl.log")}
    if now:
        files |= _places(now)
    refused = [folder / r.site / QUARANTINE for r in reports if r.quarantined]
    files |= {f"quarantine{i or ''}": str(path) for i, path in enumerate(refused)}
    return RunReport(
        run_id=run_id,
        code=128 + stopped_by if stopped_by else exit_code(reports),
        verdict_line=_verdict(reports, last, release, stopped_by),
        release=now.number if now else None,
        published=release is not None,
        sites=reports,
        files=files,
    )


def _verdict(
    reports: Sequence[SiteReport], last: Release | None, release: Release | None, stopped_by: int | None
) -> str:
    stays = f"release {last.number} stays" if last else "there is no release yet"
    if stopped_by:
        return f"stopped by {signal.Signals(stopped_by).name}: nothing published, {stays}; run again"
    reasons = {r.site: r.problems[0].reason for r in reports if r.verdict == "block"}
    blocked = ", ".join(f"{site} ({reason})" for site, reason in reasons.items())
    then = f". Next: {'; '.join(dict.fromkeys(map(advice, reasons.values())))}"
    if release is None and blocked:
        return f"nothing published, {stays}: refused {blocked}{then}"
    if release is None:
        return f"nothing new: {stays}"
    works = release.manifest.works
    told = f"published release {release.number}: {_counted(release.manifest.rows, 'record')}"
    told += f", {_counted(works, 'work')}" if works is not None else ""
    if blocked:
        return f"{told}; kept the last rows of {blocked}{then}"
    return f"{told}, from {_counted(len(release.manifest.sites), 'site')}"


def _places(release: Release) -> dict[str, str]:
    """Return where the files of a release are that people read."""
    places = {"parquet": release.parquet, "jsonl": release.jsonl, "manifest": release.path / MANIFEST}
    if WORKS in release.manifest.files:
        places["works"] = release.path / WORKS
    return {name: str(path) for name, path in places.items()}


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"

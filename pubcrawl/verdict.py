"""What a run says at its end: one sentence, an exit code, and where to look."""

from __future__ import annotations

import signal
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import orjson

from pubcrawl.release.spool import QUARANTINE
from pubcrawl.report import SiteReport, exit_code

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pubcrawl.crawl import Outcome
    from pubcrawl.release.read import Release


@dataclass(frozen=True, kw_only=True)
class RunReport:
    """What a run did, for people and for schedulers.

    Attributes:
        run_id: start of the run, UTC, in digits.
        code: exit code.
        verdict_line: one sentence that says what happened.
        release: number of the release that readers see now, None before the first.
        published: True when this run made it.
        sites: one report a site.
        files: where to look, by what is there.
    """

    run_id: str
    code: int
    verdict_line: str
    release: str | None
    published: bool
    sites: tuple[SiteReport, ...]
    files: dict[str, str]

    def to_json_line(self) -> bytes:
        """Return the report as one line of JSON."""
        return orjson.dumps(asdict(self))


def run_report(
    run_id: str,
    folder: Path,
    outcome: Outcome,
    reports: tuple[SiteReport, ...],
    last: Release | None,
    release: Release | None,
) -> RunReport:
    """Return what a run has to say.

    Args:
        run_id: name of the run.
        folder: its folder.
        outcome: what the crawl left behind.
        reports: a judged report a site.
        last: the release readers saw before the run.
        release: the one this run made, None when it made none.
    """
    now = release or last
    files = {"run": str(folder / "run.json"), "log": str(folder / "crawl.log")}
    if now:
        files |= {"parquet": str(now.parquet), "jsonl": str(now.jsonl), "manifest": str(now.path / "manifest.json")}
    refused = [folder / r.site / QUARANTINE for r in reports if r.quarantined]
    files |= {f"quarantine{i or ''}": str(path) for i, path in enumerate(refused)}
    return RunReport(
        run_id=run_id,
        code=128 + outcome.stopped_by if outcome.stopped_by else exit_code(reports),
        verdict_line=_verdict(outcome, reports, last, release),
        release=now.number if now else None,
        published=release is not None,
        sites=reports,
        files=files,
    )


def _verdict(outcome: Outcome, reports: Sequence[SiteReport], last: Release | None, release: Release | None) -> str:
    stays = f"release {last.number} stays" if last else "there is no release yet"
    if outcome.stopped_by:
        return f"stopped by {signal.Signals(outcome.stopped_by).name}: nothing published, {stays}; run again"
    blocked = [f"{r.site} ({r.problems[0].reason})" for r in reports if r.verdict == "block"]
    if release is None and blocked:
        return f"nothing published, {stays}: refused {', '.join(blocked)}"
    if release is None:
        return f"nothing new: {stays}"
    told = f"published release {release.number}: {_counted(release.manifest.rows, 'record')}"
    if blocked:
        return f"{told}; kept the last rows of {', '.join(blocked)}"
    return f"{told} from {_counted(len(release.manifest.sites), 'site')}"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"

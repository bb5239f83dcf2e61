"""The verdict of a run: its report, and the one sentence that says what happened and what to do next."""

import signal
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from pubcrawl.gate.advice import advice
from pubcrawl.gate.report import RunReport, SiteReport, exit_code
from pubcrawl.release.changelog import count_ops
from pubcrawl.release.exports import Release
from pubcrawl.release.tables import MANIFEST, WORKS
from pubcrawl.runs.folder import RunFolder


def run_report(
    folder: RunFolder,
    reports: tuple[SiteReport, ...],
    last: Release | None,
    release: Release | None,
    stopped_by: int | None,
    *,
    strict: bool = False,
) -> RunReport:
    """Return what a run has to say that met `last` and made `release`, or that a signal ended before."""
    now = release or last
    files = {"run": folder.report, "log": folder.log}
    if now:
        files |= {"parquet": now.parquet, "jsonl": now.jsonl, "manifest": now.path / MANIFEST}
        files |= {"works": now.path / WORKS} if WORKS in now.manifest.files else {}
    refused = [folder.site(r.site).quarantine for r in reports if r.quarantined]
    files |= {f"quarantine{i or ''}": path for i, path in enumerate(refused)}
    changes = Counter(count_ops(release.changes) if release and release.changes else {})
    report = RunReport(
        run_id=folder.run_id,
        code=128 + stopped_by if stopped_by else exit_code(reports, strict=strict),
        verdict_line="",
        release=now.number if now else None,
        published=release is not None,
        added=changes["add"] + changes["restore"],
        changed=changes["update"] + changes["relink"],
        removed=changes["remove"],
        records={site: entry.records for site, entry in now.manifest.sites.items()} if now else {},
        sites=reports,
        files={name: str(path) for name, path in files.items()},
    )
    return replace(report, verdict_line=_verdict(report, release, stopped_by))


def _verdict(report: RunReport, release: Release | None, stopped_by: int | None) -> str:
    """Return one sentence that says what happened and, where a site was refused, what to do."""
    stays = f"release {report.release} stays" if report.release else "there is no release yet"
    if stopped_by:
        return f"stopped by {signal.Signals(stopped_by).name}: nothing published, {stays}; run again"
    reasons = {r.site: r.problems[0].reason for r in report.sites if r.verdict == "block"}
    blocked = _named(reasons)
    then = f". Next: {_next(report, reasons)}" if blocked else ""
    doubts = [f"{r.site} ({', '.join(_doubts(r))})" for r in report.sites if r.verdict != "block" and _doubts(r)]
    warned = f"; warned: {', '.join(doubts)}" if doubts else ""
    if release is None:
        return (
            f"nothing published, {stays}: refused {blocked}{warned}{then}"
            if blocked
            else f"nothing new: {stays}{warned}"
        )
    parts = [f"published release {release.number}: {_published(report, release)}"]
    if not blocked:
        parts[0] += f", from {_counted(len(release.manifest.sites), 'site')}"
    if kept := _named({site: reason for site, reason in reasons.items() if release.published(site)}):
        parts.append(f"kept the last rows of {kept}")
    if none := _named({site: reason for site, reason in reasons.items() if not release.published(site)}):
        parts.append(f"nothing of {none} yet")
    return f"{'; '.join(parts)}{warned}{then}"


def _named(reasons: Mapping[str, str]) -> str:
    return ", ".join(f"{site} ({reason})" for site, reason in reasons.items())


def _doubts(report: SiteReport) -> list[str]:
    return list(dict.fromkeys(problem.reason for problem in report.problems))


def _next(report: RunReport, reasons: Mapping[str, str]) -> str:
    """Return what to do about the reasons of refused sites; where no site answered, the fault may be on our side."""
    told = list(dict.fromkeys(map(advice, reasons.values())))
    nobody = all(site.verdict == "block" and not site.answers for site in report.sites)
    return "; ".join(["no site answered: is this machine online?", *told] if nobody else told)


def _published(report: RunReport, release: Release) -> str:
    works = release.manifest.works
    moved = {"added": report.added, "changed": report.changed, "removed": report.removed}
    told = ", ".join(f"{number:,} {word}" for word, number in moved.items())
    records = f"{_counted(sum(report.records.values()), 'record')} ({told})"
    return f"{records}, {_counted(works, 'work')}" if works is not None else records


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"

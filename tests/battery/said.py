"""What is said about a dataset, held against the truth: `status.json`, `pubcrawl sites` and the manifest."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pubcrawl.release.exports import Release
from tests.battery.forked import run
from tests.releases import read_latest
from tests.saying import sentence

STATUS = "status.json"

_NAMED = re.compile(r"(\w+) \((\w+)\)")
"""A site with the reason why it was refused, in a verdict."""


@dataclass(frozen=True, kw_only=True)
class RunTruth:
    """What is so of a run that has ended.

    Attributes:
        code: the exit code that is documented for it.
        stopped: the signal that stopped it, None where none did.
        release: that readers see now.
        published: the run made it.
        records: it shows, removed ones aside.
        added: records it shows and the one before did not.
        removed: records it shows no more.
        changed: at least and at most so many others are otherwise than before.
        refused: sites that the run could not read.
        empty: those among them of which readers have nothing.
        mended: the release that the run made the pointer again for.
    """

    code: int
    stopped: str | None
    release: str | None
    published: bool
    records: int
    added: int
    removed: int
    changed: tuple[int, int]
    refused: frozenset[str]
    empty: frozenset[str]
    mended: str | None


@dataclass(frozen=True, kw_only=True)
class SiteTruth:
    """What is so of a site.

    Attributes:
        records: it shows to readers, removed ones aside.
        verdict: of the last run that judged it; None where none has.
        good_run: the last run that read it well and is behind what readers have.
        good_at: when that run started.
        failing_since: when the first run started of the unbroken line of those that refused it.
        reasons: why the last run refused it.
        settled: all runs have ended; one that was killed after it published is only behind what is said of the records.
    """

    records: int = 0
    verdict: str | None = None
    good_run: str | None = None
    good_at: str | None = None
    failing_since: str | None = None
    reasons: tuple[str, ...] = ()
    settled: bool = True


def check_line(told: Mapping[str, Any], truth: RunTruth) -> None:
    """Fail unless a run's report and its sentence say what is so."""
    line = sentence(told["verdict_line"])
    about = (line, truth)
    assert (told["code"], told["release"], told["published"]) == (truth.code, truth.release, truth.published), about
    mended = f" (latest.json was lost and was made again for release {truth.mended})"
    assert line.endswith(mended) if truth.mended else "latest.json" not in line, about
    said = line.removesuffix(mended).partition(". Next: ")[0].partition("; warned: ")[0]
    assert dict(_NAMED.findall(said)) == dict.fromkeys(truth.refused, "unreachable"), about
    stays = f"release {truth.release} stays" if truth.release else "there is no release yet"
    if truth.stopped:
        assert said == f"stopped by {truth.stopped}: nothing published, {stays}; run again", about
    elif truth.published:
        kept, brought = truth.refused - truth.empty, {name: told[name] for name in ("added", "changed", "removed")}
        moved = ", ".join(f"{number:,} {name}" for name, number in brought.items())
        assert said.startswith(f"published release {truth.release}: {truth.records:,} record"), about
        assert f" ({moved})" in said, about
        assert ("kept the last rows of" in said, "nothing of" in said) == (bool(kept), bool(truth.empty)), about
    elif truth.refused:
        assert said.startswith(f"nothing published, {stays}: refused "), about
    else:
        assert said == f"nothing new: {stays}", about
    least, most = truth.changed
    assert (told["added"], told["removed"]) == (truth.added, truth.removed), about
    assert least <= told["changed"] <= most, about


def check_status(exports: Path, told: Mapping[str, Any], truth: Mapping[str, SiteTruth]) -> None:
    """Fail unless `status.json` says what the run that wrote it has told, and of each site what is so."""
    said = json.loads((exports / STATUS).read_bytes())
    same = "run_id started_at ended_at code verdict_line release published added changed removed".split()
    assert {name: said[name] for name in same} == {name: told[name] for name in same}
    _check_sites(said["sites"], truth)


def _check_sites(said: Mapping[str, Mapping[str, Any]], truth: Mapping[str, SiteTruth]) -> None:
    """Fail unless of each site that was ever read what is so is said, as `status.json` does it."""
    unknown = {site for site, known in truth.items() if known == SiteTruth()}
    assert truth.keys() - unknown <= said.keys() <= truth.keys()
    for site, about in said.items():
        known = truth[site]
        assert about["records"] == known.records, (site, about, known)
        if not known.settled:
            continue
        assert _plain(about["verdict"]) == known.verdict, (site, about, known)
        assert (about["last_good_run"], about["last_good_read"]) == (known.good_run, known.good_at), (
            site,
            about,
            known,
        )
        assert about["failing_since"] == known.failing_since, (site, about, known)
        assert set(known.reasons) <= set(about["reasons"]), (site, about, known)
        assert bool(about["next"]) == bool(about["reasons"]) == (about["verdict"] in ("warn", "block")), (site, about)


def _plain(verdict: str | None) -> str | None:
    """Take a warning for a pass: both are published, and what is warned about is another family's."""
    return "pass" if verdict == "warn" else verdict


def check_sites(exports: Path, folder: Path, truth: Mapping[str, SiteTruth]) -> None:
    """Fail unless `pubcrawl sites` says what is so, and the manifest counts the records that readers have."""
    ended = run(["sites", "--json", "--exports", str(exports)], folder)
    assert ended.code == 0, ended
    _check_sites({row["site"]: row for row in json.loads(ended.out)}, truth)
    release = read_latest(exports)
    told = {site: entry.records for site, entry in release.manifest.sites.items()} if release else {}
    assert told == {site: truth[site].records for site in told}


def check_manifest(release: Release, run: str, verdicts: Mapping[str, str], made: Mapping[str, str]) -> None:
    """Fail unless the manifest of a release says who made it, and of each site whether it was read and by which run.

    Args:
        release: the release.
        run: that made it.
        verdicts: `pass` or `block` for each site that the run was asked for.
        made: the run whose records of a site these are.
    """
    assert release.manifest.run_id == run
    for site, entry in release.manifest.sites.items():
        verdict = verdicts.get(site, "not_run")
        assert (_plain(entry.verdict), entry.stale) == (verdict, verdict != "pass"), (site, entry, verdicts)
        assert entry.run_id == made.get(site), (site, entry, made)
        assert bool(entry.problems) == (entry.verdict in ("warn", "block")), (site, entry)


def time_of(run_id: str) -> str:
    """Return when a run was started first, ISO, by its name."""
    return datetime.strptime(run_id[:16], "%Y%m%dT%H%M%SZ").strftime("%Y-%m-%dT%H:%M:%SZ")  # noqa: DTZ007  the zone is in it

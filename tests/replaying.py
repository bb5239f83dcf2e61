"""Strict replay: fixture sites over real HTTP, crawled by the command line in a process of its own.

Strict means that an address no manifest holds, an entry never asked for, or any error of ours is a failure, not
fewer records.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import orjson

from pubcrawl.storage.jsonl import dump
from tests.served import WatchedServer

HASTE = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False")


@dataclass(frozen=True, kw_only=True)
class Replay:
    """One site's crawl: what it asked for, what it read and published, and what it said about itself."""

    site: str
    exit_code: int
    requests: Counter[str]
    unknown: list[str]
    raw: list[dict[str, Any]]
    publications: list[dict[str, Any]]
    report: dict[str, Any]
    log: str


def replay(folder: Path, fixtures: Path, sites: Sequence[str] = (), *arguments: str) -> dict[str, Replay]:
    """Crawl fixture sites, all of them by default, into an export folder below `folder`."""
    chosen = sites or sorted(p.parent.name for p in fixtures.glob("*/manifest.json"))
    with WatchedServer([fixtures / s for s in chosen]) as server:
        urls = [a for s in chosen for a in ("--site-url", f"{s}={server.base_url(s)}")]
        command = [sys.executable, "-m", "pubcrawl", "crawl", *chosen, "--exports", str(folder / "exports")]
        done = subprocess.run([*command, *urls, *HASTE, *arguments, "--json"], capture_output=True, check=False)
        assert done.stdout, done.stderr.decode()
        run = json.loads(done.stdout)
        spools = folder / "exports" / "runs" / run["run_id"]
        log = Path(run["files"]["log"]).read_text(encoding="utf-8")
        asked = [(v.site, unquote(v.path)) for v in server.requests]
        unknown = list(server.unknown)
    reports = {r["site"]: r for r in run["sites"]}
    return {
        site: Replay(
            site=site,
            exit_code=done.returncode,
            requests=Counter(path for s, path in asked if s == site),
            unknown=[u for u in unknown if u.split()[0] == site],
            **_read(spools / site / "spool.jsonl"),
            report=reports[site],
            log=log,
        )
        for site in chosen
    }


def _read(spool: Path) -> dict[str, list[dict[str, Any]]]:
    drafts = [json.loads(line) for line in spool.read_bytes().splitlines()]
    raw = sorted((d["raw"] for d in drafts), key=lambda r: (r["source_url"], r["position"]))
    return {"raw": raw, "publications": sorted((d["publication"] for d in drafts), key=lambda p: p["id"])}


def manifest_paths(fixtures: Path, site: str, *roles: str) -> dict[str, bool]:
    """Return the decoded path of each entry of a site, and whether a crawl may leave it out."""
    entries = json.loads((fixtures / site / "manifest.json").read_text(encoding="utf-8"))["responses"]
    return {
        _path(e["url"]): e["optional"] and e.get("role") not in roles
        for e in entries
        if e.get("role") != "listing_alias"
    }


def _path(url: str) -> str:
    parts = urlsplit(url)
    return unquote(parts.path + (f"?{parts.query}" if parts.query else ""))


def report_golden(run: Replay) -> dict[str, Any]:
    """What a report golden keeps: everything that does not depend on the clock of the run."""
    kept = (
        "pages",
        "records",
        "duplicates",
        "quarantined",
        "languages",
        "fill",
        "flags",
        "newest",
        "problems",
        "verdict",
    )
    return {"requests": sorted(run.requests)} | {k: run.report[k] for k in kept}


def golden_bytes(run: Replay) -> dict[str, bytes]:
    """The golden files of a site by name."""
    report = orjson.dumps(report_golden(run), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    return {
        "raw.jsonl": b"".join(map(dump, run.raw)),
        "publications.jsonl": b"".join(map(dump, run.publications)),
        "report.json": report,
    }

"""The sentence at the end of a run, and where it says the files are."""

from dataclasses import replace
from pathlib import Path

import pytest

from pubcrawl.gate.report import Problem, RunReport, SiteReport
from pubcrawl.matching.link import link
from pubcrawl.release.exports import Release
from pubcrawl.release.tables import WORKS
from pubcrawl.runs.folder import RunFolder
from pubcrawl.verdict import run_report
from tests.records import NOON, publication
from tests.releases import publish

DOI = {"doi": "10.5555/tides.1"}
ALL = [publication("amii:a", **DOI), publication("mila_en:a", **DOI), publication("mila_en:b", title="Keys")]


def released(exports: Path, count: int = len(ALL)) -> Release:
    linked = link(ALL[:count], {})
    sites = [SiteReport(site=site) for site in sorted({p.site for p in ALL[:count]})]
    return publish(exports, ALL[:count], run_id="r", now=NOON, site_reports=sites, versions={}, linked=linked)


def older(release: Release) -> Release:
    """The release as it was made before works were linked."""
    files = {name: entry for name, entry in release.manifest.files.items() if "work" not in name}
    return replace(release, manifest=replace(release.manifest, files=files))


def report(exports: Path, release: Release, *reports: SiteReport) -> RunReport:
    folder = RunFolder(run_id="r", path=exports / "runs" / "r", started=NOON)
    return run_report(folder, reports, None, release, None)


@pytest.mark.parametrize(
    ("count", "line"),
    [
        (0, "published release 000001: 0 records (0 added, 0 changed, 0 removed), 0 works, from 0 sites"),
        (1, "published release 000001: 1 record (1 added, 0 changed, 0 removed), 1 work, from 1 site"),
        (2, "published release 000001: 2 records (2 added, 0 changed, 0 removed), 1 work, from 2 sites"),
        (3, "published release 000001: 3 records (3 added, 0 changed, 0 removed), 2 works, from 2 sites"),
    ],
)
def test_what_was_published_is_counted(tmp_path: Path, count: int, line: str) -> None:
    assert report(tmp_path, released(tmp_path, count)).verdict_line == line


def test_a_release_without_works_is_counted_without(tmp_path: Path) -> None:
    told = report(tmp_path, older(released(tmp_path)))
    assert told.verdict_line == "published release 000001: 3 records (3 added, 0 changed, 0 removed), from 2 sites"
    assert "works" not in told.files


def test_what_was_kept_is_told_behind_the_works(tmp_path: Path) -> None:
    drift = Problem(reason="drift", message="m")
    line = report(
        tmp_path, released(tmp_path), SiteReport(site="amii", problems=(drift,), verdict="block")
    ).verdict_line
    assert line.startswith(
        "published release 000001: 3 records (3 added, 0 changed, 0 removed), 2 works; kept the last rows of amii (drift). Next: "
    )


def test_the_files_are_named(tmp_path: Path) -> None:
    release = released(tmp_path)
    files = report(tmp_path, release).files
    assert files == {
        "run": f"{tmp_path}/runs/r/run.json",
        "log": f"{tmp_path}/runs/r/crawl.log",
        "parquet": f"{release.path}/publications.parquet",
        "jsonl": f"{release.path}/publications.jsonl",
        "manifest": f"{release.path}/manifest.json",
        "works": f"{release.path}/{WORKS}",
    }
    assert all(Path(files[name]).is_file() for name in ("parquet", "jsonl", "manifest", "works"))

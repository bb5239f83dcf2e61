"""The fixture sites, crawled for real, against their goldens."""

import difflib
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.replaying import Replay, golden_bytes, manifest_paths

FIXTURES = ROOT / "fixtures"
LISTINGS = {"mila_en": "/en/research/publications", "mila_fr": "/fr/recherche/publications"}
SITES = sorted(p.parent.name for p in FIXTURES.glob("*/manifest.json"))
ACCEPT = "if this is what you meant: pytest tests/test_replay.py --update-goldens"


def second_look(site: str) -> dict[str, int]:
    """The first page of a listing is asked for once more when the walk is over."""
    return {LISTINGS[site]: 2} if site in LISTINGS else {}


@pytest.mark.parametrize("site", SITES)
def test_a_crawl_asks_for_every_page_and_for_nothing_else(replays: dict[str, Replay], site: str) -> None:
    run = replays[site]
    assert run.unknown == []
    needed = {path for path, optional in manifest_paths(FIXTURES, site).items() if not optional}
    assert dict(run.requests) == dict.fromkeys(needed, 1) | second_look(site)


@pytest.mark.parametrize("site", SITES)
def test_a_crawl_ends_without_an_error_of_ours(replays: dict[str, Replay], site: str) -> None:
    run = replays[site]
    assert (run.exit_code, run.report["problems"], run.report["finish_reason"]) == (0, [], "finished")
    assert "Traceback" not in run.log
    assert " ERROR: " not in run.log


@pytest.mark.parametrize("site", ["mila_en", "mila_fr"])
def test_profiles_are_read_once_each_with_their_second_pages(profile_replays: dict[str, Replay], site: str) -> None:
    run = profile_replays[site]
    needed = {path for path, optional in manifest_paths(FIXTURES, site, "profile").items() if not optional}
    assert {p for p in needed if p not in run.requests} == set()
    assert {path: times for path, times in run.requests.items() if times > 1} == second_look(site)
    assert any("page=0,1" in path for path in run.requests)
    assert run.exit_code == 0


@pytest.mark.parametrize("site", ["mila_en", "mila_fr"])
def test_profiles_add_no_record_the_listing_has(
    replays: dict[str, Replay], profile_replays: dict[str, Replay], site: str
) -> None:
    listed = {p["id"] for p in replays[site].publications}
    assert {p["id"] for p in profile_replays[site].publications} == listed
    assert profile_replays[site].report["duplicates"] > 0


@pytest.mark.parametrize("name", ["raw.jsonl", "publications.jsonl", "report.json"])
@pytest.mark.parametrize("site", SITES)
def test_a_crawl_gives_its_golden(
    replays: dict[str, Replay], site: str, name: str, request: pytest.FixtureRequest
) -> None:
    path = FIXTURES / site / "golden" / name
    fresh = golden_bytes(replays[site])[name]
    golden = path.read_bytes() if path.exists() else b""
    if fresh == golden:
        return
    moved = difference(golden, fresh, path)
    if request.config.getoption("--update-goldens"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(fresh)
        pytest.fail(f"{path} rewritten; read what moved, then run again without the flag\n{moved}")
    pytest.fail(f"{path} is not what the crawl gives; {ACCEPT}\n{moved}")


def difference(golden: bytes, fresh: bytes, path: Path) -> str:
    lines = difflib.unified_diff(
        golden.decode().splitlines(), fresh.decode().splitlines(), str(path), "this crawl", lineterm="", n=0
    )
    return "\n".join(line[:2000] for line in lines)

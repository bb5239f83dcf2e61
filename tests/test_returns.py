"""Three sites, and what comes after a stop, a rollback and a lost pointer: each later night says what is so."""

import json
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pubcrawl.fixture_server import Reply, address
from pubcrawl.release.check import check
from tests.battery.disk import Disk, Fault, watched
from tests.battery.forked import run, start
from tests.battery.struck import StruckServer
from tests.conftest import ROOT
from tests.releases import load_rows, read_latest
from tests.replaying import HASTE
from tests.saying import sentence
from tests.served import WatchedServer
from tests.test_runs import NO_RETRY

pytestmark = pytest.mark.night

SITES = ("amii", "mila_en", "mila_fr")


@dataclass
class Nights:
    """An export folder that grows night after night from the fixtures of three sites."""

    server: WatchedServer
    folder: Path

    @property
    def exports(self) -> Path:
        return self.folder / "exports"

    def order(self, *more: str, sites: tuple[str, ...] = SITES) -> list[str]:
        urls = [word for site in sites for word in ("--site-url", f"{site}={self.server.base_url(site)}")]
        return ["crawl", *sites, "--exports", str(self.exports), *urls, *HASTE, *NO_RETRY, "--json", *more]

    def pass_one(self, *more: str, sites: tuple[str, ...] = SITES) -> dict[str, Any]:
        """Let a night pass; return what it says."""
        self.folder.mkdir(exist_ok=True)
        told: dict[str, Any] = json.loads(run(self.order(*more, sites=sites), self.folder / "said", seconds=120).out)
        return told

    def stop_behind(self, site: str, *more: str) -> str:
        """Start a night and stop it once a site was read; return its name."""
        self.folder.mkdir(exist_ok=True)
        asked = len(self.server.requests)
        running = start(self.order("-s", "DOWNLOAD_DELAY=0.2", *more), self.folder / "said")
        behind = SITES[SITES.index(site) + 1]
        while not any(r.site == behind and "robots" not in r.path for r in self.server.requests[asked:]):
            assert running.process.is_alive()
            time.sleep(0.01)
        os.kill(running.process.pid, signal.SIGTERM)
        ended = running.ended(60)
        assert ended.code == 143
        return str(json.loads(ended.out)["run_id"])

    def asked_since(self, since: int) -> set[str]:
        return {r.site for r in self.server.requests[since:] if "robots" not in r.path}

    def command(self, *words: str) -> None:
        assert run([*words, "--exports", str(self.exports)], self.folder / "said", seconds=60).code == 0

    def say(self, verb: str) -> list[dict[str, Any]]:
        """Return what a verb says as JSON."""
        told: list[dict[str, Any]] = json.loads(
            run([verb, "--json", "--exports", str(self.exports)], self.folder / "said", seconds=60).out
        )
        return told

    def rows(self) -> list[tuple[str, str, bool]]:
        """What readers see: every record, its content, and whether it is removed."""
        release = read_latest(self.exports)
        assert release
        assert check(release) == []
        return [(p.id, p.content_hash, p.removed_at is not None) for p in load_rows(release)]


@pytest.fixture
def nights(tmp_path: Path) -> Iterator[Nights]:
    with WatchedServer([ROOT / "fixtures" / site for site in SITES]) as server:
        yield Nights(server=server, folder=tmp_path / "ours")


@pytest.fixture
def whole(nights: Nights, tmp_path: Path) -> list[tuple[str, str, bool]]:
    """What readers see after one undisturbed night."""
    undisturbed = Nights(server=nights.server, folder=tmp_path / "undisturbed")
    assert undisturbed.pass_one()["code"] == 0
    return undisturbed.rows()


@pytest.mark.parametrize("site", ["amii", "mila_en"])
def test_a_first_run_that_was_stopped_goes_on(nights: Nights, whole: list[object], site: str) -> None:
    stopped = nights.stop_behind(site)
    assert read_latest(nights.exports) is None
    asked = len(nights.server.requests)
    told = nights.pass_one()
    assert (told["code"], told["run_id"], told["published"]) == (0, stopped, True)
    assert site not in nights.asked_since(asked)
    assert [s["verdict"] for s in told["sites"]] == ["pass", "pass", "pass"]
    assert nights.rows() == whole
    assert sentence(nights.pass_one()["verdict_line"]) == "nothing new: release 000001 stays"


def test_a_sweep_that_was_stopped_goes_on_and_counts_only_then(nights: Nights, whole: list[object]) -> None:
    nights.pass_one()
    stopped = nights.stop_behind("amii", "--full")
    told = nights.pass_one("--full")
    assert (told["code"], told["run_id"]) == (0, stopped)
    assert nights.rows() == whole


def test_a_stopped_night_is_no_measure_of_the_next(nights: Nights, whole: list[object]) -> None:
    """The run that follows is asked for something else, so it cannot go on with the one that was stopped."""
    nights.stop_behind("mila_en")
    told = nights.pass_one("-a", "profiles=0")
    assert (told["code"], [s["verdict"] for s in told["sites"]]) == (0, ["pass", "pass", "pass"])
    assert [s["complete"] for s in told["sites"]] == [True, True, True]
    assert nights.rows() == whole


def test_after_a_rollback_to_a_release_that_lacks_a_site(nights: Nights, whole: list[object]) -> None:
    assert nights.pass_one(sites=("amii",))["release"] == "000001"
    assert nights.pass_one()["release"] == "000002"
    nights.command("rollback", "1")
    told = nights.pass_one()
    assert (told["code"], told["published"], told["release"]) == (0, True, "000003")
    assert [(s["verdict"], s["complete"], s["problems"]) for s in told["sites"]] == [("pass", True, [])] * 3
    assert nights.rows() == whole


def test_a_rollback_orders_a_sweep(nights: Nights) -> None:
    nights.pass_one()
    asked = len(nights.server.requests)
    nights.pass_one()
    quiet = len(nights.server.requests) - asked
    nights.command("rollback", "1")
    asked = len(nights.server.requests)
    told = nights.pass_one()
    assert [s["complete"] for s in told["sites"]] == [True, True, True]
    assert len(nights.server.requests) - asked > quiet
    asked = len(nights.server.requests)
    nights.pass_one()
    assert len(nights.server.requests) - asked <= quiet + 4


@pytest.mark.parametrize("left", [None, b"", b"{}", b'{"release": "000009"}'])
def test_a_lost_pointer_is_named_mended_and_orders_a_sweep(
    nights: Nights, whole: list[object], left: bytes | None
) -> None:
    nights.pass_one()
    pointer = nights.exports / "latest.json"
    pointer.unlink()
    if left is not None:
        pointer.write_bytes(left)
    for verb in ("history", "sites"):
        said = run([verb, "--exports", str(nights.exports)], nights.folder / "said")
        assert "latest.json: no release is named there, though there are releases" in said.err
        assert "pubcrawl rollback 000001 makes it again" in said.err
    told = nights.pass_one()
    assert sentence(told["verdict_line"]).endswith("(latest.json was lost and was made again for release 000001)")
    assert (told["code"], [s["complete"] for s in told["sites"]]) == (0, [True, True, True])
    assert nights.rows() == whole


def test_a_run_that_mends_the_pointer_and_publishes_names_the_release_it_led_to(nights: Nights) -> None:
    nights.pass_one(sites=("amii",))
    (nights.exports / "latest.json").unlink()
    told = nights.pass_one()
    line = sentence(told["verdict_line"])
    assert line.startswith("published release 000002: ")
    assert line.endswith("(latest.json was lost and was made again for release 000001)")


def test_a_site_that_was_out_before_the_stop_is_asked_again(nights: Nights, whole: list[object]) -> None:
    nights.pass_one()
    page = nights.server.replies["amii"][address("/robots.txt")]
    nights.server.put("amii", "/robots.txt", Reply(status=503, headers={}, body=b""))
    stopped = nights.stop_behind("amii")
    nights.server.put("amii", "/robots.txt", page)
    told = nights.pass_one()
    assert (told["run_id"], told["code"]) == (stopped, 0)
    assert sentence(told["verdict_line"]) == "nothing new: release 000001 stays"
    assert nights.rows() == whole


def test_a_run_that_was_killed_behind_its_release_has_its_end_from_the_next(nights: Nights) -> None:
    """Which is asked for something else, and does not go on with it."""
    killed = start(nights.order(), nights.folder / "said", within=partial(watched, _killed_at_its_end(nights.exports)))
    assert killed.ended(120).code == -signal.SIGKILL
    assert {row["site"]: row["records"] for row in nights.say("sites")} == {"amii": 28, "mila_en": 53, "mila_fr": 57}
    told = nights.pass_one(sites=("amii",))
    assert (told["code"], sentence(told["verdict_line"])) == (0, "nothing new: release 000001 stays")
    ours, theirs = nights.say("runs")
    assert (ours["run_id"], theirs["published"], theirs["added"]) == (told["run_id"], True, 138)
    assert theirs["verdict_line"].endswith(" (killed before it could say so)")
    read = {row["site"]: (row["verdict"], row["last_good_run"]) for row in nights.say("sites")}
    assert read == {
        "amii": ("pass", told["run_id"]),
        "mila_en": ("pass", theirs["run_id"]),
        "mila_fr": ("pass", theirs["run_id"]),
    }


def _killed_at_its_end(exports: Path) -> Disk:
    return Disk(exports, Fault(at=1, act="kill", call="run.json"))


def test_nothing_is_kept_of_a_site_that_never_was_published(nights: Nights) -> None:
    nights.server.drop("mila_fr", "/fr/recherche/publications")
    told = nights.pass_one()
    assert (told["code"], told["published"]) == (4, True)
    assert "; nothing of mila_fr (unreachable) yet. Next: " in told["verdict_line"]
    assert "kept the last rows" not in told["verdict_line"]


def test_a_page_is_asked_for_when_the_one_before_is_on_disk(tmp_path: Path) -> None:
    """So a stop costs a site robots.txt and one page, however busy the machine is."""
    done: list[int] = []
    with StruckServer([ROOT / "fixtures" / "amii"]) as server:

        def count(_: str) -> None:
            (journal,) = tmp_path.glob("ours/exports/runs/*/amii/journal.jsonl")
            done.append(len(journal.read_bytes().splitlines()))

        server.told = count
        assert Nights(server=server, folder=tmp_path / "ours").pass_one(sites=("amii",))["code"] == 0
    assert done == [0, 0, 1, 2, 3]  # robots.txt, the sitemap, and three round-ups

"""Whole runs over a site that goes wrong: the release readers see is never worse, and the run says what happened."""

import hashlib
import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from pubcrawl.fixture_server import FixtureServer, Reply
from pubcrawl.release.check import check
from tests.battery.forked import Running, start
from tests.battery.scene import broken
from tests.conftest import ROOT
from tests.releases import read_latest
from tests.replaying import HASTE
from tests.saying import sentence
from tests.served import WatchedServer

pytestmark = pytest.mark.night

LISTING = "/en/research/publications"
SITE = "mila_en"
NO_RETRY = ("-s", "RETRY_TIMES=0", "-s", "PUBCRAWL_BACKOFF=0")


@dataclass
class World:
    """One site, and an export folder that holds a good release of it."""

    server: WatchedServer
    exports: Path

    def command(self, *arguments: str) -> list[str]:
        base = ["crawl", SITE, "--exports", str(self.exports), "--site-url", f"{SITE}={self.server.base_url(SITE)}"]
        return [*base, *HASTE, *NO_RETRY, "--json", *arguments]

    def start(self, *arguments: str, within: Callable[[], AbstractContextManager[object]] = nullcontext) -> Running:
        """Start a run in a process of its own; what it says is kept beside the export folder."""
        said = mkdtemp(prefix="said-", dir=self.exports.parent)
        return start(self.command(*arguments), Path(said), within=within)

    def crawl(self, *arguments: str) -> tuple[int, dict[str, Any]]:
        ended = self.start(*arguments).ended(120)
        return ended.code, json.loads(ended.out)

    def asked_for(self, running: Running, count: int, since: int) -> None:
        """Wait until the site was asked for so many pages and files, or the run is over."""
        while len(self.server.requests) < since + count and running.process.is_alive():
            time.sleep(0.01)

    def seen(self) -> dict[str, str]:
        """What readers see: every file of the latest release, by checksum."""
        release = read_latest(self.exports)
        assert release
        assert check(release) == []
        return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(release.path.iterdir())}


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The site as it is, served while the module lasts, and its first release, which no test touches."""
    with WatchedServer([ROOT / "fixtures" / SITE]) as server:
        made = World(server=server, exports=tmp_path_factory.mktemp("good") / "exports")
        code, report = made.crawl()
        assert (code, report["published"]) == (0, True)
        yield made


@pytest.fixture
def world(good: World, tmp_path: Path) -> Iterator[World]:
    """The same site with a copy of the release; afterwards the site is again what it was."""
    replies = good.server.replies[SITE]
    before = dict(replies)
    yield World(server=good.server, exports=Path(shutil.copytree(good.exports, tmp_path / "exports")))
    replies.clear()
    replies.update(before)


def page(html: str, status: int = 200) -> Reply:
    headers = {"Content-Type": "text/html; charset=utf-8", "Date": "Mon, 20 Apr 2026 06:00:00 GMT"}
    return Reply(status=status, headers=headers, body=html.encode())


def robots(path: str) -> Reply:
    return Reply(status=200, headers={"Content-Type": "text/plain"}, body=f"User-agent: *\nDisallow: {path}\n".encode())


def moved(target: str) -> Reply:
    return Reply(status=302, headers={"Location": target}, body=b"")


def redesigned(world: World) -> None:
    """Every listing page loses its markers, statuses, dates and links to people."""
    from tests.pages.test_markups import without_cues  # noqa: PLC0415  it builds on the renderers

    for number in range(5):
        path = LISTING + (f"?page={number}" if number else "")
        body = (ROOT / "fixtures" / SITE / "pages" / f"publications-{number}.html").read_text(encoding="utf-8")
        world.server.put(SITE, path, page(without_cues(body)))


def half_a_list(world: World) -> None:
    """The list ends after its second page."""
    world.server.replace(SITE, f"{LISTING}?page=2", "empty_list")


WRONG = [
    pytest.param(lambda w: w.server.replace(SITE, LISTING, "maintenance"), 4, "unreachable", id="maintenance 503"),
    pytest.param(lambda w: w.server.replace(SITE, LISTING, "maintenance_200"), 4, "maintenance", id="maintenance 200"),
    pytest.param(lambda w: w.server.replace(SITE, LISTING, "soft_404"), 4, "soft_404", id="home page instead"),
    pytest.param(lambda w: w.server.replace(SITE, LISTING, "challenge"), 4, "challenge", id="challenge with 200"),
    pytest.param(lambda w: w.server.replace(SITE, LISTING, "empty_list"), 3, "empty", id="empty list"),
    pytest.param(lambda w: w.server.put(SITE, LISTING, page("gone", 404)), 4, "unreachable", id="listing gone"),
    pytest.param(lambda w: w.server.put(SITE, LISTING, page("no", 403)), 4, "refused", id="refused"),
    pytest.param(lambda w: w.server.put(SITE, "/robots.txt", robots("/")), 4, "refused", id="robots forbid"),
    pytest.param(lambda w: w.server.put(SITE, LISTING, page("x" * 17 * 2**20)), 4, "unreachable", id="page too large"),
    pytest.param(
        lambda w: w.server.put(SITE, LISTING, moved("http://127.0.0.3:9/")), 4, "refused", id="moved to a stranger"
    ),
    pytest.param(
        lambda w: w.server.put(SITE, LISTING, moved("file:///etc/passwd")), 4, "unreachable", id="moved to a file"
    ),
    pytest.param(lambda w: w.server.put(SITE, LISTING, moved(LISTING)), 4, "unreachable", id="moved to itself"),
    pytest.param(
        lambda w: w.server.put(SITE, f"{LISTING}?page=3", page("oops", 500)), 4, "unreachable", id="page 3 of 5 fails"
    ),
    pytest.param(redesigned, 5, "drift", id="redesign"),
    pytest.param(half_a_list, 3, "shrunk", id="half a list"),
]


@pytest.mark.parametrize(("break_it", "code", "reason"), WRONG)
def test_a_site_that_goes_wrong_leaves_the_release_as_it_was(
    world: World, break_it: Callable[[World], None], code: int, reason: str
) -> None:
    before = world.seen()
    break_it(world)
    ended, report = world.crawl("--full")
    assert (ended, report["published"]) == (code, False)
    assert report["sites"][0]["problems"][0]["reason"] == reason
    assert reason in report["verdict_line"]
    assert "release 000001 stays" in report["verdict_line"]
    assert world.seen() == before


def test_a_dead_host_is_given_up_within_half_a_minute(world: World) -> None:
    before = world.seen()
    with FixtureServer([ROOT / "fixtures" / SITE]) as server:
        address = f"{SITE}={server.base_url(SITE)}"
    started = time.monotonic()
    code, report = world.crawl("--site-url", address)
    assert code == 4
    assert time.monotonic() - started < 30
    assert report["sites"][0]["problems"][0]["reason"] == "unreachable"
    assert world.seen() == before


def test_a_bug_in_a_callback_ends_in_1_and_publishes_nothing(world: World) -> None:
    before = world.seen()
    ended = world.start(within=broken).ended()
    assert (ended.code, json.loads(ended.out)["sites"][0]["problems"][0]["reason"]) == (1, "errors")
    assert world.seen() == before


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_stops_the_run_and_publishes_nothing(world: World, number: signal.Signals, code: int) -> None:
    """In a process that is not forked, so that the signal meets the interpreter as a user's would."""
    before = world.seen()
    command = [sys.executable, "-m", "pubcrawl", *world.command("-s", "DOWNLOAD_DELAY=1")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        asked = len(world.server.requests)
        while len(world.server.requests) < asked + 2:
            time.sleep(0.05)
        process.send_signal(number)
        out, _ = process.communicate(timeout=30)
    assert process.returncode == code
    assert json.loads(out)["verdict_line"].startswith(f"stopped by {number.name}")
    assert world.seen() == before


def test_a_killed_run_leaves_the_release_and_the_next_run_is_well(world: World) -> None:
    before = world.seen()
    asked = len(world.server.requests)
    running = world.start("-s", "DOWNLOAD_DELAY=1")
    world.asked_for(running, 2, since=asked)
    running.process.kill()
    assert running.ended().code == -signal.SIGKILL
    assert world.seen() == before
    code, report = world.crawl()
    assert (code, sentence(report["verdict_line"])) == (0, "nothing new: release 000001 stays")


def test_two_runs_of_one_folder_do_not_meet(world: World) -> None:
    asked = len(world.server.requests)
    first = world.start("-s", "DOWNLOAD_DELAY=1")
    world.asked_for(first, 1, since=asked)
    second = world.start("-s", "DOWNLOAD_DELAY=1").ended(30)
    first.process.terminate()
    first.ended(30)
    assert second.code == 7
    assert f"process {first.process.pid}" in second.err


def test_a_limited_run_takes_nothing_away(world: World) -> None:
    before = read_latest(world.exports)
    assert before
    code, report = world.crawl("--limit-pages", "1")
    after = read_latest(world.exports)
    assert after
    assert (code, report["sites"][0]["pages"]) == (0, 1)
    assert after.manifest.rows == before.manifest.rows
    assert after.jsonl.read_bytes() == before.jsonl.read_bytes()


def test_two_runs_over_the_same_pages_give_the_same_bytes(world: World) -> None:
    first = read_latest(world.exports)
    assert first
    other = World(server=world.server, exports=world.exports.parent / "other")
    other.crawl()
    second = read_latest(other.exports)
    assert second
    assert second.parquet.read_bytes() == first.parquet.read_bytes()
    assert second.jsonl.read_bytes() == first.jsonl.read_bytes()


def test_demo_data_never_lands_among_live_data(world: World) -> None:
    before = world.seen()
    ended = start(["demo", "--exports", str(world.exports)], world.exports.with_name("said")).ended()
    assert ended.code == 2
    assert "holds live data" in ended.err
    assert world.seen() == before

"""A run is told to stop, once or twice, at forty stages: it says the truth, and the next run ends the work."""

import os
import shutil
import signal
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.battery.disk import Fault
from tests.battery.forked import Ended, Running, start
from tests.battery.scene import seen
from tests.battery.server import ANY, Answer, HostileServer
from tests.battery.unfinished import ROOT, SITE, Work, Works, command, shown
from tests.saying import sentence

pytestmark = pytest.mark.family("R8")

SIGNALS = pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["term", "int"])


def stages(work: Work, count: int) -> Sequence[int]:
    """So many calls, evenly over the run, the first and the last included."""
    last = len(work.calls)
    return sorted({1 + round(i * (last - 1) / (count - 1)) for i in range(count)})


def last_line(ended: Ended) -> str:
    said = (ended.out or ended.err).rstrip("\n").rpartition("\n")[2]
    return sentence(said) if ended.out else said


SILENCE = Answer(delay=60)


def stalling(page: Answer = SILENCE) -> HostileServer:
    """A site that lets one in and then says nothing, or the same for every page."""
    robots = Answer(body=b"User-agent: *\nAllow: /\n", headers={"Content-Type": "text/plain"})
    return HostileServer({"/robots.txt": robots, ANY: page})


def told(run: Running, server: HostileServer, *numbers: signal.Signals) -> Ended:
    """Send a run signals when it has asked for a page, and wait ten seconds for its end."""
    while len(server.visits) < 2 and run.process.is_alive():
        run.process.join(0.02)
    for number in numbers:
        os.kill(run.process.pid, number)
        run.process.join(0.3)
    return run.ended(10)


@pytest.mark.parametrize("count", [2, pytest.param(40, marks=pytest.mark.long)], ids=["some", "every"])
@SIGNALS
def test_a_run_told_to_stop_once_publishes_nothing_or_all(
    prepared: Works, tmp_path: Path, record_property: Callable[[str, object], None], number: signal.Signals, count: int
) -> None:
    work = prepared.second
    for at in stages(work, count):
        folder = tmp_path / f"{at}"
        ended = work.begun(folder, Fault(at=at, act="signal", number=number)).ended()
        readers_see = shown(folder / "exports")
        if ended.code == 0:
            assert readers_see == work.shown
        else:
            assert (ended.code, readers_see) == (128 + number, work.old)
            assert last_line(ended) == f"stopped by {number.name}: nothing published, release 000001 stays; run again"
        work.check_done(folder, work.continued(folder).ended())
        shutil.rmtree(folder)
    record_property("cases", count)


@pytest.mark.parametrize("count", [2, pytest.param(40, marks=pytest.mark.long)], ids=["some", "every"])
@SIGNALS
def test_a_run_told_to_stop_twice_is_as_safe_as_a_kill(
    prepared: Works, tmp_path: Path, record_property: Callable[[str, object], None], number: signal.Signals, count: int
) -> None:
    work = prepared.second
    for at in stages(work, count):
        folder = tmp_path / f"{at}"
        ended = work.begun(folder, Fault(at=at, act="signal", number=number, times=2)).ended()
        assert ended.code == 128 + number, ended
        assert last_line(ended).endswith("; run again")
        work.check_cut(folder / "exports")
        work.check_done(folder, work.continued(folder).ended())
        shutil.rmtree(folder)
    record_property("cases", count)


@SIGNALS
def test_a_recording_told_to_stop_leaves_the_fixtures(tmp_path: Path, number: signal.Signals) -> None:
    shutil.copytree(ROOT / "fixtures" / SITE, tmp_path / SITE)
    with stalling() as server:
        order = ("record", SITE, "--site-url", server.url, "--fixtures", str(tmp_path), "-s", "DOWNLOAD_TIMEOUT=2")
        ended = told(start(order, tmp_path / "said"), server, number)
    assert (ended.code, ended.out) == (128 + number, "")
    assert last_line(ended) == f"pubcrawl: stopped by {number.name}: nothing was changed"
    assert seen(tmp_path / SITE) == seen(ROOT / "fixtures" / SITE)


@SIGNALS
def test_a_run_that_gives_the_site_a_rest_stops_without_waiting_for_its_end(
    tmp_path: Path, number: signal.Signals
) -> None:
    busy = Answer(status=503, headers={"Retry-After": "300"})
    with stalling(busy) as server:
        order = (*command(server.url), "-s", "RETRY_TIMES=2", "--exports", str(tmp_path / "exports"))
        ended = told(start(order, tmp_path / "said"), server, number)
    assert ended.code == 128 + number, ended
    assert last_line(ended) == f"stopped by {number.name}: nothing published, there is no release yet; run again"


@SIGNALS
def test_told_twice_a_run_does_not_wait_for_a_page(tmp_path: Path, number: signal.Signals) -> None:
    """The site keeps the run waiting: told once it would wait with it."""
    with stalling() as server:
        order = (*command(server.url), "-s", "DOWNLOAD_TIMEOUT=40", "--exports", str(tmp_path / "exports"))
        ended = told(start(order, tmp_path / "said"), server, number, number)
    assert ended.code == 128 + number
    assert last_line(ended) == f"stopped by {number.name}: nothing published, there is no release yet; run again"
    assert list((tmp_path / "exports" / "runs").glob(f"*/{SITE}/report.json")) == []

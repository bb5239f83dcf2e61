"""Several runs of one folder at once: one has it, the others end with code 7 and lose nothing by it."""

import fcntl
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from pubcrawl.release.check import check
from tests.battery.forked import Ended, Running, run, start
from tests.battery.reader import Reader
from tests.battery.unfinished import Works, command, serving, shown
from tests.releases import load_rows, numbers, read_latest, read_release, verify_log
from tests.served import WatchedServer

pytestmark = pytest.mark.family("R10")

SITES = ("amii", "mila_en", "mila_fr")
LOCKED = 7
Recorded = Callable[[str, object], None]
ROUNDS = pytest.mark.parametrize("rounds", [1, pytest.param(50, marks=pytest.mark.long)])
PROCESSES = pytest.mark.parametrize("processes", [2, 4, 8])


def ended(runs: list[Running]) -> list[Ended]:
    return [one.ended() for one in runs]


@ROUNDS
@PROCESSES
def test_of_runs_that_would_publish_the_same_one_does(
    prepared: Works, tmp_path: Path, record_property: Recorded, processes: int, rounds: int
) -> None:
    work, refused, reads = prepared.publishing, 0, 0
    for number in range(rounds):
        folder = tmp_path / f"{number}"
        exports = work.laid_out(folder)
        with Reader(exports) as reader:
            order = (*work.arguments, "--exports", str(exports))
            runs = ended([start(order, folder / f"said{i}", within=work.clock) for i in range(processes)])
        assert {one.code for one in runs} <= {0, LOCKED}, runs
        assert sum("published release 000002" in one.out for one in runs) == 1
        assert shown(exports) == work.shown
        assert numbers(exports) == ["000002"]
        assert reader.reads.torn == []
        refused += sum(one.code == LOCKED for one in runs)
        reads += reader.reads.count
    record_property("cases", rounds)
    record_property("seen", f"{processes} runs at once, {rounds} times: {refused} refused, {reads:,} reads meanwhile")
    assert refused or rounds == 1


@pytest.fixture(scope="module")
def sites() -> Iterator[dict[str, WatchedServer]]:
    with ExitStack() as stack:
        yield {site: stack.enter_context(serving(site)) for site in SITES}


@pytest.fixture(scope="module")
def apart(sites: dict[str, WatchedServer], tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], str]:
    """What is published when one site is crawled after the other: content hash by site and record."""
    folder = tmp_path_factory.mktemp("apart")
    for site in SITES:
        assert run(ordered(site, sites, folder / "exports"), folder / "said").code == 0
    return hashes(folder / "exports")


def ordered(site: str, sites: dict[str, WatchedServer], exports: Path) -> tuple[str, ...]:
    return (*command(sites[site].base_url(site), site), "--exports", str(exports))


def hashes(exports: Path) -> dict[tuple[str, str], str]:
    release = read_latest(exports)
    assert release
    return {(row.site, row.id): row.content_hash for row in load_rows(release)}


@ROUNDS
@PROCESSES
def test_runs_of_different_sites_take_turns_and_lose_no_row(
    sites: dict[str, WatchedServer],
    apart: dict[tuple[str, str], str],
    tmp_path: Path,
    record_property: Recorded,
    processes: int,
    rounds: int,
) -> None:
    """Each run that is refused is started again, as a schedule would."""
    refused = 0
    for number in range(rounds):
        exports = tmp_path / f"{number}" / "exports"
        waiting = {i: SITES[i % len(SITES)] for i in range(processes)}
        with Reader(exports) as reader:
            deadline = time.monotonic() + 120
            while waiting:
                assert time.monotonic() < deadline
                begun = {i: start(ordered(s, sites, exports), exports.parent / f"{i}") for i, s in waiting.items()}
                codes = {i: one.ended().code for i, one in begun.items()}
                assert set(codes.values()) <= {0, LOCKED}
                assert 0 in codes.values()
                refused += sum(code == LOCKED for code in codes.values())
                waiting = {i: site for i, site in waiting.items() if codes[i]}
        crawled = SITES[: min(processes, len(SITES))]
        assert hashes(exports) == {(site, k): v for (site, k), v in apart.items() if site in crawled}
        releases = [read_release(exports, n) for n in numbers(exports)]
        assert [problem for release in releases for problem in (*check(release), *verify_log(exports, release))] == []
        assert len(releases) <= processes
        assert reader.reads.torn == []
    record_property("cases", rounds)
    record_property("seen", f"{processes} runs of {len(SITES)} sites, {rounds} times: {refused} refused and run again")


@pytest.mark.parametrize("left", [b"", b"{}", b'{"pid": 1, "started": "long ago"}', b"\xff" * 9000])
def test_a_lock_file_that_nobody_holds_stops_nobody(prepared: Works, tmp_path: Path, left: bytes) -> None:
    work = prepared.publishing
    (work.laid_out(tmp_path) / ".lock").write_bytes(left)
    work.check_done(tmp_path, work.continued(tmp_path).ended())
    assert set(json.loads((tmp_path / "exports" / ".lock").read_bytes())) == {"pid", "started"}


@pytest.mark.parametrize("left", [b"", b"{}", b"[]", b"null", b"\xff\xfe"])
def test_a_lock_that_is_held_stops_everybody_whatever_it_says(prepared: Works, tmp_path: Path, left: bytes) -> None:
    work = prepared.publishing
    exports = work.laid_out(tmp_path)
    with (exports / ".lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write(left)
        lock.flush()
        refused = work.continued(tmp_path).ended()
    assert (refused.code, shown(exports)) == (LOCKED, work.old)
    assert refused.err.startswith(f"pubcrawl: another run holds {exports}: ")
    work.check_done(tmp_path, work.continued(tmp_path).ended())


def test_a_holder_that_is_killed_lets_go_at_once(prepared: Works, tmp_path: Path) -> None:
    work = prepared.second
    exports = work.laid_out(tmp_path)
    order = (*work.arguments, "--exports", str(exports))
    holder = start((*order, "-s", "DOWNLOAD_DELAY=5"), tmp_path / "holder", within=work.clock)
    before = {p.name for p in (exports / "runs").iterdir()}
    while not [p for p in (exports / "runs").glob("*/*/journal.jsonl") if p.parts[-3] not in before]:
        time.sleep(0.02)
    refused = run(order, tmp_path / "refused")
    assert (refused.code, f"process {holder.process.pid}," in refused.err) == (LOCKED, True)
    os.kill(holder.process.pid, signal.SIGKILL)
    holder.ended()
    work.check_done(tmp_path, work.continued(tmp_path).ended())

"""A run is killed at every call that changes the disk: readers see a whole release, and the next run ends the work."""

import shutil
import signal
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from tests.battery.disk import Fault
from tests.battery.unfinished import Work, Works

pytestmark = pytest.mark.family("R8")

NAMES = ("first", "second", "publishing")
TURNS = ("rename", "replace", "link")
"""Calls by which something takes a name."""

Recorded = Callable[[str, object], None]


def faults(work: Work, points: Iterable[int]) -> Iterator[Fault]:
    """A kill before each of the calls, and one in the middle of each write."""
    for at in points:
        yield Fault(at=at, act="kill")
        if work.calls[at - 1].startswith("write"):
            yield Fault(at=at, act="tear")


def killed_and_ended(work: Work, points: Iterable[int], tmp_path: Path) -> int:
    """Kill a run at each of the calls, let the next run end the work, and return how many kills it were."""
    cases = 0
    for fault in faults(work, points):
        folder = tmp_path / f"{fault.at}-{fault.act}"
        assert work.begun(folder, fault).ended().code == -signal.SIGKILL
        work.check_cut(folder / "exports")
        work.check_done(folder, work.continued(folder).ended())
        shutil.rmtree(folder)
        cases += 1
    return cases


@pytest.mark.parametrize("share", [2, pytest.param(None, marks=pytest.mark.long)], ids=["some", "every"])
@pytest.mark.parametrize("name", NAMES)
def test_a_run_killed_at_any_call_is_ended_by_the_next(
    prepared: Works, tmp_path: Path, record_property: Recorded, name: str, share: int | None
) -> None:
    work: Work = getattr(prepared, name)
    record_property("cases", killed_and_ended(work, work.points(share, f"kills-{name}"), tmp_path))


def test_a_run_killed_around_a_turning_point_is_ended_by_the_next(
    prepared: Works, tmp_path: Path, record_property: Recorded
) -> None:
    work = prepared.publishing
    calls = enumerate(work.calls, start=1)
    turns = {at for at, call in calls if call.startswith(TURNS) or call.endswith("latest.json")}
    points = sorted((turns | {at + 1 for at in turns}) & {*range(1, len(work.calls) + 1)})
    record_property("cases", killed_and_ended(work, points, tmp_path))


@pytest.mark.parametrize(("file", "nth"), [("spool.jsonl", 22), ("journal.jsonl", 2)])
def test_a_run_killed_amid_a_page_reads_it_again_and_says_the_same(
    prepared: Works, tmp_path: Path, file: str, nth: int
) -> None:
    work = prepared.second
    writes = [at for at, call in enumerate(work.calls, start=1) if call.startswith("write") and call.endswith(file)]
    assert killed_and_ended(work, [writes[nth]], tmp_path) == 2


def test_a_run_killed_again_and_again_ends_all_the_same(prepared: Works, tmp_path: Path) -> None:
    """Each start gets a few calls further than the one before."""
    work = prepared.second
    running = work.begun(tmp_path, Fault(at=30, act="kill"))
    for _ in range(6):
        assert running.ended().code == -signal.SIGKILL
        work.check_cut(tmp_path / "exports")
        running = work.continued(tmp_path, Fault(at=45, act="tear"))
    running.ended()
    work.check_done(tmp_path, work.continued(tmp_path).ended())

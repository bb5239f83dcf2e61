"""The disk refuses: at any call, once or from then on. Readers keep a whole release, and the run ends with code 6."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.battery.disk import READS, Fault
from tests.battery.forked import Ended
from tests.battery.unfinished import Work, Works, shown, some

pytestmark = pytest.mark.family("R9")

Recorded = Callable[[str, object], None]
REFUSED = 6
ERRORS = [errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EROFS, errno.EMFILE]
ERROR = pytest.mark.parametrize("number", ERRORS, ids=[errno.errorcode[n] for n in ERRORS])
LASTING = pytest.mark.parametrize("how", ["once", "from then on"])
SHARES = pytest.mark.parametrize("share", [1, pytest.param(None, marks=pytest.mark.long)], ids=["some", "every"])


def check(work: Work, exports: Path, ended: Ended, number: int) -> None:
    """Fail unless the run ended as it must: with everything published, or with code 6 and a line that says why."""
    work.check_cut(exports)
    if ended.code == 0:
        assert shown(exports) == work.shown, "nothing was published, and the run calls that well"
        return
    assert ended.code == REFUSED, ended
    line = ended.err.rstrip("\n").rpartition("\n")[2]
    assert f": {os.strerror(number)}; " in line
    assert line.startswith("pubcrawl: release 000001 is damaged, and nothing is built on it: ") or (
        line.startswith("pubcrawl: cannot ") and "; this run harmed no release: free space or mend permissions" in line
    )


def refused(work: Work, folder: Path, fault: Fault, *, reads: bool = False) -> bool:
    """Let a call fail, check what comes of it, let the next run end the work; say whether the fault ended the run."""
    ended = work.begun(folder, fault, reads=reads).ended()
    check(work, folder / "exports", ended, fault.number)
    work.check_done(folder, work.continued(folder).ended())
    shutil.rmtree(folder)
    return ended.code == REFUSED


@SHARES
@LASTING
@ERROR
def test_no_call_of_publishing_that_fails_harms_a_release(
    prepared: Works, tmp_path: Path, record_property: Recorded, number: int, how: str, share: int | None
) -> None:
    work, lasting = prepared.publishing, how == "from then on"
    points = work.points(share, f"faults-{number}-{how}")
    ended = [
        refused(work, tmp_path / f"{at}", Fault(at=at, act="refuse", number=number, lasting=lasting)) for at in points
    ]
    record_property("cases", len(points))
    if share is None:
        assert sum(ended) > 0.8 * len(points)  # else the faults do not reach the program


@pytest.mark.parametrize("share", [1, pytest.param(None, marks=pytest.mark.long)], ids=["some", "every"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO], ids=["ENOSPC", "EIO"])
def test_no_call_of_a_whole_run_that_fails_harms_a_release(
    prepared: Works, tmp_path: Path, record_property: Recorded, number: int, share: int | None
) -> None:
    """The disk is full from that call on, or breaks once."""
    work, lasting = prepared.second, number == errno.ENOSPC
    points = work.points(share, f"whole-{number}")
    for at in points:
        refused(work, tmp_path / f"{at}", Fault(at=at, act="refuse", number=number, lasting=lasting))
    record_property("cases", len(points))


@pytest.mark.parametrize("file", ["spool.jsonl", "journal.jsonl", ".part", "report.json", "runs.jsonl"])
def test_a_disk_that_refuses_once_while_pages_are_read_ends_the_run(prepared: Works, tmp_path: Path, file: str) -> None:
    work = prepared.second
    at = next(at for at, c in enumerate(work.calls, start=1) if c.startswith(("write", "replace")) and c.endswith(file))
    assert refused(work, tmp_path / file, Fault(at=at, act="refuse", number=errno.ENOSPC))


@pytest.mark.parametrize("share", [3, pytest.param(None, marks=pytest.mark.long)], ids=["some", "every"])
def test_no_file_that_cannot_be_read_harms_a_release(
    prepared: Works, tmp_path: Path, record_property: Recorded, share: int | None
) -> None:
    work = prepared.second
    work.begun(tmp_path / "whole", reads=True).ended()
    calls = (tmp_path / "whole" / "calls").read_text(encoding="utf-8").splitlines()
    reading = [at for at, call in enumerate(calls, start=1) if call.split()[0] in READS]
    points = some(reading, share, "reads")
    for at in points:
        refused(work, tmp_path / f"{at}", Fault(at=at, act="refuse", number=errno.EIO), reads=True)
    record_property("cases", len(points))

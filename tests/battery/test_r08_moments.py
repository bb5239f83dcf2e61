"""A run is killed at random moments while readers read: they see whole releases, and the next run ends the work."""

import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pubcrawl.datacard import files
from pubcrawl.release.check import check
from pubcrawl.release.tables import CHANGES, MANIFEST
from tests.battery.reader import Reader
from tests.battery.seed import SEED
from tests.battery.unfinished import SITE, Work, Works
from tests.releases import read_latest

pytestmark = pytest.mark.family("R8")

Recorded = Callable[[str, object], None]


def phase(work: Work, exports: Path) -> str:
    """How far the run in a copy of a work's folder had come."""
    before = {p.name for p in (work.before / "runs").iterdir()}
    runs = [p for p in (exports / "runs").glob("2*") if p.name not in before]
    if not runs:
        return "starting"
    if (runs[0] / "run.json").exists():
        return "tidying up"
    return "publishing" if (runs[0] / SITE / "report.json").exists() else "crawling"


def told(phases: Counter[str], what: str) -> str:
    return f"{phases.total()} kills of {what}: " + ", ".join(f"{n} while {name}" for name, n in phases.most_common())


@pytest.mark.parametrize("kills", [3, pytest.param(400, marks=pytest.mark.long)])
def test_a_run_killed_at_any_moment_is_ended_by_the_next(
    prepared: Works, tmp_path: Path, record_property: Recorded, kills: int
) -> None:
    work, moments = prepared.second, random.Random(f"{SEED}-moments")  # noqa: S311  any moment will do
    lasts = work.begun(tmp_path / "whole").ended().seconds
    phases: Counter[str] = Counter()
    for number in range(kills):
        folder = tmp_path / f"{number}"
        exports = work.laid_out(folder)
        with Reader(exports) as reader:
            run = work.continued(folder)
            run.process.join(moments.uniform(0, lasts))
            run.process.kill()
            phases["over" if run.ended().code == 0 else phase(work, exports)] += 1
            work.check_cut(exports)
            ended = work.continued(folder).ended()
        work.check_done(folder, ended)
        assert reader.reads.torn == []
        shutil.rmtree(folder)
    record_property("cases", kills)
    record_property("seen", told(phases, "a forked run"))


def real(work: Work, exports: Path) -> subprocess.Popen[bytes]:
    """The work in a process of its own, by the real clock."""
    command = [sys.executable, "-m", "pubcrawl", *work.arguments, "--exports", str(exports)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def content(exports: Path) -> dict[str, object]:
    """What the latest release says, byte for byte but for which run made it, and when."""
    release = read_latest(exports)
    assert release
    assert check(release) == []
    described = files(release.manifest)
    assert {name: (release.path / name).read_bytes() for name in described} == described
    told: dict[str, object] = {
        name: (release.path / name).read_bytes()
        for name in release.manifest.files
        if name != CHANGES and name not in described
    }
    changes: pa.Table = pq.read_table(release.path / CHANGES)
    made = [name for name in changes.column_names if name in ("run_id", "at")]
    assert len(made) == 2
    told[CHANGES] = changes.drop_columns(made).to_pylist()
    told[MANIFEST] = release.number, release.manifest.rows, sorted(release.manifest.sites)
    return told


@pytest.mark.parametrize("kills", [1, pytest.param(100, marks=pytest.mark.long)])
def test_a_real_process_killed_at_any_moment_is_ended_by_the_next(
    prepared: Works, tmp_path: Path, record_property: Recorded, kills: int
) -> None:
    work, moments = prepared.second, random.Random(f"{SEED}-real moments")  # noqa: S311  any moment will do
    whole, begun = work.laid_out(tmp_path / "whole"), time.monotonic()
    assert real(work, whole).wait(60) == 0
    lasts, expected, old = time.monotonic() - begun, content(whole), content(work.before)
    phases: Counter[str] = Counter()
    reads = 0
    for number in range(kills):
        exports = work.laid_out(tmp_path / f"{number}")
        with Reader(exports) as reader:
            run = real(work, exports)
            try:
                run.wait(moments.uniform(0, lasts))
            except subprocess.TimeoutExpired:
                run.kill()
            phases["over" if run.wait() == 0 else phase(work, exports)] += 1
            assert content(exports) in (old, expected)
            assert real(work, exports).wait(60) == 0
        assert content(exports) == expected
        assert reader.reads.torn == []
        reads += reader.reads.count
        shutil.rmtree(exports.parent)
    record_property("cases", kills)
    record_property("seen", f"{told(phases, 'a real process')}; {reads:,} reads meanwhile")


@pytest.mark.parametrize("stops", [1, pytest.param(40, marks=pytest.mark.long)])
def test_a_real_process_told_to_stop_at_any_moment_goes_on(
    prepared: Works, tmp_path: Path, record_property: Recorded, stops: int
) -> None:
    """Before the program itself has begun, the signal ends the interpreter, which is the same to a shell."""
    work, moments = prepared.second, random.Random(f"{SEED}-stops")  # noqa: S311  any moment will do
    whole, begun = work.laid_out(tmp_path / "whole"), time.monotonic()
    assert real(work, whole).wait(60) == 0
    lasts, expected, old = time.monotonic() - begun, content(whole), content(work.before)
    for number in range(stops):
        exports = work.laid_out(tmp_path / f"{number}")
        run = real(work, exports)
        try:
            run.wait(moments.uniform(0, lasts))
        except subprocess.TimeoutExpired:
            run.terminate()
        seen = {0: expected, 143: old, -signal.SIGTERM: old}[run.wait(60)]
        assert content(exports) == seen
        assert real(work, exports).wait(60) == 0
        assert content(exports) == expected
        shutil.rmtree(exports.parent)
    record_property("cases", stops)

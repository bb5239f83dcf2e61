"""The battery counts truly: what ran, what failed and what was left out, by family."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.battery.result import Count, read_result
from tests.conftest import ROOT

CASES = """
import pytest

@pytest.fixture
def broken():
    raise OSError

@pytest.mark.family("R2")
@pytest.mark.parametrize("n", range(3))
def test_a(n): assert n

@pytest.mark.family("R10")
def test_b(record_property):
    record_property("cases", 240)
    record_property("seen", "largest answer: 3 MiB")

@pytest.mark.family("R10")
def test_c(broken): pass

@pytest.mark.family("R1")
def test_d(): pytest.skip("not here")

@pytest.mark.long
@pytest.mark.family("R2")
def test_e(): assert False

def test_f(): assert False
"""


PLUGIN = """
from pathlib import Path
from tests.battery.tally import Tally

def pytest_configure(config):
    path = Path(config.rootpath, "result.json")
    config.pluginmanager.register(Tally(path, getattr(config, "workeroutput", None)))
"""


@pytest.mark.parametrize("processes", ["0", "2"])
def test_families_are_counted(tmp_path: Path, processes: str) -> None:
    (tmp_path / "test_cases.py").write_text(CASES)
    (tmp_path / "conftest.py").write_text(PLUGIN)
    ini = tmp_path / "pytest.ini"
    ini.write_text(f"[pytest]\npythonpath = {ROOT}\nmarkers =\n  family(name)\n  long\naddopts = -m 'not long'")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "xdist", "-n", processes]
    alone = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # each process would load them all
    done = subprocess.run(
        [*command, "-c", str(ini), str(tmp_path)], env=alone, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 1, done.stdout + done.stderr
    path = tmp_path / "result.json"
    result = read_result(path)
    assert list(result.families) == ["R1", "R2", "R10"]
    assert result.families == {
        "R1": Count(skipped=1),
        "R2": Count(cases=3, failures=1, left=1),
        "R10": Count(cases=241, failures=1, seen=("largest answer: 3 MiB",)),
    }

"""What `make test` says in its last line."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.closing import Closing
from tests.conftest import ROOT

PLUGIN = """
from tests import closing

def pytest_addoption(parser):
    parser.addoption(closing.OPTION)

def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(closing.Closing(config.getoption(closing.OPTION)))
"""
CASES = """
import pytest

@pytest.fixture
def broken():
    yield
    raise OSError

def test_that_holds(): pass

def test_that_fails(): assert 0

def test_that_holds_and_cannot_tidy_up(broken): pass

def test_that_cannot_run(): pytest.skip("no systemd")
"""


def test_several_processes_are_counted_together(tmp_path: Path) -> None:
    (tmp_path / "test_cases.py").write_text(CASES)
    (tmp_path / "conftest.py").write_text(PLUGIN)
    (tmp_path / "pytest.ini").write_text(f"[pytest]\npythonpath = {ROOT}\n")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-n", "2", "--closing", "Next: rest."]
    done = subprocess.run([*command, str(tmp_path)], capture_output=True, text=True, check=False, timeout=60)
    last = re.sub(r"\d+ seconds", "S seconds", done.stdout.splitlines()[-1])
    assert last == (
        "2 cases FAILED (see FAILED or ERROR above), 1 could not run here (see SKIPPED above), after S seconds."
    )


@pytest.mark.parametrize(
    ("held", "broken", "skipped", "line"),
    [
        (3401, 0, 0, "All 3,401 cases held, in 83 seconds. Next: rest."),
        (1, 0, 0, "All 1 case held, in 83 seconds. Next: rest."),
        (3, 0, 2, "All 3 cases held, 2 could not run here (see SKIPPED above), in 83 seconds. Next: rest."),
        (3, 1, 0, "1 case FAILED (see FAILED or ERROR above), after 83 seconds."),
    ],
)
def test_the_last_line_says_how_it_went(held: int, broken: int, skipped: int, line: str) -> None:
    made = Closing("Next: rest.")
    for kind, count in ((made._held, held), (made._broken, broken), (made._skipped, skipped)):
        kind |= {f"{id(kind)}-{n}" for n in range(count)}
    assert made.line(83) == line

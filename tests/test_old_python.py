"""A Python that is too old is told so in one line, and nothing is set up with it."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

AGED = """
import runpy, sys
sys.version_info, sys.version = (3, 9, 2, "final", 0), "3.9.2 (main)"
runpy.run_module("pubcrawl", run_name="__main__")
"""
"""Runs the program as Python 3.9 would begin it."""

FAKE = """#!/bin/sh
echo "$@" >> "{said}"
[ "$1" = --version ] && echo "Python 3.9.2" && exit 0
exit 1
"""


def test_the_program_says_which_python_it_needs() -> None:
    done = subprocess.run([sys.executable, "-c", AGED], capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "pubcrawl: this is Python 3.9.2, and 3.11 or newer is needed\n"


@pytest.mark.parametrize("name", ["__init__.py", "__main__.py"])
def test_an_old_python_can_read_what_says_so(name: str) -> None:
    ast.parse((ROOT / "pubcrawl" / name).read_text(encoding="utf-8"), feature_version=(3, 7))


@pytest.mark.parametrize("target", ["demo", "test"])
def test_make_says_which_python_it_needs(tmp_path: Path, target: str) -> None:
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    fake, said = tmp_path / "old python", tmp_path / "said"
    fake.write_text(FAKE.format(said=said))
    fake.chmod(0o755)
    named = f"PYTHON='{fake}'"
    own = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    command = ["make", named, target]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, env=own)
    assert (done.returncode, done.stdout) == (2, "")
    ours, makes = done.stderr.splitlines()
    assert ours == (
        f"Python 3.11 or newer is needed, and '{fake}' says: Python 3.9.2. Name another, as in: make PYTHON=python3.12 {target}"
    )
    assert makes.startswith("make: ***")
    assert [line.split()[0] for line in said.read_text().splitlines()] == ["-c", "--version"]
    assert not (tmp_path / ".venv").exists()

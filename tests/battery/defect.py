"""Defects planted on purpose: each breaks a copy of the program in one place, and a test of its family must see it."""

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.loopback.sitecustomize import path_with_guard

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent / "defects"

_PARTS = ("pubcrawl", "tests", "fixtures", "docs", "deploy", "benchmarks", "exports")
_FILES = ("*.toml", "*.md", "*.cff", "*.cfg", "Makefile", "Dockerfile", "LICENSE")


@dataclass(frozen=True, kw_only=True)
class Defect:
    """One planted defect.

    Attributes:
        family: name of the family that must see it.
        file: of the program, from the repository's root.
        old: text that occurs once in the file.
        new: what stands there instead.
        test: a fast test, as pytest names it, that passes without the defect and fails with it.
        why: what the defect is, in one sentence.
    """

    family: str
    file: str
    old: str
    new: str
    test: str
    why: str


def defects() -> list[Defect]:
    """Return every planted defect, by family."""
    paths = sorted(FOLDER.glob("r[0-9][0-9].toml"))
    tables = ((f"R{int(p.stem[1:])}", table) for p in paths for table in tomllib.loads(p.read_text("utf-8"))["defect"])
    return [Defect(family=family, **table) for family, table in tables]


def checkout(folder: Path, defect: Defect | None = None) -> Path:
    """Copy what a test needs of the repository to a folder, with a defect planted."""
    for part in _PARTS:
        if (ROOT / part).exists():
            left_out = ("releases", "runs") if part == "exports" else ("__pycache__",)
            shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns(*left_out))
    for path in (p for pattern in _FILES for p in ROOT.glob(pattern)):
        shutil.copy(path, folder)
    if defect:
        broken = folder / defect.file
        broken.write_text(broken.read_text("utf-8").replace(defect.old, defect.new), encoding="utf-8")
    return folder


def run_tests(folder: Path, tests: Sequence[str], seconds: float) -> subprocess.CompletedProcess[str]:
    """Run tests of a copy against the program of that copy."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "", *tests]
    environment = os.environ | {"PYTHONPATH": path_with_guard(str(folder)), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=folder, env=environment, timeout=seconds
    )

"""The contract of `make lint` names every import that goes the wrong way, wherever it stands."""

import re
import shutil
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from tests.conftest import ROOT

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
LAYERS: list[list[str]] = [layer.split(" | ") for layer in CONTRACTS[0]["layers"]]
CORE: list[str] = CONTRACTS[2]["source_modules"]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "pubcrawl", tmp_path / "pubcrawl", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def plant(house: Path, module: str, line: str) -> str:
    """Add a line to a module, or to the first one of a package, and return its name."""
    path = house.joinpath(*module.split("."))
    if path.is_dir():
        path = min(p for p in path.glob("*.py") if p.stem not in {"__init__", "__main__"})
    else:
        path = path.with_suffix(".py")
    path.write_text(f"{path.read_text()}\n\ndef planted():\n    {line}\n")
    return ".".join(path.relative_to(house).with_suffix("").parts)


def said(house: Path) -> tuple[int, str]:
    """The exit code of the linter and what it prints, its spaces and line ends as one space."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    ended = subprocess.run(command, cwd=house, capture_output=True, text=True, check=False)
    return ended.returncode, re.sub(r"\s+", " ", ended.stdout)


def test_what_stands_keeps_it(house: Path) -> None:
    code, text = said(house)
    assert (code, text.count(" KEPT")) == (0, len(CONTRACTS))


def test_an_import_upwards_is_named_in_each_layer(house: Path) -> None:
    """A lazy import counts as any other; the top layer has nothing above it."""
    below = [name for layer in LAYERS[1:] for name in layer]
    planted = [plant(house, f"pubcrawl.{name}", "import pubcrawl.cli") for name in below]
    code, text = said(house)
    assert code == 1
    assert [name for name in planted if f"{name} -> pubcrawl.cli (l." not in text] == []


def test_an_import_beside_is_named(house: Path) -> None:
    beside = [(one, other) for layer in LAYERS for one, other in pairwise(layer)]
    for one, other in beside:
        plant(house, f"pubcrawl.{one}", f"import pubcrawl.{other}")
    code, text = said(house)
    assert (code, len(beside)) == (1, 12)
    missing = [(a, b) for a, b in beside if f"pubcrawl.{a} is not allowed to import pubcrawl.{b}" not in text]
    assert missing == []


def test_a_circle_is_named(house: Path) -> None:
    plant(house, "pubcrawl.text.words", "import pubcrawl.text.prose")
    plant(house, "pubcrawl.text.prose", "import pubcrawl.text.words")
    code, text = said(house)
    assert code == 1
    assert "No circle inside a package BROKEN" in text


@pytest.mark.parametrize("engine", CONTRACTS[2]["forbidden_modules"])
def test_an_engine_in_the_core_is_named(house: Path, engine: str) -> None:
    planted = [plant(house, name, f"import {engine}") for name in CORE]
    code, text = said(house)
    assert code == 1
    assert [name for name in planted if f"{name} -> {engine} (l." not in text] == []

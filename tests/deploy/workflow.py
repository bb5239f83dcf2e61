"""GitHub workflows as values, and a way to run one of their steps on this machine."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.conftest import ROOT
from tests.loopback import sitecustomize as loopback

WORKFLOWS = ROOT / ".github" / "workflows"


def read_workflow(name: str) -> dict[str, Any]:
    """Return a workflow's plain values."""
    loaded: dict[str, Any] = YAML(typ="safe", pure=True).load(WORKFLOWS / name)
    return loaded


def steps(name: str) -> list[dict[str, Any]]:
    """Return the steps of a workflow's only job."""
    [job] = read_workflow(name)["jobs"].values()
    found: list[dict[str, Any]] = job["steps"]
    return found


def step(name: str, title: str) -> dict[str, Any]:
    """Return the one step of that name."""
    [found] = [s for s in steps(name) if s.get("name") == title]
    return found


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a step ended: exit code, what it printed, and what it set for later steps."""

    code: int
    printed: str
    outputs: str


def run_step(found: Mapping[str, Any], folder: Path, programs: Path | str, **environment: str) -> Ended:
    """Run a step's script as a runner does, in a folder, with programs found before the machine's own.

    Several folders of programs are parted by colons.
    """
    folder.mkdir(exist_ok=True)
    outputs = folder / "outputs"
    done = subprocess.run(
        ["bash", "-e", "-c", found["run"]],
        cwd=folder,
        env={
            "PATH": f"{programs}:/usr/bin:/bin",
            "PYTHONPATH": loopback.FOLDER,
            "GITHUB_OUTPUT": str(outputs),
            **environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=300,
    )
    return Ended(code=done.returncode, printed=done.stdout, outputs=outputs.read_text() if outputs.exists() else "")

"""systemd units as values: section, then directive, then its assignments in order."""

import shlex
from collections import defaultdict
from pathlib import Path

from tests.conftest import ROOT

UNITS = ROOT / "deploy" / "systemd"
PROGRAM = "/opt/pubcrawl/bin/pubcrawl"

Unit = dict[str, dict[str, list[str]]]


def read_unit(path: Path) -> Unit:
    """Return the assignments of a unit file; line continuations do not occur in ours."""
    sections: Unit = defaultdict(lambda: defaultdict(list))
    section = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            name, _, value = line.partition("=")
            sections[section][name].append(value)
    return sections


def command(name: str) -> list[str]:
    """Return the words of a service's one command."""
    [line] = read_unit(UNITS / name)["Service"]["ExecStart"]
    return shlex.split(line)

"""Where the schedules are, and programs that stand in for the ones they call."""

from collections.abc import Callable
from pathlib import Path

import pytest

Stand = Callable[[str, str], Path]


@pytest.fixture
def stand_in(tmp_path: Path) -> Stand:
    """Write a shell script of the given name and body into `tmp_path/bin`, and return its path."""
    folder = tmp_path / "bin"
    folder.mkdir()

    def write(name: str, body: str) -> Path:
        script = folder / name
        script.write_text(f"#!/bin/sh\n{body}\n")
        script.chmod(0o755)
        return script

    return write

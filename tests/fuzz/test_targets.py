"""The fuzz targets hold on what they start from, and fuzzing says so where it cannot be done."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.fuzz import fields, formats, pages
from tests.loopback import sitecustomize as loopback

pytestmark = pytest.mark.family("R13")

TARGETS: dict[str, tuple[Callable[[bytes], None], Callable[[], Iterator[bytes]]]] = {
    "pages": (pages.one, pages.seeds),
    "fields": (fields.one, fields.seeds),
    "formats": (formats.one, formats.seeds),
}


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_holds_on_its_seeds(name: str) -> None:
    one, seeds = TARGETS[name]
    every = list(seeds())
    assert len(every) > 100
    for seed in every[:: len(every) // 40]:
        one(seed)
    one(b"")
    one(bytes(range(256)))


def test_without_atheris_it_is_skipped_with_a_word(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        f"import runpy\nrunpy.run_path({loopback.__file__!r})\n"
        "import importlib.util as u\nfound = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'atheris' else found(name, *rest)\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz"],
        cwd=ROOT,
        env={"PYTHONPATH": os.pathsep.join([str(tmp_path), loopback.FOLDER])},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "atheris is not installed" in done.stdout

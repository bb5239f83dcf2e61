"""A real clone of this checkout, and programs installed from one as the guides say.

What needs the network is replaced at the edge, and nothing else: pip finds the dependencies, and what builds the
package, in the environment that the tests run in, and asks no index.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.conftest import ROOT

needs_git = pytest.mark.skipif(
    shutil.which("git") is None or not (ROOT / ".git").exists(), reason="this is no checkout that git could clone"
)

OFFLINE = {
    "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
    # A path, so that its .pth files, and with them the editable install, are not followed.
    "PYTHONPATH": os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH"), sysconfig.get_path("purelib")])),
    "PIP_NO_INDEX": "1",
    "PIP_NO_BUILD_ISOLATION": "0",  # pip reads it as the value of `build_isolation`, so this switches isolation off
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_ROOT_USER_ACTION": "ignore",
}
"""The environment of the programs that are run here."""


def clone(folder: Path) -> Path:
    """Clone the repository into a folder, and bring its files to what they are here now, committed or not."""
    config = folder.parent / f"{folder.name}.gitconfig"
    config.write_text("[safe]\ndirectory = *\n", encoding="utf-8")  # the checkout may be another user's
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": str(config)}
    subprocess.run(["git", "clone", "--quiet", ROOT, folder], env=environment, check=True, timeout=60)
    listed = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, env=environment, capture_output=True, check=True, timeout=60).stdout
    for name in names.decode().strip("\0").split("\0"):
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
        else:
            (folder / name).unlink()
    return folder


def ran(
    command: Sequence[str | Path], folder: Path, environment: Mapping[str, str] | None = None, *, seconds: float = 120
) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder and wait for its end; beside `OFFLINE` it has only the environment that is given."""
    return subprocess.run(
        command,
        cwd=folder,
        env={**OFFLINE, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds,
    )


def environment_of(folder: Path, *requirements: str | Path) -> Path:
    """Make a virtual environment, install into it what is named, and return its folder of programs."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True, timeout=60)
    done = ran([folder / "bin" / "python", "-m", "pip", "install", "--quiet", *requirements], folder.parent)
    assert done.returncode == 0, done.stderr
    return folder / "bin"

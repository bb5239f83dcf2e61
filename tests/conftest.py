"""What all tests share: the replay of the fixture sites, the act of accepting new goldens, and that none leaves loopback."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pubcrawl.items import RawPublication
from tests import closing
from tests.battery.tally import OPTION, Tally
from tests.loopback import sitecustomize as loopback
from tests.records import RAW, MakeRaw
from tests.replaying import Replay, replay

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


_TRIED = Path(tempfile.mkdtemp(prefix="loopback-")) / "tried"
"""What the processes of this one's tests asked of the network beyond loopback."""

os.environ[loopback.REPORT] = str(_TRIED)
os.environ["PYTHONPATH"] = loopback.path_with_guard(*filter(None, [os.environ.get("PYTHONPATH")]))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-goldens", action="store_true", help="write the goldens anew, print what moved, and fail")
    parser.addoption(closing.OPTION, metavar="SENTENCE", help="say in one last line how it went, and this")
    parser.addoption(OPTION, type=Path, metavar="FILE", help="write what the battery counted to a file")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--update-goldens") and os.environ.get("CI"):
        raise pytest.UsageError("goldens are accepted by a person: --update-goldens does not run where CI is set")
    os.environ.pop("PUBCRAWL_CONTACT", None)  # with none, no test can come to crawl a live site
    config.pluginmanager.register(Tally(config.getoption(OPTION), getattr(config, "workeroutput", None)))
    if config.getoption(closing.OPTION) and not hasattr(config, "workerinput"):
        config.pluginmanager.register(closing.Closing(config.getoption(closing.OPTION)))


def pytest_unconfigure() -> None:
    shutil.rmtree(_TRIED.parent, ignore_errors=True)


@pytest.fixture(autouse=True)
def _stays_on_loopback() -> Iterator[None]:
    """Fail the test that reached beyond loopback, or whose processes did; see `tests/loopback/sitecustomize.py`."""
    yield
    if tried := reaches():
        pytest.fail(f"tests stay on this machine, but this one tried:\n{tried}")


def reaches() -> str:
    """Return what was tried beyond loopback since somebody looked."""
    if not _TRIED.exists():
        return ""
    tried = _TRIED.read_text(encoding="utf-8")
    _TRIED.unlink()
    return tried


def pytest_xdist_auto_num_workers() -> int:
    """Twice as many as there are processors, for half of what tests do is wait, up to what collecting tests is worth."""
    return min(2 * (os.cpu_count() or 1), 8)


@pytest.fixture(scope="session")
def replays(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Replay]:
    """One crawl of every fixture site over real HTTP, in a process of its own, by site."""
    return replay(tmp_path_factory.mktemp("replay"), ROOT / "fixtures")


@pytest.fixture(scope="session")
def profile_replays(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Replay]:
    """The same with `-a profiles=1`, for the sites that have profiles."""
    sites = ("mila_en", "mila_fr")
    return replay(tmp_path_factory.mktemp("profiles"), ROOT / "fixtures", sites, "-a", "profiles=1")


@pytest.fixture(scope="session")
def seeds() -> Path:
    """Folder of the real pages kept as text, beside the checkout."""
    folder = SHARED / "seeds"
    if not folder.exists():
        pytest.skip(f"{folder} is not there: the real pages are not part of the repository")
    return folder


@pytest.fixture(scope="session")
def make_raw() -> MakeRaw:
    """What makes a publication as a page says it, from the fields that matter to a test."""

    def make(**fields: Any) -> RawPublication:  # noqa: ANN401  any field of a raw publication
        return replace(RAW, **fields)

    return make

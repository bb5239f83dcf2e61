"""The same pages give the same bytes: whatever the hash seed, the locale, the time zone or the order of files."""

import random
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.battery.sameness import bytes_of
from tests.battery.seed import SEED

pytestmark = pytest.mark.family("R16")

Record = Callable[[str, object], None]

ROUNDS = 20
PLACES: dict[str, Mapping[str, str]] = {
    "plain C": {"LC_ALL": "C", "TZ": "UTC"},
    "C without UTF-8": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TZ": "America/Toronto"},
    "C with UTF-8": {"LC_ALL": "C.UTF-8", "TZ": "Pacific/Kiritimati"},
    "Quebec": {"LC_ALL": "fr_CA.UTF-8", "TZ": "America/Toronto"},
    "Edmonton": {"LC_ALL": "en_CA.UTF-8", "TZ": "America/Edmonton"},
    "Istanbul": {"LC_ALL": "tr_TR.UTF-8", "TZ": "Europe/Istanbul"},
    "Kathmandu": {"LC_ALL": "ne_NP.UTF-8", "TZ": "Asia/Kathmandu"},
    "Newfoundland": {"LC_ALL": "fr_CA.ISO-8859-1", "PYTHONUTF8": "0", "TZ": "America/St_Johns"},
}
"""Environments of a machine: locales with their own letters, numbers and encodings, zones with half hours."""

IN_CI = ("C without UTF-8", "Istanbul")


@pytest.fixture(scope="module")
def locales(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the locales of the places are made when they are needed."""
    return tmp_path_factory.mktemp("locales")


def make_locale(folder: Path, name: str) -> None:
    """Make a locale from the sources that come with the system."""
    language, _, charset = name.partition(".")
    if "_" not in language or (folder / name).exists():
        return
    maker = shutil.which("localedef")
    if maker is None:
        pytest.skip(f"localedef is not there to make the locale {name}: apt-get install locales")
    command = [maker, "-i", language, "-f", charset, str(folder / name)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        pytest.skip(f"the sources of the locale {name} are not there: {made.stderr.strip()}")


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The files of a run in a plain environment."""
    return bytes_of(tmp_path_factory.mktemp("plain"), {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0"}, 0)


def elsewhere(folder: Path, place: str, locales: Path, number: int) -> dict[str, str]:
    rng = random.Random(f"{SEED}-{place}-{number}")  # noqa: S311  it chooses cases
    seed = str(rng.randrange(1, 2**32))
    make_locale(locales, PLACES[place]["LC_ALL"])
    environment = {**PLACES[place], "LOCPATH": str(locales), "PYTHONHASHSEED": seed}
    return bytes_of(folder, environment, rng.randrange(1, 2**32))


def test_the_data_are_there(expected: dict[str, str]) -> None:
    names = {Path(name).name for name in expected}
    assert names >= {"publications.parquet", "publications.jsonl", "manifest.json", "latest.json", "spool.jsonl"}
    assert {name for name in names if name.startswith("made.")} == {
        f"made.{form}" for form in ("csv", "bibtex", "ris", "csl-json", "atom", "jsonl")
    }


@pytest.mark.parametrize("place", IN_CI)
def test_another_place_gives_the_same_bytes(
    place: str, tmp_path: Path, locales: Path, expected: dict[str, str]
) -> None:
    assert elsewhere(tmp_path, place, locales, 0) == expected


@pytest.mark.long
@pytest.mark.parametrize("place", PLACES)
def test_twenty_runs_in_a_place_give_the_same_bytes(
    place: str, tmp_path: Path, locales: Path, expected: dict[str, str], record_property: Record
) -> None:
    record_property("cases", ROUNDS)
    for number in range(ROUNDS):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert elsewhere(folder, place, locales, number) == expected
        shutil.rmtree(folder)

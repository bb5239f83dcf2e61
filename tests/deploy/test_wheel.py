"""The package as people install it: built by pip from a clone, installed beside no checkout, run from anywhere."""

import json
import tarfile
import tomllib
from pathlib import Path

import pytest
from setuptools import build_meta, find_packages

from pubcrawl.pages import sites
from tests.conftest import ROOT
from tests.deploy.checkout import clone, environment_of, needs_git, ran
from tests.loopback import sitecustomize as loopback

ELSEWHERE = "this is an installed package and no checkout: name a folder for the pages with --fixtures"
PAGE = ROOT / "fixtures" / "amii" / "pages" / "index.html"


def carried() -> set[str]:
    """The files of fixtures/ that a demo serves, from its folder."""
    wanted = [*ROOT.glob("fixtures/*/manifest.json"), *ROOT.glob("fixtures/*/pages/*")]
    return {str(p.relative_to(ROOT / "fixtures")) for p in wanted}


def contents(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file below a folder, with its size and when it was written."""
    files = [p for p in folder.rglob("*") if p.is_file()]
    return {str(p.relative_to(folder)): (p.stat().st_size, p.stat().st_mtime_ns) for p in files}


def test_the_package_names_every_package_there_is() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    assert sorted(told["packages"]) == sorted([*find_packages(ROOT, include=["pubcrawl*"]), "pubcrawl.fixtures"])


def test_a_checkout_reads_its_own_fixtures() -> None:
    assert (sites.IS_CHECKOUT, sites.FIXTURES) == (True, ROOT / "fixtures")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clone(tmp_path_factory.mktemp("source") / "pubcrawl")


@pytest.fixture(scope="module")
def programs(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the programs of an environment into which the wheel was installed."""
    folder = tmp_path_factory.mktemp("wheel")
    built = ran(["python", "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, source], folder)
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("*.whl")
    return environment_of(folder / "environment", wheel)


@pytest.mark.night
@needs_git
def test_the_demo_runs_from_a_wheel_and_leaves_the_package_as_it_is(programs: Path, tmp_path: Path) -> None:
    (package,) = programs.parent.glob("lib/*/site-packages/pubcrawl")
    before = contents(package.parent)
    assert {name for name in carried() if not (package / "fixtures" / name).is_file()} == set()
    done = ran([programs / "pubcrawl", "demo", "--json"], tmp_path)
    told = json.loads(done.stdout)
    assert (done.returncode, told["published"]) == (0, True), done
    assert [p.name for p in tmp_path.iterdir()] == ["exports"]
    assert (tmp_path / "exports" / "latest.json").is_file()
    assert contents(package.parent) == before


@pytest.mark.night
@needs_git
@pytest.mark.parametrize(
    "verb", [("record", "amii", "--site-url", "http://127.0.0.1:9"), ("fixture", "add", "amii", "https://www.amii.ca/x", str(PAGE))]
)  # fmt: skip
def test_nothing_is_written_into_an_installed_package(programs: Path, tmp_path: Path, verb: tuple[str, ...]) -> None:
    (package,) = programs.parent.glob("lib/*/site-packages/pubcrawl")
    before = contents(package.parent)
    done = ran([programs / "pubcrawl", *verb], tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"pubcrawl: {ELSEWHERE}\n")
    assert (contents(package.parent), list(tmp_path.iterdir())) == (before, [])


@pytest.mark.night
@needs_git
def test_a_layout_beside_the_fixtures_travels(source: Path, programs: Path, tmp_path: Path) -> None:
    (package,) = programs.parent.glob("lib/*/site-packages/pubcrawl")
    script = "from pubcrawl.pages.sites import FIXTURES; print(FIXTURES)"
    assert ran([programs / "python", "-c", script], tmp_path).stdout == f"{package / 'fixtures'}\n"
    changed = clone(tmp_path / "changed")
    (changed / "fixtures" / "amii" / "layout.toml").write_text('title = "h3"\n', encoding="utf-8")
    built = ran(
        ["python", "-m", "pip", "install", "--quiet", "--no-deps", "--target", tmp_path / "made", changed], source
    )
    assert built.returncode == 0, built.stderr
    script = "from pubcrawl.pages.sites import layout_of_site; print(layout_of_site('amii'))"
    assert (
        "'h3'"
        in ran(
            ["python", "-c", script], tmp_path, {"PYTHONPATH": loopback.path_with_guard(str(tmp_path / "made"))}
        ).stdout
    )


@pytest.mark.night
@needs_git
def test_the_source_archive_holds_the_fixtures_where_they_are(source: Path, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(source)
        made = build_meta.build_sdist(str(tmp_path))
    with tarfile.open(tmp_path / made) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {name for name in carried() if f"fixtures/{name}" not in names} == set()

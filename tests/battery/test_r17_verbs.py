"""The contract of the verbs: what is wrong gets one clear line and its code, and every documented command runs."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pyarrow.parquet as pq
import pytest

from tests.battery.forked import Ended, run
from tests.battery.scene import IMPATIENT, SITES, Scene, scene
from tests.conftest import ROOT
from tests.documents import documents, verbs
from tests.releases import load_rows, read_latest
from tests.replaying import HASTE
from tests.test_readme import commands

pytestmark = pytest.mark.family("R17")

PAGE = "fixtures/mila_en/pages/publications-0.html"
VERBS = sorted(verbs())
NEEDED = {
    "diff": ("1", "latest"),
    "export": ("--format", "csv"),
    "extract": (PAGE, "--site", "mila_en"),
    "layout": (PAGE, "--site", "mila_en"),
    "fixture add": ("mila_en", "https://mila.quebec/en/new", PAGE),
    "record": ("mila_en",),
    "rollback": ("1",),
}
"""What a verb must be told, where it must be told something."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with scene(tmp_path_factory.mktemp("scene")) as made:
        yield made


def options(verb: str) -> set[str]:
    return {name for p in verbs()[verb].params if isinstance(p, click.Option) for name in p.opts}


def refused(ended: Ended, code: int) -> str:
    """The one line a verb says of what is wrong."""
    assert (ended.code, ended.out) == (code, ""), ended
    (line,) = ended.err.splitlines()
    assert line.startswith("pubcrawl: ")
    return line


@pytest.mark.parametrize("verb", VERBS)
def test_an_option_that_is_none(verb: str, tmp_path: Path) -> None:
    ended = run([*verb.split(), *NEEDED.get(verb, ()), "--xyzzy"], tmp_path / "said")
    assert refused(ended, 2) == f"pubcrawl: No such option '--xyzzy' (see pubcrawl {verb} --help)"


@pytest.mark.parametrize("verb", VERBS)
def test_a_word_too_many(verb: str, tmp_path: Path) -> None:
    words = [*NEEDED.get(verb, ()), *(["latest"] if verb == "validate" else []), "nonsense"]
    said = refused(run([*verb.split(), *words], tmp_path / "said"), 2)
    expected = "unknown site 'nonsense'" if verb == "crawl" else "Got unexpected extra argument (nonsense)"
    assert expected in said


@pytest.mark.parametrize("verb", sorted(NEEDED.keys() - {"diff"}))  # without a release it compares the last two
def test_a_word_too_few(verb: str, tmp_path: Path) -> None:
    assert "Missing " in refused(run(verb.split(), tmp_path / "said"), 2)


@pytest.mark.parametrize("verb", [v for v in VERBS if "--exports" in options(v)])
def test_a_folder_that_is_a_file(verb: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("kept")
    ended = run([*verb.split(), *NEEDED.get(verb, ()), "--exports", str(path)], tmp_path / "said")
    assert "'--exports': Directory" in refused(ended, 2)
    assert path.read_text() == "kept"


READERS = [
    v
    for v in VERBS
    if "--exports" in options(v) and v not in ("crawl", "demo", "sites", "forget", "history", "runs", "status")
]


@pytest.mark.parametrize("verb", READERS)
def test_a_folder_without_a_release(verb: str, tmp_path: Path) -> None:
    ended = run([*verb.split(), *NEEDED.get(verb, ()), "--exports", str(tmp_path / "none")], tmp_path / "said")
    assert f"{tmp_path / 'none'} holds no release yet: pubcrawl crawl makes one" in refused(ended, 2)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("verb", [v for v in VERBS if "--fixtures" in options(v)])
def test_a_fixture_folder_that_is_a_file(verb: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ended = run([*verb.split(), *NEEDED.get(verb, ()), "--fixtures", str(tmp_path / "file")], tmp_path / "said")
    assert "'--fixtures': Directory" in refused(ended, 2)


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_tells_of_itself(verb: str, tmp_path: Path) -> None:
    ended = run([*verb.split(), "--help"], tmp_path / "said")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(f"Usage: pubcrawl {verb} ")


def documented() -> list[tuple[str, ...]]:
    """Every command of the documents, each once; a verb alone is the name of a verb, of which its help is run."""
    found: dict[tuple[str, ...], None] = {}
    for path in documents():
        for words in commands(path.read_text(encoding="utf-8"), "pubcrawl"):
            if "northern" not in " ".join(words):  # a test of its own makes that institute
                found[tuple(words)] = None
    return list(found)


SAID = {"SITE": "mila_en", "FILE": PAGE, "URL": "https://mila.quebec/en/new"}
FOLDERS = re.compile(r"(?:~|/srv|/tmp)/\S+|DIR")


def _layout(folder: Path) -> Path:
    """Return a layout that names what every page has."""
    file = folder / "layout.toml"
    file.write_text('title = "h3"', encoding="utf-8")
    return file


def spoken(words: tuple[str, ...], exports: Path, world: Scene, fixtures: Path) -> list[str]:
    """A documented command on folders and servers of this test."""
    length = 2 if " ".join(words[:2]) in VERBS else 1
    verb, rest = " ".join(words[:length]), words[length:]
    if verb not in VERBS:
        return list(words)
    if "[OPTIONS]" in rest or (verb in NEEDED and not rest):
        return [*verb.split(), "--help"]
    told = [FOLDERS.sub(str(exports), SAID.get(word, word)) for word in rest if word != "..."]
    if "--layout" in told:
        told[told.index("--layout") + 1] = str(_layout(exports))
    if "--write" in told:
        told = [*NEEDED["layout"], "--write", str(exports / told[-1])]
    if verb == "export" and "--format" not in told:
        told += NEEDED["export"]
    if "--exports" in options(verb) and "--exports" not in told:
        told += ["--exports", str(exports)]
    if verb in ("record", "fixture add"):
        told += ["--fixtures", str(fixtures)]
    if verb == "record":
        told += ["--site-url", world.servers["mila_en"].url, *IMPATIENT]
    if verb == "crawl":
        told += [w for site in SITES for w in ("--site-url", f"{site}={world.servers[site].url}")]
        told += IMPATIENT
    return [*verb.split(), *told]


@pytest.mark.parametrize("words", documented(), ids=" ".join)
def test_a_documented_command_runs(world: Scene, words: tuple[str, ...], tmp_path: Path) -> None:
    exports, fixtures = tmp_path / "exports", tmp_path / "fixtures"
    shutil.copytree(ROOT / "fixtures", fixtures)
    if words[0] != "demo":  # it wants a folder of its own
        shutil.copytree(world.good, exports)
        (exports / "suppress.yml").write_text("ids: [amii:nobody]\n")
    ended = run(spoken(words, exports, world, fixtures), tmp_path / "said")
    assert (ended.code, "pubcrawl: " in ended.err) == (0, False), ended
    assert ended.out


def test_the_same_spiders_work_under_scrapy(world: Scene, tmp_path: Path) -> None:
    """The README's `scrapy crawl amii -O out.parquet`, on a server of this test."""
    out = tmp_path / "out.parquet"
    command = [
        sys.executable,
        "-m",
        "scrapy",
        "crawl",
        "amii",
        "-O",
        str(out),
        "-a",
        f"site_url={world.servers['amii'].url}",
    ]
    done = subprocess.run([*command, *HASTE], capture_output=True, text=True, check=False, cwd=ROOT, timeout=60)
    assert done.returncode == 0, done.stderr
    release = read_latest(world.good)
    assert release
    ids = {p.id for p in load_rows(release) if p.site == "amii"}
    assert set(pq.read_table(out).column("id").to_pylist()) == ids

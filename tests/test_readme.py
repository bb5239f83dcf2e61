"""The documents tell the truth: snippets run, verbs and files exist, and the parts written from code are current."""

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from pubcrawl import __version__
from pubcrawl.cli import EXITS
from pubcrawl.datacard import files
from pubcrawl.items import Author
from pubcrawl.matching.link import Linked
from pubcrawl.matching.work_ids import Alias
from pubcrawl.release.check import check
from pubcrawl.release.exports import Release
from tests.conftest import ROOT
from tests.documents import documents, rewritten, verbs
from tests.records import NOON, publication
from tests.releases import publish, read_latest

pytestmark = pytest.mark.family("R17")

README = (ROOT / "README.md").read_text(encoding="utf-8")
ALIASES = (ROOT / "docs" / "how-to" / "which-work-is-this-id.md").read_text(encoding="utf-8")
INSTITUTE = (ROOT / "docs" / "how-to" / "add-an-institute.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EACH = pytest.mark.parametrize("path", documents(), ids=lambda p: str(p.relative_to(ROOT)))


def fenced(text: str, language: str) -> list[str]:
    return [body for kind, body in FENCE.findall(text) if kind == language]


def commands(text: str, program: str) -> Iterator[list[str]]:
    """Yield the words behind a program's name, wherever code stands in a document."""
    code = [body for kind, body in FENCE.findall(text) if kind not in ("python", "text", "html", "json")]
    code += re.findall(r"`([^`\n]+)`", FENCE.sub("", text))
    for line in "\n".join(code).splitlines():
        for found in re.finditer(rf"(?:^|[\s/=]){program} ([^#>|;&]*)", line):
            yield found[1].split()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Release:
    folder = tmp_path_factory.mktemp("readme")
    command = [sys.executable, "-m", "pubcrawl", "demo", "--exports", str(folder / "exports")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    release = read_latest(folder / "exports")
    assert release
    return release


@EACH
def test_the_parts_written_from_code_are_current(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert rewritten(text) == text, "run python -m tests.documents"


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("README.md", "columns"),
        ("CONTRIBUTING.md", "packages"),
        ("docs/reference/cli.md", "verbs"),
        ("docs/reference/flags.md", "flags"),
        ("docs/how-to/run-every-night.md", "reasons"),
        ("docs/reference/performance.md", "performance"),
        ("docs/reference/reliability.md", "reliability"),
    ],
)
def test_the_part_is_there(name: str, part: str) -> None:
    assert f"<!-- generated: {part} -->\n\n" in (ROOT / name).read_text(encoding="utf-8")


def test_there_are_snippets_for_three_readers() -> None:
    first, *others = fenced(README, "python")
    assert "latest.json" in first
    assert [re.findall(r"^import (\w+)", snippet, re.MULTILINE) for snippet in others] == [
        ["duckdb"],
        ["polars"],
        ["pandas"],
        ["duckdb"],
    ]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_snippet_reads_what_the_release_holds(demo: Release, number: int) -> None:
    snippets = fenced(README, "python")
    expected = [(site, entry.records) for site, entry in sorted(demo.manifest.sites.items())]
    assert printed(f"{snippets[0]}\n{snippets[number]}", demo) == f"{expected}\n"


def test_the_release_of_a_run_describes_itself(demo: Release) -> None:
    described = files(demo.manifest)
    assert {name: (demo.path / name).read_bytes() for name in described} == described
    assert check(demo) == []


def printed(code: str, release: Release) -> str:
    """What a snippet prints when it runs beside the export folder, any warning being an error."""
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, cwd=release.path.parents[2])
    assert done.stderr == ""
    return done.stdout


def test_a_snippet_joins_the_works_of_the_release(demo: Release) -> None:
    snippets = fenced(README, "python")
    sites: dict[str, set[str]] = {}
    for row in demo.rows():
        if row.removed_at is None:
            sites.setdefault(row.work_id, set()).add(row.site)
    expected = sorted(Counter(map(len, sites.values())).items())
    assert len(expected) > 1
    assert printed(f"{snippets[0]}\n{snippets[4]}", demo) == f"{expected}\n"


ONE, TWO, THREE = (publication(f"amii:{x}", work_id=f"w{x}", title=f"Title {x}") for x in "abc")
MOVED = (
    Alias(old="wx", new="wa", reason="merged"),
    Alias(old="wb", new="wy", reason="split"),
    Alias(old="wy", new="wc", reason="merged"),
)


@pytest.mark.parametrize(
    ("work_id", "works"),
    [("wa", ["wa"]), ("wx", ["wa"]), ("wb", ["wb", "wc"]), ("wy", ["wc"]), ("unknown", [])],
)
def test_the_how_to_finds_the_works_of_an_id(tmp_path: Path, work_id: str, works: list[str]) -> None:
    linked = Linked(aliases=MOVED)
    exports = tmp_path / "exports"
    release = publish(exports, [ONE, TWO, THREE], run_id="r", now=NOON, site_reports=[], versions={}, linked=linked)
    (snippet,) = fenced(ALIASES, "python")
    assert printed(f"{snippet}\nprint(now({work_id!r}))", release) == f"{works}\n"


@EACH
def test_every_verb_and_option_named_exists(path: Path) -> None:
    for words in commands(path.read_text(encoding="utf-8"), "pubcrawl"):
        verb = words[0] if words else ""
        if verb in ("VERB", "--help", "--version"):
            continue
        command = verbs().get(verb) or verbs().get(" ".join(words[:2]))
        assert command, f"pubcrawl {' '.join(words)}"
        known = {o for p in command.params if isinstance(p, click.Option) for o in (*p.opts, *p.secondary_opts)}
        assert {w.split("=")[0] for w in words if w.startswith("-")} <= known | {"--help"}, f"pubcrawl {words}"


@EACH
def test_every_make_target_and_module_named_exists(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert {words[0] for words in commands(text, "make") if words} <= targets
    modules = set(re.findall(r"python -m ((?:tests|benchmarks|pubcrawl)\.[\w.]+)", text))
    files = {m: ROOT / m.replace(".", "/") for m in modules}
    missing = [m for m, f in files.items() if not (f.with_suffix(".py").exists() or (f / "__main__.py").exists())]
    assert missing == []


@EACH
def test_every_link_and_file_named_exists(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    links = [link.split("#") for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    assert [link for link, *_ in links if link and not (path.parent / link).exists()] == []
    for link, *anchor in links:
        target = (path.parent / link if link else path).resolve()
        assert not anchor or anchor[0] in _anchors(target), f"{link}#{anchor[0]}"
    invented = ("northern", "SITE", "INSTITUTE")
    files = set(re.findall(r"`((?:pubcrawl|tests|fixtures|docs|benchmarks)/[\w./-]+)`", text))
    assert [f for f in sorted(files) if not any(i in f for i in invented) and not (ROOT / f).exists()] == []


def _anchors(path: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", h).lower().replace(" ", "-") for h in heads}


def test_a_french_reader_is_led_on_from_the_third_line() -> None:
    led_to = re.findall(r"\]\(([^)]*)#([^)]+)\)", README.splitlines()[2])
    assert led_to == [("", "en-français"), ("exports/README.md", "français")]
    assert all(anchor in _anchors(ROOT / (name or "README.md")) for name, anchor in led_to)


def test_pandas_keeps_the_types_of_the_columns(demo: Release) -> None:
    opened, snippet = fenced(README, "python")[0], fenced(README, "python")[3]
    code = f"{opened}\n{snippet}\nprint(*(frame[c].dtype for c in ('published', 'removed_at', 'language_mixed')), sep=', ')"
    told = printed(code, demo).splitlines()[-1]
    assert told == "date32[day][pyarrow], timestamp[us, tz=UTC][pyarrow], bool[pyarrow]"


@EACH
def test_shell_blocks_are_shell(path: Path) -> None:
    for block in fenced(path.read_text(encoding="utf-8"), "sh"):
        done = subprocess.run(["bash", "-n"], input=block, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", ["README.md", "docs/how-to/run-every-night.md"])
def test_every_exit_code_is_told(name: str) -> None:
    rows = re.findall(r"^\| (\d[\d, ]*) \|", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
    told = [code for row in rows for code in row.split(", ")]
    assert told == ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "130", "143"]
    assert set(told) == set(re.findall(r"\b\d+(?=,? )", EXITS))


def test_changelog_and_citation_name_the_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.findall(r"^## (\S+)$", changelog, re.MULTILINE)[0] == __version__
    assert re.findall(r"^version: (\S+)$", citation, re.MULTILINE) == [__version__]


def test_the_institute_of_the_how_to_is_crawled(tmp_path: Path) -> None:
    """Its blocks, written where the text says, make a site of a copy of the program."""
    shutil.copytree(ROOT / "pubcrawl", tmp_path / "pubcrawl", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "scrapy.cfg", tmp_path)
    before = contents(tmp_path)
    reader, spider = fenced(INSTITUTE, "python")
    written(tmp_path, "fixtures/northern/pages/publications.html", fenced(INSTITUTE, "html")[0])
    written(tmp_path, "pubcrawl/pages/northern.py", reader)
    extracted = program(tmp_path, "extract", "fixtures/northern/pages/publications.html", "--site", "northern")
    written(tmp_path, "pubcrawl/spiders/northern.py", spider)
    written(tmp_path, "fixtures/northern/pages/robots.txt", fenced(INSTITUTE, "text")[0])
    for words in commands(INSTITUTE, "pubcrawl"):
        if words[0] == "fixture":
            program(tmp_path, *words)
    program(tmp_path, "demo", "--fixtures", "fixtures")
    release = read_latest(tmp_path / "exports")
    assert release
    rows = list(release.rows())
    assert {r.id for r in rows} == {json.loads(line)["id"] for line in extracted.splitlines()}
    assert sorted((r.title, r.authors, str(r.published), r.doi) for r in rows) == [
        ("Listening to Frost", (ADA, KOFI, INES), "2025-01-01", "10.9999/frost.1"),
        ("Snow Depth from One Microphone", (KOFI,), "2024-01-01", None),
    ]
    after = contents(tmp_path)
    assert {name: after.get(name) for name in before} == before
    own = {name for name in after.keys() - before.keys() if not name.startswith("exports/")}
    assert own - {name for name in own if name.startswith("fixtures/northern/")} == {
        "pubcrawl/pages/northern.py",
        "pubcrawl/spiders/northern.py",
    }


ADA = Author(
    name="Ada Moreau",
    profile_url="https://northern.example/team/ada-moreau",
    affiliated=True,
    family="Moreau",
    given="Ada",
)
KOFI, INES = (
    Author(name="Kofi Brandt", affiliated=True, family="Brandt", given="Kofi"),
    Author(name="Ines Roy", family="Roy", given="Ines"),
)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its path, but for what Python compiled."""
    files = (p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}


def written(folder: Path, name: str, body: str) -> None:
    assert f"`{name}`" in INSTITUTE
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(body, encoding="utf-8")


def program(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "pubcrawl", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, timeout=60)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout

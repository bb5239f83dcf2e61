"""The command line as a user meets it: what it prints, and with which code it ends."""

import json
import subprocess
import sys
from contextlib import chdir
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from pubcrawl.schema import columns
from tests.battery.forked import run
from tests.conftest import ROOT

pytestmark = pytest.mark.family("R17")

PAGE = ROOT / "fixtures" / "mila_en" / "pages" / "publications-0.html"


def pubcrawl(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own, forked from one that has loaded it."""
    command = list(map(str, arguments))
    with TemporaryDirectory() as said:
        ended = run(command, Path(said), seconds=120, within=partial(chdir, cwd or Path.cwd()))
    return subprocess.CompletedProcess(command, ended.code, ended.out, ended.err)


SAID = ("--contact", "https://lab.example/bot")
BAD = [
    pytest.param(("extract", "nowhere.html", "--site", "mila_en"), 2, "nowhere.html: No such file", id="missing file"),
    pytest.param(("extract", ".", "--site", "mila_en"), 2, ".: Is a directory", id="folder"),
    pytest.param(("extract", "empty.html", "--site", "mila_en"), 2, "empty.html: the page is empty", id="empty"),
    pytest.param(("extract", "binary.html", "--site", "mila_en"), 2, "binary.html: it holds binary data", id="binary"),
    pytest.param(("extract", "other.html", "--site", "mila_en"), 2, "belongs to elsewhere.test", id="other site"),
    pytest.param(
        ("extract", "text.txt", "--site", "mila_en"), 5, "text.txt: no see-more marker", id="text of another site"
    ),
    pytest.param(
        ("extract", "text.txt", "--site", "mila_en"),
        5,
        "`pubcrawl layout text.txt --site mila_en` shows how it is read, and a layout.toml overrules it",
        id="what to do next",
    ),
    pytest.param(("extract", "text.txt", "--site", "amii"), 5, "text.txt: ", id="text that is no round-up"),
    pytest.param(
        ("extract", "bare.html", "--site", "mila_fr"), 5, "bare.html: no publication on it", id="no publications"
    ),
    pytest.param(
        ("extract", "text.txt", "--site", "nowhere"), 2, "unknown site 'nowhere': the sites are amii", id="unknown site"
    ),
    pytest.param(
        ("extract", str(PAGE), "--site", "mila_en", "--layout", "text.txt"), 2, "text.txt: ", id="layout that is none"
    ),
    pytest.param(
        ("layout", str(PAGE), "--site", "mila_en", "--layout", "x"), 2, "x: No such file", id="missing layout"
    ),
    pytest.param(
        ("layout", str(PAGE), "--site", "mila_en", "--write", "text.txt/x"), 2, "text.txt/x: Not a", id="layout nowhere"
    ),
    pytest.param(("layout", "bare.html", "--site", "mila_fr"), 5, "bare.html: no unit on it", id="layout of nothing"),
    pytest.param(("crawl", "--layout", "text.txt"), 2, "--layout speaks of one site", id="layout of no site"),
    pytest.param(("crawl", "mila_en", "--layout", "text.txt"), 2, "text.txt: ", id="crawl by no layout"),
    pytest.param(("crawl", "nowhere"), 2, "unknown site 'nowhere': the sites are amii", id="crawl unknown site"),
    pytest.param(
        ("crawl", "--site-url", "nowhere=http://x"), 2, "unknown site 'nowhere'", id="address of unknown site"
    ),
    pytest.param(("crawl", "--site-url", "x"), 2, "'x' is not SITE=URL", id="address without site"),
    pytest.param(("crawl", "--limit-pages", "-1"), 2, "-1 is not in the range", id="negative limit"),
    pytest.param(("crawl", "-s", "X"), 2, "'X' is not NAME=VALUE", id="setting without value"),
    pytest.param(("crawl", "--exports", "file/exports", *SAID), 6, "cannot write", id="exports below a file"),
    pytest.param(("crawl",), 2, "a live site is told who asks: name a web page or an e-mail", id="crawl by no one"),
    pytest.param(
        ("record", "amii"), 2, "a live site is told who asks: name a web page or an e-mail", id="record by no one"
    ),
    pytest.param(("crawl", "--contact", "me"), 2, "'me' is no contact: it is the address of a web", id="no contact"),
    pytest.param(
        ("record", "amii", "--contact", "a b"), 2, "'a b' is no contact: it is the ", id="record by no contact"
    ),
    pytest.param(
        ("crawl", "amii", "mila_en", "--site-url", "amii=http://127.0.0.1:9"), 2, "a live site", id="one of two is live"
    ),
    pytest.param(("demo", "--fixtures", "nowhere"), 2, "nowhere: no fixtures there", id="no fixtures"),
    pytest.param(("record", "nowhere"), 2, "unknown site 'nowhere'", id="record unknown site"),
    pytest.param(("harvest",), 2, "No such command 'harvest'", id="unknown verb"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    canonical = "<link rel=canonical href=https://elsewhere.test/>"
    (tmp_path / "empty.html").write_bytes(b"")
    (tmp_path / "binary.html").write_bytes(bytes(range(32)) * 99)
    (tmp_path / "other.html").write_text(f"<html><head>{canonical}</head><body><p>text</p></body></html>")
    (tmp_path / "text.txt").write_text("A line of text.\nAnother one, longer, that leads nowhere at all.\n")
    (tmp_path / "bare.html").write_text("<html><body><h1>Publications</h1><p>Nothing yet.</p></body></html>")
    (tmp_path / "file").write_text("")
    return tmp_path


@pytest.mark.parametrize(("arguments", "code", "line"), BAD)
def test_bad_input_gets_one_clear_line_and_its_code(
    folder: Path, arguments: tuple[str, ...], code: int, line: str
) -> None:
    before = sorted(p.name for p in folder.iterdir())
    done = pubcrawl(*arguments, cwd=folder)
    assert done.returncode == code, done.stderr
    assert line in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert sorted(p.name for p in folder.iterdir()) == before


def test_extract_prints_a_record_a_line_with_the_columns_of_the_dataset() -> None:
    done = pubcrawl("extract", PAGE, "--site", "mila_en", "--url", "https://mila.quebec/en/research/publications")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr, len(rows)) == (0, "", 12)
    assert all(list(row) == [c.name for c in columns()] for row in rows)
    assert {row["source_url"] for row in rows} == {"https://mila.quebec/en/research/publications"}


def test_extract_raw_prints_what_the_page_says() -> None:
    done = pubcrawl("extract", PAGE, "--site", "mila_en", "--raw")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(rows) == 12
    assert any("… (see more)" in (row["abstract"] or "") for row in rows)
    assert [row["position"] for row in rows] == list(range(12))


def test_a_page_in_another_encoding_is_read(tmp_path: Path) -> None:
    page = tmp_path / "latin.html"
    text = PAGE.read_text(encoding="utf-8").replace('charset="utf-8"', 'charset="windows-1252"')
    page.write_bytes(text.encode("cp1252", "xmlcharrefreplace"))
    titles = [json.loads(line)["title"] for line in pubcrawl("extract", page, "--site", "mila_en").stdout.splitlines()]
    plain = [json.loads(line)["title"] for line in pubcrawl("extract", PAGE, "--site", "mila_en").stdout.splitlines()]
    assert titles == plain


def test_schema_names_every_column_in_both_languages() -> None:
    told = json.loads(pubcrawl("schema", "--json").stdout)
    assert [c["name"] for c in told["columns"]] == [c.name for c in columns()]
    assert all(c["en"] and c["fr"] for c in told["columns"])
    assert told["schema_version"] == 2


def test_sites_are_listed_from_anywhere(tmp_path: Path) -> None:
    told = json.loads(pubcrawl("sites", "--json", "--exports", tmp_path / "none", cwd=tmp_path).stdout)
    assert [s["site"] for s in told] == ["amii", "mila_en", "mila_fr"]
    assert all((s["records"], s["verdict"], s["last_good_read"]) == (0, None, None) for s in told)


def test_help_loads_neither_engine_nor_arrow() -> None:
    code = "import sys, pubcrawl.cli; print(sorted({'scrapy', 'pyarrow', 'twisted', 'py3langid', 'lxml', 'w3lib', 'numpy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_help_shows_every_exit_code() -> None:
    told = pubcrawl("--help").stdout
    assert all(f" {code}  " in told for code in range(10))


def test_a_layout_is_shown_written_and_read_by(tmp_path: Path) -> None:
    written = tmp_path / "layout.toml"
    shown = pubcrawl("layout", PAGE, "--site", "mila_en", "--write", written)
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.startswith("12 publications, each ")
    before = written.read_text(encoding="utf-8")
    again = pubcrawl("layout", PAGE, "--site", "mila_en", "--write", written)
    assert (again.returncode, again.stdout, written.read_text(encoding="utf-8")) == (2, "", before)
    assert "is there already" in again.stderr
    assert all(role in shown.stdout for role in ("title", "authors", "abstract", "date", "venue", "because: "))
    said = json.loads(pubcrawl("layout", PAGE, "--site", "mila_en", "--json").stdout)
    assert (said["units"], said["slots"][0]["role"], said["slots"][0]["units"]) == (12, "title", 12)
    learned, by_layout = (
        pubcrawl("extract", PAGE, "--site", "mila_en", *more).stdout for more in ((), ("--layout", written))
    )
    assert learned
    assert by_layout == learned

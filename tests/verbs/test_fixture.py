"""One page at a time into a site's fixture: what the manifest then says, and what is refused without a change."""

import hashlib
import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest

from pubcrawl.cli import main
from pubcrawl.fixture_server import FixtureServer
from tests.conftest import ROOT

PAGE = b"<!DOCTYPE html><p>H\xc3\xa9l\xc3\xa8ne"
BASE = "https://mila.quebec"


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "saved.html"
    path.write_bytes(PAGE)
    return path


@pytest.fixture
def fixtures(tmp_path: Path) -> Path:
    return tmp_path / "fixtures"


def add(fixtures: Path, *words: object) -> int:
    """Run the verb and return its exit code."""
    try:
        main(["fixture", "add", *map(str, words), "--fixtures", str(fixtures)])
    except SystemExit as exc:
        return int(exc.code or 0)
    return 0


def manifest(fixtures: Path, site: str = "mila_en") -> dict[str, Any]:
    found: dict[str, Any] = json.loads((fixtures / site / "manifest.json").read_text(encoding="utf-8"))
    return found


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_page_is_copied_and_its_address_named(
    fixtures: Path, saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    started = datetime.now(UTC).replace(microsecond=0)
    assert add(fixtures, "mila_en", f"{BASE}/en/x?page=1", saved) == 0
    folder = fixtures / "mila_en"
    out, err = capsys.readouterr()
    assert out == f"{folder / 'manifest.json'}: {BASE}/en/x?page=1 answers with pages/saved.html (200, page)\n"
    assert err == ""
    assert (folder / "pages" / "saved.html").read_bytes() == PAGE
    found = manifest(fixtures)
    (made,) = found.pop("responses")
    assert found == {"site": "mila_en", "base_url": BASE, "extras": []}
    date = parsedate_to_datetime(made["headers"].pop("Date"))
    assert started <= date <= datetime.now(UTC)
    assert made == {
        "url": f"{BASE}/en/x?page=1",
        "file": "pages/saved.html",
        "role": "page",
        "optional": False,
        "status": 200,
        "headers": {"Content-Type": "text/html; charset=UTF-8"},
        "recorded_at": date.isoformat().replace("+00:00", "Z"),
        "sha256": hashlib.sha256(PAGE).hexdigest(),
        "origin": "authored",
    }


def test_every_part_can_be_given(fixtures: Path, saved: Path) -> None:
    date = "Mon, 20 Apr 2026 06:00:00 GMT"
    given = ("--status", 503, "--role", "listing", "--origin", "recorded")
    headers = ("--header", f"date={date}", "--header", "content-type=text/x", "--header", "Retry-After=3")
    assert add(fixtures, "mila_en", f"{BASE}/", saved, *given, *headers) == 0
    (made,) = manifest(fixtures)["responses"]
    assert (made["status"], made["role"], made["origin"]) == (503, "listing", "recorded")
    assert made["headers"] == {"date": date, "content-type": "text/x", "Retry-After": "3"}


@pytest.mark.parametrize(
    ("name", "body", "kind"),
    [
        ("robots.txt", b"User-agent: *", "text/plain; charset=UTF-8"),
        ("sitemap.xml", b"<urlset/>", "application/xml; charset=UTF-8"),
        ("page.HTM", b"caf\xe9", "text/html"),
        ("page", b"\xef\xbb\xbf <!doctype html>", "text/html; charset=UTF-8"),
        ("list", b'<?xml version="1.0"?>', "application/xml; charset=UTF-8"),
        ("words", b"one two", "text/plain; charset=UTF-8"),
        ("void.php", b"", "text/plain; charset=UTF-8"),
    ],
)
def test_the_type_is_told_by_suffix_or_bytes(fixtures: Path, tmp_path: Path, name: str, body: bytes, kind: str) -> None:
    (tmp_path / name).write_bytes(body)
    assert add(fixtures, "mila_en", f"{BASE}/{name}", tmp_path / name) == 0
    (made,) = manifest(fixtures)["responses"]
    assert made["headers"]["Content-Type"] == kind
    assert made["role"] == ("robots" if name == "robots.txt" else "page")


def test_a_page_that_lies_there_stays(fixtures: Path) -> None:
    page = fixtures / "mila_en" / "pages" / "x.html"
    page.parent.mkdir(parents=True)
    page.write_bytes(PAGE)
    assert add(fixtures, "mila_en", f"{BASE}/x", page) == 0
    assert set(contents(fixtures)) == {"mila_en/manifest.json", "mila_en/pages/x.html"}


def test_the_same_address_again_takes_the_place_of_its_entry(fixtures: Path, saved: Path, tmp_path: Path) -> None:
    for number in range(3):
        page = tmp_path / f"{number}.html"
        page.write_text(f"<p>{number}")
        assert add(fixtures, "mila_en", f"{BASE}/x?page={number}%2C1", page, "--role", "listing") == 0
    assert add(fixtures, "mila_en", f"{BASE}/x?page=1,1", saved) == 0
    made = manifest(fixtures)["responses"]
    assert [e["file"] for e in made] == ["pages/0.html", "pages/saved.html", "pages/2.html"]
    assert made[1]["url"] == f"{BASE}/x?page=1,1"
    assert made[1]["role"] == "listing"
    assert not (fixtures / "mila_en" / "pages" / "1.html").exists()
    saved.write_bytes(b"<p>new")
    assert add(fixtures, "mila_en", f"{BASE}/x?page=1,1", saved) == 0
    assert (fixtures / "mila_en" / "pages" / "saved.html").read_bytes() == b"<p>new"


def test_a_page_of_two_addresses_stays_with_the_other(fixtures: Path, saved: Path, tmp_path: Path) -> None:
    for path in "xy":
        assert add(fixtures, "mila_en", f"{BASE}/{path}", saved) == 0
    (tmp_path / "new.html").write_text("<p>new")
    assert add(fixtures, "mila_en", f"{BASE}/x", tmp_path / "new.html") == 0
    assert [e["file"] for e in manifest(fixtures)["responses"]] == ["pages/new.html", "pages/saved.html"]
    assert (fixtures / "mila_en" / "pages" / "saved.html").read_bytes() == PAGE


def test_a_site_without_a_page_class_needs_its_base_url(
    fixtures: Path, saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = "https://nowhere.example/papers"
    assert add(fixtures, "nowhere", url, saved) == 2
    assert "unknown site 'nowhere': the sites are amii, " in capsys.readouterr().err
    assert not fixtures.exists()
    assert add(fixtures, "nowhere", url, saved, "--base-url", "https://nowhere.example/") == 0
    assert add(fixtures, "nowhere", f"{url}/2", saved) == 0  # by now it is known
    assert manifest(fixtures, "nowhere")["base_url"] == "https://nowhere.example"
    with FixtureServer([fixtures / "nowhere"]) as server:
        assert server.sites == ("nowhere",)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        pytest.param(("Mila-EN", f"{BASE}/x", "SAVED"), "'Mila-EN' is no name of a site", id="name of a site"),
        pytest.param(("..", f"{BASE}/x", "SAVED"), "'..' is no name of a site", id="folder above"),
        pytest.param(("mila_en", "x", "SAVED"), "'x' is no http or https address", id="no address"),
        pytest.param(("mila_en", "ftp://mila.quebec/x", "SAVED"), "is no http or https address", id="scheme"),
        pytest.param(("mila_en", f"{BASE}/x\n", "SAVED"), "is no http or https address", id="line break"),
        pytest.param(("mila_en", "https://[x/", "SAVED"), "is no http or https address", id="broken address"),
        pytest.param(
            ("mila_en", "https://me:secret@mila.quebec/x", "SAVED"), "'https://mila.quebec/x' is no", id="password"
        ),
        pytest.param(("mila_en", "https://amii.ca/x", "SAVED"), "which is at https://mila.quebec", id="another site"),
        pytest.param(("mila_en", f"{BASE}/x", "nowhere.html"), "nowhere.html is no file", id="no file"),
        pytest.param(("mila_en", f"{BASE}/x", "."), ". is no file", id="folder"),
        pytest.param(("mila_en", f"{BASE}/x", "SAVED"), "give the file another name", id="name is taken"),
        pytest.param(("mila_en", f"{BASE}/x", "LINK"), "leads out of", id="outside"),
        pytest.param(("mila_en", f"{BASE}/x", "SAVED", "--status", "99"), "'--status'", id="status"),
        pytest.param(("mila_en", f"{BASE}/x", "SAVED", "--origin", "mine"), "'--origin'", id="origin"),
        pytest.param(("mila_en", f"{BASE}/x", "SAVED", "--role", "a b"), "'a b' is no role", id="role"),
        pytest.param(("mila_en", f"{BASE}/x", "SAVED", "--header", "X"), "'X' is not NAME=VALUE", id="header"),
        pytest.param(("mila_en", f"{BASE}/x", "SAVED", "--header", "X y=1"), "'X y=1' is no header", id="header name"),
        pytest.param(("mila_en", f"{BASE}/x", "SAVED", "--header", "X=1\r\nY: 2"), "is no header", id="header value"),
        pytest.param(
            ("mila_en", f"{BASE}/x", "SAVED", "--base-url", "https://a.example"), "is at https://mila.quebec", id="base"
        ),
        pytest.param(
            ("mila_en", f"{BASE}/x", "SAVED", "--base-url", "a.example"), "'a.example' is not an", id="base url"
        ),
    ],
)
def test_what_is_wrong_gets_one_line_and_changes_nothing(
    fixtures: Path,
    saved: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    says: str,
) -> None:
    pages = fixtures / "mila_en" / "pages"
    assert add(fixtures, "mila_en", f"{BASE}/robots.txt", ROOT / "fixtures" / "mila_en" / "pages" / "robots.txt") == 0
    (pages / "saved.html").write_text("<p>another")
    (pages / "link.html").symlink_to(saved)
    (tmp_path / "link.html").write_text("<p>new")
    capsys.readouterr()
    before = contents(tmp_path)
    files = {"SAVED": str(saved), "LINK": str(tmp_path / "link.html")}
    assert add(fixtures, *(files.get(word, word) for word in words)) == 2
    out, err = capsys.readouterr()
    (line,) = err.splitlines()
    assert (out, line.startswith("pubcrawl: "), says in line) == ("", True, True), line
    assert contents(tmp_path) == before


def test_a_manifest_that_names_files_elsewhere_is_left_alone(
    fixtures: Path, saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(fixtures, "mila_en", f"{BASE}/x", saved) == 0
    path = fixtures / "mila_en" / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace("pages/saved.html", "../../saved.html"), encoding="utf-8")
    before = contents(fixtures.parent)
    assert add(fixtures, "mila_en", f"{BASE}/x", ROOT / "LICENSE") == 2
    assert "leads out of" in capsys.readouterr().err
    assert contents(fixtures.parent) == before


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"site": "mila_en", "base_url": "x", "responses": [{}]}', "\xff"])
def test_a_manifest_that_is_none_is_left_alone(
    fixtures: Path, saved: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    path = fixtures / "mila_en" / "manifest.json"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="latin-1")
    assert add(fixtures, "mila_en", f"{BASE}/x", saved) == 2
    assert f"{path} is no manifest of a site" in capsys.readouterr().err
    assert contents(fixtures) == {"mila_en/manifest.json": text.encode("latin-1")}

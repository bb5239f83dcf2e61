"""Feeds of our sites: `scrapy crawl SITE -O FILE` over real HTTP, of sites that are well, fail, or stop half way."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import chdir
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from scrapy.cmdline import execute

from pubcrawl.formats import csv
from tests.battery import forked
from tests.conftest import ROOT
from tests.records import from_json_row
from tests.replaying import HASTE
from tests.served import WatchedServer
from tests.test_runs import LISTING, NO_RETRY, page

FORMATS = ("parquet", "jsonl", "json", "csv", "xml")
LAST = b"what the last crawl wrote"


@pytest.fixture
def mila() -> Iterator[WatchedServer]:
    with WatchedServer([ROOT / "fixtures" / "mila_en"]) as server:
        yield server


def crawl(server: WatchedServer, folder: Path, *arguments: str) -> forked.Ended:
    """Crawl the site in a folder outside the checkout, as its user does."""
    address = f"site_url={server.base_url('mila_en')}"
    command = ["scrapy", "crawl", "mila_en", "-a", address, *HASTE, *NO_RETRY, "-L", "WARNING", *arguments]
    settings = {"SCRAPY_SETTINGS_MODULE": "pubcrawl.settings"}
    within = partial(chdir, folder)
    return forked.start(command, folder / "said", environment=settings, within=within, program=execute).ended(60)


def feeds(*, sign: str = "-O") -> list[str]:
    return [word for kind in FORMATS for word in (sign, f"out.{kind}")]


def count(path: Path) -> int:
    readers: dict[str, Callable[[], int]] = {
        "parquet": lambda: pq.read_table(path).num_rows,
        "jsonl": lambda: len(path.read_bytes().splitlines()),
        "json": lambda: len(json.loads(path.read_bytes())),
        "csv": lambda: path.read_bytes().count(b"\nmila_en") or path.read_bytes().count(b",mila_en,"),
        "xml": lambda: len(ET.parse(path).getroot()),  # noqa: S314  our own file
    }
    return readers[path.suffix[1:]]()


def test_every_format_holds_the_same_values(mila: WatchedServer, tmp_path: Path) -> None:
    ended = crawl(mila, tmp_path, *feeds(), "-a", "limit_pages=1")
    assert (ended.code, ended.err) == (0, "")
    lines = (tmp_path / "out.jsonl").read_bytes().splitlines()
    rows = [json.loads(line) for line in lines]
    assert len(rows) == 12
    assert json.loads((tmp_path / "out.json").read_bytes()) == rows
    assert (tmp_path / "out.csv").read_bytes() == csv.render(map(from_json_row, rows))
    root = ET.parse(tmp_path / "out.xml").getroot()  # noqa: S314  our own file
    assert [plain(item) for item in root] == [worded(row) for row in rows]
    assert pq.read_table(tmp_path / "out.parquet")["id"].to_pylist() == [row["id"] for row in rows]


def plain(element: ET.Element) -> object:
    """Read an element as a person would who knows JSON: lists of `value`, objects, texts."""
    children = list(element)
    if children and all(c.tag == "value" for c in children):
        return [plain(c) for c in children]
    return {c.tag: plain(c) for c in children} if children else element.text or ""


def worded(value: object) -> object:
    """A JSON value with every scalar as its text and without what is absent; an empty list is an empty element."""
    if isinstance(value, dict):
        return {name: worded(part) for name, part in value.items() if part is not None}
    if isinstance(value, list):
        return [worded(part) for part in value] or ""
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (500, "unreachable: HTTP 500"),
        pytest.param(403, "refused: HTTP 403", marks=pytest.mark.night),
        pytest.param(404, "unreachable: HTTP 404", marks=pytest.mark.night),
    ],
)
def test_a_site_that_fails_leaves_the_feeds_of_the_last_crawl(
    mila: WatchedServer, tmp_path: Path, status: int, reason: str
) -> None:
    mila.put("mila_en", LISTING, page("no", status))
    for kind in FORMATS:
        (tmp_path / f"out.{kind}").write_bytes(LAST)
    ended = crawl(mila, tmp_path, *feeds(), "-O", "new.csv")
    assert [(tmp_path / f"out.{kind}").read_bytes() for kind in FORMATS] == [LAST] * len(FORMATS)
    assert not (tmp_path / "new.csv").exists()
    for kind in FORMATS:
        (line,) = [line for line in ended.err.splitlines() if f"out.{kind} " in line]
        assert f"out.{kind} was not replaced: no record was read: {reason} (https://mila.quebec{LISTING})" in line
    assert "new.csv was not written: no record was read" in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.night
def test_a_list_that_is_empty_leaves_the_feed_of_the_last_crawl(mila: WatchedServer, tmp_path: Path) -> None:
    mila.replace("mila_en", LISTING, "empty_list")
    (tmp_path / "out.csv").write_bytes(LAST)
    ended = crawl(mila, tmp_path, "-O", "out.csv")
    assert ((tmp_path / "out.csv").read_bytes(), "out.csv was not replaced: no record was read" in ended.err) == (
        LAST,
        True,
    )


@pytest.mark.night
def test_a_site_that_refuses_half_way_has_its_half_and_a_warning(mila: WatchedServer, tmp_path: Path) -> None:
    mila.put("mila_en", f"{LISTING}?page=2", page("no", 403))
    ended = crawl(mila, tmp_path, *feeds())
    assert {kind: count(tmp_path / f"out.{kind}") for kind in FORMATS} == dict.fromkeys(FORMATS, 24)
    said = "out.xml holds 24 records of a site that was not read whole: refused: HTTP 403 (https://mila.quebec"
    assert said in ended.err


@pytest.mark.night
@pytest.mark.parametrize("kind", FORMATS[1:])
def test_appending_to_a_feed_when_the_site_fails_adds_nothing(mila: WatchedServer, tmp_path: Path, kind: str) -> None:
    mila.put("mila_en", LISTING, page("no", 500))
    ended = crawl(mila, tmp_path, "-o", f"out.{kind}")
    assert (tmp_path / f"out.{kind}").read_bytes() == b""
    assert f"nothing was added to the feed out.{kind}: no record was read: unreachable: HTTP 500" in ended.err


@pytest.mark.night
def test_appending_adds_rows_and_no_second_header(mila: WatchedServer, tmp_path: Path) -> None:
    for _ in range(2):
        assert crawl(mila, tmp_path, "-o", "out.csv", "-a", "limit_pages=1").code == 0
    text = (tmp_path / "out.csv").read_bytes()
    assert (text.count(b"work_id,site"), count(tmp_path / "out.csv")) == (1, 24)


@pytest.mark.night
@pytest.mark.parametrize("kind", ["json", "xml"])
def test_appending_is_refused_where_it_would_break_the_file(mila: WatchedServer, tmp_path: Path, kind: str) -> None:
    assert crawl(mila, tmp_path, "-o", f"out.{kind}", "-a", "limit_pages=1").code == 0
    assert count(tmp_path / f"out.{kind}") == 12
    before = (tmp_path / f"out.{kind}").read_bytes()
    ended = crawl(mila, tmp_path, "-o", f"out.{kind}", "-a", "limit_pages=1")
    assert (tmp_path / f"out.{kind}").read_bytes() == before
    assert f"-o cannot append to {kind.upper()}: use -O out.{kind}, or -o with a .jsonl or .csv file" in ended.err

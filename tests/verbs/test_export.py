"""`pubcrawl export`: every format, every choice of records, and targets that cannot be written."""

import codecs
import json
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from pubcrawl.formats import atom, bibtex, csl_json, csv, ris
from pubcrawl.formats.select import Selection, select
from pubcrawl.matching.link import LINKING_VERSION, link
from pubcrawl.release.publish import NOT_LINKED, VERSION
from pubcrawl.storage.jsonl import dump
from tests.records import NOON, full, publication
from tests.releases import load_rows, point, publish
from tests.test_cli import pubcrawl

ROWS = [
    publication("amii:a", language="en", published=date(2024, 5, 1), published_precision="day", title="=HYPERLINK()"),
    publication("mila_en:a", removed_at=NOON),
    publication("mila_en:b", language="en", abstract="Words.", published=date(2026, 1, 1), published_precision="year"),
    replace(full("mila_fr:b"), removed_at=None),
]


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    release = publish(tmp_path / "exports", ROWS, run_id="r", now=NOON, site_reports=[], versions={})
    assert load_rows(release) == ROWS
    return tmp_path / "exports"


THERE = list(select(ROWS, Selection()))
FORMATS = {
    "csv": csv.BOM + csv.render(THERE),
    "bibtex": bibtex.render(THERE),
    "ris": ris.render(THERE),
    "csl-json": csl_json.render(THERE),
    "atom": atom.render(THERE),
    "jsonl": b"".join(map(dump, THERE)),
}


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_goes_to_the_standard_output_or_a_file(exports: Path, name: str) -> None:
    done = pubcrawl("export", "--format", name, "--exports", exports)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.encode().replace(b"\r\n", b"\n") == FORMATS[name].replace(b"\r\n", b"\n")  # read as text
    target = exports.parent / "out"
    written = pubcrawl("export", "--format", name, "--exports", exports, "--output", target)
    assert (written.returncode, written.stdout, written.stderr) == (0, "", "")
    assert target.read_bytes() == FORMATS[name]


def test_the_mark_that_excel_needs_can_be_left_out(exports: Path) -> None:
    target = exports.parent / "out"
    done = pubcrawl("export", "--format", "csv", "--no-bom", "--exports", exports, "--output", target)
    assert (done.returncode, done.stderr) == (0, "")
    assert target.read_bytes() == csv.render(THERE)
    assert csv.BOM == codecs.BOM_UTF8


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        ((), ["amii:a", "mila_en:b", "mila_fr:b"]),
        (("--site", "amii"), ["amii:a"]),
        (("--site", "amii", "--site", "mila_fr"), ["amii:a", "mila_fr:b"]),
        (("--language", "en"), ["amii:a", "mila_en:b"]),
        (("--language", "en", "--language", "fr"), ["amii:a", "mila_en:b", "mila_fr:b"]),
        (("--language", "de"), []),
        (("--since", "2026-03-01"), ["mila_en:b", "mila_fr:b"]),
        (("--since", "2024-05-01", "--site", "amii"), ["amii:a"]),
        (("--since", "2024-05-02", "--site", "amii"), []),
    ],
)
def test_records_are_chosen(exports: Path, arguments: tuple[str, ...], ids: list[str]) -> None:
    done = pubcrawl("export", "--format", "jsonl", "--exports", exports, *arguments)
    assert (done.returncode, [json.loads(line)["id"] for line in done.stdout.splitlines()]) == (0, ids)


def test_abstracts_can_be_left_out(exports: Path) -> None:
    done = pubcrawl("export", "--format", "jsonl", "--exports", exports, "--no-abstracts")
    assert {json.loads(line)["abstract"] for line in done.stdout.splitlines()} == {None}


DOI = {"doi": "10.5555/tides.1", "title": "Tides"}
PAIR = [publication("mila_en:a", **DOI), publication("mila_fr:a", status="oral", language="fr", **DOI), ROWS[0]]


@pytest.fixture
def linked(tmp_path: Path) -> Path:
    works = link(PAIR, {})
    rows = [replace(row, work_id=works.work_ids[row.id]) for row in sorted(PAIR, key=lambda r: r.id)]
    for name, version in (("linked", str(LINKING_VERSION)), ("not_linked", NOT_LINKED)):
        said = {VERSION: version}
        publish(tmp_path / name, rows, run_id="r", now=NOON, site_reports=[], versions=said, linked=works)
    return tmp_path / "linked"


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        ((), ["amii:a", "mila_en:a", "mila_fr:a"]),
        (("--one-per-work",), ["amii:a", "mila_fr:a"]),
        (("--one-per-work", "--site", "mila_en"), ["mila_en:a"]),
        (("--one-per-work", "--language", "fr"), ["mila_fr:a"]),
    ],
)
def test_a_work_may_be_listed_once(linked: Path, arguments: tuple[str, ...], ids: list[str]) -> None:
    done = pubcrawl("export", "--format", "jsonl", "--exports", linked, *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ids


ENTRIES = [("bibtex", "@"), ("ris", "TY  -"), ("atom", "</entry>"), ("csv", "Tides"), ("csl-json", '"title"')]


@pytest.mark.parametrize(("name", "entry"), ENTRIES)
def test_a_work_listed_once_is_so_in_every_format(linked: Path, name: str, entry: str) -> None:
    asked = ("export", "--format", name, "--site", "mila_en", "--site", "mila_fr", "--exports", linked)
    assert pubcrawl(*asked).stdout.count(entry) == 2
    assert pubcrawl(*asked, "--one-per-work").stdout.count(entry) == 1


def test_a_release_that_is_not_linked_says_that_works_may_come_twice(linked: Path) -> None:
    asked = ("export", "--format", "jsonl", "--exports", linked.with_name("not_linked"))
    assert pubcrawl(*asked).stderr == ""
    done = pubcrawl(*asked, "--one-per-work")
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 2)
    assert done.stderr == "pubcrawl: release 000001 is not linked: a work may come more than once\n"


def test_the_feed_of_one_site_is_named_after_it(exports: Path) -> None:
    done = pubcrawl("export", "--format", "atom", "--exports", exports, "--site", "amii")
    assert "<id>urn:pubcrawl:feed:amii</id>" in done.stdout


BAD = [
    (("--format", "xls"), 2, "'xls' is not one of 'csv', 'bibtex', 'ris', 'csl-json', 'atom', 'jsonl'"),
    ((), 2, "Missing option '--format'"),
    (("--format", "csv", "--site", "nowhere"), 2, "release 000001 has no site 'nowhere': amii, mila_en, mila_fr"),
    (("--format", "ris", "--no-bom"), 2, "--no-bom is for --format csv: ris has no byte order mark"),
    (("--format", "jsonl", "--no-bom"), 2, "--no-bom is for --format csv"),
    (("--format", "csv", "--since", "May"), 2, "'May' does not match the format"),
    (("--format", "csv", "--output", "nowhere/out"), 6, "/nowhere: No such file or directory"),
    (("--format", "csv", "--output", "exports"), 6, "cannot write"),
    (
        ("--format", "jsonl", "--output", "kept", "--exports", "torn"),
        6,
        "cannot read torn/releases/000001/publications.jsonl",
    ),
]


@pytest.mark.parametrize(("arguments", "code", "line"), BAD)
def test_bad_input_gets_one_clear_line_and_overwrites_nothing(
    exports: Path, arguments: tuple[str, ...], code: int, line: str
) -> None:
    publish(exports.parent / "torn", ROWS, run_id="r", now=NOON, site_reports=[], versions={})
    torn = exports.parent / "torn" / "releases" / "000001" / "publications.jsonl"
    content = torn.read_bytes()
    torn.unlink()
    torn.write_bytes(content[:-20])
    (exports.parent / "kept").write_text("mine")
    done = pubcrawl("export", *arguments, cwd=exports.parent)
    assert (done.returncode, done.stdout) == (code, ""), done.stderr
    assert line in done.stderr
    assert "Traceback" not in done.stderr
    assert (exports.parent / "kept").read_text() == "mine"
    assert sorted(p.name for p in exports.parent.iterdir()) == ["exports", "kept", "torn"]


@pytest.fixture
def weeks(tmp_path: Path) -> Path:
    """Three releases, a week apart from 2 April on: one record comes with each, another one leaves and comes back."""
    a, b, c = (publication(f"amii:{x}", published=date(2020, 1, 1), published_precision="day") for x in "abc")
    back = publication("amii:back")
    for week, rows in enumerate(
        [[a, back], [a, b, replace(back, removed_at=NOON)], [replace(a, title="New"), b, back, c]]
    ):
        ordered = sorted(rows, key=lambda row: row.id)
        now = NOON + timedelta(weeks=week)
        publish(tmp_path / "weeks", ordered, run_id=f"r{week}", now=now, site_reports=[], versions={})
    return tmp_path / "weeks"


def new_since(exports: Path, said: str, *arguments: str) -> list[str]:
    done = pubcrawl("export", "--format", "jsonl", "--exports", exports, "--new-since", said, *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line)["id"] for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("said", "ids"),
    [
        ("1", ["amii:b", "amii:c"]),
        ("000002", ["amii:c"]),
        ("3", []),
        ("latest", []),
        ("2026-04-03", ["amii:b", "amii:c"]),
        ("2026-04-09", ["amii:b", "amii:c"]),
        ("2026-04-10", ["amii:c"]),
        ("2026-04-17", []),
    ],
)
def test_only_what_readers_did_not_have_is_new(weeks: Path, said: str, ids: list[str]) -> None:
    assert new_since(weeks, said) == ids
    assert new_since(weeks, said, "--since", "2021-01-01") == []


def test_what_is_new_does_not_hang_on_the_release_being_kept(weeks: Path) -> None:
    shutil.rmtree(weeks / "releases" / "000001")
    assert new_since(weeks, "1") == ["amii:b", "amii:c"]


def test_what_is_new_to_who_took_a_release_that_was_rolled_back(weeks: Path) -> None:
    point(weeks, "000001", now=NOON + timedelta(weeks=3))
    rows = [publication(f"amii:{x}") for x in ("a", "back", "c", "d")]
    publish(weeks, rows, run_id="r4", now=NOON + timedelta(weeks=4), site_reports=[], versions={})
    assert new_since(weeks, "3") == ["amii:d"]
    assert new_since(weeks, "2026-04-17") == ["amii:c", "amii:d"]


def test_a_release_from_before_the_change_log_is_read(weeks: Path) -> None:
    shutil.rmtree(weeks / "changes")
    assert new_since(weeks, "2") == ["amii:c"]


def test_everything_is_new_to_who_asks_from_before_the_first_release(weeks: Path) -> None:
    done = pubcrawl("export", "--format", "jsonl", "--exports", weeks, "--new-since", "2026-04-02")
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 4)
    assert done.stderr == "pubcrawl: readers had no release yet when 2026-04-02 began: every record is new\n"


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("9", "holds no release '000009': it has 000001, 000002, 000003"),
        ("May", "--new-since takes a release or a date such as 2026-05-01, not 'May'"),
        ("2026-13-01", "--new-since takes a release or a date such as 2026-05-01, not '2026-13-01'"),
        ("../1", "--new-since takes a release or a date"),
        ("", "--new-since takes a release or a date"),
    ],
)
def test_new_since_what_is_nothing(weeks: Path, said: str, line: str) -> None:
    done = pubcrawl("export", "--format", "jsonl", "--exports", weeks, "--new-since", said)
    assert (done.returncode, done.stdout) == (2, "")
    assert line in done.stderr


def test_the_helps_say_which_date_is_meant() -> None:
    said = " ".join(pubcrawl("export", "--help").stdout.split())
    assert "Only what was published that day or later, by the date of the publication itself." in said
    assert "Only records new to readers: not in that release, or in what they had when that day began, UTC" in said

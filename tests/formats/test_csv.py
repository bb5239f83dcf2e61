import csv as stdlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubcrawl.formats import csv
from pubcrawl.schema import columns
from tests.formats.invented import FRENCH_POSTER, PUBLICATIONS, WORKSHOP, publication
from tests.formats.rereading import read_csv, unguarded_csv

FRENCH_ROW = {
    "id": "a1" * 16,
    "work_id": "a1" * 16,
    "site": "mila_fr",
    "institute": "mila",
    "title": FRENCH_POSTER.title,
    "abstract": FRENCH_POSTER.abstract,
    "authors": "Noémie Tessier-Vallée; J.P. van der Woldehof",
    "published": "2025-12-05",
    "published_precision": "day",
    "venue": "Conference on Neural Information Processing Systems",
    "workshop": "",
    "venue_key": "NeurIPS",
    "status": "poster",
    "status_raw": "Poster",
    "doi": "10.9999/abc_d.1",
    "arxiv_id": "2512.00001",
    "openreview_id": "AbCdEf",
    "url": "https://doi.org/10.9999/abc_d.1",
    "links": "doi https://doi.org/10.9999/abc_d.1; pdf https://arxiv.org/pdf/2512.00001",
    "language": "fr",
    "language_basis": "abstract",
    "language_mixed": "false",
    "title_language": "fr",
    "title_language_confidence": "0.9375",
    "abstract_language": "fr",
    "abstract_language_confidence": "0.5",
    "page_language": "fr",
    "source_url": "https://mila.quebec/en/research/publications?page=3",
    "source_kind": "listing",
    "flags": "date_placeholder; title_abstract_mismatch",
    "fetched_at": "2026-04-02T12:00:00Z",
    "first_seen": "2026-03-01T08:30:00Z",
    "last_seen": "2026-04-02T12:00:00Z",
    "last_changed": "2026-03-15T09:00:00Z",
    "removed_at": "",
    "content_hash": "0" * 64,
    "date_printed": "",
}


def test_every_column_is_a_cell() -> None:
    rows = read_csv(csv.render(PUBLICATIONS))
    assert [row["id"] for row in rows] == [p.id for p in PUBLICATIONS]
    assert list(rows[0]) == [c.name for c in columns()]
    assert rows[0] == FRENCH_ROW


def test_a_line_break_stays_in_its_cell() -> None:
    assert read_csv(csv.render([WORKSHOP]))[0]["abstract"] == WORKSHOP.abstract


def test_bytes_are_rfc_4180() -> None:
    content = csv.render([publication(title='Say "no"', abstract="a,b\nc")])
    header, rest = content.split(b"\r\n", 1)
    assert header == ",".join(c.name for c in columns()).encode()
    assert b',"Say ""no""","a,b\nc",' in rest
    assert rest.endswith(b"\r\n")


@given(title=st.text(alphabet='ab ,"\r\n;=\x0b\u2028é'), abstract=st.text())
def test_rows_are_written_as_the_standard_library_writes_them(title: str, abstract: str) -> None:
    content = csv.render([publication(title=title, abstract=abstract)])
    again = io.StringIO(newline="")
    rows = stdlib.reader(io.StringIO(content.decode(), newline=""), strict=True)
    stdlib.writer(again, lineterminator="\r\n").writerows(rows)
    assert again.getvalue().encode() == content


def test_no_records_are_a_header() -> None:
    assert csv.render([]).count(b"\r\n") == 1
    assert read_csv(csv.render([])) == []


@pytest.mark.parametrize(
    ("title", "guarded"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        (" =1", "' =1"),
        ("a;=1", "a;'=1"),
        ("a; -b", "a;' -b"),
        ("a\n=1", "a\n'=1"),
        ('a;"=1"', 'a;\'"=1"'),
        ("A - B = C + D @ E", "A - B = C + D @ E"),
        ("L'été; l'hiver", "L'été; l'hiver"),
    ],
)
def test_formulas_are_guarded_and_nothing_else_changes(title: str, guarded: str) -> None:
    record = publication(title=title)
    assert read_csv(csv.render([record]))[0]["title"] == guarded
    assert read_csv(unguarded_csv([record]))[0]["title"] == title

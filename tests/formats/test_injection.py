"""Every payload in every text of a record, in every format: read again, it is text and nothing else."""

import re
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubcrawl.formats import atom, bibtex, csl_json, csv, ris
from pubcrawl.items import Author, Link
from tests.formats.invented import publication
from tests.formats.payloads import PAYLOADS, fitting, on_one_line
from tests.formats.poisoned import as_read_again, between_neighbours
from tests.formats.rereading import (
    read_atom,
    read_bibtex,
    read_csl,
    read_csv,
    read_ris,
    read_rows,
    unguarded_csv,
)
from tests.formats.seen import CITED, Seen

pytestmark = pytest.mark.family("R12")

_FORMULA_SIGNS = tuple("=+-@＝＋－＠")
_ADDRESS = re.compile(rf"https?://[{re.escape(string.ascii_letters + string.digits + string.punctuation)}]+")
_NOT_IN_ADDRESS = re.compile(r"[\s<>\"{}\\^`]")


_cited = pytest.mark.parametrize("form", CITED)
_payload = pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))


def test_there_are_enough_payloads_and_none_twice() -> None:
    assert len(PAYLOADS) >= 120
    assert len(set(PAYLOADS)) == len(PAYLOADS)


@_payload
@_cited
def test_payload_is_read_again_as_text(form: str, payload: str) -> None:
    render, seen = CITED[form]
    before, poisoned, after = seen(render(between_neighbours(payload)))
    expected = as_read_again(payload)
    assert poisoned == (expected._replace(container=None) if form == "atom" else expected)
    assert before == Seen(title="Before", authors=[], container=None, abstract=None)
    assert after == Seen(title="After", authors=[], container=None, abstract=None)


@_payload
@pytest.mark.parametrize("raw", [False, True], ids=["guarded", "raw"])
def test_payload_is_one_cell_of_csv(payload: str, raw: bool) -> None:  # noqa: FBT001  a parameter of the table
    content = (unguarded_csv if raw else csv.render)(between_neighbours(payload))
    before, row, after = read_csv(content)
    assert (before["title"], after["title"]) == ("Before", "After")
    shown = {name: row[name] if raw else row[name].replace("'", "") for name in ("title", "abstract", "venue")}
    expected = fitting(payload) if raw else fitting(payload).replace("'", "")
    assert shown == dict.fromkeys(shown, expected)
    assert None not in row


@_payload
def test_no_spreadsheet_finds_a_formula_in_csv(payload: str) -> None:
    content = csv.render(between_neighbours(payload))
    for delimiter in ",;\t":
        cells = [cell for row in read_rows(content, delimiter) for cell in row]
        assert not [cell for cell in cells if cell.lstrip(' \n\r\t\u00a0"').startswith(_FORMULA_SIGNS)]
    own = [cell for row in read_rows(content, ",") for cell in row]
    assert not [cell for cell in own if cell.startswith(("\t", "\r"))]


@_payload
def test_addresses_stay_addresses(payload: str) -> None:
    records = between_neighbours(payload)
    found = [
        read_csv(csv.render(records))[1]["url"],
        read_csv(csv.render(records))[1]["source_url"],
        read_bibtex(bibtex.render(records))[1]["url"],
        read_ris(ris.render(records))[1]["urls"][0],
        read_csl(csl_json.render(records))[1]["URL"],
        *(link.href for entry in read_atom(atom.render(records)).entries for link in entry.links),
    ]
    assert [url for url in found if not _ADDRESS.fullmatch(url) or _NOT_IN_ADDRESS.search(url)] == []


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
        "vbscript:x",
        "ftp://a.example/x",
        "//a.example/x",
        "/etc/passwd",
        "mailto:a@a.example",
        "https://",
        "https://[bad",
        "https://a b.example/",
        "",
    ],
)
def test_what_is_no_web_address_is_left_out(url: str) -> None:
    record = publication(
        title="T", authors=(Author(name="A", profile_url=url),), url=url, links=(Link(kind="page", url=url),),
        source_url=url,
    )  # fmt: skip
    row = read_csv(csv.render([record]))[0]
    assert (row["url"], row["links"], row["source_url"]) == ("", "", "")
    assert "url" not in read_bibtex(bibtex.render([record]))[0]
    assert "urls" not in read_ris(ris.render([record]))[0]
    assert "URL" not in read_csl(csl_json.render([record]))[0]
    entry = read_atom(atom.render([record])).entries[0]
    assert entry.get("links", []) == []
    assert entry.authors == [{"name": "A"}]
    assert entry.content[0].value == "T"


_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@_cited
@settings(max_examples=150, deadline=None)
@given(title=_texts, abstract=_texts, author=_texts)
def test_any_text_is_read_again(form: str, title: str, abstract: str, author: str) -> None:
    render, seen = CITED[form]
    record = publication(title=title, abstract=abstract, authors=(Author(name=author),))
    (read,) = seen(render([record]))
    title, abstract, author = map(on_one_line, (title, abstract, author))
    assert read.abstract == (abstract or None)
    assert read.authors == ([author] if author else [])
    if title:
        assert read.title == title


@settings(max_examples=300, deadline=None)
@given(title=_texts, abstract=_texts, author=_texts)
def test_any_text_is_read_again_from_csv(title: str, abstract: str, author: str) -> None:
    record = publication(title=title, abstract=abstract, authors=(Author(name=author),))
    (row,) = read_csv(unguarded_csv([record]))
    assert (row["title"], row["abstract"], row["authors"]) == (fitting(title), fitting(abstract), fitting(author))


@_cited
def test_the_same_records_give_the_same_bytes(form: str) -> None:
    render, _ = CITED[form]
    records = between_neighbours("x")
    assert render(iter(records)) == render(iter(records))

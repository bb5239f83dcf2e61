from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import jsonschema
import orjson
import pytest

from pubcrawl.datacard.jsonschema import schema
from pubcrawl.items import Author, Link
from pubcrawl.matching.work import LocalTitle, Location, Work
from pubcrawl.release.tables import TABLES
from pubcrawl.storage.jsonl import dump
from tests.formats.invented import FRENCH_POSTER, PUBLICATIONS
from tests.records import to_json_row

_KIND = jsonschema.Draft202012Validator
_VALIDATORS = {
    name: _KIND(schema(TABLES[name]), format_checker=_KIND.FORMAT_CHECKER) for name in ("publications", "works")
}


def _errors(row: dict[str, Any], table: str = "publications") -> list[str]:
    return sorted({".".join(map(str, e.absolute_path)) for e in _VALIDATORS[table].iter_errors(row)})


@pytest.mark.parametrize("name", _VALIDATORS)
def test_it_is_a_json_schema(name: str) -> None:
    _KIND.check_schema(schema(TABLES[name]))
    assert schema(TABLES[name])["$id"] == f"urn:pubcrawl:schema:{name}:2"
    assert schema(TABLES[name])["title"] == f"A row of {name}.jsonl, schema version 2"


@pytest.mark.parametrize("publication", PUBLICATIONS, ids=lambda p: p.id[:2])
def test_rows_are_valid(publication: Any) -> None:  # noqa: ANN401  Publication, which is not named twice
    assert _errors(to_json_row(publication)) == []


def test_microseconds_are_valid() -> None:
    row = to_json_row(replace(FRENCH_POSTER, fetched_at=datetime(2026, 4, 2, 12, 0, 0, 123456, tzinfo=UTC)))
    assert _errors(row) == []


def test_an_appended_column_is_valid() -> None:
    assert _errors(to_json_row(FRENCH_POSTER) | {"citations": None}) == []


AUTHOR = {"name": "A", "profile_url": None, "affiliated": None, "family": None, "given": None}


@pytest.mark.parametrize(
    ("column", "value", "where"),
    [
        ("id", None, "id"),
        ("title", 1, "title"),
        ("authors", None, "authors"),
        ("authors", [{"name": "A"}], "authors.0"),
        ("authors", [AUTHOR | {"name": None}], "authors.0.name"),
        ("authors", [AUTHOR | {"affiliated": "yes"}], "authors.0.affiliated"),
        ("published", "2025-13-01", "published"),
        ("published_precision", "decade", "published_precision"),
        ("status", "lost", "status"),
        ("links", [{"kind": "tweet", "url": "https://a.example"}], "links.0.kind"),
        ("language", None, "language"),
        ("language_basis", "url", "language_basis"),
        ("language_mixed", None, "language_mixed"),
        ("title_language_confidence", "0.5", "title_language_confidence"),
        ("source_kind", "guess", "source_kind"),
        ("flags", ["no_such_flag"], "flags.0"),
    ],
)
def test_other_rows_are_not(column: str, value: object, where: str) -> None:
    assert _errors(to_json_row(FRENCH_POSTER) | {column: value}) == [where]


@pytest.mark.parametrize("column", list(to_json_row(FRENCH_POSTER)))
def test_every_column_is_required_and_described(column: str) -> None:
    row = to_json_row(FRENCH_POSTER)
    del row[column]
    assert _errors(row) == [""]
    assert schema(TABLES["publications"])["properties"][column]["description"]


@pytest.mark.parametrize(
    "author", [Author(name="A"), Author(name="A", profile_url="https://a.example", affiliated=True)]
)
@pytest.mark.parametrize("kind", ["doi", "arxiv", "openreview", "pdf", "code", "page"])
def test_members_may_be_null_where_they_may_be_absent(author: Author, kind: str) -> None:
    publication = replace(FRENCH_POSTER, authors=(author,), links=(Link(kind=kind, url="https://a.example"),))
    assert _errors(to_json_row(publication)) == []


BARE = Work(
    work_id="wa",
    titles=(),
    record_id="a",
    authors=(),
    published=None,
    published_precision=None,
    venue=None,
    workshop=None,
    venue_key=None,
    doi=None,
    arxiv_id=None,
    openreview_id=None,
    locations=(),
    versions=(),
)
PLACE = Location(
    record_id="a",
    site="mila_fr",
    url=None,
    source_url="https://a.example",
    language="fr",
    removed_at=datetime(2026, 4, 2, 12, tzinfo=UTC),
)
WORK = replace(
    BARE,
    titles=(LocalTitle(language="fr", title="Les marées"),),
    authors=FRENCH_POSTER.authors,
    published=FRENCH_POSTER.published,
    published_precision="day",
    locations=(PLACE, replace(PLACE, removed_at=None, url="https://a.example/1")),
    versions=("wb",),
)


def _line(work: Work) -> dict[str, Any]:
    row: dict[str, Any] = orjson.loads(dump(work))
    return row


@pytest.mark.parametrize("work", [BARE, WORK], ids=["bare", "full"])
def test_works_are_valid(work: Work) -> None:
    assert _errors(_line(work), "works") == []


@pytest.mark.parametrize(
    ("column", "value", "where"),
    [
        ("work_id", None, "work_id"),
        ("titles", None, "titles"),
        ("titles", [{"title": "Les marées"}], "titles.0"),
        ("titles", [{"language": "fr", "title": None}], "titles.0.title"),
        ("record_id", None, "record_id"),
        ("published", "2025", "published"),
        ("published_precision", "decade", "published_precision"),
        ("locations", [{"record_id": "a"}], "locations.0"),
        ("locations", [_line(WORK)["locations"][0] | {"removed_at": 2026}], "locations.0.removed_at"),
        ("locations", [_line(WORK)["locations"][0] | {"source_url": None}], "locations.0.source_url"),
        ("versions", [None], "versions.0"),
    ],
)
def test_other_works_are_not(column: str, value: object, where: str) -> None:
    assert _errors(_line(WORK) | {column: value}, "works") == [where]


@pytest.mark.parametrize("column", list(_line(BARE)))
def test_every_column_of_a_work_is_required_and_described(column: str) -> None:
    row = _line(BARE)
    del row[column]
    assert _errors(row, "works") == [""]
    assert schema(TABLES["works"])["properties"][column]["description"]

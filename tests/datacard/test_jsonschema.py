from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import jsonschema
import pytest

from pubcrawl.datacard.jsonschema import schema
from pubcrawl.items import Author, Link
from pubcrawl.rows import to_json_row
from tests.formats.invented import FRENCH_POSTER, PUBLICATIONS

_VALIDATOR = jsonschema.Draft202012Validator(schema(), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)


def _errors(row: dict[str, Any]) -> list[str]:
    return sorted({".".join(map(str, e.absolute_path)) for e in _VALIDATOR.iter_errors(row)})


def test_it_is_a_json_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("publication", PUBLICATIONS, ids=lambda p: p.id[:2])
def test_rows_are_valid(publication: Any) -> None:  # noqa: ANN401  Publication, which is not named twice
    assert _errors(to_json_row(publication)) == []


def test_microseconds_are_valid() -> None:
    row = to_json_row(replace(FRENCH_POSTER, fetched_at=datetime(2026, 4, 2, 12, 0, 0, 123456, tzinfo=UTC)))
    assert _errors(row) == []


def test_an_appended_column_is_valid() -> None:
    assert _errors(to_json_row(FRENCH_POSTER) | {"citations": None}) == []


@pytest.mark.parametrize(
    ("column", "value", "where"),
    [
        ("id", None, "id"),
        ("title", 1, "title"),
        ("authors", None, "authors"),
        ("authors", [{"name": "A"}], "authors.0"),
        ("authors", [{"name": None, "profile_url": None, "affiliated": None}], "authors.0.name"),
        ("authors", [{"name": "A", "profile_url": None, "affiliated": "yes"}], "authors.0.affiliated"),
        ("published", "2025-13-01", "published"),
        ("published_precision", "decade", "published_precision"),
        ("status", "rejected", "status"),
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
    assert schema()["properties"][column]["description"]


@pytest.mark.parametrize(
    "author", [Author(name="A"), Author(name="A", profile_url="https://a.example", affiliated=True)]
)
@pytest.mark.parametrize("kind", ["doi", "arxiv", "openreview", "pdf", "code", "page"])
def test_members_may_be_null_where_they_may_be_absent(author: Author, kind: str) -> None:
    publication = replace(FRENCH_POSTER, authors=(author,), links=(Link(kind=kind, url="https://a.example"),))
    assert _errors(to_json_row(publication)) == []

import re
from contextlib import nullcontext
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from orjson import loads

from pubcrawl.items import Draft, Publication
from pubcrawl.schema import arrow_schema
from pubcrawl.storage.jsonl import RowError, decode, dump, load
from tests.records import NOON, draft, from_json_row, full, publication, to_json_row


@pytest.mark.parametrize("row", [publication(), full()], ids=["smallest", "full"])
def test_a_publication_comes_back_exactly(row: Publication) -> None:
    assert from_json_row(to_json_row(row)) == row
    assert from_json_row(orjson.loads(dump(row))) == row
    assert list(to_json_row(row)) == [f.name for f in fields(Publication)] == arrow_schema().names


def test_the_form_of_each_kind_of_value() -> None:
    row = to_json_row(full())
    shown = {k: row[k] for k in ("published", "fetched_at", "last_changed", "authors", "flags", "language_mixed")}
    assert shown == {
        "published": "2026-03-01",
        "fetched_at": "2026-04-02T12:00:00Z",
        "last_changed": "2026-04-02T11:59:59.999999Z",
        "authors": [
            {
                "name": "Noémie Tessier-Vallée",
                "profile_url": "https://mila.example/fr/annuaire/ntv",
                "affiliated": True,
                "family": "Tessier-Vallée",
                "given": "Noémie",
            },
            {"name": "Liwen Quan", "profile_url": None, "affiliated": False, "family": None, "given": None},
            {"name": "Hedda Mørkved", "profile_url": None, "affiliated": None, "family": None, "given": None},
        ],
        "flags": ["abstract_unfinished", "title_unsure"],
        "language_mixed": True,
    }
    assert to_json_row(publication())["abstract"] is None


def test_a_line_is_one_line() -> None:
    line = dump(full())
    assert line.endswith(b"}\n")
    assert line.count(b"\n") == 1
    assert "Noémie" in line.decode()


@given(title=st.text(), confidence=st.floats(allow_nan=False, allow_infinity=False), time=st.datetimes())
def test_any_text_number_and_time_comes_back(title: str, confidence: float, time: datetime) -> None:
    row = publication(title=title, title_language_confidence=confidence, fetched_at=time.replace(tzinfo=UTC))
    assert from_json_row(orjson.loads(dump(row))) == row


def test_utc_by_another_name_is_utc() -> None:
    row = publication(fetched_at=NOON.astimezone(ZoneInfo("UTC")))
    assert to_json_row(row)["fetched_at"] == "2026-04-02T12:00:00Z"


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        (
            "title",
            "half \ud800",
            r"row mila_en:a, column title: 'utf-8' codec can't encode character '\\ud800' in position 5",
        ),
        ("fetched_at", datetime(2026, 1, 1), "column fetched_at: 2026-01-01 00:00:00 is not in UTC"),  # noqa: DTZ001
        ("last_seen", NOON.astimezone(timezone(timedelta(hours=-4))), "column last_seen: .* is not in UTC"),
        ("title_language_confidence", float("nan"), "column title_language_confidence: nan is not a finite"),
        ("abstract_language_confidence", float("inf"), "column abstract_language_confidence: inf is not a finite"),
        ("links", object(), "column links: Encoding objects of type object is unsupported"),
    ],
)
def test_what_json_cannot_say_is_refused(column: str, value: Any, reason: str) -> None:  # noqa: ANN401  wrong on purpose
    with pytest.raises(RowError, match=reason):
        dump(replace(publication(), **{column: value}))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"subtitle": "x"}, "row mila_en:a, column subtitle: Publication has no such field"),
        ({"title": 5}, "row mila_en:a, column title: Expected `str | null`, got `int`"),
        ({"language_mixed": 1}, "column language_mixed: Expected `bool`, got `int`"),
        ({"title_language_confidence": "high"}, "column title_language_confidence: Expected `float | null`, got `str`"),
        ({"title_language_confidence": True}, "column title_language_confidence: Expected `float | null`, got `bool`"),
        ({"published": "yesterday"}, "column published: Invalid RFC3339 encoded date"),
        ({"published": 5}, "column published: Expected `date | null`, got `int`"),
        ({"fetched_at": "noon"}, "column fetched_at: Invalid RFC3339 encoded datetime"),
        ({"authors": {}}, "column authors: Expected `array`, got `object`"),
        ({"authors": [{"name": 5}]}, "column authors[0].name: Expected `str`, got `int`"),
        ({"authors": [{"name": "x", "nom": "y"}]}, "column authors.nom: Publication has no such field"),
        ({"id": None}, "row None, column id: Expected `str`, got `null`"),
    ],
)
def test_a_row_that_is_none_is_refused(change: dict[str, object], reason: str) -> None:
    row = to_json_row(publication()) | change
    with pytest.raises(RowError, match=re.escape(reason)):
        from_json_row(row)
    with pytest.raises(RowError, match=re.escape(reason)) if "such field" not in reason else nullcontext():
        load(Publication, orjson.dumps(row))


def test_a_missing_column_is_refused_unless_it_was_added_later() -> None:
    row = to_json_row(publication())
    removed_at, abstract = dict(row), dict(row)
    del removed_at["removed_at"], abstract["abstract"]
    assert from_json_row(removed_at) == publication()
    with pytest.raises(RowError, match="row mila_en:a, column abstract: Object missing required field"):
        from_json_row(abstract)


@pytest.mark.parametrize(
    "value",
    [draft(), draft(title=None, authors=(), venue="x @ y"), draft(title="half a pair", abstract="é\n")],
    ids=["usual", "bare", "not ASCII"],
)
def test_a_draft_comes_back_exactly(value: Draft) -> None:
    line = dump(value)
    assert line.count(b"\n") == 1
    assert list(loads(line)) == ["raw", "publication"]
    assert decode(Draft, loads(line)) == load(Draft, line) == value


def test_what_is_not_json_is_refused() -> None:
    with pytest.raises(ValueError, match="unexpected end of data"):
        load(Draft, b'{"raw": ')
    with pytest.raises(RowError, match="Encoding objects of type object is unsupported"):
        dump(object())


def test_half_a_surrogate_pair_is_refused_by_the_field_that_holds_it() -> None:
    with pytest.raises(RowError, match=r"column title: 'utf-8' codec can't encode character '\\ud800' in position 5"):
        dump(draft(title="half \ud800 a pair"))

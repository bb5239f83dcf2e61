from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from pubcrawl.items import Author, Link, Publication
from pubcrawl.pages.mila import MilaPage
from pubcrawl.stages.clean import clean
from pubcrawl.stages.identity import CONTENT, content_hash, record_key
from pubcrawl.text.words import fold
from tests.records import MakeRaw

RECORD: dict[str, Any] = {
    "site": "mila_en",
    "title": "Owls of the North",
    "abstract": "Owls.",
    "venue": "International Conference on Machine Learning",
    "workshop": None,
}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("  Hibou: l’Été—½ ", "hibou l ete 1 2"),
        ("ＡＢＣ straße", "abc strasse"),
        ("A*: Theory", "a theory"),
        ("", ""),
        ("!!!", "!!!"),
    ],
)
def test_fold(text: str, key: str) -> None:
    assert fold(text) == key


def test_the_id_is_fixed_for_ever() -> None:
    assert record_key(**RECORD) == "ae6540031064dd9a5421b31037573062"


@pytest.mark.parametrize(
    "change",
    [
        {"title": "OWLS — of the north!"},
        {"abstract": "Other."},
        {"venue": "ICML 2026"},
        {"published": "2026-03-05"},
        {"authors": (Author(name="Ann Bee"),)},
    ],
    ids=str,
)
def test_same_record(change: dict[str, Any]) -> None:
    assert record_key(**RECORD | change) == record_key(**RECORD)


@pytest.mark.parametrize(
    "change",
    [
        {"site": "mila_fr"},
        {"title": "Owls of the South"},
        {"title": None},
        {"workshop": "NightOwls"},
        {"venue": "International Conference on Owls"},
        {"venue": None},
        {"title": None, "abstract": None},
    ],
    ids=str,
)
def test_another_record(change: dict[str, Any]) -> None:
    assert record_key(**RECORD | change) != record_key(**RECORD)


def test_a_title_and_an_abstract_of_the_same_words_differ() -> None:
    assert record_key(**RECORD | {"title": "Owls."}) != record_key(**RECORD | {"title": None})


@pytest.fixture
def publication(make_raw: MakeRaw) -> Publication:
    return clean(make_raw(title="Owls of the North", abstract="Owls fly.", date="2026-03-05"), MilaPage.institute)


CHANGES: dict[str, Any] = {
    "title": "x",
    "abstract": "x",
    "authors": (Author(name="Ann Bee"),),
    "published": date(2026, 3, 9),
    "published_precision": "month",
    "venue": "x",
    "workshop": "x",
    "status": "x",
    "status_raw": "x",
    "doi": "x",
    "arxiv_id": "x",
    "openreview_id": "x",
    "url": "x",
    "links": (Link(kind="pdf", url="x"),),
    "flags": ("date_placeholder",),
}


@pytest.mark.parametrize("name", CHANGES)
def test_content_moves_the_hash(publication: Publication, name: str) -> None:
    assert content_hash(replace(publication, **{name: CHANGES[name]})) != content_hash(publication)


def test_every_content_column_is_tried() -> None:
    assert {*CHANGES} == {*CONTENT, "flags"}


def test_nothing_else_moves_the_hash(publication: Publication) -> None:
    later = datetime(2027, 1, 1, tzinfo=UTC)
    other: dict[str, Any] = {
        f.name: (later if isinstance(getattr(publication, f.name), datetime) else "x")
        for f in fields(Publication)
        if f.name not in CHANGES
    }
    moved = replace(publication, **other, flags=("language_conflict", "title_abstract_mismatch"))
    assert content_hash(moved) == content_hash(publication)

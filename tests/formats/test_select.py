from dataclasses import replace
from datetime import date

import pytest

from pubcrawl.formats.select import Selection, select
from pubcrawl.items import Publication
from tests.formats.invented import (
    ARTICLE,
    BARE,
    FRENCH_POSTER,
    PREPRINT,
    PUBLICATIONS,
    WORKSHOP,
    publication,
)


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(), [FRENCH_POSTER, WORKSHOP, ARTICLE, PREPRINT, BARE]),
        (Selection(removed=True), list(PUBLICATIONS)),
        (Selection(sites=frozenset({"amii", "mila_fr"})), [FRENCH_POSTER, ARTICLE]),
        (Selection(languages=frozenset({"und"})), [BARE]),
        (Selection(languages=frozenset({"fr", "und"})), [FRENCH_POSTER, BARE]),
        (Selection(since=date(2025, 1, 1)), [FRENCH_POSTER, WORKSHOP]),
        (Selection(since=date(2024, 3, 10)), [FRENCH_POSTER, WORKSHOP, ARTICLE]),
        (Selection(sites=frozenset({"amii"}), languages=frozenset({"fr"})), []),
    ],
    ids=["default", "removed", "sites", "und", "languages", "since", "since in a year", "both"],
)
def test_selection(selection: Selection, expected: list[Publication]) -> None:
    assert list(select(PUBLICATIONS, selection)) == expected


@pytest.mark.parametrize(
    ("published", "precision", "since", "kept"),
    [
        (date(2024, 2, 9), "day", date(2024, 2, 9), True),
        (date(2024, 2, 9), "day", date(2024, 2, 10), False),
        (date(2024, 2, 1), "month", date(2024, 2, 29), True),
        (date(2024, 2, 1), "month", date(2024, 3, 1), False),
        (date(2024, 1, 1), "year", date(2024, 12, 31), True),
        (date(2024, 2, 1), "year", date(2025, 1, 1), False),
        (None, None, date(1900, 1, 1), False),
    ],
)
def test_since_reads_the_precision(published: date | None, precision: str | None, since: date, *, kept: bool) -> None:
    record = publication(published=published, published_precision=precision)
    assert bool(list(select([record], Selection(since=since)))) is kept


def test_without_abstracts_nothing_else_changes() -> None:
    (bare,) = select([FRENCH_POSTER], Selection(abstracts=False))
    assert bare == replace(FRENCH_POSTER, abstract=None, abstract_language=None, abstract_language_confidence=None)

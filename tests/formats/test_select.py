from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from pubcrawl.formats.select import Selection, select, select_one_per_work
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
        (Selection(sites=frozenset({"amii", "mila_fr"})), [FRENCH_POSTER, ARTICLE]),
        (Selection(languages=frozenset({"und"})), [BARE]),
        (Selection(languages=frozenset({"fr", "und"})), [FRENCH_POSTER, BARE]),
        (Selection(since=date(2025, 1, 1)), [FRENCH_POSTER, WORKSHOP]),
        (Selection(since=date(2024, 3, 10)), [FRENCH_POSTER, WORKSHOP, ARTICLE]),
        (Selection(sites=frozenset({"amii"}), languages=frozenset({"fr"})), []),
    ],
    ids=["default", "sites", "und", "languages", "since", "since in a year", "both"],
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


GONE = datetime(2026, 4, 1, tzinfo=UTC)
ENGLISH = publication(id="1", work_id="w1", title="Tides", language="en", status="oral", abstract="Of tides.")
FRENCH = publication(id="2", work_id="w1", title="Marées", site="mila_fr", language="fr", status="poster")
OLD = publication(id="3", work_id="w1", title="Tides", site="amii", status="published", removed_at=GONE)
OTHER = publication(id="4", work_id="w4", title="Keys", site="amii", language="en", published=date(2024, 1, 1))
WORKS = (FRENCH, ENGLISH, OLD, OTHER)


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(), [ENGLISH, OTHER]),
        (Selection(sites=frozenset({"mila_fr", "amii"})), [FRENCH, OTHER]),
        (Selection(languages=frozenset({"fr"})), [FRENCH]),
        (Selection(since=date(2024, 1, 1)), [OTHER]),
    ],
    ids=["default", "sites", "languages", "since"],
)
def test_one_record_speaks_for_each_work(selection: Selection, expected: list[Publication]) -> None:
    assert list(select_one_per_work(lambda: WORKS, selection)) == expected
    there = [p for p in reversed(WORKS) if p in expected]
    assert list(select_one_per_work(lambda: reversed(WORKS), selection)) == there


def test_who_speaks_is_chosen_before_abstracts_are_taken_away() -> None:
    plain = replace(ENGLISH, id="0", abstract=None)
    found = list(select_one_per_work(lambda: [plain, ENGLISH], Selection(abstracts=False)))
    assert found == [replace(ENGLISH, abstract=None)]


def test_records_are_read_twice_and_never_kept() -> None:
    read: list[list[str]] = []

    def rows() -> Iterator[Publication]:
        read.append([])
        for p in WORKS:
            read[-1].append(p.id)
            yield p

    chosen = select_one_per_work(rows, Selection())
    assert next(chosen) == ENGLISH
    assert read == [["2", "1", "3", "4"], ["2", "1"]]
    assert list(chosen) == [OTHER]
    assert len(read) == 2

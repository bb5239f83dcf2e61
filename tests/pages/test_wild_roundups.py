"""Round-ups in markups drawn at random: what they say is read, or its absence is told."""

import pytest

from tests.authoring.wild_roundups import explain, measure, score, settled, wild_roundup

PAGES = 300
ACCURACY = 0.995
"""Least share of values that are right."""
SILENT = 0.0001
"""Largest share of values that are wrong without a flag that speaks of them."""
UNSURE = 0.03
"""Largest share of right records that may carry `layout_unsure`."""


def holds(first: int, count: int) -> str:
    """Hold as many round-ups from a number on to the bars, and return what was measured."""
    total, wrong = measure(range(first, first + count))
    silent = [roundup for roundup in wrong if score(roundup).silent]
    assert len(total.silent) <= SILENT * total.fields, explain(silent, lambda roundup: bool(score(roundup).silent))
    assert total.accuracy >= ACCURACY, explain(wrong, lambda roundup: bool(score(roundup).wrong))
    assert total.unsure <= UNSURE * total.records
    return f"{count} round-ups from {first}: {total.accuracy:.4f} of {total.fields:,} values right, {len(total.silent)} silent"


def test_three_hundred_roundups() -> None:
    holds(0, PAGES)


def test_a_number_makes_one_roundup() -> None:
    pages = [wild_roundup(number) for number in range(50)]
    assert [page.html() for page in pages] == [wild_roundup(number).html() for number in range(50)]
    assert len({page.html() for page in pages}) == 50
    assert [settled(page.traits) for page in pages] == [page.traits for page in pages]


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(100034, id="the mark of whoever stands last is no badge"),
        pytest.param(100027, id="the tag of the institute stands behind the last of several names"),
        pytest.param(100365, id="it stands behind somebody with one name, too"),
        pytest.param(100360, id="two names with a dot between them are no single one"),
        pytest.param(800138, id="names with dots between them are one line, whoever is set in bold"),
        pytest.param(100423, id="a legend at the end names nobody"),
        pytest.param(401015, id="who writes often is no badge behind others"),
        pytest.param(400483, id="one name among others is no line of an abstract"),
        pytest.param(1000464, id="a name in bold behind an and makes no row of topics"),
        pytest.param(201033, id="the last paper ends at a heading of the page"),
        pytest.param(500565, id="so it does where titles are no headings"),
        pytest.param(201381, id="a link in an element like those of titles belongs to the paper above"),
        pytest.param(300081, id="a button outside of them does, too"),
        pytest.param(300632, id="people in bold are no titles"),
        pytest.param(500477, id="papers are not led by the people in bold below the texts above"),
        pytest.param(600310, id="a title like a name below a section like one is a title"),
        pytest.param(601302, id="a short paragraph leads no paper"),
        pytest.param(100212, id="an unfolding navigation may hold a short text"),
        pytest.param(100096, id="a paper that its link ends keeps all of its paragraphs"),
    ],
)
def test_a_roundup_once_misread_is_read(number: int) -> None:
    assert not score(wild_roundup(number).plain()).wrong


def test_a_last_text_that_may_hold_the_end_of_the_page_is_told() -> None:
    assert not score(wild_roundup(100418).plain()).silent

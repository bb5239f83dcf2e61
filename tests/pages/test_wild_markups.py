"""Markups drawn at random: what they say is read, or its absence is told."""

import re

import pytest

from tests.authoring.wild_cards import settled
from tests.authoring.wild_markups import explain, is_loud, measure, score, smallest, wild_page

PAGES = 200
ACCURACY = 0.995
"""Least share of values that are right."""
SILENT = 0.0002
"""Largest share of values that are wrong without a flag that speaks of them, as measured with some reserve; the aim is 1 in 10,000."""
UNSURE = 0.03
"""Largest share of right records that may carry `layout_unsure`: a flag on sound records says nothing."""


def holds(first: int, count: int) -> str:
    """Hold as many pages from a number on to the bars, and return what was measured."""
    total, wrong, quiet = measure(range(first, first + count))
    silent = [page for page in wrong if score(page).silent]
    assert len(total.silent) <= SILENT * total.fields, explain(silent, lambda page: bool(score(page).silent))
    assert total.accuracy >= ACCURACY, explain(wrong, lambda page: bool(score(page).wrong))
    assert total.unsure <= UNSURE * total.records
    assert not quiet, explain(quiet, lambda page: not is_loud(page))
    return (
        f"{count} pages from {first}: {total.accuracy:.4f} of {total.fields:,} values right, {len(total.silent)} silent"
    )


def test_two_hundred_markups() -> None:
    holds(0, PAGES)


def test_a_number_makes_one_page() -> None:
    pages = [wild_page(number) for number in range(50)]
    assert [page.html() for page in pages] == [wild_page(number).html() for number in range(50)]
    assert len({page.html() for page in pages}) == 50
    assert [settled(page.traits) for page in pages] == [page.traits for page in pages]


def test_a_page_without_cues_has_none() -> None:
    cue = re.compile(
        r"\((?:poster|published|preprint|Accept)|\((?:see more|voir plus)|\d{4}-\d\d-\d\d|/(?:directory|annuaire)/"
    )
    for page in map(wild_page, range(50)):
        with_cues, without = (p.html().split("<main>")[1].split("</main>")[0] for p in (page, page.without_cues()))
        assert (cue.search(with_cues) is not None, cue.search(without)) == (True, None)


def test_a_failing_page_is_made_small() -> None:
    page = next(p for p in map(wild_page, range(50)) if p.traits["unit"] == "tr" and p.language == "en")
    small = smallest(page, lambda p: p.traits["unit"] == "tr")
    assert (repr(small.traits), len(small.entries)) == ("unit='tr'", 4)


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(7100298, id="a flat list is not shifted by an entry without abstract"),
        pytest.param(21501204, id="a lone topic of what names nobody is a topic in other publications"),
        pytest.param(21401210, id="the ends of texts that unfold stand where statuses do"),
        pytest.param(21400716, id="people in touching elements are copied into a citation"),
        pytest.param(40100689, id="whose page it is names somebody, also between slashes"),
        pytest.param(51501188, id="a venue stands behind the institute of a member"),
        pytest.param(80102261, id="a topic before a status is no venue where a label announces that"),
        pytest.param(80100268, id="a label of the status speaks for one line"),
        pytest.param(80100338, id="somebody with one name leads the people behind a title"),
        pytest.param(101476, id="a link of one word in the element of people is nobody"),
        pytest.param(98000528, id="a label of the venue speaks for no sentence"),
        pytest.param(99002632, id="a venue in an element of its own keeps its status"),
        pytest.param(98000780, id="somebody in a place like those of venues is no venue"),
        pytest.param(80000852, id="a known venue far from its status goes before the topic beside that"),
    ],
)
def test_a_page_once_misread_is_read(number: int) -> None:
    assert not score(wild_page(number)).wrong


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(99000994, id="facts stay with a first publication that has no title"),
        pytest.param(51501368, id="a work that names nobody is no news where it names a venue"),
        pytest.param(51301380, id="a status between a venue and its day is no label of the day"),
        pytest.param(100888, id="a venue among people is told"),
        pytest.param(101551, id="a topic alone is told where it is taken for the only author"),
        pytest.param(51400285, id="whoever stands right before a status is no venue"),
    ],
)
def test_a_page_once_misread_in_silence_is_not(number: int) -> None:
    assert not score(wild_page(number)).silent

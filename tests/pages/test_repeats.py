import pytest

from pubcrawl.items import RawPublication, Span
from pubcrawl.pages.page import mark_mismatches, mark_repeats
from pubcrawl.text.words import title_overlap
from tests.records import MakeRaw

NEST = (
    "Barn owls line their nests with pellets. We weigh forty nests over two winters and find that heavier "
    "nests hold warmth longer, so that owlets fledge earlier in cold barns than the older literature held."
)
NEAR_NEST = NEST.replace("forty", "fifty").replace("two winters", "three winters")
RIVER = "Otters sort river pebbles by weight before they crack shells; the habit is learned from siblings."
OWL_TITLE = "Heavier Nests Keep Barn Owls Warm"
OTTER_TITLE = "Pebble Sorting by River Otters"


def flags(*raws: RawPublication) -> list[tuple[str, ...]]:
    return [raw.flags for raw in mark_repeats(raws)]


def test_overlap_counts_stems_of_content_words() -> None:
    assert title_overlap("The Nesting of Owls", "owls and their nests") == 0.5
    assert title_overlap("Nestings, nested owls", "nesting owl owls") == pytest.approx(2 / 3)
    assert title_overlap("Of the and", "of the and") == 0.0


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["owner first", "owner last"])
def test_the_title_that_shares_most_words_owns_the_abstract(make_raw: MakeRaw, order: tuple[int, int]) -> None:
    raws = (make_raw(title=OWL_TITLE, abstract=NEST), make_raw(title=OTTER_TITLE, abstract=NEST))
    expected = ((), ("abstract_repeated",))
    assert flags(*(raws[i] for i in order)) == [expected[i] for i in order]


def test_a_tie_goes_to_the_first(make_raw: MakeRaw) -> None:
    raws = (make_raw(title="Zebra Maps", abstract=NEST), make_raw(title="Yak Maps", abstract=NEST))
    assert flags(*raws) == [(), ("abstract_repeated",)]


def test_authors_that_repeat_too_are_flagged(make_raw: MakeRaw) -> None:
    one, two = (Span(text="Ann Bee*, Cy Dee"),), (Span(text="Ann Bee , Cy Dee *"),)
    raws = (
        make_raw(title=OWL_TITLE, abstract=NEST, authors=one),
        make_raw(title=OTTER_TITLE, abstract=NEST, authors=two),
        make_raw(title="Yak Maps", abstract=NEST, authors=(Span(text="Eve Fox"),)),
    )
    assert flags(*raws) == [(), ("abstract_repeated", "authors_repeated"), ("abstract_repeated",)]


def test_near_equal_and_marked_abstracts_are_one_text(make_raw: MakeRaw) -> None:
    marked = NEAR_NEST[:140] + "… (see more)" + NEAR_NEST[140:]
    raws = (make_raw(title=OWL_TITLE, abstract=NEST), make_raw(title=OTTER_TITLE, abstract=marked))
    assert flags(*raws) == [(), ("abstract_repeated",)]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        pytest.param({"title": OWL_TITLE, "abstract": NEST}, {"title": OTTER_TITLE, "abstract": RIVER}, id="differ"),
        pytest.param(
            {"title": OWL_TITLE, "abstract": NEST},
            {"title": OWL_TITLE.upper(), "abstract": NEAR_NEST},
            id="version pair",
        ),
        pytest.param({"abstract": NEST}, {"abstract": NEAR_NEST}, id="no titles"),
        pytest.param({"title": OWL_TITLE, "abstract": NEST}, {"abstract": NEST}, id="one title"),
        pytest.param({"title": OWL_TITLE}, {"title": OTTER_TITLE}, id="no abstracts"),
        pytest.param(
            {"title": OWL_TITLE, "abstract": NEST, "authors": (Span(text="Ann Bee"),)},
            {"title": OTTER_TITLE, "abstract": RIVER, "authors": (Span(text="Ann Bee"),)},
            id="only authors repeat",
        ),
    ],
)
def test_not_a_repeat(make_raw: MakeRaw, one: dict[str, object], two: dict[str, object]) -> None:
    assert flags(make_raw(**one), make_raw(**two)) == [(), ()]


def test_order_and_other_flags_stay(make_raw: MakeRaw) -> None:
    raws = (
        make_raw(title=OTTER_TITLE, abstract=NEST, position=0, flags=("title_unsure",)),
        make_raw(title=OWL_TITLE, abstract=NEST, position=1),
    )
    marked = mark_repeats(raws)
    assert [m.position for m in marked] == [0, 1]
    assert marked[0].flags == ("abstract_repeated", "title_unsure")
    assert marked[0].abstract == NEST
    assert marked[1] == raws[1]


def test_an_abstract_under_a_stranger_s_title_is_flagged(make_raw: MakeRaw) -> None:
    def mismatched(*raws: RawPublication) -> list[bool]:
        return ["title_abstract_mismatch" in raw.flags for raw in mark_mismatches(raws)]

    playful = "Small Steps, Long Memories"
    assert (
        mismatched(make_raw(title=OWL_TITLE, abstract=NEST), make_raw(title=OTTER_TITLE, abstract=RIVER)) == [False] * 2
    )
    assert (
        mismatched(make_raw(title=OWL_TITLE, abstract=RIVER), make_raw(title=OTTER_TITLE, abstract=NEST)) == [True] * 2
    )
    assert (
        mismatched(make_raw(title=playful, abstract=NEST), make_raw(title=OTTER_TITLE, abstract=RIVER)) == [False] * 2
    )
    assert mismatched(make_raw(title="Owls", abstract=RIVER), make_raw(title=OTTER_TITLE, abstract=None)) == [False] * 2


def test_an_abstract_may_speak_of_a_title_that_its_own_abstract_speaks_of_too(make_raw: MakeRaw) -> None:
    about_owls = make_raw(title=OWL_TITLE, abstract=NEST)
    playful = make_raw(title="Small Steps, Long Memories", abstract=NEST.replace("boxes", "holes"), position=1)
    assert not any("title_abstract_mismatch" in raw.flags for raw in mark_mismatches((about_owls, playful)))


def test_a_title_far_away_on_the_page_is_not_asked(make_raw: MakeRaw) -> None:
    others = [make_raw(title=f"Kettle Number {n}", abstract=f"Kettle number {n} sings.") for n in range(3)]
    raws = (make_raw(title=OWL_TITLE, abstract=RIVER), *others, make_raw(title=OTTER_TITLE, abstract=NEST))
    assert not any("title_abstract_mismatch" in raw.flags for raw in mark_mismatches(raws))

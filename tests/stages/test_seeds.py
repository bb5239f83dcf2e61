"""What the stages make of real pages that stand beside the repository; expectations are counts, never text."""

from collections import Counter
from pathlib import Path

import pytest

from pubcrawl.items import RawPublication, Span
from pubcrawl.pages.amii import AmiiPage
from pubcrawl.pages.page import mark_repeats
from pubcrawl.stages.clean import clean
from pubcrawl.stages.language import tag
from pubcrawl.stages.validate import problems
from pubcrawl.text.marker import remove_marker
from tests.records import MakeRaw

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason=f"no real pages at {SEEDS}")


def lines(name: str) -> list[str]:
    return (SEEDS / name).read_text(encoding="utf-8").splitlines()


@pytest.fixture
def roundup(make_raw: MakeRaw) -> tuple[RawPublication, ...]:
    page = lines("amii_roundup_iclr_2026.txt")
    found = [
        make_raw(
            site="amii",
            institute="amii",
            source_url="https://www.amii.ca/updates-insights/x",
            title=page[i - 2],
            authors=(Span(text=page[i - 1]),),
            abstract=page[i + 1],
            starred=True,
        )
        for i, line in enumerate(page)
        if line == "LINK TO PAPER"
    ]
    return mark_repeats(found)


def test_roundup(roundup: tuple[RawPublication, ...]) -> None:
    made = [tag(clean(raw, AmiiPage.institute)) for raw in roundup]
    authors = [a for p in made for a in p.authors]
    assert len(made) == 16
    assert (len(authors), sum(a.affiliated is True for a in authors)) == (85, 30)
    assert all(" " in a.name for a in authors)
    assert [p.language for p in made] == ["en"] * 16
    assert [problems(p) for p in made] == [()] * 16
    assert Counter(f for p in made for f in p.flags) == {
        "abstract_repeated": 3,
        "authors_repeated": 1,
        "abstract_unfinished": 2,
    }


@pytest.mark.parametrize(("name", "markers", "sure"), [("mila_en_listing.txt", 11, 11), ("mila_fr_profile.txt", 10, 9)])
def test_markers_stand_where_the_site_puts_them(name: str, markers: int, sure: int) -> None:
    served = [remove_marker(line) for line in lines(name)]
    marked = [s for s, line in zip(served, lines(name), strict=True) if s.text != line]
    # one abstract of the profile begins on the line before its marker
    assert (len(marked), sum(not s.flags for s in marked)) == (markers, sure)

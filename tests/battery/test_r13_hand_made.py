"""Hand-made pages: what is broken as a whole is named, and one hostile record harms no other."""

import pytest

from tests.battery.hand_made import BROKEN, PLACES, VALUES, page_with
from tests.battery.wild_reading import Reading, check, read_page

pytestmark = pytest.mark.family("R13")


def test_there_are_enough() -> None:
    assert len(BROKEN) + len(VALUES) * len(PLACES) >= 200


@pytest.mark.clocked
@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_page_is_read_or_named(name: str) -> None:
    broken = BROKEN[name]
    reading = check(broken.page)
    assert (reading.said[0] if reading.said else len(reading.drafts)) == broken.gives


def neighbours(reading: Reading) -> list[object]:
    return [reading.drafts[0].publication, reading.drafts[-1].publication]


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("place", PLACES)
def test_a_hostile_value_harms_no_neighbour(place: str, value: str) -> None:
    reading = check(page_with(place, VALUES[value]))
    assert len(reading.drafts) == 3
    assert neighbours(reading) == neighbours(read_page(page_with(place, "A harmless value")))

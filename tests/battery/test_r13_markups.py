"""Thousands of markups drawn at random: what they say is read, or its absence is told."""

from collections.abc import Callable

import pytest

from tests.battery.seed import SEED
from tests.pages.test_wild_markups import holds

pytestmark = pytest.mark.family("R13")

Record = Callable[[str, object], None]

PARTS = 20
ALL = 20_000
FEW = 2000


def measured(first: int, count: int, record_property: Record) -> None:
    record_property("cases", count)
    record_property("seen", holds(first, count))


def test_two_thousand_markups(record_property: Record) -> None:
    measured(SEED * 100_000, FEW, record_property)


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_twenty_thousand_markups(part: int, record_property: Record) -> None:
    each = ALL // PARTS
    measured(SEED * 100_000 + FEW + part * each, each, record_property)

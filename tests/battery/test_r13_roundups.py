"""Thousands of round-ups in markups drawn at random: what they say is read, or its absence is told."""

from collections.abc import Callable

import pytest

from tests.battery.seed import SEED
from tests.pages.test_wild_roundups import holds

pytestmark = pytest.mark.family("R13")

Record = Callable[[str, object], None]

ALL = 10_000
FEW = 1000


def test_a_thousand_roundups(record_property: Record) -> None:
    record_property("cases", FEW)
    record_property("seen", holds(SEED * 100_000, FEW))


@pytest.mark.long
def test_ten_thousand_roundups(record_property: Record) -> None:
    record_property("cases", ALL - FEW)
    record_property("seen", holds(SEED * 100_000 + FEW, ALL - FEW))

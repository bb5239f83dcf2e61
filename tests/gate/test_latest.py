"""The latest records of a site, when a run lacks them."""

from datetime import datetime, timedelta

import pytest

from pubcrawl.gate.measures import rolled_back
from tests.records import NOON


def seen(*days: int | None) -> list[datetime | None]:
    """When records were first seen; None for one without a history."""
    return [None if day is None else NOON + timedelta(days=day) for day in days]


@pytest.mark.parametrize(
    ("there", "missing", "expected"),
    [
        ((0, 0, 1), (), 0),
        ((0, 0, 1), (2, 2, 3), 3),
        ((0, 0, 1), (1, 2, 0), 1),
        ((0, 0, 3), (1, 2, 0), 0),
        ((3, 0, 0), (1, 2, 0), 0),
        ((), (1, 2), 0),
        ((None,), (1, 2), 0),
        ((0, None), (1, None), 1),
    ],
    ids=[
        "none",
        "all that is new",
        "one of them",
        "not the newest",
        "in any order",
        "nothing there",
        "no times",
        "some",
    ],
)
def test_what_is_missing_counts_when_all_that_is_there_is_older(
    there: tuple[int | None, ...], missing: tuple[int | None, ...], expected: int
) -> None:
    assert rolled_back(seen(*there), seen(*missing)) == expected

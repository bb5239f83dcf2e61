from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

import pytest

from pubcrawl.stages.dates import Published, judge_shift, read_date


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("2026-03-05", Published(date(2026, 3, 5), "day")),
        (" 2026-03-05 ", Published(date(2026, 3, 5), "day")),
        ("2026-03-05T10:00:00Z", Published(date(2026, 3, 5), "day")),
        ("2026-03-01", Published(date(2026, 3, 1), "month")),
        ("2025-12-31", Published(date(2025, 12, 31), "day")),
        ("2026-01-01", Published(date(2026, 1, 1), "year", ("date_placeholder",))),
        ("2026-03", Published(date(2026, 3, 1), "month")),
        ("2026-01", Published(date(2026, 1, 1), "month")),
        ("2026", Published(date(2026, 1, 1), "year")),
        ("2026-02-30", Published(None, None, ("date_unreadable",))),
        ("2026-13", Published(None, None, ("date_unreadable",))),
        ("0001-01-02", Published(None, None, ("date_unreadable",))),
        ("٢٠٢٦-٠٣-٠٥", Published(None, None, ("date_unreadable",))),
        ("soon", Published(None, None, ("date_unreadable",))),
        ("", Published(None, None)),
    ],
)
def test_date(printed: str, expected: Published) -> None:
    assert read_date(printed) == expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("2025-12-31", Published(date(2026, 1, 1), "year", ("date_placeholder",))),
        ("2026-03-01", Published(date(2026, 3, 2), "day")),
        ("2025-10-05", Published(date(2025, 10, 6), "day")),
        ("2026-02-28", Published(date(2026, 3, 1), "month")),
        ("2024-02-29", Published(date(2024, 3, 1), "month")),
        ("2024-02-28", Published(date(2024, 2, 29), "day")),
        ("2026-01-01", Published(date(2026, 1, 2), "day")),
        ("1999-12-31", Published(None, None)),
        ("1969-12-31", Published(None, None)),
        ("January 5, 2026", Published(date(2026, 1, 6), "day")),
        ("31 décembre 2025", Published(date(2026, 1, 1), "year", ("date_placeholder",))),
        ("March 2026", Published(date(2026, 3, 1), "month")),
        ("2026", Published(date(2026, 1, 1), "year")),
        ("2026-01-05T19:00:00-05:00", Published(date(2026, 1, 6), "day")),
        ("2026-01-05T23:30:00Z", Published(date(2026, 1, 5), "day")),
        ("2026-01-05 to 2026-01-07", Published(None, None, ("date_unreadable",))),
        ("02/03/2026", Published(None, None, ("date_unreadable",))),
        ("2 days ago", Published(None, None, ("date_unreadable",))),
    ],
)
def test_a_date_that_is_printed_a_day_early(printed: str, expected: Published) -> None:
    assert read_date(printed, shift=1) == expected


@pytest.mark.parametrize(
    ("attribute", "expected"),
    [
        ("2026-01-06T00:00:00Z", date(2026, 1, 6)),
        ("2026-01-05T19:00:00-05:00", date(2026, 1, 6)),
        ("2026-01-06", date(2026, 1, 6)),
        ("2026-01-05", date(2026, 1, 6)),
        ("not a date", date(2026, 1, 6)),
        ("2025-06-06T00:00:00Z", None),
    ],
)
def test_what_the_page_says_for_machines(attribute: str, expected: date | None) -> None:
    read = read_date("2026-01-05", attribute, shift=1)
    assert (read.date, bool(read.flags)) == (expected, expected is None)


def true_dates(count: int, seed: int) -> Sequence[date]:
    """Dates as a collector stores them: 23 % know the year alone, 5 % the month, some are true firsts."""
    random = Random(seed)  # noqa: S311  a repeatable one
    found = []
    for _ in range(count):
        day = date(2019, 1, 1) + timedelta(days=random.randrange(2500))
        chance = random.random()
        found.append(day.replace(month=1, day=1) if chance < 0.23 else day.replace(day=1) if chance < 0.28 else day)
    return found


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize(("days", "verdict"), [(1, "confirmed"), (0, "contradicted"), (2, "unsure")])
def test_a_whole_list_proves_or_disproves_the_shift(seed: int, days: int, verdict: str) -> None:
    printed = [(d - timedelta(days=days)).isoformat() for d in true_dates(600, seed)]
    assert judge_shift(printed) == verdict


def test_a_few_dates_never_decide() -> None:
    assert judge_shift(["2025-12-31"] * 49) == "unsure"
    assert judge_shift(["2025-12-31"] * 50) == "confirmed"
    assert judge_shift(["2026-02-03"] * 500) == "unsure"
    assert judge_shift([]) == "unsure"

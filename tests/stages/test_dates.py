from datetime import date

import pytest

from pubcrawl.stages.dates import Published, read_date


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("2026-03-05", Published(date(2026, 3, 5), "day")),
        (" 2026-03-05 ", Published(date(2026, 3, 5), "day")),
        ("2026-03-05T10:00:00Z", Published(date(2026, 3, 5), "day")),
        ("2026-03-01", Published(date(2026, 3, 1), "month")),
        ("2025-12-31", Published(date(2025, 12, 31), "year", ("date_placeholder",))),
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
        (None, Published(None, None)),
    ],
)
def test_date(printed: str | None, expected: Published) -> None:
    assert read_date(printed) == expected

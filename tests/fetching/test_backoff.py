"""How long to leave a host alone."""

import time
from datetime import UTC, datetime

import pytest

from pubcrawl.fetching.patience import Backoff, retry_after

pytestmark = pytest.mark.family("R3")

NOW = datetime(2030, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("4", 4.0),
        (" 120 ", 120.0),
        ("999999999999999", 999999999999999.0),
        ("Tue, 01 Jan 2030 12:00:30 GMT", 30.0),
        ("Tue, 01 Jan 2030 13:00:30 +0100", 30.0),
        ("Tue, 01 Jan 2030 12:00:30 -0000", 30.0),
        ("Tuesday, 01-Jan-30 12:00:30 GMT", 30.0),
        ("Tue Jan  1 12:00:30 2030", 30.0),
        ("Tue, 01 Jan 2030 11:00:00 GMT", 0.0),
        ("Tue, 01 Jan 2999 12:00:00 GMT", (datetime(2999, 1, 1, 12, tzinfo=UTC) - NOW).total_seconds()),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("+5", None),
        ("1.5", None),
        ("1e3", None),
        ("5, 10", None),
        ("5 seconds", None),
        ("٥", None),
        ("9" * 400, None),
        ("Tue, 99 Jan 2030 12:00:00 GMT", None),
        ("Tue, 01 Jan 99999 12:00:00 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 -2300", None),
        ("2030-01-01T12:00:30Z", None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


def test_a_date_without_a_zone_is_utc_wherever_we_are(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as here:
        here.setenv("TZ", "America/Toronto")
        time.tzset()
        assert retry_after("Tue Jan  1 12:00:30 2030", NOW) == 30
    time.tzset()


def test_pauses_double_up_to_a_limit() -> None:
    backoff = Backoff(first=2, longest=20, random=lambda: 0.0)
    assert [backoff.seconds(n) for n in (0, 1, 2, 3, 4, 10_000)] == [2, 4, 8, 16, 20, 20]


def test_randomness_only_lengthens() -> None:
    backoff = Backoff(first=2, longest=20, random=lambda: 0.5)
    assert [backoff.seconds(n) for n in (0, 1, 9)] == [2.5, 5, 25]

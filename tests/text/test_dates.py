import pytest

from pubcrawl.text.dates import Printed, is_date, is_session, parse


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2026-03-05", (2026, 3, 5)),
        ("2026/03/05", (2026, 3, 5)),
        ("2026\u201103\u201105", (2026, 3, 5)),
        ("2026-03", (2026, 3, None)),
        ("2026", (2026, None, None)),
        ("January 5, 2026", (2026, 1, 5)),
        ("Jan. 5th 2026", (2026, 1, 5)),
        ("Monday, January 5, 2026", (2026, 1, 5)),
        ("5 January 2026", (2026, 1, 5)),
        ("5th of January 2026", (2026, 1, 5)),
        ("le lundi 5 janvier 2026", (2026, 1, 5)),
        ("1er mars 2026", (2026, 3, 1)),
        ("12 sept. 2025", (2025, 9, 12)),
        ("1 juill. 2025", (2025, 7, 1)),
        ("01-Mar-2026", (2026, 3, 1)),
        ("5 AOÛT 2025", (2025, 8, 5)),
        ("31 déc. 2025", (2025, 12, 31)),
        ("mars 2026", (2026, 3, None)),
        ("(May 2026)", (2026, 5, None)),
        ("25/03/2026", (2026, 3, 25)),
        ("03/25/2026", (2026, 3, 25)),
        ("03/03/2026", (2026, 3, 3)),
    ],
)
def test_dates(text: str, parts: tuple[int, int | None, int | None]) -> None:
    assert parse(text) == Printed(*parts)


def test_a_time_with_its_zone_says_the_day() -> None:
    assert parse("2026-01-05T19:00:00-0500") == Printed(2026, 1, 6, instant=True)
    assert parse("2026-01-05 19:00") == Printed(2026, 1, 5)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "02/03/2026", "2026-02-30", "2026-13-01", "2026-00-00", "0000-00-00", "30 février 2026", "2026-01-05T25:00Z",
     "May", "5 January", "٢٠٢٦-٠٣-٠٥", "1066-10-14", "2026-01-05 to 2026-01-07", "January 5, 2026 in Montréal"],
)  # fmt: skip
def test_what_is_no_sure_date(text: str) -> None:
    assert parse(text) is None


def test_lines_that_are_dates() -> None:
    dates = ["2026-03-05", "January 5, 2026", "5 janvier 2026", "2026-01-05T10:00:00Z", "2026-01-05 to 2026-01-07", "2 days ago",
             "il y a 2 jours", "02/03/2026", "(2026-03-05)"]  # fmt: skip
    others = ["March 2026", "2026", "May the force be with kettles", "On 5 January 2026 we met", "5", "mars", "12/2025"]
    assert [t for t in dates if not is_date(t)] == []
    assert [t for t in others if is_date(t)] == []


@pytest.mark.parametrize(
    "text",
    [
        *("Tue 10:00", "Wed 27 May, 09:40", "Hall 2, #114", "Room 301", "9–10:30 a.m.", "Tuesday, 10:00–12:00, Hall A"),
        *(
            "Poster session 3",
            "Session 4B",
            "Thursday 3 p.m.",
            "June 3, 14h00",
            "Dec 3, 4:30 p.m. PST",
            "Mon 2 Dec",
            "10:00",
        ),
        *("Thu, Dec 5 · 11 a.m. · East Ballroom C", "Exhibit Hall A-B #1204", "lundi 3 juin, 14 h", "Poster #12"),
    ],
)
def test_a_time_or_a_place_of_a_programme(text: str) -> None:
    assert is_session(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "March 3",
            "Monday",
            "Tuesday Club",
            "2025-03-04",
            "27 May 2026",
            "12 May 2026, 09:40",
            "The Chinese Room",
        ),
        *(
            "A Room of One’s Own",
            "Poster",
            "Booth",
            "Foyer",
            "Room for improvement",
            "Board of Trade",
            "Poster (oral)",
            "10",
        ),
    ],
)
def test_a_date_or_a_title_is_none_of_a_programme(text: str) -> None:
    assert not is_session(text)

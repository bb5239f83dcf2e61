from collections.abc import Callable
from datetime import date

import pytest

from pubcrawl.formats import bibtex, csl_json, ris
from pubcrawl.formats.reference import reference, title_of
from tests.formats.invented import publication


@pytest.mark.parametrize(
    ("venue", "key", "workshop", "status", "kind"),
    [
        (None, None, None, None, "other"),
        ("Anywhere", None, None, "preprint", "other"),
        ("arXiv", "arXiv", None, "published", "other"),
        ("International Conference on Machine Learning", "ICML", None, "published", "paper"),
        ("International Conference on Machine Learning", "ICML", "Some Workshop", "published", "paper"),
        (None, None, "Some Workshop", None, "paper"),
        ("Transactions on Machine Learning Research", "TMLR", None, "accepted", "article"),
        ("Proceedings of the National Academy of Sciences", "PNAS", None, "published", "article"),
        ("Journal of Invented Results", None, None, None, "article"),
        ("Annals of Invented Matter", None, None, "published", "article"),
        ("Annals of Invented Matter", None, None, "poster", "paper"),
        ("Colloque des choses inventées", None, None, "published", "paper"),
    ],
)
def test_kind(venue: str | None, key: str | None, workshop: str | None, status: str | None, kind: str) -> None:
    made = reference(publication(venue=venue, venue_key=key, workshop=workshop, status=status))
    assert made.kind == kind


@pytest.mark.parametrize(
    ("title", "abstract", "expected"),
    [
        ("A Title", "An abstract.", "A Title"),
        (None, "One two three four five six seven eight.", "[One two three four five six seven eight.]"),
        (None, "One two three\nfour five six seven eight nine.", "[One two three four five six seven eight …]"),
        (" \n", "Short.", "[Short.]"),
        (None, None, "[untitled]"),
    ],
)
def test_title(title: str | None, abstract: str | None, expected: str) -> None:
    assert title_of(publication(title=title, abstract=abstract)) == expected


@pytest.mark.parametrize(
    ("precision", "expected"),
    [("day", (2025, 2, 3)), ("month", (2025, 2)), ("year", (2025,)), (None, (2025,))],
)
def test_date_is_trusted_as_far_as_it_goes(precision: str | None, expected: tuple[int, ...]) -> None:
    made = reference(publication(published=date(2025, 2, 3), published_precision=precision))
    assert made.issued == expected


@pytest.mark.parametrize(
    ("title_language", "language", "expected"),
    [("fr", "en", "fr"), ("und", "en", "en"), (None, "fr", "fr"), ("und", "und", None)],
)
def test_language_is_that_of_the_title(title_language: str | None, language: str, expected: str | None) -> None:
    assert reference(publication(title_language=title_language, language=language)).language == expected


@pytest.mark.parametrize(
    ("workshop", "venue", "expected"),
    [
        ("W", "Some Venue", "W @ Some Venue"),
        ("W", None, "W"),
        (None, "Some Venue", "Some Venue"),
        ("Workshop at Some Venue", "Some Venue", "Workshop at Some Venue"),
        (None, None, None),
    ],
)
def test_container_names_workshop_and_venue(workshop: str | None, venue: str | None, expected: str | None) -> None:
    assert reference(publication(workshop=workshop, venue=venue)).container == expected


PAGE, WORK = "https://mila.example/en/publications?page=3", "https://x.example/paper"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, PAGE),
        ({"url": WORK}, WORK),
        ({"url": "javascript:alert(1)"}, PAGE),
        ({"doi": "10.5555/a.1"}, None),
        ({"arxiv_id": "2602.99001"}, None),
        ({"openreview_id": "xYz"}, PAGE),
        ({"source_url": "file:///etc/passwd"}, None),
    ],
)
def test_the_page_stands_in_where_nothing_leads_to_the_work(fields: dict[str, str], expected: str | None) -> None:
    bare = {"url": None, "doi": None, "arxiv_id": None, "openreview_id": None, "links": (), "source_url": PAGE}
    assert reference(publication(**bare | fields)).url == expected


@pytest.mark.parametrize(
    ("render", "line"),
    [
        (bibtex.render, f"  url = {{{PAGE}}},\n"),
        (ris.render, f"UR  - {PAGE}\r\n"),
        (csl_json.render, f'"URL": "{PAGE}"'),
    ],
    ids=["bibtex", "ris", "csl-json"],
)
def test_every_format_gives_that_page(render: Callable[..., bytes], line: str) -> None:
    bare = publication(url=None, doi=None, arxiv_id=None, openreview_id=None, links=(), source_url=PAGE)
    assert line in render([bare]).decode()

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from pubcrawl.formats import atom
from tests.formats.invented import ARTICLE, BARE, FRENCH_POSTER, PREPRINT, PUBLICATIONS, UNTITLED, WORKSHOP, publication
from tests.formats.rereading import read_atom, read_xml

_ATOM = "{http://www.w3.org/2005/Atom}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_LISTING = "https://mila.quebec/en/research/publications?page=3"


def _plain(entry: Any) -> dict[str, Any]:  # noqa: ANN401  feedparser's own mapping
    return {
        "id": entry.id,
        "title": entry.title,
        "languages": [entry.title_detail.language, entry.get("summary_detail", {}).get("language")],
        "updated": entry.updated,
        "published": entry.get("published"),
        "authors": [dict(author) for author in entry.get("authors", [])],
        "links": [(link.rel, link.href) for link in entry.links],
        "categories": [(tag.scheme, tag.term) for tag in entry.get("tags", [])],
        "summary": entry.get("summary"),
    }


ENTRIES: list[dict[str, Any]] = [
    {
        "id": f"urn:pubcrawl:{FRENCH_POSTER.id}",
        "title": FRENCH_POSTER.title,
        "languages": ["fr", "fr"],
        "updated": "2026-03-15T09:00:00Z",
        "published": "2025-12-05T00:00:00Z",
        "authors": [
            {"name": "Noémie Tessier-Vallée", "href": "https://mila.quebec/fr/annuaire/noemie"},
            {"name": "J.P. van der Woldehof"},
        ],
        "links": [("alternate", "https://doi.org/10.9999/abc_d.1"), ("via", _LISTING)],
        "categories": [
            ("urn:pubcrawl:venue", "NeurIPS"),
            ("urn:pubcrawl:status", "poster"),
            ("urn:pubcrawl:language", "fr"),
        ],
        "summary": FRENCH_POSTER.abstract,
    },
    {
        "id": f"urn:pubcrawl:{WORKSHOP.id}",
        "title": WORKSHOP.title,
        "languages": ["en", "en"],
        "updated": "2026-04-02T12:00:00Z",
        "published": None,
        "authors": [{"name": "Liwen Quan"}, {"name": "The Foo and Bar Team"}, {"name": "Ruzena Hlavatková"}],
        "links": [("alternate", "https://openreview.net/forum?id=zzz"), ("via", _LISTING)],
        "categories": [
            ("urn:pubcrawl:venue", "ICML"),
            ("urn:pubcrawl:status", "oral"),
            ("urn:pubcrawl:language", "en"),
        ],
        "summary": "A first line. A second line, after a break.",
    },
    {
        "id": f"urn:pubcrawl:{PREPRINT.id}",
        "title": PREPRINT.title,
        "languages": ["und", None],
        "updated": "2026-04-02T12:00:00Z",
        "published": "2024-03-09T00:00:00Z",
        "authors": [{"name": "Liwen Quan"}],
        "links": [("alternate", "https://arxiv.org/abs/2403.09999"), ("via", _LISTING)],
        "categories": [
            ("urn:pubcrawl:venue", "arXiv"),
            ("urn:pubcrawl:status", "preprint"),
            ("urn:pubcrawl:language", "en"),
        ],
        "summary": None,
    },
    {
        "id": f"urn:pubcrawl:{ARTICLE.id}",
        "title": ARTICLE.title,
        "languages": ["und", None],
        "updated": "2026-04-02T12:00:00Z",
        "published": None,
        "authors": [{"name": "Liwen Quan"}],
        "links": [("alternate", "https://amii.ca/updates/roundup")],
        "categories": [("urn:pubcrawl:status", "published"), ("urn:pubcrawl:language", "en")],
        "summary": None,
    },
    {
        "id": f"urn:pubcrawl:{BARE.id}",
        "title": "[untitled]",
        "languages": ["und", None],
        "updated": "2026-04-02T12:00:00Z",
        "published": None,
        "authors": [],
        "links": [("alternate", _LISTING)],
        "categories": [],
        "summary": None,
    },
    {
        "id": f"urn:pubcrawl:{UNTITLED.id}",
        "title": "[One two three four five six seven eight …]",
        "languages": ["en", "en"],
        "updated": "2026-04-02T12:00:00Z",
        "published": None,
        "authors": [],
        "links": [("alternate", _LISTING)],
        "categories": [("urn:pubcrawl:language", "en")],
        "summary": "One two three four five six seven eight nine ten.",
    },
]


def test_every_field_is_read_again_newest_first() -> None:
    feed = read_atom(atom.render(PUBLICATIONS))
    assert [_plain(entry) for entry in feed.entries] == ENTRIES
    assert (feed.feed.id, feed.feed.title) == ("urn:pubcrawl:feed:all", "Publications: all")
    assert feed.feed.updated == "2026-04-02T12:00:00Z"


def test_each_entry_names_its_language() -> None:
    entries = read_xml(atom.render(PUBLICATIONS)).findall(f"{_ATOM}entry")
    assert [e.get(_LANG) for e in entries] == ["fr", "en", "en", "en", "und", "en"]


def test_order_does_not_depend_on_the_input() -> None:
    assert atom.render(PUBLICATIONS) == atom.render(reversed(PUBLICATIONS))


@pytest.mark.parametrize(("limit", "expected"), [(0, []), (-1, []), (2, ENTRIES[:2]), (99, ENTRIES)])
def test_limit(limit: int, expected: list[dict[str, Any]]) -> None:
    assert [_plain(e) for e in read_atom(atom.render(PUBLICATIONS, limit=limit)).entries] == expected


def test_a_month_and_a_year_stand_where_they_begin() -> None:
    def dated(day: date, precision: str) -> str:
        return publication(id=f"{day}-{precision}", published=day, published_precision=precision).id

    cases = [
        (date(2025, 3, 2), "day"),
        (date(2025, 3, 9), "month"),
        (date(2025, 2, 28), "day"),
        (date(2025, 12, 31), "year"),
        (date(2024, 12, 31), "day"),
    ]
    records = [publication(id=dated(*c), published=c[0], published_precision=c[1]) for c in cases]
    read = read_atom(atom.render(reversed(records))).entries
    assert [e.id.removeprefix("urn:pubcrawl:") for e in read] == [r.id for r in records]


def test_the_feed_is_as_new_as_its_newest_change() -> None:
    seen = datetime(2026, 5, 1, tzinfo=UTC)
    records = [
        replace(BARE, last_changed=seen, last_seen=seen + timedelta(days=9)),
        replace(WORKSHOP, last_changed=seen - timedelta(days=1)),
    ]
    assert read_atom(atom.render(records)).feed.updated == "2026-05-01T00:00:00Z"


def test_an_empty_feed_is_a_feed() -> None:
    root = read_xml(atom.render([]))
    assert [(e.tag.removeprefix(_ATOM), e.text) for e in root[:3]] == [
        ("id", "urn:pubcrawl:feed:all"),
        ("title", "Publications: all"),
        ("updated", "1970-01-01T00:00:00Z"),
    ]
    assert root.findtext(f"{_ATOM}author/{_ATOM}name") == "pubcrawl"
    assert root.findall(f"{_ATOM}entry") == []


def test_one_feed_a_site_and_one_of_all() -> None:
    sites = {"all": None, "amii": "amii", "mila_en": "mila_en", "mila_fr": "mila_fr"}
    made = {name: atom.render(PUBLICATIONS, site=site, limit=3) for name, site in sites.items()}
    ids = {name: [e.id for e in read_atom(content).entries] for name, content in made.items()}
    all_ids = [entry["id"] for entry in ENTRIES]
    assert ids == {
        "all": all_ids[:3],
        "amii": [all_ids[3]],
        "mila_en": [all_ids[1], all_ids[2], all_ids[4]],
        "mila_fr": [all_ids[0]],
    }
    assert {name: read_atom(content).feed.id for name, content in made.items()} == {
        name: f"urn:pubcrawl:feed:{name}" for name in made
    }


def test_a_feed_names_no_address_of_its_own() -> None:
    assert read_atom(atom.render([])).feed.get("links", []) == []

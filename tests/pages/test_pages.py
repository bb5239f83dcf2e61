"""Pages as a whole: which kind they are, which are refused, and where they lead."""

import json
from datetime import UTC, datetime

import pytest

from pubcrawl.errors import LayoutDrift
from pubcrawl.pages.amii import AmiiPage
from pubcrawl.pages.body import read
from pubcrawl.pages.mila import MilaPage
from pubcrawl.pages.page import Page, Refused
from pubcrawl.pages.sites import page_class
from tests.conftest import ROOT

WHEN = datetime(2026, 6, 1, tzinfo=UTC)
START = {
    "mila_en": "https://mila.quebec/en/research/publications",
    "mila_fr": "https://mila.quebec/fr/recherche/publications",
    "amii": "https://www.amii.ca/updates-insights/amii-research-at-iclr-2026-search-privacy-and-patience",
}


def bad_page(site: str, role: str) -> Page:
    folder = ROOT / "fixtures" / site
    extras = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["extras"]
    entry = next(e for e in extras if e["role"] == role)
    return page_class(site)(read((folder / entry["file"]).read_bytes(), START[site]), site)


@pytest.mark.parametrize("site", START)
@pytest.mark.parametrize(
    ("role", "reason"), [("maintenance_200", "maintenance"), ("challenge", "challenge"), ("maintenance", "maintenance")]
)
def test_pages_in_the_place_of_others_are_refused(site: str, role: str, reason: str) -> None:
    with pytest.raises(Refused) as caught:
        bad_page(site, role).records(WHEN)
    assert caught.value.reason == reason


@pytest.mark.parametrize("site", ["mila_en", "mila_fr"])
def test_the_home_page_is_no_listing(site: str) -> None:
    with pytest.raises(Refused) as caught:
        bad_page(site, "soft_404").records(WHEN)
    assert caught.value.reason == "soft_404"


@pytest.mark.parametrize(
    ("url", "body"),
    [
        ("https://mila.quebec/en", "<p>Some text about the institute.</p>"),
        ("https://mila.quebec/", "<p>Some text about the institute.</p>"),
        (START["mila_en"], "<h2>Latest Publications</h2><p>Three of them.</p>"),
        (START["mila_fr"], "<h2>Dernières publications</h2><p>Trois d’entre elles.</p>"),
        (START["mila_en"], "<h1 class=hidden>Home</h1><p>Some text.</p>"),
        (START["mila_fr"], "<h1 class=hidden>Accueil</h1><p>Du texte.</p>"),
    ],
    ids=[
        "root of a language",
        "root",
        "latest block",
        "latest block, French",
        "hidden heading",
        "hidden heading, French",
    ],
)
def test_each_sign_of_the_home_page_is_enough(url: str, body: str) -> None:
    with pytest.raises(Refused) as caught:
        MilaPage(read(f"<body>{body}</body>".encode(), url), "mila_en").records(WHEN)
    assert caught.value.reason == "soft_404"


def test_the_home_page_is_no_roundup() -> None:
    with pytest.raises((Refused, LayoutDrift)):
        bad_page("amii", "soft_404").records(WHEN)


@pytest.mark.parametrize("site", ["mila_en", "mila_fr"])
def test_an_empty_list_is_a_page_without_records(site: str) -> None:
    assert bad_page(site, "empty_list").records(WHEN) == ()


def test_an_empty_page_is_refused() -> None:
    with pytest.raises(Refused, match="empty"):
        MilaPage(read(b"<html><body></body></html>", START["mila_en"]), "mila_en").records(WHEN)


def test_another_site_is_refused_by_its_own_word() -> None:
    html = b"<html><head><link rel='canonical' href='https://elsewhere.test/p'></head><body><p>text</p></body></html>"
    with pytest.raises(Refused, match=r"elsewhere\.test"):
        MilaPage(read(html, START["mila_en"]), "mila_en").records(WHEN)


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://mila.quebec/en/research/publications?page=3", "listing"),
        ("https://mila.quebec/fr/recherche/publications", "listing"),
        ("https://mila.quebec/en/directory/someone", "profile"),
        ("https://mila.quebec/fr/annuaire/someone?page=0%2C87", "profile"),
    ],
)
def test_the_address_tells_the_kind(url: str, kind: str) -> None:
    assert MilaPage(read(b"<p>x</p>", url), "mila_en").kind == kind


@pytest.mark.parametrize(
    ("pager", "following"),
    [
        ("<a rel='next' href='?page=4'>4</a>", "?page=4"),
        ("<a href='?page=4'>Next page ›</a>", "?page=4"),
        ("<a href='?page=4'>next</a>", "?page=4"),
        ("<a href='?page=4'>Page suivante</a>", "?page=4"),
        ("<a href='?page=4'>Suivant ›</a>", "?page=4"),
        ("<a href='?page=4'>suivante</a>", "?page=4"),
        ("<a href='?page=4'>Aller à la page suivante</a>", "?page=4"),
        ("<a href='?page=4'>What is next</a>", None),
        ("<a href='?page=4'>5</a><a href='?page=582'>Last page 583</a>", None),
        ("", None),
    ],
)
def test_the_next_page(pager: str, following: str | None) -> None:
    page = MilaPage(read(f"<body><p>x</p>{pager}</body>".encode(), START["mila_en"]), "mila_en")
    assert page.next_url() == (START["mila_en"] + following if following else None)


def test_profiles_are_those_of_the_page_s_own_language_and_host() -> None:
    hrefs = (
        "/en/directory/a",
        "/fr/annuaire/b",
        "https://elsewhere.test/en/directory/c",
        "/en/directory/a",
        "/en/news/d",
    )
    body = "".join(f"<a href='{h}'>x</a>" for h in hrefs)
    page = MilaPage(read(f"<body>{body}</body>".encode(), START["mila_en"]), "mila_en")
    assert page.profile_urls() == ("https://mila.quebec/en/directory/a",)


def test_roundups_are_told_by_their_address() -> None:
    hrefs = (
        "/updates-insights/amii-research-at-iclr-2026-x",
        "/updates-insights/amii-at-neurips-2025",
        "/latest-from-amii/amii-at-icml-2024/",
        "/updates-insights/meet-us-at-neurips",
        "/people/amii-at-neurips-2025",
    )
    body = "".join(f"<a href='{h}'>x</a>" for h in hrefs)
    page = AmiiPage(read(f"<body>{body}</body>".encode(), "https://www.amii.ca/updates-insights"), "amii")
    assert page.roundup_urls() == tuple("https://www.amii.ca" + h for h in hrefs[:3])

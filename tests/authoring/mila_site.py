"""The two authored Mila sites: listing, two profiles, robots.txt and bad pages in each language."""

from collections.abc import Sequence

from tests.authoring.abstracts import Toggle
from tests.authoring.bad_pages import challenge, home, maintenance
from tests.authoring.frame import BASE_URL, Kind
from tests.authoring.markups import MARKUPS
from tests.authoring.people import NOEMIE, PEOPLE, Person
from tests.authoring.publications import (
    DIRECTORY,
    Edit,
    InventedPublication,
    Language,
    by_member,
    publications,
    unedited,
)
from tests.authoring.responses import PLAIN, AuthoredResponse, AuthoredSite
from tests.authoring.words import WORDS

PAGE_SIZE = 12
"""Cards a page."""

ODD_PAGE = 2
"""The listing page of each site that comes in another markup, as during a trial of a new layout."""

_USUAL: dict[Language, tuple[str, Toggle]] = {"en": ("drupal", "spans"), "fr": ("articles", "button")}
_TRIAL: dict[Language, tuple[str, Toggle]] = {"en": ("columns", "link"), "fr": ("hashed", "text")}

ROBOTS = """\
User-agent: *
Disallow: /core/
Disallow: /profiles/
Disallow: /admin/
Disallow: /comment/reply/
Disallow: /filter/tips
Disallow: /node/add/
Disallow: /search/
Disallow: /user/
Disallow: /en/user/
Disallow: /fr/user/
"""


def mila_site(language: Language, edit: Edit = unedited) -> AuthoredSite:
    """Return the site in one language; `edit` is what happened to each publication."""
    every = tuple(map(edit, publications(f"mila_{language}")))
    listing_path = WORDS[language].listing_path
    pages = _pages(every)
    listing = [_listing(language, i, page, len(pages) - 1) for i, page in enumerate(pages)]
    past_end = _listing(language, len(pages), (), len(pages) - 1, role="past_end", optional=True)
    alias = AuthoredResponse(
        url=f"{listing_path}?page=0",
        file=listing[0].file,
        role="listing_alias",
        body=listing[0].body,
        optional=True,
    )
    profiles = [r for person in PEOPLE for r in _profiles(language, person, by_member(every, person.slug))]
    return AuthoredSite(
        name=f"mila_{language}",
        base_url=BASE_URL,
        responses=(_robots(), *listing, past_end, alias, *profiles),
        extras=_extras(language, every),
    )


def _robots() -> AuthoredResponse:
    return AuthoredResponse(url="/robots.txt", file="robots.txt", role="robots", body=ROBOTS, content_type=PLAIN)


def _pages(entries: Sequence[InventedPublication]) -> list[tuple[InventedPublication, ...]]:
    return [tuple(entries[i : i + PAGE_SIZE]) for i in range(0, len(entries), PAGE_SIZE)]


def _listing(
    language: Language,
    number: int,
    entries: Sequence[InventedPublication],
    last_page: int,
    *,
    role: str = "listing",
    optional: bool = False,
) -> AuthoredResponse:
    path = WORDS[language].listing_path
    return AuthoredResponse(
        url=f"{path}?page={number}" if number else path,
        file=f"publications-{number}.html",
        role=role,
        body=_body(language, "listing", number, entries, last_page),
        optional=optional,
    )


def _profiles(language: Language, person: Person, entries: Sequence[InventedPublication]) -> list[AuthoredResponse]:
    path = DIRECTORY[language] + person.slug
    pages = _pages(entries)
    return [
        AuthoredResponse(
            url=f"{path}?page=0%2C{i}" if i else path,
            file=f"profile-{person.slug}-{i}.html",
            role="profile",
            body=_body(language, "profile", i, page, len(pages) - 1, person=person),
            optional=True,
        )
        for i, page in enumerate(pages)
    ]


def _body(
    language: Language,
    kind: Kind,
    page: int,
    entries: Sequence[InventedPublication],
    last_page: int,
    *,
    person: Person = NOEMIE,
) -> str:
    on_trial = kind == "listing" and page == ODD_PAGE
    markup, toggle = (_TRIAL if on_trial else _USUAL)[language]
    return MARKUPS[markup](
        entries,
        language=language,
        kind=kind,
        page=page,
        last_page=last_page,
        toggle=toggle,
        person=person,
    )


def _extras(language: Language, every: Sequence[InventedPublication]) -> tuple[AuthoredResponse, ...]:
    path = WORDS[language].listing_path
    empty = AuthoredResponse(
        url=path,
        file="extra-empty-list.html",
        role="empty_list",
        body=_body(language, "listing", 0, (), 0),
        optional=True,
    )
    return (
        maintenance(path, language, status=503),
        maintenance(path, language, status=200),
        home(f"/{language}/past/", language, tuple(p for p in every if p.title and p.date)[:4]),
        challenge(path),
        empty,
    )

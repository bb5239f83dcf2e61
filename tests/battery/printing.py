"""A true site as pages: what it answers to each address, in whatever layout it has that night."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256

from pubcrawl.fixture_server import Reply
from tests.authoring.abstracts import Toggle
from tests.authoring.markups import MARKUPS
from tests.authoring.publications import InventedAuthor, InventedLink, InventedPublication, Language
from tests.authoring.roundups import BASE_URL as AMII
from tests.authoring.roundups import Roundup, RoundupMarkup, render_roundup
from tests.authoring.words import WORDS
from tests.battery.truth import CONFERENCES, Facts, RoundupSite, TrueSite

Pages = dict[str, Reply]
"""What is answered, by path and query."""

PAGE_SIZE = 12
HTML, XML, PLAIN = (f"{kind}; charset=UTF-8" for kind in ("text/html", "application/xml", "text/plain"))
OPEN = "User-agent: *\nDisallow: /search/\n"
LAYOUTS: tuple[tuple[str, Toggle], ...] = (
    ("drupal", "spans"),
    ("articles", "button"),
    ("hashed", "link"),
    ("columns", "button"),
    ("table", "spans"),
)
ROUNDUP_LAYOUTS: tuple[RoundupMarkup, ...] = ("sections", "breaks", "paragraphs", "details")


def reply(
    body: str, at: datetime, kind: str = HTML, status: int = 200, headers: Mapping[str, str] | None = None
) -> Reply:
    """Return an answer that can be asked for conditionally."""
    tag = f'"{sha256(body.encode()).hexdigest()[:16]}"'
    made = {"Content-Type": kind, "Date": format_datetime(at, usegmt=True), "ETag": tag, **(headers or {})}
    return Reply(status=status, headers=made, body=body.encode())


def printed(site: TrueSite, layout: int, at: datetime) -> Pages:
    """Return every page of a site as it is at a time."""
    pages = roundup_pages(site, layout) if isinstance(site, RoundupSite) else listing_pages(site, layout)
    pages |= {"/robots.txt": (PLAIN, OPEN)}
    second = timedelta(seconds=1)
    return {url: reply(body, at + second * i, kind) for i, (url, (kind, body)) in enumerate(sorted(pages.items()))}


def listing_pages(site: TrueSite, layout: int) -> dict[str, tuple[str, str]]:
    """Return kind and body of each page of a listing, the empty one behind the last included."""
    language: Language = "fr" if site.name.endswith("fr") else "en"
    path = WORDS[language].listing_path
    markup, toggle = LAYOUTS[layout % len(LAYOUTS)]
    entries = [_entry(r.serial, r.facts) for r in site.listed]
    pages = [*(entries[i : i + PAGE_SIZE] for i in range(0, len(entries), PAGE_SIZE)), []]
    return {
        path + (f"?page={i}" if i else ""): (
            HTML,
            MARKUPS[markup](page, language=language, page=i, last_page=len(pages) - 2, toggle=toggle),
        )
        for i, page in enumerate(pages)
    }


def roundup_pages(site: RoundupSite, layout: int) -> dict[str, tuple[str, str]]:
    """Return kind and body of the sitemap and of each round-up that has a paper."""
    papers = {i: [r for r in site.listed if r.facts.post == i] for i in range(site.posts)}
    posts = {i: _post(i) for i, found in papers.items() if found}
    rows = "".join(f"<url><loc>{AMII}{p.path}</loc><lastmod>{p.lastmod}</lastmod></url>\n" for p in posts.values())
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    sitemap = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{namespace}">\n{rows}</urlset>\n'
    made = {"/sitemap.xml": (XML, sitemap)}
    for i, post in posts.items():
        entries = [_paper(r.serial, r.facts) for r in papers[i]]
        markup = ROUNDUP_LAYOUTS[(layout + i) % len(ROUNDUP_LAYOUTS)]
        made[post.path] = HTML, render_roundup(entries, markup=markup, roundup=post)
    return made


def _post(number: int) -> Roundup:
    conference, year = CONFERENCES[number % 3], 2025 + (number + 2) // 3
    return Roundup(
        key=f"post-{number}",
        slug=f"amii-research-at-{conference.lower()}-{year}",
        title=f"Amii Research at {conference} {year}",
        lastmod=f"{year}-06-01",
        introduction=(f"Our papers travel to {conference} this week.",),
    )


def _entry(serial: int, facts: Facts) -> InventedPublication:
    people = [InventedAuthor(name=n, slug=_slug(n) if i % 2 else None, star=None) for i, n in enumerate(facts.authors)]
    return InventedPublication(
        key=str(serial),
        where=(),
        title=facts.title,
        authors=tuple(people),
        abstract=facts.abstract,
        date=facts.day.isoformat(),
        workshop=facts.workshop,
        venue=facts.venue,
        status=facts.status,
        links=(InventedLink(label="PDF", href=facts.link),) if facts.link else (),
        traps=(),
    )


def _paper(serial: int, facts: Facts) -> InventedPublication:
    made = _entry(serial, facts)
    starred = [f"{name},*" if i % 2 else f"{name}," for i, name in enumerate(facts.authors)]
    return replace(
        made,
        section="Accepted Papers",
        authors_line=" ".join(starred).removesuffix(","),
        links=(InventedLink(label="LINK TO PAPER", href=facts.link),) if facts.link else (),
        researchers_link=serial % 5 == 0,
    )


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-").replace("é", "e")

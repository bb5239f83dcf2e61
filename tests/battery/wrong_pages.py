"""Pages that answer with care and are not what was asked for: each kind, as each site would show it."""

import gzip
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import cycle

import ftfy.bad_codecs  # noqa: F401  it makes known the codec of programs that take UTF-8 for Windows-1252

from tests.authoring.amii_site import amii_site
from tests.authoring.bad_pages import challenge, maintenance
from tests.authoring.mila_site import mila_site
from tests.authoring.publications import Edit, InventedPublication, publications
from tests.authoring.roundups import ROUNDUPS
from tests.battery.notices import Notice
from tests.battery.scene import extra, fixture
from tests.battery.server import ANY, Answer, Answers
from tests.pages.test_markups import without_cues

LISTING = {"mila_en": "/en/research/publications", "mila_fr": "/fr/recherche/publications"}
NEWEST = "/updates-insights/amii-research-at-iclr-2026-search-privacy-and-patience"
ROBOTS, SITEMAP = "/robots.txt", "/sitemap.xml"

Wrong = Callable[[str], Answers]
"""What differs from a site's fixture, by path."""


def pages(site: str) -> dict[str, Answer]:
    """The pages of a site that hold publications, or end a list of them."""
    kept = LISTING.get(site, "/updates-insights/")
    return {path: answer for path, answer in fixture(site).items() if path.startswith(kept)}


def everywhere(make: Callable[[str], Answer]) -> Wrong:
    """Every address but that of robots.txt answers the same."""
    return lambda site: {ANY: make(site), **dict.fromkeys(set(fixture(site)) - {ROBOTS}, make(site))}


def on_pages(make: Callable[[str], Answer]) -> Wrong:
    """Every page answers the same; what leads to the pages is well."""
    return lambda site: dict.fromkeys(pages(site), make(site))


def notice(said: Notice) -> Callable[[str], Answer]:
    return lambda site: Answer(body=said.html(site).encode())


def rewritten(change: Callable[[str], str]) -> Wrong:
    """Every page is there, and something happened to its text."""
    return lambda site: {p: replace(a, body=change(a.body.decode()).encode()) for p, a in pages(site).items()}


def resent(change: Callable[[Answer], Answer]) -> Wrong:
    """Every page is there, and something happened to it on its way."""
    return lambda site: {path: change(answer) for path, answer in pages(site).items()}


def edited(edit: Edit) -> Wrong:
    """Every page is there, and something happened to its publications."""

    def wrong(site: str) -> Answers:
        made = amii_site(edit) if site == "amii" else mila_site("fr" if site == "mila_fr" else "en", edit)
        printed = {r.url: r.body.encode() for r in made.responses}
        return {path: replace(answer, body=printed[path]) for path, answer in pages(site).items() if path in printed}

    return wrong


def busy(site: str) -> Answer:
    page = maintenance("/", "fr" if site == "mila_fr" else "en", status=503)
    return Answer(status=503, body=page.body.encode())


def worked_on(site: str) -> Answer:
    return extra(site, "maintenance_200")


def home(site: str) -> Answer:
    return extra(site, "soft_404")


def challenged(site: str) -> Answer:
    return extra(site, "challenge")


def forbidden(site: str) -> Answer:
    del site
    asked = challenge("/")
    return Answer(status=403, headers=asked.headers, body=asked.body.encode())


def empty_list(site: str) -> Answer:
    return extra(site, "empty_list")


def half_a_list(site: str) -> Answers:
    """The list ends behind its second page; of the round-ups the largest is empty."""
    at = f"{LISTING[site]}?page=2" if site in LISTING else NEWEST
    return {at: empty_list(site)}


def first_page_only(site: str) -> Answers:
    """The first page is the last by its own word; the sitemap knows of no more than one round-up."""
    if site in LISTING:
        path = LISTING[site]
        body = re.sub(rb"<(?:a|link)\b[^>]*\?page=[^>]*>", b"", pages(site)[path].body)
        rest = (p for p in pages(site) if "?page=" in p)
        return {**dict.fromkeys(rest, empty_list(site)), path: replace(pages(site)[path], body=body)}
    return without_roundups(site, keep=NEWEST)


def without_roundups(site: str, keep: str) -> Answers:
    sitemap = fixture(site)[SITEMAP]
    lines = sitemap.body.splitlines(keepends=True)
    kept = [line for line in lines if b"/amii-" not in line or keep.encode() in line]
    return {SITEMAP: replace(sitemap, body=b"".join(kept))}


def rolled_back(site: str) -> Answers:
    """An old copy: the newest pages are not there yet, and every other one stands where it stood then."""
    if site not in LISTING:
        return without_roundups(site, keep="amii-at-neurips-2025")
    numbered = [LISTING[site], *(f"{LISTING[site]}?page={n}" for n in range(1, 6))]
    found = pages(site)
    moved = {old: found[new] for old, new in zip(numbered, numbered[2:], strict=False)}
    return {**moved, **dict.fromkeys(numbered[-2:], found[numbered[-1]])}


def other_language(site: str) -> Answers:
    """The other language's list at this one's addresses; of the round-ups a translation by machine."""
    if site == "amii":
        told = cycle(p.abstract for p in publications("mila_fr") if p.abstract and " des " in p.abstract)
        return rewritten(lambda html: re.sub(r"[^<>\n]{150,}", lambda _: next(told), html).replace('"en"', '"fr"'))(
            site
        )
    ours, theirs = LISTING[site], next(path for name, path in LISTING.items() if name != site)
    found = fixture(next(name for name in LISTING if name != site))
    return {path: found[path.replace(ours, theirs)] for path in pages(site)}


def other_institute(site: str) -> Answer:
    """A page of another institute, as when a name server or a cache mixes its customers up."""
    return same_page("amii" if site in LISTING else "mila_en")


def same_page(site: str) -> Answer:
    """Whatever is asked for, the cache has one page."""
    return pages(site)[LISTING.get(site, NEWEST)]


def uncued(site: str) -> Answers:
    """A new design: none of what the list is read by; of a round-up neither authors nor links."""
    bare = edited(lambda p: replace(unsigned(p), links=()))
    return bare(site) if site == "amii" else rewritten(without_cues)(site)


def half_uncued(site: str) -> Answers:
    """A new design on trial: every other page has it."""
    return dict(list(uncued(site).items())[1::2])


LOREM = (
    "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et dolore magna "
    "aliqua. Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris nisi ut aliquip ex ea commodo consequat."
)


def lorem(entry: InventedPublication) -> InventedPublication:
    return replace(entry, title="Lorem ipsum dolor sit amet", title_html=None, abstract=LOREM, abstract_html=None)


def unsigned(entry: InventedPublication) -> InventedPublication:
    return replace(entry, authors=(), authors_line=None)


def untitled(entry: InventedPublication) -> InventedPublication:
    return replace(entry, title="Untitled", title_html=None)


def redated(site: str) -> Answers:
    """Whatever the date was, it is that of a move to another system; each round-up bears the newest one's title."""
    if site == "amii":
        titles = [roundup.title for roundup in ROUNDUPS]
        return rewritten(lambda html: re.sub("|".join(map(re.escape, titles)), titles[0], html))(site)
    return edited(lambda p: replace(p, date="2026-04-19"))(site)


def mojibake(html: str) -> str:
    """UTF-8 that was taken for Windows-1252 and written as UTF-8 once more."""
    return html.encode().decode("sloppy-windows-1252")


def cut(answer: Answer) -> Answer:
    """Half a page, whole tags."""
    return replace(answer, body=answer.body[: answer.body.rindex(b">", 0, len(answer.body) // 2) + 1])


def cut_in_tag(answer: Answer) -> Answer:
    """Half a page, the last tag half as well."""
    return replace(answer, body=answer.body[: answer.body.rindex(b"<", 0, len(answer.body) // 2) + 3])


def cut_packed(answer: Answer) -> Answer:
    """Half of a compressed page, whose length is that of the half."""
    packed = gzip.compress(answer.body)
    return replace(answer, headers={**answer.headers, "Content-Encoding": "gzip"}, body=packed[: len(packed) // 2])


def robots_fail(site: str) -> Answers:
    del site
    return {ROBOTS: Answer(status=503)}


def error_document(site: str) -> Answer:
    if site == "mila_en":
        body = b'{"error": {"code": 500, "message": "backend unavailable"}}'
        return Answer(headers={"Content-Type": "application/json"}, body=body)
    body = b'<?xml version="1.0"?>\n<Error><Code>NoSuchKey</Code><Message>The key does not exist.</Message></Error>'
    return Answer(headers={"Content-Type": "application/xml"}, body=body)

"""Lists without an end, lists that lead in circles, and lists that move while they are read."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from tests.battery.scene import fixture
from tests.battery.server import Answer, Answers

LISTINGS = {"mila_en": "/en/research/publications", "mila_fr": "/fr/recherche/publications"}
LAST = 4
"""Number of the last page of a fixture's list, from 0."""
MANY = 80
"""Pages of a list without an end; more than any case may ask for."""

_PAGER = re.compile(rb'<nav class="pager".*?</nav>', re.DOTALL)
_TITLE = re.compile(rb"</h[34]>(?=\n|</div>)")
_CARD = re.compile(rb'<div class="views-row">.*?\n</div></div>\n|<article>.*?\n</article>\n', re.DOTALL)

Trap = Callable[[str], Answers]
"""Makes what differs from the fixture, for a site."""


def path(site: str, number: int) -> str:
    return LISTINGS[site] + (f"?page={number}" if number else "")


def page(site: str, number: int) -> Answer:
    return fixture(site)[path(site, number)]


def led(answer: Answer, following: str | None) -> Answer:
    """Give a page a pager with nothing but a next page."""
    link = f'<a href="{following}" rel="next">Next page</a>' if following else ""
    pager = f'<nav class="pager"><ul><li><a href="?page=0">1</a></li><li>{link}</li></ul></nav>'
    body, times = _PAGER.subn(pager.encode(), answer.body)
    assert times == 1
    return replace(answer, body=body)


def retitled(answer: Answer, number: int) -> Answer:
    """Turn every publication of a page into another one."""
    body, times = _TITLE.subn(rb", Part %d\g<0>" % number, answer.body)
    assert times
    return replace(answer, body=body)


def cards(answer: Answer) -> list[bytes]:
    """The publications of a page, as they stand there."""
    found: list[bytes] = _CARD.findall(answer.body)
    assert len(found) > 1
    return found


def listing(answer: Answer, shown: list[bytes]) -> Answer:
    """Let a page show these publications."""
    old = b"".join(cards(answer))
    assert answer.body.count(old) == 1
    return replace(answer, body=answer.body.replace(old, b"".join(shown)))


def endless(build: Callable[[str, int], Answer]) -> Trap:
    """A list of which every page leads to the next one."""
    return lambda site: {path(site, n): led(build(site, n), f"?page={n + 1}") for n in range(MANY)}


def every_next(following: Callable[[int], str]) -> Trap:
    """The site's own pages, with a next link of another spelling."""
    return lambda site: {path(site, n): led(page(site, n), following(n)) for n in range(LAST)}


def moved(target: str) -> Answer:
    return Answer(status=302, headers={"Location": target}, body=b"")


def repeated_below(site: str) -> Answers:
    """The last publication of the first page stands on the second as well."""
    first, second = page(site, 0), page(site, 1)
    return {path(site, 1): listing(second, [cards(first)[-1], *cards(second)])}


def shown_twice(site: str) -> Answers:
    first = page(site, 0)
    return {path(site, 0): listing(first, [card for card in cards(first) for _ in range(2)])}


def shrinking(site: str) -> Answers:
    """Once the first page was read, its first publication is gone, and the next one of the second moves up."""
    first, second = page(site, 0), page(site, 1)
    after = listing(first, [*cards(first)[1:], cards(second)[0]])
    return {path(site, 0): [first, after], path(site, 1): listing(second, cards(second)[1:])}


def growing(site: str) -> Answers:
    """Once the first page was read, a publication appears on top, and its last one moves down."""
    first, second = page(site, 0), page(site, 1)
    fresh = retitled(first, 2)
    after = listing(first, [cards(fresh)[0], *cards(first)[:-1]])
    return {path(site, 0): [first, after], path(site, 1): listing(second, [cards(first)[-1], *cards(second)])}


def canonical(site: str) -> Answers:
    """Of the first two pages, each says that it is the other."""
    pages = {n: page(site, n) for n in (0, 1)}
    said = {n: re.search(rb'<link rel="canonical"[^>]*>', pages[n].body) for n in pages}
    swap: dict[str, Answer] = {}
    for n, answer in pages.items():
        own, other = said[n], said[1 - n]
        assert own
        assert other
        swap[path(site, n)] = replace(answer, body=answer.body.replace(own[0], other[0]))
    return swap


def calendar(site: str) -> Answers:
    """Every page has a calendar above its list, with a next month for ever."""
    links = b'<div><a href="?month=2026-05">May</a> <a href="?month=2026-06">&gt;</a></div><h1>'
    return {
        path(site, n): replace(page(site, n), body=page(site, n).body.replace(b"<h1>", links, 1))
        for n in range(LAST + 1)
    }


def sitemap(urls: Iterator[str] | list[str], root: str = "urlset", entry: str = "url") -> Answer:
    """A sitemap of these addresses."""
    listed = "".join(f"<{entry}><loc>{url}</loc></{entry}>\n" for url in urls)
    spelled = f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{listed}</{root}>\n'
    return Answer(body=spelled.encode(), headers={"Content-Type": "application/xml"})


AMII = "https://www.amii.ca"
ROUNDUPS = [f"{AMII}{where}" for where in fixture("amii") if "/updates-insights/" in where]

SITEMAPS: Mapping[str, Answer] = {
    "a sitemap that lists itself": sitemap([f"{AMII}/sitemap.xml", *ROUNDUPS]),
    "an index of sitemaps that lists itself": sitemap([f"{AMII}/sitemap.xml"], "sitemapindex", "sitemap"),
    "ten thousand times the same": sitemap(ROUNDUPS * 3334),
    "ten thousand other pages": sitemap([*(f"{AMII}/news/{n}" for n in range(10_000)), *ROUNDUPS]),
    "ten thousand that are not there": sitemap([*(f"{AMII}/updates-insights/amii-at-icml-{n}" for n in range(10_000))]),
}

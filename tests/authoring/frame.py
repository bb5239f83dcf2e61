"""A whole Mila page round a list of publications: head, navigation, banners, cookies, news, pager, footer."""

from dataclasses import dataclass
from html import escape
from typing import Literal
from urllib.parse import quote_plus

from tests.authoring.cards import anchor
from tests.authoring.people import Person
from tests.authoring.publications import DIRECTORY, Language
from tests.authoring.words import WORDS, Words

Kind = Literal["listing", "profile"]
Pager = Literal["rel", "plain", "numbers"]
"""How the next page is linked: `rel=next`, a Next link without it, or page numbers alone."""

BASE_URL = "https://mila.quebec"

_HEAD = """\
<!DOCTYPE html>
<html lang="{language}" dir="ltr">
<head>
<meta charset="utf-8">
<title>{title} | Mila</title>
<link rel="canonical" href="{base}{here}">
<link rel="alternate" hreflang="en" href="{base}{en}">
<link rel="alternate" hreflang="fr" href="{base}{fr}">
<link rel="stylesheet" href="/sites/default/themes/mila_v1/css/style.css">
<script>window.dataLayer = window.dataLayer || [];</script>
<script src="/libraries/mathjax/tex-mml-chtml.js" async></script>
</head>
<body class="path-page">
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a page stands: which language and kind, whose profile, which page of how many (0-based)."""

    language: Language
    kind: Kind
    page: int
    last_page: int
    person: Person

    @property
    def words(self) -> Words:
        """The furniture of the page's language."""
        return WORDS[self.language]

    @property
    def title(self) -> str:
        """The page's heading."""
        return "Publications" if self.kind == "listing" else self.person.name

    def path(self, language: Language | None = None) -> str:
        """Return the page's path without query, in its own language or in another."""
        language = language or self.language
        if self.kind == "listing":
            return WORDS[language].listing_path
        return DIRECTORY[language] + self.person.slug

    def query(self, page: int) -> str:
        """Return the query that names `page`; a profile's list is the second pager of its page."""
        return f"?page={page}" if self.kind == "listing" else f"?page=0%2C{page}"

    def url(self, language: Language | None = None) -> str:
        """Return the page's own path and query; the first page has no query."""
        return self.path(language) + (self.query(self.page) if self.page else "")


def framed(place: Place, cards: str, *, pager: Pager, furniture: bool) -> str:
    """Return the page round the HTML of its publication list."""
    main = f"<main>\n{_heading(place)}\n{cards}\n{_pager(place, pager)}\n</main>\n"
    if not furniture:
        return f"{head(place.language, place.title, place.url(), *_twins(place))}{main}</body>\n</html>\n"
    return "".join(
        (
            head(place.language, place.title, place.url(), *_twins(place)),
            above(place.words),
            main,
            _topics(place),
            below(place.words),
        )
    )


def head(language: Language, title: str, here: str, en: str, fr: str) -> str:
    """Return everything up to the body's first element."""
    return _HEAD.format(language=language, title=escape(title), base=BASE_URL, here=here, en=en, fr=fr)


def above(words: Words) -> str:
    """Return what every page prints before its content: menu, banners, cookie dialogue."""
    menu = "".join(f"<li>{anchor(href, escape(label))}</li>" for label, href in words.menu)
    banners = "".join(f"<div><h2>{escape(title)}</h2><p>{escape(text)}</p></div>\n" for title, text in words.banners)
    cookies = "".join(f"<h3>{escape(label)}</h3><p>{escape(text)}</p>\n" for label, text in words.cookies)
    return (
        f'<header><a href="{words.listing_path.split("research")[0].split("recherche")[0]}">Mila</a>\n'
        f"<nav><ul>{menu}</ul></nav></header>\n"
        f'<aside class="promo in-view">\n{banners}</aside>\n'
        f'<div role="dialog" class="cookies">\n{cookies}'
        f'<button type="button">{escape(words.accept)}</button></div>\n'
    )


def below(words: Words) -> str:
    """Return what every page prints after its content: dated news, then the footer."""
    notices = "".join(
        f"<li><span>{n.date}</span> <h4>{anchor(n.href, escape(n.title))}</h4><p>{escape(n.teaser)}</p></li>\n"
        for n in words.news
    )
    lines = "".join(f"<p>{escape(line)}</p>" for line in words.footer)
    news = f"<section><h2>{escape(words.news_heading)}</h2>\n<ul>\n{notices}</ul></section>\n"
    return f"{news}<footer>{lines}</footer>\n</body>\n</html>\n"


def _twins(place: Place) -> tuple[str, str]:
    return place.url("en"), place.url("fr")


def _heading(place: Place) -> str:
    if place.kind == "listing":
        return "<h1>Publications</h1>"
    person, words = place.person, place.words
    roles = "".join(f"<p>{escape(role)}</p>" for role in person.roles[place.language])
    topics = "".join(f"<li>{escape(topic)}</li>" for topic in person.topics[place.language])
    supervisors = ", ".join(anchor(DIRECTORY[place.language] + s, escape(n)) for n, s in person.supervisors)
    supervised = f"<p>{escape(words.supervisor)} {supervisors}</p>" if supervisors else ""
    social = (
        f"{anchor(f'https://scholar.example.org/{person.slug}', 'Google Scholar')} "
        f"{anchor(f'https://social.example.org/{person.slug}', 'LinkedIn')}"
    )
    top = f"<h1>{escape(person.name)}</h1>\n{roles}{supervised}"
    return f"{top}<ul>{topics}</ul><p>{social}</p>\n<h2>Publications</h2>"


def _pager(place: Place, pager: Pager) -> str:
    if not place.last_page:
        return ""
    numbers = "".join(_number(place, page) for page in range(min(place.last_page + 1, 9)))
    gap = '<li class="pager__item pager__item--ellipsis">…</li>' if place.last_page > 8 else ""
    ends = "" if pager == "numbers" else _next(place, pager) + _last(place)
    return f'<nav class="pager" role="navigation"><ul class="pager__items">{numbers}{gap}{ends}</ul></nav>'


def _number(place: Place, page: int) -> str:
    current = ' class="is-active"' if page == place.page else ""
    label = f'<span class="visually-hidden">{place.words.page_label}</span> {page + 1}'
    spelled_out = place.query(page).replace("%2C", ",")
    return f"<li{current}>{anchor(spelled_out, label)}</li>"


def _next(place: Place, pager: Pager) -> str:
    if place.page >= place.last_page:
        return ""
    rel = ' rel="next"' if pager == "rel" else ""
    label = f'<span class="visually-hidden">{place.words.next_page}</span>'
    sign = ' <span aria-hidden="true">›</span>'
    return f'<li class="pager__item--next"><a href="{place.query(place.page + 1)}"{rel}>{label}{sign}</a></li>'


def _last(place: Place) -> str:
    label = f'<span class="visually-hidden">{place.words.last_page}</span> {place.last_page + 1}'
    return f'<li class="pager__item--last">{anchor(place.query(place.last_page), label)}</li>'


def _topics(place: Place) -> str:
    """Links that look like filters and filter nothing; followed, they would multiply a crawl."""
    path = place.words.listing_path
    found = [f"{path}?q={quote_plus(topic)}" for topic in place.words.topics]
    found += [f"{path}?page={place.page}&utm_source=newsletter", f"{path}?s=AI&page={place.page}"]
    labels = [*place.words.topics, "Newsletter", "AI"]
    links = "".join(f"<li>{anchor(u, escape(label))}</li>" for u, label in zip(found, labels, strict=True))
    return f"<aside><h2>{place.words.topics_label}</h2><ul>{links}</ul></aside>\n"

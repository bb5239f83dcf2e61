"""Amii's conference round-ups in five markups: `render_roundup(publications, markup="sections", ...)`."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Literal

from tests.authoring.cards import anchor
from tests.authoring.publications import InventedPublication

RoundupMarkup = Literal["sections", "breaks", "details", "text", "paragraphs"]
ROUNDUP_MARKUPS: tuple[RoundupMarkup, ...] = ("sections", "breaks", "details", "text", "paragraphs")
"""Every round-up markup; `text` is the page as plain text, whose links are lost."""

RESEARCHERS = "Learn more about the researchers"
LEGEND = "*- denotes Amii affiliation"
NEWSLETTER = "Would you like one such page a month? Our newsletter has room for you."

BASE_URL = "https://www.amii.ca"


@dataclass(frozen=True, kw_only=True, slots=True)
class Roundup:
    """One post: the key its publications carry in `where`, its slug, title and introduction."""

    key: str
    slug: str
    title: str
    lastmod: str
    introduction: tuple[str, ...]

    @property
    def path(self) -> str:
        """Where the post stands."""
        return f"/updates-insights/{self.slug}"


ROUNDUPS: tuple[Roundup, ...] = (
    Roundup(
        key="amii_iclr_2026",
        slug="amii-research-at-iclr-2026-search-privacy-and-patience",
        title="Amii Research at ICLR 2026: Search, Privacy and Patience",
        lastmod="2026-04-18",
        introduction=(
            "The International Conference on Learning Representations (ICLR) gathers this week.",
            "A dozen of our papers travel with it, on search, on privacy and on what a tutor should forget.",
        ),
    ),
    Roundup(
        key="amii_neurips_2025",
        slug="amii-at-neurips-2025",
        title="Amii at NeurIPS 2025: Glaciers, Benches and Moths",
        lastmod="2025-12-04",
        introduction=(
            "Ten papers are presented at the Conference on Neural Information Processing Systems (NeurIPS).",
        ),
    ),
    Roundup(
        key="amii_icml_2025",
        slug="amii-research-at-icml-2025",
        title="Amii Research at ICML 2025",
        lastmod="2025-07-15",
        introduction=("At the International Conference on Machine Learning (ICML) we show six papers.",),
    ),
)
"""The round-ups of the authored site, newest first."""

_HEAD = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title} | Amii</title>
<meta property="og:title" content="{title}">
<meta property="og:site_name" content="Alberta Machine Intelligence Institute">
<link rel="canonical" href="{base}{path}">
</head>
<body>
<header><nav><a href="/">Amii</a> <a href="/updates-insights">Updates &amp; Insights</a> \
<a href="/research-talent">Research &amp; Talent</a></nav></header>
"""

_FOOT = """\
<section><h2>Share this</h2><p><a href="https://social.example.org/share">LinkedIn</a></p></section>
<section><h2>Related posts</h2>
<div><h3><a href="/updates-insights/a-winter-school-on-ice">A Winter School on Ice</a></h3><p>Feb 3, 2026</p>\
<p>Forty students, one frozen river and a great many thermometers.</p></div>
<div><h3><a href="/updates-insights/ask-a-statistician">Ask a Statistician, Any Tuesday</a></h3>\
<p>2026-01-20</p><p>Bring your data and your doubts.</p></div>
</section>
<footer><p>© Institute of invented pages</p><p>2026-04-20</p><p>Privacy</p></footer>
</body>
</html>
"""


def render_roundup(
    publications: Sequence[InventedPublication],
    *,
    markup: RoundupMarkup,
    roundup: Roundup = ROUNDUPS[0],
    furniture: bool = True,
) -> str:
    """Return a round-up of `publications`, which keep their order and stand under their section's heading.

    Without `furniture` there is no navigation, introduction, related post or footer.
    """
    if markup == "text":
        return _text(publications, roundup, furniture=furniture)
    body = "\n".join(_HTML[markup](publications))
    top = f"<main>\n<article>\n<h1>{escape(roundup.title)}</h1>\n"
    intro = "".join(f"<p>{escape(line, quote=False)}</p>\n" for line in (*roundup.introduction, NEWSLETTER))
    legend = f"<p>{LEGEND}</p>\n"
    shown = f"{top}{intro if furniture else ''}{legend}{body}\n</article>\n</main>\n"
    return page(roundup.title, roundup.path, shown, furniture=furniture)


def page(title: str, path: str, body: str, *, furniture: bool = True) -> str:
    """Return an Amii page round `body`."""
    head = _HEAD.format(title=escape(title), path=path, base=BASE_URL)
    if not furniture:
        return head.split("<header>")[0] + body + "</body>\n</html>\n"
    return head + body + _FOOT


def _by_section(
    publications: Sequence[InventedPublication],
) -> Iterator[tuple[str, Iterator[InventedPublication]]]:
    yield from groupby(publications, key=lambda p: p.section or "")


def _sections(publications: Sequence[InventedPublication]) -> Iterator[str]:
    """Headings for sections and titles, a paragraph for each other piece."""
    for section, group in _by_section(publications):
        yield f"<h2>{section}</h2>"
        for p in group:
            pieces = [_authors(p), _link(p), _abstract(p), _researchers(p)]
            yield f"<h3>{_title(p)}</h3>\n" + "\n".join(f"<p>{piece}</p>" for piece in pieces if piece)


def _breaks(publications: Sequence[InventedPublication]) -> Iterator[str]:
    """One `<p>` a paper, its pieces separated by `<br>`."""
    for section, group in _by_section(publications):
        yield f"<h2>{section}</h2>"
        for p in group:
            pieces = [f"<strong>{_title(p)}</strong>", _authors(p), _link(p), _abstract(p)]
            yield "<p>" + "<br>\n".join(piece for piece in pieces if piece) + "</p>"
            if p.researchers_link:
                yield f"<p>{_researchers(p)}</p>"


def _details(publications: Sequence[InventedPublication]) -> Iterator[str]:
    """A disclosure a paper, its title as summary."""
    for section, group in _by_section(publications):
        yield f"<h2>{section}</h2>"
        for p in group:
            pieces = [_authors(p), _link(p), _abstract(p), _researchers(p)]
            inner = "".join(f"<p>{piece}</p>" for piece in pieces if piece)
            yield f"<details><summary>{_title(p)}</summary>{inner}</details>"


def _paragraphs(publications: Sequence[InventedPublication]) -> Iterator[str]:
    """Paragraphs only, section headings and titles in bold."""
    for section, group in _by_section(publications):
        yield f"<p><strong>{section}</strong></p>"
        for p in group:
            pieces = [f"<b>{_title(p)}</b>", _authors(p), _link(p), _abstract(p), _researchers(p)]
            yield "\n".join(f"<p>{piece}</p>" for piece in pieces if piece)


_HTML: dict[RoundupMarkup, Callable[[Sequence[InventedPublication]], Iterator[str]]] = {
    "sections": _sections,
    "breaks": _breaks,
    "details": _details,
    "paragraphs": _paragraphs,
}


def _text(publications: Sequence[InventedPublication], roundup: Roundup, *, furniture: bool) -> str:
    lines = [*roundup.introduction, NEWSLETTER] if furniture else [roundup.title]
    lines.append(LEGEND)
    for section, group in _by_section(publications):
        lines.append(section)
        for p in group:
            labels = [link.label for link in p.links]
            lines += [p.title or "", p.authors_line or "", *labels, p.abstract or ""]
            lines += [RESEARCHERS] if p.researchers_link else []
    return "\n".join(line for line in lines if line) + "\n" * 16


def _title(publication: InventedPublication) -> str:
    return publication.title_html or escape(publication.title or "", quote=False)


def _authors(publication: InventedPublication) -> str:
    return escape(publication.authors_line or "", quote=False)


def _link(publication: InventedPublication) -> str:
    return " ".join(anchor(link.href, escape(link.label)) for link in publication.links)


def _abstract(publication: InventedPublication) -> str:
    return publication.abstract_html or escape(publication.abstract or "", quote=False)


def _researchers(publication: InventedPublication) -> str:
    return anchor("/research-talent", RESEARCHERS) if publication.researchers_link else ""

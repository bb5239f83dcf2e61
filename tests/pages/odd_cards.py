"""Pages with one odd publication among usual ones, as Mila's cards and as a round-up of Amii."""

from datetime import UTC, datetime

from pubcrawl.items import Publication
from pubcrawl.pages.body import read
from pubcrawl.pages.sites import page_class
from pubcrawl.stages.clean import clean

WHEN = datetime(2026, 6, 1, tzinfo=UTC)
_URLS = {
    "mila_en": "https://mila.quebec/en/research/publications",
    "mila_fr": "https://mila.quebec/fr/recherche/publications",
    "amii": "https://www.amii.ca/updates-insights/amii-at-neurips-2025",
}
_USUAL = (
    "Owls That Count Trains",
    "Quiet Ferries at Noon",
    "Sledges Without Dogs",
    "Maps for Lost Parcels",
    "Rain on Tin",
)
_PEOPLE = ("Orla Brennick", "Pilar Oswaldsen", "Mira Calloway", "Tamar Lindqvist", "Rhea Montclair")
ODD = "Whistling Weather Vanes"
ABSTRACT = (
    "We listen to weather vanes and learn from their whistle which way the wind will turn, an hour before it does."
)


def _card(title: str, authors: str, abstract: str, date: str, venue: str, more: str = "") -> str:
    fields = (f"<h3>{title}</h3>", authors, abstract, date, venue)
    return (
        "<article>" + "".join(f"<div class='f{i}'>{text}</div>" for i, text in enumerate(fields)) + more + "</article>"
    )


def mila(
    *,
    title: str = ODD,
    authors: str = "<p>Ada Fjordland</p><p>Bo Lindgren</p>",
    abstract: str = ABSTRACT,
    date: str = "2026-01-05",
    venue: str = "International Conference on Learning Representations (poster)",
    more: str = "",
    site: str = "mila_en",
) -> Publication:
    """Return the odd publication of a listing, cleaned."""
    usual = [
        _card(
            t,
            f"<p>{_PEOPLE[i]}</p><p>{_PEOPLE[-i]} Roe</p>",
            f"{t}: {ABSTRACT}",
            f"2026-02-0{i + 2}",
            "International Conference on Machine Learning (oral)",
        )
        for i, t in enumerate(_USUAL)
    ]
    cards = [*usual[:2], _card(title, authors, abstract, date, venue, more), *usual[2:]]
    html = f"<html lang='{site[-2:]}'><body><main><h1>Publications</h1>{''.join(cards)}</main></body></html>"
    return _odd(html, site, len(cards))


def amii(
    *,
    title: str = ODD,
    authors: str = "Ada Fjord*, Bo Muir",
    legend: str = "*- denotes Amii affiliation",
    more: str = "",
    button: str = "",
) -> Publication:
    """Return the odd paper of a round-up, cleaned."""
    papers = [
        (t, "Hanne Vestergaard*, Ivo Marchetti", f"{t} is what this is about, and it is shown.") for t in _USUAL[:3]
    ]
    papers.insert(1, (title, authors, ABSTRACT))
    body = "".join(
        f"<p><strong>{t}</strong><br>{a}<br><a href='https://openreview.net/forum?id=zQ7aa{i}Bc'>LINK TO PAPER</a> {button}<br>{b}</p>"
        for i, (t, a, b) in enumerate(papers)
    )
    html = f"<html lang='en'><title>Amii at NeurIPS 2025</title><body><p>{legend}</p><h2>Accepted Papers</h2>{body}{more}</body></html>"
    return _odd(html, "amii", len(papers))


def _odd(html: str, site: str, count: int) -> Publication:
    page = page_class(site)(read(html.encode(), _URLS[site]), site)
    made = [clean(raw, page.institute) for raw in page.records(WHEN)]
    assert len(made) == count
    (odd,) = (p for p in made if p.title not in _USUAL)
    return odd

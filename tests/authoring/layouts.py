"""Fourteen ways a Mila page might arrange its cards; each must give the same records."""

from collections.abc import Iterator, Sequence

from tests.authoring.abstracts import Fold
from tests.authoring.cards import Card, Markup, hashed_class
from tests.authoring.publications import Language

_LABELS: dict[Language, tuple[str, str]] = {"en": ("Authors:", "Abstract"), "fr": ("Auteurs :", "Résumé")}
_COLUMNS: dict[Language, tuple[str, ...]] = {
    "en": ("Title", "Authors", "Abstract", "Date", "Venue", "Links"),
    "fr": ("Titre", "Auteurs", "Résumé", "Date", "Lieu", "Liens"),
}


def drupal(cards: Sequence[Card], _language: Language) -> str:
    """Drupal-7-style fields in `div.views-row > div.node`, one field item an author."""
    rows = "\n".join(f'<div class="views-row">{_drupal_node(card)}</div>' for card in cards)
    return f'<div class="view-content masonry-grid">\n{rows}\n</div>'


def _drupal_node(card: Card) -> str:
    fields = [
        _drupal_field("node-title", [f"<h3>{card.title}</h3>"] if card.title else []),
        _drupal_field("field-entity-reference1", card.authors),
        _drupal_field("field-text4", [card.abstract] if card.abstract else []),
        _drupal_field("node-post-date", [card.date] if card.date else []),
        _drupal_field("field-taxonomy-reference1", [card.venue] if card.venue else []),
        _drupal_field("field-link4", card.links),
    ]
    return f'<div class="node node--type-publication node--view-mode-teaser">\n{"".join(fields)}</div>'


def _drupal_field(name: str, items: Sequence[str]) -> str:
    if not items:
        return ""
    parity = ("even", "odd")
    shown = "".join(f'<div class="field-item {parity[i % 2]}">{item}</div>' for i, item in enumerate(items))
    return f'<div class="field-name-{name}"><div class="field-items">{shown}</div></div>\n'


def articles(cards: Sequence[Card], _language: Language) -> str:
    """`<article>` with header and footer, authors separated by commas."""
    return "\n".join(_article(card) for card in cards)


def _article(card: Card) -> str:
    head = _tag("h3", card.title) + _tag("p", ", ".join(card.authors))
    foot = _tag("p", card.date) + _tag("p", card.venue) + _tag("p", card.link_row)
    body = f'<div class="teaser">{card.abstract}</div>' if card.abstract else ""
    return f"<article>\n<header>{head}</header>\n{body}\n<footer>{foot}</footer>\n</article>"


def items(cards: Sequence[Card], _language: Language) -> str:
    """`<ul><li>`, authors one a line."""
    return "<ul>\n" + "\n".join(f"<li>{_item(card)}</li>" for card in cards) + "\n</ul>"


def _item(card: Card) -> str:
    title = f"<strong>{card.title}</strong>" if card.title else ""
    authors = _tag("div", "<br>".join(card.authors))
    rest = _tag("div", card.abstract) + _tag("div", card.date) + _tag("div", card.venue)
    return title + authors + rest + _tag("div", card.link_row)


def definitions(cards: Sequence[Card], _language: Language) -> str:
    """One `<dl>` for all: a term a title (empty where there is none), everything else flat behind it."""
    rows = (f"<dt>{card.title or ''}</dt>\n" + _many("dd", _untitled(card).pieces()) for card in cards)
    return "<dl>\n" + "\n".join(rows) + "\n</dl>"


def definition_lists(cards: Sequence[Card], _language: Language) -> str:
    """One `<dl>` a publication, one `<dd>` an author."""
    return "\n".join(f"<dl>{_tag('dt', card.title)}{_many('dd', _one_by_one(card))}</dl>" for card in cards)


def hashed(cards: Sequence[Card], _language: Language) -> str:
    """Plain elements whose class names are hashes, different on each instance."""
    shown = (f'<div class="{hashed_class(i)}">{_hashed(card, i)}</div>' for i, card in enumerate(cards))
    return f'<div class="{hashed_class("list")}">\n' + "\n".join(shown) + "\n</div>"


def _hashed(card: Card, place: int) -> str:
    spans = [f'<span class="{hashed_class(place, a)}">{a}</span>' for a in card.authors]
    every = (card.title, ", ".join(spans), card.abstract, card.date, card.venue, card.link_row)
    parts = ((i, piece) for i, piece in enumerate(every) if piece)
    return "".join(f'<div class="{hashed_class(place, i, "part")}">{piece}</div>' for i, piece in parts)


def plain(cards: Sequence[Card], _language: Language) -> str:
    """Divisions without any class, one an author."""
    title_and_rest = (_tag("div", card.title) + _many("div", _one_by_one(card)) for card in cards)
    return "<div>\n" + "\n".join(f"<div>{inner}</div>" for inner in title_and_rest) + "\n</div>"


def breaks(cards: Sequence[Card], _language: Language) -> str:
    """One `<p>` a publication, its pieces separated by `<br>` alone."""
    return "\n".join(f"<p>{'<br>'.join(card.pieces())}</p>" for card in cards)


def columns(cards: Sequence[Card], _language: Language) -> str:
    """Cards shared out over three column elements."""
    size = max(1, -(-len(cards) // 3))
    starts = range(0, len(cards), size)
    shares = ("".join(_column_card(card) for card in cards[i : i + size]) for i in starts)
    inner = "\n".join(f'<div class="column">{share}</div>' for share in shares)
    return f'<div class="masonry-grid">\n{inner}\n</div>'


def _column_card(card: Card) -> str:
    names = _tag("div", "".join(f"<div>{author}</div>" for author in card.authors))
    meta = _tag("small", card.date) + _tag("p", card.venue) + _tag("p", card.link_row)
    return f'<div class="card">{_tag("h4", card.title)}{names}{_tag("section", card.abstract)}{meta}</div>\n'


def flat(cards: Sequence[Card], _language: Language) -> str:
    """Headings (empty where there is no title) and paragraphs in one container, nothing round a card."""
    rows = (f"<h3>{card.title or ''}</h3>\n" + _many("p", _untitled(card).pieces("<br>")) for card in cards)
    return "<div>\n" + "\n".join(rows) + "\n</div>"


def table(cards: Sequence[Card], language: Language) -> str:
    """Rows of a table under a row of column names; a missing piece is an empty cell."""
    head = _many("th", _COLUMNS[language])
    body = "\n".join(f"<tr>{_many('td', _cells(card))}</tr>" for card in cards)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def _cells(card: Card) -> Iterator[str]:
    every = (card.title, "<br>".join(card.authors), card.abstract, card.date, card.venue, card.link_row)
    return (piece or "" for piece in every)


def spans(cards: Sequence[Card], _language: Language) -> str:
    """Inline elements only inside each card."""
    return "\n".join(f"<div>{_many('span', card.pieces())}</div>" for card in cards)


def pretty(cards: Sequence[Card], _language: Language) -> str:
    """Indented source, white space round every element, the toggle's included."""
    return "\n".join(f'    <div class="entry">\n{_indented(card)}\n    </div>' for card in cards)


def _indented(card: Card) -> str:
    title = [f"      <h3>\n        {card.title}\n      </h3>"] if card.title else []
    rest = _untitled(card).pieces(",\n        ")
    return "\n".join(title + [f"      <div>\n        {piece}\n      </div>" for piece in rest])


def labelled(cards: Sequence[Card], language: Language) -> str:
    """Authors and abstract behind printed labels."""
    return "\n".join(f'<div class="result">{_labelled(card, language)}</div>' for card in cards)


def _labelled(card: Card, language: Language) -> str:
    authors, abstract = _LABELS[language]
    names = f"<p><b>{authors}</b> {', '.join(card.authors)}</p>" if card.authors else ""
    text = f"<h5>{abstract}</h5><div>{card.abstract}</div>" if card.abstract else ""
    meta = _tag("p", card.date) + _tag("p", card.venue) + _tag("p", card.link_row)
    return f"{_tag('h4', card.title)}{names}{text}{meta}"


def _tag(name: str, inner: str | None) -> str:
    return f"<{name}>{inner}</{name}>\n" if inner else ""


def _many(name: str, inners: Sequence[str] | Iterator[str]) -> str:
    return "".join(f"<{name}>{inner}</{name}>" for inner in inners)


def _one_by_one(card: Card) -> list[str]:
    rest = (card.abstract, card.date, card.venue, card.link_row)
    return [*card.authors, *(piece for piece in rest if piece)]


def _untitled(card: Card) -> Card:
    return Card(
        title=None,
        authors=card.authors,
        abstract=card.abstract,
        date=card.date,
        venue=card.venue,
        links=card.links,
    )


MILA_MARKUPS: dict[str, Markup] = {
    "drupal": Markup(layout=drupal, fold=Fold()),
    "articles": Markup(layout=articles, fold=Fold(paragraphs=True)),
    "items": Markup(layout=items, fold=Fold(hidden="hidden")),
    "definitions": Markup(layout=definitions, fold=Fold()),
    "definition_lists": Markup(layout=definition_lists, fold=Fold()),
    "hashed": Markup(layout=hashed, fold=Fold(hidden='aria-hidden="true" style="display: none;"')),
    "plain": Markup(layout=plain, fold=Fold()),
    "breaks": Markup(layout=breaks, fold=Fold()),
    "columns": Markup(layout=columns, fold=Fold(paragraphs=True, closer=True)),
    "flat": Markup(layout=flat, fold=Fold()),
    "table": Markup(layout=table, fold=Fold(paragraphs=True)),
    "spans": Markup(layout=spans, fold=Fold(hidden='class="visually-hidden"')),
    "pretty": Markup(layout=pretty, fold=Fold(gap="\n          ")),
    "labelled": Markup(layout=labelled, fold=Fold(closer=True)),
}
"""Every Mila markup by name."""

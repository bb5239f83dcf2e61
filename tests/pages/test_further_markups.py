"""Markups written after the reader was done: none of them may need a change to it."""

from collections.abc import Callable, Sequence

import pytest

from tests.authoring.abstracts import Fold
from tests.authoring.cards import Card, Markup, hashed_class
from tests.authoring.markups import render
from tests.authoring.publications import Language, expected
from tests.pages.test_markups import TOGGLES, facts, mila_records, pages_of, wanted

LABELS: dict[Language, Sequence[str]] = {
    "en": ("Title:", "Authors:", "Abstract:", "Date:", "Venue:", "Links:"),
    "fr": ("Titre :", "Auteurs :", "Résumé :", "Date :", "Lieu :", "Liens :"),
}


def tag(name: str, inner: str | None, attributes: str = "") -> str:
    return f"<{name} {attributes}>{inner}</{name}>" if inner else ""


def authors(card: Card) -> str:
    return ", ".join(card.authors)


def date_and_venue_side_by_side(cards: Sequence[Card], _: Language) -> str:
    def one(c: Card) -> str:
        people = "".join(tag("li", a) for a in c.authors)
        foot = f"<footer>{tag('span', c.date)} {tag('em', c.venue)}</footer>"
        return f"<li><article>{tag('h2', c.title)}<ul>{people}</ul>{tag('div', c.abstract)}{foot}{tag('p', c.link_row)}</article></li>"

    return f"<ol>{''.join(map(one, cards))}</ol>"


def date_and_venue_in_one_line(cards: Sequence[Card], _: Language) -> str:
    def one(c: Card) -> str:
        line = " · ".join(p for p in (c.date, c.venue) if p)
        return f"<section>{tag('h3', c.title)}{tag('p', authors(c))}{tag('div', c.abstract)}{tag('p', line)}{tag('p', c.link_row)}</section>"

    return f"<div>{''.join(map(one, cards))}</div>"


def venue_before_date(cards: Sequence[Card], _: Language) -> str:
    def one(c: Card) -> str:
        rest = f"{tag('div', c.abstract, 'class=x')}{tag('div', c.venue, 'class=v')}{tag('time', c.date)}{tag('div', c.link_row)}"
        return f"<div class=c>{tag('h4', c.title)}{tag('div', authors(c), 'class=a')}{rest}</div>"

    return f"<div class=g>{''.join(map(one, cards))}</div>"


def date_before_title(cards: Sequence[Card], _: Language) -> str:
    def one(c: Card) -> str:
        rest = f"{tag('div', c.abstract)}{tag('p', c.venue)}{tag('p', c.link_row)}"
        return f"<li>{tag('time', c.date)}{tag('h3', c.title)}{tag('p', authors(c))}{rest}</li>"

    return f"<ul>{''.join(map(one, cards))}</ul>"


def parted_by_rules(cards: Sequence[Card], _: Language) -> str:
    def one(c: Card) -> str:
        title = f"<b>{c.title}</b><br>" if c.title else ""
        return title + "<br>".join(p for p in (authors(c), c.abstract, c.date, c.venue, c.link_row) if p)

    return f"<div>{'<hr>'.join(map(one, cards))}</div>"


def parted_by_empty_lines(cards: Sequence[Card], _: Language) -> str:
    return f"<div>{'<br><br>'.join('<br>'.join(c.pieces()) for c in cards)}</div>"


def custom_elements(cards: Sequence[Card], _: Language) -> str:
    def one(c: Card) -> str:
        names = ("title", "authors", "abstract", "date", "venue", "links")
        values = (c.title, authors(c), c.abstract, c.date, c.venue, c.link_row)
        return f"<pub-card>{''.join(tag(f'pub-{n}', v) for n, v in zip(names, values, strict=True))}</pub-card>"

    return f"<pub-list>{''.join(map(one, cards))}</pub-list>"


def every_field_labelled(cards: Sequence[Card], language: Language) -> str:
    def one(c: Card) -> str:
        values = (c.title, authors(c), c.abstract, c.date, c.venue, c.link_row)
        rows = (tag("dt", n) + tag("dd", v) for n, v in zip(LABELS[language], values, strict=True) if v)
        return f"<dl>{''.join(rows)}</dl>"

    return "".join(map(one, cards))


def head_and_body(cards: Sequence[Card], _: Language) -> str:
    def one(c: Card) -> str:
        head = f"<div><div>{c.title or ''}</div><div>{authors(c)}</div></div>"
        body = f"{tag('div', c.abstract)}<div><span>{c.date or ''}</span></div>{tag('div', c.venue)}{tag('div', c.link_row)}"
        return f"<div>{head}<div>{body}</div></div>"

    return f"<div>{''.join(map(one, cards))}</div>"


def status_in_an_element(cards: Sequence[Card], _: Language) -> str:
    def venue(c: Card) -> str:
        name, sign, status = (c.venue or "").partition(" (")
        return tag("p", f"{name} <small>({status}</small>" if sign else name)

    def one(c: Card) -> str:
        rest = f"{tag('div', c.abstract)}{tag('p', c.date)}{venue(c)}{tag('p', c.link_row)}"
        return f"<article class={hashed_class(c.title)}>{tag('h3', c.title)}{tag('p', authors(c))}{rest}</article>"

    return f"<div>{''.join(map(one, cards))}</div>"


LAYOUTS: list[Callable[[Sequence[Card], Language], str]] = [
    date_and_venue_side_by_side,
    date_and_venue_in_one_line,
    venue_before_date,
    date_before_title,
    parted_by_rules,
    parted_by_empty_lines,
    custom_elements,
    every_field_labelled,
    head_and_body,
    status_in_an_element,
]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda f: f.__name__)
def test_a_markup_never_seen_gives_the_facts_of_the_page(
    layout: Callable[[Sequence[Card], Language], str], language: Language
) -> None:
    markup = Markup(layout=layout, fold=Fold())
    for number, entries in enumerate(pages_of(language)):
        for toggle in TOGGLES:
            html = render(entries, markup=markup, language=language, page=number, last_page=5, toggle=toggle)
            truths = expected(entries, language)
            found = mila_records(html, language)
            got = [facts(r, t.title_href) for r, t in zip(found, truths, strict=True)]
            assert got == [wanted(t) for t in truths]

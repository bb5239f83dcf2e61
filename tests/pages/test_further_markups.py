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


def date_and_venue_touch(cards: Sequence[Card], _: Language) -> str:
    def one(c: Card) -> str:
        foot = f"<p>{tag('time', c.date)}{tag('em', c.venue)}</p>"
        return f"<article>{tag('h3', c.title)}{tag('p', authors(c))}{tag('div', c.abstract)}{foot}{tag('p', c.link_row)}</article>"

    return f"<div>{''.join(map(one, cards))}</div>"


def venue_then_date_in_one_line(cards: Sequence[Card], _: Language) -> str:
    def one(c: Card) -> str:
        line = " · ".join(p for p in (c.venue, c.date) if p)
        return f"<section>{tag('h3', c.title)}{tag('p', authors(c))}{tag('div', c.abstract)}{tag('p', line)}{tag('p', c.link_row)}</section>"

    return f"<div>{''.join(map(one, cards))}</div>"


def labels_in_the_lines(cards: Sequence[Card], language: Language) -> str:
    dated, where, linked = {
        "en": ("Published:", "Venue:", "Links:"),
        "fr": ("Publié le :", "Lieu :", "Liens :"),
    }[language]

    def one(c: Card) -> str:
        rows = ((dated, c.date), (where, c.venue), (linked, c.link_row))
        foot = "".join(f"<p><strong>{name}</strong> {value}</p>" for name, value in rows if value)
        return f"<div>{tag('h3', c.title)}{tag('p', authors(c))}{tag('div', c.abstract)}{foot}</div>"

    return f"<div>{''.join(map(one, cards))}</div>"


def grouped_by_month(cards: Sequence[Card], language: Language) -> str:
    def one(c: Card) -> str:
        return f"<div>{tag('h3', c.title)}{tag('p', authors(c))}{tag('div', c.abstract)}{tag('p', c.date)}{tag('p', c.venue)}{tag('p', c.link_row)}</div>"

    months = ("March 2026", "February 2026") if language == "en" else ("Mars 2026", "Février 2026")
    single, rest = cards[:1], cards[1:]
    groups = (
        f"<section>{tag('h2', m)}{''.join(map(one, g))}</section>" for m, g in zip(months, (single, rest), strict=True)
    )
    return "".join(groups)


def kind_and_ribbon_above_the_title(cards: Sequence[Card], language: Language) -> str:
    kinds = (
        ("Conference paper", "Journal article") if language == "en" else ("Article de conférence", "Article de revue")
    )

    def one(place: int, c: Card) -> str:
        above = tag("p", kinds[place % 2]) + (
            tag("span", "New" if language == "en" else "Nouveau") if place < 3 else ""
        )
        if not c.title:
            above = ""
        rest = f"{tag('div', c.abstract)}{tag('p', c.date)}{tag('p', c.venue)}{tag('p', c.link_row)}"
        return f"<article>{above}{tag('h3', c.title)}{tag('p', authors(c))}{rest}</article>"

    return f"<div>{''.join(one(i, c) for i, c in enumerate(cards))}</div>"


def rows_of_a_table(cards: Sequence[Card], _: Language) -> str:
    def one(c: Card) -> str:
        said = f"{tag('strong', c.title)}<br>{tag('small', authors(c))}{tag('p', c.abstract)}{tag('p', c.link_row)}"
        return f"<tr><td>{c.date or ''}</td><td>{said}</td><td>{c.venue or ''}</td></tr>"

    return f"<table><tbody>{''.join(map(one, cards))}</tbody></table>"


def initials_topics_and_counts(cards: Sequence[Card], language: Language) -> str:
    topics = "".join(tag("li", tag("a", t, f"href='/{language}/topics?t=1'")) for t in ("Climate", "Bayesian Methods"))
    counted = "Cited 12 times" if language == "en" else "Cité 12 fois"
    citation = "@article{x2026,\n  title = {A Title},\n  note = {(poster)}\n}"

    def one(c: Card) -> str:
        people = "".join(tag("li", f"{tag('i', 'AB', 'aria-hidden=true')}{tag('span', a)}") for a in c.authors)
        rest = f"{tag('div', c.abstract)}<ul>{topics}</ul>{tag('small', counted)}{tag('pre', citation, 'hidden')}"
        foot = f"{tag('p', c.date)}{tag('p', c.venue)}{tag('p', c.link_row)}"
        return f"<article>{tag('h3', c.title)}<ul>{people}</ul>{rest}{foot}</article>"

    return f"<div>{''.join(map(one, cards))}</div>"


def news_and_newsletter_in_cards(cards: Sequence[Card], language: Language) -> str:
    more = "(see more)" if language == "en" else "(voir plus)"
    news = (
        "<h3>A second winter school</h3><p>Thirty students from nine towns met for a week and left with m"
        f"<span>… </span><a href='#'>{more}</a><span hidden>ore questions than they had brought.</span></p>"
    )
    letter = "<h3>Stay close</h3><p>Each month our works and events in your mailbox; leave us when you like.</p>"

    def one(c: Card) -> str:
        return f"<article>{tag('h3', c.title)}{tag('p', authors(c))}{tag('div', c.abstract)}{tag('p', c.date)}{tag('p', c.venue)}{tag('p', c.link_row)}</article>"

    made = [*map(one, cards), tag("article", news)]
    made.insert(2, tag("article", letter))
    return f"<div>{''.join(made)}</div>"


def labels_in_elements_of_their_own(cards: Sequence[Card], language: Language) -> str:
    by, dated, where = ("by", "Published", "In") if language == "en" else ("par", "Publié le", "Dans")

    def row(name: str, value: str | None) -> str:
        return f"<div><span>{name}</span> <span>{value}</span></div>" if value else ""

    def one(c: Card) -> str:
        people = row(by, authors(c))
        rest = f"{tag('div', c.abstract)}{row(dated, c.date)}{row(where, c.venue)}{tag('p', c.link_row)}"
        return f"<li><div role=heading>{c.title or ''}</div>{people}{rest}</li>"

    return f"<ul>{''.join(map(one, cards))}</ul>"


def badges_and_topics_in_spans(cards: Sequence[Card], language: Language) -> str:
    new = "New" if language == "en" else "Nouveau"
    topics = "<span>Deep Learning</span><span>Vision</span>", "<span>Vision</span><span>Deep Learning</span>"

    def one(place: int, c: Card) -> str:
        above = tag("div", new) if place % 5 == 0 else ""
        rest = f"{tag('div', c.abstract)}{tag('div', c.date)}{tag('div', c.venue)}{tag('div', c.link_row)}"
        return f"<section>{above}{tag('div', topics[place % 2])}{tag('div', c.title)}{tag('div', authors(c))}{rest}</section>"

    return f"<div>{''.join(one(i, c) for i, c in enumerate(cards))}</div>"


def venue_on_top_and_authors_below(cards: Sequence[Card], _: Language) -> str:
    def one(c: Card) -> str:
        people = "".join(tag("div", a) for a in c.authors)
        top = f"{tag('div', c.venue, 'class=v')}{tag('div', c.date, 'class=d')}"
        body = f"{tag('h3', c.title)}{tag('div', c.abstract, 'class=a')}{tag('div', people, 'class=p')}"
        return f"<article>{top}{body}{tag('div', c.link_row, 'class=l')}</article>"

    return f"<div>{''.join(map(one, cards))}</div>"


def read_more_in_every_card(cards: Sequence[Card], language: Language) -> str:
    words = "Read more" if language == "en" else "Lire la suite"

    def one(c: Card) -> str:
        rest = f"{tag('div', c.abstract)}{tag('p', tag('a', words, 'href=#'))}{tag('p', c.date)}{tag('p', c.venue)}"
        return f"<article>{tag('h3', c.title)}{tag('p', authors(c))}{rest}{tag('p', c.link_row)}</article>"

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
    date_and_venue_touch,
    venue_then_date_in_one_line,
    labels_in_the_lines,
    grouped_by_month,
    kind_and_ribbon_above_the_title,
    rows_of_a_table,
    initials_topics_and_counts,
    news_and_newsletter_in_cards,
    labels_in_elements_of_their_own,
    badges_and_topics_in_spans,
    venue_on_top_and_authors_below,
    read_more_in_every_card,
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

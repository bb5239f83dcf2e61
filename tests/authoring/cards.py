"""A publication's pieces as HTML, ready for any layout to arrange."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from tests.authoring.abstracts import Fold, Toggle, folded
from tests.authoring.publications import DIRECTORY, InventedPublication, Language


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """One publication's pieces, each HTML; None or empty where the page prints nothing."""

    title: str | None
    authors: tuple[str, ...]
    abstract: str | None
    date: str | None
    venue: str | None
    links: tuple[str, ...]

    def pieces(self, separator: str = ", ") -> list[str]:
        """Return what is there, in page order: title, authors in one piece, abstract, date, venue, links."""
        every = (
            self.title,
            separator.join(self.authors),
            self.abstract,
            self.date,
            self.venue,
            self.link_row,
        )
        return [piece for piece in every if piece]

    @property
    def link_row(self) -> str:
        """The links side by side."""
        return " ".join(self.links)


Layout = Callable[[Sequence[Card], Language], str]
"""Arranges the cards of one page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Markup:
    """A layout together with the way it folds abstracts."""

    layout: Layout
    fold: Fold

    def cards(self, entries: Sequence[InventedPublication], *, language: Language, toggle: Toggle) -> str:
        """Return the publication list of a page, without anything around it."""
        made = [card(entry, fold=self.fold, language=language, toggle=toggle) for entry in entries]
        return self.layout(made, language)


def card(entry: InventedPublication, *, fold: Fold, language: Language, toggle: Toggle) -> Card:
    """Turn one publication into pieces."""
    return Card(
        title=_title(entry),
        authors=tuple(_author(a.name, a.slug, language) for a in entry.authors),
        abstract=folded(entry, fold=fold, language=language, toggle=toggle),
        date=entry.date,
        venue=escape(entry.venue_line, quote=False) if entry.venue_line else None,
        links=tuple(anchor(link.href, escape(link.label)) for link in entry.links),
    )


def anchor(href: str, inner: str) -> str:
    """Return a link round HTML."""
    return f'<a href="{escape(href)}">{inner}</a>'


def hashed_class(*parts: object) -> str:
    """Return a class name such as style compilers make, the same for the same parts."""
    digest = hashlib.sha256("/".join(map(str, parts)).encode()).hexdigest()
    return f"css-{digest[:7]}"


def _title(entry: InventedPublication) -> str | None:
    if entry.title is None:
        return None
    inner = entry.title_html or escape(entry.title, quote=False)
    return anchor(entry.title_href, inner) if entry.title_href else inner


def _author(name: str, slug: str | None, language: Language) -> str:
    shown = escape(name, quote=False)
    return anchor(DIRECTORY[language] + slug, shown) if slug else shown

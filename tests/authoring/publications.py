"""The invented publications behind every authored page, and the facts a page says about them.

The texts live in `publications.jsonl`, one object a line, in page order. `abstract` and `title` are what a
reader sees; `abstract_html` and `title_html`, where present, are the same text with simple inline tags and
MathML, whose reader's text is its TeX annotation.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

Language = Literal["en", "fr"]

SOURCE = Path(__file__).with_name("publications.jsonl")
DIRECTORY: dict[Language, str] = {"en": "/en/directory/", "fr": "/fr/annuaire/"}
"""Where each language of the Mila site keeps its people."""


@dataclass(frozen=True, kw_only=True, slots=True)
class InventedAuthor:
    """One author. `slug` makes a Mila member; `star` is Amii's mark, None where the page prints none."""

    name: str
    slug: str | None
    star: bool | None


@dataclass(frozen=True, kw_only=True, slots=True)
class InventedLink:
    """One link of a publication, as printed."""

    label: str
    href: str


@dataclass(frozen=True, kw_only=True, slots=True)
class InventedPublication:
    """One publication as its author wrote it into a page; `where` names the pages that print it."""

    key: str
    where: tuple[str, ...]
    title: str | None
    authors: tuple[InventedAuthor, ...]
    abstract: str | None
    date: str | None
    workshop: str | None
    venue: str | None
    status: str | None
    links: tuple[InventedLink, ...]
    traps: tuple[str, ...]
    title_href: str | None = None
    title_html: str | None = None
    abstract_html: str | None = None
    section: str | None = None
    authors_line: str | None = None
    researchers_link: bool = False

    @property
    def venue_line(self) -> str | None:
        """The line a Mila page prints: `workshop @ venue (status)`."""
        if not self.venue:
            return None
        host = f"{self.workshop} @ {self.venue}" if self.workshop else self.venue
        return f"{host} ({self.status})" if self.status else host


Edit = Callable[[InventedPublication], InventedPublication]
"""What happened to a publication before its page was printed."""


def unedited(entry: InventedPublication) -> InventedPublication:
    """Return a publication as it is."""
    return entry


@dataclass(frozen=True, kw_only=True, slots=True)
class ExpectedAuthor:
    """One author as the page says: a name, its profile's path on a Mila page, its star on an Amii page."""

    name: str
    profile_path: str | None
    star: bool | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ExpectedPublication:
    """The facts any markup must give back, before any cleaning; `abstract` is without its marker."""

    key: str
    title: str | None
    title_href: str | None
    authors: tuple[ExpectedAuthor, ...]
    authors_line: str | None
    abstract: str | None
    date: str | None
    venue_line: str | None
    section: str | None
    links: tuple[tuple[str, str], ...]


@cache
def publications(where: str | None = None) -> tuple[InventedPublication, ...]:
    """Read the publications that `where` prints (`mila_en`, `amii_iclr_2026`), or all, in page order."""
    lines = SOURCE.read_text(encoding="utf-8").splitlines()
    every = (_publication(json.loads(line)) for line in lines)
    return tuple(p for p in every if where is None or where in p.where)


def by_member(entries: Iterable[InventedPublication], slug: str) -> tuple[InventedPublication, ...]:
    """Keep the publications that `slug` has written, as a profile page lists them."""
    return tuple(p for p in entries if any(a.slug == slug for a in p.authors))


def expected(entries: Sequence[InventedPublication], language: Language) -> tuple[ExpectedPublication, ...]:
    """Return what a page in `language` says about `entries`, in the same order."""
    return tuple(
        ExpectedPublication(
            key=p.key,
            title=p.title,
            title_href=p.title_href,
            authors=tuple(_expected_author(a, language) for a in p.authors),
            authors_line=p.authors_line,
            abstract=p.abstract,
            date=p.date,
            venue_line=p.venue_line,
            section=p.section,
            links=tuple((link.label, link.href) for link in p.links),
        )
        for p in entries
    )


def _expected_author(author: InventedAuthor, language: Language) -> ExpectedAuthor:
    path = DIRECTORY[language] + author.slug if author.slug else None
    return ExpectedAuthor(name=author.name, profile_path=path, star=author.star)


def _publication(row: dict[str, Any]) -> InventedPublication:
    fields = {
        **row,
        "where": tuple(row["where"]),
        "traps": tuple(row["traps"]),
        "authors": tuple(InventedAuthor(**author) for author in row["authors"]),
        "links": tuple(InventedLink(**link) for link in row["links"]),
    }
    return InventedPublication(**fields)

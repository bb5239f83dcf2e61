"""Turns a publication into what a bibliography cites of it; BibTeX, RIS and CSL-JSON are written from that."""

import re
from dataclasses import dataclass
from typing import Literal

from pubcrawl.items import Author, Publication
from pubcrawl.stages.language import UNDETERMINED
from pubcrawl.text.address import canonical
from pubcrawl.text.display import one_line
from pubcrawl.text.names import suffix_of

Kind = Literal["paper", "article", "other"]

UNTITLED = "[untitled]"
_STAND_IN_WORDS = 8
_JOURNALS = frozenset(("TMLR", "JMLR", "TACL", "JAIR", "TPAMI", "PNAS", "PACMHCI"))
_JOURNAL = re.compile(r"\b(?:journal|letters|revue|transactions)\b", re.IGNORECASE)
_CONFERENCE = re.compile(r"\b(?:colloque|conference|conférence|meeting|proceedings|symposium)\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """An author as cited: the name as displayed, and its parts, where all of them are known."""

    name: str
    family: str | None = None
    given: str | None = None
    suffix: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """A publication as it is cited. Texts stand on one line.

    Attributes:
        id: id of the record.
        kind: `paper` of a conference or workshop, `article` of a journal, `other` for preprints and the rest.
        title: the title, or what stands in for it; see `title_of`.
        authors: names, taken apart where their parts are known.
        issued: year, month and day, as many of them as can be trusted.
        container: the workshop and the conference it is at, or the journal.
        status: one of our statuses.
        url: the web address of the work; of the page it was read on, where no link or identifier leads to the work.
        language: of the title where that is known, else of the record; None when neither is.
    """

    id: str
    kind: Kind
    title: str
    authors: tuple[Person, ...]
    issued: tuple[int, ...]
    container: str | None
    status: str | None
    doi: str | None
    arxiv_id: str | None
    url: str | None
    language: str | None
    abstract: str | None


def reference(p: Publication) -> Reference:
    """Return a publication as it is cited."""
    return Reference(
        id=one_line(p.id),
        kind=_kind(p),
        title=title_of(p),
        authors=tuple(_person(author) for author in p.authors if one_line(author.name)),
        issued=_issued(p),
        container=_container(p),
        status=_text(p.status),
        doi=_text(p.doi),
        arxiv_id=_text(p.arxiv_id),
        url=_url(p),
        language=next((code for code in (p.title_language, p.language) if code and code != UNDETERMINED), None),
        abstract=_text(p.abstract),
    )


def _url(p: Publication) -> str | None:
    work = canonical(p.url) if p.url else None
    return work or (None if p.doi or p.arxiv_id else canonical(p.source_url))


def _person(author: Author) -> Person:
    name = one_line(author.name)
    if not (author.family and author.given):
        return Person(name=name)
    return Person(name=name, family=one_line(author.family), given=one_line(author.given), suffix=suffix_of(name))


def title_of(p: Publication) -> str:
    """Return the title on one line.

    Readers of these formats need one: where the page gives none, the first eight words of the abstract stand in,
    or else the word "untitled", both in brackets, as a librarian would write them.
    """
    if title := _text(p.title):
        return title
    words = one_line(p.abstract or "").split()
    if not words:
        return UNTITLED
    more = " …" if len(words) > _STAND_IN_WORDS else ""
    return f"[{' '.join(words[:_STAND_IN_WORDS])}{more}]"


def _text(text: str | None) -> str | None:
    return (text and one_line(text)) or None


def _kind(p: Publication) -> Kind:
    """Return where a publication appeared. An unknown venue that published it counts as a journal."""
    if p.status == "preprint" or p.venue_key == "arXiv" or not (p.venue or p.workshop):
        return "other"
    if p.workshop:
        return "paper"
    venue = p.venue or ""
    if p.venue_key in _JOURNALS or _JOURNAL.search(venue):
        return "article"
    known = p.venue_key or _CONFERENCE.search(venue)
    return "article" if p.status == "published" and not known else "paper"


def _issued(p: Publication) -> tuple[int, ...]:
    if p.published is None:
        return ()
    parts = (p.published.year, p.published.month, p.published.day)
    return parts[: {"month": 2, "day": 3}.get(p.published_precision or "year", 1)]


def _container(p: Publication) -> str | None:
    workshop, venue = _text(p.workshop), _text(p.venue)
    if workshop and venue and venue not in workshop:
        return f"{workshop} @ {venue}"
    return workshop or venue

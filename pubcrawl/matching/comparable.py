"""Comparables: what linking needs to know of each record, read once."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from urllib.parse import urlsplit

from pubcrawl.items import Publication
from pubcrawl.matching.people import Name, read_people
from pubcrawl.matching.places import Place, read_place
from pubcrawl.matching.titles import Title, read_title
from pubcrawl.text.words import content_stems

_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(.+)", re.IGNORECASE)
_FRONT = re.compile(r"(?:/(?:\w\w/)?(?:index\.\w+|publications?|papers?|research|articles?)?)?/?")
"""Paths of pages that are about everything of a site, such as a home page, and vouch for none of its papers."""
_PREPRINT_DOI = re.compile(
    r"(10\.1101/(?:[0-9]{4}\.[0-9]{2}\.[0-9]{2}\.)?[0-9]{6,8}$"
    r"|10\.(?:2139|20944|21203|26434|31219|31234|31235|36227|64898)/)"
)
"""DOIs of preprint servers: bioRxiv and medRxiv, SSRN, Preprints, Research Square, ChemRxiv, OSF, TechRxiv."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparable:
    """A record, ready to be compared.

    Attributes:
        id: of the record.
        site: of the record.
        institute: of the record.
        title: None when the page has none.
        people: names of the authors; those that belong to another title are left out.
        surnames: the parts of all names that are no initials, for a first look.
        borrowed: the page gives this record the authors of another title.
        published: the date as printed, None when there is none.
        precision: how far to trust it: `day`, `month` or `year`.
        place: where it appeared; None for a preprint or when the page does not say.
        ids: value by kind of identifier. Two values of one kind are two works. The DOI of a preprint is another
            kind than that of its published version.
        papers: addresses of the work's own page at a publisher or of its text.
        pages: other addresses, which may be those of a whole project.
        abstract: as published, None when there is none.
        languages: of title and abstract, ISO 639-1; None for one that is not known.
        since: when the record was first seen.
    """

    id: str
    site: str
    institute: str
    title: Title | None
    people: tuple[Name, ...]
    surnames: frozenset[str]
    borrowed: bool
    published: date | None
    precision: str | None
    place: Place | None
    ids: Mapping[str, str]
    papers: frozenset[str]
    pages: frozenset[str]
    abstract: str | None
    languages: tuple[str | None, str | None]
    since: datetime

    @property
    def stems(self) -> frozenset[str]:
        """Beginnings of the words of title and abstract; English and French share half of the terms of science.

        They are made anew each time, for few records are asked for them, and kept they would be most of the memory.
        """
        title = " ".join(self.title.words) if self.title else ""
        return frozenset(stem[:_STEM] for stem in content_stems(f"{title} {self.abstract or ''}"))


def read_comparables(records: Iterable[Publication]) -> tuple[Comparable, ...]:
    """Return the entries of records in the order of their ids; the records are taken one at a time.

    Raises:
        ValueError: two records have the same id.
    """
    shared = _Shared()
    entries = []
    for record in records:
        shared.add(record)
        entries.append(_entry(record))
    entries.sort(key=lambda e: e.id)
    twice = next((a.id for a, b in pairwise(entries) if a.id == b.id), None)
    if twice:
        raise ValueError(f"two records have the id {twice}")
    return tuple(_without(e, shared.addresses) for e in entries)


def _without(entry: Comparable, common: Collection[str]) -> Comparable:
    if entry.papers.isdisjoint(common) and entry.pages.isdisjoint(common):
        return entry
    return replace(entry, papers=entry.papers.difference(common), pages=entry.pages.difference(common))


def _entry(p: Publication) -> Comparable:
    borrowed = "authors_repeated" in p.flags
    people = () if borrowed else read_people(p.authors)
    papers = frozenset(k.url for k in p.links if k.kind in ("doi", "openreview", "pdf"))
    return Comparable(
        id=p.id,
        site=p.site,
        institute=p.institute,
        title=read_title(p.title) if p.title else None,
        people=people,
        surnames=frozenset(part for name in people for part in name if len(part) > 1),
        borrowed=borrowed,
        published=p.published,
        precision=p.published_precision,
        place=read_place(p),
        ids=_ids(p),
        papers=frozenset(u for u in papers if not _of_arxiv(u)),
        pages=frozenset(u for u in _best(p) if not _of_arxiv(u) and not _FRONT.fullmatch(urlsplit(u).path)) - papers,
        abstract=p.abstract,
        languages=(_language(p.title_language), _language(p.abstract_language)),
        since=p.first_seen or p.fetched_at,
    )


_TRANSLATED = ("en", "fr")
_STEM = 5


def _language(code: str | None) -> str | None:
    return code if code in _TRANSLATED else None


def _ids(p: Publication) -> dict[str, str]:
    ids = {}
    if p.openreview_id:
        ids["openreview"] = p.openreview_id
    if p.doi:
        doi = p.doi.lower()
        arxiv = _ARXIV_DOI.fullmatch(doi)
        kind = f"preprint {doi.split('/')[0]}" if is_preprint_doi(doi) else "doi"
        ids["arxiv" if arxiv else kind] = arxiv[1] if arxiv else doi
    if p.arxiv_id:
        ids["arxiv"] = p.arxiv_id.lower()
    return ids


def is_preprint_doi(doi: str) -> bool:
    """Say whether a DOI is a preprint server's: its published version has another."""
    return bool(_ARXIV_DOI.fullmatch(doi) or _PREPRINT_DOI.match(doi))


def _best(p: Publication) -> tuple[str, ...]:
    code = any(k.url == p.url and k.kind == "code" for k in p.links)
    return (p.url,) if p.url and not code else ()


def _of_arxiv(url: str) -> bool:
    """Say whether an address is arXiv's, whose identifier says more than the address."""
    return "arxiv" in url.lower()


class _Shared:
    """The addresses that several titles of one site link to: a proceedings page is nobody's own."""

    def __init__(self) -> None:
        self.addresses: set[str] = set()
        self._first: dict[tuple[str, str], int] = {}

    def add(self, record: Publication) -> None:
        title = hash((record.title or "").casefold())  # a number a link, where texts would fill the memory
        for url in {*(k.url for k in record.links), *_best(record)}:
            if self._first.setdefault((record.site, url), title) != title:
                self.addresses.add(url)

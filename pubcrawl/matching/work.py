"""Works: one row for each work, made from its records; which record speaks for it, and where it can be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pubcrawl.items import Author, Publication, column
from pubcrawl.matching.comparable import is_preprint_doi

_STATUSES = (
    *("published", "oral", "spotlight", "notable", "poster", "accepted", None, "unknown", "preprint"),
    *("withdrawn", "rejected"),
)
"""From the status that says most about a work to the one that says least."""


def rank(p: Publication) -> tuple[object, ...]:
    """Return what to sort the records of a work by; the first one speaks for it.

    That is the first by: still on its site, has a title, has a publisher's DOI, status (published, oral, spotlight,
    notable, poster, accepted, none, unknown, preprint, withdrawn, rejected), has an abstract, fewer flags, more
    authors, seen earlier, smaller id. No language goes before another.
    """
    return (
        p.removed_at is not None,
        p.title is None,
        not p.doi or is_preprint_doi(p.doi),
        _STATUSES.index(p.status),
        p.abstract is None,
        len(p.flags),
        -len(p.authors),
        p.first_seen or p.fetched_at,
        p.id,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class LocalTitle:
    """A title and its language, ISO 639-1 or `und`."""

    language: str
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Location:
    """A record of the work. `language` is the record's; `removed_at` is null while the site shows it."""

    record_id: str
    site: str
    url: str | None
    source_url: str
    language: str
    removed_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """One work across sites and languages. Field order is column order; `X | None` is a nullable column."""

    work_id: str = column("The work.", "Le travail.")
    titles: tuple[LocalTitle, ...] = column(
        "Titles, one for each language, sorted by language.", "Titres, un par langue, triés par langue."
    )
    record_id: str = column("Record that speaks for the work.", "Notice qui parle pour le travail.")
    authors: tuple[Author, ...] = column("Authors of that record.", "Auteurs de cette notice.")
    published: date | None = column(  # noqa: RUF009  column() is dataclasses.field with a meaning
        "Date of that record.", "Date de cette notice."
    )
    published_precision: str | None = column(
        "How far to trust published: day, month or year.", "Jusqu'où se fier à published : day, month ou year."
    )
    venue: str | None = column("Venue of that record.", "Lieu de cette notice.")
    workshop: str | None = column("Workshop of that record.", "Atelier de cette notice.")
    venue_key: str | None = column("Acronym of a known venue.", "Sigle d'un lieu connu.")
    doi: str | None = column(
        "DOI of any record, that of a publisher before that of a preprint.",
        "DOI de l'une des notices, celui d'un éditeur avant celui d'une prépublication.",
    )
    arxiv_id: str | None = column("arXiv identifier of any record.", "Identifiant arXiv de l'une des notices.")
    openreview_id: str | None = column(
        "OpenReview identifier of any record.", "Identifiant OpenReview de l'une des notices."
    )
    locations: tuple[Location, ...] = column(
        "All records of the work, the one that speaks for it first.",
        "Toutes les notices du travail, celle qui parle pour lui en premier.",
    )
    versions: tuple[str, ...] = column(
        "Other versions of the same paper, as work ids, sorted.",
        "Autres versions du même article, par work_id, triées.",
    )

    @property
    def id(self) -> str:
        """What messages call it."""
        return self.work_id


def make_work(work_id: str, records: Sequence[Publication], versions: tuple[str, ...]) -> Work:
    """Return the work of one record or more; `rank` chooses which of them speaks for it."""
    ranked = sorted(records, key=rank) if len(records) > 1 else records  # most works have one
    best = ranked[0]
    dois = sorted((p.doi for p in ranked if p.doi), key=is_preprint_doi)
    titles = {p.title_language or "und": p.title for p in reversed(ranked) if p.title}
    return Work(
        work_id=work_id,
        titles=tuple(LocalTitle(language=k, title=titles[k]) for k in sorted(titles)),
        record_id=best.id,
        authors=best.authors,
        published=best.published,
        published_precision=best.published_precision,
        venue=best.venue,
        workshop=best.workshop,
        venue_key=best.venue_key,
        doi=next(iter(dois), None),
        arxiv_id=next((p.arxiv_id for p in ranked if p.arxiv_id), None),
        openreview_id=next((p.openreview_id for p in ranked if p.openreview_id), None),
        locations=tuple(map(_location, ranked)),
        versions=versions,
    )


def _location(p: Publication) -> Location:
    return Location(
        record_id=p.id, site=p.site, url=p.url, source_url=p.source_url, language=p.language, removed_at=p.removed_at
    )

"""Which of the records of a work speaks for it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pubcrawl.release.entries import is_preprint_doi

if TYPE_CHECKING:
    from pubcrawl.items import Publication

_STATUSES = ("published", "oral", "spotlight", "poster", "accepted", None, "preprint")
"""From the status that says most about a work to the one that says least."""


def rank(p: Publication) -> tuple[object, ...]:
    """Return what to sort the records of a work by; the first one speaks for it.

    That is the first by: still on its site, has a title, has a publisher's DOI, status (published, oral, spotlight,
    poster, accepted, none, preprint), has an abstract, fewer flags, more authors, seen earlier, smaller id. No
    language goes before another.
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

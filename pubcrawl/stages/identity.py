"""Identity: what makes two records the same record, and two versions of it the same content."""

import hashlib
from collections.abc import Sequence
from dataclasses import fields

import orjson

from pubcrawl.items import Author, Link, Publication
from pubcrawl.text.venues import venue_identity
from pubcrawl.text.words import fold

HASH_VERSION = 2
"""Raised when `content_hash` is made in another way; every record then counts as changed once."""

CONTENT = tuple(
    "title abstract authors published published_precision venue workshop status status_raw doi arxiv_id openreview_id "
    "url links".split()
)
"""The columns that are the content, flags aside; the others follow from them or say where it was read."""

_AUTHOR, _LINK = (tuple(field.name for field in fields(kind)) for kind in (Author, Link))

DERIVED_FLAGS = frozenset(("date_shift_contradicted", "language_conflict", "title_abstract_mismatch"))
"""Flags that judge content: a better detector or threshold must not make a record count as changed."""


def record_key(
    *,
    site: str,
    title: str | None,
    abstract: str | None,
    venue: str | None,
    workshop: str | None,
    authors: Sequence[Author] = (),
    published: str = "",
) -> str:
    """Return the key of a record: 32 hexadecimal digits, the same whenever the page says the same of it.

    The first key of a record becomes its id, which stays when the key changes. The key is made from site, folded
    title, venue (however spelled) and folded workshop, so that a title shown at a workshop and at a conference
    is two records. Without a title, the folded abstract takes its place; with neither, the authors and the date do,
    and the record is refused later anyway.
    """
    if title:
        what = ("title", fold(title))
    elif abstract:
        what = ("abstract", fold(abstract))
    else:
        what = ("authors", " ".join((*(fold(a.name) for a in authors), published)))
    where = venue_identity(venue) if venue else ""
    parts = orjson.dumps((site, *what, where, fold(workshop or "")))
    return hashlib.blake2b(parts, digest_size=16).hexdigest()


def content_hash(publication: Publication) -> str:
    """Return the SHA-256 of the content columns and flags in canonical form, 64 hexadecimal digits.

    A venue counts however it is spelled: collectors spell it anew from night to night. `venue_key` is left out because
    it follows from `venue` and our table of venues, and so are the flags of `DERIVED_FLAGS`.
    """
    content: dict[str, object] = {name: getattr(publication, name) for name in CONTENT}
    content["venue"] = venue_identity(publication.venue) if publication.venue else None
    content["authors"] = [{name: getattr(author, name) for name in _AUTHOR} for author in publication.authors]
    content["links"] = [{name: getattr(link, name) for name in _LINK} for link in publication.links]
    content["flags"] = sorted(set(publication.flags) - DERIVED_FLAGS)
    content["hash_version"] = HASH_VERSION
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()

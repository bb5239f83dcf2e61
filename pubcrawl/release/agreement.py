"""Agreement: how much two records of one site agree, and whether they are one record in other words. Pure.

That two records are one work (see `evidence`) is not enough: a workshop and a conference may show one paper on one
site. What they say otherwise must be a thing or two that an editor would mend.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pubcrawl.release.evidence import LINK, Thresholds, abstract_likeness, find_evidence
from pubcrawl.release.people import read_people
from pubcrawl.release.titles import Likeness, likeness
from pubcrawl.stages.identity import fold, record_id
from pubcrawl.stages.venue_table import known_venue

if TYPE_CHECKING:
    from collections.abc import Callable

    from pubcrawl.items import Publication
    from pubcrawl.release.entries import Entry

_LIMITS = Thresholds()

Rank = tuple[float, float]
"""How much two records agree: the facts that are the same, then their likeness; the larger, the better."""

FIRST_NAME: Rank = (100.0, 1.0)
"""Of a record that comes under the name it was first published under."""

TODAYS_NAME: Rank = (101.0, 1.0)
"""Of a record whose published words would be named so by the rules of today."""

_FACTS: tuple[Callable[[Publication], object], ...] = (
    lambda p: fold(p.title or ""),
    lambda p: fold(p.venue or ""),
    lambda p: fold(p.workshop or ""),
    lambda p: read_people(p.authors),
    lambda p: p.published,
    lambda p: fold(p.abstract or ""),
    lambda p: p.url,
    lambda p: (p.doi, p.arxiv_id, p.openreview_id),
)
_TITLE, _VENUE, _WORKSHOP, _PEOPLE, _DATE = _FACTS[:5]


def name_today(row: Publication) -> str:
    """Return the name that a published record would be given today, by today's table of venues."""
    venue = known_venue(row.venue) if row.venue else None
    return record_id(
        site=row.site,
        title=row.title,
        abstract=row.abstract,
        venue=row.venue,
        venue_key=venue[0] if venue else None,
        workshop=row.workshop,
        authors=row.authors,
    )


def agreement(old: Publication, new: Publication, one: Entry, other: Entry) -> Rank | None:
    """Return how much two records agree, None when they are not one record in other words.

    Args:
        old: as it was published.
        new: as it was read.
        one: the entry of `old`.
        other: the entry of `new`.
    """
    alike = abstract_likeness(one, other) or 0.0
    if _is_apart(one, other, alike):
        return None
    agreed = float(sum(fact(old) == fact(new) for fact in _FACTS))
    evidence = find_evidence(one, other, _LIMITS)
    if evidence and (evidence.tier <= LINK or _is_mended(old, new, alike)):
        return agreed, evidence.score
    return (agreed, alike) if _is_one_thing_else(old, new, one, other, alike) else None


def _is_apart(one: Entry, other: Entry, alike: float) -> bool:
    """Say whether two records are two, whatever else they share.

    They are when they have different identifiers, or the titles different numbers: `Part I` is not `Part II`. A new
    title may bring a number along under the same abstract.
    """
    if any(other.ids.get(kind, value) != value for kind, value in one.ids.items()):
        return True
    if not one.title or not other.title or one.title.numbers == other.title.numbers:
        return False
    return bool(one.title.numbers and other.title.numbers) or alike < _LIMITS.retitled


def _is_one_thing_else(old: Publication, new: Publication, one: Entry, other: Entry, alike: float) -> bool:
    """Say whether two records differ in nothing but the title, or nothing but the place of publication.

    Where an abstract is missing, as when the page gives it to another title as well, two titles must be like each
    other. The arguments are those of `agreement`, and the similarity of the abstracts.
    """
    if not one.title or not other.title or not old.authors or _PEOPLE(old) != _PEOPLE(new) or _DATE(old) != _DATE(new):
        return False
    if _TITLE(old) == _TITLE(new):
        return True
    if _is_elsewhere(old, new):
        return False
    return alike == 1 if old.abstract and new.abstract else likeness(one.title, other.title) is not Likeness.OTHER


def _is_elsewhere(old: Publication, new: Publication) -> bool:
    return _VENUE(old) != _VENUE(new) or _WORKSHOP(old) != _WORKSHOP(new)


def _is_mended(old: Publication, new: Publication, alike: float) -> bool:
    """Say whether what two records of one work say otherwise is what an editor would mend.

    Args:
        old: as it was published.
        new: as it was read.
        alike: similarity of their abstracts, 0 to 1; 0 when one is missing or too short to tell.
    """
    if _TITLE(old) != _TITLE(new) and _is_elsewhere(old, new):
        return alike >= _LIMITS.retitled
    return alike >= _LIMITS.repeated or _DATE(old) == _DATE(new)

"""Places of publication compared: a paper at a workshop and at a conference is two versions of one paper."""

from dataclasses import dataclass

from pubcrawl.items import Publication
from pubcrawl.text.words import fold

_SERVERS = set("arxiv biorxiv chemrxiv hal medrxiv openreview osf preprints psyarxiv ssrn techrxiv zenodo".split())
_SMALL = set("a and at atelier de des du et for in international la le les of on proceedings the workshop".split())


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a work appeared.

    Attributes:
        key: acronym of a known venue; None for others.
        venue: words of the venue's name, small words and numbers aside.
        workshop: words of the workshop's name; None for the main conference or a journal, empty when the page
            says that it was a workshop and not which.
    """

    key: str | None
    venue: tuple[str, ...]
    workshop: frozenset[str] | None


def read_place(publication: Publication) -> Place | None:
    """Return where a publication appeared; None when the page does not say, or for a preprint, which is no place."""
    p, name = publication, fold(publication.venue or "")
    unnamed = "workshop_unnamed" in p.flags
    if p.status == "preprint" or name.split(" ")[0] in _SERVERS:
        return None
    if not name and not p.workshop and not unnamed:
        return None
    named = frozenset(_telling(fold(p.workshop))) if p.workshop else frozenset()
    return Place(key=p.venue_key, venue=_telling(name), workshop=named if p.workshop or unnamed else None)


def same_place(one: Place, other: Place) -> bool:
    """Say whether two places may be one: `Nat. Commun.` is `Nature Communications`, and not `Nature`."""
    if one.workshop is None or other.workshop is None:
        if one.workshop is not other.workshop:
            return False
    elif not (one.workshop <= other.workshop or other.workshop <= one.workshop):
        return False
    if one.key and other.key:
        return one.key == other.key
    return not one.venue or not other.venue or _abbreviates(one.venue, other.venue)


def _telling(folded: str) -> tuple[str, ...]:
    return tuple(w for w in folded.split() if w not in _SMALL and not w[0].isdigit())


def _abbreviates(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return len(one) == len(other) and all(a.startswith(b) or b.startswith(a) for a, b in zip(one, other, strict=True))

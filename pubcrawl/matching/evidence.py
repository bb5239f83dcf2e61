"""Evidence: what speaks for two records being one work, the strongest first.

Tier 0 is an equal identifier, 1 a twin page or an equal link, 2 an equal title by the same people, 3 likeness of
titles, people and abstracts. Whether the evidence prevails is decided for whole works, in `clusters`.
"""

from dataclasses import dataclass
from statistics import fmean

from rapidfuzz import fuzz

from pubcrawl.matching.comparable import Comparable
from pubcrawl.matching.people import shared_people
from pubcrawl.matching.titles import Likeness, Title, closeness, likeness, shared_words
from pubcrawl.text.words import NEAR, fold

IDENTIFIER, LINK, TITLE, TEXT = range(4)
"""The tiers."""

_SHORTEST_ABSTRACT = 80
"""Folded characters from which an abstract tells works apart; "No abstract available." does not."""

_UNRELATED_TITLES = 0.6
"""Closeness below which two titles have nothing to do with each other; unrelated titles have 0.3 to 0.5."""


@dataclass(frozen=True, kw_only=True)
class LinkLimits:
    """What likeness is enough.

    Each lies in the range that is best on one half of `fixtures/linking` and is confirmed on the other half
    (`python -m benchmarks.link --thresholds`).

    Attributes:
        copied: similarity of two abstracts that stands for a missing title.
        retitled: of two abstracts whose titles differ in more than spelling.
        repeated: of two abstracts that are one text; stands for a missing author list.
        unrelated: of two abstracts below which equal titles need the same date.
        people: share of the shorter author list that like titles must have in common.
        words: share of the shorter title's words that a new title must keep.
        years: between the dates of one work under one title.
        cognates: share of the stems of the shorter record that its translation has.
    """

    copied: float = 0.97
    retitled: float = 0.94
    repeated: float = NEAR / 100
    unrelated: float = 0.55
    people: float = 0.5
    words: float = 0.5
    years: float = 3
    cognates: float = 0.17


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """Why two records may be one work.

    Attributes:
        tier: 0 to 3.
        score: 1 for tiers 0 and 1; else the mean likeness of titles, authors and abstracts, where both have them.
        any_place: it holds for two records that name different places: an arXiv identifier is that of a
            manuscript, which a workshop paper and its conference version may share, a DOI that of one version.
    """

    tier: int
    score: float = 1.0
    any_place: bool = False


def find_evidence(one: Comparable, other: Comparable, limits: LinkLimits) -> Evidence | None:
    """Return the strongest evidence that two records are one work, None when there is none."""
    same = [kind for kind, value in one.ids.items() if other.ids.get(kind) == value]
    if same and not _contradicted(one, other):
        return Evidence(tier=IDENTIFIER, any_place=any(kind != "arxiv" for kind in same))
    by_paper = one.papers & other.papers and not _contradicted(one, other)
    if by_paper or (one.pages & other.pages and not _contradicted(one, other, project=True)):
        return Evidence(tier=LINK, any_place=True)
    if one.title is None or other.title is None:
        alike = abstract_likeness(one, other) or 0.0
        return Evidence(tier=TEXT, score=alike) if alike >= limits.copied else None
    strangers = one.people and other.people and one.surnames.isdisjoint(other.surnames)
    if strangers or one.title.notice != other.title.notice or _recurs(one, other):
        return None
    return _by_words(one, other, one.title, other.title, limits)


def _by_words(one: Comparable, other: Comparable, ours: Title, theirs: Title, limits: LinkLimits) -> Evidence | None:
    """Return the evidence of two titles with their people and abstracts, in one language or in two."""
    if (shared := _translation(one, other)) is not None:
        return Evidence(tier=TEXT, score=shared) if shared >= limits.cognates else None
    return _by_title(one, other, ours, theirs, limits)


def _translation(one: Comparable, other: Comparable) -> float | None:
    """Return the share of stems that two records of one team have in common in English and in French; else None."""
    ours, theirs = one.languages[0], other.languages[0]
    if not ours or not theirs or ours == theirs or not _same_team(one, other) or _years(one, other) > 1:
        return None
    stems, others = one.stems, other.stems
    fewest = min(len(stems), len(others))
    return len(stems & others) / fewest if fewest else None


def _recurs(one: Comparable, other: Comparable) -> bool:
    """Say whether two records are two of a series that keeps its title, such as an annual report."""
    serial = one.title is not None and other.title is not None and (one.title.serial or other.title.serial)
    return serial and one.abstract is None and other.abstract is None and _years(one, other) > 0


def _contradicted(one: Comparable, other: Comparable, *, project: bool = False) -> bool:
    """Say whether an identifier or a link must be an editor's slip.

    It is when the titles have nothing to do with each other and nobody wrote both. A project's page vouches for
    unlike titles only between the language sites of one institute.
    """
    if one.title is None or other.title is None or closeness(one.title, other.title) >= _UNRELATED_TITLES:
        return False
    if project and (one.site == other.site or one.institute != other.institute):
        return True
    strangers = bool(one.people and other.people) and not shared_people(one.people, other.people)
    return strangers or one.borrowed or other.borrowed


def _by_title(one: Comparable, other: Comparable, ours: Title, theirs: Title, limits: LinkLimits) -> Evidence | None:
    close = likeness(ours, theirs)
    if close is Likeness.OTHER and shared_words(ours, theirs) < limits.words and not _may_be_retitled(one, other):
        return None
    people = _people(one, other)
    if people == 0 or _years(one, other) > limits.years:
        return None
    abstracts = abstract_likeness(one, other)
    if not _enough(one, other, close=close, people=people, abstracts=abstracts, limits=limits):
        return None
    known = [v for v in (closeness(ours, theirs), people, abstracts) if v is not None]
    return Evidence(tier=TITLE if close is Likeness.EQUAL else TEXT, score=fmean(known))


def _enough(
    one: Comparable,
    other: Comparable,
    *,
    close: Likeness,
    people: float | None,
    abstracts: float | None,
    limits: LinkLimits,
) -> bool:
    """Say whether like titles, the people (None: not said) and the abstracts (None: not said) make one work."""
    if close is Likeness.OTHER:
        return (people or 0) >= limits.people and (abstracts or 0) >= limits.retitled
    if abstracts is not None and abstracts >= limits.repeated:
        return True
    telling = min(e.title.telling if e.title else 0 for e in (one, other))
    if people is None or not telling or (telling < _ENOUGH_WORDS and not (people == 1 and _same_date(one, other))):
        return False
    if abstracts is not None and abstracts < limits.unrelated and not _same_date(one, other):
        return False
    if close is Likeness.EXTENDED:
        return abstracts is None and _same_team(one, other)
    return close is Likeness.EQUAL or people >= limits.people


_ENOUGH_WORDS = 3
"""Telling words a title needs to be nobody else's: `Editorial` has none, `Robust control` two."""


def _people(one: Comparable, other: Comparable) -> float | None:
    """Return the share of the shorter author list that the other has, None when one list is missing."""
    if not one.people or not other.people:
        return None
    return shared_people(one.people, other.people) / min(len(one.people), len(other.people))


def _may_be_retitled(one: Comparable, other: Comparable) -> bool:
    """Say whether two records of one team may have titles without a word in common: a preprint and what became of it.

    Of two records of one site that both or neither name a place, one may have its abstract by an editor's mistake.
    """
    apart = one.site != other.site or (one.place is None) != (other.place is None)
    return apart and _same_team(one, other)


def _same_team(one: Comparable, other: Comparable) -> bool:
    """Say whether two author lists of two or more are the same."""
    return 1 < len(one.people) == len(other.people) == shared_people(one.people, other.people)


def abstract_likeness(one: Comparable, other: Comparable) -> float | None:
    """Return the similarity of two abstracts, 0 to 1; None when one is missing, or when they tell nothing.

    They do not where one is too short, or where one is in English and the other in French.
    """
    if not one.abstract or not other.abstract or len({one.languages[1], other.languages[1]} - {None}) > 1:
        return None
    if one.abstract == other.abstract:
        return 1.0 if len(fold(one.abstract)) >= _SHORTEST_ABSTRACT else None
    ours, theirs = fold(one.abstract), fold(other.abstract)
    return fuzz.ratio(ours, theirs) / 100 if min(len(ours), len(theirs)) >= _SHORTEST_ABSTRACT else None


def _years(one: Comparable, other: Comparable) -> int:
    return abs(one.published.year - other.published.year) if one.published and other.published else 0


def _same_date(one: Comparable, other: Comparable) -> bool:
    """Say whether both have one date, as far as both are to be trusted.

    Two language sites of one institute print one list: there, no date on both is the same.
    """
    if one.published is None or other.published is None:
        return one.published is other.published and one.institute == other.institute and one.site != other.site
    precisions = (one.precision, other.precision)
    parts = 1 if "year" in precisions else 2 if "month" in precisions else 3
    return one.published.timetuple()[:parts] == other.published.timetuple()[:parts]

"""Renames: which record of the last release a new one on its site really is, under other words. Pure.

A record is named by its words, so a title that is mended, or a preprint that finds its venue, comes with a name that
nobody knows. It is the record that is no longer there under its own name, if one agrees with it more than any other
does, and with no other as much. See `agreement` for when two records agree.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from pubcrawl.items import Publication
from pubcrawl.matching.candidates import block_keys, candidates
from pubcrawl.matching.comparable import Comparable, read_comparables
from pubcrawl.matching.evidence import LINK, LinkLimits, abstract_likeness, find_evidence
from pubcrawl.matching.people import read_people
from pubcrawl.matching.titles import Likeness, likeness
from pubcrawl.runs.coverage import Coverage
from pubcrawl.stages.identity import record_key
from pubcrawl.text.words import fold

_LIMITS = LinkLimits()

Rank = tuple[float, float]
"""How much two records agree: the facts that are the same, then their likeness; the larger, the better."""

FIRST_KEY: Rank = (100.0, 1.0)
"""Of a record that comes under the name it was first published under."""

TODAYS_KEY: Rank = (101.0, 1.0)
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


def key_today(row: Publication) -> str:
    """Return the name that a published record would be given today, by today's table of venues."""
    return record_key(
        site=row.site,
        title=row.title,
        abstract=row.abstract,
        venue=row.venue,
        workshop=row.workshop,
        authors=row.authors,
    )


def agreement(old: Publication, new: Publication, one: Comparable, other: Comparable) -> Rank | None:
    """Return how much two records agree, None when they are not one record in other words.

    `old` was published and `new` was read; `one` and `other` are their entries.
    """
    alike = abstract_likeness(one, other) or 0.0
    if _is_apart(one, other, alike):
        return None
    agreed = float(sum(fact(old) == fact(new) for fact in _FACTS))
    evidence = find_evidence(one, other, _LIMITS)
    if evidence and (evidence.tier <= LINK or _is_mended(old, new, alike)):
        return agreed, evidence.score
    return (agreed, alike) if _is_one_thing_else(old, new, one, other, alike) else None


def _is_apart(one: Comparable, other: Comparable, alike: float) -> bool:
    """Say whether two records are two, whatever else they share.

    They are when they have different identifiers, or the titles different numbers: `Part I` is not `Part II`. A new
    title may bring a number along under the same abstract.
    """
    if any(other.ids.get(kind, value) != value for kind, value in one.ids.items()):
        return True
    if not one.title or not other.title or one.title.numbers == other.title.numbers:
        return False
    return bool(one.title.numbers and other.title.numbers) or alike < _LIMITS.retitled


def _is_one_thing_else(old: Publication, new: Publication, one: Comparable, other: Comparable, alike: float) -> bool:
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

    `alike` is the similarity of their abstracts, 0 to 1; 0 when one is missing or too short to tell.
    """
    if _TITLE(old) != _TITLE(new) and _is_elsewhere(old, new):
        return alike >= _LIMITS.retitled
    return alike >= _LIMITS.repeated or _DATE(old) == _DATE(new)


Pair = tuple[int, int]
"""Places of a record of the last release and of a new one among theirs."""


@dataclass(frozen=True, kw_only=True)
class Renames:
    """What was found, by the keys that new records have.

    Attributes:
        ids: the id of the published record that each of them is.
        waiting: those that may be a published record which the run did not look for; a run over the whole site tells.
        unsure: those that several published records agree with alike, or that share one with another of them.
    """

    ids: Mapping[str, str]
    waiting: frozenset[str] = frozenset()
    unsure: frozenset[str] = frozenset()


def find_renames(
    missing: Iterable[Publication], new: Iterable[Publication], coverages: Mapping[str, Coverage]
) -> Renames:
    """Return which of the new records are published ones under other words.

    Args:
        missing: records of the last release, by their published ids, that the run did not meet under their keys.
        new: records of the run that nobody knows, by their keys.
        coverages: what the run has read, by site; records of other sites are left out.
    """
    news = sorted(new, key=lambda p: p.id)
    olds = list(filter(worth_comparing(news, coverages), missing))
    ids: dict[str, str] = {}
    waiting, unsure = set[str](), set[str]()
    chosen, left = _settled(_alike(olds, news) | _same_key(olds, news))
    for o, n in chosen:
        if olds[o].removed_at or coverages[olds[o].site].must_hold(olds[o]):
            ids[news[n].id] = olds[o].id
        else:
            waiting.add(news[n].id)
    for o, n in left:
        (unsure if coverages[olds[o].site].complete else waiting).add(news[n].id)
    return Renames(ids=ids, waiting=frozenset(waiting), unsure=frozenset(unsure))


def worth_comparing(news: Sequence[Publication], coverages: Mapping[str, Coverage]) -> Callable[[Publication], bool]:
    """Return what says of a missing record whether it may be one of the new ones; most are not, and need no memory.

    After a whole run those that it did not look for are not among them: no later run would know more.
    """
    keys = frozenset(p.id for p in news)
    wanted = {key for entry in read_comparables(news) for key in block_keys(entry)}

    def may_be_new(row: Publication) -> bool:
        coverage = coverages.get(row.site)
        if not coverage or not (row.removed_at or not coverage.complete or coverage.must_hold(row)):
            return False
        (entry,) = read_comparables([row])
        return not wanted.isdisjoint(block_keys(entry)) or bool({row.id, key_today(row)} & keys)

    return may_be_new if news else lambda _row: False


def _same_key(olds: Sequence[Publication], news: Sequence[Publication]) -> dict[Pair, Rank]:
    """Pair the records that come under the name they were first published under, or are given by the rules of today."""
    place = {p.id: n for n, p in enumerate(news)}
    return {
        (o, place[name]): rank
        for o, old in enumerate(olds)
        for name, rank in ((old.id, FIRST_KEY), (key_today(old), TODAYS_KEY))
        if name in place
    }


def _alike(olds: Sequence[Publication], news: Sequence[Publication]) -> dict[Pair, Rank]:
    """Pair the records that agree.

    Each of the published ones is read by itself: a link that a record keeps under a new title is not one that
    several records share.
    """
    ours, theirs = list(chain.from_iterable(read_comparables([p]) for p in olds)), read_comparables(news)
    found: dict[Pair, Rank] = {}
    for a, b in candidates((*ours, *theirs)):
        o, n = a, b - len(ours)
        is_new = o < len(ours) and n >= 0 and (o, n) not in found and olds[o].site == news[n].site
        if is_new and (rank := agreement(olds[o], news[n], ours[o], theirs[n])):
            found[o, n] = rank
    return found


def _settled(pairs: Mapping[Pair, Rank]) -> tuple[list[Pair], list[Pair]]:
    """Return the pairs of which each side agrees with the other more than with anyone else, and what is left."""
    left, chosen = dict(pairs), list[Pair]()
    while found := _mutual(left):
        chosen += found
        olds, news = {o for o, _ in found}, {n for _, n in found}
        left = {(o, n): rank for (o, n), rank in left.items() if o not in olds and n not in news}
    return chosen, list(left)


def _mutual(pairs: Mapping[Pair, Rank]) -> list[Pair]:
    of_old, of_new = _best(pairs, 0), _best(pairs, 1)
    return [pair for pair in pairs if of_old[pair[0]] == pair == of_new[pair[1]]]


def _best(pairs: Mapping[Pair, Rank], side: int) -> dict[int, Pair | None]:
    """Return the pair that each record of one side agrees most in, None where two agree alike."""
    found: dict[int, tuple[Rank, Pair | None]] = {}
    for pair, rank in pairs.items():
        known = found.get(pair[side])
        if known is None or rank > known[0]:
            found[pair[side]] = rank, pair
        elif rank == known[0]:
            found[pair[side]] = rank, None
    return {i: pair for i, (_, pair) in found.items()}

"""Linking: which records of all sites and languages are one work.

The same records give the same works in any order. `fixtures/linking` holds the labelled pairs that the rules are
judged by.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from pubcrawl.items import Publication, column
from pubcrawl.matching.candidates import candidates
from pubcrawl.matching.comparable import Comparable, read_comparables
from pubcrawl.matching.evidence import LINK, TITLE, Evidence, LinkLimits, find_evidence
from pubcrawl.matching.places import Place, same_place
from pubcrawl.matching.work_ids import Alias, follow, name_works


class Verdict(Enum):
    """What became of the evidence for two records."""

    ONE_WORK = auto()
    VERSIONS = auto()
    """The same paper at two places or under two identifiers."""
    DIFFERENT = auto()


class Clusters:
    """A union-find over entries that refuses a merge which would make a cluster contradict itself.

    A cluster holds one identifier of each kind. Likeness alone (tiers 2 and 3), unlike an equal identifier, joins
    no clusters that name different places or whose titles have different numbers: the veto looks at everything in
    both clusters, so that a record that says little cannot chain two works together.
    """

    def __init__(self, entries: Sequence[Comparable]) -> None:
        self._leader = list(range(len(entries)))
        self._ids: list[Mapping[str, str]] = [e.ids for e in entries]
        self._places: list[frozenset[Place]] = [frozenset(filter(None, (e.place,))) for e in entries]
        self._numbers = [frozenset((e.title.numbers,) if e.title else ()) for e in entries]

    def join(self, one: int, other: int, evidence: Evidence) -> Verdict:
        """Join the clusters of two entries, unless that would contradict."""
        a, b = sorted((self.leader(one), self.leader(other)))
        if a == b:
            return Verdict.ONE_WORK
        ours, theirs = self._numbers[a], self._numbers[b]
        if evidence.tier >= TITLE and ours and theirs and ours.isdisjoint(theirs):
            return Verdict.DIFFERENT
        if any(self._ids[b].get(kind, value) != value for kind, value in self._ids[a].items()):
            return Verdict.VERSIONS
        if not evidence.any_place and _elsewhere(self._places[a], self._places[b]):
            return Verdict.VERSIONS
        self._leader[b] = a
        self._ids[a] = {**self._ids[a], **self._ids[b]}
        self._places[a] |= self._places[b]
        self._numbers[a] |= self._numbers[b]
        return Verdict.ONE_WORK

    def leader(self, i: int) -> int:
        """Return the entry that stands for the cluster of an entry: the one with the smallest index."""
        while self._leader[i] != i:
            self._leader[i] = self._leader[self._leader[i]]
            i = self._leader[i]
        return i

    def __iter__(self) -> Iterator[list[int]]:
        """Give the clusters, each as the ascending indices of its entries, by their smallest index."""
        found: dict[int, list[int]] = {}
        for i in range(len(self._leader)):
            found.setdefault(self.leader(i), []).append(i)
        return iter(found.values())


def _elsewhere(ours: Iterable[Place], theirs: Iterable[Place]) -> bool:
    pairs = [same_place(a, b) for a in ours for b in theirs]
    return bool(pairs) and not any(pairs)


LINKING_VERSION = 2
"""Raised when the rules change, so that readers know why works did."""

Pair = tuple[int, int]
Edges = dict[Pair, Evidence]


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkRow:
    """Why a record belongs to a work that has others. Field order is column order."""

    record_id: str = column("The record.", "La notice.")
    work_id: str = column("Its work.", "Son travail.")
    tier: int = column(
        "Strongest evidence that ties it to another record of the work: 0 identifier, 1 twin page or link, "
        "2 title and people, 3 likeness.",
        "Indice le plus fort qui la lie à une autre notice du travail : 0 identifiant, 1 page jumelle ou lien, "
        "2 titre et personnes, 3 ressemblance.",
    )
    score: float = column("Strength of that evidence, 0 to 1.", "Force de cet indice, de 0 à 1.")


@dataclass(frozen=True, kw_only=True)
class Linked:
    """The outcome.

    Attributes:
        work_ids: the work of each record, by record id; a record that is not named keeps the one it has.
        rows: one for each record that shares its work with another, in the order of record ids.
        aliases: every work id that is no more with the one that took its place, and every split; sorted.
        versions: pairs of works that are versions of one paper, each pair and all of them sorted.
    """

    work_ids: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[LinkRow, ...] = ()
    aliases: tuple[Alias, ...] = ()
    versions: tuple[tuple[str, str], ...] = ()

    def versions_of(self) -> dict[str, tuple[str, ...]]:
        """Return the other versions of each work that has any, sorted."""
        found = defaultdict(set)
        for one, other in self.versions:
            found[one].add(other)
            found[other].add(one)
        return {work_id: tuple(sorted(others)) for work_id, others in found.items()}


def link(
    records: Iterable[Publication],
    known: Mapping[str, str],
    *,
    twins: Iterable[tuple[str, str]] = (),
    aliases: Iterable[Alias] = (),
    thresholds: LinkLimits | None = None,
) -> Linked:
    """Return the works of all records of a release, removed ones included.

    Args:
        records: the records, in any order, taken once and one at a time.
        known: work id by record id, of the last release; empty for the first. Read after the records were taken.
        twins: pairs of record ids whose own pages name each other as `hreflang` alternates.
        aliases: those of the last release.
        thresholds: when likeness is enough.

    Raises:
        ValueError: two records have the same id.
        KeyError: a twin is none of the records.
    """
    entries = read_comparables(records)
    edges = _find_edges(entries, twins, thresholds or LinkLimits())
    clusters = Clusters(entries)
    ranked = _ranked(entries, edges)
    refused = [pair for pair, evidence in ranked if clusters.join(*pair, evidence) is Verdict.VERSIONS]
    names, moved = name_works(([entries[i] for i in c] for c in clusters), known)
    versions = (sorted((names[entries[a].id], names[entries[b].id])) for a, b in refused)
    return Linked(
        work_ids=names,
        rows=_rows(entries, names, ranked),
        aliases=follow(aliases, moved, names.values()),
        versions=tuple(sorted({(a, b) for a, b in versions if a != b})),
    )


def _find_edges(entries: Sequence[Comparable], twins: Iterable[tuple[str, str]], limits: LinkLimits) -> Edges:
    place = {e.id: i for i, e in enumerate(entries)}
    edges: Edges = {}
    for one, other in twins:
        a, b = sorted((place[one], place[other]))
        edges[a, b] = Evidence(tier=LINK, any_place=True)
    for pair in candidates(entries):
        if pair not in edges and (found := find_evidence(entries[pair[0]], entries[pair[1]], limits)):
            edges[pair] = found
    return edges


def _ranked(entries: Sequence[Comparable], edges: Edges) -> list[tuple[Pair, Evidence]]:
    """Return the edges, the strongest first.

    A record that names no place may be any version of its paper; of equal evidence, that for the version which
    more records speak of comes first.
    """
    backing = [0] * len(entries)
    for a, b in edges:
        here, there = entries[a].place, entries[b].place
        if here and there and same_place(here, there):
            backing[a] += 1
            backing[b] += 1
    return sorted(edges.items(), key=lambda e: (e[1].tier, -e[1].score, -backing[e[0][0]] - backing[e[0][1]], e[0]))


def _rows(
    entries: Sequence[Comparable], names: Mapping[str, str], ranked: Iterable[tuple[Pair, Evidence]]
) -> tuple[LinkRow, ...]:
    best: dict[int, Evidence] = {}
    for (a, b), evidence in ranked:
        if names[entries[a].id] == names[entries[b].id]:
            best.setdefault(a, evidence)
            best.setdefault(b, evidence)
    return tuple(
        LinkRow(record_id=e.id, work_id=names[e.id], tier=best[i].tier, score=best[i].score)
        for i, e in enumerate(entries)
        if i in best
    )

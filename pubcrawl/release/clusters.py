"""Clusters: records joined into works, where no work may hold what cannot be one work."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum, auto

from pubcrawl.release.entries import Entry
from pubcrawl.release.evidence import TITLE, Evidence
from pubcrawl.release.places import Place, same_place


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

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._leader = list(range(len(entries)))
        self._ids: list[Mapping[str, str]] = [e.ids for e in entries]
        self._places: list[frozenset[Place]] = [frozenset(filter(None, (e.place,))) for e in entries]
        self._numbers = [frozenset((e.title.numbers,) if e.title else ()) for e in entries]

    def join(self, one: int, other: int, evidence: Evidence) -> Verdict:
        """Join the clusters of two entries, unless that would contradict."""
        a, b = sorted((self.leader(one), self.leader(other)))
        if a == b:
            return Verdict.ONE_WORK
        if evidence.tier >= TITLE and _apart(self._numbers[a], self._numbers[b]):
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


def _apart(ours: frozenset[tuple[str, ...]], theirs: frozenset[tuple[str, ...]]) -> bool:
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def _elsewhere(ours: Iterable[Place], theirs: Iterable[Place]) -> bool:
    pairs = [same_place(a, b) for a in ours for b in theirs]
    return bool(pairs) and not any(pairs)

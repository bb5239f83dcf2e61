"""Candidates: the pairs of records worth comparing, found through keys that records of one work share.

Every record is put into a block for each of its keys: identifiers and links; its title, title proper and
subtitle; the pairs of its title's four longest words; the sentences of its abstract; the surnames of its authors.
Two errors in a title leave a pair of words, an edited abstract leaves sentences, a translation leaves the authors.
A block of more than 200 is sorted by title and people, and each of its records meets only the 25 next to it, so
that the work grows with the records and not with their square.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import combinations, groupby

from pubcrawl.matching.comparable import Comparable
from pubcrawl.text.words import fold

BLOCK = 200
"""Records of a block that are all compared with each other: 19,900 pairs."""

WINDOW = 25
"""Neighbours that a record of a larger block is compared with, on each side."""

_LONGEST_WORDS = 4
_SENTENCE = re.compile(r"[.!?;:]\s+")
_SHORTEST_SENTENCE = 40
_FIRST_WORDS = 8
_INDEX_BITS = 32
_INDEX = (1 << _INDEX_BITS) - 1


def candidates(entries: Sequence[Comparable]) -> Iterator[tuple[int, int]]:
    """Yield pairs of indices into the entries, the smaller first; some more than once."""
    for keys in _KEYS:
        for block in _blocks(entries, keys):
            yield from _pairs(entries, block)


def block_keys(entry: Comparable) -> Iterator[str]:
    """Give every key of an entry; records without a common one are never compared."""
    return (key for keys in _KEYS for key in keys(entry))


def _blocks(entries: Sequence[Comparable], keys: Callable[[Comparable], Iterable[str]]) -> Iterator[list[int]]:
    """Yield the ascending indices of the entries that share a key; one number a key keeps the memory small."""
    marks = sorted(_hash(key) << _INDEX_BITS | i for i, e in enumerate(entries) for key in keys(e))
    for _, block in groupby(marks, key=lambda m: m >> _INDEX_BITS):
        indices = [m & _INDEX for m in block]
        if len(indices) > 1:
            yield sorted(set(indices))


def _hash(key: str) -> int:
    """Hash a key to 64 bits; a collision costs a comparison and nothing else."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest())


def _pairs(entries: Sequence[Comparable], block: list[int]) -> Iterator[tuple[int, int]]:
    if len(block) <= BLOCK:
        yield from combinations(block, 2)
        return
    ordered = sorted(block, key=lambda i: _neighbourhood(entries[i]))
    for at, i in enumerate(ordered):
        for j in ordered[at + 1 : at + 1 + WINDOW]:
            yield (i, j) if i < j else (j, i)


def _neighbourhood(entry: Comparable) -> tuple[str, str, str]:
    """Return what brings like records of a large block together."""
    return entry.title.key if entry.title else "", min(entry.surnames, default=""), entry.id


def _id_keys(entry: Comparable) -> Iterator[str]:
    yield from (f"{kind} {value}" for kind, value in entry.ids.items())
    yield from entry.papers
    yield from entry.pages


def _title_keys(entry: Comparable) -> Iterator[str]:
    if entry.title:
        yield entry.title.key
        yield from entry.title.sides


def _word_keys(entry: Comparable) -> Iterator[str]:
    if entry.title:
        longest = sorted(set(entry.title.words), key=lambda w: (-len(w), w))[:_LONGEST_WORDS]
        yield from (" ".join(sorted(pair)) for pair in combinations(longest, 2))


def _sentence_keys(entry: Comparable) -> Iterator[str]:
    if entry.abstract:
        yield " ".join(fold(entry.abstract).split()[:_FIRST_WORDS])
        folded = (fold(s) for s in _SENTENCE.split(entry.abstract))
        yield from (s for s in folded if len(s) >= _SHORTEST_SENTENCE)


def _team_keys(entry: Comparable) -> Iterator[str]:
    """Give the surnames of a team: a translation shares neither title nor abstract."""
    if len(entry.people) > 1:
        yield f"team {' '.join(sorted(name[-1] for name in entry.people))}"


_KEYS = (_id_keys, _title_keys, _word_keys, _sentence_keys, _team_keys)

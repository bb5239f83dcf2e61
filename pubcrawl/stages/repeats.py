"""Repeats: one abstract under several titles on one page, which an editor's copy and paste leaves behind.

One of the titles owns the abstract: the one whose words it uses most. The others are flagged.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from rapidfuzz import fuzz

from pubcrawl.items import RawPublication
from pubcrawl.stages.identity import fold
from pubcrawl.stages.text import remove_marker

NEAR = 90.0
"""Similarity, of 100, from which two abstracts are one text; measured: a true pair 99, the next pair 46."""

_STEM = 6
_SHORTEST_WORD = 3
_STOP_WORDS_LIST = (
    "about all and are aux avec based between but can comment des does entre est for from how into its "
    "les leurs more not our over par pas pour que qui sans sont sous sur the their through toward towards "
    "une under using via vers what when where which with without you your "
)
_STOP_WORDS = frozenset(_STOP_WORDS_LIST.split())
_STARS = re.compile(r"[*＊∗⁎†‡]")


def content_stems(text: str) -> frozenset[str]:
    """Return the stems (six letters) of the words that carry meaning in a text."""
    words = fold(text).split()
    return frozenset(w[:_STEM] for w in words if len(w) >= _SHORTEST_WORD and w not in _STOP_WORDS)


def title_overlap(title: str, abstract: str) -> float:
    """Return the share of a title's content words that its abstract uses, 0 to 1; 0 for no such words."""
    stems = content_stems(title)
    return len(stems & content_stems(abstract)) / len(stems) if stems else 0.0


def mark_repeats(raws: Sequence[RawPublication]) -> tuple[RawPublication, ...]:
    """Flag, among the publications of one page, those whose abstract belongs to another title.

    `abstract_repeated` goes to every publication of a group that has another title than the owner;
    `authors_repeated` too where the authors are the owner's. The same title twice is two versions of a work,
    and publications without a title say nothing about being different works: neither is flagged.
    """
    marked = list(raws)
    keys = [fold(remove_marker(raw.abstract).text) if raw.abstract else "" for raw in raws]
    titled = [i for i, raw in enumerate(raws) if keys[i] and raw.title]
    for group in _groups(titled, keys):
        owner = raws[max(group, key=lambda i: (title_overlap(raws[i].title or "", keys[i]), -i))]
        for i in group:
            if fold(raws[i].title or "") != fold(owner.title or ""):
                flags = {*raws[i].flags, "abstract_repeated"}
                if _authors(owner) and _authors(raws[i]) == _authors(owner):
                    flags.add("authors_repeated")
                marked[i] = replace(raws[i], flags=tuple(sorted(flags)))
    return tuple(marked)


def _groups(indices: Sequence[int], keys: Sequence[str]) -> Iterator[list[int]]:
    """Group the indices whose abstracts are one text, in page order."""
    leader = {i: i for i in indices}
    for i, j in combinations(indices, 2):
        if leader[j] != leader[i] and _near(keys[i], keys[j]):
            old, new = leader[j], leader[i]
            leader = {k: new if v == old else v for k, v in leader.items()}
    for first in dict.fromkeys(leader.values()):
        yield [i for i in indices if leader[i] == first]


def _near(one: str, other: str) -> bool:
    return one == other or fuzz.ratio(one, other, score_cutoff=NEAR) >= NEAR


def _authors(raw: RawPublication) -> str:
    return fold(_STARS.sub(" ", "".join(run.text for run in raw.authors)))

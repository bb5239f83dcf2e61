"""Work ids: minted once, kept through every later run, and never lost without a word."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count

from pubcrawl.items import column
from pubcrawl.matching.comparable import Comparable


@dataclass(frozen=True, kw_only=True, order=True)
class Alias:
    """What became of a work id. Field order is column order."""

    old: str = column("A work id that readers may hold.", "Un work_id que des lecteurs peuvent avoir.")
    new: str = column("The work that took its place.", "Le travail qui a pris sa place.")
    reason: str = column(
        "merged: old is no more; split: old is still there, and some of its records left for new.",
        "merged : old n'existe plus; split : old existe encore, et certaines de ses notices sont passées à new.",
    )


def name_works(
    clusters: Iterable[Sequence[Comparable]], known: Mapping[str, str]
) -> tuple[dict[str, str], tuple[Alias, ...]]:
    """Return the work id of each record, and what became of known ids that moved.

    A new work is named after its oldest record. A known one keeps its name with the record it is named after, or
    with its oldest record where that one is gone. Where known works meet, the one with the smallest `first_seen`
    wins, then the smallest id. The last release says which they are, by record id.
    """
    works = [sorted(c, key=lambda e: (e.since, e.id)) for c in clusters]
    works.sort(key=lambda w: (w[0].since, w[0].id))
    holders, since = _holders(works, known)
    owned = defaultdict(list)
    for work_id, place in holders.items():
        owned[place].append(work_id)
    taken = set(holders) | set(known.values())
    names: dict[str, str] = {}
    aliases: set[Alias] = set()
    for place, work in enumerate(works):
        mine = sorted(owned[place], key=lambda w: (since[w], w))
        name = mine[0] if mine else _mint(work, taken)
        taken.add(name)
        names.update((e.id, name) for e in work)
        aliases.update(Alias(old=old, new=name, reason="merged") for old in mine[1:])
        left = {known[e.id] for e in work if e.id in known} - set(mine)
        aliases.update(Alias(old=old, new=name, reason="split") for old in left)
    return names, tuple(sorted(aliases))


def _holders(
    works: Sequence[Sequence[Comparable]], known: Mapping[str, str]
) -> tuple[dict[str, int], dict[str, datetime]]:
    """Return which work keeps each known id, and since when each is known."""
    claims = defaultdict(list)
    for place, work in enumerate(works):
        for entry in work:
            if entry.id in known:
                work_id = known[entry.id]
                claims[work_id].append((work_id != _named_after(entry), entry.since, entry.id, place))
    holders = {work_id: min(c)[-1] for work_id, c in claims.items()}
    return holders, {work_id: min(since for _, since, *_ in c) for work_id, c in claims.items()}


def _named_after(entry: Comparable) -> str:
    return f"w{entry.id}"


def _mint(work: Sequence[Comparable], taken: set[str]) -> str:
    """Return a free name, that of the oldest record where it is free."""
    names = chain(map(_named_after, work), (f"{_named_after(work[0])}-{n}" for n in count(2)))
    return next(name for name in names if name not in taken)


def follow(history: Iterable[Alias], moved: Iterable[Alias], live: Iterable[str]) -> tuple[Alias, ...]:
    """Return the whole table of aliases: one row for each id that is no more, to the id that took its place.

    An id that has come back has no `merged` row; `split` rows are history and stay as they were.
    """
    every = {*history, *moved}
    merged = {a.old: a.new for a in sorted(every - {*moved}) if a.reason == "merged"}
    merged |= {a.old: a.new for a in moved if a.reason == "merged"}
    for name in live:
        merged.pop(name, None)
    rows = {Alias(old=old, new=_end(old, merged), reason="merged") for old in merged}
    return tuple(sorted(rows | {a for a in every if a.reason == "split"}))


def _end(name: str, merged: Mapping[str, str]) -> str:
    seen = set()
    while name in merged and name not in seen:
        seen.add(name)
        name = merged[name]
    return name

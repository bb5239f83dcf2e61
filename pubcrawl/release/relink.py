"""Relinking: the works of the next release, found anew from all of its rows and named after those of the last one."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from pubcrawl.release.link import LINKING_VERSION, Linked, link
from pubcrawl.release.stored import revised, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pubcrawl.items import Publication
    from pubcrawl.release.merge import Merge, Pair
    from pubcrawl.release.stored import Row

VERSION = "linking"
"""Key among the versions of a manifest: of the rules that made the works, or `NOT_LINKED`."""

NOT_LINKED = "none"


def is_linked(versions: Mapping[str, str]) -> bool:
    """Say whether a release was linked by the rules of today, or was too large to be."""
    return versions.get(VERSION) in (str(LINKING_VERSION), NOT_LINKED)


def relink(merge: Merge, before: Linked, *, most: int, expected: int = 0) -> tuple[Linked, dict[str, str]]:
    """Return the works of the next release and the version of the rules that made them.

    Args:
        merge: the rows of the next release.
        before: what the last release says of its works.
        most: rows to link, so that the memory is bounded. Of more than that, known records keep their works, and
            each new one is a work of its own until more is allowed.
        expected: rows that there will be at least, as far as is known, so that they need not be counted.
    """
    if expected > most or any(True for _ in islice(merge.pairs(), most, None)):
        return before, {VERSION: NOT_LINKED}
    known: dict[str, str] = {}

    def rows() -> Iterator[Publication]:
        for old, new in merge.pairs():
            if old:
                known[old.id] = old.work_id
            if new:
                yield whole(new)

    return link(rows(), known, aliases=before.aliases), {VERSION: str(LINKING_VERSION)}


def relinked(pairs: Iterable[Pair], linked: Linked) -> Iterator[Pair]:
    """Give each record with the work it belongs to now."""
    for old, new in pairs:
        yield old, _belonging(new, linked.work_ids.get(new.id, new.work_id)) if new else None


def _belonging(row: Row, work_id: str) -> Row:
    return row if row.work_id == work_id else revised(row, work_id=work_id)

"""The latest records of a site: an old copy of its list lacks just these, and else nothing is missing in it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pubcrawl.release.stored import Row


def lost_latest(there: Iterable[Row], missing: Iterable[Row]) -> int:
    """Return how many records are missing that appeared after every one that is still there; 0 if none is there.

    Args:
        there: records of the last release that a run has read again; taken as far as one is as late as the missing.
        missing: those that it looked for in vain.
    """
    lost = sorted(row.first_seen for row in missing if row.first_seen)
    newest = None
    for row in there:
        if not lost:
            return 0
        if row.first_seen and (newest is None or row.first_seen > newest):
            newest = row.first_seen
            lost = [seen for seen in lost if seen > newest]
    return 0 if newest is None else len(lost)

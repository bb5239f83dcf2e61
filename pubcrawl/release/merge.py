"""What the next release holds: the last release and what a run has read, judged site by site. Pure.

A site whose run was refused keeps its rows as they are. A site whose run may replace them keeps the history of
every record that is still there, and a record that is gone is marked as removed, never taken out: after it was
missing from several runs that saw the whole site, and not before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from pubcrawl.release.stored import Row, differences, revised, say_the_same
from pubcrawl.runs.coverage import list_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from datetime import datetime


Old = TypeVar("Old", bound=Row)

New = TypeVar("New", bound=Row)

Pair = tuple[Row | None, Row | None]
"""A record as it was and as it is, None where it is not there; the same row twice when nothing moved."""

_WHEN_READ = frozenset(("fetched_at", "last_seen"))


@dataclass(frozen=True, kw_only=True)
class Removal:
    """When a missing record counts as removed.

    Attributes:
        runs: from how many whole runs in a row it must be missing; one may be the site's own mistake.
        share: a run is whole when it was complete and has at least this share of the records the last release
            shows; a shorter one has lost pages, whatever it says.
    """

    runs: int = 2
    share: float = 0.9


@dataclass(frozen=True, kw_only=True)
class SiteRun:
    """A run over one site that may replace the site's rows.

    Attributes:
        complete: the whole site was asked for and read.
        records: how many records the run has.
        published: how many records of the site the last release shows, removed ones aside.
        kinds: kinds of the pages it read: what was last seen on a page of another kind is not missing. None for all.
        unread: addresses of pages that did not come: what stood there is not missing.
        refused: ids the run saw on the site and quarantined: not removed, and their last good rows stay.
    """

    complete: bool
    records: int
    published: int
    kinds: Collection[str] | None = None
    unread: Collection[str] = ()
    refused: Collection[str] = frozenset()

    def whole(self, removal: Removal) -> bool:
        """Return whether the run saw the whole site, all but its unread pages."""
        return self.complete and self.records >= removal.share * self.published

    def may_hold(self, record: Row) -> bool:
        """Return whether a record that the run lacks may be on the site all the same; a list's pages are one place."""
        if record.id in self.refused:
            return True
        unread = {list_of(url) for url in self.unread}
        is_other = self.kinds is not None and record.source_kind not in self.kinds
        return is_other or list_of(record.source_url) in unread


class Merge:
    """The rows of the next release, in the order of their ids, one at a time.

    Args:
        last: rows of the last release, sorted by id; those that nothing moves are passed on unread.
        fresh: rows of this run, sorted by id; those of sites that are not in `runs` are left out.
        runs: the sites whose rows this run may replace.
        misses: by id, from how many whole runs in a row a record has been missing so far.
        now: time of the run, UTC.
        removal: when a missing record counts as removed.
        kept: gives a row as it may be published, None for one that may not; see `Suppressor`.

    Attributes:
        misses: the same counts after this run, filled while the rows are taken.
    """

    def __init__(
        self,
        last: Iterable[Row],
        fresh: Iterable[Row],
        *,
        runs: Mapping[str, SiteRun],
        misses: Mapping[str, int],
        now: datetime,
        removal: Removal | None = None,
        kept: Callable[[Row], Row | None] = lambda row: row,
    ) -> None:
        self._last, self._fresh = last, fresh
        self._runs, self._before, self._now = runs, misses, now
        self._removal = removal or Removal()
        self._kept = kept
        self.misses: dict[str, int] = {}

    def __iter__(self) -> Iterator[Row]:
        return (new for _, new in self.pairs() if new)

    def pairs(self) -> Iterator[Pair]:
        """Give each record as it is in the last release and as it is in the next, None where it is not there."""
        self.misses.clear()
        replacing = (p for p in self._fresh if p.site in self._runs)
        for old, read in paired(self._last, replacing):
            before, now = old and self._kept(old), read and self._kept(read)
            if now:
                yield old, renewed(before, now)
            elif before:
                yield old, self._absent(before)
            elif old:
                yield old, None

    def changes_anything(self) -> bool:
        """Say whether readers would see anything new, other than when a record was seen last.

        Both series must be such as can be gone through again.
        """
        return any(_differ(old, new) for old, new in self.pairs()) or self.misses != dict(self._before)

    def _absent(self, old: Row) -> Row:
        before = self._before.get(old.id, 0)
        run = self._runs.get(old.site)
        missing = run and run.whole(self._removal) and not run.may_hold(old)
        count = before + 1 if missing else before
        if old.removed_at:
            return old
        if count >= self._removal.runs:
            return revised(old, removed_at=max(self._now, old.last_seen or self._now))
        if count:
            self.misses[old.id] = count
        return old


_OF_OLD = ("work_id", "first_seen", "last_changed")

_OF_NEW = ("source_url", "source_kind", "fetched_at", "content_hash")


def renewed(old: Row | None, new: Row) -> Row:
    """Return a record that was read again, or for the first time, with its history.

    `first_seen` never moves, `last_seen` never goes back, `last_changed` moves with the content, `work_id` is the
    one minted first, and a record that had been removed is back.
    """
    if old is None:
        seen = new.fetched_at
        return revised(new, first_seen=seen, last_seen=seen, last_changed=seen, removed_at=None)
    seen = max(new.fetched_at, old.last_seen or new.fetched_at)
    return revised(
        old if say_the_same(old, new) else new,
        (old, _OF_OLD),
        (new, _OF_NEW),
        last_seen=seen,
        removed_at=None,
        **({} if old.content_hash == new.content_hash else {"last_changed": seen}),
    )


def paired(last: Iterable[Old], fresh: Iterable[New]) -> Iterator[tuple[Old | None, New | None]]:
    """Give the records of two sorted series side by side, None where one of them lacks the id."""
    olds, news = iter(last), iter(fresh)
    old, new = next(olds, None), next(news, None)
    while old or new:
        if new is None or (old is not None and old.id < new.id):
            yield old, None
            old = next(olds, None)
        elif old is None or new.id < old.id:
            yield None, new
            new = next(news, None)
        else:
            yield old, new
            old, new = next(olds, None), next(news, None)


def _differ(old: Row | None, new: Row | None) -> bool:
    if old is None or new is None:
        return True
    return old is not new and bool(differences(old, new, _WHEN_READ))

"""What the next release holds: the last release and what a run has read, judged site by site.

A site whose run was refused keeps its rows as they are. A site whose run may replace them keeps the history of
every record that is still there, and a record that is gone is marked as removed, never taken out: after it was
missing from several runs that saw the whole site, and not before.
"""

import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from typing import IO, Any, Self

import msgspec

from pubcrawl.items import Publication
from pubcrawl.release.suppress import Suppression, Trace
from pubcrawl.runs.coverage import Coverage
from pubcrawl.storage.atomic import as_storage_error
from pubcrawl.storage.jsonl import check_exact, dump, load

MOST_MISSES = 2
"""Whole runs in a row that a removed record was missing from; one may be the site's own mistake."""

COLUMNS = tuple(f.name for f in fields(Publication))

_COMPARED = tuple(name for name in COLUMNS if name not in ("fetched_at", "last_seen"))
"""Columns that say what a record is, and not when it was read."""

_values: "attrgetter[tuple[Any, ...]]" = attrgetter(*_COMPARED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Before:
    """What the last release says of a record, as far as it matters to the next one."""

    work_id: str
    content_hash: str
    is_removed: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What becomes of one record.

    Attributes:
        id: of the record.
        site: of the record.
        row: the record as the next release holds it; None when it is taken out.
        before: what the last release says of it; None when it was not there.
        moved: columns that differ, in their order, but for those that say when it was read.
        misses: from how many whole runs in a row it has been missing; 0 for one that is there, or is removed.
    """

    id: str
    site: str
    row: Publication | None
    before: Before | None
    moved: tuple[str, ...] = ()
    misses: int = 0


def outcome(old: Publication | None, new: Publication | None, misses: int = 0) -> Outcome:
    """Return what becomes of a record, by what it is in the last release and in the next one.

    Raises:
        LookupError: it is in neither.
    """
    there = new or old
    if there is None:
        raise LookupError("a record is in the last release, in the next one, or in both")
    return Outcome(
        id=there.id,
        site=there.site,
        row=new,
        before=_before(old) if old else None,
        moved=_moved(old, new) if old and new and old is not new else (),
        misses=misses,
    )


def _before(old: Publication) -> Before:
    return Before(work_id=old.work_id, content_hash=old.content_hash, is_removed=old.removed_at is not None)


def _moved(old: Publication, new: Publication) -> tuple[str, ...]:
    was, now = _values(old), _values(new)
    return () if was == now else tuple(n for n, a, b in zip(_COMPARED, was, now, strict=True) if a != b)


def merged(
    last: Iterable[Publication],
    fresh: Iterable[Publication],
    *,
    coverages: Mapping[str, Coverage],
    misses: Mapping[str, int],
    now: datetime,
    suppression: Suppression | None = None,
) -> Iterator[Outcome]:
    """Give what becomes of each record, in the order of their ids.

    Args:
        last: rows of the last release, sorted by id.
        fresh: rows of this run, sorted by id; those of sites that are not in `coverages` are left out.
        coverages: what the run has read of the sites whose rows it may replace.
        misses: by id, from how many whole runs in a row a record has been missing so far.
        now: time of the run, UTC.
        suppression: what may not be published; nothing when None.
    """
    suppression = suppression or Suppression()
    replacing = (p for p in fresh if p.site in coverages)
    for old, read in paired(last, replacing):
        again = read is not None and suppression.knows_again(read, published=old is not None)
        if old and (again or suppression.drops(old)):
            yield outcome(old, None)
        elif read and not again and not suppression.drops(read):
            yield outcome(old, renewed(old and suppression.without_people(old), suppression.without_people(read)))
        elif old:
            row, count = _unread(suppression.without_people(old), coverages.get(old.site), misses.get(old.id, 0), now)
            yield outcome(old, row, count)


def _unread(old: Publication, coverage: Coverage | None, before: int, now: datetime) -> tuple[Publication, int]:
    """Return a record that the run did not read, and from how many whole runs it has been missing."""
    if old.removed_at:
        return old, 0
    missing = coverage is not None and coverage.whole and coverage.must_hold(old)
    count = before + missing
    if count >= MOST_MISSES:
        return replace(old, removed_at=max(now, old.last_seen or now)), 0
    return old, count


def renewed(old: Publication | None, new: Publication) -> Publication:
    """Return a record that was read again, or for the first time, with its history.

    `first_seen` never moves, `last_seen` never goes back, `last_changed` moves with the content, `work_id` is the
    one minted first, and a record that had been removed is back. While the content stays, so does the spelling of its
    venue.
    """
    if old is None:
        seen = new.fetched_at
        return replace(new, first_seen=seen, last_seen=seen, last_changed=seen, removed_at=None)
    seen = max(new.fetched_at, old.last_seen or new.fetched_at)
    same = old.content_hash == new.content_hash
    return replace(
        new,
        work_id=old.work_id,
        venue=old.venue if same else new.venue,
        first_seen=old.first_seen,
        last_seen=seen,
        last_changed=old.last_changed if same else seen,
        removed_at=None,
    )


def paired(
    last: Iterable[Publication], fresh: Iterable[Publication]
) -> Iterator[tuple[Publication | None, Publication | None]]:
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


class _Known(msgspec.Struct):
    """What linking asks of the records that the last release has."""

    id: str
    before: Before | None


@dataclass(frozen=True, kw_only=True, eq=False)
class Outcomes:
    """The outcomes of a merge, kept on disk in a file without a name, so that they can be gone through again.

    The system takes the file away when the process ends, however it ends.

    Attributes:
        rows: how many records the next release holds.
        misses: by id, from how many whole runs in a row a record has been missing.
        suppressed: ids of the records left out because of their work, by work id.
        traces: what those records tell of their work, by work id.
        is_news: True when readers would see anything new, other than when a record was read.
    """

    _file: IO[bytes]
    _check: Callable[[], None]
    rows: int
    misses: dict[str, int]
    suppressed: dict[str, set[str]]
    traces: Mapping[str, tuple[Trace, ...]]
    is_news: bool

    @classmethod
    def kept(
        cls,
        outcomes: Iterable[Outcome],
        folder: Path,
        *,
        misses: Mapping[str, int] | None = None,
        suppression: Suppression | None = None,
        check: Callable[[], None] = lambda: None,
    ) -> Self:
        """Keep outcomes.

        Args:
            outcomes: in the order of their ids; taken once, one at a time.
            folder: on the disk that is to hold them, made if missing.
            misses: those before the merge.
            suppression: what was suppressed in the merge.
            check: called for each outcome, whenever they are gone through; what it raises ends that.

        Raises:
            StorageError: the disk refused.
            RowError: a row has no JSON form.
        """
        suppression = suppression or Suppression()
        rows, news = 0, False
        missing: dict[str, int] = {}
        suppressed = defaultdict(set, {work_id: set(ids) for work_id, ids in suppression.remembered.items()})
        with as_storage_error(folder):
            folder.mkdir(parents=True, exist_ok=True)
            file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  lives as long as the outcomes
            try:
                for one in outcomes:
                    check()
                    if one.row:
                        check_exact(one.row)
                    file.write(dump(one))
                    rows += one.row is not None
                    news = news or one.before is None or one.row is None or bool(one.moved)
                    if one.misses:
                        missing[one.id] = one.misses
                    if one.row is None and one.before and suppression.drops_by_work(one.id, one.before.work_id):
                        suppressed[one.before.work_id].add(one.id)
                file.flush()
            except BaseException:
                _discard(file)
                raise
        return cls(
            _file=file,
            _check=check,
            rows=rows,
            misses=missing,
            suppressed=dict(suppressed),
            traces=suppression.traces,
            is_news=news or missing != dict(misses or {}) or suppression.is_wiser,
        )

    def close(self) -> None:
        """Let go of the file."""
        _discard(self._file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, value: object, trace: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[Outcome]:
        return (load(Outcome, line) for line in self._lines())

    def known_works(self) -> dict[str, str]:
        """Return the work that each record of the last release belongs to, by record id."""
        known = (load(_Known, line) for line in self._lines())
        return {one.id: one.before.work_id for one in known if one.before}

    def _lines(self) -> Iterator[bytes]:
        self._file.seek(0)
        for line in self._file:
            self._check()
            yield line


def _discard(file: IO[bytes]) -> None:
    """Close a file whose bytes nobody needs; a disk that refuses the rest of them has said so already."""
    with suppress(OSError):
        file.close()

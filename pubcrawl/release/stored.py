"""Stored rows: rows as their lines on disk, read only where someone asks for what the publication itself says.

Most nights change few records. Those that no one changes go from one release to the next as they are, and those that
were only seen again are old lines with new times.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cache, lru_cache
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

import orjson

from pubcrawl.items import Publication
from pubcrawl.release.parts import COLUMNS, OUTER, PARTS, PLACES, Parts, head_from, head_of, line_from, parts_of
from pubcrawl.storage.atomic import StorageError
from pubcrawl.storage.jsonl import json_line, read_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path


class StoredRow:
    """A row that answers for its outer columns; `read` gives all of it.

    Args:
        line: as `json_line` wrote it.
        path: the file that holds the line.
        parts: of the line, where they are known; see `parts_of`.

    Attributes:
        id: of the record.
        work_id: of its work.
        site: of the record.
        removed_at: when it left the site, None while it is there.
        content_hash: over its content.

    Raises:
        ValueError: `json_line` did not write the line, or it had other columns then.
    """

    __slots__ = (
        "_parts",
        "_row",
        "content_hash",
        "id",
        "line",
        "path",
        "removed_at",
        "site",
        "work_id",
    )

    def __init__(
        self,
        line: bytes,
        path: Path,
        *,
        parts: Parts | None = None,
    ) -> None:
        record, work, site, removed, content = head_from(parts) if parts else head_of(line)
        self.line, self.path = line, path
        self.id: str = orjson.loads(record)
        self.work_id: str = orjson.loads(work)
        self.site: str = orjson.loads(site)
        self.removed_at = _time(removed)
        self.content_hash: str = orjson.loads(content)
        self._parts = parts
        self._row: Publication | None = None

    @property
    def parts(self) -> Parts:
        """What the line is made of."""
        if self._parts is None:
            try:
                self._parts = parts_of(self.line)
            except ValueError as exc:
                raise StorageError(f"cannot read {self.path}: row {self.id}: {exc}") from exc
        return self._parts

    @property
    def source_url(self) -> str:
        """Page the record was read on."""
        return str(orjson.loads(self.parts[PLACES["source_url"]]))

    @property
    def source_kind(self) -> str:
        """What kind of page that is."""
        return str(orjson.loads(self.parts[PLACES["source_kind"]]))

    @property
    def fetched_at(self) -> datetime:
        """When that page was fetched."""
        return _time(self.parts[PLACES["fetched_at"]]) or self.read().fetched_at

    @property
    def first_seen(self) -> datetime | None:
        """First fetch that held the record."""
        return _time(self.parts[PLACES["first_seen"]])

    @property
    def last_seen(self) -> datetime | None:
        """Latest fetch that held the record."""
        return _time(self.parts[PLACES["last_seen"]])

    @property
    def last_changed(self) -> datetime | None:
        """Latest fetch that changed its content."""
        return _time(self.parts[PLACES["last_changed"]])

    def read(self) -> Publication:
        """Return the whole row.

        Raises:
            StorageError: the line is no row.
        """
        if self._row is None:
            try:
                self._row = read_line(Publication, self.line)
            except ValueError as exc:
                raise StorageError(f"cannot read {self.path}: {exc}") from exc
        return self._row

    def revised(self, columns: Mapping[str, object], taken: Sequence[tuple[Row, Sequence[str]]] = ()) -> StoredRow:
        """Return the row with other values in some outer columns, and some taken from other rows."""
        parts = list(self.parts)
        for row, names in taken:
            for name in names:
                place = PLACES[name]
                parts[place] = row.parts[place] if isinstance(row, StoredRow) else _json(getattr(row, name))
        for name, value in columns.items():
            parts[PLACES[name]] = _json(value)
        moved = tuple(parts)
        return StoredRow(line_from(moved), self.path, parts=moved)


def _json(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_UTC_Z)


def _taking(names: Iterable[str]) -> Callable[[Parts], Parts]:
    return itemgetter(*map(PLACES.__getitem__, names))


_SAID = _taking(name for name in PARTS if name in ("id", "site") or name not in OUTER)

Row = Publication | StoredRow
"""A row, read or not; which of the two it is makes no difference to what is published."""


def whole(row: Row) -> Publication:
    """Return all of a row."""
    return row.read() if isinstance(row, StoredRow) else row


def line_of(row: Row) -> bytes:
    """Return a row as a line of JSON; see `json_line`."""
    return row.line if isinstance(row, StoredRow) else json_line(row)


def revised(row: Row, *taken: tuple[Row, Sequence[str]], **columns: Any) -> Row:  # noqa: ANN401  any outer column
    """Return a row with other values in some of its outer columns.

    Args:
        row: the row.
        taken: other rows, each with the names of columns to take from it.
        columns: the other values by name; they go before those taken.
    """
    if isinstance(row, StoredRow):
        return row.revised(columns, taken)
    return replace(row, **{name: getattr(other, name) for other, names in taken for name in names} | columns)


def say_the_same(one: Row, other: Row) -> bool:
    """Say whether two rows are known to say the same of one record, but for where and when it was read."""
    return _alike(one, other, _SAID)


def differences(one: Row, other: Row, ignored: frozenset[str]) -> tuple[str, ...]:
    """Return the columns in which two rows differ, in their order, without some outer ones."""
    if _alike(one, other, _parts_without(ignored)):
        return ()
    names, get = _columns_without(ignored)
    before, after = get(whole(one)), get(whole(other))
    return tuple(n for n, was, now in zip(names, before, after, strict=True) if was != now) if before != after else ()


def _alike(one: Row, other: Row, parts: Callable[[Parts], Parts]) -> bool:
    if isinstance(one, StoredRow) and isinstance(other, StoredRow):
        return parts(one.parts) == parts(other.parts)
    return False


@cache
def _parts_without(ignored: frozenset[str]) -> Callable[[Parts], Parts]:
    return _taking(name for name in PARTS if name not in ignored)


@cache
def _columns_without(ignored: frozenset[str]) -> tuple[tuple[str, ...], attrgetter[tuple[Any, ...]]]:
    names = tuple(name for name in COLUMNS if name not in ignored)
    return names, attrgetter(*names)


@lru_cache(maxsize=4096)  # the records of a page share their times
def _time(value: bytes) -> datetime | None:
    text = orjson.loads(value)
    return datetime.fromisoformat(text) if text else None

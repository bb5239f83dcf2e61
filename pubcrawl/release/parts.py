"""Parts: what the line of a row is made of, told without reading it.

Outer columns say which record it is, and where and when it was read. What stands between them is what the publication
itself says; it is taken whole, by the name of its first column.
"""

from __future__ import annotations

import re
from dataclasses import fields
from itertools import chain, groupby, repeat
from operator import itemgetter
from typing import TYPE_CHECKING

from pubcrawl.items import Publication

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator


COLUMNS = tuple(f.name for f in fields(Publication))

OUTER = (
    "id",
    "work_id",
    "site",
    "source_url",
    "source_kind",
    "fetched_at",
    "first_seen",
    "last_seen",
    "last_changed",
    "removed_at",
    "content_hash",
)


def _pattern(named: Collection[str], rest: Iterator[str]) -> re.Pattern[bytes]:
    """Return what matches a line of JSON: some columns by name, and what stands between them.

    No text looks like a column, for its quotes are escaped, and no author or link has one of that name.

    Args:
        named: the columns, as JSON.
        rest: what matches from one column to the next that is named.
    """
    parts: list[str] = []
    for is_named, names in groupby(COLUMNS, named.__contains__):
        if is_named:
            parts += (rf'"{name}":(?P<{name}>null|"[^"\\]*(?:\\.[^"\\]*)*")' for name in names)
        else:
            name = next(names)
            parts.append(f'"{name}":{next(rest).format(name)}')
    return re.compile(("{" + ",".join(parts) + "}\n").encode(), re.DOTALL)


_HEAD = _pattern(("id", "work_id", "site", "removed_at", "content_hash"), repeat(".*"))

_ALL = _pattern(OUTER, chain(["(?P<{}>.*)"], repeat("(?P<{}>.*?)")))  # the first is long and quicker found from behind

_FORM = ("{" + ",".join(f'"{name}":%b' for name in _ALL.groupindex) + "}\n").encode()

PARTS = tuple(_ALL.groupindex)
"""Names of the parts, in their order."""


PLACES = {name: place for place, name in enumerate(PARTS)}
"""Where each part stands among them."""

Parts = tuple[bytes, ...]
"""Parts of a line in their order, as JSON."""

HEAD = tuple(_HEAD.groupindex)
"""The outer columns that every row is asked for."""

head_from: Callable[[Parts], Parts] = itemgetter(*map(PLACES.__getitem__, HEAD))
"""Gives those of all parts."""


def head_of(line: bytes) -> Parts:
    """Return the outer columns of a line that every row is asked for, which `HEAD` names, as JSON.

    Raises:
        ValueError: `json_line` did not write the line, or there were other columns when it did.
    """
    return _matched(_HEAD, line)


def parts_of(line: bytes) -> Parts:
    """Return all parts of a line, as JSON.

    Raises:
        ValueError: see `head_of`.
    """
    return _matched(_ALL, line)


def line_from(parts: Parts) -> bytes:
    """Return the line that is made of these parts."""
    return _FORM % parts


def _matched(pattern: re.Pattern[bytes], line: bytes) -> Parts:
    if found := pattern.fullmatch(line):
        return found.groups()
    raise ValueError("a line is no row, or one of other columns")

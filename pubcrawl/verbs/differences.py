"""How the records of two releases differ: which ones, in which columns, and what stood there before and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from pubcrawl.items import Author, Link
from pubcrawl.text.display import escaped

if TYPE_CHECKING:
    from pubcrawl.release.changes import Change
    from pubcrawl.release.exports import Release

SHOWN = 100
"""Most characters of a value that a line shows."""

LEAD = 30
"""Characters before the first difference that are shown of values too long for a line."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What became of one record.

    Attributes:
        told: the change.
        title: of the record, after the change where it is still there.
        values: by column that changed, the value before and the value after.
    """

    told: Change
    title: str | None
    values: dict[str, tuple[Any, Any]]

    def lines(self) -> Iterator[str]:
        """Give two lines for each column that changed: the value before and the value after, on one line each."""
        width = max(map(len, self.values), default=0)
        for column, (old, new) in self.values.items():
            before, after = _shortened(*_distinct(old, new))
            yield f"    {column:<{width}} - {before}"
            yield f"    {'':<{width}} + {after}"

    def plain(self) -> dict[str, Any]:
        """Return the values that changed, whole, as JSON has them."""
        return {
            column: {"old": msgspec.to_builtins(old), "new": msgspec.to_builtins(new)}
            for column, (old, new) in self.values.items()
        }


def differences(old: Release, new: Release) -> Iterator[Difference]:
    """Give what became of each record that is not the same in two releases, in the order of their ids.

    Raises:
        StorageError: the rows of a release cannot be read.
    """
    from pubcrawl.release.changes import ReleaseStamp, change
    from pubcrawl.release.merge import outcome, paired

    stamp = ReleaseStamp(run_id=new.manifest.run_id, release=new.number, at=new.manifest.created_at)
    for before, after in paired(old.rows(), new.rows()):
        there = after or before
        if there and before != after and (told := change(outcome(before, after), there.work_id, stamp)):
            values = {name: (getattr(before, name), getattr(after, name)) for name in told.changed_fields}
            yield Difference(told=told, title=there.title, values=values)


def _distinct(old: object, new: object) -> tuple[str, str]:
    """Return two values as people read them; where that hides what differs, as JSON has them."""
    before, after = _text(old), _text(new)
    if before != after:
        return before, after
    return _json(old), _json(new)


def _text(value: object) -> str:
    if value is None:
        return "(none)"
    if isinstance(value, tuple):
        return "; ".join(map(_element, value)) or "(none)"
    return escaped(str(value))


def _element(value: object) -> str:
    if isinstance(value, Link):
        return escaped(f"{value.kind} {value.url}")
    return escaped(value.name if isinstance(value, Author) else str(value))


def _json(value: object) -> str:
    return escaped(msgspec.json.encode(value).decode())


def _shortened(old: str, new: str) -> tuple[str, str]:
    """Return two texts cut to what fits a line; what both begin with is cut first, so that the difference is seen."""
    if max(len(old), len(new)) <= SHOWN:
        return old, new
    both = zip(old, new, strict=False)
    same = next((place for place, (one, other) in enumerate(both) if one != other), min(len(old), len(new)))
    return _cut(old, same - LEAD), _cut(new, same - LEAD)


def _cut(text: str, start: int) -> str:
    start = max(0, min(start, len(text) - SHOWN))
    shown = text[start : start + SHOWN]
    return f"{'…' if start else ''}{shown}{'…' if start + SHOWN < len(text) else ''}"

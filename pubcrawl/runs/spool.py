"""What a run reads of one site, on disk as soon as it is read: append-only lines that survive a killed process."""

from __future__ import annotations

import os
import re
from array import array
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pubcrawl.items import Draft, Publication, RawPublication
from pubcrawl.release.parts import parts_of
from pubcrawl.release.stored import Row, StoredRow, revised
from pubcrawl.storage.append_only import Lines, LinesFile
from pubcrawl.storage.atomic import storing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


SPOOL, QUARANTINE = "spool.jsonl", "quarantine.jsonl"
"""What a run keeps of a site, in the run's folder of the site's name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Quarantined:
    """A refused record: why, on which page, what the page said, and what we made of it."""

    reasons: tuple[str, ...]
    source_url: str
    raw: RawPublication
    publication: Publication


class Spool(Lines):
    """The drafts of one run over one site, each line `{"raw": ..., "publication": ...}`."""

    def append(self, draft: Draft) -> None:
        """Write a draft so that it survives the process; it survives the machine after the next fsync."""
        self.put(draft)


class Quarantine(Lines):
    """The refused drafts of one run over one site, each line with its reasons and its page."""

    def append(self, draft: Draft, reasons: Sequence[str]) -> None:
        """Write a refused draft with its reasons."""
        self.put(
            Quarantined(
                reasons=tuple(reasons),
                source_url=draft.raw.source_url,
                raw=draft.raw,
                publication=draft.publication,
            )
        )


class SpoolFile(LinesFile):
    """A spool or quarantine as it lies on disk."""

    def drafts(self) -> Iterator[Draft]:
        """Give the drafts in the order they were spooled.

        Raises:
            StorageError: the file cannot be read, or a line before the last is damaged.
        """
        return self.values(Draft)

    def quarantined(self) -> Iterator[Quarantined]:
        """Give the refused records of a quarantine file.

        Raises:
            StorageError: the file cannot be read, or a line before the last is damaged.
        """
        return self.values(Quarantined)

    def places(self) -> Iterator[tuple[str, int, int]]:
        """Give the id of each draft, and where its row is: the byte it starts at and the bytes it has; see `row_at`.

        Raises:
            StorageError: the file cannot be read, or a line before the last is damaged.
        """
        for offset, line in self.lines():
            start = line.find(_PUBLICATION) + len(_PUBLICATION)
            found = None if _ESCAPED in line else _ID.match(line, start)
            if found:
                yield found[1].decode(), offset + start, len(line) - start
            else:
                yield self.value(Draft, offset, line).publication.id, offset, len(line)

    def row_at(self, offset: int, content: bytes) -> Row:
        """Return a row, unread where it is written as a release would write it.

        Args:
            offset: the byte it starts at.
            content: its bytes.

        Raises:
            StorageError: they are damaged.
        """
        row = content[: -len(_END)] + b"\n"
        with suppress(ValueError):
            return StoredRow(row, self.path, parts=parts_of(row))
        if content.startswith(_DRAFT):
            return self.value(Draft, offset, content).publication
        return self.value(Publication, offset, row)


_DRAFT = b'{"raw":'

_END = b"}\n"

_PUBLICATION = b',"publication":'
"""What a page said comes before it and cannot hold it, for quotes in a text are escaped."""

_ESCAPED = b"\\ud"
"""Of half a surrogate pair; such a line is written in another way, see `dump_line`."""

_ID = re.compile(rb'\{"id":"([^"\\]*)"')


class SpooledRows:
    """The publications of several spools sorted by id, from the disk each time; only ids and places are in memory.

    A record that was spooled twice, as a resumed run may do, is given once, as it was spooled last.

    Args:
        spools: what a run read.
        id_of: gives the id of a record by the one it was spooled under; one without is left out.

    Raises:
        StorageError: a spool cannot be read or is damaged.
    """

    def __init__(self, spools: Sequence[SpoolFile], id_of: Callable[[str], str | None] = lambda name: name) -> None:
        self._spools, self._id_of = spools, id_of

    def __len__(self) -> int:
        return len(self._places[0])

    def __iter__(self) -> Iterator[Row]:
        with ExitStack() as stack:
            files: dict[int, int] = {}
            for record, n, offset, size in zip(*self._places, strict=True):
                spool = self._spools[n]
                with storing(spool.path, "read"):
                    if n not in files:
                        files[n] = stack.enter_context(spool.path.open("rb")).fileno()
                    line = os.pread(files[n], size, offset)
                row = spool.row_at(offset, line)
                yield row if row.id == record else revised(row, id=record, work_id=record)

    @cached_property
    def _places(self) -> tuple[list[str], array[int], array[int], array[int]]:
        """Each id, in order, with the spool its line is in, the byte it starts at, and the bytes it has."""
        last: dict[str, int] = {}
        columns = array("q"), array("q"), array("q")
        for n, spool in enumerate(self._spools):
            for name, offset, size in spool.places():
                if record := self._id_of(name):
                    last[record] = len(columns[0])
                    for column, value in zip(columns, (n, offset, size), strict=True):
                        column.append(value)
        records = sorted(last)
        order = [last[record] for record in records]
        spools, offsets, sizes = (array("q", map(column.__getitem__, order)) for column in columns)
        return records, spools, offsets, sizes

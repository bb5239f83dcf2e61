"""What a run reads of one site, on disk as soon as it is read: append-only lines that survive a killed process."""

import os
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cached_property

import msgspec

from pubcrawl.items import Draft, Publication, RawPublication
from pubcrawl.storage.append_only import AppendOnlyFile, LinesOnDisk
from pubcrawl.storage.atomic import as_storage_error


@dataclass(frozen=True, kw_only=True, slots=True)
class Quarantined:
    """A refused record: why, on which page, what the page said, and what we made of it."""

    reasons: tuple[str, ...]
    source_url: str
    raw: RawPublication
    publication: Publication


class Spool(AppendOnlyFile):
    """The drafts of one run over one site, each line `{"raw": ..., "publication": ...}`."""

    def append(self, draft: Draft) -> None:
        """Write a draft so that it survives the process; it survives the machine after the next fsync."""
        self.put(draft)


class Quarantine(AppendOnlyFile):
    """The refused drafts of one run over one site, each line with its reasons and its page."""

    def append(self, draft: Draft, reasons: Sequence[str]) -> None:
        """Write a refused draft with its reasons."""
        self.put(
            Quarantined(
                reasons=tuple(reasons), source_url=draft.raw.source_url, raw=draft.raw, publication=draft.publication
            )
        )


class _Keyed(msgspec.Struct):
    """The key of a spooled record, which stands as its id until it is matched with a published one."""

    id: str


class _KeyedLine(msgspec.Struct):
    publication: _Keyed


class _PublicationLine(msgspec.Struct):
    publication: Publication


class SpoolFile(LinesOnDisk):
    """A spool or quarantine as it lies on disk."""

    def drafts(self) -> Iterator[Draft]:
        """Give the drafts in the order they were spooled.

        Raises:
            StorageError: the file cannot be read, or a line before the last is damaged.
        """
        return self.values(Draft)

    def publications(self) -> Iterator[Publication]:
        """Give the publications of the drafts, or of the refused records.

        Raises:
            StorageError: as above.
        """
        return (line.publication for line in self.values(_PublicationLine))

    def record_keys(self) -> Iterator[str]:
        """Give the key of each record, without reading all of it.

        Raises:
            StorageError: as above.
        """
        return (key for key, _, _ in self.places())

    def places(self) -> Iterator[tuple[str, int, int]]:
        """Give the key of each record, the byte its line starts at, and the bytes the line has.

        Raises:
            StorageError: as above.
        """
        for offset, line in self.lines():
            yield self.value(_KeyedLine, offset, line).publication.id, offset, len(line)

    def publication_at(self, offset: int, line: bytes) -> Publication:
        """Return the publication of a line.

        Raises:
            StorageError: the line is damaged.
        """
        return self.value(_PublicationLine, offset, line).publication


class SpooledRows:
    """The publications of several spools sorted by id, from the disk each time; only ids and places are in memory.

    A record that was spooled twice, as a resumed run may do, is given once, as it was spooled last.

    Args:
        spools: what a run read.
        id_of: gives the id of a record by the key it was spooled under; one without is left out.

    Raises:
        StorageError: a spool cannot be read or is damaged.
    """

    def __init__(self, spools: Sequence[SpoolFile], id_of: Callable[[str], str | None] = lambda key: key) -> None:
        self._spools, self._id_of = spools, id_of

    def __iter__(self) -> Iterator[Publication]:
        with ExitStack() as stack:
            files: dict[int, int] = {}
            for record, n, offset, size in zip(*self._places, strict=True):
                spool = self._spools[n]
                with as_storage_error(spool.path, "read"):
                    if n not in files:
                        files[n] = stack.enter_context(spool.path.open("rb")).fileno()
                    line = os.pread(files[n], size, offset)
                row = spool.publication_at(offset, line)
                yield row if row.id == record else replace(row, id=record, work_id=record)

    @cached_property
    def _places(self) -> "tuple[list[str], array[int], array[int], array[int]]":
        """Each id, in order, with the spool its line is in, the byte it starts at, and the bytes it has."""
        last: dict[str, int] = {}
        columns = array("q"), array("q"), array("q")
        for n, spool in enumerate(self._spools):
            for key, offset, size in spool.places():
                if record := self._id_of(key):
                    last[record] = len(columns[0])
                    for column, value in zip(columns, (n, offset, size), strict=True):
                        column.append(value)
        records = sorted(last)
        order = [last[record] for record in records]
        spools, offsets, sizes = (array("q", map(column.__getitem__, order)) for column in columns)
        return records, spools, offsets, sizes

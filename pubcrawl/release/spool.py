"""What a run reads of one site, on disk as soon as it is read: append-only lines that survive a killed process."""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, TypeVar

from pubcrawl.items import Draft, Publication, RawPublication
from pubcrawl.release.storage import StorageError, storing
from pubcrawl.rows import decode, dump_line, load_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from typing import Self

T = TypeVar("T")

SYNC_EVERY = 100
"""Lines between two fsyncs: eight pages, which is what a power cut may cost."""

_TAIL = 64 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Quarantined:
    """A refused record: why, on which page, what the page said, and what we made of it."""

    reasons: tuple[str, ...]
    source_url: str
    raw: RawPublication
    publication: Publication


class _Lines:
    """A file of lines that only grows. Opening it again cuts a torn last line off.

    Args:
        path: the file, made with its folders if missing.
        sync_every: lines between two fsyncs.

    Attributes:
        torn: 1 when a torn line was cut off, else 0.

    Raises:
        StorageError: the file cannot be opened or written.
    """

    def __init__(self, path: Path, *, sync_every: int = SYNC_EVERY) -> None:
        self.path = path
        self._sync_every = sync_every
        self._unsynced = 0
        with storing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("a+b")
            end, self.torn = _whole(self._file)
            self._file.truncate(end)

    def _put(self, value: object) -> None:
        with storing(self.path):
            self._file.write(dump_line(value))
            self._file.flush()
            self._unsynced += 1
            if self._unsynced >= self._sync_every:
                self._sync()

    def _sync(self) -> None:
        os.fsync(self._file.fileno())
        self._unsynced = 0

    def close(self) -> None:
        """Make every line durable and let go of the file."""
        if self._file.closed:
            return
        with storing(self.path), self._file:
            self._sync()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, value: object, trace: object) -> None:
        self.close()


class Spool(_Lines):
    """The drafts of one run over one site, each line `{"raw": ..., "publication": ...}`."""

    def append(self, draft: Draft) -> None:
        """Write a draft so that it survives the process; it survives the machine after the next fsync."""
        self._put(draft)


class Quarantine(_Lines):
    """The refused drafts of one run over one site, each line with its reasons and its page."""

    def append(self, draft: Draft, reasons: Sequence[str]) -> None:
        """Write a refused draft with its reasons."""
        self._put(
            Quarantined(
                reasons=tuple(reasons),
                source_url=draft.raw.source_url,
                raw=draft.raw,
                publication=draft.publication,
            )
        )


@dataclass(frozen=True, kw_only=True)
class SpoolFile:
    """A spool as it lies on disk, read without changing it.

    Attributes:
        path: the file.
        end: bytes up to the end of the last whole line.
        torn: 1 when a torn line follows, which is not read, else 0.
    """

    path: Path
    end: int
    torn: int

    @classmethod
    def open(cls, path: Path) -> Self:
        """Look at a spool; one that does not exist is empty.

        Raises:
            StorageError: the file cannot be read.
        """
        with storing(path, "read"):
            if not path.exists():
                return cls(path=path, end=0, torn=0)
            with path.open("rb") as file:
                end, torn = _whole(file)
        return cls(path=path, end=end, torn=torn)

    def drafts(self) -> Iterator[Draft]:
        """Give the drafts in the order they were spooled.

        Raises:
            StorageError: the file cannot be read, or a line before the last is damaged.
        """
        return self._values(Draft)

    def quarantined(self) -> Iterator[Quarantined]:
        """Give the refused records of a quarantine file.

        Raises:
            StorageError: the file cannot be read, or a line before the last is damaged.
        """
        return self._values(Quarantined)

    def places(self) -> Iterator[tuple[str, int]]:
        """Give the id of each draft and the byte its line starts at.

        Raises:
            StorageError: the file cannot be read, or a line before the last is damaged.
        """
        for offset, line in self._lines():
            yield self.draft_at(offset, line).publication.id, offset

    def draft_at(self, offset: int, line: bytes) -> Draft:
        """Return the draft of a line.

        Raises:
            StorageError: the line is damaged.
        """
        return self._value(Draft, offset, line)

    def _values(self, cls: type[T]) -> Iterator[T]:
        for offset, line in self._lines():
            yield self._value(cls, offset, line)

    def _lines(self) -> Iterator[tuple[int, bytes]]:
        if not self.end:
            return
        with storing(self.path, "read"), self.path.open("rb") as file:
            offset = 0
            while offset < self.end:
                line = file.readline()
                yield offset, line
                offset += len(line)

    def _value(self, cls: type[T], offset: int, line: bytes) -> T:
        try:
            return decode(cls, load_line(line))
        except ValueError as exc:
            raise StorageError(f"cannot read {self.path}: damaged line at byte {offset}: {exc}") from exc


def publications_by_id(spools: Sequence[SpoolFile]) -> Iterator[Publication]:
    """Give the publications of several spools sorted by id, keeping only ids and places in memory.

    A record that was spooled twice, as a resumed run may do, is given once, as it was spooled last.

    Raises:
        StorageError: a spool cannot be read or is damaged.
    """
    places = {name: (n, offset) for n, spool in enumerate(spools) for name, offset in spool.places()}
    with ExitStack() as stack:
        files: dict[int, IO[bytes]] = {}
        for _, (n, offset) in sorted(places.items()):
            if n not in files:
                with storing(spools[n].path, "read"):
                    files[n] = stack.enter_context(spools[n].path.open("rb"))
            files[n].seek(offset)
            yield spools[n].draft_at(offset, files[n].readline()).publication


def _whole(file: IO[bytes]) -> tuple[int, int]:
    """Return where the last whole line ends, and 1 if a torn one follows."""
    size = end = file.seek(0, os.SEEK_END)
    while end:
        start = max(0, end - _TAIL)
        file.seek(start)
        newline = file.read(end - start).rfind(b"\n")
        if newline >= 0:
            end = start + newline + 1
            break
        end = start
    return end, int(end < size)

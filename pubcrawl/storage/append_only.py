"""Files of lines that only grow, each line on disk as soon as it is written, and readable after any crash."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self, TypeVar

from pubcrawl.storage.atomic import StorageError, as_storage_error
from pubcrawl.storage.checksum import BLOCK
from pubcrawl.storage.jsonl import dump, load

T = TypeVar("T")

SYNC_EVERY = 100
"""Lines between two fsyncs: eight pages, which is what a power cut may cost."""

_TAIL = 64 * 1024


class AppendOnlyFile:
    """A file of lines that only grows, made with its folders if missing. Opening it again cuts a torn last line off.

    Attributes:
        torn: 1 when a torn line was cut off, else 0.

    Raises:
        StorageError: the file cannot be opened or written.
    """

    def __init__(self, path: Path, *, sync_every: int = SYNC_EVERY) -> None:
        self.path = path
        self._sync_every = sync_every
        self._unsynced = 0
        with as_storage_error(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("a+b")
            end, self.torn = _whole(self._file)
            self._file.truncate(end)

    def put(self, value: object) -> None:
        """Write a value as a line that survives the process; it survives the machine after the next sync."""
        with as_storage_error(self.path):
            self._file.write(dump(value))
            self._file.flush()
            self._unsynced += 1
            if self._unsynced >= self._sync_every:
                self._fsync()

    def _fsync(self) -> None:
        os.fsync(self._file.fileno())
        self._unsynced = 0

    def sync(self) -> None:
        """Make every line durable."""
        with as_storage_error(self.path):
            self._fsync()

    def close(self) -> None:
        """Make every line durable and let go of the file."""
        if not self._file.closed:
            with as_storage_error(self.path), self._file:
                self._fsync()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, value: object, trace: object) -> None:
        self.close()


@dataclass(frozen=True, kw_only=True)
class LinesOnDisk:
    """Such a file as it lies on disk, read without changing it.

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
        """Look at a file; one that does not exist is empty.

        Raises:
            StorageError: the file cannot be read.
        """
        with as_storage_error(path, "read"):
            if not path.exists():
                return cls(path=path, end=0, torn=0)
            with path.open("rb") as file:
                end, torn = _whole(file)
        return cls(path=path, end=end, torn=torn)

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """Give each whole line with the byte it starts at.

        Raises:
            StorageError: the file cannot be read.
        """
        if not self.end:
            return
        with as_storage_error(self.path, "read"), self.path.open("rb", BLOCK) as file:
            offset = 0
            while offset < self.end:
                line = file.readline()
                yield offset, line
                offset += len(line)

    def values(self, cls: type[T]) -> Iterator[T]:
        """Give the value of each line.

        Raises:
            StorageError: the file cannot be read, or a line before the last is damaged.
        """
        for offset, line in self.lines():
            yield self.value(cls, offset, line)

    def value(self, cls: type[T], offset: int, line: bytes) -> T:
        """Return the value of a line.

        Raises:
            StorageError: the line is damaged.
        """
        try:
            return load(cls, line)
        except ValueError as exc:
            raise StorageError(f"cannot read {self.path}: damaged line at byte {offset}: {exc}") from exc


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

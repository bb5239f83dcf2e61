"""Files that know their checksum when they are written."""

import hashlib
import io
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer  # stands in no file that Python reads

BLOCK = 2**20
"""Bytes that large files are read and written at a time."""


class HashedFile(io.BufferedWriter):
    """A new file that knows its checksum, and is durable and read-only when it is closed without an error."""

    def __init__(self, path: Path) -> None:
        self._hashed = _HashedBytes(path)
        super().__init__(self._hashed, BLOCK)

    def entry(self, rows: int | None) -> "FileEntry":
        """Return what the manifest says of the file, once it is closed."""
        return FileEntry(bytes=self._hashed.count, sha256=self._hashed.sha256.hexdigest(), rows=rows)

    def __exit__(self, kind: object, value: object, trace: object) -> None:
        try:
            if kind is None:
                self.flush()
                os.fchmod(self.fileno(), 0o444)
                os.fsync(self.fileno())
        finally:
            self.raw.close()  # past the buffer, which is empty or is what the disk refused


class _HashedBytes(io.FileIO):
    def __init__(self, path: Path) -> None:
        super().__init__(path, "xb")
        self.sha256 = hashlib.sha256()
        self.count = 0

    def write(self, content: "ReadableBuffer") -> int:
        count = super().write(content)
        self.sha256.update(memoryview(content)[:count])
        self.count += count
        return count


@dataclass(frozen=True, kw_only=True)
class FileEntry:
    """One file of the release; `rows` is None where it has none."""

    bytes: int
    sha256: str
    rows: int | None

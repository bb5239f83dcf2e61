"""How bytes reach the disk: a reader sees the whole new file or the whole old one, and failures name their path."""

import fcntl
import io
import itertools
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from pubcrawl.errors import Exit, PubcrawlError

_PART = re.compile(r"\.pubcrawl-\d+-\d+\.part")
_serial = itertools.count()


class StorageError(PubcrawlError):
    """Reading or writing failed for a reason outside the program; one plain line with path and cause."""

    code = Exit.STORAGE


@contextmanager
def as_storage_error(path: Path, doing: str = "write") -> Iterator[None]:
    """Turn every OSError of the block into a StorageError, which names the error's own path, else that of the block.

    Raises:
        StorageError: the block raised an OSError.
    """
    try:
        yield
    except OSError as exc:
        raise StorageError(f"cannot {doing} {exc.filename or path}: {exc.strerror or exc}") from exc


class AtomicFile(io.BufferedWriter):
    """A file for writing that takes its name only when it is complete.

    Bytes go to a `.part` file in the target's folder. `commit` puts it in the target's place, `discard` leaves the
    target as it was; as a context manager it commits unless the block raises. What a killed process left behind is
    swept by the next file opened in that folder. A target that is a device or a pipe is written directly.
    """

    def __init__(self, target: Path) -> None:
        self.target = Path(os.path.realpath(target))
        self._direct = self.target.exists() and not self.target.is_file()
        if self._direct:
            super().__init__(io.FileIO(self.target, "wb"))
            return
        remove_parts(self.target.parent)
        self._part, descriptor = _create_part(self.target.parent)
        raw = io.FileIO(descriptor, "wb")
        raw.name = str(self.target)  # what messages should call it
        super().__init__(raw)
        try:
            if self.target.exists():
                os.fchmod(descriptor, stat.S_IMODE(self.target.stat().st_mode))
        except OSError:
            self.discard()
            raise

    def commit(self) -> None:
        """Make the bytes durable and give them the target's name.

        Raises:
            OSError: the disk refused; the target is the whole old file, or the whole new one.
        """
        if self._direct:
            self.close()
            return
        try:
            self.flush()
            os.fsync(self.fileno())
            self._part.replace(self.target)
        except BaseException:
            self.discard()
            raise
        self.close()
        sync_folder(self.target.parent)

    def discard(self) -> None:
        """Forget the bytes; the target stays as it was."""
        self.raw.close()  # past the buffer: flushing it may be what failed
        if not self._direct:
            self._part.unlink(missing_ok=True)

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.commit()
        else:
            self.discard()


def _create_part(folder: Path) -> tuple[Path, int]:
    """Create a part and lock it, so that a sweep can tell it from what a dead process left."""
    while True:
        path = folder / f".pubcrawl-{os.getpid()}-{next(_serial)}.part"
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        except FileExistsError:
            continue
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if path.exists():  # a sweep between creating and locking takes the file away
            return path, descriptor
        os.close(descriptor)


def remove_parts(folder: Path) -> None:
    """Remove the parts of processes that are gone."""
    for path in folder.iterdir():
        if _PART.fullmatch(path.name):
            _remove_part(path)


def _remove_part(path: Path) -> None:
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:  # its writer has just finished
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink(missing_ok=True)
    except BlockingIOError:  # its writer is at work
        pass
    finally:
        os.close(descriptor)


def write_atomic(path: Path, content: bytes) -> None:
    """Put a small file in place, whole and durable."""
    with AtomicFile(path) as file:
        file.write(content)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


PART = ".part-"
"""Begins the name of a release that is half written or half deleted; the next run sweeps it."""

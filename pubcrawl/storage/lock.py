"""One writer for each export folder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import orjson

from pubcrawl.errors import Exit, PubcrawlError
from pubcrawl.storage.atomic import as_storage_error


class Locked(PubcrawlError):
    """Another run holds the export folder; the message names it."""

    code = Exit.LOCKED


@contextmanager
def export_lock(exports: Path, *, now: datetime) -> Iterator[None]:
    """Hold the export folder, made if missing, for the block; another run would be told the time it is held since.

    The system lets go of it when the process ends, however it ends.

    Raises:
        Locked: another process holds it.
        StorageError: the folder or the lock file cannot be written.
    """
    path = exports / ".lock"
    with as_storage_error(path):
        exports.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Locked(f"another run holds {exports}: {_holder(descriptor)}") from None
        with as_storage_error(path):
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, orjson.dumps({"pid": os.getpid(), "started": now}, option=orjson.OPT_UTC_Z), 0)
        yield
    finally:
        os.close(descriptor)


def _holder(descriptor: int) -> str:
    try:
        said = orjson.loads(os.pread(descriptor, 4096, 0))
        return f"process {said['pid']}, started {said['started']}"
    except (ValueError, LookupError, TypeError):  # the holder has just started, and may find anything there
        return "it is starting"

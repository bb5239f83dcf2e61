"""A disk that refuses: the n-th of the calls that change it fails."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

CHANGES = ("open", "fsync", "rename", "replace", "mkdir", "fchmod", "ftruncate", "pwrite")


class Disk:
    """Counts the calls of the `os` module that change the disk, and fails the one it is told to."""

    def __init__(self, fails_at: int, number: int) -> None:
        self.fails_at, self.number, self.calls = fails_at, number, 0

    def watched(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def watching(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  any call of os
            self.calls += 1
            if self.calls == self.fails_at:
                raise OSError(self.number, os.strerror(self.number))
            return call(*args, **kwargs)

        return watching


@contextmanager
def failing_disk(fails_at: int, number: int = errno.ENOSPC) -> Iterator[Disk]:
    """Let the n-th change of the disk fail, counting from 1."""
    disk = Disk(fails_at, number)
    with pytest.MonkeyPatch.context() as patch:
        for name in CHANGES:
            patch.setattr(os, name, disk.watched(getattr(os, name)))
        yield disk

"""The disk as a process meets it: calls on a folder are counted, and one can be refused, torn, or be the last.

Watched are the functions of `os`, `open`, and unbuffered files, which Python code goes through, and Arrow's writers
too, for they are handed Python files.
"""

import builtins
import io
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Literal

import pytest

READS = frozenset(("read", "listdir", "scandir"))
_NAMED = {
    "rename": 2, "replace": 2, "link": 2, "symlink": 2, "mkdir": 1, "rmdir": 1, "unlink": 1, "remove": 1, "chmod": 1,
    "fchmod": 1, "truncate": 1, "ftruncate": 1, "fsync": 1, "fdatasync": 1, "write": 1, "pwrite": 1, "utime": 1,
    "listdir": 1, "scandir": 1,
}  # fmt: skip
"""Functions of `os` that touch the disk, and how many paths or descriptors each of them begins with."""

_kill = os.kill


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What happens at one call.

    Attributes:
        at: the call, counting from 1.
        call: words that a call must hold to be counted; every call by default.
        act: `kill` before it; `tear`, which lets a write have half its bytes first; `refuse` it; or `signal` the
            process and go on.
        number: the error or signal.
        lasting: every later call is refused as well.
        times: how many signals are sent at once.
    """

    at: int
    act: Literal["kill", "tear", "refuse", "signal"]
    call: str = ""
    number: int = 0
    lasting: bool = False
    times: int = 1


@dataclass
class Disk:
    """Calls on one folder and what lies in it.

    Attributes:
        folder: the folder; calls elsewhere are neither counted nor touched.
        fault: what happens at one of them, if anything.
        reads: count openings for reading and listings as well.
        calls: every call so far, as `function path`.
    """

    folder: Path
    fault: Fault | None = None
    reads: bool = False
    calls: list[str] = field(default_factory=list)
    _short: bool = False

    def meet(self, call: str, *subjects: Any, place: int | None = None) -> bool:  # noqa: ANN401  paths or descriptors
        """Count a call and do what is to happen at it; True when a write may have half its bytes."""
        paths = [_path(s, place) for s in subjects]
        if not any(p.is_relative_to(self.folder) for p in paths) or (call in READS and not self.reads):
            return False
        self.calls.append(" ".join((call, *(os.path.relpath(p, self.folder) for p in paths))))
        return self.fault is not None and self._happen(self.fault, call, paths[0])

    def _happen(self, fault: Fault, call: str, path: Path) -> bool:
        if fault.call not in self.calls[-1]:
            return False
        here = sum(fault.call in known for known in self.calls) if fault.call else len(self.calls)
        if here < fault.at or (here > fault.at and not fault.lasting and not self._short):
            return False
        if fault.act == "signal":
            for _ in range(fault.times):
                _kill(os.getpid(), fault.number)
            return False
        half = call == "write" and fault.act != "kill" and not self._short
        self._short = half
        if half:
            return True
        if fault.act == "refuse":
            raise OSError(fault.number, os.strerror(fault.number), str(path))
        _kill(os.getpid(), signal.SIGKILL)
        return False


def _path(subject: int | str | bytes | os.PathLike[str], place: int | None) -> Path:
    """Return the path of a descriptor, or of a name in a folder that is open as `place`."""
    if isinstance(subject, int):
        return _of_descriptor(subject)
    name = Path(os.fsdecode(subject))
    return name.absolute() if place is None else _of_descriptor(place) / name


def _of_descriptor(number: int) -> Path:
    return Path(f"/proc/self/fd/{number}").readlink()


@contextmanager
def watched(disk: Disk) -> Iterator[Disk]:
    """Let every call of the block on the disk's folder go through it."""
    with pytest.MonkeyPatch.context() as patch:
        for name, paths in _NAMED.items():
            patch.setattr(os, name, _through(disk, name, paths, getattr(os, name)))
        patch.setattr(os, "open", _opening(disk, os.open))
        kinds, files = io.FileIO.__subclasses__(), _files(disk)
        patch.setattr(io, "FileIO", files)
        patch.setattr(io, "open", _opened(disk, files))
        patch.setattr(builtins, "open", io.open)
        with _based_on(files, kinds):
            yield disk


@contextmanager
def _based_on(files: type[io.FileIO], kinds: Sequence[type[io.FileIO]]) -> Iterator[None]:
    """Let kinds of unbuffered files that were made before be watched as well."""
    before = [kind.__bases__ for kind in kinds]
    for kind in kinds:
        kind.__bases__ = (files,)
    try:
        yield
    finally:
        for kind, bases in zip(kinds, before, strict=True):
            kind.__bases__ = bases


def _through(disk: Disk, name: str, paths: int, call: Callable[..., Any]) -> Callable[..., Any]:
    def calling(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  any call of os
        disk.meet(name, *args[:paths], place=kwargs.get("dir_fd", kwargs.get("src_dir_fd")))
        return call(*args, **kwargs)

    return calling


def _opening(disk: Disk, call: Callable[..., int]) -> Callable[..., int]:
    def opening(path: Any, flags: int, *args: Any, **kwargs: Any) -> int:  # noqa: ANN401  as os.open
        disk.meet("open" if flags & (os.O_WRONLY | os.O_RDWR) else "read", path, place=kwargs.get("dir_fd"))
        return call(path, flags, *args, **kwargs)

    return opening


def _files(disk: Disk) -> type[io.FileIO]:
    class File(io.FileIO):
        def __init__(self, file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  as FileIO
            if not isinstance(file, int):
                disk.meet("open" if set(mode) & set("wax+") else "read", file)
            super().__init__(file, mode, *args, **kwargs)

        def write(self, content: Any, /) -> int:  # noqa: ANN401  any buffer
            content = memoryview(content).cast("B")
            half = disk.meet("write", self.fileno())
            return super().write(content[: len(content) // 2] if half else content)

        def truncate(self, size: int | None = None, /) -> int:
            disk.meet("truncate", self.fileno())
            return super().truncate(size)

    return File


def _opened(disk: Disk, files: type[io.FileIO]) -> Callable[..., IO[Any]]:
    """Return `open` with the buffers of the real one around our own unbuffered files, within the folder."""
    real = io.open

    def opened(
        file: Any,  # noqa: ANN401  as open
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
        **kwargs: Any,  # noqa: ANN401  as open
    ) -> IO[Any]:
        if isinstance(file, int) or not _path(file, None).is_relative_to(disk.folder):
            return real(file, mode, buffering, encoding, errors, newline, **kwargs)
        raw = files(file, mode.translate({ord(c): None for c in "bt"}), **kwargs)
        if not buffering:
            return raw
        binary: Any = (
            io.BufferedRandom(raw) if "+" in mode else io.BufferedReader(raw) if "r" in mode else io.BufferedWriter(raw)
        )
        return binary if "b" in mode else io.TextIOWrapper(binary, encoding, errors, newline, buffering == 1)

    return opened

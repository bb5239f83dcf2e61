"""A reader of an export folder in a process of its own: it reads the latest release over and over, and checks each."""

import hashlib
import multiprocessing
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson

_LONGEST = 600  # seconds
_FORKS = multiprocessing.get_context("forkserver")


class Superseded(Exception):
    """The release that a reader read is no longer kept."""


@dataclass(kw_only=True)
class Reads:
    """What a reader saw.

    Attributes:
        count: how often it read a release.
        torn: what was wrong with what it read; nothing, when each read gave a whole release.
        releases: how many different releases it saw.
    """

    count: int = 0
    torn: list[str] = field(default_factory=list)
    releases: int = 0


class Reader:
    """Reads while its `with` block lasts, and as often as it must.

    Args:
        exports: the export folder.
        pause: seconds between two reads.
        least: how often it reads at least; the block does not end before.

    Attributes:
        reads: what it saw, once the block is over.
    """

    def __init__(self, exports: Path, *, pause: float = 0.01, least: int = 0) -> None:
        self.reads = Reads()
        self._over = _FORKS.Event()
        self._told, told = _FORKS.Pipe(duplex=False)
        self._process = _FORKS.Process(target=_read, args=(exports, pause, least, self._over, told), daemon=True)

    def __enter__(self) -> Self:
        self._process.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._told.poll(_LONGEST):
            self.reads = self._told.recv()
        else:
            self._process.kill()
            self.reads.torn.append("the reader hangs")
        self._process.join()


def _read(exports: Path, pause: float, least: int, over: Any, told: Any) -> None:  # noqa: ANN401  an event and a pipe
    reads, seen = Reads(), set[str]()
    while reads.count < least or not over.is_set():
        try:
            path = _one(exports)
        except Superseded:
            continue
        except (OSError, ValueError, KeyError) as exc:
            reads.torn.append(f"{type(exc).__name__}: {exc}")
        else:
            if path is None and seen:
                reads.torn.append("the pointer is gone")
            seen |= {path} if path else set()
            reads.count += path is not None
        time.sleep(pause)
    reads.releases = len(seen)
    told.send(reads)


def _one(exports: Path) -> str | None:
    """Read the latest release and return its path, None before the first.

    Raises:
        Superseded: it was deleted, for another took its place and the runs of the battery keep but one.
        OSError, ValueError, KeyError: it is not whole.
    """
    path = _named(exports)
    try:
        return path and _whole(exports, path)
    except FileNotFoundError:
        if _named(exports) == path:
            raise
        raise Superseded from None


def _named(exports: Path) -> str | None:
    pointer = exports / "latest.json"
    path: str | None = orjson.loads(pointer.read_bytes())["path"] if pointer.exists() else None
    return path


def _whole(exports: Path, path: str) -> str:
    said = orjson.loads((exports / path / "manifest.json").read_bytes())
    for name, entry in said["files"].items():
        content = (exports / path / name).read_bytes()
        if len(content) != entry["bytes"] or hashlib.sha256(content).hexdigest() != entry["sha256"]:
            raise ValueError(f"{path}/{name} is not what the manifest says")
    return path

"""One run over the fixture sites at a fixed time, and every format made of it: `python -m tests.battery.sameness FOLDER SHUFFLE`.

Run as a program, because a hash seed and a locale are settled when an interpreter starts. The operating system may list
a folder's files in any order; here the order depends on SHUFFLE.
"""

import hashlib
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pubcrawl.cli import main
from pubcrawl.verbs.export import FORMATS
from tests.battery.clock import at

ROOT = Path(__file__).parents[2]
MOMENT = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)
_THAT_DIFFERS = (
    "run.json",
    "runs.jsonl",
    "report.json",
    "status.json",
    "judged.jsonl",
    "order.json",
    "crawl.log",
    ".lock",
)
"""Files of a run that hold durations, ports or paths."""


def bytes_of(folder: Path, environment: Mapping[str, str], shuffle: int) -> dict[str, str]:
    """Run in an environment and return the checksum of every file of data by its path."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.battery.sameness", str(folder), str(shuffle)],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name not in _OURS} | dict(environment),
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    kept = (p for p in folder.rglob("*") if p.is_file() and p.name not in _THAT_DIFFERS)
    found = {str(p.relative_to(folder)): p for p in kept if "cache" not in p.relative_to(folder).parts}
    return {name: hashlib.sha256(found[name].read_bytes()).hexdigest() for name in sorted(found)}


_OURS = ("LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "PYTHONHASHSEED", "PYTHONUTF8", "TZ")


@contextmanager
def shuffled(seed: int) -> Iterator[None]:
    """Let folders be listed in an order that depends on a seed."""
    rng = random.Random(seed)  # noqa: S311  it shuffles files

    def in_any_order(listed: Callable[..., Any]) -> Callable[..., Any]:
        def listing(*arguments: Any) -> Any:  # noqa: ANN401  as the function it stands for
            names = listed(*arguments)
            with names if hasattr(names, "close") else _nothing():
                found = list(names)
            rng.shuffle(found)
            return _Listing(found) if hasattr(names, "close") else found

        return listing

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "listdir", in_any_order(os.listdir))
        patch.setattr(os, "scandir", in_any_order(os.scandir))
        yield


@contextmanager
def _nothing() -> Iterator[None]:
    yield


class _Listing(list[Any]):
    """What `os.scandir` returns: an iterator that can be closed."""

    def __enter__(self) -> Iterator[Any]:
        return iter(self)

    def __exit__(self, *_: object) -> None:
        """There is nothing to close."""

    def close(self) -> None:
        """There is nothing to close."""


def run(folder: Path, shuffle: int) -> None:
    with shuffled(shuffle), at(MOMENT, os.environ.get("TZ", "UTC")):
        main(["demo", "--exports", str(folder / "exports"), "--json"])
        for name in FORMATS:
            made = str(folder / f"made.{name}")
            main(["export", "--format", name, "--exports", str(folder / "exports"), "--output", made])


if __name__ == "__main__":
    run(Path(sys.argv[1]), int(sys.argv[2]))

"""Runs of the command line, each in a process of its own, forked from one that has loaded everything a run needs.

Another program that needs the same can be run instead.

A run then costs its own work and not two seconds of imports, so that hundreds of whole runs are affordable.
"""

import multiprocessing
import os
import resource
import socket
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from twisted.internet import base
from twisted.internet._resolver import GAIResolver

from pubcrawl.cli import main

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([__name__, "tests.battery.loaded"])


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a run ended.

    Attributes:
        code: its exit code; negative when a signal killed it.
        out: what it printed.
        err: what it said beside that.
        seconds: how long it took.
        mib: the most memory it held at a time, shared pages included.
    """

    code: int
    out: str
    err: str
    seconds: float
    mib: float


def run(
    arguments: Sequence[str],
    folder: Path,
    *,
    seconds: float = 60,
    environment: Mapping[str, str] | None = None,
    within: Callable[[], AbstractContextManager[object]] = nullcontext,
) -> Ended:
    """Run the command line to its end, as `start` does; what it says is kept in `folder`.

    Raises:
        TimeoutError: it did not end in time, and was killed.
    """
    return start(arguments, folder, environment=environment, within=within).ended(seconds)


@dataclass(frozen=True, kw_only=True)
class Running:
    """A run that may still go on."""

    arguments: Sequence[str]
    folder: Path
    process: Any
    started: float

    def ended(self, seconds: float = 60) -> Ended:
        """Wait for its end.

        Raises:
            TimeoutError: it did not end in time, and was killed.
        """
        self.process.join(seconds)
        if self.process.exitcode is None:
            self.process.kill()
            self.process.join()
            raise TimeoutError(f"not over after {seconds:.0f} seconds: pubcrawl {' '.join(self.arguments)}")
        took = time.monotonic() - self.started
        out, err, peak = ((self.folder / name).read_text(encoding="utf-8") for name in _SAID)
        return Ended(code=self.process.exitcode, out=out, err=err, seconds=took, mib=int(peak or 0) / 1024)


def start(
    arguments: Sequence[str],
    folder: Path,
    *,
    environment: Mapping[str, str] | None = None,
    within: Callable[[], AbstractContextManager[object]] = nullcontext,
    program: Callable[[list[str]], object] = main,
) -> Running:
    """Start a run of the command line, in the child within a context of the caller's; see `run`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in _SAID:
        (folder / name).write_bytes(b"")
    started = time.monotonic()
    process = _FORKS.Process(target=_child, args=(arguments, folder, environment or {}, within, program))
    process.start()
    return Running(arguments=arguments, folder=folder, process=process, started=started)


_SAID = ("out", "err", "peak")


def _child(
    arguments: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    within: Callable[[], AbstractContextManager[object]],
    program: Callable[[list[str]], object],
) -> None:
    for descriptor, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), descriptor)
    os.environ.update(environment)
    with pytest.MonkeyPatch.context() as patch:
        names: Any = _no_names
        patch.setattr(base, "_GAIResolver", partial(GAIResolver, getaddrinfo=names))
        try:
            with within():
                program(list(arguments))
        finally:
            sys.stdout.flush()
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # KiB
            (folder / "peak").write_text(str(peak), encoding="utf-8")


def _no_names(host: str, port: int, family: int, kind: int) -> Any:  # noqa: ANN401  as getaddrinfo
    """Resolve addresses; there is no name server here, so no name has an address."""
    try:
        ip_address(host)
    except ValueError:
        raise socket.gaierror(socket.EAI_NONAME, "there is no name server") from None
    return socket.getaddrinfo(host, port, family, kind, flags=socket.AI_NUMERICHOST)

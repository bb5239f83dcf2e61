"""No test reaches beyond loopback, whatever it asks and in whatever process."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.conftest import ROOT, reaches
from tests.loopback import sitecustomize as loopback

OUTSIDE = "192.0.2.1"
"""An address for documents: nobody has it."""

NAME = "beyond.example"


def udp() -> socket.socket:
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM)


async def connect() -> None:
    await asyncio.open_connection(OUTSIDE, 80)


WAYS: dict[str, Callable[[], object]] = {
    "connect": lambda: socket.socket().connect((OUTSIDE, 80)),
    "connect_ex": lambda: socket.socket().connect_ex((OUTSIDE, 80)),
    "connect over IPv6": lambda: socket.socket(socket.AF_INET6).connect(("2001:db8::1", 80)),
    "create_connection": lambda: socket.create_connection((OUTSIDE, 80)),
    "connect to a name": lambda: socket.socket().connect((NAME, 80)),
    "connect_ex to a name": lambda: socket.socket().connect_ex((NAME, 80)),
    "datagram to a name": lambda: udp().sendto(b"", (NAME, 53)),
    "datagram in parts to a name": lambda: udp().sendmsg([b""], [], 0, (NAME, 53)),
    "datagram": lambda: udp().sendto(b"", (OUTSIDE, 53)),
    "datagram with flags": lambda: udp().sendto(b"", 0, (OUTSIDE, 53)),
    "datagram in parts": lambda: udp().sendmsg([b""], [], 0, (OUTSIDE, 53)),
    "connected datagram": lambda: udp().connect((OUTSIDE, 53)),
    "name": lambda: socket.getaddrinfo(NAME, 80),
    "name, the old way": lambda: socket.gethostbyname(NAME),
    "name of an address": lambda: socket.gethostbyaddr(OUTSIDE),
    "name of a peer": lambda: socket.getnameinfo((OUTSIDE, 80), 0),
    "urllib": lambda: urlopen(f"http://{OUTSIDE}/", timeout=1),
    "asyncio": lambda: asyncio.run(connect()),
}


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("way", WAYS)
def test_a_way_out_is_closed_and_told(way: str) -> None:
    with pytest.raises(OSError, match=r"stay on this machine"):
        WAYS[way]()
    tried = reaches()
    assert OUTSIDE in tried or NAME in tried or "2001:db8::1" in tried
    assert reaches() == ""


def test_what_is_here_stays_open(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(str(tmp_path / "socket"))
        server.listen()
        client.connect(str(tmp_path / "socket"))
    with udp() as one, udp() as other:
        one.bind(("127.0.0.1", 0))
        other.sendto(b"here", one.getsockname())
        assert one.recv(9) == b"here"
    assert socket.getaddrinfo("localhost", 80)
    assert socket.getaddrinfo(OUTSIDE, 80)  # an address is read, nobody is asked
    assert reaches() == ""


PROGRAM = f"import socket; socket.create_connection(({OUTSIDE!r}, 80))"


@pytest.mark.parametrize(
    "command",
    [
        [sys.executable, "-c", PROGRAM],
        ["bash", "-c", f'{sys.executable} -c "{PROGRAM}"'],
        [sys.executable, "-m", "scrapy", "fetch", "--nolog", f"http://{OUTSIDE}/"],
    ],
)
def test_a_child_is_kept_too_and_its_child(command: list[str], tmp_path: Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, timeout=60)
    assert OUTSIDE in reaches(), done.stderr


def test_a_child_without_the_guard_is_told() -> None:
    subprocess.run([sys.executable, "-c", ""], env={"PATH": os.defpath}, check=True)
    assert "a process without its guard" in reaches()


def test_a_test_that_tries_is_red(tmp_path: Path) -> None:
    """Also one that takes the failure for an outage."""
    (tmp_path / "conftest.py").write_text("from tests.conftest import _stays_on_loopback\n")
    (tmp_path / "test_it.py").write_text(
        "import contextlib, socket, subprocess, sys\n"
        "def test_own():\n"
        "    with contextlib.suppress(OSError):\n"
        f"        socket.create_connection(({OUTSIDE!r}, 80))\n"
        "def test_child():\n"
        f"    subprocess.run([sys.executable, '-c', {PROGRAM!r}])\n"
        "def test_good():\n"
        "    pass\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, str(tmp_path)]
    environment = os.environ | {"PYTHONPATH": loopback.path_with_guard(str(ROOT))}
    environment.pop("CI", None)  # where it is set, pytest tells each error twice
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=60)
    assert "3 passed, 2 errors" in done.stdout, done.stdout
    assert done.stdout.count(f"socket.connect {OUTSIDE} port 80 (by ") == 2
    assert reaches() == ""

"""Keeps every Python process of the tests on this machine: whatever it asks of the network beyond loopback fails.

Python imports a module of this name when it starts. So the processes that tests start are kept too: `conftest` puts
this folder on their PYTHONPATH. It asks to be told by the interpreter itself (an audit hook), behind which no library
can go that reaches the network through Python's sockets: asyncio and Twisted do.

What was tried is written to the file that LOOPBACK_ONLY names. The test that did it fails, also where the program took
the failure for an outage of the site. Programs that are not Python are not kept.
"""

import functools
import os
import socket
import sys
from ipaddress import ip_address
from pathlib import Path
from typing import Any

REPORT = "LOOPBACK_ONLY"
"""Names the variable with the file in which a test reads what its processes tried."""

FOLDER = str(Path(__file__).parent)

_TO_ADDRESS = frozenset(("socket.connect", "socket.connect_ex", "socket.sendto", "socket.sendmsg"))
_BY_NAME = frozenset(("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"))
_INTERNET = frozenset((socket.AF_INET, socket.AF_INET6))


def is_here(host: object) -> bool:
    """Say whether a host, as sockets take it, is this machine by loopback."""
    text = host.decode("ascii", "replace") if isinstance(host, (bytes, bytearray)) else str(host)
    if text.lower() == "localhost":
        return True
    try:
        ip = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(ip, "ipv4_mapped", None)
    return (mapped or ip).is_loopback


def _is_number(host: object) -> bool:
    """Say whether a host is an address, so that nobody need be asked where it is."""
    try:
        ip_address(host.decode() if isinstance(host, bytes) else str(host))
    except ValueError:
        return False
    return True


def stay(event: str, arguments: tuple[Any, ...]) -> None:
    """Let an event of the interpreter pass, or refuse what leads beyond loopback.

    Raises:
        PermissionError: a connection or datagram would leave this machine.
        gaierror: a name would be asked for.
    """
    if event in _TO_ADDRESS:
        sock, address = arguments[:2]
        if sock.family in _INTERNET and address is not None and not is_here(address[0]):
            _tell(f"{event} {address[0]} port {address[1]}")
            raise PermissionError(f"tests stay on this machine: {address[0]} is beyond loopback")
    elif event in _BY_NAME:
        host = arguments[0][0] if event == "socket.getnameinfo" else arguments[0]
        asks_for_an_address = event in ("socket.getaddrinfo", "socket.gethostbyname")
        if host and not is_here(host) and not (asks_for_an_address and _is_number(host)):
            _tell(f"{event} {host}")
            raise socket.gaierror(socket.EAI_FAIL, f"tests stay on this machine: nobody is asked where {host} is")
    elif event == "subprocess.Popen":
        environment = arguments[3]
        if environment is not None and FOLDER not in str(environment.get("PYTHONPATH", "")).split(os.pathsep):
            _tell(f"a process without its guard, for its environment lacks our PYTHONPATH: {arguments[1]!r:.200}")


def _tell(what: str) -> None:
    if report := os.environ.get(REPORT):
        with Path(report).open("a", encoding="utf-8") as file:
            file.write(f"{what} (by {' '.join(sys.orig_argv)[:200]})\n")


def path_with_guard(*folders: str) -> str:
    """Return a PYTHONPATH of some folders for a process that tests start with an environment of its own."""
    return os.pathsep.join([FOLDER, *folders])


def _asking_first(name: str) -> None:
    """Let a method of sockets ask before it begins: given a name, it looks that up before the interpreter is told."""
    method = getattr(socket.socket, name)

    @functools.wraps(method)
    def asking(self: socket.socket, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401  as the method
        address = next((a for a in reversed(arguments) if isinstance(a, tuple)), None)
        if self.family in _INTERNET and address and not _is_number(address[0]):
            stay(f"socket.{name}", (self, address))
        return method(self, *arguments, **options)

    setattr(socket.socket, name, asking)


if not hasattr(sys, "stays_on_loopback"):  # once a process, though it may be imported by two names
    sys.stays_on_loopback = True  # type: ignore[attr-defined]  # the only place that both names share
    sys.addaudithook(stay)
    for _name in ("connect", "connect_ex", "sendto", "sendmsg"):
        _asking_first(_name)

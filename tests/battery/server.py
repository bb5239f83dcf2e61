"""A hostile HTTP server: raw sockets on a loopback address, each path answered as a test says, every request logged.

It writes bytes and knows no rules, so it can break every one of HTTP's.
"""

import socket
import ssl
import struct
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from types import TracebackType
from typing import Literal, Self

RESET_ON_CLOSE = struct.pack("ii", 1, 0)
ANY = "*"
"""The path of the answer to everything no other answer is for."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the server does when asked.

    Attributes:
        status: HTTP status.
        headers: further headers; Content-Length and Connection are made unless named here.
        body: the body as sent.
        raw: sent in place of status, headers and body, byte for byte; then the connection is closed.
        delay: seconds before the first byte.
        drip: seconds before each byte of the body, or of what is sent raw.
        cut: where the connection breaks: before the first byte, after half the head, or after half the body.
        reset: break by a reset, not by a close.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b"<p>page</p>"
    raw: bytes | None = None
    delay: float = 0.0
    drip: float = 0.0
    cut: Literal["start", "head", "body"] | None = None
    reset: bool = False

    def head(self) -> bytes:
        made = {"Content-Length": str(len(self.body)), "Content-Type": "text/html; charset=utf-8"}
        lines = (f"{name}: {value}" for name, value in {**made, **self.headers}.items() if value)
        return "\r\n".join((f"HTTP/1.1 {self.status} Said", *lines, "", "")).encode("latin-1")


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One request: when it had arrived by `time.monotonic`, its path and its headers with lower-case names."""

    at: float
    path: str
    headers: Mapping[str, str]


Answers = Mapping[str, Answer | Sequence[Answer]]
"""Answers by path with query; of several, each request gets the next, and the last one stays."""


@dataclass
class HostileServer:
    """Serves while its `with` block lasts.

    Attributes:
        answers: what it says to which path; a path without an answer is a 404.
        host: loopback address to listen on.
        port: 0 takes a free one.
        opening: what it sends on a new connection before it has read anything; None waits for a request.
        tls: what it encrypts connections with, None for none.
        visits: every request so far.
        connections: how many connections were opened.
        most_at_once: how many were open at a time, at most.
    """

    answers: Answers
    host: str = "127.0.0.1"
    port: int = 0
    opening: Answer | None = None
    tls: ssl.SSLContext | None = None
    visits: list[Visit] = field(default_factory=list)
    connections: int = 0
    most_at_once: int = 0
    _open: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _over: threading.Event = field(default_factory=threading.Event, repr=False)

    def __enter__(self) -> Self:
        self._listener = socket.create_server((self.host, self.port), backlog=256)
        self._listener.settimeout(0.05)
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()
        self._listener.close()

    @property
    def url(self) -> str:
        return f"http{'s' if self.tls else ''}://{self.host}:{self.port}"

    @property
    def paths(self) -> list[str]:
        return [visit.path for visit in self.visits]

    def gaps(self) -> list[float]:
        """Seconds between one request and the next."""
        times = [visit.at for visit in self.visits]
        return [later - sooner for sooner, later in pairwise(times)]

    def _listen(self) -> None:
        while not self._over.is_set():
            try:
                client, _ = self._listener.accept()
            except TimeoutError:
                continue
            threading.Thread(target=self._talk, args=(client,), daemon=True).start()

    def _talk(self, client: socket.socket) -> None:
        client.settimeout(30)
        try:  # the client may hang up, which is its right
            with (
                self._counted(),
                client if self.tls is None else self.tls.wrap_socket(client, server_side=True) as line,
            ):
                if self.opening:
                    self._send(line, self.opening)
                while not self.opening and self._answer_one(line):
                    pass
        except OSError:
            client.close()

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._lock:
            self.connections += 1
            self._open += 1
            self.most_at_once = max(self.most_at_once, self._open)
        try:
            yield
        finally:
            with self._lock:
                self._open -= 1

    def _answer_one(self, client: socket.socket) -> bool:
        """Read a request and answer it; say whether the connection goes on."""
        request = b""
        while b"\r\n\r\n" not in request:
            more = client.recv(65536)
            if not more:
                return False
            request += more
        at = time.monotonic()
        first, *lines = request.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
        path = first.split()[1]
        named = (line.partition(": ") for line in lines)
        with self._lock:
            nth = self.paths.count(path)
            self.visits.append(Visit(at=at, path=path, headers={name.lower(): value for name, _, value in named}))
        return self._send(client, self._answer(path, nth))

    def _answer(self, path: str, nth: int) -> Answer:
        found = self.answers.get(path) or self.answers.get(ANY) or Answer(status=404)
        return found if isinstance(found, Answer) else found[min(nth, len(found) - 1)]

    def _send(self, client: socket.socket, answer: Answer) -> bool:
        head, body = (b"", answer.raw) if answer.raw is not None else (answer.head(), answer.body)
        if answer.cut:
            head = {"start": b"", "head": head[: len(head) // 2], "body": head}[answer.cut]
            body = body[: len(body) // 2] if answer.cut == "body" else b""
        if self._over.wait(answer.delay):
            return False
        client.sendall(head if answer.drip else head + body)
        for at in range(len(body) if answer.drip else 0):
            if self._over.wait(answer.drip):
                return False
            client.sendall(body[at : at + 1])
        if answer.reset:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        goes_on = answer.raw is None and not answer.cut and not answer.reset
        return goes_on and answer.headers.get("Connection") != "close"

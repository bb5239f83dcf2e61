"""A proxy on this machine: it passes GET on and opens tunnels, to one server whatever host it is asked for."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


@dataclass
class Proxy:
    """A proxy that runs.

    Attributes:
        leads_to: host and port of the server behind it.
        port: where it listens, on 127.0.0.1.
        asked: what it was asked for, as `GET http://host/path` or `CONNECT host:port`.
        credentials: what each request told of who may use it, empty where it told nothing.
    """

    leads_to: tuple[str, int]
    port: int = 0
    asked: list[str] = field(default_factory=list)
    credentials: list[str] = field(default_factory=list)


@contextmanager
def proxy(leads_to: tuple[str, int]) -> Iterator[Proxy]:
    """Run a proxy while the block lasts."""
    made = Proxy(leads_to=leads_to)

    class Handler(_Handler):
        proxy = made

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield made
        server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    proxy: Proxy

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  named so upstream
        """Stay silent."""

    def _note(self) -> None:
        self.proxy.asked.append(f"{self.command} {self.path}")
        self.proxy.credentials.append(self.headers.get("Proxy-Authorization", ""))
        del self.headers["Proxy-Authorization"]

    def do_GET(self) -> None:
        self._note()
        parts = urlsplit(self.path)
        behind = HTTPConnection(*self.proxy.leads_to, timeout=10)
        behind.request("GET", parts.path + (f"?{parts.query}" if parts.query else ""), headers=dict(self.headers))
        answer = behind.getresponse()
        body = answer.read()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() != "connection":
                self.send_header(name, value)
        self.send_header("Connection", "close")  # as it does: a client that asked on it again would find it shut
        self.end_headers()
        self.wfile.write(body)
        behind.close()

    def do_CONNECT(self) -> None:
        self._note()
        with socket.create_connection(self.proxy.leads_to, timeout=10) as behind:
            self.send_response_only(200)
            self.end_headers()
            back = threading.Thread(target=_pass_on, args=(behind, self.connection), daemon=True)
            back.start()
            _pass_on(self.connection, behind)
            back.join(10)
        self.close_connection = True


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    try:
        while some := source.recv(65536):
            target.sendall(some)
        target.shutdown(socket.SHUT_WR)
    except OSError:  # the other side has hung up
        pass

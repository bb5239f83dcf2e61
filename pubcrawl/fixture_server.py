"""Serves recorded or authored sites over real HTTP on this machine, byte for byte as their manifests have them.

`pubcrawl demo` crawls it. Each site gets a port of its own; bodies, statuses and headers are those of the site's
`manifest.json`, the Date header included, so that the same pages give the same records.
"""

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

HOST = "127.0.0.1"

Address = tuple[str, tuple[tuple[str, str], ...]]
"""A decoded path and its decoded query, in any order: `?page=0%2C1` and `?page=0,1` are one address."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """What the server answers to one address."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def etag(self) -> str | None:
        """The reply's ETag, for conditional requests."""
        return next((value for name, value in self.headers.items() if name.lower() == "etag"), None)


UNKNOWN = Reply(
    status=HTTPStatus.NOT_FOUND,
    headers={"Content-Type": "text/plain; charset=utf-8"},
    body=b"This site's manifest does not hold that address.\n",
)


@dataclass
class FixtureServer:
    """Serves fixture folders while its `with` block lasts.

    Attributes:
        folders: one a site, each with a `manifest.json`.
        port: of the first site, the next ones following; 0 takes whichever are free.
        replies: what each site answers, by address.
    """

    folders: Sequence[Path]
    port: int = 0
    replies: dict[str, dict[Address, Reply]] = field(default_factory=dict, init=False, repr=False)
    _servers: dict[str, ThreadingHTTPServer] = field(default_factory=dict, init=False, repr=False)

    def __enter__(self) -> Self:
        """Read the manifests and begin to serve.

        Raises:
            OSError: a manifest or page cannot be read, or a port is taken.
            ValueError: two folders hold the same site.
        """
        try:
            for number, folder in enumerate(self.folders):
                self._serve(folder, self.port + number if self.port else 0)
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Stop serving and free the ports."""
        self._close()

    @property
    def sites(self) -> tuple[str, ...]:
        """The sites served, in the order of their folders."""
        return tuple(self.replies)

    def base_url(self, site: str) -> str:
        """Return scheme, host and port of a site that is being served."""
        if site not in self._servers:
            raise LookupError(f"{site} is not being served")
        return f"http://{HOST}:{self._servers[site].server_address[1]}"

    def reply(self, site: str, request: BaseHTTPRequestHandler) -> Reply:
        """Return what a site answers to a request."""
        return self.replies[site].get(address(request.path), UNKNOWN)

    def _serve(self, folder: Path, port: int) -> None:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        name = manifest["site"]
        if name in self.replies:
            raise ValueError(f"two folders hold the site {name}")
        self.replies[name] = {address(entry["url"]): read_reply(folder, entry) for entry in manifest["responses"]}
        serving = self

        class Handler(_Handler):
            site = name
            fixtures = serving

        self._servers[name] = _Quiet((HOST, port), Handler)
        threading.Thread(target=self._servers[name].serve_forever, args=(0.02,), daemon=True).start()

    def _close(self) -> None:
        while self._servers:
            _, server = self._servers.popitem()
            server.shutdown()
            server.server_close()


def address(url: str) -> Address:
    """Return what a URL or a path asks for, decoded, so that spelling does not matter."""
    parts = urlsplit(url)
    return unquote(parts.path) or "/", tuple(sorted(parse_qsl(parts.query, keep_blank_values=True)))


def read_reply(folder: Path, entry: dict[str, Any]) -> Reply:
    """Return the reply that an entry of a folder's manifest records."""
    return Reply(status=entry["status"], headers=entry["headers"], body=(folder / entry["file"]).read_bytes())


class _Quiet(ThreadingHTTPServer):
    """A server whose clients may hang up without a traceback on stderr."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401  typed so upstream
        """Say nothing: what a client misses, the client reports."""


class _Handler(BaseHTTPRequestHandler):
    """Answers the requests for one site."""

    protocol_version = "HTTP/1.1"
    timeout = 30
    site: str
    fixtures: FixtureServer

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  named so upstream
        """Stay silent: standard error belongs to the crawl."""

    def do_GET(self) -> None:
        """Replay the manifest's entry for the address, to HEAD its headers alone."""
        reply = self.fixtures.reply(self.site, self)
        known = reply.status == HTTPStatus.OK and reply.etag is not None
        same = known and reply.etag == self.headers.get("If-None-Match")
        status = HTTPStatus.NOT_MODIFIED if same else reply.status
        self.send_response_only(status)
        for name, value in reply.headers.items():
            if name.lower() not in _OWN:
                self.send_header(name, value)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if not same and self.command != "HEAD":
            self.wfile.write(reply.body)

    do_HEAD = do_GET  # noqa: N815  named so upstream


_OWN = frozenset(("content-length", "content-encoding", "transfer-encoding", "connection"))
"""Headers of a recorded response that spoke of its transport and not of its body."""

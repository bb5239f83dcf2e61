"""A real HTTP server on the loopback address that replays recorded or authored sites, byte for byte.

It serves `pubcrawl demo` and the tests. Each site gets a port of its own; bodies, statuses and headers are
those of the site's `manifest.json`, the Date header included, so that the same pages give the same records.
"""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import TracebackType


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """One request the server had: when by `time.monotonic`, which site and path, and who asked."""

    at: float
    site: str
    path: str
    user_agent: str


@dataclass(kw_only=True)
class _Site:
    name: str
    replies: dict[Address, Reply]
    extras: dict[str, Reply]
    server: ThreadingHTTPServer | None = None


@dataclass
class FixtureServer:
    """Serves fixture folders while its `with` block lasts.

    Attributes:
        folders: one a site, each with a `manifest.json`.
        port: of the first site, the next ones following; 0 takes whichever are free.
        requests: every request so far, in order of arrival.
        unknown: addresses asked for that no manifest holds, as `site path`.
    """

    folders: Sequence[Path]
    port: int = 0
    requests: list[Visit] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    _sites: dict[str, _Site] = field(default_factory=dict, repr=False)

    def __enter__(self) -> Self:
        """Read the manifests and begin to serve.

        Raises:
            OSError: a manifest or page cannot be read, or a port is taken.
            ValueError: two folders hold the same site.
        """
        try:
            for number, folder in enumerate(self.folders):
                self._open(_read_site(folder), self.port + number if self.port else 0)
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop serving and free the ports."""
        self._close()

    @property
    def sites(self) -> tuple[str, ...]:
        """The sites served, in the order of their folders."""
        return tuple(self._sites)

    def base_url(self, site: str) -> str:
        """Return scheme, host and port of a site that is being served."""
        server = self._sites[site].server
        if server is None:
            raise LookupError(f"{site} is not being served")
        return f"http://{HOST}:{server.server_address[1]}"

    def replace(self, site: str, path: str, role: str) -> None:
        """From now on answer `path` (with its query) by the site's extra page of that role."""
        found = self._sites[site]
        found.replies[address(path)] = found.extras[role]

    def put(self, site: str, path: str, reply: Reply) -> None:
        """From now on answer `path` (with its query) by `reply`."""
        self._sites[site].replies[address(path)] = reply

    def drop(self, site: str, path: str) -> None:
        """From now on know nothing of `path`."""
        del self._sites[site].replies[address(path)]

    def _open(self, site: _Site, port: int) -> None:
        if site.name in self._sites:
            raise ValueError(f"two folders hold the site {site.name}")
        log = self

        class Handler(_Handler):
            served = site
            journal = log

        site.server = _Quiet((HOST, port), Handler)
        self._sites[site.name] = site
        threading.Thread(target=site.server.serve_forever, args=(0.02,), daemon=True).start()

    def _close(self) -> None:
        for site in self._sites.values():
            if site.server:
                site.server.shutdown()
                site.server.server_close()
                site.server = None


def address(url: str) -> Address:
    """Return what a URL or a path asks for, decoded, so that spelling does not matter."""
    parts = urlsplit(url)
    return unquote(parts.path) or "/", tuple(sorted(parse_qsl(parts.query, keep_blank_values=True)))


def _read_site(folder: Path) -> _Site:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return _Site(
        name=manifest["site"],
        replies={address(entry["url"]): _reply(folder, entry) for entry in manifest["responses"]},
        extras={entry["role"]: _reply(folder, entry) for entry in manifest.get("extras", ())},
    )


def _reply(folder: Path, entry: dict[str, Any]) -> Reply:
    return Reply(status=entry["status"], headers=entry["headers"], body=(folder / entry["file"]).read_bytes())


class _Quiet(ThreadingHTTPServer):
    """A server whose clients may hang up without a traceback on stderr."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401  typed so upstream
        """Say nothing: what a client misses, the client reports."""


class _Handler(BaseHTTPRequestHandler):
    """Answers from one site's replies."""

    protocol_version = "HTTP/1.1"
    timeout = 30
    served: _Site
    journal: FixtureServer

    def do_GET(self) -> None:
        """Replay the manifest's entry for the address."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """Replay its headers alone."""
        self._answer(with_body=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  named so upstream
        """Stay silent; `requests` is the log."""

    def _answer(self, *, with_body: bool) -> None:
        agent = self.headers.get("User-Agent", "")
        name = self.served.name
        self.journal.requests.append(Visit(at=time.monotonic(), site=name, path=self.path, user_agent=agent))
        reply = self.served.replies.get(address(self.path))
        if reply is None:
            self.journal.unknown.append(f"{name} {self.path}")
            reply = Reply(
                status=HTTPStatus.NOT_FOUND,
                headers={"Content-Type": "text/plain; charset=utf-8"},
                body=b"This site's manifest does not hold that address.\n",
            )
        known = reply.status == HTTPStatus.OK and reply.etag is not None
        if known and reply.etag == self.headers.get("If-None-Match"):
            self._send(HTTPStatus.NOT_MODIFIED, reply.headers, b"", with_body=False)
        else:
            self._send(reply.status, reply.headers, reply.body, with_body=with_body)

    def _send(self, status: int, headers: dict[str, str], body: bytes, *, with_body: bool) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            if name.lower() not in _OWN:
                self.send_header(name, value)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body:
            self.wfile.write(body)


_OWN = frozenset(("content-length", "content-encoding", "transfer-encoding", "connection"))
"""Headers of a recorded response that spoke of its transport and not of its body."""

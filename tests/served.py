"""The fixture server with the doors that tests need: what was asked, and answers that change while it serves."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pubcrawl.fixture_server import UNKNOWN, FixtureServer, Reply, address, read_reply

if TYPE_CHECKING:
    from http.server import BaseHTTPRequestHandler


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One request the server had: when by `time.monotonic`, which site and path, and who asked."""

    at: float
    site: str
    path: str
    user_agent: str


@dataclass
class WatchedServer(FixtureServer):
    """A fixture server that notes what it is asked, and whose answers a test may change.

    Attributes:
        requests: every request so far, in order of arrival.
        unknown: addresses asked for that no manifest holds, as `site path`.
    """

    requests: list[Asked] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def reply(self, site: str, request: BaseHTTPRequestHandler) -> Reply:
        """Note the request, and answer it."""
        agent = request.headers.get("User-Agent", "")
        self.requests.append(Asked(at=time.monotonic(), site=site, path=request.path, user_agent=agent))
        reply = super().reply(site, request)
        if reply is UNKNOWN:
            self.unknown.append(f"{site} {request.path}")
        return reply

    def replace(self, site: str, path: str, role: str) -> None:
        """From now on answer `path` (with its query) by the site's extra page of that role."""
        for folder in self.folders:
            manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
            extras = {entry["role"]: entry for entry in manifest.get("extras", ())}
            if manifest["site"] == site:
                self.put(site, path, read_reply(folder, extras[role]))

    def put(self, site: str, path: str, reply: Reply) -> None:
        """From now on answer `path` (with its query) by `reply`."""
        self.replies[site][address(path)] = reply

    def drop(self, site: str, path: str) -> None:
        """From now on know nothing of `path`."""
        del self.replies[site][address(path)]

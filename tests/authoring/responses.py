"""One authored response, and the folder of them that a site becomes."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from pubcrawl.verbs.fixture import Answer, entry, manifest_bytes

STARTED = datetime(2026, 4, 20, 6, 0, tzinfo=UTC)
"""When the authored crawl begins; each response comes `PAUSE` after the one before it."""

PAUSE = timedelta(seconds=3)
AGE = timedelta(days=1)
"""How much older than its response a page is, by its Last-Modified header."""

HTML = "text/html; charset=UTF-8"
PLAIN = "text/plain; charset=UTF-8"
XML = "application/xml; charset=UTF-8"


@dataclass(frozen=True, kw_only=True, slots=True)
class AuthoredResponse:
    """What one address answers.

    Attributes:
        url: path and query.
        file: where its body is written, under `pages/`.
        role: what kind of page it is.
        optional: whether an ordinary crawl may leave it unasked.
        headers: those besides Content-Type, Date, ETag and Last-Modified.
    """

    url: str
    file: str
    role: str
    body: str
    status: int = 200
    content_type: str = HTML
    optional: bool = False
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class AuthoredSite:
    """A whole site: what a crawl may ask for, and bad pages (`extras`) that tests put in a page's place."""

    name: str
    base_url: str
    responses: tuple[AuthoredResponse, ...]
    extras: tuple[AuthoredResponse, ...]

    def files(self) -> dict[str, bytes]:
        """Return every file of the site's folder by its path there."""
        found = {f"pages/{r.file}": r.body.encode() for r in (*self.responses, *self.extras)}
        return {**found, "manifest.json": self.manifest()}

    def manifest(self) -> bytes:
        """Return the manifest: one entry an address, in the order of a crawl, then the extras."""
        entries = [
            _entry(response, self.base_url, STARTED + PAUSE * i)
            for i, response in enumerate((*self.responses, *self.extras))
        ]
        split = len(self.responses)
        return manifest_bytes(self.name, self.base_url, entries[:split], entries[split:])

    def write(self, folder: Path) -> None:
        """Write the site's folder; pages that are no longer part of it are removed.

        Raises:
            FileExistsError: the folder holds a recorded page, which authored ones must not replace.
        """
        if any(entry["origin"] == "recorded" for entry in _entries(folder)):
            raise FileExistsError(f"{folder} holds recorded pages")
        files = self.files()
        (folder / "pages").mkdir(parents=True, exist_ok=True)
        for stale in (folder / "pages").iterdir():
            if f"pages/{stale.name}" not in files:
                stale.unlink()
        for path, body in files.items():
            (folder / path).write_bytes(body)


def _entries(folder: Path) -> list[dict[str, Any]]:
    path = folder / "manifest.json"
    if not path.exists():
        return []
    manifest = json.loads(path.read_text(encoding="utf-8"))
    return [*manifest["responses"], *manifest.get("extras", ())]


def _entry(response: AuthoredResponse, base_url: str, at: datetime) -> dict[str, Any]:
    body = response.body.encode()
    headers = {
        "Content-Type": response.content_type,
        "Date": format_datetime(at, usegmt=True),
        "ETag": f'"{hashlib.sha256(body).hexdigest()[:16]}"',
        "Last-Modified": format_datetime(at - AGE, usegmt=True),
        **response.headers,
    }
    answer = Answer(status=response.status, headers=headers, role=response.role)
    return entry(base_url + response.url, f"pages/{response.file}", body, answer, at, optional=response.optional)

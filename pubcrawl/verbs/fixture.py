"""Fixtures: the pages of a site kept in files, and the manifest that says which address each answers."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from pubcrawl.errors import WrongOrder
from pubcrawl.storage.atomic import write_atomic
from pubcrawl.verbs.options import Choice, fixtures_option, pairs, web_address

MANIFEST = "manifest.json"
_SITE = re.compile(r"[a-z][a-z0-9_]*")
_ROLE = re.compile(r"\w+", re.ASCII)
_HEADER = re.compile(r"[!#$%&'*+.^`|~\w-]+", re.ASCII)
_TYPES = {".txt": "text/plain", ".xml": "application/xml", ".html": "text/html", ".htm": "text/html"}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What an address of a site answers.

    Attributes:
        headers: those besides Content-Type and Date, or in their place.
        role: what kind of page it is; told by the address when it is None.
        origin: `authored` or `recorded`.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    role: str | None = None
    origin: str = "authored"


def written_to(fixtures: Path | None) -> Path:
    """Return the folder that pages are written to: the one that was named, or the checkout's.

    Raises:
        WrongOrder: none was named, and an installed package is no place for pages.
    """
    from pubcrawl.pages.sites import FIXTURES, IS_CHECKOUT

    if fixtures is None and not IS_CHECKOUT:
        raise WrongOrder("this is an installed package and no checkout: name a folder for the pages with --fixtures")
    return fixtures or FIXTURES


def entry(url: str, file: str, body: bytes, answer: Answer, at: datetime, *, optional: bool = False) -> dict[str, Any]:
    """Return what a manifest says of one true address, whose file is named from the site's folder.

    The page was recorded or written at `at`; when it is optional, a crawl may leave it unasked.
    """
    return {
        "url": url,
        "file": file,
        "role": answer.role or ("robots" if urlsplit(url).path == "/robots.txt" else "page"),
        "optional": optional,
        "status": answer.status,
        "headers": dict(answer.headers),
        "recorded_at": at.isoformat().replace("+00:00", "Z"),
        "sha256": hashlib.sha256(body).hexdigest(),
        "origin": answer.origin,
    }


def manifest_bytes(site: str, base_url: str, responses: list[Any], extras: list[Any]) -> bytes:
    """Return the file that says which address each page of a site answers."""
    manifest = {"site": site, "base_url": base_url, "responses": responses, "extras": extras}
    return json.dumps(manifest, indent=1, ensure_ascii=False).encode() + b"\n"


def add(
    folder: Path, url: str, file: Path, answer: Answer, at: datetime, base_url: str | None = None
) -> dict[str, Any]:
    """Let an address of a site answer with a file; what the address answered before is forgotten.

    Args:
        folder: the site's folder, named as the site is; made when it is not there.
        url: the true address.
        file: the body; it is copied into the folder unless it lies there.
        answer: status, headers, role and origin.
        at: when the page was recorded or written.
        base_url: scheme and host of a site that has neither a page class nor a fixture yet.

    Returns:
        The entry of the manifest.

    Raises:
        WrongOrder: the site, the address or the file is none, or the file's name is taken; nothing was changed.
        OSError: the file cannot be read, or the folder not be written.
    """
    from pubcrawl.fixture_server import address

    manifest = _manifest(folder, url, base_url)
    responses = manifest["responses"]
    place = next((i for i, e in enumerate(responses) if address(e["url"]) == address(url)), len(responses))
    before = responses[place] if place < len(responses) else {}
    others = {e["file"] for e in (*responses, *manifest["extras"]) if e is not before}
    if not file.is_file() or not file.name.isprintable():
        raise WrongOrder(f"{file} is no file")
    from pubcrawl.text.email import body_without_emails

    body, name = body_without_emails(file.read_bytes()), f"pages/{file.name}"
    target = _inside(folder, name)
    ours = name == before.get("file") and name not in others
    if not ours and target.exists() and target.read_bytes() != body:
        raise WrongOrder(f"{target} is there already and another page: give the file another name")
    headers = {"Content-Type": _content_type(file.name, body), "Date": format_datetime(at, usegmt=True)}
    given = {n.lower() for n in answer.headers}
    headers = {n: v for n, v in headers.items() if n.lower() not in given} | dict(answer.headers)
    answer = replace(answer, headers=headers, role=answer.role or before.get("role"))
    made = entry(url, name, body, answer, at, optional=before.get("optional", False))
    responses[place : place + 1] = [made]
    (folder / "pages").mkdir(parents=True, exist_ok=True)
    write_atomic(target, body)
    write_atomic(folder / MANIFEST, manifest_bytes(**manifest))
    if before and before["file"] not in (name, *others):
        (folder / before["file"]).unlink(missing_ok=True)
    return made


def _inside(folder: Path, name: str) -> Path:
    """Return where a page of a site lies, which is never outside the site's folder."""
    target = folder / name
    if not target.resolve().is_relative_to(folder.resolve()):
        raise WrongOrder(f"{target} leads out of {folder}")
    return target


def _manifest(folder: Path, url: str, base_url: str | None) -> dict[str, Any]:
    """Return the manifest of a site, an empty one for a new site, once address and site are seen to be right."""
    from pubcrawl.text.address import split, without_user

    if not _SITE.fullmatch(folder.name):
        raise WrongOrder(f"{folder.name!r} is no name of a site: small letters, digits and _ make one")
    parts = split(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or not url.isprintable():
        raise WrongOrder(f"{without_user(url)!r} is no http or https address without a user name and password")
    origin = f"{parts.scheme}://{parts.netloc}"
    path = folder / MANIFEST
    manifest = _read(path) if path.exists() else _new(folder.name, (base_url or origin).rstrip("/"), named=base_url)
    there = manifest["base_url"]
    if there != origin or (base_url or there).rstrip("/") != there:
        raise WrongOrder(f"{url!r} is no address of {folder.name}, which is at {there}")
    return manifest


def _new(site: str, base_url: str, *, named: str | None) -> dict[str, Any]:
    from pubcrawl.pages.sites import page_class

    if not named:
        try:
            page_class(site)
        except WrongOrder as exc:
            raise WrongOrder(f"{exc}; a new one needs --base-url") from exc
    return {"site": site, "base_url": base_url, "responses": [], "extras": []}


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_bytes())
        responses, extras = [*found["responses"]], [*found.get("extras", ())]
        _ = [(e["url"], _inside(path.parent, e["file"])) for e in (*responses, *extras)]
        return {"site": found["site"], "base_url": found["base_url"], "responses": responses, "extras": extras}
    except (ValueError, LookupError, TypeError, AttributeError) as exc:
        raise WrongOrder(f"{path} is no manifest of a site: {exc!r}") from exc


def _content_type(name: str, body: bytes) -> str:
    """Return the type of a page by the suffix of its file, or else by its first bytes."""
    head = body.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].lower()
    looks = ".xml" if head.startswith(b"<?xml") else ".html" if head.startswith(b"<") else ".txt"
    kind = _TYPES.get(Path(name).suffix.lower()) or _TYPES[looks]
    try:
        body.decode()
    except UnicodeDecodeError:
        return kind
    return f"{kind}; charset=UTF-8"


@click.group()
def fixture() -> None:
    """Keep the pages of a site in files, for the tests and the demo."""


@fixture.command("add")
@click.argument("site")
@click.argument("url")
@click.argument("file", type=click.Path(path_type=Path))
@fixtures_option
@click.option("--base-url", callback=web_address, help="Scheme and host of a site that has no page class yet.")
@click.option("--status", type=click.IntRange(100, 599), default=200, show_default=True, help="Status of the answer.")
@click.option(
    "--header",
    "headers",
    multiple=True,
    metavar="NAME=VALUE",
    callback=pairs("NAME=VALUE"),
    help="A header of the answer; Content-Type and Date are there without.",
)
@click.option("--role", help="What kind of page it is.  [default: robots for /robots.txt, else page]")
@click.option(
    "--origin",
    type=Choice(["authored", "recorded"]),
    default="authored",
    show_default=True,
    help="Whether the page was made up or comes from the real site.",
)
def add_page(
    site: str,
    url: str,
    file: Path,
    fixtures: Path | None,
    base_url: str | None,
    headers: dict[str, str],
    role: str | None,
    **answer: Any,  # noqa: ANN401  click's values
) -> None:
    """Let an address of a site answer with a file, in place of what it answered before."""
    if role is not None and not _ROLE.fullmatch(role):
        raise WrongOrder(f"{role!r} is no role: a word is one")
    for name, value in headers.items():
        if not _HEADER.fullmatch(name) or not value.isprintable() or not value.isascii():
            raise WrongOrder(f"{f'{name}={value}'!r} is no header")
    folder = written_to(fixtures) / site
    at = datetime.now(UTC).replace(microsecond=0)
    made = add(folder, url, file, Answer(headers=headers, role=role, **answer), at, base_url)
    click.echo(f"{folder / MANIFEST}: {made['url']} answers with {made['file']} ({made['status']}, {made['role']})")

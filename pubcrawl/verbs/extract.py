"""One saved page to records, without network and without the engine."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pubcrawl.errors import LayoutDrift, WrongOrder
from pubcrawl.items import Publication, RawPublication
from pubcrawl.pages.body import read
from pubcrawl.pages.document import NotAPage
from pubcrawl.pages.layout import FIELDS, UNITS, Layout
from pubcrawl.pages.page import Page, Refused
from pubcrawl.pages.sites import layout_of_site, page_class
from pubcrawl.stages.clean import clean
from pubcrawl.stages.language import tag
from pubcrawl.stages.validate import problems


class BadPage(WrongOrder):
    """The file is no page of the site; the message names the file and what is wrong with it."""


@dataclass(frozen=True, kw_only=True)
class Extracted:
    """What one page gives: what it says, what we would publish of it, and what we would refuse and why."""

    raws: tuple[RawPublication, ...]
    publications: tuple[Publication, ...]
    refused: tuple[tuple[Publication, tuple[str, ...]], ...]


def read_page(path: Path, site: str, url: str | None = None, layout: Path | None = None) -> Page:
    """Return a saved page, HTML or text, as a page of a site; the arguments and errors are those of `extract`."""
    reader = page_class(site)
    said = layout_of_site(site, layout)
    try:
        return reader(read(path.read_bytes(), url or path.resolve().as_uri(), layout=said), site)
    except NotAPage as exc:
        raise BadPage(f"{path}: {exc}") from exc


def layout_of_page(path: Path, site: str, url: str | None = None, layout: Path | None = None) -> Layout:
    """Return the layout of a saved page as it is read; the arguments and errors are those of `extract`."""
    page = read_page(path, site, url, layout)
    try:
        page.check()
        found = page.layout()
    except Refused as exc:
        raise BadPage(f"{path}: {exc}") from exc
    except LayoutDrift as exc:
        raise LayoutDrift(f"{path}: {exc}") from exc
    if not found.count:
        raise LayoutDrift(f"{path}: no unit on it: an empty list, text without markup, or not a page of {site}")
    return found


def told_otherwise(
    learned: Layout, path: Path, site: str, url: str | None = None, layout: Path | None = None
) -> frozenset[str]:
    """Return the keys of a learned layout by which its page would read otherwise than it was learned.

    A place such as a bare `p` may hold more on the page than in its units. Nothing is told of a page that is not read.
    """
    when = datetime.fromtimestamp(0, tz=UTC)
    try:
        wanted = read_page(path, site, url, layout).records(when)
    except (Refused, LayoutDrift):
        return frozenset()
    body = path.read_bytes()
    without = {*UNITS, *FIELDS}
    for key in (*UNITS, *FIELDS):
        said = Layout.parse(learned.toml(without - {key}), "layout.toml")
        page = page_class(site)(read(body, url or path.resolve().as_uri(), layout=said), site)
        with suppress(LayoutDrift):
            without -= {key} if page.records(when) == wanted else set()
    return frozenset(without)


def extract(path: Path, site: str, url: str | None = None, layout: Path | None = None) -> Extracted:
    """Read a saved page, HTML or text, as a page of a site.

    Args:
        path: the file; its time of modification stands for the time of the fetch.
        site: name of the site.
        url: the page's address; the file's own when it is not known.
        layout: a `layout.toml` to read it by; the one beside the site's fixtures when there is none.

    Raises:
        OSError: the file cannot be read.
        WrongOrder: there is no such site, or the layout is none.
        BadPage: the file is empty, binary, or another page than the site's.
        LayoutDrift: it shows no publication, or not by the cues we read them by.
    """
    page = read_page(path, site, url, layout)
    when = datetime.fromtimestamp(int(path.stat().st_mtime), tz=UTC)
    try:
        raws = page.records(when)
    except Refused as exc:
        raise BadPage(f"{path}: {exc}") from exc
    except LayoutDrift as exc:
        address = f" --url '{url}'" if url else ""
        hint = f"`pubcrawl layout {path} --site {site}{address}` shows how it is read, and a layout.toml overrules it"
        raise LayoutDrift(f"{path}: {exc}; {hint}") from exc
    if not raws:
        raise LayoutDrift(f"{path}: no publication on it: an empty list, or not a page of {site}")
    made = [tag(clean(raw, page.institute)) for raw in raws]
    found = [(p, problems(p)) for p in made]
    return Extracted(
        raws=raws,
        publications=tuple(p for p, why in found if not why),
        refused=tuple((p, why) for p, why in found if why),
    )

"""Writes the newest publications as an Atom feed (RFC 4287)."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

from lxml import etree
from lxml.builder import ElementMaker

from pubcrawl.formats.reference import title_of
from pubcrawl.items import Publication
from pubcrawl.stages.language import UNDETERMINED
from pubcrawl.text.address import canonical
from pubcrawl.text.display import one_line

LIMIT = 100
"""Most entries in a feed: what eight pages of a listing hold."""

ALL_SITES = "all"
"""Name of the feed of all sites."""

_ATOM = "http://www.w3.org/2005/Atom"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_make = ElementMaker(namespace=_ATOM, nsmap={None: _ATOM})


def render(publications: Iterable[Publication], *, site: str | None = None, limit: int = LIMIT) -> bytes:
    """Return a feed of the newest publications, of one site or of all.

    Newest first means by date of publication (the first day of a month or year where no day is known, undated ones
    last), then by first fetch. The feed is as new as its newest change, and of 1970 when it is empty. Atom has no
    months or years, so `published` is there only where the day is known.
    """
    records = (p for p in publications if site in (None, p.site))
    entries = sorted(records, key=_age, reverse=True)[: max(limit, 0)]
    name = one_line(site or ALL_SITES)
    feed = _make.feed(
        _make.id(f"urn:pubcrawl:feed:{quote(name, safe='')}"),
        _make.title(f"Publications: {name}"),
        _make.updated(_stamp(max(map(_updated, entries), default=_NEVER))),
        _make.author(_make.name("pubcrawl")),
    )
    feed.extend(map(_entry, entries))
    xml: bytes = etree.tostring(feed, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return xml


def _age(p: Publication) -> tuple[date, datetime, str]:
    published = p.published or date.min
    if p.published_precision != "day" and p.published:
        published = published.replace(day=1, month=published.month if p.published_precision == "month" else 1)
    return published, p.first_seen or p.fetched_at, p.id


def _updated(p: Publication) -> datetime:
    return p.last_changed or p.last_seen or p.fetched_at


def _stamp(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _entry(p: Publication) -> Any:  # noqa: ANN401  lxml publishes no types
    entry = _make.entry(
        _make.id(f"urn:pubcrawl:{quote(p.id, safe='')}"),
        _spoken("title", title_of(p), p.title_language if p.title else p.abstract_language),
        _make.updated(_stamp(_updated(p))),
        {_LANG: p.language},
    )
    if p.published and p.published_precision == "day":
        entry.append(_make.published(f"{p.published.isoformat()}T00:00:00Z"))
    entry.extend(_authors(p))
    entry.extend(_links(p))
    entry.extend(_categories(p))
    abstract = one_line(p.abstract or "")
    if abstract:
        entry.append(_spoken("summary", abstract, p.abstract_language))
    if entry.find(f"{{{_ATOM}}}link") is None:  # then Atom demands a content
        entry.append(_make.content(abstract or title_of(p)))
    return entry


def _spoken(tag: str, text: str, language: str | None) -> Any:  # noqa: ANN401  lxml publishes no types
    """Return an element with its own language, so that it does not inherit the entry's."""
    return _make(tag, text, {_LANG: language or UNDETERMINED})


def _authors(p: Publication) -> Iterator[Any]:
    for author in p.authors:
        name = one_line(author.name)
        profile = canonical(author.profile_url) if author.profile_url else None
        if name:
            yield _make.author(_make.name(name), *([_make.uri(profile)] if profile else ()))


def _links(p: Publication) -> Iterator[Any]:
    """Link to the work as `alternate`, and to the page it was read on as `via` where that is another one."""
    work, page = canonical(p.url) if p.url else None, canonical(p.source_url)
    if work or page:
        yield _make.link(rel="alternate", href=work or page)
    if work and page and work != page:
        yield _make.link(rel="via", href=page)


def _categories(p: Publication) -> Iterator[Any]:
    terms = {"venue": p.venue_key, "status": p.status, "language": p.language}
    for scheme, term in terms.items():
        if term and term != UNDETERMINED:
            yield _make.category(term=one_line(term), scheme=f"urn:pubcrawl:{scheme}")

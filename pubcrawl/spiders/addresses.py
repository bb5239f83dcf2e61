"""Addresses of a site: where a page is fetched from, and the pages of a list."""

from urllib.parse import parse_qs, unquote, urlsplit, urlunsplit

from pubcrawl.text.address import split


def mirrored(url: str, source: str, target: str) -> str:
    """Return a page's address below `target` in place of `source`; as it is, when it is not below `source`.

    Both are a scheme and a host; the page may have the host of `source` with `www.` or without.
    """
    parts, old, new = urlsplit(url), urlsplit(source), urlsplit(target)
    if parts.netloc not in (old.netloc, old.netloc.removeprefix("www."), f"www.{old.netloc}"):
        return url
    return urlunsplit((new.scheme, new.netloc, parts.path, parts.query, ""))


_DIGITS = 9
"""Of a page's number; Python refuses to read numbers of some thousands."""


def page_number(url: str) -> int:
    """Return the 0-based page a listing's address names; 0 when it names none."""
    value = parse_qs(split(url).query).get("page", ["0"])[0]
    return int(value) if value.isdecimal() and len(value) <= _DIGITS else 0


def pager_url(url: str) -> str:
    """Return an address with nothing but its decoded `page` parameter, and without that on the first page.

    `?page=0` and the bare address are one page, as are `page=0%2C87` and `page=0,87`; `q`, `s` and `utm_*`
    filter nothing on these sites and would multiply the crawl.
    """
    parts = split(url)
    value = unquote(parse_qs(parts.query).get("page", [""])[0])
    query = f"page={value}" if value.strip("0,") else ""
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))

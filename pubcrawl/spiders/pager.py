"""The pages of a list, by their addresses."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlunsplit

from pubcrawl.stages.address import split

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

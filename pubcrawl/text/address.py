"""Web addresses: their parts, their canonical form, and whether one looks like a person's page."""

import re
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from w3lib.url import canonicalize_url, url_query_cleaner

_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_cid|mc_eid", re.IGNORECASE)
_HOST = re.compile(r"[^\s\\/?#@<>\"{}|^`]+")
_PLAIN = re.compile(
    r"(?a)https?://(?:[a-z\d][a-z\d_-]{0,61}[a-z\d]\.)++[a-z]{2,63}(?:/[\w~-][\w.~-]*+)++(?:\?page=\d++)?"
)

_LONGEST = 8000
"""Characters of an address; RFC 9110 has servers take as many."""
_USER = re.compile(r"(?<=//)[^\s/?#]*@")


def without_user(text: str) -> str:
    """Return a text without the user names and passwords of the addresses in it."""
    return _USER.sub("", text) if "@" in text else text


def split(url: str) -> SplitResult:
    """Return the parts of an address as printed; a malformed one has none."""
    try:
        return urlsplit(url)
    except ValueError:  # such as an unclosed IPv6 address
        return SplitResult("", "", "", "", "")


@lru_cache(maxsize=4096)
def canonical(url: str) -> str | None:
    """Return the canonical form of an absolute address; None for what is no web address."""
    if len(url) > _LONGEST:
        return None
    if _PLAIN.fullmatch(url):  # as most: its canonical form is its own
        return url
    url = "".join(filter(str.isprintable, url.strip()))
    try:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not _HOST.fullmatch(parts.hostname or ""):
            return None
        _ = parts.port
        names = [n for n, _ in parse_qsl(parts.query, keep_blank_values=True) if _TRACKING.fullmatch(n)]
        if names:
            url = url_query_cleaner(url, names, remove=True, unique=False)
        made = canonicalize_url(url)
    except ValueError:  # the address is malformed
        return None
    return made if len(made) <= _LONGEST else None


_PROFILE = re.compile(r"/(?:directory|annuaire|people)/[^/?#]+/?$")


def is_profile(href: str | None, path: re.Pattern[str] | None = None) -> bool:
    """Say whether an address looks like a person's page at an institute, or has a path of that institute's own form."""
    if href is None:
        return False
    there = unquote(split(href).path)
    return _PROFILE.search(there) is not None or (path is not None and path.fullmatch(there) is not None)

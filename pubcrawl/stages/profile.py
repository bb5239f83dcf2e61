"""The profile of a person: which links lead to one of the institute's own people."""

import re
from urllib.parse import SplitResult, urlsplit

_PATHS = {
    "mila": re.compile(r"/(?:[a-z]{2}/)?(?:directory|annuaire)/[^/]+/?"),
    "amii": re.compile(r"/(?:[a-z]{2}/)?people/[^/]+/?"),
}
_HOSTS = {"mila": "mila.quebec", "amii": "amii.ca"}


def is_profile(href: str, institute: str, source_url: str) -> bool:
    """Say whether an address is a person's page on the institute's site, or on the page's own."""
    paths = _PATHS.get(institute)
    target = _split(href)
    if paths is None or target is None or not paths.fullmatch(target.path):
        return False
    page = _split(source_url)
    return _host(target) in {_HOSTS[institute], _host(page) if page else ""}


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:  # such as an unclosed IPv6 address
        return None


def _host(url: SplitResult) -> str:
    return (url.hostname or "").removeprefix("www.")

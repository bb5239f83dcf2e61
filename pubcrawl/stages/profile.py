"""The profile of a person: which links lead to one of the institute's own people."""

import re
from urllib.parse import SplitResult

from pubcrawl.stages.address import split

_PATHS = {
    "mila": re.compile(r"/(?:[a-z]{2}/)?(?:directory|annuaire)/[^/]+/?"),
    "amii": re.compile(r"/(?:[a-z]{2}/)?people/[^/]+/?"),
}
_HOSTS = {"mila": "mila.quebec", "amii": "amii.ca"}


def is_profile(href: str, institute: str, source_url: str) -> bool:
    """Say whether an address is a person's page on the institute's site, or on the page's own."""
    paths = _PATHS.get(institute)
    target = split(href)
    if paths is None or not paths.fullmatch(target.path):
        return False
    return _host(target) in {_HOSTS[institute], _host(split(source_url))}


def _host(url: SplitResult) -> str:
    return (url.hostname or "").removeprefix("www.")

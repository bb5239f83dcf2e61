"""Fuzz target: any bytes as a site's page, read as a crawl reads them."""

from collections.abc import Iterator

from tests.battery.hand_made import BROKEN, PLACES, VALUES, page_with
from tests.battery.wild_pages import sound_pages
from tests.battery.wild_reading import ADDRESSES, WildPage, read_page

_SITES = sorted(ADDRESSES)
_CONTENT_TYPES = (None, "text/html; charset=utf-8", "text/html", "text/html; charset=utf-16", "text/plain")


def one(data: bytes) -> None:
    """Read a page; the first byte says of which site it is and what its header says."""
    chosen = data[0] if data else 0
    page = WildPage(
        site=_SITES[chosen % len(_SITES)],
        content_type=_CONTENT_TYPES[chosen // len(_SITES) % len(_CONTENT_TYPES)],
        body=data[1:],
    )
    read_page(page)


def seeds() -> Iterator[bytes]:
    """Pages to start from."""
    for site, body in sound_pages():
        yield bytes([_SITES.index(site) + len(_SITES)]) + body
    for page in (*(b.page for b in BROKEN.values()), *(page_with(p, v) for p in PLACES for v in VALUES.values())):
        if len(page.body) < 10_000:
            yield bytes([_SITES.index(page.site) + len(_SITES)]) + page.body

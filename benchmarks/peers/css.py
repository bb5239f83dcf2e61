"""The Scrapy spider that most people would write: `scrapy runspider css.py -a base=URL -a pages=PAGES`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.peers.cards import cards
from benchmarks.peers.download import DownloadSpider

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.http import Response


class CssSpider(DownloadSpider):
    """One CSS selector a field, and nothing cleaned."""

    name = "css"

    def items(self, response: Response) -> Iterator[Any]:
        """Yield a dictionary a publication."""
        return cards(response, response.url)

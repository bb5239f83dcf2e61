"""Scrapy as it comes, downloading only: `scrapy runspider download.py -a base=URL -a pages=PAGES`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy import Spider

from benchmarks.peers.cards import address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.http import Response


class DownloadSpider(Spider):
    """Walk from page to page and look at nothing: the floor under any Scrapy crawl."""

    name = "download"

    def __init__(self, base: str, pages: str, **kwargs: Any) -> None:  # noqa: ANN401  scrapy's arguments
        super().__init__(**kwargs)
        self.base, self.pages, self.page = base, int(pages), 0
        self.start_urls = [address(base, 0)]

    def parse(self, response: Response) -> Iterator[Any]:
        """Yield what the page holds, and the request for the next one."""
        yield from self.items(response)
        self.page += 1
        if self.page < self.pages:
            yield response.follow(address(self.base, self.page))

    def items(self, response: Response) -> Iterator[Any]:
        """Yield nothing."""
        del response
        yield from ()

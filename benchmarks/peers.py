"""What the crawl is measured against: Scrapy as it comes, downloading only, and reading the same fields by CSS.

`python -m benchmarks.peers bare|css URL PAGES` walks the listing from page to page and prints how many pages and
items it read. Both run on Scrapy's default settings, and know the markup of the generated site by heart.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from scrapy import Spider
from scrapy.crawler import CrawlerProcess

from benchmarks.site import LISTING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.http import Response

_MARKER = "… (see more)"


class BareSpider(Spider):
    """Download page after page and look at nothing: the floor under any Scrapy crawl."""

    name = "bare"

    def __init__(self, base: str, pages: str, **kwargs: Any) -> None:  # noqa: ANN401  scrapy's arguments
        super().__init__(**kwargs)
        self.listing, self.pages, self.page = base + LISTING, int(pages), 0
        self.start_urls = [self.listing]

    def parse(self, response: Response) -> Iterator[Any]:
        """Yield what the page holds, and the request for the next one."""
        yield from self.items(response)
        self.page += 1
        if self.page < self.pages:
            yield response.follow(f"{self.listing}?page={self.page}")

    def items(self, response: Response) -> Iterator[Any]:
        """Yield nothing."""
        del response
        yield from ()


class CssSpider(BareSpider):
    """The spider most people would write: one CSS selector a field."""

    name = "css"

    def items(self, response: Response) -> Iterator[Any]:
        """Yield a dictionary a publication."""
        for card in response.css("div.node--type-publication"):
            abstract = "".join(card.css(".field-name-field-abstract p ::text").getall())
            yield {
                "source_url": response.url,
                "page_language": response.css("html::attr(lang)").get(),
                "title": card.css(".field-name-node-title h3 a::text").get(),
                "url": card.css(".field-name-node-title h3 a::attr(href)").get(),
                "authors": [
                    {"name": a.css("::text").get(), "profile_url": a.css("a::attr(href)").get()}
                    for a in card.css(".field-name-field-authors .author")
                ],
                "abstract": " ".join(abstract.replace(_MARKER, "").split()),
                "date": card.css(".field-name-field-date .field-item::text").get(),
                "venue": card.css(".field-name-field-venue .field-item::text").get(),
            }


def main() -> None:
    """Run one peer and print what it read."""
    kind, base, pages = sys.argv[1:]
    process = CrawlerProcess({"LOG_LEVEL": "INFO", "TELNETCONSOLE_ENABLED": False})
    crawler = process.create_crawler(CssSpider if kind == "css" else BareSpider)
    process.crawl(crawler, base=base, pages=pages)
    process.start()
    stats = crawler.stats.get_stats()
    print(json.dumps({"pages": stats["response_received_count"], "items": stats.get("item_scraped_count", 0)}))


if __name__ == "__main__":
    main()

"""Crawlee's ParselCrawler: `python -m benchmarks.peers.parsel_crawler URL PAGES`."""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import Any

from crawlee.crawlers import ParselCrawler, ParselCrawlingContext
from crawlee.storage_clients import MemoryStorageClient

from benchmarks.peers.cards import address, cards


async def read(base: str, pages: int) -> list[dict[str, Any]]:
    """Return the publications of the listing; requests are kept in memory, its cheapest way."""
    items: list[dict[str, Any]] = []
    crawler = ParselCrawler(storage_client=MemoryStorageClient(), configure_logging=False)
    following = iter(range(1, pages))

    async def handle(context: ParselCrawlingContext) -> None:
        items.extend(cards(context.selector, context.request.url))
        if page := next(following, None):
            await context.add_requests([address(base, page)])

    crawler.router.default_handler(handle)
    await crawler.run([address(base, 0)])
    return items


def main() -> None:
    """Read the listing and print the number of publications."""
    logging.getLogger().setLevel(logging.WARNING)
    print(len(asyncio.run(read(sys.argv[1], int(sys.argv[2])))))


if __name__ == "__main__":
    main()

"""A crawl that ends because the disk refuses."""

from collections.abc import Iterator
from contextlib import contextmanager

from scrapy.crawler import Crawler

from pubcrawl.storage.atomic import StorageError

_REFUSED = "pubcrawl/storage"
"""The crawl's stats value that says why the disk refused."""


@contextmanager
def stopping_on_storage_error(crawler: Crawler) -> Iterator[None]:
    """End the crawl when the disk refuses, and note why: the engine itself would log most errors and go on.

    Raises:
        StorageError: whatever of that kind the block raised.
    """
    try:
        yield
    except StorageError as exc:
        from scrapy.utils.defer import deferred_from_coro  # noqa: PLC0415  who only stops needs no engine

        crawler.stats.set_value(_REFUSED, exc)
        if crawler.crawling and crawler.engine and crawler.engine.running:
            deferred_from_coro(crawler.stop_async())
        raise


def storage_error_of(crawler: Crawler) -> StorageError | None:
    """Return why the disk refused during a crawl, None when it did not."""
    error: StorageError | None = crawler.stats.get_value(_REFUSED)
    return error

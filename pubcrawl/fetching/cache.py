"""The cache: pages kept for conditional requests, each whole, and good only after the server has confirmed it."""

from http import HTTPStatus
from pathlib import Path

import orjson
from scrapy import Request, Spider
from scrapy.downloadermiddlewares.httpcache import HttpCacheMiddleware
from scrapy.extensions.httpcache import RFC2616Policy
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from scrapy.settings import BaseSettings
from scrapy.utils.request import RequestFingerprinterProtocol

from pubcrawl.fetching.halt import stopping_on_storage_error
from pubcrawl.storage.atomic import as_storage_error, write_atomic
from pubcrawl.text.email import body_without_emails


class KeptPages:
    """A storage for Scrapy's HTTP cache: `HTTPCACHE_DIR/SITE/KEY.page`, a line of JSON and then the body."""

    def __init__(self, settings: BaseSettings) -> None:
        self._folder = Path(settings["HTTPCACHE_DIR"])
        self._fingerprinter: RequestFingerprinterProtocol | None = None

    def open_spider(self, spider: Spider) -> None:
        """Open the folder of a site's kept pages."""
        self._fingerprinter = spider.crawler.request_fingerprinter

    def close_spider(self, spider: Spider) -> None:
        """Do nothing: every page is on disk."""

    def retrieve_response(self, spider: Spider, request: Request) -> Response | None:
        """Return the page that was kept for a request, None when there is none.

        Raises:
            OSError, ValueError: it cannot be read, which the cache takes for none.
        """
        path = self._path(spider, request)
        if not path.exists():
            return None
        head, _, body = path.read_bytes().partition(b"\n")
        told = orjson.loads(head)
        if len(body) != told["length"]:
            raise ValueError(f"{path}: {len(body)} bytes of {told['length']}")
        headers = Headers(told["headers"], encoding="latin-1")
        cls = responsetypes.from_args(headers=headers, url=told["url"], body=body)
        return cls(url=told["url"], headers=headers, status=told["status"], body=body)

    def store_response(self, spider: Spider, request: Request, response: Response) -> None:
        """Keep a page in the place of the one before, without the e-mail addresses on it.

        Raises:
            StorageError: the disk refused; the page before is kept, or none.
        """
        headers = {k.decode("latin-1"): [v.decode("latin-1") for v in vs] for k, vs in response.headers.items()}
        body = body_without_emails(response.body)
        told = {"url": response.url, "status": response.status, "headers": headers, "length": len(body)}
        path = self._path(spider, request)
        with as_storage_error(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(path, body_without_emails(orjson.dumps(told)) + b"\n" + body)

    def _path(self, spider: Spider, request: Request) -> Path:
        if self._fingerprinter is None:
            raise LookupError("the storage is not open")
        return self._folder / spider.name / f"{self._fingerprinter.fingerprint(request).hex()}.page"


class RevalidationPolicy(RFC2616Policy):
    """Scrapy's rules for a cache (RFC 2616), except that only a 304 of the server makes a kept page good.

    Scrapy's policy also hands out the kept page when the server answers 5xx, which would make an outage look like
    a quiet night.
    """

    def is_cached_response_valid(self, cachedresponse: Response, response: Response, request: Request) -> bool:
        """Say whether the server confirmed the kept page."""
        del cachedresponse, request
        return response.status == HTTPStatus.NOT_MODIFIED


class RevalidationMiddleware(HttpCacheMiddleware):
    """Scrapy's cache, except that a failed download stays a failed download."""

    def process_exception(self, request: Request, exception: Exception, spider: object = None) -> None:
        """Let the error through instead of handing out the kept page."""
        del exception, spider
        request.meta.pop("cached_response", None)

    def _cache_response(self, response: Response, request: Request) -> None:
        with stopping_on_storage_error(self.crawler):
            super()._cache_response(response, request)

"""Conditional requests: a page that has not changed is not sent again, and no stale page ever stands in for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.httpcache import HttpCacheMiddleware
from scrapy.extensions.httpcache import RFC2616Policy

from pubcrawl.ending import noted

if TYPE_CHECKING:
    from scrapy.http import Request, Response

_NOT_MODIFIED = 304


class RevalidationPolicy(RFC2616Policy):
    """RFC 2616, except that only the server's own 304 makes a kept page good.

    Scrapy's policy also hands out the kept page when the server answers 5xx, which would make an outage look like
    a quiet night.
    """

    def is_cached_response_valid(self, cachedresponse: Response, response: Response, request: Request) -> bool:
        """Say whether the server confirmed the kept page."""
        del cachedresponse, request
        return response.status == _NOT_MODIFIED


class RevalidationMiddleware(HttpCacheMiddleware):
    """Scrapy's cache, except that a failed download stays a failed download."""

    def process_exception(self, request: Request, exception: Exception, spider: object = None) -> None:
        """Let the error through instead of handing out the kept page."""
        del exception, spider
        request.meta.pop("cached_response", None)

    def _cache_response(self, response: Response, request: Request) -> None:
        with noted(self.crawler):
            super()._cache_response(response, request)

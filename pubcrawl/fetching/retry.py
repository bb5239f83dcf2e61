"""Second chances: a request that failed as RETRY_HTTP_CODES and RETRY_EXCEPTIONS say is asked again, up to RETRY_TIMES.

How long its host rests meanwhile is not decided here but where the answer arrived, in `patience`.
"""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.http import Response
from scrapy.utils.response import response_status_message

from pubcrawl.fetching.patience import Patience


class RetryMiddleware:
    """Asks again after an error of the server or a failure of the network."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._patience = Patience.of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware of a crawl."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Return a response that is good or final, or the request that asks again."""
        if response.status not in self._patience.statuses:
            return response
        return self._again(request, response_status_message(response.status)) or response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Return the request that asks again after a failure of the network, None when there is none."""
        return self._again(request, exception) if isinstance(exception, self._patience.failures) else None

    def _again(self, request: Request, reason: str | Exception) -> Request | None:
        spider = self._crawler.spider
        if self._patience.over or spider is None or request.meta.get("dont_retry"):
            return None
        return get_retry_request(request, spider=spider, reason=reason)

"""Redirects: followed as Scrapy does, without the header that would say where one came from."""

from scrapy import Request
from scrapy.downloadermiddlewares import redirect
from scrapy.http import Response


class RedirectMiddleware(redirect.RedirectMiddleware):
    """Scrapy's own, for a project that sends no Referer at all."""

    def handle_referer(self, request: Request, response: Response) -> None:
        """Take the header off."""
        del response
        request.headers.pop("Referer", None)

    def _engine_started(self) -> None:
        """Look for nobody who would set the header; Scrapy's own warns on every start that there is none."""

"""The download of a page: it sends no cookie or password, waits for the host's turn, and reaches no inner address."""

from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.http import Response

from pubcrawl.fetching.certificate import NamedHosts
from pubcrawl.fetching.guard import bounds_of, is_loopback, is_public
from pubcrawl.fetching.patience import Patience, host_of
from pubcrawl.fetching.resolver import Door, public_resolver
from pubcrawl.fetching.unpack import unpacked

PRIVATE_HEADERS = ("Authorization", "Cookie", "Proxy-Authorization", "Referer")
"""What never leaves with a request."""

SESSION_HEADERS = (
    *("Set-Cookie", "Set-Cookie2", "WWW-Authenticate", "Authentication-Info"),
    *("Proxy-Authenticate", "Proxy-Authentication-Info"),
)
"""What is taken off an answer: we hold no session, so nothing of one is to be kept with a page."""


class PoliteDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP handler behind our manners; as every request passes it, none goes around them."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._patience = Patience.of(crawler)
        self._most: int = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._pool.retryAutomatically = False  # it would ask again at once where a connection was cut
        self._contextFactory: Any = NamedHosts(self._contextFactory)

    async def download_request(self, request: Request) -> Response:
        """Wait for the host's turn, then fetch, and unpack what came.

        Through a proxy, who answers is the proxy: which address a name leads to is then its to judge.

        Raises:
            IgnoreRequest: the host is no host of the public web, or is to be left alone.
            ResponseDataLossError: the answer ends before its end.
            DownloadCancelledError: it is too large, or packed in a way we do not read.
        """
        from twisted.internet import reactor  # noqa: PLC0415  importing it earlier would install another

        door = bounds_of(self.crawler.spider).door if self.crawler.spider else None
        proxy = urlsplit(request.meta.get("proxy") or "").hostname  # one that the operator named: see the guard
        resolver = public_resolver(reactor, door, proxy)
        for name in PRIVATE_HEADERS:
            if name != "Proxy-Authorization" or not proxy:
                request.headers.pop(name, None)
        host = host_of(request)
        async with self._patience.turn(request):
            try:
                response = await super().download_request(request)
            except CannotResolveHostError as exc:
                if withheld := resolver.withheld.get(host):
                    raise IgnoreRequest(f"{host} leads to {', '.join(withheld)}, not to the public web") from exc
                raise
            for name in SESSION_HEADERS:
                response.headers.pop(name, None)
            self._patience.heard(request, response if proxy else from_outside(response, door))
            return unpacked(response, self._most)


def from_outside(response: Response, door: Door | None) -> Response:
    """Return a response if the machine that sent it is on the public web; a second check, should the resolver's fail.

    Raises:
        IgnoreRequest: it came from elsewhere.
    """
    peer = str(response.ip_address)
    if is_public(peer) or (door and is_loopback(peer)):
        return response
    raise IgnoreRequest(f"the answer came from {peer}, not from the public web")

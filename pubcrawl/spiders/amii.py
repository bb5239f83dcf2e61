"""Amii's conference round-ups, found through the sitemap."""

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any

from lxml import etree
from scrapy import Request
from scrapy.http import Response
from scrapy.utils.sitemap import Sitemap
from twisted.python.failure import Failure

from pubcrawl.items import RawPublication
from pubcrawl.pages.amii import ROUNDUP, AmiiPage
from pubcrawl.pages.body import closes
from pubcrawl.pages.document import NotAPage
from pubcrawl.pages.page import Page, Refused
from pubcrawl.runs.journal import Step
from pubcrawl.spiders.institute import InstituteSpider, document


class AmiiSpider(InstituteSpider):
    """Read every round-up the sitemap lists; where there is no sitemap, those the index page links to."""

    name = "amii"
    page_class = AmiiPage
    base_url = "https://www.amii.ca"
    start_path = "/sitemap.xml"
    start_callback = "parse_sitemap"
    index_path = "/updates-insights"

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the sitemap; its absence is no failure of the run."""
        async for request in super().start():
            if request.callback == self.parse_sitemap:
                request.errback = self.no_sitemap
            yield request

    def parse_sitemap(self, response: Response) -> Iterator[Any]:
        """Yield a request for each round-up of the sitemap, or for the index page when it lists none."""
        self.arrived(response)
        if not closes(response.body, "urlset"):
            self.problem("cut_short", f"the sitemap ends before its end ({self.true_url(response.url)})")
        yield from self.finish(response, self._roundups(_listed(response.body)) or [self._index()])

    def no_sitemap(self, failure: Failure) -> Iterator[Request]:
        """Fall back on the index page."""
        self.logger.warning("no sitemap at %s: %s", self.failed_url(failure), failure.value)
        yield self.request(self._index())

    def parse_index(self, response: Response) -> Iterator[Any]:
        """Yield a request for each round-up the index page links to."""
        self.arrived(response)
        try:
            page = AmiiPage(document(response, self.true_url(response.url)), self.name)
            page.check()
        except (Refused, NotAPage) as exc:
            self.doubt(exc, response.url)
            return
        found = self._roundups(page.roundup_urls())
        if not found:
            self.problem("empty", f"neither the sitemap nor the index page lists a round-up ({page.document.url})")
        yield from self.finish(response, found)

    def _roundups(self, urls: Iterable[str]) -> list[Step]:
        wanted = [u for u in dict.fromkeys(urls) if ROUNDUP.search(u)]
        return [Step(url=u, callback="parse") for i, u in enumerate(wanted) if self.within_limit(i)]

    def _index(self) -> Step:
        return Step(url=self.base_url + self.index_path, callback="parse_index")

    def follow(self, page: Page, found: tuple[RawPublication, ...]) -> Iterable[Step]:
        """A round-up leads nowhere."""
        del page, found
        return ()


def _listed(sitemap: bytes) -> Iterator[str]:
    """Yield the addresses a sitemap lists, none for what is no sitemap."""
    try:
        entries = Sitemap(sitemap)
    except (StopIteration, etree.XMLSyntaxError):
        return
    yield from (location.strip() for entry in entries if (location := entry.get("loc")))

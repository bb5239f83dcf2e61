"""Amii's conference round-ups, found through the sitemap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.utils.sitemap import Sitemap

from pubcrawl.pages.amii import ROUNDUP, AmiiPage
from pubcrawl.spiders.institute import InstituteSpider

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy import Request
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from pubcrawl.items import RawPublication
    from pubcrawl.pages.page import Page


class AmiiSpider(InstituteSpider):
    """Read every round-up the sitemap lists; where there is no sitemap, those the index page links to."""

    name = "amii"
    page_class = AmiiPage
    base_url = "https://www.amii.ca"
    start_path = "/sitemap.xml"
    index_path = "/updates-insights"

    async def start(self) -> Any:  # noqa: ANN401  an async generator of requests
        """Ask for the sitemap."""
        yield self.request(self.base_url + self.start_path, self.parse_sitemap, errback=self.no_sitemap)

    def parse_sitemap(self, response: Response) -> Iterator[Request]:
        """Yield a request for each round-up of the sitemap, or for the index page when it lists none."""
        urls = [entry["loc"].strip() for entry in Sitemap(response.body) if entry.get("loc")]
        yield from self._roundups(urls) or [self._index()]

    def no_sitemap(self, failure: Failure) -> Iterator[Request]:
        """Fall back on the index page."""
        self.logger.warning("no sitemap: %s", failure.value)
        yield self._index()

    def parse_index(self, response: Response) -> Iterator[Request]:
        """Yield a request for each round-up the index page links to."""
        page = AmiiPage(self.document(response), self.name)
        found = self._roundups(page.roundup_urls())
        if not found:
            self.problem("empty", f"neither the sitemap nor the index page lists a round-up ({response.url})")
        yield from found

    def _roundups(self, urls: Any) -> list[Request]:  # noqa: ANN401
        wanted = [u for u in dict.fromkeys(urls) if ROUNDUP.search(u)]
        return [self.request(u, self.parse) for i, u in enumerate(wanted) if self.within_limit(i)]

    def _index(self) -> Request:
        return self.request(self.base_url + self.index_path, self.parse_index)

    def follow(self, page: Page, found: tuple[RawPublication, ...]) -> Iterator[Request]:
        """A round-up leads nowhere."""
        del page, found
        return iter(())

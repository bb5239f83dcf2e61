"""Amii's conference round-ups, found through the sitemap."""

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any
from urllib.parse import urljoin

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
from pubcrawl.text.address import split

_MOST_SITEMAPS = 50
"""Sitemaps of an index that are asked for; a site of a hundred thousand pages has three."""


class AmiiSpider(InstituteSpider):
    """Read every round-up the sitemap lists; where there is no sitemap, those the index page links to."""

    name = "amii"
    page_class = AmiiPage
    base_url = "https://www.amii.ca"
    start_path = "/sitemap.xml"
    start_callback = "parse_sitemap"
    index_path = "/updates-insights"

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  scrapy's arguments
        super().__init__(**kwargs)
        self._sitemaps: set[str] = {p.step.url for p in self.visit.journal.done if p.step.callback == "parse_sitemap"}
        self._lists_roundups = any(step.callback == "parse" for p in self.visit.journal.done for step in p.led_to)

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the sitemap; its absence is no failure of the run."""
        async for request in super().start():
            if request.callback == self.parse_sitemap and request.meta["step"].url == self.base_url + self.start_path:
                request.errback = self.no_sitemap
            yield request

    def parse_sitemap(self, response: Response) -> Iterator[Any]:
        """Yield a request for each round-up of the sitemap, and for the sitemaps that an index of them lists.

        The index page stands in where none of them lists a round-up.
        """
        self.arrived(response)
        url = self.true_url(response.url)
        kind, listed = _listed(response.body, url)
        if not closes(response.body, kind):
            self.problem("cut_short", f"the sitemap ends before its end ({url})")
        self._sitemaps.add(url)
        steps = self._roundups(listed) if kind == "urlset" else self._further(listed)
        self._lists_roundups |= kind == "urlset" and bool(steps)
        yield from self.finish(response, steps or self.at_the_end())

    def at_the_end(self) -> list[Step]:
        """Return the index page where no sitemap is left to come and none has listed a round-up."""
        if self._lists_roundups or any(step.callback == "parse_sitemap" for step in self.visit.waiting.values()):
            return []
        self.warn("no_sitemap", "no sitemap lists a round-up, so the index page stands in")
        return [self._index()]

    def no_sitemap(self, failure: Failure) -> Iterator[Request]:
        """Fall back on the index page."""
        self.warn("no_sitemap", f"there is no sitemap, so the index page stands in ({self.failed_url(failure)})")
        yield self.request(self._index())

    def _further(self, listed: Iterable[str]) -> list[Step]:
        """Return the sitemaps of an index that were not asked for."""
        ours = (url for url in dict.fromkeys(listed) if split(url).hostname in AmiiPage.institute.hosts)
        fresh = [url for url in ours if url not in self._sitemaps][:_MOST_SITEMAPS]
        self._sitemaps.update(fresh)
        return [Step(url=url, callback="parse_sitemap", guessed=True) for url in fresh]

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


def _listed(sitemap: bytes, url: str) -> tuple[str, list[str]]:
    """Return the root of a sitemap and the addresses it lists, whole; none for what is no sitemap."""
    try:
        found = Sitemap(sitemap)
        locations = [urljoin(url, loc.strip()) for entry in found if (loc := entry.get("loc"))]
    except (StopIteration, ValueError, etree.XMLSyntaxError):
        return "urlset", []
    return "sitemapindex" if found.type == "sitemapindex" else "urlset", locations

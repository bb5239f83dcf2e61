"""Mila's listing of publications, in English and in French, and on request its people's profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pubcrawl.pages.mila import MilaPage
from pubcrawl.spiders.institute import InstituteSpider, page_number, pager_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy import Request

    from pubcrawl.items import RawPublication
    from pubcrawl.pages.page import Page


class MilaSpider(InstituteSpider):
    """Walk a listing page by page; with `-a profiles=1` the profiles of its authors too."""

    page_class = MilaPage
    base_url = "https://mila.quebec"

    def __init__(self, profiles: str | int = 0, **kwargs: Any) -> None:  # noqa: ANN401  scrapy's arguments
        super().__init__(**kwargs)
        self.profiles = bool(int(profiles))
        self._said: tuple[object, ...] | None = None
        self._announced = False

    def follow(self, page: Page, found: tuple[RawPublication, ...]) -> Iterator[Request]:
        """Yield the next page of the listing or profile, and the profiles a listing names."""
        if not isinstance(page, MilaPage):
            return
        if page.kind == "profile":
            yield from self._next_of_profile(page)
            return
        if self.profiles:
            for url in page.profile_urls():
                yield self.request(pager_url(url), self.parse, errback=self.missed)
        said = tuple((r.title, r.abstract, r.venue) for r in found)
        number = page_number(page.document.url) + 1
        following = page.next_url()
        if said == self._said and following:
            self.problem("trap", f"page {number} repeats the page before it ({page.document.url})")
        elif said and said != self._said and self.within_limit(number) and self._goes_on(page, number):
            yield self.request(f"{self.base_url}{self.start_path}?page={number}", self.parse)
        self._said, self._announced = said, self._announced or bool(following)

    def _goes_on(self, page: MilaPage, number: int) -> bool:
        """Trust the page's word for the next page; a pager without such a word is counted up to an empty page."""
        following = page.next_url()
        if following:
            return page_number(following) == number
        return not self._announced or any(page_number(u) >= number for u in page.pager_urls())

    def _next_of_profile(self, page: MilaPage) -> Iterator[Request]:
        following = page.next_url()
        if following and page.path == MilaPage.path_of(following):
            yield self.request(pager_url(following), self.parse, errback=self.missed)


class MilaEnSpider(MilaSpider):
    """https://mila.quebec/en/research/publications."""

    name = "mila_en"
    start_path = "/en/research/publications"


class MilaFrSpider(MilaSpider):
    """https://mila.quebec/fr/recherche/publications."""

    name = "mila_fr"
    start_path = "/fr/recherche/publications"

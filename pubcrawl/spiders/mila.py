"""Mila's listing of publications, in English and in French, and on request its people's profiles."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from scrapy.http import Response

from pubcrawl.items import RawPublication
from pubcrawl.pages.mila import MilaPage
from pubcrawl.pages.page import Page
from pubcrawl.runs.journal import Step
from pubcrawl.spiders.addresses import page_number, pager_url
from pubcrawl.spiders.institute import InstituteSpider
from pubcrawl.spiders.options import boolean


class MilaSpider(InstituteSpider):
    """Walk a newest-first listing page by page; with `-a profiles=1` the profiles of its authors too.

    New entries push the list down while it is read: what is shown twice is dropped, and what appeared on top is
    read by a second look at the first pages, once the walk is over.
    """

    page_class = MilaPage
    base_url = "https://mila.quebec"

    def __init__(self, profiles: str | int = 0, **kwargs: Any) -> None:  # noqa: ANN401  scrapy's arguments
        super().__init__(**kwargs)
        self.profiles = boolean("profiles", profiles)
        self._said: tuple[object, ...] | None = None
        self._seen: set[object] = {_words(draft.raw) for draft in self.visit.before}
        self._announced = "announced" in self.visit.journal.learned()

    def learned(self) -> tuple[str, ...]:
        """Return also whether the pager announces the next page."""
        return (*super().learned(), *(("announced",) if self._announced else ()))

    def follow(self, page: Page, found: tuple[RawPublication, ...]) -> Iterator[Step]:
        """Return the next page of the listing or profile, and the profiles a listing names."""
        if not isinstance(page, MilaPage):
            return
        if page.kind == "profile":
            following = page.next_url()
            if following and page.path == MilaPage.path_of(following):
                yield Step(url=pager_url(following), callback="parse", optional=True)
            return
        if self.profiles:
            for url in page.profile_urls():
                yield Step(url=pager_url(url), callback="parse", optional=True)
        yield from self._next_of_listing(page, found)

    def _next_of_listing(self, page: MilaPage, found: tuple[RawPublication, ...]) -> Iterator[Step]:
        said = tuple(map(_words, found))
        number = page_number(page.document.url) + 1
        following = page.next_url()
        self._seen.update(said)
        if said == self._said and following:
            self.problem("trap", f"page {number} repeats the page before it ({page.document.url})")
            return
        repeated, self._said = said == self._said, said
        self.visit.stopped_early = self.visit.stopped_early or self.holds_nothing_new(found)
        on = said and not repeated and not self.visit.stopped_early and self.within_limit(number)
        if on and self._goes_on(page, number):
            guessed = not following and not any(page_number(u) == number for u in page.pager_urls())
            yield self._listing(number, "parse", guessed=guessed)
        elif number > 1:
            yield from self.at_the_end()
        self._announced = self._announced or bool(following)

    def at_the_end(self) -> Iterable[Step]:
        """Look at the first page again once the list was walked."""
        return () if self.limit_pages else (self._listing(0, "parse_again"),)

    def parse_again(self, response: Response) -> Iterator[Any]:
        """Look a second time at the first pages, as far down as something new appeared while we read."""
        read = self.read(response)
        if not read:
            return
        fresh = set(map(_words, read.records)) - self._seen
        self._seen |= fresh
        number = page_number(read.page.document.url) + 1
        again = [self._listing(number, "parse_again")] if fresh else []
        yield from self.finish(response, again, read if fresh else replace(read, records=()))

    def _goes_on(self, page: MilaPage, number: int) -> bool:
        """Trust the page's word for the next page; a pager without such a word is counted up to an empty page.

        A word that leads to another page is no word: the numbers of the pager tell whether there is a next one.
        """
        following = page.next_url()
        if following and page_number(following) == number:
            return True
        if following:
            self.warn("pager", f"the next page of page {number} is said to be {following}")
            return any(page_number(u) == number for u in page.pager_urls())
        return not self._announced or any(page_number(u) >= number for u in page.pager_urls())

    def _listing(self, number: int, callback: str, *, guessed: bool = False) -> Step:
        url = f"{self.base_url}{self.start_path}" + (f"?page={number}" if number else "")
        return Step(url=url, callback=callback, again=callback != "parse", guessed=guessed)


def _words(raw: RawPublication) -> tuple[object, ...]:
    """What tells a record from another before it is cleaned."""
    return raw.title, raw.abstract, raw.venue


class MilaEnSpider(MilaSpider):
    """https://mila.quebec/en/research/publications."""

    name = "mila_en"
    start_path = "/en/research/publications"


class MilaFrSpider(MilaSpider):
    """https://mila.quebec/fr/recherche/publications."""

    name = "mila_fr"
    start_path = "/fr/recherche/publications"

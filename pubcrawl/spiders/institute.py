"""The spider that all others derive from, and the only code that asks for pages; `robots` asks for robots.txt."""

import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from inspect import signature
from pathlib import Path
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from pubcrawl.errors import LayoutDrift, WrongOrder
from pubcrawl.fetching.contact import check_contact
from pubcrawl.fetching.failure import in_words
from pubcrawl.fetching.halt import stopping_on_storage_error
from pubcrawl.fetching.pace import RunOver
from pubcrawl.fetching.patience import http_date
from pubcrawl.fetching.robots import RobotsUnread
from pubcrawl.items import RawPublication
from pubcrawl.pages.body import breaks_off, oddities, read
from pubcrawl.pages.document import Document, NotAPage
from pubcrawl.pages.layout import Layout
from pubcrawl.pages.page import Page, Refused
from pubcrawl.pages.sites import layout_of_site
from pubcrawl.runs.journal import Finished, Step
from pubcrawl.runs.visit import Visit
from pubcrawl.settings import whole_number
from pubcrawl.spiders.addresses import mirrored
from pubcrawl.stages.clean import clean
from pubcrawl.text.address import web_address, without_user
from pubcrawl.text.words import did_you_mean


def document(response: Response, url: str, layout: Layout | None = None) -> Document:
    """Read a response into a document under its true address, by a layout where one is given.

    Raises:
        Refused: the response is not the page that was asked for, or not all of it.
        NotAPage: it is no page at all.
    """
    if response.headers.get("CF-Mitigated") == b"challenge":
        raise Refused("challenge", "the site answered with a challenge page")
    if not isinstance(response, TextResponse):
        raise Refused("not_a_page", "the site answered with something that is not text")
    if breaks_off(response.body):
        raise Refused("cut_short", "the page ends inside a tag")
    return read(response.body, url, (response.headers.get("Content-Type") or b"").decode("latin-1"), layout)


def fetched_at(response: Response) -> datetime:
    """Return the response's Date header in UTC; the present when the server sends none."""
    sent = (response.headers.get("Date") or b"").decode("latin-1")
    return http_date(sent) or datetime.now(UTC).replace(microsecond=0)


def _is_scrapy_command(program: str) -> bool:
    """Say whether a program is `scrapy` or `python -m scrapy`, and not one that runs our spiders by itself."""
    path = Path(program)
    return path.stem == "scrapy" or path.parts[-2:] == ("scrapy", "__main__.py")


REFUSALS = frozenset((401, 403, 429, 451))
"""Statuses by which a site says that it does not want us."""

GONE = frozenset((404, 410))
"""Statuses by which a site says that a page is no more."""


@dataclass(frozen=True, kw_only=True)
class PageRead:
    """What was read of one page.

    Attributes:
        page: the page.
        records: its publications.
        counted: the counters of the run's report that it moved.
        paths: tag paths that no page of its kind had before.
    """

    page: Page
    records: tuple[RawPublication, ...]
    counted: tuple[str, ...]
    paths: tuple[str, ...]


class InstituteSpider(Spider):
    """A spider over one site of one institute.

    A site declares `name`, `page_class`, `base_url` and `start_path`, and says in `follow` where to go from a
    page. Arguments, as scrapy gives them (`-a NAME=VALUE`):

    - `site_url`: scheme and host to fetch from in place of `base_url`; records keep the true addresses.
    - `limit_pages`: how many listing pages or round-ups to read, 0 for all.
    - `layout`: a `layout.toml` to read pages by, in place of the one beside the site's fixtures.

    A run gives one more: `visit`, what it knows of the site and what it is to keep of it.

    Attributes:
        visit: the run's view of the site; under plain `scrapy crawl`, one that keeps nothing.

    Raises:
        WrongOrder: a name is no argument's, or a value cannot be.
    """

    page_class: ClassVar[type[Page]]
    base_url: ClassVar[str]
    start_path: ClassVar[str]
    start_callback: ClassVar[str] = "parse"

    def __init__(
        self,
        site_url: str | None = None,
        limit_pages: str | int = 0,
        layout: str | None = None,
        visit: Visit | None = None,
        **unknown: Any,  # noqa: ANN401  scrapy's arguments
    ) -> None:
        for name in unknown:
            takes = sorted(self.arguments())
            near = did_you_mean(name, takes)
            raise WrongOrder(f"{self.name} has no argument {name!r}:{near} it takes {', '.join(takes)}")
        super().__init__()
        self.fetch_base = web_address(site_url or self.base_url).rstrip("/")
        self.limit_pages = whole_number("limit_pages", limit_pages, least=0)
        self.layout = layout_of_site(self.name, Path(layout) if layout else None)
        self.visit = visit or Visit()
        self.allowed_domains = [urlsplit(self.fetch_base).hostname or ""]

    @classmethod
    def arguments(cls) -> frozenset[str]:
        """Return the names of the arguments that a user may give, as the constructors name them."""
        ours = (vars(c) for c in cls.__mro__ if issubclass(c, InstituteSpider))
        named = (p for c in ours if "__init__" in c for p in signature(c["__init__"]).parameters.values())
        return frozenset(p.name for p in named if p.kind is not p.VAR_KEYWORD) - {"self", "visit"}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401  scrapy's arguments
        """Return the spider of a crawl; it fetches from the address of this machine that a person named, if one did.

        Under the `scrapy` command an argument that cannot be ends it with one line.

        Raises:
            WrongOrder: a name is no argument's, a value cannot be, or the site is live and no contact is given.
            SystemExit: the same, under the `scrapy` command, which else prints where in the code it was raised.
        """
        door = str(crawler.settings.get("PUBCRAWL_DOOR") or "")
        if door.startswith("http"):
            kwargs.setdefault("site_url", door)
        try:
            spider = super().from_crawler(crawler, *args, **kwargs)
            if not door:  # a page of this machine needs no contact, and what it leads to is refused one by one
                check_contact(crawler.settings, [spider.fetch_base])
        except WrongOrder as exc:
            if not _is_scrapy_command(sys.argv[0]):
                raise
            sys.stderr.write(f"scrapy crawl: {exc}\n")
            raise SystemExit(exc.code) from None
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the first page, or for what an earlier start of the run left to do."""
        first = Step(url=self.base_url + self.start_path, callback=self.start_callback)
        for request in self.requests(self.visit.journal.left() if self.visit.journal.done else [first]):
            yield request

    def requests(self, steps: Iterable[Step]) -> Iterator[Request]:
        """Yield the requests for steps; an address that is none costs its own step and no other."""
        for step in steps:
            try:
                yield self.request(step)
            except ValueError as exc:
                self.problem("refused", f"no address that can be asked for: {exc} ({step.url})")

    def request(self, step: Step) -> Request:
        """Return the request for a step; it is waited for until it is answered or failed.

        Raises:
            ValueError: its address is none.
        """
        request = Request(
            mirrored(step.url, self.base_url, self.fetch_base),
            getattr(self, step.callback),
            errback=self.missed if step.optional else self.guessed_wrong if step.guessed else self.failed,
            meta={"step": step},
            dont_filter=step.again,
        )
        self.visit.expect(step)
        return request

    def true_url(self, url: str) -> str:
        """Return the address a page has on the real site."""
        return mirrored(url, self.fetch_base, self.base_url)

    def parse(self, response: Response) -> Iterator[Any]:
        """Yield a page's publications, then the requests it leads to."""
        if read := self.read(response):
            yield from self.finish(response, self.follow(read.page, read.records), read)

    def read(self, response: Response) -> PageRead | None:
        """Return a response's page and its publications; None, and a problem, for what is no such page."""
        self.arrived(response)
        try:
            page = self.page_class(document(response, self.true_url(response.url), self.layout), self.name)
            records = page.records(fetched_at(response))
        except (Refused, LayoutDrift, NotAPage) as exc:
            self.doubt(exc, response.url)
            return None
        counted = ("pages", f"pages/{page.kind}", *oddities(response.body))
        for what in counted:
            self._count(what)
        return PageRead(page=page, records=records, counted=counted, paths=self.visit.seen(page.kind, page.skeleton()))

    def follow(self, page: Page, found: tuple[RawPublication, ...]) -> Iterable[Step]:
        """Return the steps a page leads to."""
        raise NotImplementedError

    def arrived(self, answer: Response | Request) -> None:
        """Note that a step's page came, or that it will not."""
        self.visit.answered(self.step_of(answer))

    def step_of(self, answer: Response | Request) -> Step:
        """Return the step of a page; one that a person asked for, as in `scrapy parse`, is a step of its own."""
        step: Step | None = answer.meta.get("step")
        return step or Step(url=self.true_url(answer.url), callback="parse")

    def finish(self, response: Response, steps: Iterable[Step], read: PageRead | None = None) -> Iterator[Any]:
        """Yield what a page gave and the requests for the steps it leads to, and note it in the journal.

        A page that is no list of publications has no `read`.
        """
        self.arrived(response)
        led_to = tuple(steps)
        page = Finished(step=self.step_of(response), led_to=led_to, learned=self.learned())
        if read:
            page = replace(page, counted=read.counted, kind=read.page.kind, paths=read.paths)
        records = read.records if read else ()
        if not self.visit.doubted:  # else a later start of the run must ask for it again
            with stopping_on_storage_error(self.crawler):
                self.visit.journal.read(page, source_url=records[0].source_url if records else "", records=len(records))
        yield from records
        yield from self.requests(led_to)

    def learned(self) -> tuple[str, ...]:
        """Return what a later start of the run must know."""
        return ("stopped_early",) if self.visit.stopped_early else ()

    def holds_nothing_new(self, found: tuple[RawPublication, ...]) -> bool:
        """Say whether every record of a page is published already, as it is."""
        made = (clean(raw, self.page_class.institute, as_printed=self.visit.as_printed) for raw in found)
        return bool(self.visit.known and found) and all(self.visit.known.get(p.id) == p.content_hash for p in made)

    def doubt(self, exc: Exception, url: str) -> None:
        """Note that a page could not be read; the run's verdict rests on it."""
        reason = exc.reason if isinstance(exc, Refused) else "drift" if isinstance(exc, LayoutDrift) else "not_a_page"
        self.problem(reason, f"{exc} ({self.true_url(url)})")

    def problem(self, reason: str, message: str) -> None:
        """Note a named reason why this run of the site is not complete."""
        self.logger.error("%s: %s", reason, message)
        self.visit.problem(reason, without_user(message))
        self._count(f"problem/{reason}")

    def warn(self, reason: str, message: str) -> None:
        """Note what is odd about this run of the site, which may be complete all the same."""
        self.logger.warning("%s: %s", reason, message)
        self.visit.warn(reason, without_user(message))

    def failed(self, failure: Failure) -> None:
        """Note a page that did not come: refused by the site, or not reached."""
        url = self.failed_url(failure)
        error: Any = failure.value
        if isinstance(error, HttpError):
            status = error.response.status
            self.problem("refused" if status in REFUSALS else "unreachable", f"HTTP {status} ({url})")
        elif isinstance(error, RunOver):
            self.logger.info("not asked for any more: %s", url)
        elif isinstance(error, IgnoreRequest) and not isinstance(error, RobotsUnread):
            self.problem("refused", f"{error or 'the request was refused'} ({url})")
        else:
            self.problem("unreachable", f"{in_words(error)} ({url})")

    def missed(self, failure: Failure) -> None:
        """Note a page the run can do without, such as the profile of someone who left."""
        request, error = failure.request, failure.value  # type: ignore[attr-defined] # the engine sets it
        self.logger.warning("missed %s: %s", self.failed_url(failure), error)
        self._count("missed")
        if not (isinstance(error, HttpError) and error.response.status in GONE):
            self.visit.unread.add(self.step_of(request).url)  # and not where it was moved to

    def guessed_wrong(self, failure: Failure) -> Iterator[Request]:
        """Take a page that nothing links to, and that the site does not have, for the end of its list."""
        error: Any = failure.value
        if isinstance(error, HttpError) and error.response.status in GONE:
            self.logger.info("the list ends before %s", self.failed_url(failure))
            yield from self.requests(self.at_the_end())
        else:
            self.failed(failure)

    def at_the_end(self) -> Iterable[Step]:
        """Return the steps to take when a list ends where a page was guessed."""
        return ()

    def failed_url(self, failure: Failure) -> str:
        """Return the true address of a page that did not come; it is waited for no longer."""
        request: Request = failure.request  # type: ignore[attr-defined] # the engine sets it
        self.arrived(request)
        self.visit.out_of_time = self.visit.out_of_time or isinstance(failure.value, RunOver)
        return self.true_url(request.url)

    def within_limit(self, number: int) -> bool:
        """Say whether a page is within `limit_pages`; `number` counts from 0."""
        return not self.limit_pages or number < self.limit_pages

    def _count(self, what: str) -> None:
        self.crawler.stats.inc_value(f"pubcrawl/{what}")

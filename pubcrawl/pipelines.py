"""The stages as Scrapy item pipelines: each adapter hands a value on and counts what happened."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Self, cast

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from pubcrawl.fetching.halt import stopping_on_storage_error
from pubcrawl.items import Draft, Publication, RawPublication
from pubcrawl.runs.spool import Quarantine, Spool
from pubcrawl.runs.visit import Visit
from pubcrawl.spiders.institute import InstituteSpider
from pubcrawl.stages.clean import clean
from pubcrawl.stages.validate import problems


class Dropped(DropItem):
    """A record that goes no further.

    Attributes:
        counted: the counters of the run's report that it moved.
    """

    def __init__(self, message: str, counted: Sequence[str] = (), log_level: str | None = None) -> None:
        super().__init__(message, log_level)
        self.counted = tuple(counted)


class Stage:
    """What every adapter needs: the crawl's counters, and the run's view of the site.

    Attributes:
        crawler: the crawl.
        visit: the run's view of the site that is crawled.
        folder: where the run keeps what it reads of the site; None under plain `scrapy crawl`, which keeps nothing.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.visit = crawler.spider.visit if isinstance(crawler.spider, InstituteSpider) else Visit()
        self.folder = self.visit.folder

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the stage for a crawl."""
        return cls(crawler)

    def count(self, what: str) -> None:
        """Add one to a counter of the run's report."""
        self.crawler.stats.inc_value(f"pubcrawl/{what}")


class CleanPipeline(Stage):
    """RawPublication to Draft."""

    def process_item(self, item: RawPublication) -> Draft:
        """Clean what the page says."""
        spider = cast("InstituteSpider", self.crawler.spider)
        return Draft(raw=item, publication=clean(item, spider.page_class.institute, as_printed=self.visit.as_printed))


class LanguagePipeline(Stage):
    """Fill the language columns."""

    def process_item(self, item: Draft) -> Draft:
        """Detect the language of title and abstract."""
        from pubcrawl.stages.language import tag  # noqa: PLC0415  the models load when the first item comes

        return replace(item, publication=tag(item.publication))


class ValidatePipeline(Stage):
    """Send records that cannot be right to quarantine, with their reasons."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._quarantine = Quarantine(self.folder.quarantine) if self.folder else None
        if self._quarantine:
            self.visit.journal.durable.append(self._quarantine.sync)

    def process_item(self, item: Draft) -> Draft:
        """Hand a sound draft on.

        Raises:
            Dropped: the record is quarantined and counted by its reasons.
        """
        reasons = problems(item.publication)
        if not reasons:
            return item
        counted = ("quarantined", *(f"quarantined/{reason}" for reason in reasons))
        for what in counted:
            self.count(what)
        if self._quarantine:
            with stopping_on_storage_error(self.crawler):
                self._quarantine.append(item, reasons)
        where = f"{item.raw.source_url}, entry {item.raw.position}"
        raise Dropped(f"quarantined: {', '.join(reasons)} ({where})", counted)

    def close_spider(self) -> None:
        """Close the quarantine file."""
        if self._quarantine:
            with stopping_on_storage_error(self.crawler):
                self._quarantine.close()


class DuplicatesPipeline(Stage):
    """Let each record through once a run: a listing that shifts while it is read shows some twice.

    A run that goes on after a crash has some of them in its spool already. Where the page they stand on is read again,
    they are no duplicates.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        spooled = self.folder.spooled() if self.folder else None
        done = {page.step.url for page in self.visit.journal.done}
        self._seen = set(spooled.record_keys()) if spooled else set()
        before = spooled.drafts() if spooled and self._seen else ()
        self._again = {d.publication.id: d.raw.source_url for d in before if d.raw.source_url not in done}

    def process_item(self, item: Draft) -> Draft:
        """Hand a record on the first time.

        Raises:
            Dropped: the run has the record already.
        """
        key = item.publication.id
        if self._again.pop(key, None) == item.raw.source_url:
            raise Dropped(f"{key} was spooled before", log_level="DEBUG")
        if key in self._seen:
            self.count("duplicates")
            raise Dropped(f"duplicate of {key}", ("duplicates",), log_level="DEBUG")
        self._seen.add(key)
        return item


class SpoolPipeline(Stage):
    """Write the draft to the run's spool and hand the publication on to the feeds."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._spool = Spool(self.folder.spool) if self.folder else None
        if self._spool:
            self.visit.journal.durable.append(self._spool.sync)

    def process_item(self, item: Draft) -> Publication:
        """Keep what the page said beside what we publish."""
        if self._spool:
            with stopping_on_storage_error(self.crawler):
                self._spool.append(item)
        self.count("records")
        return item.publication

    def close_spider(self) -> None:
        """Close the spool."""
        if self._spool:
            with stopping_on_storage_error(self.crawler):
                self._spool.close()

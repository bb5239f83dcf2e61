"""The stages as Scrapy item pipelines: each adapter hands a value on and counts what happened."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from scrapy.exceptions import DropItem

from pubcrawl.fetching.halt import noted
from pubcrawl.items import Draft, Publication, RawPublication
from pubcrawl.runs.spool import QUARANTINE, SPOOL, Quarantine, Spool, SpoolFile
from pubcrawl.spiders.institute import InstituteSpider
from pubcrawl.stages.clean import clean
from pubcrawl.stages.validate import problems

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

    from scrapy.crawler import Crawler


class Dropped(DropItem):
    """A record that goes no further.

    Attributes:
        counted: the counters of the run's report that it moved.
    """

    def __init__(self, message: str, counted: Sequence[str] = (), log_level: str | None = None) -> None:
        super().__init__(message, log_level)
        self.counted = tuple(counted)


class Stage:
    """What every adapter needs: the crawl's counters."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

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
        return Draft(raw=item, publication=clean(item, spider.page_class.institute))


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
        path = _path(crawler, QUARANTINE)
        self._quarantine = Quarantine(path) if path else None
        if self._quarantine and isinstance(crawler.spider, InstituteSpider):
            crawler.spider.journal.durable.append(self._quarantine.sync)

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
            with noted(self.crawler):
                self._quarantine.append(item, reasons)
        where = f"{item.raw.source_url}, entry {item.raw.position}"
        raise Dropped(f"quarantined: {', '.join(reasons)} ({where})", counted)

    def close_spider(self) -> None:
        """Close the quarantine file."""
        if self._quarantine:
            with noted(self.crawler):
                self._quarantine.close()


class DuplicatesPipeline(Stage):
    """Let each record through once a run: a listing that shifts while it is read shows some twice.

    A run that goes on after a crash has some of them in its spool already. Where the page they stand on is read again,
    they are no duplicates.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        path, spider = _path(crawler, SPOOL), crawler.spider
        self._seen = {name for name, *_ in SpoolFile.open(path).places()} if path else set()
        journal = spider.journal if isinstance(spider, InstituteSpider) else None
        done = {page.step.url for page in journal.done} if journal else set()
        before = SpoolFile.open(path).drafts() if path and self._seen else ()
        self._again = {d.publication.id: d.raw.source_url for d in before if d.raw.source_url not in done}

    def process_item(self, item: Draft) -> Draft:
        """Hand a record on the first time.

        Raises:
            Dropped: the run has the record already.
        """
        name = item.publication.id
        if self._again.pop(name, None) == item.raw.source_url:
            raise Dropped(f"{name} was spooled before", log_level="DEBUG")
        if name in self._seen:
            self.count("duplicates")
            raise Dropped(f"duplicate of {name}", ("duplicates",), log_level="DEBUG")
        self._seen.add(name)
        return item


class SpoolPipeline(Stage):
    """Write the draft to the run's spool and hand the publication on to the feeds."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        path = _path(crawler, SPOOL)
        self._spool = Spool(path) if path else None
        if self._spool and isinstance(crawler.spider, InstituteSpider):
            crawler.spider.journal.durable.append(self._spool.sync)

    def process_item(self, item: Draft) -> Publication:
        """Keep what the page said beside what we publish."""
        if self._spool:
            with noted(self.crawler):
                self._spool.append(item)
        self.count("records")
        return item.publication

    def close_spider(self) -> None:
        """Close the spool."""
        if self._spool:
            with noted(self.crawler):
                self._spool.close()


def _path(crawler: Crawler, name: str) -> Path | None:
    """Where a file of the run lies; None under plain `scrapy crawl`, which keeps no run."""
    folder = crawler.settings.get("PUBCRAWL_SPOOL_DIR")
    spider = crawler.spider
    return Path(folder) / spider.name / name if folder and spider else None

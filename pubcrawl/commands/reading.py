"""How a command that runs a spider ends: with the line and the exit code that `pubcrawl crawl` has for a site."""

from argparse import Namespace
from urllib.parse import urlsplit

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from pubcrawl.commands.named import OneLine, tell
from pubcrawl.crawl import problems_of
from pubcrawl.errors import Exit
from pubcrawl.feeds import AtomicFileFeedStorage, FeedError
from pubcrawl.gate.report import Problem, SiteReport, exit_code
from pubcrawl.spiders.institute import InstituteSpider


class ReadsSite(OneLine):
    """Put before a command of Scrapy that reads a site: `crawl`, `runspider`, `parse`."""

    settings: Settings | None
    exitcode: int
    trouble = "was not read whole"
    """What is wrong with a site that has problems."""

    _crawlers: tuple[Crawler, ...] = ()

    def _create_crawler(self, spidercls: type[Spider] | str) -> Crawler:
        crawler: Crawler = super()._create_crawler(spidercls)  # type: ignore[misc]  # the command's own
        self._crawlers = (*self._crawlers, crawler)
        return crawler

    def process_options(self, args: list[str], opts: Namespace) -> None:
        """Read the options.

        Raises:
            UsageError: a feed cannot be as it was asked for.
        """
        super().process_options(args, opts)  # type: ignore[misc]  # the command's own
        try:
            for uri, options in (self.settings.getdict("FEEDS") if self.settings else {}).items():
                if urlsplit(str(uri)).scheme in ("", "file"):
                    AtomicFileFeedStorage(str(uri), feed_options=options)
        except FeedError as exc:
            raise UsageError(str(exc), print_help=False) from exc

    def run(self, args: list[str], opts: Namespace) -> None:
        """Run the spider; say in a last line, and by the exit code, when its site was not read whole."""
        super().run(args, opts)  # type: ignore[misc]  # the command's own
        for crawler in self._crawlers:
            self.exitcode = self.exitcode or self._code(crawler)

    def _code(self, crawler: Crawler) -> int:
        """Return the exit code of a crawl that is over, and say what is wrong with it."""
        problems = self.problems(crawler)
        if crawler.spider and problems:
            first, *others = problems
            more = f", and {len(others)} more" if others else ""
            tell(f"{crawler.spider.name} {self.trouble}: {first.reason}: {first.message}{more}")
            return exit_code([SiteReport(site=crawler.spider.name, problems=problems, verdict="block")])
        lost = any(name.startswith("feedexport/failed_count") for name in crawler.stats.get_stats())
        return int(Exit.STORAGE) if lost else 0

    def problems(self, crawler: Crawler) -> tuple[Problem, ...]:
        """Return why a crawl that is over did not read all it was to read."""
        if not isinstance(crawler.spider, InstituteSpider):
            return ()
        found = problems_of(crawler, crawler.spider.visit)
        if found or crawler.stats.get_value("pubcrawl/records"):
            return found
        return (Problem(reason="empty", message="no record was read"),)

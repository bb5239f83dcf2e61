"""`scrapy parse URL|FILE --spider SPIDER`."""

import warnings
from argparse import Namespace

from scrapy.commands import parse
from scrapy.crawler import Crawler
from scrapy.exceptions import ScrapyDeprecationWarning, UsageError
from scrapy.spiderloader import get_spider_loader

from pubcrawl.commands.named import NamedPage, Unanswered, tell
from pubcrawl.commands.reading import ReadsSite
from pubcrawl.gate.report import Problem
from pubcrawl.spiders.institute import InstituteSpider


class Command(NamedPage, ReadsSite, parse.Command):
    """Scrapy's parse, which reads a saved page too, and says why there is nothing to parse."""

    trouble = "makes nothing of it"

    def process_options(self, args: list[str], opts: Namespace) -> None:
        """Read the options.

        Raises:
            UsageError: no spider, or none that there is, is named.
        """
        super().process_options(args, opts)
        opts.output = opts.output or opts.overwrite_output  # Scrapy's own parse fills no feed under -O
        if args and self.settings is not None:
            known = sorted(get_spider_loader(self.settings).list())
            if opts.spider not in known:
                raise UsageError(f"name the spider that reads the page: --spider {', '.join(known)}", print_help=False)

    def problems(self, crawler: Crawler) -> tuple[Problem, ...]:
        """Return what is wrong with the page; where it leads nobody was to go."""
        return tuple(crawler.spider.visit.problems) if isinstance(crawler.spider, InstituteSpider) else ()

    def run(self, args: list[str], opts: Namespace) -> None:
        """Parse, and print what came of it."""
        warnings.filterwarnings("ignore", ".*returned a Deferred", ScrapyDeprecationWarning)  # Scrapy's own parse does
        super().run(args, opts)
        if self.first_response is None and Unanswered.status:
            tell(f"nothing to parse at {args[0]}: HTTP {Unanswered.status}")
        self.ended(answered=self.first_response is not None)

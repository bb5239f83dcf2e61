"""`scrapy crawl SPIDER`."""

from argparse import Namespace

from scrapy.commands import crawl
from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader

from pubcrawl.commands.reading import ReadsSite
from pubcrawl.errors import WrongOrder


class Command(ReadsSite, crawl.Command):
    """Scrapy's crawl, with our exit codes."""

    def process_options(self, args: list[str], opts: Namespace) -> None:
        """Read the options.

        Raises:
            UsageError: there is no such spider, or it takes no such argument.
        """
        super().process_options(args, opts)
        if len(args) != 1 or self.settings is None:
            return
        loader = get_spider_loader(self.settings)
        if args[0] not in loader.list():
            known = ", ".join(sorted(loader.list()))
            raise UsageError(f"unknown site {args[0]!r}: the sites are {known}", print_help=False)
        try:
            loader.load(args[0])(**opts.spargs)
        except WrongOrder as exc:
            raise UsageError(f"wrong -a: {exc}", print_help=False) from exc

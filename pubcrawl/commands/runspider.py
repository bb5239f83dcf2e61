"""`scrapy runspider FILE`."""

from scrapy.commands import runspider

from pubcrawl.commands.reading import ReadsSite


class Command(ReadsSite, runspider.Command):
    """Scrapy's runspider, with our exit codes."""

"""`scrapy fetch URL|FILE`."""

from argparse import Namespace

from scrapy.commands import fetch
from scrapy.http import Response

from pubcrawl.commands.named import NamedPage, tell


class Command(NamedPage, fetch.Command):
    """Scrapy's fetch, which says why nothing came and ends with code 4 then."""

    _answered = False

    def _print_response(self, response: Response, opts: Namespace) -> None:
        self._answered = True
        if response.status >= 400:  # noqa: PLR2004  what went wrong, in the classes of HTTP
            tell(f"{response.url} answered HTTP {response.status}")
        super()._print_response(response, opts)

    def run(self, args: list[str], opts: Namespace) -> None:
        """Fetch, and print what came."""
        super().run(args, opts)
        self.ended(answered=self._answered)

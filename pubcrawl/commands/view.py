"""`scrapy view URL|FILE`."""

from argparse import Namespace

from scrapy.commands import view
from scrapy.http import Response

from pubcrawl.commands.named import NamedPage


class Command(NamedPage, view.Command):
    """Scrapy's view, which says why nothing came and ends with code 4 then."""

    _answered = False

    def _print_response(self, response: Response, opts: Namespace) -> None:
        self._answered = True
        super()._print_response(response, opts)

    def run(self, args: list[str], opts: Namespace) -> None:
        """Fetch, and show what came in a browser."""
        super().run(args, opts)
        self.ended(answered=self._answered)

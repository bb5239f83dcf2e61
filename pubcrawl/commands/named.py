"""The page that a person names to `scrapy shell`, `fetch`, `view` or `parse`: a door of this machine for one command.

A crawl goes to the public web and nowhere else. A person who looks at a page of the fixture server, or at a saved one,
says so by naming it: that very file, or that very host and port of this machine, may then be read. Nothing that a page
links or redirects to can say it.
"""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any, ClassVar, NoReturn
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import UsageError
from scrapy.http import Response
from scrapy.settings import Settings
from w3lib.url import file_uri_to_path

from pubcrawl.errors import Exit
from pubcrawl.fetching.failure import in_words
from pubcrawl.fetching.guard import is_here
from pubcrawl.fetching.robots import asks_robots

_FILE_HANDLER = "scrapy.core.downloader.handlers.file.FileDownloadHandler"
_PAGE_ENDINGS = (".html", ".htm", ".xml", ".txt")


class Unanswered:
    """A downloader middleware that says on standard error why a page never came, whatever the log shows."""

    told: ClassVar[list[str]] = []
    status: ClassVar[int] = 0
    """Of the last page that came."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Note how a page came."""
        if not asks_robots(request):
            Unanswered.status = response.status
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Say why a request failed, unless it was one for robots.txt: the page's own failure tells of that."""
        if not asks_robots(request):
            tell(f"no answer from {request.url}: {in_words(exception)}")


def tell(line: str) -> None:
    """Say a line on standard error, once."""
    if line not in Unanswered.told:
        Unanswered.told.append(line)
        sys.stderr.write(f"{line}\n")


class OneLine:
    """Put before a command of Scrapy: what it is asked wrongly gets one line, where Scrapy prints its usage first."""

    def add_options(self, parser: ArgumentParser) -> None:
        """Add the command's options."""
        super().add_options(parser)  # type: ignore[misc]  # the command's own

        def error(message: str) -> NoReturn:
            parser.exit(int(Exit.USAGE), f"scrapy: error: {message}\n")

        parser.error = error  # type: ignore[method-assign]


class NamedPage(OneLine):
    """Put before a command of Scrapy whose first argument is an address: that may be a file too, or on this machine."""

    settings: Settings | None
    exitcode: int

    def process_options(self, args: list[str], opts: Namespace) -> None:
        """Open the door that the first argument names.

        Raises:
            UsageError: it names a file that is not there.
        """
        super().process_options(args, opts)  # type: ignore[misc]  # the command's own
        if args and self.settings is not None:
            args[0] = _address(args[0])
            open_door(self.settings, args[0])

    def ended(self, *, answered: bool) -> None:
        """Let the command end with our code for a site that did not answer."""
        if not answered:
            self.exitcode = int(Exit.UNREACHABLE)


def open_door(settings: Settings, url: str) -> None:
    """Let the command read a page of this machine, where the address names one."""
    more: dict[str, Any] = {"DOWNLOADER_MIDDLEWARES": {**settings.getdict("DOWNLOADER_MIDDLEWARES"), Unanswered: 10}}
    parts = urlsplit(url)
    if parts.scheme == "file":
        more["PUBCRAWL_DOOR"] = url
        more["DOWNLOAD_HANDLERS"] = {**settings.getdict("DOWNLOAD_HANDLERS"), "file": _FILE_HANDLER}
    elif parts.scheme in ("http", "https") and is_here(parts.hostname or ""):
        more["PUBCRAWL_DOOR"] = f"{parts.scheme}://{parts.netloc}"
    settings.setdict(more, priority="cmdline")


def _address(named: str) -> str:
    """Return the address of what a person named.

    Raises:
        UsageError: it can only be a file, and there is none.
    """
    if named.startswith("file:"):
        path = Path(file_uri_to_path(named))
    elif "://" in named:
        return named
    else:
        path = Path(named).expanduser()
    if path.is_file():
        return path.resolve().as_uri()
    if path.is_dir() or named.startswith((".", "/", "~", "file:")) or path.suffix in _PAGE_ENDINGS:
        raise UsageError(f"{named} is a folder" if path.is_dir() else f"there is no file {named}", print_help=False)
    return named

"""Writes each event of the log on one line, whatever a page, an address or a header puts into it.

A traceback follows its event on lines that are set in, so that what starts at the margin is always an event of ours.
This is settled where events are made, because the engine opens its log anew for each crawl.
"""

import logging
import re
import traceback
from collections.abc import Iterable
from typing import Any, Self

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure

from pubcrawl.errors import PubcrawlError
from pubcrawl.text.address import without_user
from pubcrawl.text.display import escaped
from pubcrawl.text.email import without_emails

_MARGIN = "    "
_FRAME = '  File "'


class Event(logging.LogRecord):
    """A log event on one line; the lines of a traceback follow it, and the message of the error is one of them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  logging's own
        super().__init__(*args, **kwargs)
        if self.exc_info and self.exc_info[1]:
            _, error, trace = self.exc_info
            if isinstance(error, PubcrawlError):  # the world's and not ours: its line says it all
                self.msg, self.args = "%s: %s", (super().getMessage(), error.line)
                self.exc_info = self.exc_text = None
                return
            told = traceback.TracebackException(type(error), error, trace)
            self.exc_text = _set_in(line for part in told.format() for line in _lines(part))
        if self.stack_info:
            self.stack_info = _set_in(self.stack_info.splitlines())

    def getMessage(self) -> str:  # noqa: N802  named so by logging
        """Return the message on one line."""
        return _shown(super().getMessage())


def _set_in(lines: Iterable[str]) -> str:
    return "\n".join(_MARGIN + _shown(line) for line in lines)


def _shown(text: str) -> str:
    return escaped(without_emails(_SECRET.sub(r"\1'***'", without_user(text))))


_SECRET = re.compile(r"('\w*(?:AUTH|CREDENTIAL|KEY|PASS|SECRET|TOKEN)\w*': )'[^']*'")
"""Finds a setting whose name says that it is a secret. Scrapy logs every setting that is not its default."""


def _lines(part: str) -> list[str]:
    """Split a part of a traceback: a frame has lines of its own, a message has none."""
    part = part.strip("\n")
    return part.split("\n") if part.startswith(_FRAME) else [part]


def keep_events_apart() -> None:
    """Make every event of this process one line, and none a traceback on the terminal when the disk refuses the log."""
    logging.setLogRecordFactory(Event)
    logging.raiseExceptions = False  # a run says at its end what the disk refused


class EngineLog(LogFormatter):
    """Words the messages of Scrapy about items and requests."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the crawl's messages, in a log of one line an event."""
        keep_events_apart()
        return super().from_crawler(crawler)

    def dropped(
        self,
        item: Any,  # noqa: ANN401  typed so upstream
        exception: BaseException,
        response: Response | Failure | None,
        spider: Spider,
    ) -> LogFormatterResult:
        """Say why an item was dropped; the quarantine holds the item."""
        return {**super().dropped(item, exception, response, spider), "msg": "Dropped: %(exception)s"}

"""What came in answer to a request: a page and when it was fetched, or something that is no page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy.http import TextResponse

from pubcrawl.pages.blocks import read
from pubcrawl.pages.end import breaks_off
from pubcrawl.pages.page import Refused
from pubcrawl.politeness.backoff import http_date

if TYPE_CHECKING:
    from scrapy.http import Response

    from pubcrawl.pages.blocks import Document


def document(response: Response, url: str) -> Document:
    """Read a response into a document under its true address.

    Raises:
        Refused: the response is not the page that was asked for, or not all of it.
        NotAPage: it is no page at all.
    """
    if response.headers.get("CF-Mitigated") == b"challenge":
        raise Refused("challenge", "the site answered with a challenge page")
    if not isinstance(response, TextResponse):
        raise Refused("not_a_page", "the site answered with something that is not text")
    if breaks_off(response.body):
        raise Refused("cut_short", "the page ends inside a tag")
    return read(response.body, url, (response.headers.get("Content-Type") or b"").decode("latin-1"))


def fetched_at(response: Response) -> datetime:
    """Return the response's Date header in UTC; the present when the server sends none."""
    sent = (response.headers.get("Date") or b"").decode("latin-1")
    return http_date(sent) or datetime.now(UTC).replace(microsecond=0)

"""Who asks: the operator's contact, without which no live site is asked for anything."""

import os
import re
from collections.abc import Iterable, Mapping
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from pubcrawl import settings as project
from pubcrawl.errors import WrongOrder
from pubcrawl.fetching.guard import is_here
from pubcrawl.text.email import EMAIL

SETTING = "PUBCRAWL_CONTACT"
"""The setting, and the variable of the environment that stands in for it."""

MISSING = (
    "a live site is told who asks: name a web page or an e-mail address of yours with --contact, "
    f"or with {SETTING} in the environment"
)
_LONGEST = 200
_HOST = r"(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+[a-z][a-z\d-]{0,61}[a-z\d]"
_PAGE = re.compile(rf"(?a)https?://{_HOST}(?::\d{{1,5}})?(?:[/?#][\w\-.~:/?#@!$&'*+,=%]*)?", re.IGNORECASE)
_MAIL = re.compile(rf"(?a)(?:mailto:)?([\w.+-]+@{_HOST})", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S|mailto:\S")


def read_contact(text: str) -> str:
    """Return a contact as it stands in the user agent: the address of a web page, or `mailto:` and an e-mail address.

    Raises:
        WrongOrder: it is neither, or longer than 200 characters.
    """
    if len(text) <= _LONGEST:
        if _PAGE.fullmatch(text):
            return text
        if mail := _MAIL.fullmatch(text):
            return f"mailto:{mail[1]}"
    shown = text if len(text) <= _LONGEST else f"{text[:40]}..."
    raise WrongOrder(
        f"{shown!r} is no contact: it is the address of a web page, such as https://lab.example/bot, or an e-mail "
        f"address, of {_LONGEST} characters at most"
    )


def user_agent(settings: Mapping[Any, Any]) -> str:
    """Return what requests say of who asks: USER_AGENT, and the contact where one is given.

    Raises:
        WrongOrder: what is given is no contact.
    """
    said = str(settings["USER_AGENT"])
    contact = str(settings.get(SETTING) or os.environ.get(SETTING, ""))
    return f"{said} (+{read_contact(contact)})" if contact else said


def is_told(agent: str, url: str) -> bool:
    """Say whether a user agent will do for an address: on this machine any does, elsewhere one that names a contact."""
    parts = urlsplit(url)
    mine = parts.scheme == "file" or is_here(parts.hostname or "")
    return mine or bool(_ADDRESS.search(agent) or EMAIL.search(agent))


def check_contact(settings: Mapping[Any, Any], urls: Iterable[str]) -> None:
    """Check that a crawl may begin that asks at these addresses, by these settings in the place of the project's.

    Raises:
        WrongOrder: what is given is no contact, or none is given and an address is not on this machine.
    """
    agent = user_agent({**vars(project), **settings})
    if not all(is_told(agent, url) for url in urls):
        raise WrongOrder(MISSING)


class UserAgentMiddleware:
    """Says in every request who asks, and lets none pass to a live site that would not be told.

    It stands in for Scrapy's. The contact is in no setting that Scrapy logs, for it may be an e-mail address.
    """

    def __init__(self, agent: str) -> None:
        self._agent = agent

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware of a crawl."""
        return cls(user_agent(crawler.settings))

    def process_request(self, request: Request) -> None:
        """Add the header.

        Raises:
            IgnoreRequest: the site is live and no contact is given.
        """
        if not is_told(self._agent, request.url):
            raise IgnoreRequest(MISSING)
        request.headers[b"User-Agent"] = self._agent

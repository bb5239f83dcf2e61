"""What a robots.txt lets us do, from the answer its host gave; RFC 9309, and shut where the RFC leaves room."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from protego import Protego

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_BYTES = 512 * 1024
"""How much of a robots.txt is read; the RFC asks for 500 KiB at least."""


@dataclass(frozen=True, kw_only=True)
class Robots:
    """What one host's robots.txt says to us.

    Attributes:
        closed: why nothing may be fetched, None when the host has spoken or has no robots.txt.
        delay: seconds of its Crawl-delay, 0 when it has none.
        product: the name we are known by.
        rules: its rules; None when it has none.
    """

    closed: str | None = None
    delay: float = 0.0
    product: str = ""
    rules: Protego | None = None

    def forbids(self, url: str) -> bool:
        """Say whether its rules keep us from a URL."""
        return self.rules is not None and not self.rules.can_fetch(url, self.product)


def judge(*, status: int, content_type: str, body: bytes, product: str, challenged: bool = False) -> Robots:
    """Return what a host's answer to `/robots.txt` means.

    Args:
        status: HTTP status of the answer, after redirects.
        content_type: its Content-Type, "" when it has none.
        body: its decompressed body.
        product: the name robots.txt files know us by.
        challenged: the answer came from a gatekeeper in front of the host.
    """
    if challenged:
        return Robots(closed="a challenge page")
    if 400 <= status < 500 and status != 429:  # noqa: PLR2004  the classes of HTTP
        return Robots()
    if not 200 <= status < 300:  # noqa: PLR2004  the classes of HTTP
        return Robots(closed=str(status))
    if b"\0" in body[:MOST_BYTES]:
        return Robots(closed="not text")
    text = _whole_lines(body).decode("utf-8-sig", errors="ignore")
    if _DOCUMENT_TYPE.search(content_type) or text.lstrip().startswith(("<", "{")):
        return Robots(closed="a page instead of rules")
    rules = Protego.parse("\n".join(_for_us(text, product.lower())))
    return Robots(delay=rules.crawl_delay(product) or 0.0, product=product, rules=rules)


_DOCUMENT_TYPE = re.compile(r"html|xml|json", re.IGNORECASE)


def _whole_lines(body: bytes) -> bytes:
    """Return what is read of a body: a line cut in two could allow more than it did whole."""
    if len(body) <= MOST_BYTES:
        return body
    kept = body[:MOST_BYTES]
    return kept[: max(kept.rfind(b"\n"), kept.rfind(b"\r")) + 1]


_AGENT = re.compile(r"\s*user[ -]?agent\s*[:\s]\s*(?P<name>[^#]*)", re.IGNORECASE)
_PRODUCT = re.compile(r"[a-z_-]+")


def _for_us(text: str, product: str) -> Iterator[str]:
    """Yield the lines, with the agents they speak to told apart as the RFC does: by the whole product name.

    Protego also takes `pub` for `pubcrawl`, and its work grows with the number of agents times that of rules; with
    three names left it is linear.
    """
    for line in text.splitlines():
        match = _AGENT.match(line)
        if match is None:
            yield line
            continue
        name = match["name"].strip().lower()
        token = _PRODUCT.match(name)
        ours = token is not None and token[0] == product
        yield f"User-agent: {product if ours else '*' if name == '*' else 'x'}"

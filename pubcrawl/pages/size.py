"""The size of a page: measured in a first parse that keeps nothing, so that no page fills the memory or the hours."""

from collections.abc import Collection
from contextlib import suppress

from lxml import etree

from pubcrawl.pages.blocks import NotAPage

MOST_TAGS = 50_000
"""Start tags of a page, and end tags; one of an institute has a thousand, and each costs half a kilobyte."""

MOST_ATTRIBUTES = 500
"""Attributes of a tag; the tree looks at all of them again for every further one."""

DEEPEST = 2000
"""Elements around an element; the parser reads a few more, and looks for every end tag among them."""

_STEP = 64 * 1024
"""Bytes after which an objection is heard."""


def check_size(html: bytes) -> None:
    """Do nothing, unless a page is larger than a page can be.

    Args:
        html: in UTF-8.

    Raises:
        NotAPage: it has too many tags, or a tag has too many attributes or stands too deep.
    """
    if html.count(b"</") > MOST_TAGS:
        raise NotAPage(f"it has more than {MOST_TAGS:,} end tags")
    parser = etree.HTMLParser(target=_Gauge(), encoding="utf-8", huge_tree=True)
    for at in range(0, len(html), _STEP):
        parser.feed(html[at : at + _STEP])
    with suppress(etree.XMLSyntaxError):  # there is nothing in it
        parser.close()


class _Gauge:
    """Hears of every tag from the parser."""

    def __init__(self) -> None:
        self._tags = self._depth = 0

    def start(self, _tag: str, attributes: Collection[str]) -> None:
        self._tags += 1
        self._depth += 1
        if self._tags > MOST_TAGS:
            raise NotAPage(f"it has more than {MOST_TAGS:,} tags")
        if self._depth > DEEPEST:
            raise NotAPage(f"its elements stand more than {DEEPEST} deep")
        if len(attributes) > MOST_ATTRIBUTES:
            raise NotAPage(f"a tag of it has more than {MOST_ATTRIBUTES} attributes")

    def end(self, _tag: str) -> None:
        self._depth -= 1

    def close(self) -> None:
        """Nothing was kept."""

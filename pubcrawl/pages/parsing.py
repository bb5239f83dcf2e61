"""The elements of a page, parsed by lxml once the page is seen to be no larger than a page can be."""

import re
from collections.abc import Collection
from contextlib import suppress

from lxml import etree

from pubcrawl.pages.document import NotAPage

MOST_TAGS = 50_000
"""Start tags of a page, and end tags; one of an institute has a thousand, and each costs half a kilobyte."""

MOST_ATTRIBUTES = 500
"""Attributes of a tag; the tree looks at all of them again for every further one."""

DEEPEST = 2000
"""Elements around an element; the parser reads a few more, and looks for every end tag among them."""

_STEP = 64 * 1024
"""Bytes after which an objection is heard."""


def check_size(html: bytes) -> None:
    """Refuse a page, in UTF-8, that is larger than a page can be.

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


_ENDS = re.compile(r"</(?:body|html)\s*+>", re.IGNORECASE)


def parse(text: str) -> etree._Element:
    """Return the root of a page's elements; an empty one for a page that has none.

    The ends of `body` and `html` are taken out: the parser drops what stands behind them, and browsers show it.

    Raises:
        NotAPage: it is larger than a page can be, or cannot be read to its end.
    """
    html = _ENDS.sub("", text).encode("utf-8", "replace")
    check_size(html)
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    root = None
    with suppress(etree.XMLSyntaxError):  # nothing in it
        root = etree.fromstring(html, parser)
    if root is None:  # nothing but comments
        return etree.fromstring("<html/>")
    if parser.error_log.filter_from_fatals():  # the parser stops there and says so nowhere else
        raise NotAPage("its elements are nested too deep to be read to the end")
    _end_head(root)
    return root


_OF_HEAD = frozenset("base link meta noscript object script style template title".split())


def _end_head(root: etree._Element) -> None:
    """Move what is no part of the head into the body: the parser does not know that a `header` ends an open head."""
    head = root.find("head")
    first = next((i for i, child in enumerate(head) if child.tag not in _OF_HEAD), None) if head is not None else None
    if head is None or first is None:
        return
    body = root.find("body")
    if body is None:
        body = etree.SubElement(root, "body")
    for child in reversed(head[first:]):
        body.insert(0, child)

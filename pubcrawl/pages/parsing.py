"""The elements of a page, parsed by lxml once the page is seen to be no larger than a page can be."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
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
    _compose(root)
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


def _compose(root: etree._Element) -> None:
    """Put what a component draws in the place of its template, and its own content into the slots, as browsers do.

    Source: the flat tree of https://drafts.csswg.org/css-shadow-1/#flattening. White space between the parts of a
    component stays behind each of them, which keeps people apart that are put into one slot.
    """
    drawn = [template for template in root.iter("template") if template.get("shadowrootmode")]
    slots: dict[etree._Element, dict[str, etree._Element]] = {template: {} for template in drawn}
    for slot in root.iter("slot") if drawn else ():
        around = next(slot.iterancestors("template"), None)
        if around in slots:
            slots[around].setdefault(slot.get("name") or "", slot)
    for template in drawn:
        host = template.getparent()
        if host is not None and host.tag != "template":
            _fill(host, template, slots[template])


def _fill(host: etree._Element, template: etree._Element, slots: Mapping[str, etree._Element]) -> None:
    """Let a component hold what its template draws; a slot that nothing is put into keeps its own content."""
    own: dict[str, list[etree._Element]] = defaultdict(list)
    for child in host:
        if child.tag != "template":
            own[child.get("slot") or ""].append(child)
    text = f"{host.text or ''}{template.tail or ''}".strip()
    for name, slot in slots.items():
        said = text if not name else ""
        if own[name] or said:
            slot[:] = own[name]
            slot.text = said
    host.text = template.text
    host[:] = list(template)

"""A page as a list of text blocks in document order, each with its links; from HTML or from plain text.

A block is one line as a reader sees it. It remembers the elements it stands in, as indices into
`Document.elements`, so that what follows can tell which blocks belong together without knowing HTML.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from w3lib.encoding import html_body_declared_encoding, html_to_unicode, http_content_type_encoding

from pubcrawl.items import Run
from pubcrawl.pages.marker import Piece

_TAGS = re.compile(
    r"<(?:!doctype|html|head|body|main|div|p|section|article|ul|ol|li|dl|table|h[1-6]|span|br)\b",
    re.IGNORECASE,
)
_CONTROL_SHARE = 0.01
_NO_CHARSETS = frozenset(
    "base64 bz2 hex idna punycode quopri raw-unicode-escape rot-13 undefined unicode-escape uu zlib".split()
)
"""What Python can decode and no page is written in; some of it fails on bytes it does not like."""

_BREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_MOST_LINES = 100_000
"""Of a page as plain text; one of an institute has some hundred."""


class NotAPage(ValueError):
    """The bytes are neither HTML nor text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Element:
    """One element around blocks: its tag, its class words, its parent's index (-1 for none), its table column."""

    tag: str
    classes: frozenset[str]
    parent: int
    column: int = 0


@dataclass(frozen=True, kw_only=True)
class Block:
    """One line of text.

    Attributes:
        pieces: its text nodes in order, white space already as a reader sees it.
        path: indices of the elements around it, outermost first; empty in plain text.
        gap: True when an empty line or a rule stands before it.
    """

    pieces: tuple[Piece, ...]
    path: tuple[int, ...] = ()
    gap: bool = False

    @cached_property
    def text(self) -> str:
        """The text of the line."""
        return "".join(p.text for p in self.pieces)

    @property
    def runs(self) -> tuple[Run, ...]:
        """The text of the line with its links, for those who need no elements."""
        return tuple(Run(text=p.text, href=p.href) for p in self.pieces)

    @cached_property
    def hrefs(self) -> tuple[str, ...]:
        """The addresses the line links to, in order, each once."""
        return tuple(dict.fromkeys(p.href for p in self.pieces if p.href))


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """A link of the page, wherever it stands: its address, its text, and its `rel` words."""

    href: str
    text: str
    rel: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Document:
    """A page, parsed once.

    Attributes:
        url: address of the page; relative links were resolved against it.
        blocks: its lines in order.
        elements: every element that holds a block.
        language: what `html[lang]` declares, lower case, without region.
        title: text of `<title>` or `og:title`, the longer one.
        anchors: every link, hidden ones included.
        alternates: `hreflang` to address.
        structured: False for plain text, where lines are all there is.
    """

    url: str
    blocks: tuple[Block, ...]
    elements: tuple[Element, ...] = ()
    language: str | None = None
    title: str = ""
    anchors: tuple[Anchor, ...] = ()
    alternates: dict[str, str] = field(default_factory=dict)
    structured: bool = True


def decode(body: bytes, content_type: str | None = None) -> str:
    """Return the text of a page: UTF-8 when the bytes are UTF-8, else what header, BOM or meta declare.

    Raises:
        NotAPage: the bytes are binary.
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _declared(body, content_type)
    controls = sum(text.count(c) for c in "\x00\x01\x02\x03\x04\x05\x06\x08\x0e\x0f")
    if controls > _CONTROL_SHARE * len(text):
        raise NotAPage("it holds binary data, not a page")
    return text.replace("\x00", "")


def _declared(body: bytes, content_type: str | None) -> str:
    """Return a text by what header, BOM or meta declare; Western, as browsers read it, where that is no charset."""
    named = http_content_type_encoding(content_type) or html_body_declared_encoding(body)
    return body.decode("cp1252", "replace") if named in _NO_CHARSETS else html_to_unicode(content_type, body)[1]


def read(body: bytes, url: str, content_type: str | None = None) -> Document:
    """Read the bytes of a page, HTML or plain text, into a document.

    Raises:
        NotAPage: the bytes are binary.
    """
    text = decode(body, content_type)
    if _TAGS.search(text):
        from pubcrawl.pages.html import read_html  # noqa: PLC0415  html.py builds on this module

        return read_html(text, url)
    return read_text(text, url)


def read_text(text: str, url: str) -> Document:
    """Read plain text: a block a line.

    Raises:
        NotAPage: it has more lines than any page.
    """
    if sum(map(text.count, _BREAKS)) > _MOST_LINES:
        raise NotAPage(f"it has more than {_MOST_LINES:,} lines")
    return Document(url=url, blocks=tuple(_text_blocks(text)), structured=False)


def _text_blocks(text: str) -> Iterator[Block]:
    gap = False
    for line in text.splitlines():
        if line.strip():
            yield Block(pieces=(Piece(text=line.strip()),), gap=gap)
        gap = not line.strip()

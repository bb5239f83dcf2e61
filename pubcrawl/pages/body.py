"""The body of a response: its bytes become a document, and what is odd about them gets a name."""

import re

from w3lib.encoding import html_body_declared_encoding, html_to_unicode, http_content_type_encoding

from pubcrawl.pages.document import Block, Document, NotAPage, Piece
from pubcrawl.pages.html import read_html
from pubcrawl.pages.layout import Layout
from pubcrawl.text.email import without_emails

_TAGS = re.compile(
    r"<(?:!doctype|html|head|body|main|div|p|section|article|ul|ol|li|dl|table|h[1-6]|span|br)\b", re.IGNORECASE
)
_CONTROL_SHARE = 0.01
_NO_CHARSETS = frozenset(
    "base64 bz2 hex idna punycode quopri raw-unicode-escape rot-13 undefined unicode-escape uu zlib".split()
)
"""What Python can decode and no page is written in; some of it fails on bytes it does not like."""

_BREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_MOST_LINES = 100_000
"""Of a page as plain text; one of an institute has some hundred."""


def decode(body: bytes, content_type: str | None = None) -> str:
    """Return the text of a page: UTF-8 when the bytes are UTF-8, else what header, BOM or meta declare.

    The text holds no half of a surrogate pair, which no file could hold: U+FFFD stands in its place.

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
    text = body.decode("cp1252", "replace") if named in _NO_CHARSETS else html_to_unicode(content_type, body)[1]
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def read(body: bytes, url: str, content_type: str | None = None, layout: Layout | None = None) -> Document:
    """Read the bytes of a page, HTML or plain text, into a document; a layout speaks of HTML alone.

    Raises:
        NotAPage: the bytes are binary.
    """
    text = decode(body, content_type)
    return read_html(text, url, layout) if _TAGS.search(text) else read_text(text, url)


def read_text(text: str, url: str) -> Document:
    """Read plain text: a block a line.

    Raises:
        NotAPage: it has more lines than any page.
    """
    if sum(map(text.count, _BREAKS)) > _MOST_LINES:
        raise NotAPage(f"it has more than {_MOST_LINES:,} lines")
    lines = [without_emails(line.strip()) for line in text.splitlines()]
    blocks = [Block(pieces=(Piece(text=line),), gap=i > 0 and not lines[i - 1]) for i, line in enumerate(lines) if line]
    return Document(url=url, blocks=tuple(blocks), structured=False)


def is_utf8(body: bytes) -> bool:
    """Say whether bytes are UTF-8, a few broken characters aside."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return not is_garbled(body.decode(errors="replace"))
    return True


def is_garbled(text: str) -> bool:
    """Say whether a text has lost most of its characters beyond ASCII, each of which left U+FFFD in its place."""
    lost = text.count("\ufffd")
    return lost > 0 and 2 * lost > len(text) - len(text.encode("ascii", "ignore"))


def breaks_off(body: bytes) -> bool:
    """Say whether a page ends inside a tag, which no page does."""
    last = body[body.rfind(b"<") :]
    return re.match(rb"<[a-z/!?]", last, re.IGNORECASE) is not None and b">" not in last


def closes(body: bytes, root: str) -> bool:
    """Say whether a page has the end tag of its root element, or no start tag of it either.

    HTML lets authors leave the end tag out: only the other pages of a site tell whether it is missing.
    """
    name = rb"(?:\w+:)?%b" % root.encode()
    opened = re.search(rb"<%b\b" % name, body, re.IGNORECASE)
    return opened is None or re.search(rb"</%b\s*>" % name, body, re.IGNORECASE) is not None


def oddities(body: bytes) -> tuple[str, ...]:
    """Return what is odd about a page: `unclosed` when its HTML has no end, `other_charset` when it is not in UTF-8."""
    odd = {"unclosed": not closes(body, "html"), "other_charset": not is_utf8(body)}
    return tuple(name for name, holds in odd.items() if holds)

"""E-mail addresses, which are nobody's to publish: found, and taken out of a text."""

import re
from collections.abc import Iterator

REMOVED = "[e-mail]"
"""What stands in the place of an address."""

_USER = r"(?<![\w.+%'-])[\w.+%'-]++"
_AT = r"(?:@|\s{0,2}[\[({]\s{0,2}(?:at|@|arobase)\s{0,2}[\])}]\s{0,2})"
_DOT = r"(?:\.|\s{0,2}[\[({]\s{0,2}(?:dot|point|\.)\s{0,2}[\])}]\s{0,2})"
_FILES = r"(?!(?:png|jpe?g|gif|svg|webp|avif|css|js|json|map)\b)"
EMAIL = re.compile(rf"(?:mailto:\s?)?{_USER}{_AT}(?:[\w-]++{_DOT})+{_FILES}[^\W\d_]{{2,}}\b", re.IGNORECASE)
"""An address, as printed or spelled against robots (`ada [at] example [dot] org`); `logo@2x.png` is a file."""

_GROUP = re.compile(rf"\{{[\w.,\s+-]{{3,200}}\}}{_AT}(?:[\w-]++{_DOT})+[^\W\d_]{{2,}}\b", re.IGNORECASE)
_COVERED = re.compile(r"\[email[\s\u00a0]protected\]", re.IGNORECASE)
_SPELLED = r"\s{0,2}(?i:at|arobase)\s{0,2}[\])}]"
_SIGN = re.compile(rf"@|\[{_SPELLED}|\({_SPELLED}|\{{{_SPELLED}|p(?i:rotected\])|P(?i:rotected\])")
_OF_SIGN = "@)]}"
"""What every form of the sign has one of."""
_AROUND = 600
"""Characters on each side of the sign in which the rest of an address stands."""


def spans_of_emails(text: str) -> list[tuple[int, int]]:
    """Return where the addresses of a text start and end, in order; of `{ada,bo}@example.org` the whole."""
    if not any(map(text.__contains__, _OF_SIGN)):
        return []
    found: list[tuple[int, int]] = []
    for at, behind in _windows(text):
        part = text[at:behind]
        for start, end in sorted(m.span() for pattern in (_GROUP, EMAIL, _COVERED) for m in pattern.finditer(part)):
            if not found or at + start >= found[-1][1]:
                found.append((at + start, at + end))
    return found


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Yield the parts of a text around what stands in the middle of an address: a page is long, and has few."""
    start = end = 0
    for sign in _SIGN.finditer(text):
        first = max(sign.start() - _AROUND, end)
        while first > end and _is_of_address(text[first - 1]):  # an address is never cut
            first -= 1
        if first > end:
            if end:
                yield start, end
            start = first
        end = max(end, min(sign.end() + _AROUND, len(text)))
        while end < len(text) and _is_of_address(text[end]):
            end += 1
    if end:
        yield start, end


def _is_of_address(letter: str) -> bool:
    return letter.isalnum() or letter in "_.+%'-"


def without_emails(text: str) -> str:
    """Return a text with `REMOVED` in the place of each address."""
    for start, end in reversed(spans_of_emails(text)):
        text = text[:start] + REMOVED + text[end:]
    return text


_ENCODED_AT = re.compile(rb"(?<=[\w.+-])(?:%40|&(?:amp;)*(?:#0*64|#[xX]0*40|commat);)(?=[\w-]++\.)")
_OF_ENCODED = (b"%40", b"64;", b"40;", b"commat;")
"""What every form of the sign has that is not the sign itself."""
_TAGS = rb"(?:<[^<>]{0,99}>)"
_TAGGED = re.compile(rb"(?<![\w.+-])[\w.+-]++(?:%b*+@%b++|%b++@)(?:[\w-]++\.)+[A-Za-z]{2,}" % (_TAGS, _TAGS, _TAGS))


def body_without_emails(body: bytes) -> bytes:
    """Return the bytes of a page to be kept on a disk, with `REMOVED` in the place of each address.

    Every charset that pages are written in has the letters of an address where ASCII has them. The sign in the middle
    may be written as an entity, or stand in an element of its own.
    """
    if any(map(body.__contains__, _OF_ENCODED)):
        body = _ENCODED_AT.sub(b"@", body)
    if b"@<" in body or b">@" in body:
        body = _TAGGED.sub(REMOVED.encode(), body)
    text = body.decode("latin-1")
    kept = without_emails(text)
    return body if kept is text else kept.encode("latin-1")

"""E-mail addresses, which are nobody's to publish: found, and taken out of a text."""

import re

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
_SPELLED = re.compile(r"[\[({]\s{0,2}(?:at|arobase)\s{0,2}[\])}]", re.IGNORECASE)


def spans_of_emails(text: str) -> list[tuple[int, int]]:
    """Return where the addresses of a text start and end, in order; of `{ada,bo}@example.org` the whole."""
    if "@" not in text and not _SPELLED.search(text) and "protected" not in text.lower():
        return []
    found: list[tuple[int, int]] = []
    for start, end in sorted(m.span() for pattern in (_GROUP, EMAIL, _COVERED) for m in pattern.finditer(text)):
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return found


def without_emails(text: str) -> str:
    """Return a text with `REMOVED` in the place of each address."""
    for start, end in reversed(spans_of_emails(text)):
        text = text[:start] + REMOVED + text[end:]
    return text


_ENCODED_AT = re.compile(rb"(?<=[\w.+-])(?:%40|&(?:amp;)*(?:#0*64|#[xX]0*40|commat);)(?=[\w-]++\.)")
_TAGS = rb"(?:<[^<>]{0,99}>)"
_TAGGED = re.compile(rb"(?<![\w.+-])[\w.+-]++(?:%b*+@%b++|%b++@)(?:[\w-]++\.)+[A-Za-z]{2,}" % (_TAGS, _TAGS, _TAGS))


def body_without_emails(body: bytes) -> bytes:
    """Return the bytes of a page to be kept on a disk, with `REMOVED` in the place of each address.

    Every charset that pages are written in has the letters of an address where ASCII has them. The sign in the middle
    may be written as an entity, or stand in an element of its own.
    """
    body = _ENCODED_AT.sub(b"@", body)
    if b"@" not in body and b"[" not in body:
        return body
    return without_emails(_TAGGED.sub(REMOVED.encode(), body).decode("latin-1")).encode("latin-1")

"""A page as text, read independently of the code under test."""

import re
from html import unescape

_UNSEEN = re.compile(r"<script.*?</script>|<head>.*?</head>", re.DOTALL)
_INLINE = re.compile(r"</?(?:a|b|button|em|i|span|strong|sub|sup)\b[^>]*>")


def text_of(html: str) -> str:
    """Return what a reader of text sees: nothing added at inline tags, a new line at all others."""
    return unescape(re.sub(r"<[^>]+>", "\n", _INLINE.sub("", _UNSEEN.sub("", html))))

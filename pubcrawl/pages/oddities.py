"""What may be odd about the bytes of a page; whether it is, only the other pages of the site can tell."""

from pubcrawl.pages.charset import is_utf8
from pubcrawl.pages.end import closes


def oddities(body: bytes) -> tuple[str, ...]:
    """Return the names of what is odd: `unclosed` for HTML that does not end, `other_charset` for one besides UTF-8."""
    odd = {"unclosed": not closes(body, "html"), "other_charset": not is_utf8(body)}
    return tuple(name for name, holds in odd.items() if holds)

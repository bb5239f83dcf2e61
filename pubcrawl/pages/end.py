"""The end of a page: whether it is there. A page that was cut on its way looks like a shorter page."""

import re

_TAG = re.compile(rb"<[a-z/!?]", re.IGNORECASE)


def breaks_off(body: bytes) -> bool:
    """Say whether a page ends inside a tag, which no page does."""
    last = body[body.rfind(b"<") :]
    return _TAG.match(last) is not None and b">" not in last


def closes(body: bytes, root: str) -> bool:
    """Say whether a page that opens its root element closes it; one that does not open it has nothing to close.

    HTML lets authors leave the end tag out: only the other pages of a site tell whether it is missing.
    """
    name = rb"(?:\w+:)?%b" % root.encode()
    opened = re.search(rb"<%b\b" % name, body, re.IGNORECASE)
    return opened is None or re.search(rb"</%b\s*>" % name, body, re.IGNORECASE) is not None

"""The source of a page, parsed whole: what is broken is repaired, and what cannot be read to its end is no page."""

import re

from lxml import etree
from lxml import html as lxml_html

from pubcrawl.pages.blocks import NotAPage
from pubcrawl.pages.size import check_size

_ENDS = re.compile(r"</(?:body|html)\s*+>", re.IGNORECASE)


def parse(text: str) -> etree._Element:
    """Return the root of a page's elements; an empty one for a page that has none.

    The ends of `body` and `html` are taken out: the parser drops what stands behind them, and browsers show it.

    Raises:
        NotAPage: it is larger than a page can be, or cannot be read to its end.
    """
    html = _ENDS.sub("", text).encode("utf-8", "replace")
    check_size(html)
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = lxml_html.document_fromstring(html, parser=parser)
    except etree.ParserError:  # nothing in it, or nothing but comments
        return lxml_html.document_fromstring("<html/>")
    if parser.error_log.filter_from_fatals():  # the parser stops there and says so nowhere else
        raise NotAPage("its elements are nested too deep to be read to the end")
    return root

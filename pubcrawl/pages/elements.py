"""What an element is to whoever reads a page: a block, a break, a button, a menu, an icon, a twin."""

import re
from collections.abc import Mapping
from itertools import islice
from typing import Literal

from lxml import etree

from pubcrawl.pages.raw import HEADINGS
from pubcrawl.pages.whitespace import toggle_text
from pubcrawl.text.address import is_profile
from pubcrawl.text.words import PROSE

_BLOCK_TAGS = frozenset(
    "address article aside blockquote body caption center dd dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup html legend li main menu nav ol p pre search section "
    "table tbody td tfoot th thead tr ul".split()
)
_SKIPPED_TAGS = frozenset(
    "script style template noscript head svg iframe select option textarea input object video audio canvas".split()
)
_LONGEST_ICON = 24
"""Characters of the longest initials, or names of an icon in an icon font."""
_JOINING = frozenset("at by in on and à chez dans et par".split())
"""Words that join what stands around them, also where they are kept from screen readers."""
_LONGEST_SCRIPT = 40
"""Characters of the longest raised or lowered text; a longer one is a text that is only set so."""
_LONGEST_TOGGLE = 80
"""Characters of an element that is a see-more marker and nothing else."""
_STOPS = (".", "?", "!", "…")
_YEAR = re.compile(r"[0-9]{4}")
_FEW = 4
"""Elements before a button that still leads what stands around it."""
_SHORTEST_PANEL = 40
"""Characters of what unfolds below a title, at least its people."""
_TWIN = 10
"""Letters at the start of two elements that say the same in two lengths."""
_TEXTS = 200
"""Texts of an element that are looked at."""


Kind = Literal["block", "page", "inline", "plain", "control", "break", "script", "math", "skipped"]
"""What an element does to the line being read; a `page` is a block that is never left, `plain` is nothing."""

KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(_BLOCK_TAGS, "block"),
    **dict.fromkeys(("html", "body"), "page"),
    **dict.fromkeys(_SKIPPED_TAGS, "skipped"),
    "a": "control",
    "br": "break",
    "hr": "break",
    "mark": "plain",
    "math": "math",
}
"""By tag; those of `button`, `details`, `summary`, `sup`, `sub` and custom elements depend on what is in them."""


def kind_of(node: etree._Element, tag: str) -> Kind:
    """Return what an element does whose tag does not say it; custom elements are the boxes of component frameworks."""
    if tag in ("sup", "sub"):
        return "script" if len("".join(node.itertext())) <= _LONGEST_SCRIPT else "inline"
    if tag == "button":
        return _kind_of_button(node)
    if tag == "details":  # it may hold the rest of an abstract
        holds = len(node) and node[0].tag == "summary" and _is_toggle(node[0])
        return "inline" if holds else "block"
    if tag == "summary" or "-" in tag:
        if _is_toggle(node):
            return "control"
        return "inline" if tag.startswith("mjx-") or _says(node) in ("…", "...") else "block"
    return "inline"


def _kind_of_button(node: etree._Element) -> Kind:
    """Return what a button does: one in a heading is its text, and one with several boxes is the head of a panel.

    So is one that leads what stands around it, and unfolds what follows.
    """
    around = node.getparent()
    if around is not None and around.tag in HEADINGS:
        return "inline"
    said = sum(any(map(str.isalnum, text)) for text in node.itertext())
    boxes = said > 1 and next(node.iterdescendants("div", "p"), None) is not None
    return "block" if boxes or (said and _leads_panel(node)) else "control"


def _leads_panel(node: etree._Element) -> bool:
    """Say whether a button stands before all text of the element around it, and unfolds a text of some length."""
    around = node.getparent()
    if node.get("aria-expanded") is None or around is None or _is_toggle(node):
        return False
    others = list(islice(node.itersiblings(preceding=True), _FEW))
    panel = node.getnext() if node.getnext() is not None else around.getnext()
    if len(others) == _FEW or panel is None or (around.text or "").strip():
        return False
    if any(text.strip() for other in others for text in islice(other.itertext(), _TEXTS)):
        return False
    return sum(len(text.strip()) for text in islice(panel.itertext(), _TEXTS)) >= _SHORTEST_PANEL


def _is_toggle(node: etree._Element) -> bool:
    return bool(toggle_text(_says(node)))


def _says(node: etree._Element) -> str:
    """Return the text of an element; "" where it is longer than a marker."""
    text = ""
    for part in node.itertext():
        text += part
        if len(text) > _LONGEST_TOGGLE:
            return ""
    return text


def is_icon(node: etree._Element) -> bool:
    """Say whether an element is one word that is drawn and not read aloud: an icon's name, or somebody's initials."""
    text = "".join(node.itertext()).strip() if node.get("aria-hidden") == "true" else " "
    drawn = text not in _JOINING and re.fullmatch(r"\S*\w\S*", text) is not None
    return drawn and len(text) <= _LONGEST_ICON


def fills_paragraph(node: etree._Element) -> bool:
    """Say whether an element is all that a paragraph holds, as the break in an empty one."""
    around = node.getparent()
    while around is not None and len(around) == 1 and around.tag != "p":
        around = around.getparent()
    return around is not None and around.tag == "p" and not any(map(str.strip, around.itertext()))


def is_menu(node: etree._Element, marks: Mapping[etree._Element, str]) -> bool:
    """Say whether a navigation holds no cue of a publication: no year, no status in parentheses, no person, no mark."""
    text = str(node.xpath("string()"))
    if ")" in text or _YEAR.search(text) or any(map(is_profile, node.xpath(".//a/@href"))):
        return False
    return marks.keys().isdisjoint(node.iter())


def panels(root: etree._Element) -> frozenset[etree._Element]:
    """Return the navigations that are none: one holds prose outside of links, as what unfolds below a title does.

    So do all of its class. The entries of a menu in the head or the foot of a page may be told in prose.
    """
    found = {node for node in root.iter("nav") if _holds_prose(node)}
    looks = {look for node in found if (look := node.get("class"))}
    return frozenset(found.union(node for node in root.iter("nav") if node.get("class") in looks))


def _holds_prose(node: etree._Element) -> bool:
    texts = (text.strip() for text in node.xpath(".//text()[not(ancestor::a)]"))
    around = next(node.iterancestors("header", "footer"), None)
    return around is None and any(len(text) >= _SHORTEST_PANEL and text.endswith(_STOPS) for text in texts)


_LISTS = ("table", "ul", "ol", "dl")
_FEWEST_ENTRIES = 3


def contents(root: etree._Element) -> frozenset[etree._Element]:
    """Return the lists of what stands further down the page: all their links, three at least, lead to other parts."""
    links = [a for a in root.iter("a") if len(a.get("href") or "") > 1 and (a.get("href") or "").startswith("#")]
    if len(links) < _FEWEST_ENTRIES:
        return frozenset()
    parts = {str(node.get("id")): node for node in root.iterfind(".//*[@id]")}
    lists = {around: None for a in links if (around := next(a.iterancestors(_LISTS), None)) is not None}
    return frozenset(node for node in lists if _lists_parts(node, parts))


def _lists_parts(node: etree._Element, parts: Mapping[str, etree._Element]) -> bool:
    hrefs = [a.get("href") or "" for a in node.iter("a")]
    leads = [parts.get(href[1:]) if href.startswith("#") else None for href in hrefs]
    return len(hrefs) >= _FEWEST_ENTRIES and all(e is not None and node not in e.iterancestors() for e in leads)


def is_short_twin(node: etree._Element) -> bool:
    """Say whether an element says again, for a small screen, how the longer element before it starts."""
    before, said = node.getprevious(), _start(node)
    if before is None or len(said) < _TWIN or _start(before) != said:
        return False
    length = len("".join(node.itertext()))  # what unfolds is the longer one, and a dialog has a text
    return length < min(PROSE, len("".join(before.itertext())))


def _start(node: etree._Element) -> str:
    """Return the first letters of an element."""
    text = "".join(islice(node.itertext(), _FEW))
    return " ".join(text.split())[:_TWIN]


def draws_formula(node: etree._Element) -> bool:
    """Say whether an element shows the formula that stands right before it as MathML."""
    before = node.getprevious() if node.get("aria-hidden") == "true" else None
    if before is None or (before.tail or "").strip():
        return False
    return [n.tag for n in before.iter()][:2].count("math") == 1 and not (before.tag != "math" and before.text)


def text_of(node: etree._Element) -> str:
    """Return the text of an element without its icons."""
    if not len(node):
        return node.text or ""
    text = "".join(node.itertext())
    for icon in node.iterfind(".//*[@aria-hidden='true']"):
        if is_icon(icon):
            text = text.replace("".join(icon.itertext()), "", 1)
    return text

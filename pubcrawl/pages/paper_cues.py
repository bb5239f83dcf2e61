"""Cues of a round-up: what a line says by itself, be it the link to a paper, a label, people or a section."""

import re

from pubcrawl.items import Span
from pubcrawl.pages.cues import bare, ends, is_set_as_heading, label, unlabelled
from pubcrawl.pages.document import Block, Tree
from pubcrawl.pages.legends import is_own_name
from pubcrawl.pages.people import is_name, is_name_list
from pubcrawl.text.furniture import is_furniture
from pubcrawl.text.names import BYLINE, without_notes

LINK_LINE = re.compile(
    r"\W*(?:link to (?:the )?paper|read (?:the )?paper|view (?:the )?paper|paper link|full paper)\W*", re.IGNORECASE
)
SECTION = re.compile(
    r"(?:accepted|workshop|conference|main(?: track| conference)?|spotlight|oral|poster|journal|other)\s+"
    r"(?:papers?|publications?|presentations?|posters?|orals?)(?:\s*\([^)]*\))?:?",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"(?:(?:at|in) (?:the )?)?(?:(?:main|position|industry) (?:track|conference|proceedings|papers)|findings|workshops"
    r"|orals|posters|spotlights|demos|talks|tutorials)(?: track)?:?",
    re.IGNORECASE,
)
"""A section in words that elsewhere say something of one paper, or are a part of a text."""
_LABELS = ("title", "authors", "abstract", "links")
"""What announces a part of a paper in a line of its own."""
_OPENER = re.compile(
    r"(?:read|show|view|see|open|expand) (?:the )?(?:full )?(?:abstract|summary)\W*"
    r"|click (?:here )?to (?:expand|read|see)\W*",
    re.IGNORECASE,
)
_LABELLED = re.compile(rf"authors?\s*:|{BYLINE}\s", re.IGNORECASE)
_LONGEST_LINKS = 120
"""Characters of the longest row of links."""


def announces(text: str) -> bool:
    """Say whether a line announces a part of a paper, or unfolds its abstract."""
    return label(text) in _LABELS or is_opener(text)


def is_opener(text: str) -> bool:
    """Say whether a line only unfolds an abstract."""
    return _OPENER.fullmatch(text.strip()) is not None


def people_of(block: Block) -> str:
    """Return what a line of authors says of people; who stand in elements that nothing parts get commas between."""
    said = [piece.text.strip() for piece in block.pieces if piece.text.strip() and not is_own_name(piece.text)]
    if len(block.pieces) > 1 and said and all(map(is_name, said)):
        return ", ".join(said)
    return without_notes(bare(block.text, "authors")).strip()


def names_somebody(block: Block) -> bool:
    """Say whether at least half of a line of authors has the form of names."""
    text = people_of(block)
    parts = [p for p in text.split(",") if p.strip()]
    return is_name_list(text) or (bool(parts) and 2 * sum(map(is_name_list, parts)) >= len(parts))


def leads_to_paper(block: Block) -> bool:
    """Say whether a line is the link to a paper, perhaps beside other links or buttons."""
    if LINK_LINE.fullmatch(block.text):
        return True
    told = [p for p in block.pieces if LINK_LINE.fullmatch(p.text)]
    if told and told[0].href and all(p.href == told[0].href for p in block.pieces):
        return True  # whatever the link says of its target
    return bool(told) and len(block.text) < _LONGEST_LINKS and not ends(block.text)


def is_labelled(text: str) -> bool:
    """Say whether a line names people behind a word that announces them."""
    found = _LABELLED.match(text)
    said = without_notes(text[found.end() :]).strip() if found else ""
    return is_name_list(said) and not said.lower().startswith("amii ")  # as "By Amii Communications"


def is_section(tree: Tree, block: Block) -> bool:
    """Say whether a line heads a section of papers."""
    text = block.text.strip()
    return bool(SECTION.fullmatch(text) or (is_set_as_heading(tree, block) and _HEADING.fullmatch(text)))


def stands_apart(text: str) -> bool:
    """Say whether a line is about the page or its papers, and no part of a paper."""
    return bool(is_furniture(text) or SECTION.fullmatch(text) or LINK_LINE.fullmatch(text))


def outward(block: Block) -> list[Span]:
    """Return the links of a line."""
    return [Span(text=p.text.strip(), href=p.href) for p in block.pieces if p.href]


def without_label(block: Block, field: str) -> Block:
    """Return a line without the label before it, where that announces a field."""
    kind, bare_block = unlabelled(block)
    return bare_block if kind == field else block

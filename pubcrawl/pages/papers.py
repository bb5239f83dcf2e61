"""The papers of a round-up without markup: one after another, each led by a title and a line of authors."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pubcrawl.items import Span
from pubcrawl.pages.cues import ends, is_number, is_prose, label, names_link
from pubcrawl.pages.document import Block
from pubcrawl.pages.legends import is_mark_note, lists_workplaces
from pubcrawl.pages.paper_cues import (
    SECTION,
    announces,
    is_labelled,
    leads_to_paper,
    names_somebody,
    people_of,
    stands_apart,
    without_label,
)
from pubcrawl.pages.people import is_name_list
from pubcrawl.pages.roundup import Paper
from pubcrawl.text.furniture import is_furniture
from pubcrawl.text.names import without_notes
from pubcrawl.text.words import DOTS, STARS

_SEVERAL = re.compile(rf"[,;{DOTS}|]|\sand\s|\w\s*+[{STARS}]")
"""What stands between the people of a line, or behind one of them."""
_NO_FIELDS = ("topics", "furniture")
"""What announces a line that is no part of a paper."""
_LONGEST_TITLE = 250
"""Characters of the longest titles of the field."""


def read_papers(blocks: Sequence[Block]) -> list[Paper]:
    """Return the papers that lines without markup name, in order."""
    lines = [(i, block) for i, block in enumerate(blocks) if not _is_aside(block)]
    texts = [block.text.strip() for _, block in lines]
    heads = dict(_heads([block for _, block in lines]))
    papers: list[Paper] = []
    section, is_open = None, False
    for at, (number, block) in enumerate(lines):
        if at in heads:
            title = without_label(block, "title").text
            papers.append(Paper(start=number, title=title, section=section, authors=(), abstract=None, links=()))
            is_open = True
        elif SECTION.fullmatch(texts[at]):
            section, is_open = texts[at].strip(" :"), False
        elif is_open:
            papers[-1] = _with_line(papers[-1], block, is_authors=at in heads.values())
    if len(papers) > 1:  # behind the last abstract comes an epilogue: none has more paragraphs than the others
        usual = max(1, *((p.abstract or "").count("\n") + bool(p.abstract) for p in papers[:-1]))
        kept = "\n".join((papers[-1].abstract or "").split("\n")[:usual])
        papers[-1] = replace(papers[-1], abstract=kept or None)
    return papers


def _is_aside(block: Block) -> bool:
    """Say whether a line belongs to no paper."""
    text = block.text
    note = is_mark_note(text) or announces(text) or is_number(text)
    return note or label(text.partition(":")[0]) in _NO_FIELDS


def _heads(lines: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Yield the title and the line of authors of each paper; of one without people, -1 for that line."""
    taken = -1
    for i in range(1, len(lines)):
        linked = i + 1 < len(lines) and leads_to_paper(lines[i + 1])
        if i - 1 > taken and _may_be_title(lines[i - 1]) and _names_people(lines[i], linked=linked):
            yield i - 1, i
            taken = i
        elif linked and i > taken and _may_be_title(lines[i]) and not _may_be_title(lines[i - 1]):
            yield i, -1
            taken = i


def _may_be_title(block: Block) -> bool:
    text = block.text.strip()
    if stands_apart(text) or names_link(text) or is_labelled(text) or len(text) > _LONGEST_TITLE:
        return False
    return not ends(text) or text.endswith(("?", "!"))


def _names_people(block: Block, *, linked: bool) -> bool:
    """Say whether a line is one of authors; `linked` where the link to the paper stands right below it."""
    text = people_of(block)
    if stands_apart(block.text.strip()):
        return False
    if is_name_list(text):
        return linked or _SEVERAL.search(text) is not None or is_labelled(block.text)
    return linked and names_somebody(block)


def _with_line(paper: Paper, block: Block, *, is_authors: bool) -> Paper:
    """Return a paper with a line that stands below its title."""
    if is_authors or (paper.authors and not (paper.abstract or paper.links) and _goes_on(block)):
        return replace(paper, authors=(*paper.authors, without_label(block, "authors")))
    if lists_workplaces(block.text):
        return replace(paper, legend=f"{paper.legend}{block.text}; ")
    if leads_to_paper(block):
        return replace(paper, links=(*paper.links, Span(text=block.text)), is_linked=True)
    if is_furniture(block.text):
        return paper
    text = without_label(block, "abstract").text
    return replace(paper, abstract=f"{paper.abstract}\n{text}" if paper.abstract else text)


def _goes_on(block: Block) -> bool:
    """Say whether a line below authors, before the link to the paper, holds further ones."""
    named = is_name_list(without_notes(block.text).strip())
    return named and not (stands_apart(block.text) or is_prose(block.text))

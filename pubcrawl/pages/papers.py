"""The papers of a round-up: one after another, each led by a title and a line of authors."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from pubcrawl.items import Span
from pubcrawl.pages.cues import ends, is_number, is_prose, label, names_link
from pubcrawl.pages.document import Block, Document, Piece, shared_path
from pubcrawl.pages.heads import HEADINGS, SEVERAL, Heads, look_of, set_apart_by, tags_of
from pubcrawl.pages.legends import OWN_NAME_BEHIND, is_mark_note, is_own_name, lists_workplaces
from pubcrawl.pages.paper_cues import (
    LINK_LINE,
    SECTION,
    announces,
    leads_to_paper,
    outward,
    people_of,
    stands_apart,
    without_label,
)
from pubcrawl.pages.people import has_profile, is_name_list
from pubcrawl.text.furniture import is_furniture
from pubcrawl.text.names import without_notes
from pubcrawl.text.words import quoted

_MANY = 4
_NO_FIELDS = ("topics", "furniture")
"""What announces a line that is no part of a paper."""
_MOST_WORDS = 6
"""Words of a line that is no text."""


@dataclass
class Paper:
    """A paper while its lines are being collected.

    Attributes:
        legend: the workplaces of its authors, each behind its number.
        linked_at: how many lines of its abstract stand before its link.
        unsure: True where a line of its abstract looks like the titles of the page.
    """

    titles: list[Block]
    section: str | None
    authors: list[Block] = field(default_factory=list)
    links: list[Span] = field(default_factory=list)
    abstract: list[Block] = field(default_factory=list)
    linked_at: int | None = None
    legend: str = ""
    unsure: bool = False


class Papers:
    """The lines of a page, and the papers in them."""

    def __init__(self, document: Document) -> None:
        self._document = document

    @cached_property
    def lines(self) -> tuple[Block, ...]:
        """The lines of the page that may belong to a paper."""
        kept = (b for b in self._document.blocks if b.mark or not (is_mark_note(b.text) or announces(b.text)))
        kept = (b for b in kept if b.mark != "ignore" and label(b.text.partition(":")[0]) not in _NO_FIELDS)
        asides = sum(element.tag == "aside" for element in self._document.elements)
        captions = sum("figcaption" in tags_of(self._document, b) for b in self._document.blocks if outward(b))
        several = {"aside": asides, "figcaption": captions}  # more of them stand in papers, or hold them
        outside = ("nav", *(tag for tag, count in several.items() if count < _MANY))
        kept = (
            b for b in kept if b.mark or not (is_number(b.text) or not tags_of(self._document, b).isdisjoint(outside))
        )
        return tuple(self._with_people_below(list(kept)))

    def _with_people_below(self, lines: Sequence[Block]) -> Iterator[Block]:
        """Yield lines with people behind their title, where a page has them before it."""
        apart = [set_apart_by(self._document, b) is not None and not stands_apart(b.text) for b in lines] + [False]
        groups = list(self._groups_of_people(lines, apart))
        several = [(i, end) for i, end in groups if end - i > 1 or SEVERAL.search(lines[i].text)]
        leading = sum(apart[end] for _, end in several) > sum(apart[i - 1] for i, _ in several if i)
        before = range(several[0][0] if several else 0)
        leading = leading and not any(apart[i] and is_prose(lines[i + 1].text) for i in before)
        at = 0
        for i, end in groups if leading else ():
            if apart[end]:
                yield from (*lines[at:i], lines[end], *lines[i:end])
                at = end + 1
        yield from lines[at:]

    def _groups_of_people(self, lines: Sequence[Block], apart: Sequence[bool]) -> Iterator[tuple[int, int]]:
        """Yield the ranges of lines that name people in one place, and are not set apart."""
        start = 0
        for i, block in enumerate([*lines, None]):
            named = (
                block is not None and is_name_list(people_of(block)) and not (block.hrefs and not has_profile(block))
            )
            named = named and not apart[i] and not (block and stands_apart(block.text))
            beside = named and start < i and block is not None and block.path[:-1] == lines[start].path[:-1]
            if start < i and not beside:
                yield start, i
            if not beside:
                start = i if named else i + 1

    @cached_property
    def _heads(self) -> Heads:
        return Heads(self._document, self.lines)

    def read(self) -> list[Paper]:
        """Return the papers, in page order."""
        heads = self._heads.find()
        common = shared_path([self.lines[i].path[:-1] for i in heads])
        people = {i for first in heads.values() if first >= 0 for i in range(first, self._heads.end_of_list(first) + 1)}
        papers: list[Paper] = []
        section: str | None = None
        open_paper = False
        for i, block in enumerate(self.lines):
            if i in heads:
                more = papers[-1].titles if open_paper and self._heads.same_title(i - 1) and i - 1 in heads else None
                if more:
                    more.append(block)
                    papers[-1].links += outward(block)
                else:
                    papers.append(Paper(titles=[block], section=section, links=outward(block)))
                open_paper = True
            elif SECTION.fullmatch(block.text.strip()):
                section, open_paper = block.text.strip(" :"), False
            elif open_paper:
                open_paper = self._take(papers[-1], block, common, is_authors=i in people)
        self._end_abstracts(papers, common)
        looks = {look_of(self._document, title) for paper in papers for title in paper.titles}
        for paper in papers:
            paper.unsure = any(
                look[1] and look in looks for look in (look_of(self._document, b) for b in paper.abstract)
            )
            self._leave_out_notes(paper)
        return papers

    @staticmethod
    def _end_abstracts(papers: Sequence[Paper], common: Sequence[int]) -> None:
        """Take what stands behind a paper out of its abstract; `common` are the elements around all papers."""
        if len(papers) > 1:  # behind the last abstract comes an epilogue: none has more paragraphs than the others
            usual = max(1, *(len(p.abstract) for p in papers[:-1]))
            del papers[-1].abstract[usual:]
        ended = [p.linked_at for p in papers if p.abstract and p.linked_at is not None]
        if 2 * sum(map(bool, ended)) > len(ended):  # the link ends a paper: what follows is the page's
            for paper in papers:
                own = paper.titles[0].path[len(common) : len(common) + 1]
                end = len(paper.abstract) if paper.linked_at is None else paper.linked_at
                while own and end < len(paper.abstract) and own[0] in paper.abstract[end].path:
                    end += 1  # the link stands before the text, in the element of the paper
                del paper.abstract[end:]

    def headings_left(self, papers: Sequence[Paper]) -> int:
        """Return how many headings with a text below them are no title of a paper."""
        titles = {id(title) for paper in papers for title in paper.titles}
        heads = [i for i, b in enumerate(self.lines) if not tags_of(self._document, b).isdisjoint(HEADINGS)]
        heads = [i for i in heads if id(self.lines[i]) not in titles and not stands_apart(self.lines[i].text)]
        return sum(any(is_prose(b.text) for b in self.lines[i + 1 : i + 4]) for i in heads)

    def _leave_out_notes(self, paper: Paper) -> None:
        """Take out of an abstract its lines that look like no text of it: of a place, of buttons, a quotation."""
        texts = {look_of(self._document, b) for b in paper.abstract if is_prose(b.text) and not self._is_quotation(b)}
        for block in [b for b in paper.abstract if texts and not b.mark]:
            few = (
                len(block.text.split()) <= _MOST_WORDS
                and not ends(block.text)
                and look_of(self._document, block) not in texts
            )
            if few or self._is_quotation(block):
                paper.abstract.remove(block)
                paper.links += outward(block)

    def _is_quotation(self, block: Block) -> bool:
        """Say whether a line is set as a quotation, and stands between quotation marks."""
        return quoted(block.text) is not None and "blockquote" in tags_of(self._document, block)

    def _take(self, paper: Paper, block: Block, common: Sequence[int], *, is_authors: bool) -> bool:
        """Give a line below a title to its paper; False where the line is behind the paper.

        `common` are the elements around all papers.
        """
        if is_own_name(block.text) and paper.authors and not paper.abstract:
            last = paper.authors[-1]
            paper.authors[-1] = replace(last, pieces=(*last.pieces, Piece(OWN_NAME_BEHIND)))
        elif is_authors or block.mark == "authors" or _goes_on_with_authors(paper, block):
            paper.authors.append(without_label(block, "authors"))
        elif lists_workplaces(block.text):
            paper.legend += f"{block.text}; "
        elif block.mark == "abstract":
            paper.abstract.append(block)
        elif leads_to_paper(block):
            paper.links += outward(block) or [Span(text=block.text)]
            paper.linked_at = len(paper.abstract) if paper.linked_at is None else paper.linked_at
        elif names_link(block.text) and block.hrefs:
            paper.links += outward(block)
        elif self._closes(block, common, paper.titles[0].path[: len(common) + 1]):
            return False
        elif not (is_furniture(block.text) or "abstract" in self._document.layout.named):
            paper.abstract.append(without_label(block, "abstract"))
        return True

    def _closes(self, block: Block, common: Sequence[int], own: Sequence[int]) -> bool:
        """Say whether a line is behind the papers: a heading, or outside the elements around all of them.

        `own` are those around the paper: what it holds itself may be a footer, too.
        """
        inside = len(own) > len(common) and block.path[: len(own)] == tuple(own)
        ends = ("h1", "h2", "h3", "h4", *(() if inside else ("footer", "aside")))
        return block.path[: len(common)] != tuple(common) or not tags_of(self._document, block).isdisjoint(ends)


def _goes_on_with_authors(paper: Paper, block: Block) -> bool:
    """Say whether a line below authors, before the link to the paper, holds further ones."""
    waiting = bool(paper.authors) and not paper.abstract and not any(LINK_LINE.fullmatch(r.text) for r in paper.links)
    return waiting and not stands_apart(block.text) and is_name_list(without_notes(block.text).strip())

"""The papers of a round-up with markup: the units of its page, whose people need no link to be told."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from statistics import median

from pubcrawl.items import Span
from pubcrawl.pages.cue_counts import Unit, is_aside
from pubcrawl.pages.cues import ends, is_badge, is_prose, is_set_as_heading, names_link, only_links
from pubcrawl.pages.document import Block, Document, Tree
from pubcrawl.pages.entries import with_entries_parted
from pubcrawl.pages.fields import UnitReading, join_abstract, read_page
from pubcrawl.pages.legends import is_mark_note, is_own_place, lists_workplaces
from pubcrawl.pages.line import Line
from pubcrawl.pages.own_names import with_own_names
from pubcrawl.pages.paper_cues import is_opener, is_section, leads_to_paper, outward, people_of, stands_apart
from pubcrawl.pages.people import are_several_names
from pubcrawl.text.words import DOTS, title_overlap

_FLAGS = ("title_missing", "title_unsure", "authors_unsure", "layout_unsure")
"""The doubts that a paper of a round-up may have: it has neither day nor venue of its own."""
_APART = ("aside", "blockquote", "figcaption", "footer")
"""The elements of what stands beside a paper, unless the papers of a page stand in them."""
_NEAR = 4
"""Lines below a heading among which its text starts."""
_BETWEEN = re.compile(rf"(?:(?<!\s)\s++)?[,;{DOTS}|&]\s*+|(?:\A|\s)(?:and|et)\s++")
"""What stands between two people."""
_FEWEST_WORDS = 3
_MOST_WORDS = 6
"""Words of a line that is no text."""


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A paper of a round-up.

    Attributes:
        start: the number of its first line.
        authors: its lines of people.
        legend: the workplaces of its authors, each behind its number.
        is_linked: whether it has a link that says to lead to it.
    """

    start: int
    title: str | None
    section: str | None
    authors: tuple[Block, ...]
    abstract: str | None
    links: tuple[Span, ...]
    legend: str = ""
    is_linked: bool = False
    flags: tuple[str, ...] = ()


class Roundup:
    """A round-up with markup.

    Attributes:
        tree: its elements, in which the institute's name behind somebody is a part of that line.
        units: the units of its page.
        read: how they were read.
    """

    def __init__(self, document: Document) -> None:
        lines = [b for b in document.blocks if not (is_mark_note(b.text) or is_opener(b.text))]
        lines = with_entries_parted(list(with_own_names(lines, document.elements)), document.elements)
        self.tree = Tree(replace(document, blocks=tuple(lines)), links_people=False)
        units, _, self.read = read_page(self.tree)
        self.units: Sequence[Unit] = units
        self._usual = _usual_tags(self.tree, self.read)
        self._inside = frozenset(i for unit in units for i in range(unit.start, unit.end))

    def papers(self) -> list[Paper]:
        """Return the papers, in page order."""
        linked = [any(map(leads_to_paper, self.tree.blocks[u.start : u.end])) for u in self.units]
        texts = self._texts
        if self._ends_in_text:
            texts = [*texts[:-1], self._without_epilogue(texts[-1], texts[:-1])]
        found = [self._paper(i, texts[i], linked=linked[i]) for i in range(len(self.units))]
        bare = [paper.abstract is None and not paper.links for paper in found]
        if 4 * sum(bare) < len(found):  # a few that say nothing but who wrote them may be lists of people
            found = [_unsure(paper) if b else paper for paper, b in zip(found, bare, strict=True)]
        if 4 * sum(linked) < 3 * len(found):
            return found
        return [p for p in found if p.is_linked or not _introduces(p)]  # a post may introduce somebody, too

    def listed(self) -> list[Block]:
        """Return the lines of the page, without navigation and the asides of the page."""
        return [b for i, b in enumerate(self.tree.blocks) if i in self._inside or not is_aside(self.tree, b)]

    def headings_left(self) -> int:
        """Return how many headings with a text below them stand in no unit."""
        blocks = self.tree.blocks
        heads = (i for i, b in enumerate(blocks) if i not in self._inside and is_set_as_heading(self.tree, b))
        heads = (i for i in heads if not (stands_apart(blocks[i].text) or self.tree.tag(blocks[i].path[-1]) == "h1"))
        return sum(any(is_prose(b.text) for b in blocks[i + 1 : i + _NEAR]) for i in heads)

    def papers_left(self) -> int:
        """Return how many lines of several people stand in no paper, below what may be a title.

        Above the first paper, where those stand who wrote the page, that is a heading alone.
        """
        first = self.units[0].start if self.units else len(self.tree.blocks)
        left = [(i, b) for i, b in enumerate(self.tree.blocks) if i not in self._inside]
        left = [(i, b) for i, b in left if not is_aside(self.tree, b) and self._is_of_paper(b)]
        above = (
            a for (i, a), (_, b) in pairwise(left) if are_several_names(people_of(b)) and self._may_lead(a, i > first)
        )
        return sum(not (ends(a.text) or is_section(self.tree, a)) for a in above)

    def _may_lead(self, block: Block, behind: bool) -> bool:  # noqa: FBT001  one answer of two
        heading = is_set_as_heading(self.tree, block) and self.tree.tag(block.path[-1]) != "h1"
        return len(block.text.split()) >= _FEWEST_WORDS and (behind or heading)

    def _paper(self, index: int, text: Sequence[Block], *, linked: bool) -> Paper:
        unit, fields, lines = self.units[index], self.read.fields[index], self.read.lines[index]
        blocks = self.tree.blocks[unit.start : unit.end]
        links = [span for b in blocks if leads_to_paper(b) for span in outward(b)]
        flags = {flag for flag in fields.flags if flag in _FLAGS}
        flags |= {"authors_unsure"} if fields.title is None else set()  # it may stand among them
        unsure = self._loses_text(index) or self._may_go_on(index) or not (fields.title or fields.authors)
        return Paper(
            start=unit.start,
            title=fields.title,
            section=self._section(unit.start),
            authors=tuple(line.block for line in lines if line.role == "authors" and self._names_people(line.block)),
            abstract=join_abstract([b.text for b in text]),
            links=tuple(dict.fromkeys([*links, *fields.links])),
            legend="; ".join(b.text for b in blocks if lists_workplaces(b.text)),
            is_linked=linked,
            flags=tuple(sorted(flags | ({"layout_unsure"} if unsure else set()))),
        )

    def _section(self, start: int) -> str | None:
        """Return the last heading of a section above a line."""
        above = reversed(self.tree.blocks[:start])
        return next((block.text.strip(" :") for block in above if is_section(self.tree, block)), None)

    def _loses_text(self, index: int) -> bool:
        """Say whether a text that no heading leads stands between a paper and the next."""
        end = self.units[index].end
        behind = [unit.start for unit in self.units[index + 1 : index + 2]]
        left = self.tree.blocks[end : behind[0]] if behind else ()
        headed = bool(left) and (is_set_as_heading(self.tree, left[0]) or is_section(self.tree, left[0]))
        return not headed and any(is_prose(b.text) and self._is_of_paper(b) for b in left)

    @cached_property
    def _texts(self) -> list[list[Block]]:
        """The lines of each paper's abstract, without what stands behind the paper."""
        held = [[line.block for line in lines if line.role == "abstract"] for lines in self.read.lines]
        found = [self._without_lead([b for b in blocks if self._is_of_text(b, blocks)]) for blocks in held]
        linked = list(map(_end_of_paper, self.read.lines))
        before = [{id(line.block) for line in lines[:at]} for lines, at in zip(self.read.lines, linked, strict=True)]
        led = [[b for b in texts if id(b) in own] for texts, own in zip(found, before, strict=True)]
        ended = [bool(led[i]) for i, at in enumerate(linked) if at is not None and found[i]]
        for i, unit in enumerate(self.units):
            if unit.run and linked[i] is not None and 2 * sum(ended) > len(ended):  # the link ends a paper
                found[i] = led[i]
        return found

    def _without_lead(self, text: list[Block]) -> list[Block]:
        """Return the lines of a text without what leads to it, as "This is how they put it:" before a quotation."""
        tags = [self.tree.tag(block.path[-1]) if block.path else "" for block in text]
        last = max((i for i, b in enumerate(text[:-1]) if _leads_on(b) and tags[i] != tags[i + 1]), default=-1)
        return text[last + 1 :]

    @staticmethod
    def _without_epilogue(text: list[Block], others: Sequence[Sequence[Block]]) -> list[Block]:
        """Return the lines of a text but those behind more paragraphs, or behind another gap, than others have."""
        gapped = any(block.gap for own in others for block in own[1:])
        end = next((i for i, block in enumerate(text) if i and block.gap and not gapped), len(text))
        return text[: min(end, max(1, *map(len, others)))]

    @property
    def _ends_in_text(self) -> bool:
        """Whether the last paper has no element of its own and no link, but ends in a text: the page's may follow."""
        last = self.read.lines[-1] if len(self.units) > 1 and self.units[-1].run else ()
        return bool(last) and last[-1].role == "abstract" and _end_of_paper(last) is None

    def _may_go_on(self, paper: int) -> bool:
        """Say whether it is unsure where the text of a paper ends: the page's may follow, and it has more than most."""
        *others, last = map(len, self._texts)
        return self._ends_in_text and paper == len(others) and last > median([n for n in others if n] or [1])

    def _names_people(self, block: Block) -> bool:
        return self._is_of_paper(block) and not (lists_workplaces(block.text) and is_own_place(block.text))

    def _is_of_paper(self, block: Block) -> bool:
        """Say whether a line stands in no quotation, caption or aside, where the texts of the page stand in none."""
        return self._usual.issuperset(_apart(self.tree, block))

    def _is_of_text(self, block: Block, texts: Sequence[Block]) -> bool:
        """Say whether a line of an abstract is one, and not of a place, of buttons, or of what a jury said."""
        if block.mark:
            return True
        if lists_workplaces(block.text) or not self._is_of_paper(block):
            return False
        looks = {b.path[-1:] and self.tree.tag(b.path[-1]) for b in texts if is_prose(b.text)}
        few = len(block.text.split()) <= _MOST_WORDS and not ends(block.text)
        return not (few and looks and (block.path[-1:] and self.tree.tag(block.path[-1])) not in looks)


def _unsure(paper: Paper) -> Paper:
    return replace(paper, flags=tuple(sorted({*paper.flags, "layout_unsure"})))


def _introduces(paper: Paper) -> bool:
    """Say whether what is read as a paper without a link names one person alone, and its text speaks of no title."""
    alone = len(paper.authors) == 1 and not are_several_names(people_of(paper.authors[0]))
    return alone and not title_overlap(paper.title or "", paper.abstract or "")


def _end_of_paper(lines: Sequence[Line]) -> int | None:
    """Return the first line behind the title of a paper that ends one; None without such a line."""
    title = next((i for i, line in enumerate(lines) if line.role == "title"), -1)
    return next((i for i, line in enumerate(lines) if i > title and _ends_paper(line)), None)


def _ends_paper(line: Line) -> bool:
    """Say whether a line is the link to a paper, or a button that leads elsewhere."""
    button = names_link(line.text) or (
        line.role in ("badge", "links") and only_links(line.block) and not is_badge(line.text)
    )
    return leads_to_paper(line.block) or (bool(line.block.hrefs) and button)


def _apart(tree: Tree, block: Block) -> frozenset[str]:
    """Return the tags around a line that set it apart from a text."""
    return frozenset(tag for e in block.path if (tag := tree.tag(e)) in _APART)


def _leads_on(block: Block) -> bool:
    return block.text.rstrip().endswith(":")


def _usual_tags(tree: Tree, read: UnitReading) -> frozenset[str]:
    """Return the tags around most texts that elsewhere set a line apart."""
    held = (line.block for lines in read.lines for line in lines if line.role == "abstract" and is_prose(line.text))
    texts = [block for block in held if not _leads_on(block)]
    told = Counter(tag for block in texts for tag in _apart(tree, block))
    return frozenset(tag for tag, times in told.items() if 2 * times > len(texts))

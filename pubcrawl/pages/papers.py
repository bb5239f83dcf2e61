"""The papers of a round-up: one after another, each led by a title and a line of authors."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

from pubcrawl.items import Span
from pubcrawl.pages.cues import ends, is_number, is_prose, label, names_link
from pubcrawl.pages.document import Block, Document, Piece, shared_path
from pubcrawl.pages.legends import OWN_NAME_BEHIND, bears_own_name, is_mark_note, is_own_name, lists_workplaces
from pubcrawl.pages.paper_cues import (
    LINK_LINE,
    SECTION,
    announces,
    is_labelled,
    is_quoted,
    leads_to_paper,
    names_somebody,
    outward,
    people_of,
    stands_apart,
    without_label,
)
from pubcrawl.pages.people import has_profile, is_name_list
from pubcrawl.text.furniture import is_furniture
from pubcrawl.text.names import without_notes
from pubcrawl.text.words import DOTS, PROSE, STARS

_MANY = 4
_NO_FIELDS = ("topics", "furniture")
"""What announces a line that is no part of a paper."""
_SEVERAL = re.compile(rf"[,;{DOTS}|]|\sand\s")
"""What stands between the people of a line."""
_STAR = re.compile(rf"\w\s*+(?:,\s*+)?[{STARS}]")


_Look = tuple[str, frozenset[str]]
_MOST_AROUND = 2
"""Elements around a title that hold nothing else of its paper."""
_LONGEST_TITLE = 250
"""Characters of the longest titles of the field."""
_MOST_WORDS = 6
"""Words of the longest name."""
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")


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
        outside = ("nav", "figcaption", *(["aside"] if asides < _MANY else []))  # more of them stand in papers
        kept = (b for b in kept if b.mark or not (is_number(b.text) or not self._tags(b).isdisjoint(outside)))
        return tuple(self._with_people_below(list(kept)))

    @cached_property
    def _behind_labels(self) -> frozenset[int]:
        """The lines, by their identity, right behind a line that announces people."""
        pairs = pairwise(self._document.blocks)
        return frozenset(id(behind) for before, behind in pairs if label(before.text) == "authors")

    def _with_people_below(self, lines: Sequence[Block]) -> Iterator[Block]:
        """Yield lines with people behind their title, where a page has them before it."""
        named = [is_name_list(people_of(b)) and not (b.hrefs and not has_profile(b)) for b in lines]
        several = [i for i, b in enumerate(lines) if named[i] and _SEVERAL.search(b.text) and not stands_apart(b.text)]
        apart = [self._set_apart_by(b) is not None and not stands_apart(b.text) for b in [*lines, *lines[:1]]]
        leading = sum(apart[i + 1] for i in several) > sum(apart[i - 1] for i in several if i)
        before = range(several[0] if several else 0)
        leading = leading and not any(apart[i] and is_prose(lines[i + 1].text) for i in before)
        waiting: Block | None = None
        for i, block in enumerate(lines):
            if waiting is None and leading and named[i] and not apart[i] and apart[i + 1] and i + 1 < len(lines):
                waiting = block
                continue
            yield block
            if waiting is not None:
                yield waiting
                waiting = None

    def _tags(self, block: Block) -> set[str]:
        return {self._document.elements[e].tag for e in block.path}

    def read(self) -> list[Paper]:
        """Return the papers, in page order."""
        heads = self._sure_heads()
        common = shared_path([self.lines[i].path[:-1] for i in heads])
        people = {i for first in heads.values() if first >= 0 for i in range(first, self._end_of_list(first) + 1)}
        papers: list[Paper] = []
        section: str | None = None
        open_paper = False
        for i, block in enumerate(self.lines):
            if i in heads:
                more = papers[-1].titles if open_paper and self._same_title(i - 1) and i - 1 in heads else None
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
        looks = {self._look(title) for paper in papers for title in paper.titles}
        for paper in papers:
            paper.unsure = any(look[1] and look in looks for look in map(self._look, paper.abstract))
            self._leave_out_notes(paper)
        return papers

    def _sure_heads(self) -> dict[int, int]:
        """Return the heads; where most titles are set apart, what leads to a paper without people is one only so."""
        heads = dict(self._whole_heads())
        apart = {i for i in heads if self._set_apart_by(self.lines[i]) is not None}
        usual = 2 * sum(heads[i] >= 0 for i in apart) >= len(heads)
        return {i: a for i, a in heads.items() if a >= 0 or i in apart or not usual}

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
        heads = [i for i, b in enumerate(self.lines) if not self._tags(b).isdisjoint(_HEADINGS)]
        heads = [i for i in heads if id(self.lines[i]) not in titles and not stands_apart(self.lines[i].text)]
        return sum(any(is_prose(b.text) for b in self.lines[i + 1 : i + 4]) for i in heads)

    def _leave_out_notes(self, paper: Paper) -> None:
        """Take out of an abstract its lines that look like no text of it: of a place, of buttons, a quotation."""
        texts = {self._look(b) for b in paper.abstract if is_prose(b.text) and not self._is_quotation(b)}
        for block in [b for b in paper.abstract if texts and not b.mark]:
            few = len(block.text.split()) <= _MOST_WORDS and not ends(block.text) and self._look(block) not in texts
            if few or self._is_quotation(block):
                paper.abstract.remove(block)
                paper.links += outward(block)

    def _is_quotation(self, block: Block) -> bool:
        """Say whether a line is set as a quotation, and stands between quotation marks."""
        return is_quoted(block.text) and "blockquote" in self._tags(block)

    def _take(self, paper: Paper, block: Block, common: Sequence[int], *, is_authors: bool) -> bool:
        """Give a line below a title to its paper; False where the line is behind the paper.

        `common` are the elements around all papers.
        """
        if lists_workplaces(block.text):
            paper.legend += f"{block.text}; "
        elif is_own_name(block.text) and paper.authors and not paper.abstract:
            last = paper.authors[-1]
            paper.authors[-1] = replace(last, pieces=(*last.pieces, Piece(OWN_NAME_BEHIND)))
        elif is_authors or block.mark == "authors" or _goes_on_with_authors(paper, block):
            paper.authors.append(without_label(block, "authors"))
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

    def _heads(self) -> Iterator[tuple[int, int]]:
        """Yield (title, authors) of each paper, as line numbers; authors are -1 where the page gives none."""
        lines = self.lines
        if "title" in self._document.layout.named:
            yield from (
                (i, i + 1 if self._may_be_authors(i + 1) else -1) for i, b in enumerate(lines) if b.mark == "title"
            )
            return
        taken = -1
        for i in range(1, len(lines)):
            linked = i + 1 < len(lines) and leads_to_paper(lines[i + 1])
            authors = self._is_author_line(lines[i], linked=linked) or self._names_people_right_below(i)
            title = self._above(i)
            if authors and self._goes_on_below(title, taken):
                taken = i
            elif title > taken and self._is_title(title) and authors:
                first = self._first_of_people(title, i, taken)
                yield (self._above(first), first) if first < i else (title, i)
                taken = self._end_of_list(i)
            elif self._names_people_below(i) and (above := self._title_above(i, taken)) is not None:
                yield above, i
                taken = self._end_of_list(i)
            elif linked and i > taken and self._is_title(i) and not self._is_title(i - 1):
                yield i, -1
                taken = i

    def _above(self, index: int) -> int:
        """Return the line above a line, past those that only name a link."""
        above = index - 1
        while above > 0 and names_link(self.lines[above].text):
            above -= 1
        return above

    def _goes_on_below(self, index: int, people: int) -> bool:
        """Say whether a line names one more person right below people who look so."""
        alike = 0 < index == people + 1 and self._look(self.lines[index]) == self._look(self.lines[people])
        return alike and all(is_name_list(self.lines[i].text.strip()) for i in (people, index))

    def _first_of_people(self, index: int, last: int, taken: int) -> int:
        """Return the first of people who stand below one another above a line, looking like it; that line without."""
        look, first = self._look(self.lines[last]), last
        while look[0] and self._above(index) > taken:
            block = self.lines[index]
            apart = self._look(block) != look or self._set_apart_by(block) is not None
            if apart or not is_name_list(block.text.strip()):
                break
            first, index = index, index - 1
        return first if self._is_title(self._above(first)) else last

    def _names_people_right_below(self, index: int) -> bool:
        """Say whether a line below a title that is set apart is the first of a list of people, or links to one."""
        block = self.lines[index]
        linked = has_profile(block) and is_name_list(without_notes(block.text).strip())
        above = self.lines[index - 1]
        titled = (self._set_apart_by(above) is not None or "td" in self._tags(above)) and self._tags(block).isdisjoint(
            _HEADINGS
        )
        return (linked or self._starts_list(index)) and titled

    def _starts_list(self, index: int) -> bool:
        """Say whether a line is the first of a list, and names somebody."""
        block, items = self.lines[index], self._items(index)
        listed = items and items[-1] not in self.lines[index - 1].path
        return bool(listed) and (has_profile(block) or is_name_list(without_notes(block.text).strip()))

    def _names_people_below(self, index: int) -> bool:
        """Say whether a line names people below a text: behind a word that announces them, or first of a list."""
        return is_labelled(self.lines[index].text) or self._starts_list(index)

    def _end_of_list(self, index: int) -> int:
        """Return the last line of the list whose first item a line is; the line itself where it is in none."""
        items = self._items(index) if self._starts_list(index) else []  # else it is the paper that is an item
        around = self.lines[index].path[: self.lines[index].path.index(items[-1])] if items else ()
        last = index
        while items and last + 1 < len(self.lines) and self.lines[last + 1].path[: len(around)] == around:
            last += 1
        return last

    def _items(self, index: int) -> list[int]:
        """Return the items of lists a line stands in, outermost first."""
        return [e for e in self.lines[index].path if self._document.elements[e].tag == "li"]

    def _title_above(self, index: int, taken: int) -> int | None:
        """Return the title, set apart, above the text that stands on a labelled line of authors; None without."""
        first = index - 1
        while first > taken and self._set_apart_by(self.lines[first]) is None:
            first -= 1
        told = first > taken and any(is_prose(b.text) for b in self.lines[first + 1 : index])
        around = self.lines[first].path[:-_MOST_AROUND]
        near = self.lines[index].path[: len(around)] == around
        return first if told and near and self._is_title(first) else None

    def _whole_heads(self) -> Iterator[tuple[int, int]]:
        """Yield the heads, and before each the lines above it that stand in the heading, or the bold, of its title."""
        behind = -1
        for title, authors in self._heads():
            first = title
            while first - 1 > behind and self._same_title(first - 1) and not stands_apart(self.lines[first - 1].text):
                first -= 1
            yield from ((i, -1) for i in range(first, title))
            yield title, authors
            behind = max(title, authors)

    def _same_title(self, index: int) -> bool:
        """Say whether a line and the one below it stand in one heading, or in one element that sets them bold."""
        here, below = (self._set_apart_by(b) for b in self.lines[index : index + 2])
        return here is not None and here == below

    def _set_apart_by(self, block: Block) -> int | None:
        """Return the element that sets a line apart from the text around it: a heading, or bold."""
        tags = self._document.elements
        around = next((e for e in reversed(block.path) if tags[e].tag in _HEADINGS), None)
        bold = {e for p in block.pieces if p.text.strip() for e in p.inline[:1]}
        bare = any(p.text.strip() and not p.inline for p in block.pieces)
        strong = [e for e in bold if tags[e].tag in ("strong", "b")]
        return around if around is not None or bare or len(bold) != 1 else next(iter(strong), None)

    def _may_be_authors(self, index: int) -> bool:
        if "authors" in self._document.layout.named or index >= len(self.lines):
            return False
        return self._is_author_line(self.lines[index], linked=True)

    def _is_title(self, index: int) -> bool:
        text = self.lines[index].text.strip()
        if (
            self._heads_page(self.lines[index])
            or stands_apart(text)
            or names_link(text)
            or is_labelled(text)
            or (is_prose(text) and len(text) > _LONGEST_TITLE)
        ):
            return False
        return not ends(text) or text.endswith(("?", "!")) or self._set_apart_by(self.lines[index]) is not None

    def _heads_page(self, block: Block) -> bool:
        """Say whether a line is the only one set as the heading of a page."""
        return self._tops == 1 and "h1" in self._tags(block)

    @cached_property
    def _tops(self) -> int:
        return sum("h1" in self._tags(b) for b in self.lines)

    def _is_author_line(self, block: Block, *, linked: bool) -> bool:
        if stands_apart(block.text.strip()):
            return False
        if self._look(block) in self._looks_of_people:  # a single one, or one of them with one name
            return True
        text = people_of(block)
        if is_name_list(text):
            several = _SEVERAL.search(text) is not None or _STAR.search(text) is not None
            told = id(block) in self._behind_labels or is_labelled(block.text) or bears_own_name(block)
            return linked or several or told
        parts = [p for p in text.split(",") if p.strip()]
        return linked and bool(parts) and (names_somebody(block) or self._is_below_title(block, parts))

    @cached_property
    def _looks_of_people(self) -> frozenset[_Look]:
        """The looks of lines that name several people, most of them right below a line with a look of its own."""
        told: Counter[_Look] = Counter()
        for above, block in pairwise(self.lines):
            text = people_of(block)
            names, several = is_name_list(text), _SEVERAL.search(text) is not None
            if several or not names:  # one alone may be anything
                titled = self._set_apart_by(above) is not None or bool(self._look(above)[1])
                told[self._look(block)] += 1 if names and titled else -1
        return frozenset(look for look, more in told.items() if more > 1 and look[1])

    def _look(self, block: Block) -> _Look:
        """Return the tag and the class words of the element around a line."""
        element = self._document.elements[block.path[-1]] if block.path else None
        return (element.tag, element.classes) if element else ("", frozenset())

    def _is_below_title(self, block: Block, parts: Sequence[str]) -> bool:
        """Say whether a line between a title that is set apart and the link to the paper may be one of authors."""
        index = self.lines.index(block)
        above = self._set_apart_by(self.lines[index - 1]) if index else None
        plain = above is not None and self._set_apart_by(block) is None
        return plain and (len(block.text) < PROSE or all(len(part.split()) <= _MOST_WORDS for part in parts))

    def _closes(self, block: Block, common: Sequence[int], own: Sequence[int]) -> bool:
        """Say whether a line is behind the papers: a heading, or outside the elements around all of them.

        `own` are those around the paper: what it holds itself may be a footer, too.
        """
        inside = len(own) > len(common) and block.path[: len(own)] == tuple(own)
        ends = ("h1", "h2", "h3", "h4", *(() if inside else ("footer", "aside")))
        return block.path[: len(common)] != tuple(common) or not self._tags(block).isdisjoint(ends)


def _goes_on_with_authors(paper: Paper, block: Block) -> bool:
    """Say whether a line below authors, before the link to the paper, holds further ones."""
    waiting = bool(paper.authors) and not paper.abstract and not any(LINK_LINE.fullmatch(r.text) for r in paper.links)
    return waiting and not stands_apart(block.text) and is_name_list(without_notes(block.text).strip())

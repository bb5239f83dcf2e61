"""The heads of papers: the title of each paper of a round-up, and the line where its authors begin."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise

from pubcrawl.pages.cues import ends, is_prose, label, names_link
from pubcrawl.pages.document import Block, Document
from pubcrawl.pages.legends import bears_own_name
from pubcrawl.pages.paper_cues import is_labelled, leads_to_paper, names_somebody, people_of, stands_apart
from pubcrawl.pages.people import has_profile, is_name_list
from pubcrawl.text.names import without_notes
from pubcrawl.text.words import DOTS, PROSE, STARS

SEVERAL = re.compile(rf"[,;{DOTS}|]|\sand\s")
"""What stands between the people of a line."""
_STAR = re.compile(rf"\w\s*+(?:,\s*+)?[{STARS}]")
_MANY = 4
_MOST_AROUND = 2
"""Elements around a title that hold nothing else of its paper."""
_MOST_LINES = 4
"""Lines of a text and the link to its paper."""
_LONGEST_TITLE = 250
"""Characters of the longest titles of the field."""
_MOST_WORDS = 6
"""Words of the longest name."""
HEADINGS = ("h2", "h3", "h4", "h5", "h6")
Look = tuple[str, frozenset[str]]
"""The tag and the class words of an element."""


def tags_of(document: Document, block: Block) -> set[str]:
    """Return the tags of the elements around a line."""
    return {document.elements[e].tag for e in block.path}


def look_of(document: Document, block: Block) -> Look:
    """Return the look of the element around a line."""
    element = document.elements[block.path[-1]] if block.path else None
    return (element.tag, element.classes) if element else ("", frozenset())


def set_apart_by(document: Document, block: Block) -> int | None:
    """Return the element that sets a line apart from the text around it: a heading, or bold."""
    tags = document.elements
    around = next((e for e in reversed(block.path) if tags[e].tag in HEADINGS), None)
    bold = {e for p in block.pieces if p.text.strip() for e in p.inline[:1]}
    bare = any(p.text.strip() and not p.inline for p in block.pieces)
    strong = [e for e in bold if tags[e].tag in ("strong", "b", "cite")]
    return around if around is not None or bare or len(bold) != 1 else next(iter(strong), None)


class Heads:
    """The lines of a page among which the heads of its papers are found."""

    def __init__(self, document: Document, lines: Sequence[Block]) -> None:
        self._document = document
        self.lines = lines

    def find(self) -> dict[int, int]:
        """Return the heads; where most titles are set apart, what leads to a paper without people is one only so."""
        heads = dict(self._whole_heads())
        apart = {i for i in heads if set_apart_by(self._document, self.lines[i]) is not None}
        usual = 2 * sum(heads[i] >= 0 for i in apart) >= len(heads)
        return {i: a for i, a in heads.items() if a >= 0 or i in apart or not usual}

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
                taken = self.end_of_list(i)
            elif self._names_people_below(i) and (above := self._title_above(i, taken)) is not None:
                yield above, i
                taken = self.end_of_list(i)
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
        alike = 0 < index == people + 1 and look_of(self._document, self.lines[index]) == look_of(
            self._document, self.lines[people]
        )
        return alike and all(is_name_list(self.lines[i].text.strip()) for i in (people, index))

    def _first_of_people(self, index: int, last: int, taken: int) -> int:
        """Return the first of people who stand below one another above a line, looking like it; that line without."""
        look, first = look_of(self._document, self.lines[last]), last
        while look[0] and self._above(index) > taken:
            block = self.lines[index]
            apart = look_of(self._document, block) != look or set_apart_by(self._document, block) is not None
            if apart or not is_name_list(block.text.strip()):
                break
            first, index = index, index - 1
        return first if self._is_title(self._above(first)) else last

    def _names_people_right_below(self, index: int) -> bool:
        """Say whether a line below a title that is set apart is the first of a list of people, or links to one."""
        block = self.lines[index]
        linked = has_profile(block) and is_name_list(without_notes(block.text).strip())
        above = self.lines[index - 1]
        led = set_apart_by(self._document, above) is not None or "td" in tags_of(self._document, above)
        led = led or self._looks_above_lists[look_of(self._document, above)] >= _MANY
        titled = led and tags_of(self._document, block).isdisjoint(HEADINGS)
        return ((linked or self._starts_list(index)) and titled) or self._names_one_below(index)

    def _names_one_below(self, index: int) -> bool:
        """Say whether a line is one name between what looks like the titles of others and a text.

        Where papers have links, so must this one: a post may introduce somebody, too.
        """
        above, block = self.lines[index - 1 : index + 1]
        alike = self._looks_of_titles[self._title_look(above)] > 1 and set_apart_by(self._document, above) is not None
        near = self.lines[index + 1 : index + 1 + _MOST_LINES]
        linked = not self._has_links or any(map(leads_to_paper, near))
        return alike and linked and any(is_prose(b.text) for b in near[:1]) and is_name_list(people_of(block))

    @cached_property
    def _has_links(self) -> bool:
        return any(map(leads_to_paper, self.lines))

    @cached_property
    def _looks_of_titles(self) -> Counter[tuple[Look, int]]:
        """The looks of lines right above several people, each with how deep the line stands."""
        several = ((a, b) for a, b in pairwise(self.lines) if SEVERAL.search(b.text) and is_name_list(people_of(b)))
        return Counter(
            self._title_look(above) for above, _ in several if set_apart_by(self._document, above) is not None
        )

    def _title_look(self, block: Block) -> tuple[Look, int]:
        return look_of(self._document, block), len(block.path)

    def _starts_list(self, index: int) -> bool:
        """Say whether a line is the first of a list, and names somebody."""
        block, items = self.lines[index], self._items(index)
        listed = items and items[-1] not in self.lines[index - 1].path
        return bool(listed) and (has_profile(block) or is_name_list(without_notes(block.text).strip()))

    @cached_property
    def _looks_above_lists(self) -> Counter[Look]:
        """The looks, by their class words, of lines right above a list of people in the element that holds both."""
        told: Counter[Look] = Counter()
        for i, above in enumerate(self.lines[:-1]):
            look = look_of(self._document, above)
            if look[1] and self._starts_list(i + 1):
                told[look] += 1
        return told

    def _names_people_below(self, index: int) -> bool:
        """Say whether a line names people below a text: behind a word that announces them, or first of a list."""
        return is_labelled(self.lines[index].text) or self._starts_list(index)

    def end_of_list(self, index: int) -> int:
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
        while first > taken and set_apart_by(self._document, self.lines[first]) is None:
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
            while first - 1 > behind and self.same_title(first - 1) and not stands_apart(self.lines[first - 1].text):
                first -= 1
            yield from ((i, -1) for i in range(first, title))
            yield title, authors
            behind = max(title, authors)

    def same_title(self, index: int) -> bool:
        """Say whether a line and the one below it stand in one heading, or in one element that sets them bold."""
        here, below = (set_apart_by(self._document, b) for b in self.lines[index : index + 2])
        return here is not None and here == below

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
        return (
            not ends(text) or text.endswith(("?", "!")) or set_apart_by(self._document, self.lines[index]) is not None
        )

    def _heads_page(self, block: Block) -> bool:
        """Say whether a line is the only one set as the heading of a page."""
        return self._tops == 1 and "h1" in tags_of(self._document, block)

    @cached_property
    def _tops(self) -> int:
        return sum("h1" in tags_of(self._document, b) for b in self.lines)

    def _is_author_line(self, block: Block, *, linked: bool) -> bool:
        if stands_apart(block.text.strip()):
            return False
        if look_of(self._document, block) in self._looks_of_people:  # a single one, or one of them with one name
            return True
        text = people_of(block)
        if is_name_list(text):
            several = SEVERAL.search(text) is not None or _STAR.search(text) is not None
            told = id(block) in self._behind_labels or is_labelled(block.text) or bears_own_name(block)
            return linked or several or told
        parts = [p for p in text.split(",") if p.strip()]
        return linked and bool(parts) and (names_somebody(block) or self._is_below_title(block, parts))

    @cached_property
    def _looks_of_people(self) -> frozenset[Look]:
        """The looks of lines that name several people, most of them right below a line with a look of its own."""
        told: Counter[Look] = Counter()
        for above, block in pairwise(self.lines):
            text = people_of(block)
            names, several = is_name_list(text), SEVERAL.search(text) is not None
            if several or not names:  # one alone may be anything
                titled = set_apart_by(self._document, above) is not None or bool(look_of(self._document, above)[1])
                told[look_of(self._document, block)] += 1 if names and titled else -1
        return frozenset(look for look, more in told.items() if more > 1 and look[1])

    def _is_below_title(self, block: Block, parts: Sequence[str]) -> bool:
        """Say whether a line between a title that is set apart and the link to the paper may be one of authors."""
        index = self.lines.index(block)
        above = set_apart_by(self._document, self.lines[index - 1]) if index else None
        plain = above is not None and set_apart_by(self._document, block) is None
        return plain and (len(block.text) < PROSE or all(len(part.split()) <= _MOST_WORDS for part in parts))

    @cached_property
    def _behind_labels(self) -> frozenset[int]:
        """The lines, by their identity, right behind a line that announces people."""
        pairs = pairwise(self._document.blocks)
        return frozenset(id(behind) for before, behind in pairs if label(before.text) == "authors")

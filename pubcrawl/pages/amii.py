"""What Amii's conference round-ups say: papers one after another, each led by a title and a line of authors."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import ClassVar

from pubcrawl.errors import LayoutDrift
from pubcrawl.items import Institute, Span
from pubcrawl.pages.cues import bare, ends, is_prose, label
from pubcrawl.pages.document import Block, Element, Tree, shared_path
from pubcrawl.pages.fields import Fields, author_spans, join_title
from pubcrawl.pages.layout import Layout
from pubcrawl.pages.learned import layout_of
from pubcrawl.pages.legends import institute_mark, is_legend, is_mark_note, starred
from pubcrawl.pages.page import Page
from pubcrawl.pages.people import has_profile, is_name_list
from pubcrawl.text.furniture import is_furniture
from pubcrawl.text.names import without_notes
from pubcrawl.text.venues import known_venue
from pubcrawl.text.words import PROSE, STARS

ROUNDUP = re.compile(r"/(?:updates-insights|latest-from-amii)/amii-(?:[a-z]+-)*at-[a-z0-9-]*\d{4}[^/]*/?$")
"""Addresses of round-ups, as the sitemap and the index page list them."""

_LINK_LINE = re.compile(
    r"\W*(?:link to (?:the )?paper|read (?:the )?paper|view (?:the )?paper|paper link|full paper)\W*", re.IGNORECASE
)
_SECTION = re.compile(
    r"(?:accepted|workshop|conference|main(?: track| conference)?|spotlight|oral|poster|journal|other)\s+"
    r"(?:papers?|publications?|presentations?|posters?|orals?)(?:\s*\([^)]*\))?:?",
    re.IGNORECASE,
)
_MANY = 4
_NO_FIELDS = ("topics", "furniture")
"""What announces a line that is no part of a paper."""
_LABELS = ("title", "authors", "abstract")
"""What announces a part of a paper in a line of its own."""
_OPENER = re.compile(r"(?:read|show|view|see|open|expand) (?:the )?(?:full )?(?:abstract|summary)\W*", re.IGNORECASE)
_LABELLED = re.compile(r"authors?\s*:|by\s", re.IGNORECASE)
_YEAR = re.compile(r"\b(20\d\d)\b")

_SEVERAL = re.compile(r",|;|·|\||\sand\s")
"""What stands between the people of a line."""
_STAR = re.compile(rf"\w\s*+(?:,\s*+)?[{STARS}]")


_Look = tuple[str, frozenset[str]]
_MOST_AROUND = 2
"""Elements around a title that hold nothing else of its paper."""
_LONGEST_TITLE = 250
"""Characters of the longest titles of the field."""
_LONGEST_LINKS = 120
"""Characters of the longest row of links."""
_MOST_WORDS = 6
"""Words of the longest name."""
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")


@dataclass
class _Paper:
    """A paper while its lines are being collected; `linked_at` counts the lines of its abstract before its link."""

    titles: list[Block]
    section: str | None
    authors: list[Block] = field(default_factory=list)
    links: list[Span] = field(default_factory=list)
    abstract: list[Block] = field(default_factory=list)
    linked_at: int | None = None


class AmiiPage(Page):
    """A round-up post; its conference is named in its title, the kind of paper by the section heading."""

    sites: ClassVar[tuple[str, ...]] = ("amii",)
    institute: ClassVar[Institute] = Institute(
        name="amii",
        hosts=("www.amii.ca", "amii.ca"),
        profile=re.compile(r"/(?:[a-z]{2}/)?people/[^/]+/?"),
    )

    @property
    def kind(self) -> str:
        """Always `roundup`: nothing else of the site holds publications."""
        return "roundup"

    @cached_property
    def _lines(self) -> tuple[Block, ...]:
        kept = (b for b in self.document.blocks if b.mark or not (is_mark_note(b.text) or _announces(b.text)))
        kept = (b for b in kept if b.mark != "ignore" and label(b.text.partition(":")[0]) not in _NO_FIELDS)
        asides = sum(element.tag == "aside" for element in self.document.elements)
        outside = ("nav", "figcaption", *(["aside"] if asides < _MANY else []))  # more of them stand in papers
        return tuple(b for b in kept if b.mark or self._tags(b).isdisjoint(outside))

    def _tags(self, block: Block) -> set[str]:
        return {self.document.elements[e].tag for e in block.path}

    def fields(self) -> Sequence[Fields]:
        """Return the papers of the round-up.

        Raises:
            LayoutDrift: a round-up without papers, or with paper links that lead to none.
        """
        papers = self._papers()
        links = sum(map(_leads_to_paper, self._lines))
        led = sum(any(_LINK_LINE.fullmatch(r.text) for r in p.links) for p in papers)
        told = any(_SECTION.fullmatch(b.text) or is_legend(b.text) for b in self.document.blocks)
        if links > led or (not papers and (told or not self.document.structured or ROUNDUP.search(self.path))):
            raise LayoutDrift(f"{links} paper links on the page, {led} of them under a title with authors")
        nobody = sum(bool(p.authors) and not any(map(_names_somebody, p.authors)) for p in papers)
        if nobody > 1 and 2 * nobody > len(papers):
            raise LayoutDrift(f"{nobody} of {len(papers)} lines of authors name nobody")
        venue, year = self._conference(papers)
        mark = institute_mark(b.text for b in self.document.blocks)
        return [
            Fields(
                title=join_title(p.titles),
                authors=author_spans(starred(p.authors, mark, self.document.elements), self.institute.profile),
                abstract="\n".join(b.text for b in p.abstract) or None,
                date=year,
                venue=venue,
                section=p.section,
                starred=mark is not None,
                links=tuple(dict.fromkeys(r for r in p.links if r.href)),
            )
            for p in papers
        ]

    def layout(self) -> Layout:
        """Return where titles, authors, links and abstracts stand on the page."""
        papers = [{"title": p.titles, "authors": p.authors, "abstract": p.abstract} for p in self._papers()]
        return layout_of(Tree(self.document), papers)

    def _papers(self) -> list[_Paper]:
        heads = dict(self._whole_heads())
        common = shared_path([self._lines[i].path[:-1] for i in heads])
        people = {i for first in heads.values() if first >= 0 for i in range(first, self._end_of_list(first) + 1)}
        papers: list[_Paper] = []
        section: str | None = None
        open_paper = False
        for i, block in enumerate(self._lines):
            if i in heads:
                more = papers[-1].titles if open_paper and self._same_title(i - 1) and i - 1 in heads else None
                if more:
                    more.append(block)
                    papers[-1].links += _outward(block)
                else:
                    papers.append(_Paper(titles=[block], section=section, links=_outward(block)))
                open_paper = True
            elif _SECTION.fullmatch(block.text.strip()):
                section, open_paper = block.text.strip(" :"), False
            elif open_paper:
                open_paper = self._take(papers[-1], block, common, is_authors=i in people)
        if len(papers) > 1:  # behind the last abstract comes an epilogue: none has more paragraphs than the others
            usual = max(1, *(len(p.abstract) for p in papers[:-1]))
            del papers[-1].abstract[usual:]
        ended = [p.linked_at for p in papers if p.abstract and p.linked_at is not None]
        if 2 * sum(map(bool, ended)) > len(ended):  # the link ends a paper: what follows is the page's
            for paper in papers:
                del paper.abstract[len(paper.abstract) if paper.linked_at is None else paper.linked_at :]
        return papers

    def _take(self, paper: _Paper, block: Block, common: Sequence[int], *, is_authors: bool) -> bool:
        """Give a line below a title to its paper; False where the line is behind the paper.

        `common` are the elements around all papers.
        """
        if is_authors or block.mark == "authors" or _goes_on_with_authors(paper, block):
            paper.authors.append(block)
        elif block.mark == "abstract":
            paper.abstract.append(block)
        elif _leads_to_paper(block):
            paper.links += _outward(block) or [Span(text=block.text)]
            paper.linked_at = len(paper.abstract) if paper.linked_at is None else paper.linked_at
        elif self._closes(block, common):
            return False
        elif not (is_furniture(block.text) or "abstract" in self.document.layout.named):
            paper.abstract.append(block)
        return True

    def _heads(self) -> Iterator[tuple[int, int]]:
        """Yield (title, authors) of each paper, as line numbers; authors are -1 where the page gives none."""
        lines = self._lines
        if "title" in self.document.layout.named:
            yield from (
                (i, i + 1 if self._may_be_authors(i + 1) else -1) for i, b in enumerate(lines) if b.mark == "title"
            )
            return
        taken = -1
        for i in range(1, len(lines)):
            linked = i + 1 < len(lines) and _leads_to_paper(lines[i + 1])
            authors = self._is_author_line(lines[i], linked=linked) or self._names_people_right_below(i)
            if i - 1 > taken and self._is_title(i - 1) and authors:
                yield i - 1, i
                taken = self._end_of_list(i)
            elif self._names_people_below(i) and (title := self._title_above(i, taken)) is not None:
                yield title, i
                taken = self._end_of_list(i)
            elif linked and i > taken and self._is_title(i) and not self._is_title(i - 1):
                yield i, -1
                taken = i

    def _names_people_right_below(self, index: int) -> bool:
        """Say whether a line below a title that is set apart is the first of a list of people, or links to one."""
        block = self._lines[index]
        linked = has_profile(block) and is_name_list(without_notes(block.text).strip())
        return (linked or self._starts_list(index)) and self._set_apart_by(self._lines[index - 1]) is not None

    def _starts_list(self, index: int) -> bool:
        """Say whether a line is the first of a list, and names somebody."""
        block, items = self._lines[index], self._items(index)
        listed = items and items[-1] not in self._lines[index - 1].path
        return bool(listed) and (has_profile(block) or is_name_list(without_notes(block.text).strip()))

    def _names_people_below(self, index: int) -> bool:
        """Say whether a line names people below a text: behind a word that announces them, or first of a list."""
        return _is_labelled(self._lines[index].text) or self._starts_list(index)

    def _end_of_list(self, index: int) -> int:
        """Return the last line of the list whose first item a line is; the line itself where it is in none."""
        items = self._items(index) if self._starts_list(index) else []  # else it is the paper that is an item
        around = self._lines[index].path[: self._lines[index].path.index(items[-1])] if items else ()
        last = index
        while items and last + 1 < len(self._lines) and self._lines[last + 1].path[: len(around)] == around:
            last += 1
        return last

    def _items(self, index: int) -> list[int]:
        """Return the items of lists a line stands in, outermost first."""
        return [e for e in self._lines[index].path if self.document.elements[e].tag == "li"]

    def _title_above(self, index: int, taken: int) -> int | None:
        """Return the title, set apart, above the text that stands on a labelled line of authors; None without."""
        first = index - 1
        while first > taken and self._set_apart_by(self._lines[first]) is None:
            first -= 1
        told = first > taken and any(is_prose(b.text) for b in self._lines[first + 1 : index])
        around = self._lines[first].path[:-_MOST_AROUND]
        near = self._lines[index].path[: len(around)] == around
        return first if told and near and self._is_title(first) else None

    def _whole_heads(self) -> Iterator[tuple[int, int]]:
        """Yield the heads, and before each the lines above it that stand in the heading, or the bold, of its title."""
        behind = -1
        for title, authors in self._heads():
            first = title
            while first - 1 > behind and self._same_title(first - 1) and not _stands_apart(self._lines[first - 1].text):
                first -= 1
            yield from ((i, -1) for i in range(first, title))
            yield title, authors
            behind = max(title, authors)

    def _same_title(self, index: int) -> bool:
        """Say whether a line and the one below it stand in one heading, or in one element that sets them bold."""
        here, below = (self._set_apart_by(b) for b in self._lines[index : index + 2])
        return here is not None and here == below

    def _set_apart_by(self, block: Block) -> int | None:
        """Return the element that sets a line apart from the text around it: a heading, or bold."""
        tags = self.document.elements
        around = next((e for e in reversed(block.path) if tags[e].tag in _HEADINGS), None)
        bold = {e for p in block.pieces if p.text.strip() for e in p.inline[:1]}
        bare = any(p.text.strip() and not p.inline for p in block.pieces)
        return around if around is not None or bare or len(bold) != 1 else _only(bold, tags)

    def _may_be_authors(self, index: int) -> bool:
        if "authors" in self.document.layout.named or index >= len(self._lines):
            return False
        return self._is_author_line(self._lines[index], linked=True)

    def _is_title(self, index: int) -> bool:
        text = self._lines[index].text.strip()
        if (
            self._heads_page(self._lines[index])
            or _stands_apart(text)
            or _is_labelled(text)
            or (is_prose(text) and len(text) > _LONGEST_TITLE)
        ):
            return False
        return not ends(text) or text.endswith(("?", "!")) or self._set_apart_by(self._lines[index]) is not None

    def _heads_page(self, block: Block) -> bool:
        """Say whether a line is the only one set as the heading of a page."""
        return self._tops == 1 and "h1" in self._tags(block)

    @cached_property
    def _tops(self) -> int:
        return sum("h1" in self._tags(b) for b in self._lines)

    def _is_author_line(self, block: Block, *, linked: bool) -> bool:
        if _stands_apart(block.text.strip()):
            return False
        if self._look(block) in self._looks_of_people:  # a single one, or one of them with one name
            return True
        text = without_notes(bare(block.text, "authors")).strip()
        if is_name_list(text):
            return linked or _SEVERAL.search(text) is not None or _STAR.search(text) is not None
        parts = [p for p in text.split(",") if p.strip()]
        return linked and bool(parts) and (_names_somebody(block) or self._is_below_title(block, parts))

    @cached_property
    def _looks_of_people(self) -> frozenset[_Look]:
        """The looks of which most lines are several names right below a line that is set apart, and some are so."""
        told: Counter[_Look] = Counter()
        for above, block in pairwise(self._lines):
            text = without_notes(bare(block.text, "authors")).strip()
            names, several = is_name_list(text), _SEVERAL.search(text) is not None
            if several or not names:  # one alone may be anything
                told[self._look(block)] += 1 if names and self._set_apart_by(above) is not None else -1
        return frozenset(look for look, more in told.items() if more > 1 and look[1])

    def _look(self, block: Block) -> _Look:
        """Return the tag and the class words of the element around a line."""
        element = self.document.elements[block.path[-1]] if block.path else None
        return (element.tag, element.classes) if element else ("", frozenset())

    def _is_below_title(self, block: Block, parts: Sequence[str]) -> bool:
        """Say whether a line between a title that is set apart and the link to the paper may be one of authors."""
        index = self._lines.index(block)
        above = self._set_apart_by(self._lines[index - 1]) if index else None
        plain = above is not None and self._set_apart_by(block) is None
        return plain and (len(block.text) < PROSE or all(len(part.split()) <= _MOST_WORDS for part in parts))

    def _closes(self, block: Block, common: Sequence[int]) -> bool:
        """Say whether a line is behind the papers: a heading, or outside the elements around all of them."""
        outside = block.path[: len(common)] != tuple(common)
        return outside or not self._tags(block).isdisjoint(("footer", "aside", "h1", "h2", "h3", "h4"))

    def _conference(self, papers: Sequence[_Paper]) -> tuple[str | None, str | None]:
        """The conference a round-up is about, and its year: from its title, its address, then its introduction."""
        first = self.document.blocks.index(papers[0].titles[0]) if papers else 0
        slug = self.path.rsplit("/", 1)[-1].replace("-", " ")
        heads = [b.text for b in self.document.blocks[:first]]
        for text in (self.document.title, *[t for t in heads if len(t) < 200], slug, *heads):  # noqa: PLR2004  headings before prose
            if known := known_venue(text):
                year = _YEAR.search(text) or _YEAR.search(slug)
                return known[1], year[1] if year else None
        return None, None

    def roundup_urls(self) -> tuple[str, ...]:
        """Return the addresses of the round-ups this page links to, in order."""
        hrefs = (a.href for a in self.document.anchors)
        return tuple(dict.fromkeys(h for h in hrefs if ROUNDUP.search(h.split("?")[0].split("#")[0])))


def _announces(text: str) -> bool:
    """Say whether a line announces a part of a paper, or unfolds its abstract."""
    return label(text) in _LABELS or _OPENER.fullmatch(text.strip()) is not None


def _names_somebody(block: Block) -> bool:
    """Say whether at least half of a line of authors has the form of names."""
    text = without_notes(bare(block.text, "authors")).strip()
    parts = [p for p in text.split(",") if p.strip()]
    return is_name_list(text) or (bool(parts) and 2 * sum(map(is_name_list, parts)) >= len(parts))


def _goes_on_with_authors(paper: _Paper, block: Block) -> bool:
    """Say whether a line below authors, before the link to the paper, holds further ones."""
    waiting = bool(paper.authors) and not paper.abstract and not any(_LINK_LINE.fullmatch(r.text) for r in paper.links)
    return waiting and not _stands_apart(block.text) and is_name_list(without_notes(block.text).strip())


def _leads_to_paper(block: Block) -> bool:
    """Say whether a line is the link to a paper, perhaps beside other links or buttons."""
    if _LINK_LINE.fullmatch(block.text):
        return True
    told = [p for p in block.pieces if _LINK_LINE.fullmatch(p.text)]
    if told and told[0].href and all(p.href == told[0].href for p in block.pieces):
        return True  # whatever the link says of its target
    return bool(told) and len(block.text) < _LONGEST_LINKS and not ends(block.text)


def _is_labelled(text: str) -> bool:
    """Say whether a line names people behind a word that announces them."""
    found = _LABELLED.match(text)
    return found is not None and is_name_list(without_notes(text[found.end() :]).strip())


def _stands_apart(text: str) -> bool:
    """Say whether a line is about the page or its papers, and no part of a paper."""
    return bool(is_furniture(text) or _SECTION.fullmatch(text) or _LINK_LINE.fullmatch(text))


def _only(elements: set[int], all_elements: Sequence[Element]) -> int | None:
    (element,) = elements
    return element if all_elements[element].tag in ("strong", "b") else None


def _outward(block: Block) -> list[Span]:
    return [Span(text=p.text.strip(), href=p.href) for p in block.pieces if p.href]

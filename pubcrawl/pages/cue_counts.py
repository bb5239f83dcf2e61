"""How often each cue stands in a range of lines, and how well such a range does as a unit."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple

from pubcrawl.pages.cues import (
    DATE,
    are_glued_names,
    bare,
    ends,
    is_badge,
    is_bold,
    is_button,
    is_citation,
    is_count,
    is_heading,
    is_prose,
    is_row,
    is_set_as_heading,
    is_stamp,
    label,
    only_links,
    unlabelled,
)
from pubcrawl.pages.document import Block, Tree
from pubcrawl.pages.paper_cues import is_section, leads_to_paper, people_of, stands_apart
from pubcrawl.pages.people import are_names, are_several_names, has_profile, is_name, is_name_list
from pubcrawl.text.dates import is_date, is_session, parse
from pubcrawl.text.furniture import is_furniture
from pubcrawl.text.marker import MARKER, at_cut
from pubcrawl.text.venues import is_venue
from pubcrawl.text.words import PROSE

_MANY = 3
_LINES = 24
"""Lines before a citation among which its people and its title stand."""


class Unit(NamedTuple):
    """The lines of one publication, from `start` to before `end`.

    Attributes:
        root: the element their places are told from; the unit's own, the parent of a run, -1 for the page.
        run: True where the unit has no element of its own.
        apart: True where it looks like no other unit of the page, which leaves it unsure.
    """

    start: int
    end: int
    root: int = -1
    run: bool = False
    apart: bool = False


class Cues(NamedTuple):
    """What a line shows, 1 or 0 each; summed up, what a range of lines shows.

    A line that leads, by a link or by being a short text of its own, may be a title; `outside` is of the page, and
    `group` heads several publications.
    """

    marker: int = 0
    venue: int = 0
    date: int = 0
    people: int = 0
    names: int = 0
    heading: int = 0
    bold: int = 0
    linked: int = 0
    text: int = 0
    prose: int = 0
    outside: int = 0
    group: int = 0


_OUTSIDE = Cues(outside=1)
_DATE = Cues(date=1)


class CueCounts:
    """The cues of a page, counted so that any range of its lines is summed up at once."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        said = Counter(block.text for block in tree.blocks)
        self._groups = _group_headings(tree)
        self._tops = Counter(tree.tag_path(b.path[-1]) for b in tree.blocks if b.path and tree.tag(b.path[-1]) == "h1")
        self._asides = Counter(tree.tag_path(e) for e in tree.chain if tree.tag(e) in ("nav", "aside"))
        told = (self._of_paper(i, b) or self._cues(i, b, said[b.text]) for i, b in enumerate(tree.blocks))
        self.lines = self._without_twins(list(told))
        columns = zip(*self.lines, strict=True) if self.lines else [()] * len(Cues._fields)
        self._sums = [list(accumulate(column, initial=0)) for column in columns]
        self._again = [self._repeats("people", "names"), self._repeats("marker", "prose")]
        self._headings = [cues.heading or cues.bold for cues in self.lines]
        self.ranks = [_rank(tree, block) for block in tree.blocks]
        self._values: dict[tuple[int, int, bool], int] = {}
        self._ends: dict[int, list[int]] = {}
        self._free = [1] * len(self.lines)
        self._left = [0]
        self.take(())

    def _cues(self, index: int, block: Block, times: int) -> Cues:  # noqa: PLR0911  one answer a kind of line
        tree = self.tree
        if (apart := self._apart(block)) is not None:
            return apart
        block = unlabelled(block)[1]
        text = block.text
        if is_furniture(text) and times < _MANY:  # what each unit says is the unit's own
            return _OUTSIDE
        if is_set_as_heading(tree, block) and tree.tag_path(block.path[-1]) in self._groups:
            return Cues(group=1)
        if MARKER.search(text):
            return Cues(marker=1)
        if is_citation(block, tree.blocks[max(index - _LINES, 0) : index]):
            return Cues()
        if is_venue(text):
            return Cues(venue=1, date=DATE.search(text) is not None)
        people = has_profile(block) and are_names(block)
        if len(text) >= PROSE and (ends(text) or not only_links(block)):  # else a link that says a long title
            return Cues(people=people, names=1) if people or are_names(block) else Cues(prose=1)
        if DATE.search(text) and not is_stamp(text):
            return Cues(date=1)
        if (times >= _MANY and not people) or _is_aside_of_unit(text):  # what many units say is a label or a button
            return Cues()
        return Cues(people=1) if people else self._title_cues(index, block, again=times > 1)

    def _of_paper(self, index: int, block: Block) -> Cues | None:
        """Return the cues of a line of a round-up that heads papers, leads to one, or names several people."""
        if self.tree.links_people or self._apart(block) is not None:
            return None
        if is_section(self.tree, block):
            return Cues(group=1)
        if leads_to_paper(block):
            return Cues(venue=1)
        if is_set_as_heading(self.tree, block):
            return None
        near = [b for b in self.tree.blocks[max(index - 1, 0) : index + 2] if b.path[:-1] == block.path[:-1]]
        near = [b for b in near if not (ends(b.text) or stands_apart(b.text) or is_set_as_heading(self.tree, b))]
        named = [b for b in near if is_name(people_of(b).strip())]
        listed = len(named) > 1 and any(b is block for b in named)
        return Cues(people=1) if listed or are_several_names(people_of(block)) else None

    def leads_people(self, index: int) -> bool:
        """Say whether a line of a round-up stands right above one of people, and is none, or a title that reads so."""
        if self.tree.links_people or is_badge(self.tree.blocks[index].text):
            return False
        behind = next((i for i in range(index + 1, len(self.lines)) if not is_badge(self.tree.blocks[i].text)), index)
        if not self.lines[behind].people or behind == index:
            return False
        return self._reads_like_people(index) if self.lines[index].people else not self._reads_like_people(behind)

    def _reads_like_people(self, index: int) -> bool:
        """Say whether a line is set as a title behind the end of a paper, and above people, but reads like them."""
        blocks, lines = self.tree.blocks, self.lines
        ended = index > 0 and (lines[index - 1].prose or leads_to_paper(blocks[index - 1]))
        return bool(ended and is_bold(self.tree, blocks[index]) and any(c.people for c in lines[index + 1 : index + 2]))

    def _without_twins(self, lines: list[Cues]) -> list[Cues]:
        """Return the cues without dates said again behind nothing but a title, as for a small and a large screen."""
        before = ""
        for i, cues in enumerate(lines):
            text = self.tree.blocks[i].text.strip()
            if cues == _DATE and text == before:
                lines[i] = Cues()
            elif cues == _DATE:
                before = text
            elif cues.people or cues.names or cues.prose or cues.marker or cues.venue:
                before = ""
        return lines

    def _apart(self, block: Block) -> Cues | None:
        """Return the cues of a line in the heading of the page, a navigation or an aside; None for any other line."""
        if block.path and self._tops[self.tree.tag_path(block.path[-1])] in range(1, _MANY + 1):
            return _OUTSIDE  # a page with more of them has one in each unit
        if not is_aside(self.tree, block) or self._is_told_aside(block):
            return None
        return Cues() if self._is_of_unit(block) else _OUTSIDE

    def _title_cues(self, index: int, block: Block, *, again: bool) -> Cues:
        """Return the cues of a line that may be a title, or names; what stands on the page again may be a topic."""
        tree = self.tree
        told = label(tree.blocks[index - 1].text) if index else None
        if told not in (None, "title", "authors") and not is_set_as_heading(tree, block):
            return Cues()
        again = again and told != "authors"
        listed = is_name_list(bare(block.text, "authors"))
        bold = is_bold(tree, block)
        heading = is_heading(tree, block) and not (listed and not (bold or is_set_as_heading(tree, block)))
        bold = bold and heading  # one of several people may stand in bold
        names = not (heading or block.hrefs) and listed
        button = not (heading or names) and is_button(tree, block)
        if names and (again or is_row(block)):
            return Cues()
        linked = bool(block.hrefs) and not button
        text = not (names or button or (not tree.links_people and is_prose(block.text)))
        return Cues(names=names, heading=heading and not bold, bold=bold, linked=linked, text=text)

    def _is_told_aside(self, block: Block) -> bool:
        """Say whether a line stands in an aside that holds the facts of one work, or of which a page has many.

        A navigation is told by both.
        """
        aside = self._aside(block)
        many = self._asides[self.tree.tag_path(aside)] > _MANY  # one in each unit
        lines = self.tree.inside(aside)
        if self.tree.tag(aside) == "nav":
            return many and any(is_venue(b.text) or is_date(b.text) for b in lines)
        if many:
            return True
        facts = all(is_venue(b.text) or is_date(b.text) or label(b.text) for b in lines)
        return facts or any(is_venue(b.text) for b in lines)

    def _is_of_unit(self, block: Block) -> bool:
        """Say whether a line stands in a navigation of which a page has many, as one in each unit."""
        return self._asides[self.tree.tag_path(self._aside(block))] > _MANY

    def _aside(self, block: Block) -> int:
        return next(e for e in self.tree.chain[block.path[-1]] if self.tree.tag(e) in ("nav", "aside"))

    def _repeats(self, *kinds: str) -> tuple[list[int], list[int]]:
        """Return, summed up, the lines of a kind behind lines of another kind that follow one of the kind.

        Beside it, for each line, the first of the kind from there on: in a range, that one repeats nothing.
        """
        own = [any(getattr(cues, kind) for kind in kinds) for cues in self.lines]
        alike = own
        if "names" in kinds:  # one name that is not linked may be a topic, but parts nobody from the next
            own = [
                o and not (c.names and is_name(b.text))
                for o, c, b in zip(own, self.lines, self.tree.blocks, strict=True)
            ]
        again = [0] * len(self.lines)
        first = [len(self.lines)] * (len(self.lines) + 1)
        seen = parted = False
        for i, cues in enumerate(self.lines):
            again[i] = int(own[i] and seen and parted)
            parted = not own[i] and (parted or (not alike[i] and (any(cues[:7]) or bool(cues.prose))))
            seen = seen or own[i]
        for i in reversed(range(len(self.lines))):
            first[i] = i if own[i] else first[i + 1]
        return list(accumulate(again, initial=0)), first

    def told_paths(self) -> frozenset[int]:
        """Return the tag paths of the elements around the sure cues: no others can hold a unit."""
        tree = self.tree
        return frozenset(tree.tag_path(e) for e in (-1, *tree.chain) if e < 0 or self.cues_left(*tree.range(e)))

    def inside(self, start: int, end: int) -> Cues:
        """Return the cues of a range of lines, summed up."""
        return Cues(*[s[end] - s[start] for s in self._sums])

    def ends(self, level: int) -> list[int]:
        """Return, for each line and the end, the first from there on before which a run led by such headings ends.

        That is anything of the page, a heading of a group, or one above those that lead.
        """
        if level not in self._ends:
            found = [len(self.lines)] * (len(self.lines) + 1)
            for i in reversed(range(len(self.lines))):
                ended = self.lines[i].outside or self.lines[i].group or 0 < self.ranks[i] < level
                found[i] = i if ended else found[i + 1]
            self._ends[level] = found
        return self._ends[level]

    def doubled(self, start: int, end: int) -> int:
        """Say how often a range of lines holds again what a unit holds once, weighted by how sure that is."""
        c = self.inside(start, end)
        again = 0
        facts = (Cues(), Cues(date=1), Cues(venue=1))
        lead = next((i for i in range(start, end) if self.lines[i] not in facts), start)
        lead += self.lines[lead].names > self.lines[lead].people  # a title may look like a name
        for sums, first in self._again:
            if first[lead] < end:
                again += sums[end] - sums[first[lead] + 1]
        sure = max(c.marker - 1, 0) + max(c.venue - 1, 0)
        return 12 * sure + 6 * max(c.date - 1, 0) + 4 * max(c.heading - 1, 0) + 8 * again

    def value(self, unit: Unit) -> int:
        """Say how well lines do as a unit: many kinds of cue, none of them twice, nothing of the page."""
        start, key = unit.start, (unit.start, unit.end, unit.run)
        if key not in self._values:
            self._values[key] = self._value(*key)
        return self._values[key] - 2 * (unit.run and bool(self.lines[start].people or self.lines[start].names))

    def _value(self, start: int, end: int, run: bool) -> int:  # noqa: FBT001  a part of the key
        c = self.inside(start, end)
        alien = OUTSIDE * (c.outside + c.group > 0)
        if end - start == 1 or not (c.marker or c.venue or c.date or c.people):
            return -alien
        title = next((worth for worth, n in ((4, c.heading), (4, c.bold), (3, c.linked), (2, c.text)) if n), 0)
        others = (c.marker or c.prose, c.venue, c.date, c.people or c.names)
        body = self._again[1][1][start]
        own = not run and c.heading + c.bold == 1
        if any(self._headings[body:end]) and not own:  # a title behind a text is the next unit's
            title = 0
            alien += _LATE
        kinds = 4 * sum(map(bool, others)) + title
        return kinds * kinds // 16 - self.doubled(start, end) - alien

    def is_split(self, unit: Unit) -> bool:
        """Say whether lines are a run of several units, some of which have lost their lead."""
        return unit.run and not self.inside(unit.start, unit.end).outside and self.cues_left(unit.start, unit.end) > 0

    def is_sure(self, unit: Unit) -> bool:
        """Say whether a unit holds a sure sign of a publication; a marker at another place may be a teaser."""
        cues = self.inside(unit.start, unit.end)
        return bool(cues.venue or cues.people) or any(map(is_credible, self.tree.blocks[unit.start : unit.end]))

    def is_of_one(self, unit: Unit) -> bool:
        """Say whether a unit is a heading, one line of names, and a text."""
        cues = self.inside(unit.start, unit.end)
        return (cues.heading + cues.bold, cues.names) == (1, 1) and cues.prose > 0

    def is_of_people(self, unit: Unit) -> bool:
        """Say whether a unit is nothing but links to people, as the card of somebody is."""
        return all(map(has_profile, self.tree.blocks[unit.start : unit.end]))

    def names_people(self, unit: Unit, *, first: bool) -> bool:
        """Say whether a unit names people; `first` where they lead, else its first line is a title like a name."""
        cues, lead = self.inside(unit.start, unit.end), self.lines[unit.start]
        if cues.people or cues.names > (0 if first else lead.names):
            return True
        return any(are_glued_names(b) or self.tree.names_owner(b) for b in self.tree.blocks[unit.start : unit.end])

    def cues_left(self, start: int = 0, end: int | None = None) -> int:
        """Return how many sure cues of a range of lines, or of the page, stand in no unit yet."""
        return self._left[len(self.lines) if end is None else end] - self._left[start]

    def take(self, units: Iterable[Unit]) -> None:
        """Mark the lines of units as explained."""
        for unit in units:
            self._free[unit.start : unit.end] = [0] * (unit.end - unit.start)
        told = [c.marker or c.venue or (c.people and not self.tree.links_people) for c in self.lines]
        free = (int(f and t) for f, t in zip(self._free, told, strict=True))
        self._left = list(accumulate(free, initial=0))

    def is_free(self, start: int, end: int) -> bool:
        """Say whether no unit explains any of a range of lines."""
        return all(self._free[start:end])

    def free_part(self, unit: Unit) -> Unit | None:
        """Return a unit up to the first line that another one explains; None where it starts with such a line."""
        end = next((i for i in range(unit.start, unit.end) if not self._free[i]), unit.end)
        return unit._replace(end=end) if end > unit.start else None


OUTSIDE = 12
"""What a unit costs that holds something of the page."""
_LATE = 6


def _is_aside_of_unit(text: str) -> bool:
    """Say whether a line of a unit announces a field, or says what no field holds."""
    return bool(label(text)) or any(told(text) for told in (is_badge, is_count, is_stamp, is_session))


def is_aside(tree: Tree, block: Block) -> bool:
    """Say whether a line stands in navigation or an aside, where no publication is listed."""
    return bool(block.path) and tree.within(block.path[-1], "nav", "aside")


def _rank(tree: Tree, block: Block) -> int:
    """Return the level of a heading, of which a term has the last, 0 for any other line."""
    tags = [tree.tag(e) for e in block.path[-2:]]
    return next((int(t[1]) for t in tags if t[0] == "h" and t[1:].isdigit()), 7 * ("dt" in tags))


def _group_headings(tree: Tree) -> frozenset[int]:
    """Return the tag paths of headings most of which say a month or a year, which a group of publications has."""
    held: dict[int, list[bool]] = defaultdict(list)
    for block in tree.blocks:
        if is_set_as_heading(tree, block):
            said = parse(block.text) if block.text[-1:].isdigit() else None
            held[tree.tag_path(block.path[-1])].append(said is not None and not said.day)
    return frozenset(tags for tags, dated in held.items() if 2 * sum(dated) > len(dated))


def is_credible(block: Block) -> bool:
    """Say whether a line is a sure sign of a publication; a marker elsewhere may be a news teaser."""
    found = MARKER.search(block.text)
    if found:
        return at_cut(block.text[: found.start()])
    return is_venue(block.text) or (has_profile(block) and are_names(block))

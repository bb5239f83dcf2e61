"""The role of each line of a unit: its words, its place on the whole page, and its place among the other lines."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import cached_property
from itertools import pairwise

from pubcrawl.pages.cues import (
    are_glued_names,
    ends,
    is_heading,
    is_prose,
    is_row,
    is_set_as_heading,
    is_topics,
    only_links,
)
from pubcrawl.pages.document import Tree
from pubcrawl.pages.legends import bears_own_name
from pubcrawl.pages.line import Line
from pubcrawl.pages.lists import are_all_names, lists_of_people, may_be_one_name, names_several, tell_odd_people
from pubcrawl.pages.paper_cues import people_of
from pubcrawl.pages.people import are_names, has_profile, is_name, is_name_list, is_one_name, shows_person
from pubcrawl.pages.slots import Slots
from pubcrawl.text.marker import MARKER, abstract_start
from pubcrawl.text.words import PROSE, title_overlap

_LONGEST_NAME = 6
_FEW = 4
_LONGEST_LEAD = 6
"""More words than stand before a title that is said again, as in "Read the abstract of"."""
_MARKED = 20
"""Characters at the end of a text that a marker takes."""


def assign_roles(tree: Tree, lines: Sequence[Line], slots: Slots) -> None:
    """Give each open line of a unit its role."""
    first = next((line for line in lines if line.announced == "authors"), None)
    for line in slots.listed(lines):
        line.role = "authors"
    linked = [line for line in lines if line.role == "authors"]
    peopled = {line.place for line in linked}
    lists = lists_of_people(tree, linked)
    elements = slots.elements_of_names(lines)
    around = {line.block.path for line in linked if shows_person(tree, line.block)} | elements
    for line in lines:
        if line.role is None and bears_own_name(line.block) and is_one_name(people_of(line.block)):
            line.role = "authors"
        if line.role is None and slots.holds_asides(line.place) and len(line.text.split()) < _FEW:
            line.role = "furniture"
        if line.role is not None:
            continue
        row = is_row(line.block)
        people = are_names(line.block) and not (row and not are_all_names(line))
        listed = line.announced == "authors" and (people or line.place in peopled) and not row
        said = line.announced == "title" or line is first or listed
        named = said or (people and (slots.are_people(line.place) or line.block.path in around))
        alone = may_be_one_name(line, lists) and slots.are_people(line.place)
        word = is_one_name(line.text) and not line.block.hrefs
        named = named or alone or (line.block.path in around and word)
        if line.block.path in elements and word and not slots.may_lead(line, lines):
            line.role = "authors"
        elif not named and slots.is_badge(line.block, line.place):
            line.role = "badge"
    _Roles(tree, lines, slots).assign()


def _is_people(line: Line, work: Collection[str] = ()) -> bool:
    """Say whether a line holds names; names that link elsewhere than to people, or to the work, are topics."""
    linked = not has_profile(line.block) and not set(line.block.hrefs).issubset(work)
    return line.role in (None, "authors") and not linked and are_names(line.block)


class _Roles:
    """The open lines of one unit while their roles are being found."""

    def __init__(self, tree: Tree, lines: Sequence[Line], slots: Slots) -> None:
        self._tree = tree
        self._lines = lines
        self._slots = slots
        self._start = self._abstract_start()
        self._people = [i for i, line in enumerate(lines) if _is_people(line)]
        self._title = self._find_title()
        work = () if self._title is None else lines[self._title].block.hrefs  # a card may be one link
        self._people = [i for i, line in enumerate(lines) if i != self._title and _is_people(line, work)]

    def assign(self) -> None:
        named = self._tree.document.layout.named
        for i, line in enumerate(self._lines):
            if line.role is None:
                people = (are_names(line.block) and not is_row(line.block)) or are_glued_names(line.block)
                people = people and line.announced == "authors"
                line.role = "authors" if people and i != self._title else self._role(i, line)
                if line.role == "authors" and self._may_be_topic(i, line):
                    topics = self._is_beside_badge(i) or not are_all_names(line)
                    line.role = "topics" if topics else "unknown"
                if line.role == "authors" and self._stands_outside_people(line):
                    line.role = "unknown"
                if line.role == "unknown" and self._slots.holds_tags(line.place):
                    line.role = "topics"
            if (line.role in named or self._repeats_title(line)) and not line.block.mark:
                line.role = "furniture"  # a person says where the field stands, or it says nothing new
        if self._title is not None and not self._tree.links_people:
            tell_odd_people(self._lines, self._title, usual=self._slots.people_below)
        self._tell_topics()
        self._leave_out_other_texts()

    def _leave_out_other_texts(self) -> None:
        """Take for no abstract the texts before one that a label announces, and notes in clothes of their own.

        What words of the page announce is another text, as "In plain language"; nothing tells what the others are.
        """
        told = next((i for i, line in enumerate(self._lines) if (line.role, line.announced) == ("abstract",) * 2), 0)
        for before, line in pairwise(self._lines[:told]):
            if line.role == "abstract" and not line.announced:
                line.role = "furniture" if before.role in ("label", "badge", "furniture") else "unknown"
        texts = [line for line in self._lines if line.role == "abstract" and not line.announced]
        notes = [line for line in texts if self._slots.holds_notes(line.place)]
        for line in notes if len(notes) < len(texts) else ():
            line.role = "unknown"

    def _tell_topics(self) -> None:
        """Take what is left of a few words for topics, in a unit whose title, people and venue are known."""
        told = {line.role for line in self._lines}
        if not {"title", "authors"} <= told or ("date" in told and "venue" not in told):
            return  # what is left may be one of these
        for line in self._lines:
            few = len(line.text.split()) < _FEW and not ends(line.text)
            if line.role == "unknown" and few and not (is_name(line.text.strip()) or line.block.hrefs):
                line.role = "topics"

    def _repeats_title(self, line: Line) -> bool:
        """Say whether a line is the title once more, and a few words such as "Abstract of"."""
        title = "" if self._title is None else self._lines[self._title].text.strip()
        if line.role not in ("abstract", "unknown", "topics") or not title or title not in line.text:
            return False
        rest = line.text.replace(title, "", 1).split()
        return sum(any(map(str.isalnum, word)) for word in rest) < _LONGEST_LEAD

    def _abstract_start(self) -> int | None:
        """Return the index of the line the abstract starts with, told from its marked line; None without a marker."""
        marked = next((i for i, line in enumerate(self._lines) if MARKER.search(line.text)), None)
        if marked is None:
            return None
        first = marked
        while first and self._lines[first - 1].role in (None, "abstract"):
            first -= 1
        return abstract_start([line.text for line in self._lines], marked, first)

    def _find_title(self) -> int | None:
        """Return the index of the title; None where the unit has none."""
        if (marked := next((i for i, line in enumerate(self._lines) if line.role == "title"), None)) is not None:
            return marked
        if "title" in self._tree.document.layout.named:
            return None
        end = len(self._lines) if self._start is None else self._start
        free = [i for i, line in enumerate(self._lines[:end]) if line.role is None]
        free = free or [i for i, line in enumerate(self._lines) if (line.role, line.place) == (None, self._slots.title)]
        if (told := next((i for i in free if self._lines[i].announced == "title"), None)) is not None:
            return told
        free = [i for i in free if not self._lines[i].announced]
        at = [i for i in free if self._lines[i].place == self._slots.title] or self._inside_others(free)
        if self._slots.people_above and len(at) == 1 and at[0] in self._people:  # the title has another place here
            at = [i for i in free if i == at[0] + 1 and not are_names(self._lines[i].block)] or at
        if len(at) == 1 and self._slots.is_pure(self._slots.title):
            return at[0]
        if len(at) > 1 and self._is_topic_above(*at[:2]):
            return at[1]
        return self._title_among(at, free)

    def _inside_others(self, free: Sequence[int]) -> list[int]:
        """Return the lines whose innermost element looks like that of the titles, though others are around it."""
        step = (self._slots.title or ("",))[-1]
        looks = step.partition(".")[2] != ""  # a mere tag says too little
        return [i for i in free if looks and self._tree.inner_step(self._lines[i].block) == step]

    def _title_among(self, at: list[int], free: Sequence[int]) -> int | None:
        """Return the index of the title among the lines in its place, or without any among all that are free."""
        if at and names_several(self._lines[at[0]]):  # people may stand above it, in its place
            linked = [i for i in at if only_links(self._lines[i].block) and i not in self._people]
            others = [i for i in at if not names_several(self._lines[i])] if self._slots.people_above else []
            at = linked or others or at
        headings = [i for i in free if is_set_as_heading(self._tree, self._lines[i].block)]
        if headings and not at:
            return headings[0]
        for i in at or free:
            line = self._lines[i]
            if is_heading(self._tree, line.block):
                return i
            slots, place = self._slots, line.place
            other = slots.holds_other(place) or slots.is_beside_title(place) or slots.looks_like_tag(place)
            if not (is_row(line.block) or (other and not at)):
                return i if self._may_be_title(i) else None
        return None

    def _may_be_title(self, index: int) -> bool:
        """Say whether a line may be the title, though other lines stand in its place, or it stands elsewhere."""
        line = self._lines[index]
        above = any(other.role == "authors" for other in self._lines[:index])
        linked = line.place == self._slots.title and (only_links(line.block) or self._slots.people_above)
        if (above and not linked) or len(line.text) >= 2 * PROSE:
            return False
        return not self._names_people(index)

    def _is_topic_above(self, index: int, below: int) -> bool:
        """Say whether a line of a few words stands on a title: the abstract has words of that and none of its own."""
        one, other = (self._lines[i].text for i in (index, below))
        abstract = self._told(below)
        facts = all(line.role in ("date", "venue", "label") for line in self._lines[index + 1 : below])
        few = len(one.split()) <= _FEW and facts and not is_prose(other)
        told = title_overlap(other, abstract)
        usual = self._slots.topics_above and not told and not self._names_people(below)
        return few and title_overlap(one, abstract) == 0 and (told > 0 or usual)

    def _told(self, index: int) -> str:
        """Return the abstract, or without a marker what may be one behind a line."""
        told = self._lines[index + 1 :] if self._start is None else self._lines[self._start :]
        return " ".join(line.text for line in told if line.role in (None, "abstract"))

    def _names_people(self, index: int) -> bool:
        """Say whether a line names several people, and the abstract takes up none of its words."""
        line = self._lines[index]
        behind = self._lines[index + 1 :]
        if "," not in line.text or not is_name_list(line.text):
            return False
        if any(other.role is None and are_names(other.block) for other in behind[:1]):
            return False
        abstract = self._told(index)
        return len(abstract) >= PROSE and title_overlap(line.text, abstract) == 0

    def _role(self, index: int, line: Line) -> str:  # noqa: PLR0911  one answer a rule
        if index == self._title:
            return "title"
        text = len(line.text) >= PROSE and ends(line.text)  # a whole abstract may be a link
        linked = only_links(line.block) and index not in self._people and not is_heading(self._tree, line.block)
        linked = linked and not text
        if linked and (self._title is not None or line.announced == "abstract"):
            return "topics" if is_topics(self._tree, line.block) else "links"
        if line.announced and not self._is_past(index, line):
            return line.announced
        people = self._slots.are_people(line.place) and not self._is_late(index)
        if is_row(line.block) and self._title is not None and not people:
            return "topics"
        if self._start is not None and index >= self._start and not self._slots.are_people(line.place):
            if index in self._people and len(line.text) < PROSE:
                return "authors" if self._people[0] == index or self._is_beside_people(index) else "topics"
            if self._goes_on(index, "authors") and self._stands_among_people(index, line):
                return "authors"
            return "abstract" if index <= self._last_abstract() and not self._follows_end(index) else "unknown"
        if self._title is not None and index < self._title:
            return self._above_title(index, line)
        if self._slots.are_people(line.place):
            return "unknown" if self._is_far_from_people(index) else "authors"
        return self._below_title(index, line)

    def _is_past(self, index: int, line: Line) -> bool:
        """Say whether a line is no longer what a label announced: names behind an abstract, topics behind people."""
        if line.announced == "authors":
            return is_row(line.block) and any(other.role == "authors" for other in self._lines[:index])
        if line.announced != "abstract":
            return False
        goes_on = self._lines[index - 1].role == "abstract"
        people = index in self._people or self._stands_among_people(index, line)
        return people or (goes_on and self._follows_end(index))

    def _follows_end(self, index: int) -> bool:
        """Say whether a line is behind an abstract's end: a fact parts them, or it is a few words and no sentence."""
        if self._lines[index - 1].role in ("date", "venue") and self._start is not None and self._start < index - 1:
            return True
        text = next((line.text for line in reversed(self._lines[:index]) if line.role == "abstract"), "")
        said = self._lines[index].text
        few = len(said.split()) <= _FEW and not ends(said)
        anew = said[:1].isupper() and len(text) >= PROSE and not MARKER.search(text[-_MARKED:])
        return few and (anew or text.endswith((".", "!", "?")))

    def _above_title(self, index: int, line: Line) -> str:
        named = index in self._people and not is_row(line.block)
        if (
            named
            and not self._is_far_from_people(index)
            and (line.place in self._slots.authors or self._people[-1] <= index)
        ):
            return "authors"
        return "abstract" if is_prose(line.text) else "badge"

    def _below_title(self, index: int, line: Line) -> str:  # noqa: PLR0911  one answer a rule
        before = {other.role for other in self._lines[:index]}
        if self._is_split_title(line) and "authors" not in before:
            return "title"
        if index in self._people and (not {"authors", "abstract"} <= before or self._goes_on(index, "authors")):
            return "authors"
        if self._stands_among_people(index, line):
            return "authors"
        if self._start is not None:
            return "unknown" if self._slots.authors and self._people else "authors"
        stands = line.place in self._slots.abstract and line.place != self._slots.title
        if stands and not are_names(line.block) and (ends(line.text) or len(line.text.split()) > _FEW):
            return "abstract"
        if is_prose(line.text) or ends(line.text) or "abstract" in before:
            near = self._lines[index - 1].role == "abstract" and index <= self._last_abstract()
            near = near and not self._follows_end(index)
            return "abstract" if near or "abstract" not in before else "unknown"
        text = any(is_prose(other.text) for other in self._lines[index + 1 :] if other.role in (None, "abstract"))
        return "abstract" if self._title is not None and len(line.text.split()) > _FEW and not text else "unknown"

    def _is_split_title(self, line: Line) -> bool:
        """Say whether a line is the rest of a title that stands on two lines of one heading."""
        title = None if self._title is None else self._lines[self._title]
        if title is None or self._slots.is_badge_of(title, line):
            return False
        return self._tree.same_heading(title.block, line.block) or (
            line.block.path == title.block.path and is_heading(self._tree, line.block)
        )

    def _may_be_topic(self, index: int, line: Line) -> bool:
        """Say whether one name without a link, or a row, stands apart from where the page or the unit has people."""
        first = not any(other.role == "authors" for other in self._lines[:index])
        labelled = line.announced and (first or not self._tree.links_people)
        one = is_name(line.text.strip()) or (len(line.text.split()) < _FEW and not is_name_list(line.text))
        leads = self._slots.people_above and self._title == index + 1 and line.place == self._slots.title
        own = line.block.path
        behind = self._title == index - 1 and self._lines[self._title].block.path[: len(own)] == own
        leads = leads or (behind and self._slots.people_below)
        if labelled or leads or not (one or is_row(line.block)):
            return False
        alone = len(self._people) == 1 and (self._is_late(index) or self._slots.is_mixed(line.place))
        if self._slots.stands_apart(line.place) or alone:
            return True
        if self._is_beside_badge(index) and not self._is_beside_people(index):
            return True
        inner = len(line.block.path) - (len(line.place) > 1)
        others = (self._lines[i] for i in self._people if i != index)
        return self._slots.lists_people and any(
            other.role == "authors"
            and other.block.path != line.block.path
            and (names_several(other) or other.block.path[:inner] != line.block.path[:inner])
            for other in others
        )

    def _is_beside_badge(self, index: int) -> bool:
        """Say whether a line stands in a list, or a row of lines, with what other units say too."""
        line = self._lines[index]
        beside = (self._lines[i] for i in (index - 1, index + 1) if 0 <= i < len(self._lines))
        listed = len(line.place) > 1 and is_name(line.text.strip())
        return listed and any(
            other.role in ("badge", "topics")
            and other.block.path[:-1] == line.block.path[:-1]
            and other.place == line.place
            for other in beside
        )

    def _stands_outside_people(self, line: Line) -> bool:
        """Say whether a line stands in another element than the one that holds several people, one of them linked."""
        return len(self._shared) == 1 and line.block.path not in self._shared and not line.announced

    @cached_property
    def _shared(self) -> set[tuple[int, ...]]:
        """The elements that hold several people, one of them surely."""
        held: dict[tuple[int, ...], list[Line]] = defaultdict(list)
        for i in self._people:
            held[self._lines[i].block.path].append(self._lines[i])
        several = ((path, own) for path, own in held.items() if len(own) > 1)
        return {path for path, own in several if any(shows_person(self._tree, line.block) for line in own)}

    def _is_late(self, index: int) -> bool:
        """Say whether a line stands behind a field that stands behind people on the page."""
        return any(other.role in self._slots.below_people for other in self._lines[:index])

    def _is_beside_people(self, index: int) -> bool:
        """Say whether a line stands in one element, or one list, with somebody who is linked."""
        line = self._lines[index]
        depth = len(line.block.path) - (len(line.place) > 1)
        linked = (other for other in self._lines if other.role == "authors" and shows_person(self._tree, other.block))
        return any(other.block.path[:depth] == line.block.path[:depth] for other in linked)

    def _is_far_from_people(self, index: int) -> bool:
        """Say whether another field parts a line, in no element or list of theirs, from all who are linked."""
        linked = [
            i for i, line in enumerate(self._lines) if line.role == "authors" and shows_person(self._tree, line.block)
        ]
        near = min(linked, key=lambda i: abs(i - index), default=index)
        between = range(min(near, index), max(near, index))
        parted = self._title in between or any(self._lines[i].role in ("date", "venue", "abstract") for i in between)
        return parted and not self._is_beside_people(index)

    def _stands_among_people(self, index: int, line: Line) -> bool:
        """Say whether a line of a few words stands among names in their place, as somebody with one name does."""
        alike = (self._lines[i] for i in self._people)
        beside = any(other.place == line.place and is_name(other.text.strip()) for other in alike)
        words = line.text.split()
        few = len(words) <= _LONGEST_NAME and not ends(line.text)
        last = len(words) == 1 and line.text[:1].isupper() and index - 1 in self._people
        return beside and few and (index < self._people[-1] or (last and line.place == self._lines[index - 1].place))

    def _goes_on(self, index: int, role: str) -> bool:
        """Say whether a line stands right behind one of a role, in its element or list."""
        before = self._lines[index - 1]
        line = self._lines[index]
        inner = len(line.block.path) - (len(line.place) > 1)
        return index > 0 and before.role == role and before.block.path[:inner] == line.block.path[:inner]

    def _last_abstract(self) -> int:
        """Return the index of the last line that stands where abstracts stand."""
        lines, holds = self._lines, self._slots.holds_abstract
        held = (line.role == "abstract" or (line.role is None and holds(line.place)) for line in lines)
        return max((i for i, told in enumerate(held) if told), default=-1)

"""The slots of a unit: the places its lines stand in, and the role each place has on the whole page.

What tells a title from a badge, a label or a name is the page: the badge stands in every unit with the same words,
the title in none twice. So each place is judged by what all units show there, and a line by its place.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import groupby, pairwise

from pubcrawl.pages.cues import ends, is_heading, is_prose, is_row, label
from pubcrawl.pages.document import Block, Tree
from pubcrawl.pages.line import Line
from pubcrawl.pages.lists import PARTED, are_people_alone, lists_around, names_several, owned_places, people_lists
from pubcrawl.pages.paper_cues import people_of
from pubcrawl.pages.people import (
    are_names,
    are_several_names,
    has_profile,
    is_name,
    shows_person,
)
from pubcrawl.pages.places import Place
from pubcrawl.text.words import PROSE, title_overlap

_MANY = 4
_AGAIN = 2

_TITLE = {
    "heading": (3.0, "heading"),
    "first": (1.5, "first line"),
    "linked": (1.0, "linked"),
    "told": (2.0, "words the abstract uses"),
    "distinct": (1.0, "different texts"),
    "names": (-3.0, "names"),
    "prose": (-3.0, "prose"),
    "tiny": (-2.0, "one or two words"),
    "mute": (-5.0, "no letter"),
    "above": (-3.0, "a few words above more in one element"),
}
"""What makes a place the title's, and what does not: the weight of each trait, and its name."""

_LONGEST_BADGE = 40
_SAMPLE = 40
"""Units that are asked what a place holds; more of them tell nothing new."""
_SHORT = 4
_TINY = 2
_PHRASE = 3
"""Words of the shortest subtitle."""


def _head(tree: Tree, block: Block) -> str:
    """Return the words before a colon that start a line; "" where there are none, and for a heading or a text."""
    head, sign, rest = block.text.partition(":")
    text = len(block.text) >= PROSE and ends(block.text)  # as "Background:"
    return head if sign and rest and len(head.split()) < _SHORT and not (text or is_heading(tree, block)) else ""


def _below_people(units: Sequence[Sequence[Line]]) -> frozenset[str]:
    """Return which of abstract, date and venue stand behind people more often than before them."""
    behind: Counter[str] = Counter()
    for unit in units:
        roles = [line.role for line in unit]
        for role in ("abstract", "date", "venue") if "authors" in roles else ():
            if role in roles:
                behind[role] += 1 if roles.index(role) > roles.index("authors") else -1
    return frozenset(role for role, more in behind.items() if more > 0)


def _mixed_places(units: Sequence[Sequence[Line]]) -> frozenset[Place]:
    """Return the places that hold other lines beside people."""
    lines = [line for unit in units for line in unit]
    others = Counter(line.place for line in lines if line.role is None and not are_names(line.block))
    named = Counter(line.place for line in lines if line.role == "authors" or are_names(line.block))
    return frozenset(place for place, count in others.items() if 3 * count > 2 * named[place])


def _places_of_asides(units: Sequence[Sequence[Line]]) -> frozenset[Place]:
    """Return the places most of whose lines, in several units, are no part of a publication."""
    placed = Counter(line.place for unit in units for line in unit)
    asides = Counter(line.place for unit in units for line in unit if line.role == "furniture")
    return frozenset(place for place, times in asides.items() if 2 * times > placed[place] > _AGAIN)


class Slots:
    """What each place holds, by the open lines of all units and those whose role is sure.

    Attributes:
        below_people: the roles that stand behind people in most units.
        lists_people: whether most lines of people name several.
        title: the place of the titles; None where no place does as one.
        is_title_common: whether most units have one line, and no more, in that place.
        margin: how far ahead of the next place it is, 0 to 1.
    """

    def __init__(self, tree: Tree, units: Sequence[Sequence[Line]]) -> None:
        self._tree = tree
        self._units = len(units)
        self._said: Counter[str] = Counter()
        for unit in units:
            parts = {p.text.strip() for line in unit for p in line.block.pieces}
            self._said.update(parts | {line.text for line in unit if len(line.block.pieces) > 1})
        self._owned = owned_places(tree, units)
        told = [line for unit in units for line in unit if line.role == "authors"]
        people = {*self._owned, *(line.place for line in told)}
        several = [line for unit in units for line in unit if line.role in (None, "authors") and names_several(line)]
        self._sure = people or {line.place for line in several}
        self.below_people = _below_people(units)
        self.lists_people = 2 * len(several) > len(told)
        rows = (line for unit in units for line in unit if line.role is None and line.place not in people)
        self._rows = frozenset(p.text.strip() for line in rows if is_row(line.block) for p in line.block.pieces)
        heads = (_head(tree, line.block) for unit in units for line in unit if line.role is None)
        self._announced = Counter(head for head in heads if head and not label(head))
        self._topics = self._vocabulary(units)
        self._badged = self._badged_places(units)
        self._mixed = self._badged | _mixed_places(units)
        self._lists = people_lists(tree, units)
        self._open: dict[Place, list[tuple[int, int, Line]]] = defaultdict(list)
        self._ranked: dict[tuple[int, int], Line] = {}
        for number, unit in enumerate(units):
            rank = 0
            for line in unit:
                if line.role is None and not self.is_badge(line.block, line.place):
                    self._open[line.place].append((number, rank, line))
                    self._ranked[number, rank] = line
                    rank += 1
        self._pure = frozenset(
            place for place, found in self._open.items() if 10 * len({n for n, _, _ in found}) >= 9 * len(found)
        )
        self._bodies = [" ".join(b.text for b in unit if b.role == "abstract" or is_prose(b.text)) for unit in units]
        ranked = sorted(((self._as_title(p), p) for p in self._open), key=lambda s: -s[0])
        self.title = ranked[0][1] if ranked and ranked[0][0] > 0 else None
        self.margin = (
            min((ranked[0][0] - max(ranked[1][0], 0)) / ranked[0][0], 1.0) if len(ranked) > 1 and self.title else 1.0
        )
        self._titled = {number for number, _, _ in self._open.get(self.title or (), [])}
        self.is_title_common = self.is_pure(self.title) and 2 * len(self._titled) >= self._units
        self.topics_above = self._are_topics_above()
        self.people_above = self._are_people_above(units)
        self.people_below = self._are_people_below(units)
        self.authors = self._authors(units)
        held = Counter(line.place for unit in units for line in unit if line.role == "abstract")
        for place, found in self._open.items():
            if place != self.title or not self.is_pure(place):
                held.update(place for _, _, line in found if is_prose(line.text))
        self.abstract = frozenset(held)
        self._texts = held
        self._usual_text: Place = held.most_common(1)[0][0] if held else ()
        self._texts_alone: dict[Place, bool] = defaultdict(lambda: True)
        for line in (line for unit in units for line in unit):
            if line.place not in held and len(line.place) >= len(self._usual_text) > 1:
                self._texts_alone[line.place[: len(self._usual_text) - 1]] = False
        self._few, self._asides = self._places_of_few_words(units), _places_of_asides(units)
        self._few_looks = frozenset(place[-1] for place in self._few if place)
        self._tagged = frozenset(place for place, found in self._open.items() if self._are_tags(place, found))

    def _badged_places(self, units: Sequence[Sequence[Line]]) -> frozenset[Place]:
        """Return the places that hold badges and topics, perhaps beside others."""
        lines = [line for unit in units for line in unit]
        badges = Counter(line.place for line in lines if line.role is None and self.is_badge(line.block, line.place))
        placed = Counter(line.place for line in lines)
        return frozenset(place for place, count in badges.items() if 4 * count > placed[place])

    def _places_of_few_words(self, units: Sequence[Sequence[Line]]) -> frozenset[Place]:
        """Return the places, other than the title's, that hold several open lines and only a few words each time."""
        held: dict[Place, list[bool]] = defaultdict(list)
        for line in (line for unit in units for line in unit if line.role is None and line.place != self.title):
            held[line.place].append(len(line.text.split()) < _SHORT and not are_names(line.block))
        return frozenset(place for place, few in held.items() if len(few) > 1 and all(few))

    def is_badge_of(self, title: Line, line: Line) -> bool:
        """Say whether a line in the heading of a title is a count, a button, or a word or two of another kind."""
        if not any(map(str.isalpha, line.text)) or self.is_said_again(line.text):
            return True
        apart = line.place in self._badged or (title.block.hrefs and not line.block.hrefs)
        return len(line.text.split()) < _PHRASE and bool(apart)

    def listed(self, lines: Sequence[Line]) -> list[Line]:
        """Return the open lines of a unit that stand in a list of people, whoever of them is linked.

        It is a list of nothing but names, at most half of them single words, which holds a link to a person, or has its
        place in other units with one.
        """
        places = {element: place for line in lines for element, place in lists_around(line)}
        held: dict[int, list[Line]] = defaultdict(list)
        for line in lines:
            for element in line.block.path:
                held[element].append(line)
        found: list[Line] = []
        for element, place in places.items():
            own = held[element]
            if not are_people_alone(own):
                continue
            linked = any(line.role == "authors" and shows_person(self._tree, line.block) for line in own)
            titled = any(line.place == self.title or is_heading(self._tree, line.block) for line in own)
            if not titled and (linked or place in self._lists):
                found += [line for line in own if line.role is None]
        return found

    def elements_of_names(self, lines: Sequence[Line]) -> set[tuple[int, ...]]:
        """Return the elements of a unit with several names in lines and nothing else, where other units have people."""
        held: dict[tuple[int, ...], list[Line]] = defaultdict(list)
        for line in lines:
            held[line.block.path].append(line)
        several = ((path, own) for path, own in held.items() if len(own) > 1)
        return {path for path, own in several if own[0].place in self.authors and are_people_alone(own)}

    def may_lead(self, line: Line, lines: Sequence[Line]) -> bool:
        """Say whether a line may be the title of its unit: by its look, or alone in the title's place."""
        others = (o for o in lines if o.place == self.title and o.role is None)
        alone = line.place == self.title and all(o.block.path == line.block.path for o in others)
        return alone or is_heading(self._tree, line.block)

    def _are_topics_above(self) -> bool:
        """Say whether, of two open lines in the title's place, the abstracts take up words of the second alone."""
        held: dict[int, list[str]] = defaultdict(list)
        for number, _, line in self._open.get(self.title or (), []):
            held[number].append(line.text)
        told = Counter(
            title_overlap(texts[0], self._bodies[n]) > 0
            for n, texts in held.items()
            if len(texts) > 1 and title_overlap(" ".join(texts[:2]), self._bodies[n])
        )
        return told[False] > 2 * told[True]

    def _are_people_above(self, units: Sequence[Sequence[Line]]) -> bool:
        """Say whether people lead the lines in the title's place, in most units with several."""
        lines = ([li for li in unit if li.place == self.title and li.role in (None, "authors")] for unit in units)
        told = [held[0].role == "authors" or names_several(held[0]) for held in lines if len(held) > 1]
        return 2 * sum(told) > len(told)

    def _are_people_below(self, units: Sequence[Sequence[Line]]) -> bool:
        """Say whether, in most units, several people stand right behind the line in the title's place."""
        behind = (
            next((b for a, b in pairwise(unit) if a.place == self.title and a.role is None), None) for unit in units
        )
        told = [line.role == "authors" or names_several(line) for line in behind if line]
        return 2 * sum(told) > self._units

    def is_pure(self, place: Place | None) -> bool:
        """Say whether a place holds one open line in each unit that has it."""
        return place in self._pure

    def are_people(self, place: Place) -> bool:
        """Say whether a place holds people and nothing else."""
        return place in self.authors - self.abstract - self._mixed and place != self.title

    def is_mixed(self, place: Place) -> bool:
        """Say whether a place holds badges and topics, or other lines, beside people."""
        return place in self._mixed

    def holds_tags(self, place: Place) -> bool:
        """Say whether a place holds nothing but a few words each time, most of them no name, and people another one."""
        return place in self._tagged

    def _are_tags(self, place: Place, found: Sequence[tuple[int, int, Line]]) -> bool:
        texts = [line.text for _, _, line in found]
        short = all(len(text.split()) <= _SHORT and not ends(text) for text in texts)
        names = sum(is_name(text.strip()) for text in texts)
        return short and 2 * names < len(texts) and bool(self.authors - {place}) and place != self.title

    def is_said_again(self, text: str) -> bool:
        """Say whether another unit says a text, too."""
        return self._said[text.strip()] > 1

    def stands_apart(self, place: Place) -> bool:
        """Say whether a place is none of those where people are linked or listed, and in no element with one."""
        near = place in self._sure or (len(place) > 1 and (place[:-1] in self._sure or self._beside(place, self._sure)))
        return bool(self._sure) and not near

    def holds_abstract(self, place: Place) -> bool:
        """Say whether abstracts stand in a place, or around it: what unfolds has an element of its own."""
        return place in self.abstract or place[:-1] in self.abstract

    def holds_notes(self, place: Place) -> bool:
        """Say whether a place, in few units, holds a text in clothes of its own outside of where abstracts stand."""
        usual = self._usual_text
        beside = len(usual) > 1 and place[:-1] == usual[:-1] and self._texts_alone[usual[:-1]]
        apart = place[: len(usual)] != usual and bool(place) and place[-1].partition(".")[2] != "" and not beside
        return apart and (4 if self._tree.links_people else 2) * self._texts[place] <= self._units

    def holds_asides(self, place: Place) -> bool:
        """Say whether most lines of a place, in several units, are no part of a publication."""
        return place in self._asides

    def looks_like_tag(self, place: Place) -> bool:
        """Say whether a place of few units has the innermost look of one that holds a few words in each of several."""
        return place[-1:] != () and place[-1].partition(".")[2] != "" and place[-1] in self._few_looks

    def holds_other(self, place: Place) -> bool:
        """Say whether people or abstracts stand in a place."""
        return place in self.authors or place in self.abstract

    def is_beside_title(self, place: Place) -> bool:
        """Say whether most units have a title in its place, and some of them an open line in this one, too."""
        return self.is_title_common and any(number in self._titled for number, _, _ in self._open.get(place, ()))

    def is_badge(self, block: Block, place: Place) -> bool:  # noqa: PLR0911  one answer a rule
        """Say whether a line of a few words, at a place, is a badge or a topic: other units have the same words."""
        if place in self._owned and are_names(block):
            return False
        if block.text.endswith("@") or (not self._tree.links_people and are_several_names(people_of(block))):
            return False
        if self._announced[_head(self._tree, block)] >= _MANY:
            return True
        alike = _MANY <= self._said[block.text] >= self._units / 2 and not ends(block.text)
        if alike and len(block.text) < PROSE and not (has_profile(block) or is_heading(self._tree, block)):
            return True
        words = ["".join(p.text for p in held).strip() for _, held in groupby(block.pieces, key=lambda p: p.inline)]
        words = [w for w in words if any(map(str.isalnum, w))]
        if has_profile(block) or any(len(w) > _LONGEST_BADGE or len(w.split()) > _SHORT for w in words):
            return False
        again = sum(self._said[w] > 1 for w in words)
        if is_heading(self._tree, block) and self._said[block.text.strip()] < _MANY:
            return False  # two works may have one title
        if not words:
            return False
        if (place in self._topics and not ends(block.text)) or block.text.strip() in self._rows:
            return True
        if len(words) > 1:
            return self._said[block.text] >= _MANY or (2 * again >= len(words) and not PARTED.search(block.text))
        return self._said[block.text.strip()] >= (_MANY if are_names(block) else _AGAIN)

    def _vocabulary(self, units: Sequence[Sequence[Line]]) -> frozenset[Place]:
        """Return the places most of whose lines say what other units say, too, and where nobody is linked."""
        held: dict[Place, list[Line]] = defaultdict(list)
        for unit in units:
            for line in unit:
                if line.role in (None, "authors") and 4 * self._said[line.text.strip()] < 3 * self._units:
                    held[line.place].append(line)  # what most units say is a button or a label
        return frozenset(
            place
            for place, lines in held.items()
            if len(lines) >= _MANY
            and 5 * sum(self._said[line.text.strip()] > 1 for line in lines) >= 3 * len(lines)
            and not (place in self._owned or any(line.role for line in lines))
        )

    def why(self, place: Place) -> str:
        """Return what speaks for and against a place as the title's, in words, each with its share of the units."""
        traits = self._title_traits(place)
        return ", ".join(f"{_TITLE[name][1]} {share:.0%}" for name, share in traits.items() if share)

    def _as_title(self, place: Place) -> float:
        """Return how well a place does as the title's."""
        traits = self._title_traits(place)
        said_again = len(self._open[place]) >= _MANY and 2 * traits.get("distinct", 1.0) < 1
        if not traits or said_again or (place in self._owned and not self._tree.links_people):
            return 0.0
        share = len({number for number, _, _ in self._open[place]}) / self._units
        return share * sum(_TITLE[name][0] * value for name, value in traits.items())

    def _title_traits(self, place: Place) -> dict[str, float]:
        """Return the share of units whose first line at a place has each trait that `_TITLE` weighs."""
        first: dict[int, tuple[int, Line]] = {}
        for number, rank, line in self._open[place]:
            if not is_row(line.block):
                first.setdefault(number, (rank, line))
        sample = [(number, rank, line) for number, (rank, line) in first.items()][:_SAMPLE]
        if not sample:
            return {}
        counts = {
            "heading": sum(is_heading(self._tree, line.block) for _, _, line in sample),
            "first": sum(rank == 0 for _, rank, _ in sample),
            "linked": sum(bool(line.block.hrefs) and not has_profile(line.block) for _, _, line in sample),
            "told": sum(title_overlap(line.text, self._bodies[n]) for n, _, line in sample if self._bodies[n]),
            "distinct": len({line.text for _, _, line in sample}),
            "names": sum(self._lists_names(line) for _, _, line in sample),
            "prose": sum(is_prose(line.text) for _, _, line in sample),
            "tiny": sum(len(line.text.split()) <= _TINY for _, _, line in sample),
            "above": sum(self._stands_above(number, rank, line) for number, rank, line in sample),
            "mute": sum(not any(map(str.isalpha, line.text)) for _, _, line in sample),
        }
        return {name: count / len(sample) for name, count in counts.items()}

    def _stands_above(self, number: int, rank: int, line: Line) -> bool:
        """Say whether a line of a few words stands right above a longer one in one element, as a topic does."""
        below = self._ranked.get((number, rank + 1))
        words = len(line.text.split())
        if below is None or words > _PHRASE or len(line.place) < 2 or line.place[:-1] != below.place[:-1]:  # noqa: PLR2004  one around both
            return False
        return len(below.text.split()) > words and not (are_names(below.block) or is_prose(below.text))

    def _lists_names(self, line: Line) -> bool:
        said = line.text if self._tree.links_people else people_of(line.block)
        return ("," in said or not self._tree.links_people) and are_several_names(said)

    def _authors(self, units: Sequence[Sequence[Line]]) -> frozenset[Place]:
        """Return the places that hold people: links to their pages, or nothing but names."""
        people = {*self._owned, *(line.place for unit in units for line in unit if line.role == "authors")}
        for place, found in self._open.items():
            names = sum(are_names(line.block) for _, _, line in found)
            if place != self.title and 5 * names >= 3 * len(found) and (not people or self._beside(place, people)):
                people.add(place)
        return frozenset(people)

    @staticmethod
    def _beside(place: Place, people: set[Place]) -> bool:
        return any(place[:-1] == other[:-1] for other in people)

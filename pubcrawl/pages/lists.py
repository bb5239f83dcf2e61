"""The people of a unit as a whole: whose lines stand in one list, in one place, or where those of others do."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

from pubcrawl.pages.cues import is_badge, is_prose
from pubcrawl.pages.document import Tree
from pubcrawl.pages.line import Line
from pubcrawl.pages.paper_cues import leads_to_paper, names_somebody, people_of
from pubcrawl.pages.people import (
    NAME_WORDS,
    are_names,
    are_several_names,
    is_name,
    is_one_name,
    shows_person,
    without_commas,
)
from pubcrawl.pages.places import Place
from pubcrawl.text.dates import is_session
from pubcrawl.text.names import is_affiliation
from pubcrawl.text.words import DOTS

PARTED = re.compile(r",|;|\b(?:and|et)\b|&")
"""What stands between people, and not between topics."""


def names_several(line: Line) -> bool:
    """Say whether a line names several people."""
    linked = line.role == "authors"
    names = (text for p in line.block.pieces if is_name(text := p.text.strip()) and not is_affiliation(text))
    glued = linked and len(list(names)) > 1
    parted = PARTED.search(line.text) or (linked and re.search(rf"\s[|{DOTS}/]\s", line.text))
    return glued or (bool(parted) and are_names(line.block) and not is_name(without_commas(line.text)))


def lists_around(line: Line) -> list[tuple[int, Place]]:
    """Return the elements that may be the list a line stands in, each with its place in the unit."""
    path, place = line.block.path, line.place
    return [(path[-1 - up], place[:-up]) for up in (1, 2) if len(place) > up and len(path) > up]


def owned_places(tree: Tree, units: Sequence[Sequence[Line]]) -> frozenset[Place]:
    """Return the places of the person whose page this is; where people need no link, those of names.

    Of the lines of such a place, three of four are names, and some line names several, or some unit has two: one name
    in each unit may be a title that looks like one.
    """
    owned = frozenset(line.place for unit in units for line in unit if tree.names_owner(line.block))
    if tree.links_people:
        return owned
    placed: Counter[Place] = Counter()
    named: Counter[Place] = Counter()
    several: set[Place] = set()
    for unit in units:
        held = Counter(line.place for line in unit if are_names(line.block))
        placed.update(line.place for line in unit)
        named.update(held)
        several |= {place for place, times in held.items() if times > 1}
        several |= {line.place for line in unit if line.place in held and are_several_names(line.text)}
    return owned | {place for place in several if 4 * named[place] >= 3 * placed[place]}


def people_lists(tree: Tree, units: Sequence[Sequence[Line]]) -> frozenset[Place]:
    """Return the places of lists with a link to a person, where no unit has two of them."""
    peopled: set[Place] = set()
    several: set[Place] = set()
    for unit in units:
        held: dict[Place, set[int]] = defaultdict(set)
        for line in unit:
            for element, place in lists_around(line):
                held[place].add(element)
                if line.role == "authors" and shows_person(tree, line.block):
                    peopled.add(place)
        several |= {place for place, elements in held.items() if len(elements) > 1}
    return frozenset(peopled - several)


def are_all_names(line: Line) -> bool:
    """Say whether every element of a line may be somebody's name."""
    return all(is_name(piece.text.strip()) for piece in line.block.pieces)


def are_people_alone(lines: Sequence[Line]) -> bool:
    """Say whether lines hold nothing but people, at most half of them single words."""
    if any(line.role not in (None, "authors") for line in lines):
        return False
    named = sum(line.role == "authors" or are_names(line.block) for line in lines)
    alone = sum(line.role is None and is_one_name(line.text) for line in lines)
    return named + alone == len(lines) and named >= alone


_List = tuple[Place, tuple[int, ...]]


def lists_of_people(tree: Tree, lines: Sequence[Line]) -> frozenset[_List]:
    """Return the lists of a unit with somebody who is linked: the place of that element, and the elements around it."""
    linked = (line for line in lines if line.role == "authors" and shows_person(tree, line.block))
    return frozenset((line.place, line.block.path[:-1]) for line in linked if len(line.place) > 1)


def may_be_one_name(line: Line, lists: Collection[_List]) -> bool:
    """Say whether a line may be an only name, in a list where somebody who is linked has an element like its."""
    return (line.place, line.block.path[:-1]) in lists and is_one_name(line.text)


def tell_odd_people(lines: Sequence[Line], title: int, *, usual: bool) -> None:
    """Take the line below the title of a unit that names nobody for people, whatever their names.

    Those of most units stand there, which `usual` says, or the link to the paper stands below it.
    """
    rest = [line for line in lines[title + 1 :] if not (is_badge(line.text) or is_session(line.text))]
    below, behind = [*rest, None, None][:2]
    if below is None or below.role in ("label", "links", "venue", "date") or is_prose(below.text):
        return
    led = leads_to_paper(behind.block) if behind else False
    parts = [part for part in re.split("[,;]", people_of(below.block)) if part.strip()]
    short = bool(parts) and all(len(part.split()) <= NAME_WORDS for part in parts)
    named = any(line.role == "authors" for line in lines) or below.block.mark or leads_to_paper(below.block)
    if not named and (led or usual) and (short or names_somebody(below.block)):
        below.role = "authors"

"""What the publications of a page say alike: words behind titles and people that are none of them, and lone topics."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pubcrawl.pages.cues import JOINING, is_badge, names_link
from pubcrawl.pages.document import Block, Piece
from pubcrawl.pages.legends import is_own_name
from pubcrawl.pages.line import Line
from pubcrawl.pages.lines import UnitLines
from pubcrawl.pages.people import are_names, has_profile, is_name_list
from pubcrawl.pages.places import Place
from pubcrawl.pages.slots import Slots
from pubcrawl.text.address import is_profile
from pubcrawl.text.names import MARK, is_affiliation
from pubcrawl.text.words import PROSE, STARS

_MANY = 4
TAGS = ("topics", "badge")
"""The roles of words that other publications may say, too."""
_LONGEST_BADGE = 3
_AWARDS = ("★", "🏆", "🏅")
_ENTRY = re.compile(r"#\s?\d+|\[\d+\]")
_MOST_BADGES = 4
"""Badges at one end of a line."""
_LONGEST_LINK = 6
"""Words of a link that stands in the clothes of a badge."""


def strip_badges(lines: Sequence[Line]) -> None:
    """Take off the few words in elements of their own that end or lead most lines of a place, some of them alike.

    So do a link's words, also where few lines have it, as "Read the paper" behind a title; its address stays. Words
    that name the link, as "PDF", come off any line; so do the number of an entry and an award.
    """
    for line in lines:
        if (piece := _end(line, -1)) and piece.href and names_link(piece.text):
            _replace_piece(line, piece, piece._replace(text=""))
        lead = next((p for p in line.block.pieces[:-1] if p.text.strip()[:1] in _AWARDS), None)
        for piece in [_end(line, 0), _end(line, -1), lead]:
            if piece and not piece.href and _is_sure_badge(piece.text.strip()):
                _replace_piece(line, piece, None)
    held: dict[Place, list[Line]] = defaultdict(list)
    for line in lines:
        held[line.place].append(line)
    for alike in held.values():
        for at in (-1, 0):
            for _ in range(_MOST_BADGES):
                if not _strip_end(alike, at):
                    break


def _strip_end(alike: Sequence[Line], at: int) -> bool:
    """Take off a badge at one end of the lines of a place, the last piece or the first; False where there is none."""
    said = {id(line): piece for line in alike if (piece := _end(line, at))}
    few = [p for p in said.values() if len(p.text.split()) <= (_LONGEST_LINK if p.href else _LONGEST_BADGE)]
    badges = Counter(p.text.strip() for p in few)
    usual = 2 * badges.total() > len(alike) or (at == -1 and all(p.href for p in said.values()))
    usual = usual or (at == -1 and len(few) > 1 and all(is_badge(text) for text in badges))
    if not usual or badges.total() < 2 * len(badges):
        return False
    for line in alike:
        piece = said.get(id(line))
        if piece and piece.text.strip() in badges:
            _replace_piece(line, piece, piece._replace(text="") if piece.href else None)
    return True


def _is_sure_badge(text: str) -> bool:
    """Say whether a text is the number of an entry, or an award in words that no title is."""
    return _ENTRY.fullmatch(text) is not None or (is_badge(text) and not (text[:1].isalnum() and " " not in text))


def _replace_piece(line: Line, piece: Piece, other: Piece | None) -> None:
    """Put another piece, or none, in the place of one of a line."""
    line.block = replace(line.block, pieces=tuple(p for q in line.block.pieces if (p := other if q is piece else q)))


def strip_memberships(lines: Sequence[Line]) -> None:
    """Take off the word in an element of its own behind a link to somebody: a workplace, or what is behind many."""
    behind = Counter(p.text.strip() for line in lines for p in _behind_people(line.block))
    words = {text for text, times in behind.items() if times >= _MANY or is_affiliation(text)}
    for line in lines:
        found = [p for p in _behind_people(line.block) if p.text.strip() in words]
        if found:
            line.block = replace(line.block, pieces=tuple(p for p in line.block.pieces if p not in found))


def _behind_people(block: Block) -> Sequence[Piece]:
    """Return the words in elements of their own that follow a link to somebody, and join or name nobody."""
    said = [p for p in block.pieces if p.text.strip()]
    pairs = ((a, b) for a, b in pairwise(said) if is_profile(a.href) and b.inline and not b.href)
    texts = [(b, b.text.strip()) for _, b in pairs]
    return [b for b, text in texts if text.isalpha() and [text.lower()] not in JOINING]


def _end(line: Line, at: int) -> Piece | None:
    """Return the last or first piece with a text, in an element of its own that names nobody; None without one.

    It may be a link, if the rest does not have it.
    """
    said = [p for p in line.block.pieces if p.text.strip()]
    text = at == 0 and len(line.text) >= PROSE  # what leads a text is its own, as "Background:"
    if text or len(said) < 2:  # noqa: PLR2004  the line and its badge
        return None
    piece = said[at]
    rest = [p for p in said if p is not piece]
    same = any(p.href == piece.href and len(p.inline) >= len(piece.inline) for p in rest)
    linked = piece.href and (is_profile(piece.href) or same)
    if not piece.inline or linked or is_name_list(piece.text.strip()) or _is_of_person(line.block, piece):
        return None
    return piece


def _is_of_person(block: Block, piece: Piece) -> bool:
    """Say whether a piece of a line of people is a mark, or the institute's name, of who stands before it."""
    mark = not MARK.sub("", piece.text).strip(f" ,;{STARS}")
    return (mark or is_own_name(piece.text.strip(" ()[]"))) and are_names(block)


def settle_lone_names(units: Sequence[UnitLines], slots: Slots) -> None:
    """Tell the only author of a publication from its only topic by what the same words are in other publications."""
    lines = [line for unit in units for line in unit.lines]
    named = Counter(line.text.strip() for line in lines if line.role == "authors")
    tagged = Counter(p.text.strip() for line in lines if line.role in TAGS for p in line.block.pieces)
    for unit in units:
        people = [line for line in unit.lines if line.role == "authors"]
        for line in [line for line in unit.lines if not people and line.role in TAGS]:
            said = line.text.strip()
            if named[said] and (line.place in slots.authors or named[said] >= tagged[said]):
                line.role = "authors"
        if len(people) == 1 and not has_profile(people[0].block):
            alone = people[0].text.strip()
            if tagged[alone] and named[alone] == 1:
                people[0].role = "topics"

"""Rows: a line that holds several fields side by side, split into one line each."""

import re
from bisect import bisect, bisect_left
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from pubcrawl.pages.cues import DATE, is_badge, is_count, is_prose, label
from pubcrawl.pages.document import Piece
from pubcrawl.pages.people import are_several_names, is_name, is_name_list, is_one_name
from pubcrawl.pages.whitespace import split_pieces
from pubcrawl.text.address import is_profile
from pubcrawl.text.dates import is_session
from pubcrawl.text.marker import CUT, MARKER, at_cut
from pubcrawl.text.names import is_affiliation
from pubcrawl.text.statuses import is_status
from pubcrawl.text.venues import is_venue, names_venue
from pubcrawl.text.words import DOTS

_SEPARATOR = re.compile(
    rf"(?<!\s)\s++[{DOTS}|]\s*|[{DOTS}|;]\s+|(?<=\s)[/–—-]\s+|[,:]\s+"
    r"|(?<=\d{4}-\d{2}-\d{2})\s+|(?<=\d{4}-\d{2}-\d{2}[)\]])\s+|(?<!\s)\s++(?=[(\[]?\d{4}-\d{2}-\d{2})"
)
_STOP = re.compile(r"\.\s+")
"""What may stand behind a title in a row of facts."""
_ISO_DATE = re.compile(r"[\s(\[]*\d{4}-\d{2}-\d{2}[\s)\].,;]*")


_BRACKETS = re.compile(r"\(([^()]*+)\)")
_BETWEEN = f" \t\n\r,;{DOTS}|&/"
"""What stands between two people of a row, besides a word."""
_AROUND = f'{_BETWEEN}.«»“”"\u00a0'
"""What stands around people in a citation."""
_AND = re.compile(r"\A(?:and|et|&)\s+")


def _before_separator(text: str) -> str:
    """Return a text without what parts it from the person behind it."""
    for word in ("", " and", " et"):
        text = text.rstrip(_BETWEEN).removesuffix(word)
    return text.strip(_BETWEEN)


def _is_people(text: str) -> bool:
    return is_name_list(text) or (text.isalpha() and text[:1].isupper())


def _are_beside(people: Sequence[Piece], behind: Sequence[Piece]) -> bool:
    """Say whether two elements with nothing between them name somebody, and one of them links to a person's page."""
    texts = ["".join(p.text for p in group).strip() for group in (people, behind)]
    linked = any(is_profile(p.href) for p in (*people, *behind))
    return linked and is_name(texts[1]) and all(is_name(p.text.strip()) for p in people if p.text.strip())


def by_child(pieces: list[Piece]) -> list[list[Piece]]:
    """Split a line at its outermost inline elements, but never at a marker; people end where a venue begins."""
    groups: list[list[Piece]] = []
    for piece in pieces:
        same = groups and groups[-1][-1].inline[:1] == piece.inline[:1]
        if same or (groups and not piece.inline and not piece.text.strip()):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    joined: list[list[Piece]] = []
    markers = [m.span() for m in MARKER.finditer("".join(p.text for p in pieces))]
    at = 0
    for group in groups:
        text = "".join(p.text for p in group).lstrip()
        before = "".join(p.text for p in joined[-1]).strip() if joined else ""
        core = _before_separator(before)
        between = _is_people(before) and not _before_separator(f" {text}")
        row = core != before and _is_people(core) and _is_people(text)
        inside = MARKER.match(text) or any(start < at < end for start, end in markers)
        hosted = before.endswith(" @")
        row = (row and not names_venue(text.strip(_BETWEEN))) or (bool(joined) and _are_beside(joined[-1], group))
        if joined and (between or row or inside or hosted or ends_in_marker(joined[-1])):
            joined[-1] += group
        else:
            joined.append(group)
        at += sum(len(p.text) for p in group)
    return joined


def by_fact(pieces: list[Piece], is_strong: Callable[[Piece], bool]) -> list[list[Piece]]:
    """Split a line around what is a date, a venue or a count alone, by its element or by separators; never prose.

    A part that is set strong is parted from the names beside it.
    """
    pieces = _with_quotes_apart(pieces)
    line = "".join(p.text for p in pieces)
    plain = len(pieces) == 1 and not DATE.search(line) and ")" not in line
    quoted = _quotes(pieces, list(accumulate(len(p.text) for p in pieces)))
    apart = [p for p in pieces if not is_strong(p) and p not in quoted]
    loose = [p.text for p in apart if not is_name_list(p.text.strip(_AROUND))]
    plain = plain or (len(apart) == len(pieces) and not any(map(_SAID.search, loose)))  # nothing but people
    if plain or len("".join(loose)) >= _LONGEST_ROW or MARKER.search(line) or any(is_prose(t.strip()) for t in loose):
        return [pieces]
    groups: list[list[Piece]] = []
    rest, taken = list(pieces), 0
    for bound in _bounds(pieces, line, is_strong):
        if bound.parts:
            group, rest = split_pieces(rest, bound.start - taken)
            groups.append(group)
            rest = split_pieces(rest, bound.end - bound.start)[1]
            taken = bound.end
    return [*groups, rest]


def marks_people(pieces: Sequence[Piece], is_strong: Callable[[Piece], bool]) -> bool:
    """Say whether a line names people, some of them set strong: several, or not the first, which may be a title."""
    if len(pieces) < _AGAIN:
        return False
    strong = [is_strong(piece) for piece in pieces if piece.text.strip(_AROUND)]
    marked = any(strong[1:]) and not all(strong)
    return marked and are_several_names("".join(piece.text for piece in pieces))


_LONGEST_ROW = 3 * CUT
"""Characters of a line that may hold facts in a row."""


class _Part(NamedTuple):
    """What stands between two bounds of a line: its text, whether in an element, whether set strong, whether people.

    `whole` says that it is all that its element says there, `quoted` that quotation marks stand around it.
    """

    text: str
    inline: bool
    whole: bool
    strong: bool
    people: bool
    quoted: bool

    @property
    def is_date(self) -> bool:
        return _ISO_DATE.fullmatch(self.text) is not None

    @property
    def is_fact(self) -> bool:
        venue = is_venue(self.text) and not self.text.startswith("(")
        told = is_count(self.text) or is_session(self.text) or (self.whole and is_badge(self.text))
        return self.inline and (venue or told)


class _Bound(NamedTuple):
    """A separator of a line, or where one of its outermost elements ends; and the parts before and behind it.

    `announces` says that a colon stands behind the right part, `hosts` that a status in parentheses does.
    """

    start: int
    end: int
    is_edge: bool
    sign: str
    left: _Part
    right: _Part
    announces: bool
    hosts: bool

    @property
    def parts(self) -> bool:
        """Whether the line is to be split here."""
        left, right = self.left, self.right
        if ":" in self.sign:
            return left.is_date or (self.is_edge and left.people and right.strong)
        dated = left.is_date or right.is_date
        apart = self.sign not in ("", ",", ";")
        if self.is_edge:
            dated = dated or label(right.text) == "date" or (self.announces and label(right.text) is not None)
            named = left.strong != right.strong and any(p.people for p in (left, right) if not p.strong)
            named = named and not self._is_within_list
            named = named or (left.strong and is_venue(right.text) and not right.text.startswith("("))
            named = named or (apart and right.people and right.inline and not left.people and " " in left.text)
            words = right.inline and right.whole and not right.people and len(right.text.split()) > _FEWEST - 1
            named = named or (left.people and words and self.sign == "" and not is_affiliation(right.text))
            facts = left.is_fact or (right.is_fact and not left.text.endswith("@"))
            venue = (self.hosts and right.inline) or (names_venue(right.text) and (right.inline or self.sign != ""))
            venue = venue and (left.people or left.strong or is_affiliation(left.text))  # as a member's institute
            named = named or left.quoted != right.quoted
            return dated or is_venue(left.text) or named or venue or (facts and left.text != "")
        if left.people and (names_venue(right.text) or (apart and is_venue(right.text))):
            return True
        bracket = left.text[-1:] in (")", "]") or right.text[:1] in ("(", "[")
        return is_venue(left.text) or (dated and (self.sign != "" or is_venue(right.text) or bracket))

    @property
    def _is_within_list(self) -> bool:
        """Whether people stand on both sides, and a comma or an "and" between them."""
        before = _before_separator(self.left.text)
        behind = _AND.sub("", self.right.text)
        joined = self.sign in (",", ";", *DOTS) or (before, behind) != (self.left.text, self.right.text)
        return joined and all(_is_people(text) for text in (before, behind))


_SAID = re.compile(r"[^\W_]|@")
_OPENING = re.compile(r"(?<![\s.,:])[\s.,:]*+[«“„\"]\s*+\Z")
_CLOSING = re.compile(r"[\s.,]*+[»”\"][\s.,]*")
_QUOTED = re.compile(r"(?P<before>[^«“„\"]*[.,:]\s+[«“„\"]\s*)(?P<title>[^«»“”„\"]+[^«»“”„\"\s.,])[\s.,]*[»”\"]")
"""The start of a citation: people, and a title between quotation marks."""


def _with_quotes_apart(pieces: list[Piece]) -> list[Piece]:
    """Return a line whose title, between quotation marks behind nothing but people, is a piece of its own."""
    found = _QUOTED.match(pieces[0].text) if pieces and not pieces[0].inline else None
    if not found or not is_name_list(found["before"].strip(_AROUND + ":")):
        return pieces
    before, rest = split_pieces(pieces, found.end("before"))
    title, behind = split_pieces(rest, len(found["title"]))
    return [*before, *title, *behind]


def _quotes(pieces: Sequence[Piece], ends: Sequence[int]) -> dict[Piece, tuple[tuple[int, int], tuple[int, int]]]:
    """Return the pieces in an element of their own between quotation marks, as titles in citations are, and where.

    Each comes with what stands before it and behind it, marks and all, as ranges of the line.
    """
    found = {}
    for i in range(1, len(pieces) - 1):
        opening, closing = _OPENING.search(pieces[i - 1].text), _CLOSING.match(pieces[i + 1].text)
        own = pieces[i].inline or (i == 1 and not pieces[0].inline)  # see `_with_quotes_apart`
        if own and opening and closing:
            start, end = ends[i - 1] - len(opening.group()), ends[i] + closing.end()
            found[pieces[i]] = ((start, ends[i - 1]), (ends[i], end))
    return found


def _bounds(pieces: Sequence[Piece], line: str, is_strong: Callable[[Piece], bool]) -> list[_Bound]:
    """Return where a line may be split, in order."""
    said = [m.span() for m in _BRACKETS.finditer(line) if is_status(m[1])]  # as in "(Accept: Poster)"
    signs_at = (m.span() for m in _SEPARATOR.finditer(line))
    spans = [(*span, False) for span in signs_at if not any(start < span[0] < end for start, end in said)]
    ends = list(accumulate(len(p.text) for p in pieces))
    quoted = _quotes(pieces, ends)
    spans += [(start, end, True) for around in quoted.values() for start, end in around]
    turns = ((e, b.text) for (a, b), e in zip(pairwise(pieces), ends, strict=False) if a.inline != b.inline)
    spans += [(e, e + (stop.end() if (stop := _STOP.match(behind)) else 0), True) for e, behind in turns]
    merged: list[tuple[int, int, bool]] = []
    for start, end, is_edge in sorted(spans):
        if merged and (start <= merged[-1][1] or not _SAID.search(line[merged[-1][1] : start])):
            before = merged.pop()  # such as a space, the dash behind it, and the end of an element
            merged.append((before[0], max(before[1], end), before[2] or is_edge))
        else:
            merged.append((start, end, is_edge))
    edges = [0, *(edge for start, end, _ in merged for edge in (start, end)), len(line)]
    parts = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        inner, text = pieces[bisect(ends, min(start, len(line) - 1))], line[start:end].strip()
        held = range(bisect(ends, start), bisect_left(ends, end) + 1)
        texts = [(pieces[i], line[max(start, ends[i] - len(pieces[i].text)) : min(ends[i], end)].strip()) for i in held]
        glued = all(is_profile(p.href) or is_name_list(said) for p, said in texts if said)
        people = (
            is_profile(inner.href)
            or is_name_list(_before_separator(_AND.sub("", text)).strip(_AROUND))
            or (text != "" and glued)
        )
        whole = inner.text.strip(_BETWEEN) == text.strip(_BETWEEN)
        strong = is_strong(inner) or inner in quoted
        parts.append(_Part(text, bool(inner.inline), whole, strong, people, inner in quoted))
    signs = [line[start:end].strip() for start, end, _ in merged]
    for i, sign in enumerate(signs):  # somebody with one name leads a list
        if sign == "," and parts[i + 1].people and is_one_name(parts[i].text) and not parts[i].people:
            parts[i] = parts[i]._replace(people=True)
    behind = [part.text for part in parts[2:]] + [""]
    hosts = [text.startswith("(") and is_venue(f"Venue {text}") for text in behind]
    return [
        _Bound(start, end, is_edge, signs[i], parts[i], parts[i + 1], ":" in "".join(signs[i + 1 : i + 2]), hosts[i])
        for i, (start, end, is_edge) in enumerate(merged)
    ]


_AGAIN = 2
_FEWEST = 3
"""Fields of a card in one line: a title and one more at least, besides the cue."""


def ends_in_marker(group: list[Piece]) -> bool:
    """Say whether a line ends in a see-more marker."""
    if not group or ")" not in group[-1].text:
        return False
    text = "".join(p.text for p in group).rstrip()
    return any(found.end() == len(text) for found in MARKER.finditer(text))


def holds_card(pieces: list[Piece]) -> bool:
    """Say whether one line of inline elements holds the fields of a card."""
    if len(pieces) < _FEWEST:
        return False
    children = ["".join(p.text for p in group).strip() for group in by_child(pieces)]
    children = [c for c in children if c and not label(c)]
    if len(children) < _FEWEST:
        return False
    marked = ((c, m) for c in children[1:] if (m := MARKER.search(c)))
    return any(map(_ISO_DATE.fullmatch, children)) or any(at_cut(c[: m.start()]) for c, m in marked)

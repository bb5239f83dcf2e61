"""The fields of a publication as printed, and how the lines of a unit become them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from pubcrawl.items import Span
from pubcrawl.pages.cue_counts import Unit
from pubcrawl.pages.cues import (
    DATE,
    JOINING,
    ends,
    is_badge,
    is_topics,
    label,
    without_button,
    work_links,
)
from pubcrawl.pages.document import Block, Piece, Tree
from pubcrawl.pages.extents import longer_texts, lost_texts, shifted_units
from pubcrawl.pages.line import ROLES, Line
from pubcrawl.pages.lines import UnitLines, strip_prepositions
from pubcrawl.pages.lists import PARTED, lists_of_people, may_be_one_name
from pubcrawl.pages.paper_cues import names_somebody
from pubcrawl.pages.people import NAME_WORDS, are_names, has_profile, is_name
from pubcrawl.pages.places import days_above, headings_above, page_places, venues_above
from pubcrawl.pages.repeated import TAGS, settle_lone_names, strip_badges, strip_memberships
from pubcrawl.pages.roles import assign_roles
from pubcrawl.pages.slots import Slots
from pubcrawl.pages.units import find_units, widened
from pubcrawl.text.address import is_profile
from pubcrawl.text.furniture import says_nothing
from pubcrawl.text.marker import MARKER, behind_start
from pubcrawl.text.names import is_affiliation, is_body
from pubcrawl.text.statuses import is_lone_status, last_parenthesis
from pubcrawl.text.venues import is_venue, names_venue
from pubcrawl.text.words import DOTS, PROSE, quoted


@dataclass(frozen=True, kw_only=True)
class Fields:
    """The fields of one card, as printed."""

    title: str | None = None
    authors: tuple[Span, ...] = ()
    abstract: str | None = None
    date: str | None = None
    datetime: str | None = None
    venue: str | None = None
    links: tuple[Span, ...] = ()
    section: str | None = None
    starred: bool = False
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class UnitReading:
    """The units of a page as they were read: their fields, and their lines with the role of each."""

    fields: tuple[Fields, ...]
    lines: tuple[tuple[Line, ...], ...]
    slots: Slots


def read_units(tree: Tree, units: Sequence[Unit], profile: re.Pattern[str] | None = None) -> UnitReading:
    """Read the units of a page; `profile` is as in `author_spans`."""
    placed = [[(b, tree.place(b, u.root)) for b in tree.blocks[u.start : u.end]] for u in units]
    places = page_places(tree, placed, units[0].start if units else 0)
    told = [UnitLines(tree, lines, places) for lines in placed]
    if others := frozenset(words for unit in told for words in unit.other_dates):
        for unit in told:
            unit.leave_out_date(others)
    strip_badges([line for unit in told for line in unit.lines if line.role is None])
    strip_memberships([line for unit in told for line in unit.lines if has_profile(line.block)])
    slots = Slots(tree, [unit.lines for unit in told])
    for unit in told:
        assign_roles(tree, unit.lines, slots)
    settle_lone_names(told, slots)
    strip_prepositions(told)
    headings = headings_above(tree, [(unit.start, unit.end) for unit in units])
    if not any(_names_host(unit.venue) for unit in told):
        for venue, unit in zip(venues_above(headings, [bool(unit.venue) for unit in told]), told, strict=True):
            unit.venue[:0] = [venue] if venue else []
    if not any(unit.date for unit in told):
        for day, unit in zip(days_above(headings), told, strict=True):
            unit.date = day
    venues = [unit.venue for unit in told if unit.venue]
    usual = 2 * sum(map(_has_status, venues)) > len(venues)
    dated = 2 * sum(bool(unit.venue and unit.date) for unit in told) > len(venues)
    shifted = shifted_units(tree, units, told)
    unsure = shifted | lost_texts(tree, units, told) | longer_texts(units, told)
    doubts = [
        {
            "layout_unsure": unit.apart or unit.start in unsure,
            "title_unsure": unit.start in shifted,
            "authors_unsure": _lost_people(tree, lines.lines, slots) or unit.start in shifted,
            "date_unreadable": dated and bool(lines.venue) and not lines.date,
            "status_unsure": bool(lines.venue or (usual and lines.date)) and not _has_status(lines.venue),
        }
        for unit, lines in zip(units, told, strict=True)
    ]
    fields = [_fields(tree, lines, profile, doubted) for lines, doubted in zip(told, doubts, strict=True)]
    return UnitReading(
        fields=tuple(_without_stops(_without_quotes(_without_numbers(_doubting_sentences(fields))))),
        lines=tuple(tuple(unit.lines) for unit in told),
        slots=slots,
    )


_MOST_AROUND = 3
"""Elements around a unit among which its title may stand."""


def read_page(
    tree: Tree, profile: re.Pattern[str] | None = None
) -> tuple[list[Unit], list[tuple[int, int]], UnitReading]:
    """Return the units of a page, the ranges that nothing sets apart, and the reading of the units.

    Where titles are missing, they may stand around what explains all cues.
    """
    units, running = find_units(tree)
    read = read_units(tree, units, profile)
    wider = units
    for _ in range(_MOST_AROUND if 2 * _untitled(read) > len(units) else 0):
        wider = widened(tree, wider)
        other = read_units(tree, wider, profile)
        if wider and 2 * _untitled(other) <= len(wider):
            return wider, running, other
    return units, running, read


def _untitled(read: UnitReading) -> int:
    return sum(f.title is None for f in read.fields)


_MANY = 4
_NUMBER = re.compile(r"(\d{1,3})[.)]\s+(?=\S)")


def _doubting_sentences(fields: Sequence[Fields]) -> Sequence[Fields]:
    """Return publications, those unsure whose title ends in a full stop, where those of most others do not."""
    titles = [f.title for f in fields if f.title]
    if 2 * sum(title.endswith(".") for title in titles) > len(titles):
        return fields
    return [
        replace(f, flags=(*f.flags, "title_unsure", "layout_unsure")) if f.title and _is_sentence(f.title) else f
        for f in fields
    ]


def _is_sentence(title: str) -> bool:
    return title.endswith(".") and not title.endswith("..") and len(title.split()) > NAME_WORDS


def _without_numbers(fields: Sequence[Fields]) -> Sequence[Fields]:
    """Return publications without the numbers before titles, where a list counts all of them, or several from 1 on."""
    titles = [f.title for f in fields if f.title]
    numbers = [int(found[1]) for found in map(_NUMBER.match, titles) if found]
    counted = numbers[:1] == [1] and max(numbers) <= len(titles)
    if not (counted or (len(titles) >= _MANY and len(numbers) == len(titles))):
        return fields
    return [replace(f, title=_NUMBER.sub("", f.title, count=1)) if f.title else f for f in fields]


def _without_quotes(fields: Sequence[Fields]) -> Sequence[Fields]:
    """Return publications without the quotation marks around their titles, where a list puts them around each."""
    titles = [quoted(f.title or "") for f in fields]
    if sum(map(bool, titles)) < _MANY or any(f.title and not title for f, title in zip(fields, titles, strict=True)):
        return fields
    return [replace(f, title=title) for f, title in zip(fields, titles, strict=True)]


def _without_stops(fields: Sequence[Fields]) -> Sequence[Fields]:
    """Return publications without the full stops of their titles, where a list of citations puts one behind each."""
    titles = [f.title for f in fields if f.title and f.title[-1] not in "?!"]
    if len(titles) < _MANY or not all(title.endswith(".") and not title.endswith("..") for title in titles):
        return fields
    return [replace(f, title=f.title.removesuffix(".")) if f.title else f for f in fields]


def _has_status(venue: Sequence[str]) -> bool:
    return bool(last_parenthesis(" ".join(venue)))


def _names_host(venue: Sequence[str]) -> bool:
    """Say whether a venue line says more than a status."""
    text = " ".join(venue)
    split = last_parenthesis(text)
    return bool(split[0].strip() if split else text)


def _lacks_part(venue: str) -> bool:
    """Say whether a venue line is a status without a venue, or ends in one that stands in no parentheses."""
    split = last_parenthesis(venue)
    return not split[0].strip() if split else is_lone_status(venue.rpartition(" ")[2])


def _fields(tree: Tree, unit: UnitLines, profile: re.Pattern[str] | None, doubted: Mapping[str, bool]) -> Fields:
    """Return the fields of a unit whose lines have their roles; `doubted` says which flags the page gives it."""
    held: dict[str, list[Block]] = {role: [] for role in ROLES}
    for line in unit.lines:
        held[line.role or "unknown"].append(line.block)
    if not tree.links_people:  # a round-up says of no paper how it is presented but by its section
        held["title"] = [_without_status(block) for block in held["title"]]
    title = without_button(join_title(held["title"])) or None
    venue = title is not None and not unit.venue and (is_venue(title) or names_venue(title))
    kinds = [line.role for line in unit.lines if line.role in ("authors", "abstract")]
    several = [role for role, _ in groupby(kinds)].count("authors") > 1  # a text between people ends a publication
    text = title is not None and len(title) >= PROSE and ends(title)  # the title stands elsewhere, then
    people = any(map(_may_be_people, held["title"])) and (not held["authors"] or ";" in (title or ""))
    glued = any(len(b.pieces) > 1 and is_lone_status(p.text.strip()) for b in held["title"] for p in b.pieces)
    glued = glued or any(map(_is_glued, held["title"]))
    lone = any(map(_says_status, unit.lines)) or any(map(_announces_nothing, unit.lines, [*unit.lines[1:], None]))
    doubts = {
        "title_missing": not title,
        "title_unsure": venue or glued or people or text or (title is not None and DATE.search(title) is not None),
        "layout_unsure": text or several or bool(held["unknown"]),
        "authors_unsure": people or several or any(map(are_names, held["unknown"])),
        "status_unsure": venue
        or (glued and not unit.venue)
        or _lacks_part(" ".join(unit.venue))
        or (lone and not _has_status(unit.venue)),
    }
    told = (line for line in unit.lines if line.role == "title" or not is_topics(tree, line.block))
    linking = [line.block for line in told if line.role != "authors" or not are_names(line.block)]
    return Fields(
        title=title,
        authors=author_spans(held["authors"], profile),
        abstract=join_abstract([b.text for b in held["abstract"]]),
        date=unit.date,
        datetime=unit.datetime,
        venue=" ".join(unit.venue) or None,
        links=work_links(linking),
        flags=tuple(flag for flag in {**doubts, **doubted} if doubts.get(flag) or doubted.get(flag)),
    )


def _is_glued(title: Block) -> bool:
    """Say whether nothing parts two elements of a title that may say two things, as "PosterRain on Tin Roofs" does."""
    said = [piece for piece in title.pieces if piece.text]
    return any(
        a.inline != b.inline and a.text[-1].islower() and b.text[0].isupper() and b.text[1:2].islower()
        for a, b in pairwise(said)
    )


def _without_status(title: Block) -> Block:
    """Return a title without a status in an element of its own behind it, as "Oral"."""
    said = [piece for piece in title.pieces if piece.text.strip()]
    apart = len(said) > 1 and said[-1].inline and said[-1].inline != said[-2].inline
    return replace(title, pieces=tuple(said[:-1])) if apart and is_lone_status(said[-1].text.strip(" ()[]")) else title


def _may_be_people(title: Block) -> bool:
    """Say whether at least half of the parts of a title have the form of names, or one in an element of its own."""
    named = len(title.pieces) > 1 and any(is_name(piece.text.strip()) for piece in title.pieces)
    return PARTED.search(title.text) is not None and (named or names_somebody(title))


def _lost_people(tree: Tree, lines: Sequence[Line], slots: Slots) -> bool:
    """Say whether what was taken for topics may be people: where others name some and it nobody, or in their list."""
    if any(line.role == "authors" for line in lines):
        lists = lists_of_people(tree, lines)
        return any(line.role in TAGS and may_be_one_name(line, lists) for line in lines)
    lost = (line for line in lines if line.role in TAGS and line.place in slots.authors)
    return any(are_names(line.block) and not slots.is_said_again(line.text) for line in lost)


def _says_status(line: Line) -> bool:
    """Say whether a line that is no title, text or label holds an element with nothing but a status in it."""
    if line.role in ("title", "abstract", "authors"):
        return False
    texts = {
        piece.text.strip(f" {DOTS}|,;")
        for piece in line.block.pieces
        if line.role != "label" or len(line.block.pieces) > 1
    }
    return any(is_lone_status(text) and not (label(text) or is_badge(text)) for text in texts if text)


def _announces_nothing(line: Line, behind: Line | None) -> bool:
    """Say whether a word such as "published" stands alone and before no day, which it would announce."""
    role = behind.role if behind else None
    return line.role == "label" and is_lone_status(line.text.strip()) and role not in ("date", "venue")


def author_spans(blocks: Sequence[Block], profile: re.Pattern[str] | None = None) -> tuple[Span, ...]:
    """Return author lines as spans, with a line break wherever the markup alone parts two names.

    Links are kept that lead to a person's page; `profile` is its path, where an institute has a form of its own. A line
    in the element of the line before it that says where that person works is left out.
    """
    spans: list[Span] = []
    for i, block in enumerate(blocks):
        if i and block.path == blocks[i - 1].path and block.path and _is_workplace(block, blocks[i - 1]):
            continue
        if spans:
            spans.append(Span(text="\n"))
        before: Piece | None = None
        for piece in block.pieces:
            if before and _says_workplace(before, piece):
                continue
            if before and _parts(before, piece):
                spans.append(Span(text="\n"))
            said = "\n" if piece.text.strip() == "/" and piece.inline else piece.text
            spans.append(Span(text=said, href=piece.href if is_profile(piece.href, profile) else None))
            before = piece if piece.text.strip() else before
    return tuple(spans)


def _says_workplace(before: Piece, piece: Piece) -> bool:
    """Say whether a piece right behind somebody's says in an element of its own where that person works."""
    own = bool(piece.inline) and piece.inline != before.inline and not piece.href
    return own and is_affiliation(piece.text) and is_name(before.text.strip()) and not is_body(before.text)


def _is_workplace(block: Block, before: Block) -> bool:
    return is_affiliation(block.text) and not has_profile(block) and not is_body(before.text)


def join_title(blocks: Sequence[Block]) -> str:
    """Return a title of several lines on one; a subtitle in an element of its own stands behind a colon.

    A full stop behind the element of the title is the list's.
    """
    title = ""
    for i, block in enumerate(blocks):
        apart = i and block.path != blocks[i - 1].path and title.rstrip()[-1:].isalnum()
        said = [text for piece in block.pieces if (text := piece.text.strip())]
        stop = len(said) > 1 and said[-1] == "."
        text = block.text.rstrip(" .") if stop else block.text
        if len(said) > 1 and says_nothing(said[0]):  # the dash of a day that is missing
            text = text.lstrip().removeprefix(said[0]).lstrip()
        title += f"{': ' if apart else ' ' if i else ''}{text}"
    return title


def _parts(before: Piece, piece: Piece) -> bool:
    same = before.inline == piece.inline or (before.href and before.href == piece.href)
    return (
        not same
        and piece.text.lstrip()[:1].isalpha()
        and (before.text.rstrip()[-1:].isalpha() or (is_name(before.text.strip()) and is_name(piece.text.strip())))
        and not (before.text.lower().split()[-1:] in JOINING or piece.text.split()[:1] in JOINING[:2])
    )


_CUT = re.compile(r"(?<=.{40})(?:…|\.\.\.)", re.DOTALL)
_LONGEST_BUTTON = 40
"""Characters of a button such as "Read the whole abstract"."""


def join_abstract(lines: Sequence[str]) -> str | None:
    """Join the lines of an abstract by line breaks, but put none behind a see-more marker that ends a line.

    Where the whole abstract follows behind the marker, what stands before it is not said again; nor is what stands
    before dots and a button.
    """
    text = ""
    for line in lines:
        marked = MARKER.search(text[-20:])
        text += ("" if not text or (marked and marked.end() == len(text[-20:])) else "\n") + line
    if found := MARKER.search(text):
        rest = behind_start(text[found.end() :], text[: found.start()])
        text = text if rest is None else text[: found.end()] + rest
    elif found := _CUT.search(text):
        start = text[: found.start()]
        again = text.find(start[:_LONGEST_BUTTON], found.end(), found.end() + 2 * _LONGEST_BUTTON)
        text = text if again < 0 or behind_start(text[again:], start) is None else text[again:]
    return text or None

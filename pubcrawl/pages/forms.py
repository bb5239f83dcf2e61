"""Forms: what a page says in another form than the site prints it, brought into the site's own.

The site prints `2026-03-01`, and `Workshop @ Venue (poster)` on one line. A redesign may print "1 March 2026", or set
the status as a badge of its own: what comes behind reads both alike, and a publication keeps its identity.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from pubcrawl.pages.cues import is_prose, label
from pubcrawl.pages.document import Element, Piece
from pubcrawl.pages.whitespace import split_pieces
from pubcrawl.text.address import is_profile
from pubcrawl.text.dates import in_digits, is_date, is_day_first, written_day
from pubcrawl.text.statuses import is_lone_status
from pubcrawl.text.venues import names_venue

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LONGEST_LINE = 400
"""Characters of a line that is searched for a day or a status in an element of its own."""
_MOST_TIMES = 8
"""Times of a line; one with more of them is no line of facts."""
_LONGEST_LABEL = 4
"""Words of the longest label in front of a date."""
_MOST_WORDS = 12
"""Class words of an element that are looked at."""
_LONGEST_TOPIC = 3
_MANY = 3
_SIGNS = " \t\n\r·•|,;:–—-/"
"""What stands between a status and what is beside it."""
_YEAR = re.compile(r"[0-9]{4}")
_SIGN = re.compile(r"[·•|\n()]|(?<=\s)[—–-](?=\s)")
_WORD = re.compile(r"[^\s,;.](?:\S*[^\s,;.])?")
_SIGNS_OF_LIST = " \t\n\r,;."
_BEFORE_DAYS = ("on", "le", "du", "au")
"""The last words of labels such as "Submitted on"."""
_WORKSHOP = re.compile(
    rf"(?:\A|(?<![{re.escape(_SIGNS)}])[{re.escape(_SIGNS)}]++)(?:workshop|atelier)(?:\s*+:\s*+|\s++)"
    r"(?!(?:on|of|for|at|in|track|papers?|proceedings|sur|pour|de|des|du|à)\b|@)(?P<name>\S.*)\Z",
    re.IGNORECASE | re.DOTALL,
)
"""A workshop that is announced; what is called "Workshop on Causality" is a venue's name."""
_PREPOSITION = re.compile(
    r"\s*(?:(?:published|presented|publié|présenté|paru) )?(?:in|at|dans|à)\s*:?\s*", re.IGNORECASE
)


class RawLine(NamedTuple):
    """A line of a page before it is split into its fields.

    Attributes:
        pieces: its text nodes.
        path: indices of the elements around it, outermost first.
        gap: True when an empty line or a rule stands before it.
    """

    pieces: list[Piece]
    path: tuple[int, ...]
    gap: bool


def restate(lines: Sequence[RawLine], elements: Sequence[Element]) -> list[RawLine]:
    """Return the lines of a page with days in digits, and with each status in parentheses behind its venue."""
    if any(e.datetime for e in elements):
        lines = [line._replace(pieces=_times_in_digits(line.pieces, elements)) for line in lines]
    return list(_with_statuses(_with_days(lines, elements), elements))


def _times_in_digits(line: list[Piece], elements: Sequence[Element]) -> list[Piece]:
    """Return a line in which each `<time>` says its day in digits, as it does for machines, and not in words."""
    times = dict.fromkeys(e for piece in line for e in piece.inline if elements[e].datetime)
    for time in times if len(times) <= _MOST_TIMES else ():
        inside = [i for i, piece in enumerate(line) if time in piece.inline]
        day = in_digits("".join(line[i].text for i in inside), elements[time].datetime or "")
        if day and not _is_in_sentence(line, inside[0], inside[-1]):
            told = line[inside[0]]._replace(text=day)
            line = [*line[: inside[0]], told, *(p for p in line[inside[0] + 1 :] if time not in p.inline)]
    return line


def _is_in_sentence(line: Sequence[Piece], first: int, last: int) -> bool:
    """Say whether pieces stand in running prose, whose words stand right beside them."""
    beside = [p for p in (*line[max(first - 1, 0) : first], *line[last + 1 : last + 2]) if p.text.strip()]
    around = line[first].inline[:-1]
    words = any(p.inline == around and len(p.text.split()) > _LONGEST_LABEL for p in beside)
    return words and is_prose("".join(piece.text for piece in line))


class _Part(NamedTuple):
    """What one element of a line says in a row: the range of its pieces, and its text."""

    start: int
    end: int
    text: str


def _parts(pieces: Sequence[Piece]) -> list[_Part]:
    found, at = [], 0
    for _, held in groupby(pieces, key=lambda piece: piece.inline):
        texts = [piece.text for piece in held]
        found.append(_Part(at, at + len(texts), "".join(texts)))
        at += len(texts)
    return found


def _is_short(line: RawLine) -> bool:
    return sum(len(piece.text) for piece in line.pieces) <= _LONGEST_LINE


def _with_days(lines: Sequence[RawLine], elements: Sequence[Element]) -> list[RawLine]:
    """Return the lines with the days in digits that stand alone in their element, between signs, or behind a label."""
    dated = [i for i, line in enumerate(lines) if _is_short(line) and any(_YEAR.search(p.text) for p in line.pieces)]
    held = [
        (i, part, _days(part.text))
        for i in dated
        for part in _parts(lines[i].pieces)
        if _YEAR.search(part.text) and not _is_in_sentence(lines[i].pieces, part.start, part.end - 1)
    ]
    headings = {i for i in dated if lines[i].path and elements[lines[i].path[-1]].tag in _HEADINGS}
    held = [(i, part, days) for i, part, days in held if i not in headings or _says_all(part.text, days)]
    day_first = is_day_first(part.text[slice(*span)] for _, part, days in held for span in days)
    read = list(lines)
    for i, part, days in reversed(held):  # backwards, so that the ranges of pieces stay what they are
        text = part.text
        for start, end in reversed(days):
            day = written_day(text[start:end], day_first=day_first)
            text = f"{text[:start]}{day}{text[end:]}" if day else text
        if text != part.text:
            pieces = read[i].pieces
            read[i] = read[i]._replace(
                pieces=[*pieces[: part.start], pieces[part.start]._replace(text=text), *pieces[part.end :]]
            )
    return read


def _says_all(text: str, days: Sequence[tuple[int, int]]) -> bool:
    return days == [(len(text) - len(text.lstrip()), len(text.rstrip()))]


def _days(text: str) -> list[tuple[int, int]]:
    """Return the ranges of a text that print a day and stand between signs, or behind a label of a few words."""
    found = []
    signs = [(0, 0), *(sign.span() for sign in _SIGN.finditer(text)), (len(text), len(text))]
    for (_, start), (end, _) in pairwise(signs):
        words = list(_WORD.finditer(text, start, end))
        for first in range(min(len(words), _LONGEST_LABEL + 1)):
            day = (words[first].start(), words[-1].end())
            if is_date(text[slice(*day)]) and _announces_day(text[start : day[0]].strip(_SIGNS_OF_LIST)):
                found.append(day)
                break
    return found


def _announces_day(lead: str) -> bool:
    """Say whether what stands before a day is nothing, or a label such as "Date:" and "Posted on"."""
    return not lead or lead.endswith(":") or label(lead) == "date" or lead.rsplit(maxsplit=1)[-1] in _BEFORE_DAYS


def _spots(elements: Sequence[Element]) -> Callable[[RawLine, _Part], list[Hashable]]:
    """Return what tells the spots of a part of a line: its element, by each of its class words, and those around it.

    Class words that no other element has say nothing, as a hash an instance; nor does one that changes with the status.
    """
    words: Counter[str] = Counter()
    for classes, times in Counter(element.classes for element in elements).items():
        words.update(dict.fromkeys(classes, times))

    def look(around: Sequence[int]) -> tuple[str, frozenset[str]]:
        own = elements[around[-1]] if around else Element("", frozenset(), -1)
        return own.tag, frozenset(word for word in own.classes if words[word] > 1)

    def spots(line: RawLine, part: _Part) -> list[Hashable]:
        around = (*line.path, *line.pieces[part.start].inline)
        sides = tuple(bool(side) and not _is_workshop(side) for side in _beside(line.pieces, part))
        (tag, classes), (outer, others) = look(around), look(around[:-1])
        named = [(word, "") for word in sorted(classes)[:_MOST_WORDS]] + [
            ("", word) for word in sorted(others)[:_MOST_WORDS]
        ]
        return [(tag, outer, len(around), sides, *names) for names in (("", ""), *named)]

    return spots


class _Badge(NamedTuple):
    """A status in an element of its own: the number of its line, and what part of it."""

    line: int
    part: _Part


def _badges(lines: Sequence[RawLine], elements: Sequence[Element]) -> Iterator[list[_Badge]]:
    """Yield the statuses of each spot that holds little else, some of them again, or that stand beside known venues."""
    held: dict[Hashable, list[_Badge]] = defaultdict(list)
    spots = _spots(elements)
    for i, line in enumerate(lines):
        for part in _parts(line.pieces) if _is_short(line) else ():
            text = part.text.strip(_SIGNS)
            if text and not _WORKSHOP.fullmatch(text):
                for spot in spots(line, part):
                    held[spot].append(_Badge(i, part))
    for badges in held.values():
        told = [badge for badge in badges if is_lone_status(badge.part.text.strip(_SIGNS))]
        words = {badge.part.text.strip(_SIGNS).lower() for badge in told}
        behind = all(_beside(lines[badge.line].pieces, badge.part)[0] for badge in told)
        several = len(words) > 1 or behind or not any(map(label, words))  # "published" before a day announces it
        again = several and len(told) > max(len(words), _MANY - 1)
        hosted = [badge for badge in told if names_venue(_host_text(lines[badge.line].pieces, badge.part))]
        sure = (again and 5 * len(told) >= 4 * len(badges)) or len(hosted) > 1
        if found := told if sure else hosted:
            yield found
    announced = list(_announced(lines))
    yield announced if len(announced) > 1 else []  # one alone heads the filters of a list


def _announced(lines: Sequence[RawLine]) -> Iterator[_Badge]:
    """Yield the lines of nothing but a status behind a line that announces one."""
    for i, (before, line) in enumerate(pairwise(lines)):
        if label(_text(before.pieces)) == "status" and is_lone_status(_text(line.pieces)):
            parts = [part for part in _parts(line.pieces) if part.text.strip(_SIGNS)]
            yield from (_Badge(i + 1, part) for part in parts[:1] if len(parts) == 1)


def _host_text(pieces: Sequence[Piece], part: _Part) -> str:
    """Return what stands beside a status and may be its venue, up to the next sign, without a preposition."""
    host = _host(pieces, part)
    near = -1 if host == _beside(pieces, part)[0] else 0
    text = [said for said in _SIGN.split(_text(host)) if said.strip(_SIGNS)][near:][:1] or [""]
    lead = _PREPOSITION.match(text[0])
    return text[0][lead.end() if lead else 0 :].strip(_SIGNS)


def _text(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in pieces).strip(_SIGNS)


def _is_workshop(pieces: Sequence[Piece]) -> bool:
    """Say whether pieces announce a workshop and say nothing else."""
    texts = [text for part in _parts(pieces) if (text := part.text.strip(_SIGNS))]
    return (len(texts) == 1 and _WORKSHOP.match(texts[0]) is not None) or (
        len(texts) == 2 and label(texts[0]) == "workshop"  # noqa: PLR2004  the label and the name
    )


def _host(pieces: Sequence[Piece], part: _Part) -> list[Piece]:
    """Return what stands beside a status and may be its venue: no day, label or workshop, and nobody who is linked."""
    for side in _beside(pieces, part):
        text = _text(side)
        other = is_date(text) or label(text) or _is_workshop(side)
        if text and not (other or any(is_profile(p.href) for p in side)):
            return side
    return []


def _with_statuses(lines: list[RawLine], elements: Sequence[Element]) -> Iterator[RawLine]:
    """Yield the lines with each status that has an element of its own in parentheses, behind its venue."""
    said = any(is_lone_status(p.text.strip(_SIGNS)) for line in lines for p in line.pieces)
    found: dict[int, _Part] = {}
    venues: set[int] = set()
    topics: set[int] = set()
    for badges in _badges(lines, elements) if said else ():
        hosts = list(filter(None, (_host_text(lines[badge.line].pieces, badge.part) for badge in badges)))
        beside = venues if _are_venues(hosts) else topics if _are_topics(hosts) else set[int]()
        beside |= {badge.line for badge in badges}
        found |= {badge.line: badge.part for badge in badges}
    for i, line in enumerate(lines):
        if i not in found:
            yield line
            continue
        heading = bool(line.path) and elements[line.path[-1]].tag in _HEADINGS
        host = _host(line.pieces, found[i])
        title = any(p.href or any(elements[e].tag in ("strong", "b") for e in p.inline) for p in host)
        apart = heading or (i not in venues and (title or i in topics))
        for told in _restated(line, found[i], [] if apart else host):
            away = heading and not _text([p for p in told.pieces if not p.text.startswith("(")])
            yield told._replace(path=told.path[:-1]) if away else told  # it is no heading itself


def _are_venues(hosts: Sequence[str]) -> bool:
    return 5 * sum(map(names_venue, hosts)) >= len(hosts) > 0


def _are_topics(hosts: Sequence[str]) -> bool:
    """Say whether texts are a few words each, and most of them said again."""
    short = all(len(host.split()) <= _LONGEST_TOPIC for host in hosts)
    return short and 4 * len(set(hosts)) <= 3 * len(hosts) and len(hosts) >= _MANY


def _sides(pieces: Sequence[Piece], part: _Part) -> tuple[list[Piece], list[Piece], list[Piece], list[Piece]]:
    """Return the pieces far before, right before, right behind and far behind a part of a line.

    Right beside it stands what shares the element around it, as far as the next day.
    """
    around = pieces[part.start].inline[:-1]
    days = {i for held in _parts(pieces) if is_date(held.text.strip(_SIGNS)) for i in range(held.start, held.end)}

    def is_beside(index: int) -> bool:
        return index not in days and pieces[index].inline[: len(around)] == around

    start, end = part.start, part.end
    while start > 0 and is_beside(start - 1):
        start -= 1
    while end < len(pieces) and is_beside(end):
        end += 1
    return list(pieces[:start]), list(pieces[start : part.start]), list(pieces[part.end : end]), list(pieces[end:])


def _beside(pieces: Sequence[Piece], part: _Part) -> tuple[list[Piece], list[Piece]]:
    """Return what stands right before and behind a part of a line; nothing for mere signs."""
    _, before, behind, _ = _sides(pieces, part)
    return before if _text(before) else [], behind if _text(behind) else []


def _restated(line: RawLine, part: _Part, host: Sequence[Piece]) -> Iterator[RawLine]:
    """Yield a line whose status stands in parentheses behind its venue, or without one in a line of its own."""
    said = part.text.strip(_SIGNS)
    status = line.pieces[part.start]._replace(text=f"({said})", href=None)
    far, before, behind, rest = _sides(line.pieces, part)
    if behind and behind == host:
        host, facts = split_pieces(behind, _first_day(behind))
        behind, rest = host, [*facts, *rest]
    ordered = [far, before, [] if host else [status], behind, rest]
    for i, side in enumerate(side for side in ordered if _text(side)):
        named = _WORKSHOP.match(_text(side)) if _is_workshop(side) else None
        told = [side[0]._replace(text=f"Workshop: {named['name']}")] if named else side
        whole = told if side != host else [*_with_workshop(_trimmed(host)), status._replace(text=f" ({said})")]
        yield line._replace(pieces=whole, gap=line.gap and i == 0)


def _first_day(pieces: Sequence[Piece]) -> int:
    """Return where the first day between signs begins in a text, or the length of the text."""
    text = "".join(piece.text for piece in pieces)
    signs = [sign.span() for sign in _SIGN.finditer(text)]
    for (start, behind), (end, _) in pairwise([*signs, (len(text), len(text))]):
        if is_date(text[behind:end].strip()):
            return start
    return len(text)


def _trimmed(pieces: Sequence[Piece]) -> list[Piece]:
    """Return pieces without the signs at their ends."""
    kept = list(pieces)
    while not kept[-1].text.strip(_SIGNS):
        kept.pop()
    while not kept[0].text.strip(_SIGNS):
        kept.pop(0)
    kept[-1] = kept[-1]._replace(text=kept[-1].text.rstrip(_SIGNS))
    return kept


def _with_workshop(pieces: list[Piece]) -> list[Piece]:
    """Return the pieces of a venue with the workshop that a label announces before it, and an @ between."""
    for i, piece in enumerate(pieces):
        named = _WORKSHOP.search(piece.text)
        rest = [*pieces[:i], piece._replace(text=piece.text[: named.start()]), *pieces[i + 1 :]] if named else []
        rest = [p for p in rest if _text([p])]
        if named and rest:
            lead = next((i for i, p in enumerate(rest) if not _PREPOSITION.fullmatch(p.text)), 0)
            return [*rest[:lead], rest[lead]._replace(text=f"{named['name'].rstrip()} @ "), *rest[lead:]]
    return pieces

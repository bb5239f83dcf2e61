"""Badges: a status, or a workshop, in an element of its own, brought into the venue line as the site prints it.

The site prints `Workshop @ Venue (poster)`. What comes behind knows that form alone.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from pubcrawl.pages.cues import OF_NAME, bare, date_then, is_badge, label
from pubcrawl.pages.days import SIGN
from pubcrawl.pages.document import Element, Piece
from pubcrawl.pages.raw import HEADINGS, SIGNS, Part, RawLine, is_short, parts
from pubcrawl.pages.whitespace import split_pieces
from pubcrawl.text.address import is_profile
from pubcrawl.text.dates import is_date
from pubcrawl.text.statuses import is_lone_status
from pubcrawl.text.venues import names_venue
from pubcrawl.text.words import DOTS

_MOST_WORDS = 12
"""Class words of an element that are looked at."""
_LONGEST_TOPIC = 3
_LONGEST_LABEL = 30
"""Characters of a label that no other page has."""
_MOST_SAID = 10
"""Words in an element that may stand where badges do; what says more is a text."""
_MANY = 3
_NEAR = 2
"""Lines from one word of a menu to the next at most; a publication has more."""
_WORKSHOP = re.compile(
    rf"(?:\A|(?<![{re.escape(SIGNS)}])[{re.escape(SIGNS)}]++)(?:workshop|atelier)(?:\s*+:\s*+|\s++)"
    rf"(?!{OF_NAME.pattern})(?P<name>\S.*)\Z",
    re.IGNORECASE | re.DOTALL,
)
"""A workshop that is announced; what is called "Workshop on Causality" is a venue's name."""
_PREPOSITION = re.compile(
    r"\s*(?:(?:published|presented|publié|présenté|paru) )?(?:in|at|dans|à)\b\s*:?\s*", re.IGNORECASE
)


_Pieces = tuple[Piece, ...]


def _spots(elements: Sequence[Element]) -> Callable[[RawLine, Part], list[Hashable]]:
    """Return what tells the spots of a part of a line: its element, by each of its class words, and those around it.

    Class words that no other element has say nothing, as a hash an instance; nor does one that changes with the status.
    """
    words: Counter[str] = Counter()
    for classes, times in Counter(element.classes for element in elements).items():
        words.update(dict.fromkeys(classes, times))

    def look(around: Sequence[int]) -> tuple[str, frozenset[str]]:
        own = elements[around[-1]] if around else Element("", frozenset(), -1)
        return own.tag, frozenset(word for word in own.classes if words[word] > 1)

    def spots(line: RawLine, part: Part) -> list[Hashable]:
        around = (*line.path, *line.pieces[part.start].inline)
        beside = _beside(line.pieces, part)
        sides = tuple(bool(side) and not (_is_workshop(side) or is_badge(_text(side))) for side in beside)
        (tag, classes), (outer, others) = look(around), look(around[:-1])
        named = [(word, "") for word in sorted(classes)[:_MOST_WORDS]] + [
            ("", word) for word in sorted(others)[:_MOST_WORDS]
        ]
        return [(tag, outer, len(around), sides, *names) for names in (("", ""), *named)]

    return spots


_STATUS_THEN_DAY = re.compile(rf"(?P<status>[^\W\d][^\d]{{2,30}}?)\s+[{DOTS}|–—-]\s+(?P<day>\d{{4}}-\d{{2}}-\d{{2}})")


class _Badge(NamedTuple):
    """A status in an element of its own: the number of its line, and what part of it."""

    line: int
    part: Part


def _badges(lines: Sequence[RawLine], elements: Sequence[Element]) -> Iterator[list[_Badge]]:
    """Yield the statuses of each spot that holds little else, some of them again, or that stand beside known venues."""
    held: dict[Hashable, list[_Badge]] = defaultdict(list)
    spots = _spots(elements)

    @cache
    def sides(badge: _Badge) -> tuple[bool, str]:
        """Return whether something stands before a badge, and what may be its venue."""
        pieces = lines[badge.line].pieces
        return bool(_beside(pieces, badge.part)[0]), _host_text(pieces, badge.part)

    for i, line in enumerate(lines):
        for part in parts(line.pieces) if is_short(line) else ():
            text = _said(part)
            linked = any(piece.href for piece in line.pieces[part.start : part.end])  # "Preprint" leads to one
            if 0 < len(text.split()) <= _MOST_SAID and not (linked or _WORKSHOP.fullmatch(text)):
                for spot in spots(line, part):
                    held[spot].append(_Badge(i, part))
    for badges in held.values():
        told = [badge for badge in badges if is_lone_status(_said(badge.part))]
        words = {_said(badge.part).lower() for badge in told}
        behind = all(sides(badge)[0] for badge in told)
        hosts = [sides(badge)[1] for badge in told]
        hosted = [badge for badge, host in zip(told, hosts, strict=True) if _is_venue(host)]
        several = len(words) > 1 or behind or not any(map(label, words))  # "published" before a day announces it
        again = several and len(told) > max(len(words), _MANY - 1)
        alone = len(badges) == len(told) >= _MANY and all(any(map(str.isalpha, host)) for host in hosts)
        far = len(badges) == len(told) >= _MANY and all(b.line - a.line > _NEAR for a, b in pairwise(told))
        sure = (again and 5 * len(told) >= 4 * len(badges)) or alone or (len(words) > 1 and far) or len(hosted) > 1
        if found := told if sure else hosted:
            yield found
    yield from _lone_lines(lines, elements)
    announced = list(_announced(lines))
    yield announced if len(announced) > 1 else []  # one alone heads the filters of a list


def _lone_lines(lines: Sequence[RawLine], elements: Sequence[Element]) -> Iterator[list[_Badge]]:
    """Yield the lines of nothing but a status in elements of one tag, where they say several and are far apart."""
    dated = ((a, b) for a, b in pairwise(lines) if is_date(_text(b.pieces)))
    announce = {_text(a.pieces) for a, b in dated if a.path[:-1] == b.path[: len(a.path) - 1]}
    if any(is_lone_status(text) and not label(text) for text in announce):
        announce = set()  # a status stands there each time
    held: dict[str, list[_Badge]] = defaultdict(list)
    for i, line in enumerate(lines):
        if is_short(line) and not any(p.href for p in line.pieces) and _text(line.pieces) not in announce:
            tag = elements[line.path[-1]].tag if line.path else ""
            held[tag] += [_Badge(i, part) for part in _only_part(line.pieces) if is_lone_status(_said(part))]
    for told in held.values():
        far = len(told) >= _MANY and all(b.line - a.line > _NEAR for a, b in pairwise(told))
        if far and len({_said(badge.part).lower() for badge in told}) > 1:
            yield told


def _announced(lines: Sequence[RawLine]) -> Iterator[_Badge]:
    """Yield the lines of nothing but a status behind one that announces it, by its word or each time it is said."""
    behind: dict[str, list[int]] = defaultdict(list)
    for i, before in enumerate(lines[:-1]):
        if is_short(before) and len(said := _text(before.pieces)) <= _LONGEST_LABEL:
            behind[said].append(i + 1)
    announcing = {i for i, line in enumerate(lines[1:]) if is_date(_text(line.pieces))}
    for said, numbers in behind.items():
        told = [i for i in numbers if is_lone_status(_text(lines[i].pieces))]
        told = [i for i in told if not (i in announcing and label(_text(lines[i].pieces)) == "date")]
        words = {_text(lines[i].pieces).lower() for i in told}
        always = said and len(told) == len(numbers) >= _MANY and len(words) > 1 and not is_lone_status(said)
        if not (always or label(said) == "status"):
            continue
        yield from (_Badge(i, part) for i in told for part in _only_part(lines[i].pieces))


def _only_part(pieces: Sequence[Piece]) -> list[Part]:
    """Return the part that holds all a line says, labels of a status aside; nothing where several do."""
    held = [part for part in parts(pieces) if part.text.strip(SIGNS) and label(part.text) != "status"]
    return held if len(held) == 1 else []


def _said(part: Part) -> str:
    """Return what a part of a line says without signs around it, and without the label of a status before it."""
    head, sign, said = part.text.partition(":")
    return (said if sign and label(head) == "status" else part.text).strip(SIGNS)


def _host_text(pieces: Sequence[Piece], part: Part) -> str:
    """Return what stands beside a status and may be its venue, up to the next sign, without a preposition."""
    host = _host(pieces, part)
    near = -1 if host == _beside(pieces, part)[0] else 0
    text = [said for said in SIGN.split(_text(host)) if said.strip(SIGNS)][near:][:1] or [""]
    lead = _PREPOSITION.match(text[0])
    return text[0][lead.end() if lead else 0 :].strip(SIGNS)


def _is_venue(host: str) -> bool:
    """Say whether a text names a venue that is known, or is announced as one."""
    said = bare(host, "venue")
    return said != host or names_venue(said)


def _text(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in pieces).strip(SIGNS)


def _is_workshop(pieces: Sequence[Piece]) -> bool:
    """Say whether pieces announce a workshop and say nothing else."""
    texts = [text for part in parts(pieces) if (text := part.text.strip(SIGNS))]
    return (len(texts) == 1 and _WORKSHOP.match(texts[0]) is not None) or (
        len(texts) == 2 and label(texts[0]) == "workshop"  # noqa: PLR2004  the label and the name
    )


def _host(pieces: Sequence[Piece], part: Part) -> _Pieces:
    """Return what stands beside a status and may be its venue: no day, label or workshop, and nobody who is linked."""
    for side in _beside(pieces, part):
        text = _text(side)
        other = is_date(text) or label(text) or _is_workshop(side)
        if text and not (other or any(is_profile(p.href) for p in side)):
            return side
    return ()


def with_statuses(lines: list[RawLine], elements: Sequence[Element]) -> Iterator[RawLine]:
    """Yield the lines with each status that has an element of its own in parentheses, behind its venue."""
    lines = [_with_sign_of_host(_with_dated_status(line)) for line in lines]
    said = any(is_lone_status(_said(Part(0, 1, p.text))) for line in lines for p in line.pieces)
    found: dict[int, Part] = {}
    venues: set[int] = set()
    topics: set[int] = set()
    for badges in _badges(lines, elements) if said else ():
        hosts = list(filter(None, (_host_text(lines[badge.line].pieces, badge.part) for badge in badges)))
        beside = venues if _are_venues(hosts) else topics if _are_topics(hosts) else set[int]()
        beside |= {badge.line for badge in badges}
        found |= {badge.line: badge.part for badge in badges}
    for i, printed in enumerate(lines):
        if i not in found:
            yield printed
            continue
        line = _unbracketed(printed, found[i])
        heading = bool(line.path) and elements[line.path[-1]].tag in HEADINGS
        host = _host(line.pieces, found[i])
        title = any(p.href or any(elements[e].tag in ("strong", "b") for e in p.inline) for p in host)
        apart = heading or (i not in venues and (title or i in topics))
        for told in _restated(line, found[i], () if apart else host):
            away = heading and not _text([p for p in told.pieces if not p.text.startswith("(")])
            yield told._replace(path=told.path[:-1]) if away else told  # it is no heading itself


def _with_dated_status(line: RawLine) -> RawLine:
    """Return a line with the status in parentheses that alone stands beside a day, in one text with it."""
    text = line.pieces[0].text.strip() if len(line.pieces) == 1 else ""
    day, status = date_then(text) or ("", "")
    if found := _STATUS_THEN_DAY.fullmatch(text):
        day, status = found["day"], found["status"]
    if not is_lone_status(status):
        return line
    return line._replace(pieces=[line.pieces[0]._replace(text=f"{day} · ({status})")])


def _with_sign_of_host(line: RawLine) -> RawLine:
    """Return a line with an @ in the place of the "at" between a name in an element and a venue, as for a workshop."""
    said = [i for i, piece in enumerate(line.pieces) if piece.text.strip()] if len(line.pieces) > 2 else []  # noqa: PLR2004
    for name, at, host in zip(said, said[1:], said[2:], strict=False):
        own, joining, venue = (line.pieces[i] for i in (name, at, host))
        if joining.text.strip() not in ("at", "à") or not own.inline or own.inline == joining.inline:
            continue
        text = own.text.strip(SIGNS)
        if names_venue(venue.text) and not (is_lone_status(text) or is_badge(text) or label(text) or is_date(text)):
            return line._replace(pieces=[*line.pieces[:at], joining._replace(text=" @ "), *line.pieces[at + 1 :]])
    return line


def _unbracketed(line: RawLine, part: Part) -> RawLine:
    """Return a line without the parentheses that stand in the elements beside a status."""
    first, last = part.start - 1, part.end
    pieces = list(line.pieces)
    if first >= 0 and last < len(pieces):
        before, behind = pieces[first].text.rstrip(), pieces[last].text.lstrip()
        if before.endswith("(") and behind.startswith(")"):
            pieces[first] = pieces[first]._replace(text=before.removesuffix("("))
            pieces[last] = pieces[last]._replace(text=behind.removeprefix(")"))
    return line._replace(pieces=pieces)


def _are_venues(hosts: Sequence[str]) -> bool:
    return 5 * sum(map(_is_venue, hosts)) >= len(hosts) > 0


def _are_topics(hosts: Sequence[str]) -> bool:
    """Say whether texts are a few words each, and most of them said again."""
    short = all(len(host.split()) <= _LONGEST_TOPIC for host in hosts)
    return short and 4 * len(set(hosts)) <= 3 * len(hosts) and len(hosts) >= _MANY


@lru_cache(maxsize=1024)
def _sides(pieces: _Pieces, part: Part) -> tuple[_Pieces, _Pieces, _Pieces, _Pieces]:
    """Return the pieces far before, right before, right behind and far behind a part of a line.

    Right beside it stands what shares the element around it, as far as the next day; a label of the status is left out.
    """
    around = pieces[part.start].inline[:-1]
    dated = any(any(map(str.isdigit, piece.text)) for piece in pieces)
    told = [held for held in parts(pieces) if is_date(held.text.strip(SIGNS))] if dated else []
    days = {i for held in told for i in range(held.start, held.end)}

    def is_beside(index: int) -> bool:
        return index not in days and pieces[index].inline[: len(around)] == around

    first = part.start
    while first > 0 and label(pieces[first - 1].text) == "status":
        first -= 1
    start, end = first, part.end
    while start > 0 and is_beside(start - 1):
        start -= 1
    while end < len(pieces) and is_beside(end):
        end += 1
    return pieces[:start], pieces[start:first], pieces[part.end : end], pieces[end:]


def _beside(pieces: Sequence[Piece], part: Part) -> tuple[_Pieces, _Pieces]:
    """Return what stands right before and behind a part of a line; nothing for mere signs."""
    _, before, behind, _ = _sides(tuple(pieces), part)
    return before if _text(before) else (), behind if _text(behind) else ()


def _restated(line: RawLine, part: Part, host: _Pieces) -> Iterator[RawLine]:
    """Yield a line whose status stands in parentheses behind its venue, or without one in a line of its own."""
    said = _said(part)
    status = line.pieces[part.start]._replace(text=f"({said})", href=None)
    far, before, behind, rest = _sides(tuple(line.pieces), part)
    if behind and behind == host:
        named, facts = split_pieces(list(behind), _first_day(behind))
        host = behind = tuple(named)
        rest = (*facts, *rest)
    ordered = [far, before, () if host else (status,), behind, rest]
    for i, side in enumerate(side for side in ordered if _text(side)):
        workshop = _WORKSHOP.match(_text(side)) if _is_workshop(side) else None
        told = [side[0]._replace(text=f"Workshop: {workshop['name']}")] if workshop else list(side)
        whole = told if side != host else [*_with_workshop(_trimmed(host)), status._replace(text=f" ({said})")]
        yield line._replace(pieces=whole, gap=line.gap and i == 0)


def _first_day(pieces: Sequence[Piece]) -> int:
    """Return where the first day between signs begins in a text, or the length of the text."""
    text = "".join(piece.text for piece in pieces)
    signs = [sign.span() for sign in SIGN.finditer(text)]
    for (start, behind), (end, _) in pairwise([*signs, (len(text), len(text))]):
        if is_date(text[behind:end].strip()):
            return start
    return len(text)


def _trimmed(pieces: Sequence[Piece]) -> list[Piece]:
    """Return pieces without the signs at their ends."""
    kept = list(pieces)
    while not kept[-1].text.strip(SIGNS):
        kept.pop()
    while not kept[0].text.strip(SIGNS):
        kept.pop(0)
    kept[-1] = kept[-1]._replace(text=kept[-1].text.rstrip(SIGNS))
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

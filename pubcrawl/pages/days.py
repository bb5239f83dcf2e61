"""Days in digits: where a page prints a day in words, or with the day first, as the site prints it."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from itertools import pairwise

from pubcrawl.pages.cues import is_prose, label
from pubcrawl.pages.document import Element, Piece
from pubcrawl.pages.people import is_name_list
from pubcrawl.pages.raw import HEADINGS, Part, RawLine, is_short, parts
from pubcrawl.text.dates import in_digits, is_date, is_day_first, written_day, written_month
from pubcrawl.text.words import DOTS

_MOST_TIMES = 8
"""Times of a line; one with more of them is no line of facts."""
_LONGEST_LABEL = 4
"""Words of the longest label in front of a date."""
_MANY = 3
_YEAR = re.compile(r"[0-9]{4}")
SIGN = re.compile(rf"[{DOTS}|\n()]|(?<=\s)[—–-](?=\s)")
"""What parts a day from what stands beside it."""
_WORD = re.compile(r"[^\s,;.](?:\S*[^\s,;.])?")
_SIGNS_OF_LIST = " \t\n\r,;."
_BEFORE_DAYS = ("on", "le", "du", "au")
"""The last words of labels such as "Submitted on"."""


def with_days(lines: Sequence[RawLine], elements: Sequence[Element]) -> list[RawLine]:
    """Return lines with their days in digits: as a `<time>` says for machines, else as they are printed."""
    if any(e.datetime for e in elements):
        lines = [line._replace(pieces=_times_in_digits(line.pieces, elements)) for line in lines]
    return _printed_in_digits(lines, elements)


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
    said = [p.text.strip(" ,;&") for p in beside if p.inline == around]
    words = any(len(text.split()) > _LONGEST_LABEL and not is_name_list(text) for text in said)
    return words and is_prose("".join(piece.text for piece in line))


def _printed_in_digits(lines: Sequence[RawLine], elements: Sequence[Element]) -> list[RawLine]:
    """Return the lines with the days in digits that stand alone in their element, between signs, or behind a label."""
    dated = [i for i, line in enumerate(lines) if is_short(line) and any(_YEAR.search(p.text) for p in line.pieces)]
    read = [
        (i, part)
        for i in dated
        for part in _dated_parts(lines[i].pieces)
        if _YEAR.search(part.text) and not _is_in_sentence(lines[i].pieces, part.start, part.end - 1)
    ]
    headings = {i for i in dated if lines[i].path and elements[lines[i].path[-1]].tag in HEADINGS}
    held = [(i, part, _days(part.text, is_date)) for i, part in read]
    held = [(i, part, days) for i, part, days in held if i not in headings or _says_all(part.text, days)]
    day_first = is_day_first(part.text[slice(*span)] for _, part, days in held for span in days)
    held += _months(lines, elements, [(i, part, days) for i, part, days in held if i not in headings])
    told = list(lines)
    for i, part, days in sorted(held, key=lambda h: (-h[0], -h[1].start)):  # backwards, so that the ranges stay
        text = part.text
        for start, end in reversed(days):
            day = written_day(text[start:end], day_first=day_first) or written_month(text[start:end])
            text = f"{text[:start]}{day}{text[end:]}" if day else text
        if text != part.text:
            pieces = told[i].pieces
            told[i] = told[i]._replace(
                pieces=[*pieces[: part.start], pieces[part.start]._replace(text=text), *pieces[part.end :]]
            )
    return told


_Held = tuple[int, Part, list[tuple[int, int]]]
"""The number of a line, a part of it, and the ranges of that part's text that print a day."""


def _months(lines: Sequence[RawLine], elements: Sequence[Element], held: Sequence[_Held]) -> list[_Held]:
    """Return the parts that print a month and a year where other parts in such elements print days, or months alone.

    They are more than the days of the page, then. The heading of a group prints a month, too, but nothing else, and no
    month has two.
    """
    found: dict[Hashable, list[_Held]] = defaultdict(list)
    dated: Counter[Hashable] = Counter()
    for i, part, days in held:
        around = (*lines[i].path, *lines[i].pieces[part.start].inline)
        look: Hashable = elements[around[-1]][:2] if around else None
        dated[look] += bool(days)
        if not days and (months := _days(part.text, written_month)):
            found[look].append((i, part, months))
    told: list[_Held] = []
    for look, parts_of_look in found.items():
        said = {part.text[slice(*span)] for _, part, spans in parts_of_look for span in spans}
        beside = all(len(parts(lines[i].pieces)) > 1 for i, _, _ in parts_of_look)
        enough = len(parts_of_look) > max(_MANY - 1, dated.total())
        own = enough and (beside or len(said) < len(parts_of_look))
        told += parts_of_look if own or dated[look] > 1 else []
    return told


def _dated_parts(pieces: Sequence[Piece]) -> list[Part]:
    """Return the parts of a line; the whole line where it is a day in several elements, as on a leaf of a calendar."""
    text = " ".join("".join(piece.text for piece in pieces).split())
    return [Part(0, len(pieces), text)] if is_date(text) else parts(pieces)


def _says_all(text: str, days: Sequence[tuple[int, int]]) -> bool:
    return days == [(len(text) - len(text.lstrip()), len(text.rstrip()))]


def _days(text: str, is_day: Callable[[str], object]) -> list[tuple[int, int]]:
    """Return the ranges of a text that print a day and stand between signs, or behind a label of a few words."""
    found = []
    signs = [(0, 0), *(sign.span() for sign in SIGN.finditer(text)), (len(text), len(text))]
    for (_, start), (end, _) in pairwise(signs):
        words = list(_WORD.finditer(text, start, end))
        for first in range(min(len(words), _LONGEST_LABEL + 1)):
            day = (words[first].start(), words[-1].end())
            if is_day(text[slice(*day)]) and _announces_day(text[start : day[0]].strip(_SIGNS_OF_LIST)):
                found.append(day)
                break
    return found


def _announces_day(lead: str) -> bool:
    """Say whether what stands before a day is nothing, or a label such as "Date:" and "Posted on"."""
    return not lead or lead.endswith(":") or label(lead) == "date" or lead.rsplit(maxsplit=1)[-1] in _BEFORE_DAYS

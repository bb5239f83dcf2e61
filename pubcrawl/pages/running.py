"""Publications in text without markup: lines are all there is, and the see-more marker tells where one starts.

What is sure is read; what is not becomes a flag. A line in front of an abstract is its title only when the two
share words, because extractors are known to drop titles and leave a title before a stranger's abstract.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile

from pubcrawl.items import Span
from pubcrawl.pages.cues import date_then, ends
from pubcrawl.pages.document import Block
from pubcrawl.pages.fields import Fields, join_abstract
from pubcrawl.pages.people import has_profile, is_name_list
from pubcrawl.text.dates import is_date
from pubcrawl.text.furniture import is_furniture
from pubcrawl.text.marker import MARKER, abstract_start
from pubcrawl.text.venues import is_venue
from pubcrawl.text.words import PROSE, title_overlap

_TITLE_WORDS = 30
_SENTENCE_BREAK = re.compile(r"[a-zà-ÿ]{3}[.!]\s+[A-ZÀ-Ý]")


@dataclass
class _Entry:
    """One publication while its lines are being collected."""

    head: list[str] = field(default_factory=list)
    abstract: list[str] = field(default_factory=list)
    date: str | None = None
    venue: str | None = None

    @property
    def closed(self) -> bool:
        return self.date is not None or self.venue is not None


def read_running(blocks: Sequence[Block]) -> list[Fields]:
    """Read publications from lines in the site's order: title, authors, abstract, date, venue."""
    pairs = ((b.text, date_then(b.text) if len(b.text) < 2 * PROSE else None) for b in blocks)
    lines = [fact for text, both in pairs for fact in both or (text,)]
    people = {b.text: b.spans for b in blocks if has_profile(b)}
    if not any(MARKER.search(line) or is_venue(line) for line in lines):
        return []
    return [_fields(e, people) for e in _collect(lines, dict(_abstracts(lines)))]


def _abstracts(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield (first line, line of the marker) of each abstract; a long line stands for both without markers."""
    marked = [i for i, line in enumerate(lines) if MARKER.search(line)]
    for before, i in pairwise([-1, *marked]):
        yield abstract_start(lines, i, before + 1), i
    for i, line in enumerate(() if marked else lines):
        if len(line) >= PROSE and not is_furniture(line) and (i == 0 or len(lines[i - 1]) < PROSE):
            yield i, i


def _collect(lines: Sequence[str], starts: dict[int, int]) -> list[_Entry]:
    entries: list[_Entry] = []
    head: list[str] = []
    i = 0
    while i < len(lines):
        start, i = i, starts.get(i, i) + 1
        line = lines[start]
        if start in starts:
            _release(entries, head, join_abstract(lines[start:i]) or "")
            entries.append(_Entry(head=list(head), abstract=list(lines[start:i])))
            head.clear()
        elif is_furniture(line):
            _release(entries, head, None)
            head.clear()
        elif is_date(line) or is_venue(line):
            i = _close(lines, start, entries, head)
        else:
            head.append(line)
    _release(entries, head, None)
    return entries


def _release(entries: list[_Entry], waiting: list[str], following: str | None) -> None:
    """Give the lines that continue the last abstract back to it; those that head the next stay waiting."""
    if not entries or entries[-1].closed or not waiting:
        return
    last = entries[-1].abstract[-1]
    cut = _continuation(last, waiting) if following is None else len(waiting) - _head_length(last, waiting, following)
    entries[-1].abstract += waiting[:cut]
    del waiting[:cut]


def _continuation(before: str, lines: Sequence[str]) -> int:
    """How many lines carry an abstract on where nothing says where it ends."""
    for count, (previous, line) in enumerate(pairwise([before, *lines])):
        if ends(previous) and not (ends(line) and len(line) >= PROSE // 2):
            return count
    return len(lines)


def _head_length(before: str, lines: Sequence[str], following: str) -> int:
    """How many of the last lines are the title and authors of the abstract that follows."""
    names = sum(1 for _ in takewhile(is_name_list, reversed(lines)))
    if names == len(lines):
        return names if ends(before) else 0
    title = lines[-1 - names]
    previous = lines[-2 - names] if len(lines) > names + 1 else before
    told = title_overlap(title, following) > 0
    return names + 1 if told and _is_title(title) and ends(previous) else 0


def _is_title(line: str) -> bool:
    """Say whether a line has the form of a title rather than of sentences."""
    sentences = _SENTENCE_BREAK.search(line) or line.rstrip().endswith(".")
    return not sentences and line[:1].isupper() and len(line.split()) <= _TITLE_WORDS


def _close(lines: Sequence[str], i: int, entries: list[_Entry], waiting: list[str]) -> int:
    """End a publication at its date and venue; return the index behind them."""
    date = lines[i].strip() if is_date(lines[i]) else None
    i += date is not None
    venue = None
    follows = i < len(lines) and not is_date(lines[i]) and not MARKER.search(lines[i]) and not is_furniture(lines[i])
    if follows and (is_venue(lines[i]) or (date and len(lines[i]) < PROSE and not ends(lines[i]))):  # a pair
        venue = lines[i].strip()
        i += 1
    if not entries or entries[-1].closed:
        entries.append(_Entry(head=list(waiting)))
    else:
        entries[-1].abstract += waiting
    waiting.clear()
    entries[-1].date, entries[-1].venue = date, venue
    return i


def _fields(entry: _Entry, people: Mapping[str, tuple[Span, ...]]) -> Fields:
    abstract = join_abstract(entry.abstract)
    lines = list(entry.head)
    flags = []
    if not entry.abstract and len(lines) > 1 and not is_name_list(lines[-1]) and ends(lines[-1]):
        abstract = lines.pop()
    title = lines[0] if lines and _heads(lines[0], abstract, people) else None
    names = lines[1:] if title else lines
    if title and abstract and title_overlap(title, abstract) == 0:
        title, names = None, []
        flags.append("title_unsure")
    if not all(map(is_name_list, names)):
        names = [n for n in names if is_name_list(n)]
        flags.append("authors_unsure")
    if title is None:
        flags.append("title_missing")
    authors = [r for n in names for r in (Span(text="\n"), *people.get(n, (Span(text=n),)))][1:]
    return Fields(
        title=title, authors=tuple(authors), abstract=abstract, date=entry.date, venue=entry.venue, flags=tuple(flags)
    )


def _heads(line: str, abstract: str | None, people: Mapping[str, tuple[Span, ...]]) -> bool:
    """Say whether a line is the title; one that looks like a name is, when its abstract takes up its words."""
    return line not in people and (not is_name_list(line) or title_overlap(line, abstract or "") > 0)

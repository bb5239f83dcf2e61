"""Entries: papers of a round-up that are told in one paragraph each, parted into title, people, text and link."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from pubcrawl.pages.cues import is_prose, names_link
from pubcrawl.pages.document import Block, Element, Piece
from pubcrawl.pages.people import is_name_list
from pubcrawl.pages.whitespace import split_pieces
from pubcrawl.text.names import BYLINE, without_notes
from pubcrawl.text.words import PROSE

_AGAIN = 2
_FEWEST_WORDS = 2
"""Words of the shortest title that leads a text."""
_BEHIND_TITLE = re.compile(rf"[\s,.:–—(-]*(?:{BYLINE}\s)?\s*", re.IGNORECASE)
_END = re.compile(r"(?<![.:)])[.:)]++\s++|(?<!\s)\s++[–—-]\s++")
"""What may stand between people and the text behind them."""
_PEOPLE_LAST = re.compile(
    rf"(?P<before>.*[.!?…”\"]\s*[(–—-]\s*(?:{BYLINE}\s)?)(?P<people>[^()]+?)[\s;,.)]*", re.IGNORECASE | re.DOTALL
)
_SIGNS = " \u00a0,;.:()[]–—-"
_Part = tuple[str, list[Piece]]
"""A field, and its pieces of the line."""


def with_entries_parted(blocks: Sequence[Block], elements: Sequence[Element]) -> list[Block]:
    """Return lines, those that tell of a whole paper each parted into its fields, where two in elements alike do so."""
    found = {i: parts for i, block in enumerate(blocks) if (parts := _parts(block, elements))}
    kinds = {i: (len(blocks[i].path), elements[blocks[i].path[-1]].tag) for i in found}
    named = {i for i, (title, *_) in found.items() if is_name_list("".join(p.text for p in title[1]))}
    alike = Counter(kind for i, kind in kinds.items() if i not in named)  # who leads a text may be its author
    parted = {i for i, kind in kinds.items() if alike[kind] >= _AGAIN}
    return [line for i, b in enumerate(blocks) for line in (_parted(b, found[i]) if i in parted else [b])]


def _parted(block: Block, parts: Sequence[_Part]) -> Iterator[Block]:
    for i, (field, pieces) in enumerate(parts):
        yield replace(block, pieces=tuple(pieces), gap=block.gap and i == 0, mark=field)


def _parts(block: Block, elements: Sequence[Element]) -> list[_Part]:
    """Return the fields of a line that starts with a title, in bold or linked, and goes on with people and a text."""
    if len(block.text) < PROSE or not block.path or block.mark:  # a person says what it is
        return []

    def leads(piece: Piece) -> bool:
        strong = any(elements[e].tag in ("strong", "b") for e in piece.inline)
        return strong or piece.href is not None or not piece.text.strip()

    title = list(takewhile(leads, block.pieces))
    rest = list(block.pieces[len(title) :])
    said = "".join(p.text for p in title).strip(_SIGNS)
    if not rest or len(said.split()) < _FEWEST_WORDS or is_prose(said):
        return []
    links: list[Piece] = []
    while rest and (names_link(rest[-1].text.strip(_SIGNS)) or not rest[-1].text.strip(_SIGNS)):
        links[:0] = [rest.pop()]
    found = _people_first(rest) or _people_last(rest)
    if not found:
        return []
    linked = [p for p in links if p.href]
    return [("title", _stripped(title)), *found, *([("links", linked)] if linked else [])]


def _people_first(rest: Sequence[Piece]) -> list[_Part]:
    """Return people and text, of a line that goes on with people behind its title, up to a full stop or a bracket."""
    text = "".join(p.text for p in rest)
    start = _BEHIND_TITLE.match(text)
    at = start.end() if start else 0
    ends = [end for end in _END.finditer(text, at) if is_name_list(without_notes(text[at : end.start()]))]
    if not ends or not is_prose(text[ends[-1].end() :].strip()):
        return []
    before, behind = split_pieces(rest, ends[-1].end())
    people = split_pieces(split_pieces(before, at)[1], ends[-1].start() - at)[0]
    return [("authors", _stripped(people)), ("abstract", _stripped(behind, ends=False))]


def _people_last(rest: Sequence[Piece]) -> list[_Part]:
    """Return text and people, of a line that ends with people behind its text, in brackets or behind a dash."""
    text = "".join(p.text for p in rest)
    found = _PEOPLE_LAST.fullmatch(text)
    if not found or not is_name_list(without_notes(found["people"]).strip()):
        return []
    start = _BEHIND_TITLE.match(text)
    at = start.end() if start else 0
    said = found["before"].rstrip(" \u00a0([–—-")
    body = split_pieces(split_pieces(rest, at)[1], len(said) - at)[0]
    people = split_pieces(split_pieces(rest, found.end("before"))[1], len(found["people"]))[0]
    return [("abstract", _stripped(body, ends=False)), ("authors", _stripped(people))]


def _stripped(pieces: Sequence[Piece], *, ends: bool = True) -> list[Piece]:
    """Return pieces without the white space around them, and without signs too where they hold no text."""
    signs = _SIGNS if ends else " \u00a0"
    kept = [p for p in pieces if p.text]
    while kept and not kept[0].text.strip(signs):
        del kept[0]
    while kept and not kept[-1].text.strip(signs):
        del kept[-1]
    if kept:
        kept[0] = kept[0]._replace(text=kept[0].text.lstrip(signs))
        kept[-1] = kept[-1]._replace(text=kept[-1].text.rstrip(signs))
    return kept

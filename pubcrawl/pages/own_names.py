"""Own names: the institute's name at people of a round-up, brought behind each of them as "(Amii)"."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pubcrawl.pages.document import Block, Element, Piece
from pubcrawl.pages.legends import OWN_NAME_BEHIND, is_own_name
from pubcrawl.pages.paper_cues import people_of
from pubcrawl.pages.people import is_name, is_name_list, is_one_name, without_byline
from pubcrawl.text.words import DOTS, SHAPES, STARS

_BETWEEN = re.compile(rf"((?:(?<!\s)\s++)?[,;{DOTS}|&]\s*+|(?:\A|\s)(?:and|et)\s++)")
"""What stands between two people."""
_OWN = (
    r"(?:(?:from|at|of|our) )?(?:the )?amii(?: (?:authors?|researchers?|people|team|fellows?|members?|contributors?))?"
)
_OWN_LABEL = re.compile(rf"{_OWN}\s*:\s*", re.IGNORECASE)
_OWN_HEAD = re.compile(rf"{_OWN}\s*:?", re.IGNORECASE)
_OTHERS = re.compile(
    r"(?:(?:together |in collaboration )?with:?|avec:?|co-?authors?:|collaborators?:)\s+", re.IGNORECASE
)
"""What leads the line of those who are of no institute of ours, behind the line of its own people."""
_OTHERS_HEAD = re.compile(
    r"(?:together |in collaboration )?with|others?|co-?authors?|collaborators?|avec", re.IGNORECASE
)
_SIGNS = f" \u00a0{STARS}{SHAPES}†‡"


def with_own_names(blocks: Sequence[Block], elements: Sequence[Element]) -> Iterator[Block]:
    """Yield lines in which the institute's name stands behind each of its people.

    It may stand in a line or an element of its own behind somebody, before a list of people, or above their column.
    """
    heads = [(block.text.strip(), cell) for block in blocks if (cell := _cell(block, elements))]
    columns: dict[tuple[int, int] | None, bool] = dict.fromkeys(
        (cell for text, cell in heads if _OWN_HEAD.fullmatch(text)), True
    )
    tables = {cell[0] for cell in columns if cell}
    columns |= {cell: False for text, cell in heads if cell[0] in tables and _OTHERS_HEAD.fullmatch(text)}
    before: Block | None = None
    for block in (_told_before(_with_own_name(b), columns, elements) for b in blocks):
        if before and (joined := _joined(before, block)):
            before = joined
            continue
        if before:
            yield before
        before = block
    if before:
        yield before


def _joined(before: Block, block: Block) -> Block | None:
    """Return a line of people with what the next says of them, or whom it names beside the institute's own."""
    if is_own_name(block.text) and is_name_list(people_of(before)):
        return replace(before, pieces=(*before.pieces, Piece(OWN_NAME_BEHIND)))
    others = _OTHERS.match(block.text) if before.mark == "authors" else None
    if others and is_name_list(block.text[others.end() :]):
        return replace(before, pieces=(*before.pieces, Piece(", "), *_without_start(block, others.end()).pieces))
    return None


def _told_before(block: Block, columns: Mapping[tuple[int, int] | None, bool], elements: Sequence[Element]) -> Block:
    """Return a line, with the institute's name behind each of its people where a label or a column says so."""
    label = _OWN_LABEL.match(block.text)
    rest = _without_start(block, label.end()) if label else block
    own = True if label else columns.get(_cell(block, elements))
    if own is None or block.mark or not is_name_list(rest.text):
        return block
    return replace(rest, pieces=tuple(map(_with_each_told, rest.pieces)) if own else rest.pieces, mark="authors")


def _without_start(block: Block, length: int) -> Block:
    kept = []
    for piece in block.pieces:
        text = piece.text[length:]
        length = max(length - len(piece.text), 0)
        kept += [piece._replace(text=text)] if text else []
    return replace(block, pieces=tuple(kept))


def _with_each_told(piece: Piece) -> Piece:
    parts = _BETWEEN.split(piece.text)
    told = (f"{part.rstrip()}{OWN_NAME_BEHIND}" if _is_somebody(part) else part for part in parts)
    return piece._replace(text="".join(told))


def _is_somebody(text: str) -> bool:
    return is_name(text.strip()) or is_one_name(text)


def _cell(block: Block, elements: Sequence[Element]) -> tuple[int, int] | None:
    """Return the table and the column that a line stands in; None outside of tables."""
    cell = next((elements[e] for e in reversed(block.path) if elements[e].tag in ("td", "th")), None)
    table = next((e for e in reversed(block.path) if elements[e].tag == "table"), None)
    return (table, cell.column) if cell and table is not None else None


def _ends_in_name(text: str) -> bool:
    return _is_somebody(without_byline(_BETWEEN.split(text.strip(f" ,;{DOTS}|"))[-1]))


def _with_own_name(block: Block) -> Block:
    """Return a line with the institute's name in parentheses, where an element behind names says nothing else."""
    if len(block.pieces) == 1:
        return block
    pieces, before = [], ""
    for piece in block.pieces:
        own = piece.inline and is_own_name(piece.text) and _ends_in_name(before)
        pieces.append(Piece(OWN_NAME_BEHIND) if own else piece)
        before = piece.text if piece.text.strip(_SIGNS) else before  # a sign may stand beside it
    return replace(block, pieces=tuple(pieces)) if pieces != list(block.pieces) else block

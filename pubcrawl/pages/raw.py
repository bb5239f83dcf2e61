"""A line of a page before it is split into its fields, and what each element of it says."""

from collections.abc import Sequence
from typing import NamedTuple

from pubcrawl.pages.document import Piece
from pubcrawl.text.words import DOTS

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
SIGNS = f" \t\n\r{DOTS}|,;:–—-/"
"""What stands between two facts of a line."""
_LONGEST_LINE = 400
"""Characters of a line that is searched for facts in elements of their own."""


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


class Part(NamedTuple):
    """What one element of a line says in a row: the range of its pieces, and its text."""

    start: int
    end: int
    text: str


def parts(pieces: Sequence[Piece]) -> list[Part]:
    """Return what each element of a line says, in order."""
    found: list[Part] = []
    start = 0
    for end in range(1, len(pieces) + 1):
        if end == len(pieces) or pieces[end].inline != pieces[start].inline:
            held = pieces[start].text if end == start + 1 else "".join([p.text for p in pieces[start:end]])
            found.append(Part(start, end, held))
            start = end
    return found


def is_short(line: RawLine) -> bool:
    """Say whether a line may be one of facts."""
    return sum(len(piece.text) for piece in line.pieces) <= _LONGEST_LINE

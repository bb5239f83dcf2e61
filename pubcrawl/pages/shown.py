"""A line as a reader sees it: white space as shown, inline elements that hold a whole card one a line."""

import re
from collections.abc import Iterator

from pubcrawl.pages.marker import Piece
from pubcrawl.stages.marker import MARKER, at_cut

_SPACE = re.compile(r"(?<![ \t])[ \t]*+[\n\r\f][ \t\n\r\f]*")
_ISO_DATE = re.compile(r"\s*\d{4}-\d{2}-\d{2}\s*")


def by_child(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Split a line at its outermost inline elements, but never at a marker."""
    groups: list[list[Piece]] = []
    for piece in pieces:
        same = groups and groups[-1][-1].inline[:1] == piece.inline[:1]
        if same or (groups and not piece.inline and not piece.text.strip()):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    joined: list[list[Piece]] = []
    for group in groups:
        text = "".join(p.text for p in group).lstrip()
        if joined and (MARKER.match(text) or _ends_in_marker(joined[-1])):
            joined[-1] += group
        else:
            joined.append(group)
    yield from joined


def _ends_in_marker(group: list[Piece]) -> bool:
    text = "".join(p.text for p in group).rstrip()
    return any(found.end() == len(text) for found in MARKER.finditer(text))


def holds_card(pieces: list[Piece]) -> bool:
    """Say whether one line of inline elements holds the fields of a card."""
    children = ["".join(p.text for p in group).strip() for group in by_child(pieces)]
    if len(children) < 3:  # noqa: PLR2004  a title and one more field at least, besides the cue
        return False
    if any(_ISO_DATE.fullmatch(c) for c in children):
        return True
    found = [m for c in children[1:] if (m := MARKER.search(c)) and at_cut(c[: m.start()])]
    return bool(found)


def shown(line: list[Piece]) -> tuple[Piece, ...]:
    """The pieces of a line with white space as a reader sees it: breaks are spaces, the ends are bare."""
    kept: list[Piece] = []
    for piece in line:
        text = _SPACE.sub(" ", piece.text)
        if not kept or kept[-1].text.endswith(" "):
            text = text.lstrip(" \t\n\r\f") if not kept else text[text.startswith(" ") :]
        if text:
            kept.append(Piece(text=text, href=piece.href, inline=piece.inline))
    while kept and not kept[-1].text.rstrip():
        kept.pop()
    if kept:
        kept[-1] = Piece(text=kept[-1].text.rstrip(), href=kept[-1].href, inline=kept[-1].inline)
    return tuple(kept)

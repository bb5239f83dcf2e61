"""White space: the text's own is kept, what pretty-printed HTML put between tags is dropped."""

import re
from collections.abc import Sequence
from itertools import accumulate

from pubcrawl.pages.document import Piece
from pubcrawl.text.marker import CUT, MARKER

_TOGGLE = re.compile(r"\s*+(?:(?:…|\.\.\.)\s*+)?\(?(see more|voir plus)\)?\s*", re.IGNORECASE)
_INDENTED = re.compile(r"(?<![ \t])[ \t]*+[\n\r]\s*")
_CLOSER = re.compile(
    r"\s*+(?:\(?(?:(?:see|show|read|view) less|(?:voir|lire|afficher) moins)\)?|[△▲▴⌃]\s*+(?:less|moins))\s*",
    re.IGNORECASE,
)


def toggle_text(text: str, *, opened: bool = False) -> str | None:
    """Return the see-more marker that a link or button stands for, "" for a see-less one, None for any other.

    `opened` says that the marker's parenthesis stands before the link, and so not in it.
    """
    if _CLOSER.fullmatch(text):
        return ""
    found = _TOGGLE.fullmatch(text)
    if not found:
        return None
    core = text.strip()
    return core if opened or MARKER.fullmatch(core) or core.startswith("(") else f"… ({found[1].lower()})"


def close_ranks(pieces: Sequence[Piece], text: str) -> list[Piece]:
    """Drop the white space that pretty-printing put around a marker standing in an element of its own.

    `text` is the joined text of the pieces.

    Inside one text node every character is the abstract's. In other nodes white space that holds a line
    break is the printer's, unless the marker stands at its place only with it; `CUT` decides.
    """
    found = MARKER.search(text) if ")" in text else None
    if not found:
        return list(pieces)
    start, end = found.span()
    before, marked = split_pieces(pieces, start)
    kept = before
    if _printed(before) != CUT:
        drawn = _trimmed(before, piece_at(pieces, start), at=-1)
        bare = [*before[:-1], *(_with_text(p, p.text.rstrip()) for p in before[-1:] if p.text.strip())]
        kept = bare if _printed(drawn) != CUT and _printed(bare) == CUT else drawn
    tightened = len(kept) < len(before) and "\n" not in before[-1].text
    marker, after = split_pieces(marked, end - start)
    return [*kept, *marker, *_trimmed(after, piece_at(pieces, end - 1), at=0, spaces=tightened)]


_CUT_FROM = 60
"""Characters of a text from which a page may cut it, where the dots have no element of their own."""


def close_cut(line: Sequence[Piece]) -> list[Piece]:
    """Drop the dots that a page shows in an element of a text until somebody unfolds the rest behind them."""
    kept: list[Piece] = []
    length = sum(len(piece.text) for piece in line)
    rest: Piece | None = None
    for piece in reversed(line):
        length -= len(piece.text)
        bare = piece.text.rstrip().removesuffix("…").removesuffix("...")
        cut = rest is not None and len(bare) < len(piece.text.rstrip()) and piece.inline not in ((), rest.inline)
        if rest and bare.strip():
            cut = cut and length + len(bare) > _CUT_FROM and rest.text.lstrip()[:1].islower()
        if bare.strip() or not (cut and length):
            kept.append(_with_text(piece, bare if cut else piece.text))
        rest = piece if piece.text.strip() else rest
    return kept[::-1]


def _with_text(piece: Piece, text: str) -> Piece:
    return piece if text == piece.text else Piece(text, piece.href, piece.inline)


def _printed(pieces: Sequence[Piece]) -> int:
    """Length of a text as a reader sees it: breaks of the source are spaces, its indentation is nothing."""
    return len(_INDENTED.sub(" ", "".join(p.text for p in pieces).lstrip()))


def _trimmed(pieces: Sequence[Piece], inner: Piece, *, at: int, spaces: bool = False) -> list[Piece]:
    """Drop the printer's white space from the end (`at` -1) or the start (0) that the marker stands at.

    The marker is in the text node `inner`; with `spaces`, nodes of nothing but blanks are dropped as well.
    """
    kept = list(pieces)
    if kept and _same_node(kept[at], inner) and kept[at].text.strip():
        return kept
    while kept:
        text = kept[at].text
        bare = text.rstrip() if at else text.lstrip()
        blank = text[len(bare) :] if at else text[: len(text) - len(bare)]
        if "\n" in blank or (spaces and not bare):
            kept[at] = _with_text(kept[at], bare)
        if kept[at].text:
            break
        kept.pop(at)
    return kept


def _same_node(part: Piece, whole: Piece) -> bool:
    """Say whether a piece was cut from another; the parts of a node share its elements and its text."""
    return part.inline == whole.inline and part.href == whole.href and part.text in whole.text


def split_pieces(pieces: Sequence[Piece], offset: int) -> tuple[list[Piece], list[Piece]]:
    """Cut pieces in two at an offset of their joined text."""
    left: list[Piece] = []
    right: list[Piece] = []
    for piece in pieces:
        if head := piece.text[: max(offset, 0)]:
            left.append(_with_text(piece, head))
        if tail := piece.text[max(offset, 0) :]:
            right.append(_with_text(piece, tail))
        offset -= len(piece.text)
    return left, right


def piece_at(pieces: Sequence[Piece], offset: int) -> Piece:
    """Return the piece that holds an offset of the joined text."""
    behind = accumulate(len(p.text) for p in pieces)
    return next(piece for piece, end in zip(pieces, behind, strict=True) if offset < end)


_SPACE = re.compile(r"(?<![ \t])[ \t]*+[\n\r\f][ \t\n\r\f]*")


def shown(line: list[Piece], *, behind_marker: bool = False) -> tuple[Piece, ...]:
    """Return the pieces of a line as a browser shows them: a line break is a space, and no space stands at the ends.

    A space at its start that no printer put there is the text's own behind a see-more marker, which may cut anywhere.
    """
    if len(line) == 1 and not behind_marker:
        bare = _SPACE.sub(" ", line[0].text).lstrip(" \t\n\r\f").rstrip()
        return (_with_text(line[0], bare),) if bare else ()
    kept: list[Piece] = []
    for piece in line:
        text = _SPACE.sub(" ", piece.text)
        if not kept or kept[-1].text.endswith(" "):
            text = text.lstrip(" \t\n\r\f") if not kept else text[text.startswith(" ") :]
        if text:
            kept.append(_with_text(piece, text))
    while kept and not kept[-1].text.rstrip():
        kept.pop()
    if kept:
        kept[-1] = _with_text(kept[-1], kept[-1].text.rstrip())
    first = next((p.text for p in line if p.text), "")
    if behind_marker and kept and first[:1] == " " and not first[: len(first) - len(first.lstrip())].strip(" "):
        kept[0] = _with_text(kept[0], f" {kept[0].text}")
    return tuple(kept)

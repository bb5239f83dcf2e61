"""White space: the text's own is kept, what pretty-printed HTML put between tags is dropped."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pubcrawl.pages.document import Piece
from pubcrawl.text.marker import CUT, MARKER, at_cut

_TOGGLE = re.compile(r"\s*+(?:(?:…|\.\.\.)\s*+)?\(?(see more|voir plus)\)?\s*", re.IGNORECASE)
_INDENTED = re.compile(r"(?<![ \t])[ \t]*+[\n\r]\s*")
_CLOSER = re.compile(r"\s*\(?(?:see less|show less|voir moins)\)?\s*", re.IGNORECASE)


def toggle_text(text: str) -> str | None:
    """Return the see-more marker that a link or button stands for, "" for a see-less one, None for any other."""
    if _CLOSER.fullmatch(text):
        return ""
    found = _TOGGLE.fullmatch(text)
    if not found:
        return None
    core = text.strip()
    return core if MARKER.fullmatch(core) or core.startswith("(") else f"… ({found[1].lower()})"


def close_ranks(pieces: Sequence[Piece]) -> list[Piece]:
    """Drop the white space that pretty-printing put around a marker standing in an element of its own.

    Inside one text node every character is the abstract's. In other nodes white space that holds a line
    break is the printer's, unless the marker stands at its place only with it; `CUT` decides.
    """
    found = MARKER.search("".join(p.text for p in pieces))
    if not found:
        return list(pieces)
    start, end = found.span()
    before, after = _split(pieces, start), _split(pieces, end)
    kept_before, whole = list(before[0]), _printed(before[0])
    if whole != CUT:
        drawn = _end_trimmed(kept_before, inner=pieces[_index(pieces, start)])
        bare = [*kept_before[:-1], *_stripped(kept_before[-1:])] if kept_before else []
        kept_before = bare if _printed(drawn) != CUT and _printed(bare) == CUT else drawn
    tightened = len(kept_before) < len(before[0]) and "\n" not in "".join(p.text for p in before[0][-1:])
    rest = _start_trimmed(after[1], inner=pieces[_index(pieces, end - 1)], spaces=tightened)
    return [*kept_before, *_split(before[1], end - start)[0], *rest]


def _printed(pieces: Sequence[Piece]) -> int:
    """Length of a text as a reader sees it: breaks of the source are spaces, its indentation is nothing."""
    return len(_INDENTED.sub(" ", "".join(p.text for p in pieces).lstrip()))


def _stripped(pieces: Sequence[Piece]) -> list[Piece]:
    return [replace(p, text=p.text.rstrip()) for p in pieces if p.text.strip()]


def _end_trimmed(pieces: Sequence[Piece], inner: Piece) -> list[Piece]:
    """Drop the printer's white space from the end; `inner` is the text node the marker starts in."""
    kept = list(pieces)
    if kept and _same_node(kept[-1], inner) and kept[-1].text.strip():
        return kept
    while kept:
        bare = kept[-1].text.rstrip()
        if "\n" in kept[-1].text[len(bare) :]:
            kept[-1] = replace(kept[-1], text=bare)
        if kept[-1].text:
            break
        kept.pop()
    return kept


def _start_trimmed(pieces: Sequence[Piece], inner: Piece, *, spaces: bool) -> list[Piece]:
    """Drop the printer's white space from the start; with `spaces`, nodes of nothing but blanks as well."""
    kept = list(pieces)
    if kept and _same_node(kept[0], inner) and kept[0].text.strip():
        return kept
    while kept:
        bare = kept[0].text.lstrip()
        if "\n" in kept[0].text[: len(kept[0].text) - len(bare)] or (spaces and not bare):
            kept[0] = replace(kept[0], text=bare)
        if kept[0].text:
            break
        kept.pop(0)
    return kept


def _same_node(part: Piece, whole: Piece) -> bool:
    """Say whether a piece was cut from another; the parts of a node share its elements and its text."""
    return part.inline == whole.inline and part.href == whole.href and part.text in whole.text


def _split(pieces: Sequence[Piece], offset: int) -> tuple[list[Piece], list[Piece]]:
    """Cut pieces in two at an offset of their joined text."""
    left: list[Piece] = []
    right: list[Piece] = []
    for piece in pieces:
        head, tail = piece.text[: max(offset, 0)], piece.text[max(offset, 0) :]
        offset -= len(piece.text)
        left += [replace(piece, text=head)] if head else []
        right += [replace(piece, text=tail)] if tail else []
    return left, right


def _index(pieces: Sequence[Piece], offset: int) -> int:
    """Index of the piece that holds an offset of the joined text."""
    for i, piece in enumerate(pieces):
        offset -= len(piece.text)
        if offset < 0:
            return i
    return len(pieces) - 1


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
    """Return the pieces of a line as a browser shows them: a line break is a space, and no space stands at the ends."""
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

"""White space: the text's own is kept, what pretty-printed HTML put between tags is dropped."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from pubcrawl.pages.cues import is_count, is_name_list, is_prose
from pubcrawl.pages.document import Piece
from pubcrawl.text.marker import CUT, MARKER, at_cut
from pubcrawl.text.venues import is_venue

_TOGGLE = re.compile(r"\s*+(?:(?:…|\.\.\.)\s*+)?\(?(see more|voir plus)\)?\s*", re.IGNORECASE)
_INDENTED = re.compile(r"(?<![ \t])[ \t]*+[\n\r]\s*")
_CLOSER = re.compile(r"\s*\(?(?:see less|show less|voir moins)\)?\s*", re.IGNORECASE)


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


def close_ranks(pieces: Sequence[Piece]) -> list[Piece]:
    """Drop the white space that pretty-printing put around a marker standing in an element of its own.

    Inside one text node every character is the abstract's. In other nodes white space that holds a line
    break is the printer's, unless the marker stands at its place only with it; `CUT` decides.
    """
    found = MARKER.search("".join(p.text for p in pieces))
    if not found:
        return list(pieces)
    start, end = found.span()
    before, marked = _split(pieces, start)
    kept = before
    if _printed(before) != CUT:
        drawn = _trimmed(before, _piece_at(pieces, start), at=-1)
        bare = [*before[:-1], *(replace(p, text=p.text.rstrip()) for p in before[-1:] if p.text.strip())]
        kept = bare if _printed(drawn) != CUT and _printed(bare) == CUT else drawn
    tightened = len(kept) < len(before) and "\n" not in before[-1].text
    marker, after = _split(marked, end - start)
    return [*kept, *marker, *_trimmed(after, _piece_at(pieces, end - 1), at=0, spaces=tightened)]


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
            kept[at] = replace(kept[at], text=bare)
        if kept[at].text:
            break
        kept.pop(at)
    return kept


def _same_node(part: Piece, whole: Piece) -> bool:
    """Say whether a piece was cut from another; the parts of a node share its elements and its text."""
    return part.inline == whole.inline and part.href == whole.href and part.text in whole.text


def _split(pieces: Sequence[Piece], offset: int) -> tuple[list[Piece], list[Piece]]:
    """Cut pieces in two at an offset of their joined text."""
    left: list[Piece] = []
    right: list[Piece] = []
    for piece in pieces:
        if head := piece.text[: max(offset, 0)]:
            left.append(replace(piece, text=head))
        if tail := piece.text[max(offset, 0) :]:
            right.append(replace(piece, text=tail))
        offset -= len(piece.text)
    return left, right


def _piece_at(pieces: Sequence[Piece], offset: int) -> Piece:
    """Return the piece that holds an offset of the joined text."""
    behind = accumulate(len(p.text) for p in pieces)
    return next(piece for piece, end in zip(pieces, behind, strict=True) if offset < end)


_SPACE = re.compile(r"(?<![ \t])[ \t]*+[\n\r\f][ \t\n\r\f]*")
_SEPARATOR = re.compile(
    r"(?<!\s)\s++[·•|]\s*|[·•|;]\s+|(?<=\s)[/–—-]\s+|[,:]\s+|(?<=\d{4}-\d{2}-\d{2})\s+|(?<=\d{4}-\d{2}-\d{2}[)\]])\s+|(?<!\s)\s++(?=[(\[]?\d{4}-\d{2}-\d{2})"
)
_ISO_DATE = re.compile(r"[\s(\[]*\d{4}-\d{2}-\d{2}[\s)\].,;]*")


_BETWEEN = " \t\n\r,;·•|&/"
"""What stands between two people of a row, besides a word."""


def _before_separator(text: str) -> str:
    """Return a text without what parts it from the person behind it."""
    for word in ("", " and", " et"):
        text = text.rstrip(_BETWEEN).removesuffix(word)
    return text.strip(_BETWEEN)


def _is_people(text: str) -> bool:
    return is_name_list(text) or (text.isalpha() and text[:1].isupper())


def by_child(pieces: list[Piece]) -> list[list[Piece]]:
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
        before = "".join(p.text for p in joined[-1]).strip() if joined else ""
        core = _before_separator(before)
        between = _is_people(before) and not _before_separator(f" {text}")
        row = core != before and _is_people(core) and _is_people(text)
        if joined and (between or row or MARKER.match(text) or ends_in_marker(joined[-1])):
            joined[-1] += group
        else:
            joined.append(group)
    return joined


def by_fact(pieces: list[Piece]) -> list[list[Piece]]:
    """Split a line around what is a date, a venue or a count alone, by its element or by separators; never prose."""
    line = "".join(p.text for p in pieces)
    if MARKER.search(line) or len(line) >= _LONGEST_ROW or any(is_prose(p.text.strip()) for p in pieces):
        return [pieces]
    bounds = _bounds(pieces, line)
    edges = [0, *(edge for bound in bounds for edge in bound), len(line)]
    tokens = [line[a:b].strip() for a, b in zip(edges[::2], edges[1::2], strict=True)]
    inline = [bool(_piece_at(pieces, min(a, len(line) - 1)).inline) for a in edges[::2]] if line else []
    groups: list[list[Piece]] = []
    rest, taken = list(pieces), 0
    for i, (start, end) in enumerate(bounds):
        left, right = tokens[i], tokens[i + 1]
        dated = any(map(_ISO_DATE.fullmatch, (left, right)))
        between = line[start:end].strip()
        if ":" in between:
            parted = _ISO_DATE.fullmatch(left) is not None
        elif end > start:
            parted = is_venue(left) or (dated and (between != "" or is_venue(right) or left.endswith((")", "]"))))
        else:
            parted = (
                dated
                or (inline[i] and _is_fact(left))
                or (inline[i + 1] and _is_fact(right) and not left.endswith("@"))
            )
        if parted:
            group, rest = _split(rest, start - taken)
            groups.append(group)
            rest = _split(rest, end - start)[1]
            taken = end
    return [*groups, rest]


_LONGEST_ROW = 3 * CUT
"""Characters of a line that may hold facts in a row."""


def _is_fact(token: str) -> bool:
    return is_count(token) or (is_venue(token) and not token.startswith("("))


def _bounds(pieces: Sequence[Piece], line: str) -> list[tuple[int, int]]:
    """Return where a line may be split: at its separators, and where one of its outermost elements ends."""
    found: list[tuple[int, int]] = []
    for start, end in (m.span() for m in _SEPARATOR.finditer(line)):
        if found and found[-1][1] == start:  # such as a space and the dash behind it
            start = found.pop()[0]  # noqa: PLW2901
        found.append((start, end))
    ends = accumulate(len(p.text) for p in pieces)
    for (piece, behind), end in zip(pairwise(pieces), ends, strict=False):
        if piece.inline[:1] != behind.inline[:1] and not any(a <= end <= b for a, b in found):
            found.append((end, end))
    return sorted(found)


def ends_in_marker(group: list[Piece]) -> bool:
    """Say whether a line ends in a see-more marker."""
    text = "".join(p.text for p in group).rstrip()
    return any(found.end() == len(text) for found in MARKER.finditer(text))


def holds_card(pieces: list[Piece]) -> bool:
    """Say whether one line of inline elements holds the fields of a card."""
    children = ["".join(p.text for p in group).strip() for group in by_child(pieces)]
    if len(children) < 3:  # noqa: PLR2004  a title and one more field at least, besides the cue
        return False
    marked = ((c, m) for c in children[1:] if (m := MARKER.search(c)))
    return any(map(_ISO_DATE.fullmatch, children)) or any(at_cut(c[: m.start()]) for c, m in marked)


def shown(line: list[Piece], *, behind_marker: bool = False) -> tuple[Piece, ...]:
    """Return the pieces of a line as a browser shows them: a line break is a space, and no space stands at the ends.

    A space at its start that no printer put there is the text's own behind a see-more marker, which may cut anywhere.
    """
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
    first = next((p.text for p in line if p.text), "")
    if behind_marker and kept and first[:1] == " " and not first[: len(first) - len(first.lstrip())].strip(" "):
        kept[0] = replace(kept[0], text=f" {kept[0].text}")
    return tuple(kept)

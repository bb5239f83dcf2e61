"""Cards that have no element of their own: lines under one parent, cut at the line that leads each card."""

from collections.abc import Sequence

from pubcrawl.pages.cues import are_names, has_profile, is_date, is_name_list, is_prose, label, only_links
from pubcrawl.pages.document import Block, Tree
from pubcrawl.text.furniture import is_furniture
from pubcrawl.text.marker import MARKER
from pubcrawl.text.venues import is_venue
from pubcrawl.text.words import PROSE

_OUTSIDE = frozenset(("h1", "h2", "nav", "footer", "aside"))
_LEADERS = ("dt", "summary", "h2", "h3", "h4", "h5", "h6", "strong", "b")


def flat_cards(tree: Tree, parent: int, cues: Sequence[int]) -> list[tuple[Block, ...]]:
    """Cut the lines under an element into cards.

    A card starts at a leading element (`dt`, a heading, a bold line) or behind an empty line; where a page
    offers neither, behind a venue line, and that is for the grammar of plain text to tell. The parent is -1 for
    the whole page; cues are the lines that hold a see-more marker or a venue.
    """
    start, end = tree.range(parent) if parent >= 0 else (0, len(tree.blocks))
    starts = _led(tree, start, end, cues) or _gapped(tree, start, end, cues)
    if not starts:
        return []
    starts = _same_level(tree, starts, cues)
    cards: list[Sequence[Block]] = []
    for low, high in zip(starts, [*starts[1:], end], strict=True):
        stop = low
        while stop < high and (stop == low or any(stop <= c < high for c in cues)):
            start, stop = stop, _stop(tree, low, stop, high)  # what stands behind a venue has lost its leader
            cards.append(tree.blocks[start:stop])
            if stop == start:
                break
    return [tuple(c) for c in cards if c and _is_card(c)]


def led_inside(tree: Tree, element: int) -> set[int]:
    """Return the parent of the titles in an element that was taken for one card; nothing where it has but one title."""
    lines = [b for b in tree.inside(element) if not label(b.text)]
    first = lines[0].path if lines else ()
    if len(first) < 2 or tree.tag(first[-1]) not in _LEADERS:  # noqa: PLR2004  a lead and its parent
        return set()
    same = [b for b in lines if b.path[:-1] == first[:-1] and tree.tag(b.path[-1]) == tree.tag(first[-1])]
    return {first[-2]} if len({b.path[-1] for b in same}) > 1 and element in first[:-1] else set()


def _led(tree: Tree, start: int, end: int, cues: Sequence[int]) -> list[int]:
    """Starts of cards by the leading element that stands before most of them."""
    gaps = _gaps(tree, start, cues)
    best: tuple[int, list[int]] = (0, [])
    for tag in _LEADERS:
        leads = [i for i in range(start, end) if _leads(tree, i, tag)]
        covered = sum(any(before <= i <= cue for i in leads) for before, cue in gaps)
        best = max(best, (covered, leads), key=lambda b: b[0])
    return best[1] if 2 * best[0] >= len(gaps) else []


def _leads(tree: Tree, index: int, tag: str) -> bool:
    block = tree.blocks[index]
    if is_furniture(block.text) or label(block.text):
        return False
    if tag in ("strong", "b"):
        return {tuple(tree.tag(e) for e in p.inline[:1]) for p in block.pieces} == {(tag,)}
    return tag in [tree.tag(e) for e in block.path[-2:]]


def _gaps(tree: Tree, start: int, cues: Sequence[int]) -> list[tuple[int, int]]:
    """The stretches in which a new card must start: from the end of one card to the first cue of the next."""
    found = []
    before, closed = start, True
    for cue in cues:
        marked = MARKER.search(tree.blocks[cue].text) is not None
        found += [(before, cue)] if marked or closed else []
        before, closed = cue + 1, not marked
    return found


def _gapped(tree: Tree, start: int, end: int, cues: Sequence[int]) -> list[int]:
    """Starts of cards by empty lines, when every stretch between two of them can be one card."""
    starts = [i for i in range(start, end) if i == start or tree.blocks[i].gap]
    bounds = list(zip(starts, [*starts[1:], end], strict=True))
    for low, high in bounds:
        lines = [b.text for b in tree.blocks[low:high]]
        if sum(map(is_venue, lines)) > 1 or sum(MARKER.search(t) is not None for t in lines) > 1:
            return []
    cued = [(low, high) for low, high in bounds if any(low <= c < high for c in cues)]
    whole = all(high - low > 1 and not is_date(tree.blocks[low].text) for low, high in cued)
    return starts if cued and whole and len(starts) > 1 else []


def _same_level(tree: Tree, starts: list[int], cues: Sequence[int]) -> list[int]:
    """Keep the starts that stand where the starts of sure cards stand, and lie between them."""
    sure = {max((s for s in starts if s <= c), default=starts[0]) for c in cues}
    places = {tree.blocks[s].path[:-1] for s in sure}
    return [s for s in starts if tree.blocks[s].path[:-1] in places or s in sure]


def _stop(tree: Tree, lead: int, low: int, high: int) -> int:
    """End of a card: at furniture, at a higher heading, or behind its date, venue and links."""
    level = tree.blocks[lead].path[:-1]
    venue = marked = False
    for i in range(low, high):
        block = tree.blocks[i]
        again = MARKER.search(block.text) is not None
        outside = is_furniture(block.text) or block.path[: len(level)] != level
        if i > low and (outside or any(tree.tag(e) in _OUTSIDE for e in block.path[len(level) :])):
            return i
        if marked and (again or (i > low and has_profile(block) and are_names(block))):
            return i
        if venue and not (is_date(block.text) or is_venue(block.text) or only_links(block)):
            return i
        venue, marked = venue or is_venue(block.text), marked or again or len(block.text) >= 2 * PROSE
    return high


def _is_card(blocks: Sequence[Block]) -> bool:
    rest = [b.text for b in blocks[1:]]
    told = any(is_venue(t) or is_prose(t) or MARKER.search(t) or is_name_list(t) for t in rest)
    return told or MARKER.search(blocks[0].text) is not None or any(b.hrefs for b in blocks)

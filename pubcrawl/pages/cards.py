"""The cards of a page: which elements or lines hold one publication each.

A card is told by what it says and by others of its shape, never by a class name. A page that holds publications, but
no longer the cues we read them by, is layout drift and never an empty page.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from pubcrawl.errors import LayoutDrift
from pubcrawl.pages.cues import (
    are_names,
    bare,
    has_profile,
    is_date,
    is_name_list,
    is_set_as_heading,
    label,
    work_links,
)
from pubcrawl.pages.document import Block, Tree, shared_path
from pubcrawl.pages.flat import flat_cards, led_inside
from pubcrawl.text.address import split
from pubcrawl.text.furniture import is_furniture
from pubcrawl.text.marker import MARKER, at_cut
from pubcrawl.text.venues import is_venue
from pubcrawl.text.words import PROSE

_MANY = 3


def crowded_cards(tree: Tree, cues: Sequence[int], full: Collection[int]) -> frozenset[int]:
    """Return those elements of `full`, taken for several cards, that are one card with two lines a card has once."""
    sound = {_shape(tree, e) for i in cues for e in tree.blocks[i].path if e not in full}
    around = {e for i in cues for e in tree.blocks[i].path if e in full}
    return frozenset(e for e in around if _shape(tree, e) in sound and _is_one(tree, e))


def _shape(tree: Tree, element: int) -> tuple[int, str, frozenset[str]]:
    return tree.parent(element), tree.tag(element), tree.look(element)


def _is_one(tree: Tree, element: int) -> bool:
    """Say whether nothing in an element stands in it twice: no abstract, no date, no venue in the same place."""
    blocks = tree.inside(element)
    marked = sum(MARKER.search(b.text) is not None for b in blocks)
    dated = sum(is_date(b.text) for b in blocks)
    venues = [tree.place(b, element) for b in blocks if is_venue(b.text)]
    return marked <= 1 and dated <= 1 and len(set(venues)) == len(venues)


@dataclass(frozen=True, kw_only=True)
class Card:
    """The lines of one publication, and the element around them (-1 where they have none)."""

    blocks: tuple[Block, ...]
    root: int = -1


def is_cue(block: Block) -> bool:
    """Say whether a line is one that only a publication has: a see-more marker or a venue with its status."""
    return MARKER.search(block.text) is not None or is_venue(block.text)


@dataclass(frozen=True, kw_only=True)
class Found:
    """The cards of a page in document order, and stretches of text whose cards nothing sets apart."""

    cards: tuple[Card, ...]
    running: tuple[tuple[Block, ...], ...]


def find_cards(tree: Tree) -> Found:
    """Return the cards of a page with markup; none when no line is a cue."""
    cues = [i for i, block in enumerate(tree.blocks) if is_cue(block) and not is_aside(tree, block)]
    full = _overfull(tree, cues)
    full -= crowded_cards(tree, cues, full)
    wrapped, loose = _split_by_kind(tree, cues, full)
    cards = _wrapped_cards(tree, wrapped, full)
    running = []
    for parent, members in loose.items():
        led = flat_cards(tree, parent, members)
        cards += [Card(blocks=c) for c in led]
        if not led:
            running.append(tuple(tree.inside(parent) if parent >= 0 else tree.blocks))
    cards = [c for c in cards if _is_work(tree, c.blocks)]
    order = {id(b): i for i, b in enumerate(tree.blocks)}
    return Found(cards=tuple(sorted(cards, key=lambda c: order[id(c.blocks[0])])), running=tuple(running))


def is_aside(tree: Tree, block: Block) -> bool:
    """Say whether a line stands in navigation or an aside, where no publication is listed."""
    return bool(block.path) and tree.within(block.path[-1], "nav", "aside")


def _overfull(tree: Tree, cues: Sequence[int]) -> frozenset[int]:
    """Elements too large for one card: two markers, two venues, or something no card ever holds."""
    markers: Counter[int] = Counter()
    venues: Counter[int] = Counter()
    full: set[int] = set()
    for i in cues:
        block = tree.blocks[i]
        (venues if is_venue(block.text) else markers).update(block.path)
    said = Counter(block.text for block in tree.blocks)
    for block in tree.blocks:
        about_page = is_furniture(block.text) and said[block.text] < _MANY  # what each card says is the card's own
        if block.path and (tree.tag(block.path[-1]) == "h1" or about_page or is_aside(tree, block)):
            full.update(block.path)
    return frozenset(full | {e for c in (markers, venues) for e, n in c.items() if n > 1})


def _split_by_kind(tree: Tree, cues: Sequence[int], full: frozenset[int]) -> tuple[list[int], dict[int, Sequence[int]]]:
    """Sort the cues into elements that are whole cards, and lines of cards without an element, by parent."""
    by_parent: dict[int, list[tuple[int, int]]] = {}
    for i in cues:
        block = tree.blocks[i]
        root = next((e for e in block.path if e not in full), -1)  # the largest that is not overfull
        parent = tree.parent(root) if root >= 0 else (block.path[-1] if block.path else -1)
        by_parent.setdefault(parent, []).append((i, root))
    wrapped: list[int] = []
    loose: dict[int, Sequence[int]] = {}
    for parent, members in by_parent.items():
        lines, roots = zip(*members, strict=True)
        if inner := {p for root in roots if root >= 0 for p in led_inside(tree, root)}:
            loose |= dict.fromkeys(inner, lines)
        elif min(roots) < 0 or 2 * sum(_is_part(tree.inside(root)) for root in roots) > len(roots):
            loose[parent] = lines
        else:
            wrapped += dict.fromkeys(roots)
    return wrapped, loose


def _is_part(blocks: Sequence[Block]) -> bool:
    """Say whether lines are one field of a card rather than a card: a date and venue, or an abstract."""
    lines = [b.text for b in blocks if not label(b.text)]
    marked = any(MARKER.search(t) for t in lines)
    dated = any(is_date(t) or is_venue(t) for t in lines)
    if marked and dated:
        return False
    if dated:
        return all(is_date(t) or is_venue(t) for t in lines)
    before = next(i for i, t in enumerate(lines) if MARKER.search(t))
    return before == 0 or at_cut(MARKER.split("\n".join(lines[: before + 1]))[0])


def _wrapped_cards(tree: Tree, roots: list[int], full: frozenset[int]) -> list[Card]:
    roots = [_unheaded(tree, part) for r in roots for part in _unmerged(tree, r)]
    if len(roots) == 1:
        roots = [_tightened(tree, roots[0])]
    shapes = Counter(tree.tags(r) for r in roots)
    for tags in sorted(shapes, key=lambda s: (-shapes[s], -len(s))):
        level = [r for r in _descend(tree, roots, tags) if tree.tags(r) == tags]
        if any(_is_credible(b) for r in level for b in tree.inside(r)):
            others = [r for r in roots if not set(level) & set(tree.below(r)) and r not in level]
            stray = [r for r in others if any(_is_credible(b) for b in tree.inside(r)) and not _news(tree, r)]
            found = {*level, *_siblings(tree, level, full), *stray}
            return [Card(blocks=tuple(tree.inside(r)), root=r) for r in found]
    return []


def _is_work(tree: Tree, lines: Sequence[Block]) -> bool:
    """Say whether what looks like a card tells of a work, and is no news or newsletter in a card's clothes."""
    host = split(tree.document.url).hostname
    outward = any(split(span.href or "").hostname != host for span in work_links(lines))
    people = any(are_names(b) or is_name_list(bare(b.text, "authors")) for b in lines[1:])
    return outward or people or any(is_venue(b.text) or _is_cut(b) for b in lines)


def _news(tree: Tree, root: int) -> bool:
    texts = [b.text for b in tree.inside(root)]
    return any(map(is_date, texts)) and not any(map(is_venue, texts))


def _descend(tree: Tree, roots: list[int], tags: tuple[str, ...]) -> list[int]:
    """Replace a root that swallowed its neighbours (a column with one cue) by the elements of the shape in it."""
    return [e for root in roots for e in [e for e in tree.below(root) if tree.tags(e) == tags] or [root]]


def _unmerged(tree: Tree, root: int) -> Iterable[int]:
    """Split an element that holds several cards because only one of them has a cue."""
    waiting = [root]
    while waiting:
        parts = _parts(tree, inner := waiting.pop())
        waiting += reversed(parts)
        yield from () if parts else (inner,)


def _parts(tree: Tree, root: int) -> list[int]:
    for element in tree.below(root):
        groups: dict[tuple[int, str, frozenset[str]], list[int]] = {}
        for child in tree.children(element):
            groups.setdefault(_shape(tree, child), []).append(child)
        for group in groups.values():
            if sum(_leads_like_card(tree, c) for c in group) > 1 and all(len(tree.inside(c)) > 1 for c in group):
                return group
    return []


def _unheaded(tree: Tree, root: int) -> int:
    """Return the card in an element that holds one card below the heading of a group, such as a month."""
    lines = tree.inside(root)
    if not is_set_as_heading(tree, lines[0]):
        return root
    start, end = tree.range(root)
    inner = next((e for e in tree.below(root) if tree.range(e) == (start + 1, end)), root)
    return inner if any(is_set_as_heading(tree, b) and not label(b.text) for b in tree.inside(inner)) else root


def _tightened(tree: Tree, root: int) -> int:
    """The smallest element that still holds all lines of an element."""
    while len(tree.inside(root)) > 1 and [tree.range(c) for c in tree.children(root)] == [tree.range(root)]:
        [root] = tree.children(root)
    return root


def _leads_like_card(tree: Tree, element: int) -> bool:
    lines = tree.inside(element)
    first = lines[0].text
    if len(lines) < 2 or is_date(first) or MARKER.search(first) or len(first) >= PROSE or first.endswith("."):  # noqa: PLR2004  a title alone is no card
        return False
    return not (has_profile(lines[0]) or label(first) or is_name_list(first) or is_venue(first))


def _is_credible(block: Block) -> bool:
    """Say whether a line is a sure sign of a publication; a marker elsewhere may be a news teaser."""
    return is_venue(block.text) or has_profile(block) or _is_cut(block)


def _is_cut(block: Block) -> bool:
    """Say whether a line has a see-more marker where the site puts it."""
    found = MARKER.search(block.text)
    return found is not None and at_cut(block.text[: found.start()])


def _siblings(tree: Tree, cards: list[int], full: frozenset[int]) -> list[int]:
    """Elements of the cards' shape beside them: cards without an abstract, or with a short one."""
    around = shared_path([tree.chain[c][:-1] for c in cards])
    tags = tree.tags(cards[0])
    look = frozenset.intersection(*map(tree.look, cards))
    places = {tree.bare_place(b, c) for c in cards for b in tree.inside(c)}
    titles = {tree.bare_place(_lead(tree, c), c) for c in cards}
    found = []
    within = around[-2:-1] or around  # one step further out, where groups hold the cards
    for element in tree.below(within[0]) if within else tree.chain:
        if tree.tags(element) != tags or element in cards or element in full:
            continue
        lines = [b for b in tree.inside(element) if not label(b.text)]
        if not lines or is_aside(tree, lines[0]):
            continue
        same_look = bool(look) and look <= tree.look(element)
        fits = all(tree.bare_place(b, element) in places for b in tree.inside(element))
        titled = tree.bare_place(_lead(tree, element), element) in titles
        if (same_look and (fits or _says_card(lines))) or (fits and titled and _says_card(lines)):
            found.append(element)
    return found


def _lead(tree: Tree, element: int) -> Block:
    """The line where a card's title would stand: the first that is no date, no venue and no label."""
    lines = tree.inside(element)
    return next((b for b in lines if not (is_date(b.text) or is_venue(b.text) or label(b.text))), lines[0])


def _says_card(lines: Sequence[Block]) -> bool:
    return any(are_names(b) or is_date(b.text) or len(b.text) >= PROSE for b in lines[1:])


def explain_absence(tree: Tree) -> None:
    """Stop the reading of a page that shows what looks like publications, but none of the cues of one.

    Under the heading anything counts that holds prose or people; elsewhere, where people have biographies and
    supervisors, only elements that repeat.

    Raises:
        LayoutDrift: saying what was seen.
    """
    heading = [i for i, b in enumerate(tree.blocks) if b.text.strip().lower() == "publications"]
    main = any(tree.tag(e) == "main" for e in tree.chain)
    for block in tree.blocks[heading[-1] + 1 :] if heading else ():
        inside = block.path and tree.within(block.path[-1], "main")
        people = inside and has_profile(block) and are_names(block)
        if not is_aside(tree, block) and (inside or not main) and (people or len(block.text) >= PROSE):
            raise LayoutDrift("text under the heading, but neither a see-more marker nor a venue line in it")
    kinds: Counter[tuple[int, str, frozenset[str]]] = Counter()
    for element in tree.chain:
        lines = tree.inside(element)
        if len(lines) > 1 and not is_aside(tree, lines[0]) and not any(is_furniture(b.text) for b in lines):
            told = any(len(b.text) >= PROSE or (has_profile(b) and are_names(b)) for b in lines[1:])
            kinds[_shape(tree, element)] += told
    if any(n > 2 for n in kinds.values()):  # noqa: PLR2004  promotions come in ones and twos
        raise LayoutDrift("repeated entries, but neither a see-more marker nor a venue line among them")

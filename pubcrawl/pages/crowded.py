"""Cards that say more than one card should: a title that reads like a venue, a line of furniture in an abstract.

Such a card looks like an element around several cards. What tells it apart are its neighbours: sound cards of the
same shape, in the same element.
"""

from collections.abc import Collection, Sequence

from pubcrawl.pages.cues import is_date, is_venue
from pubcrawl.pages.tree import Tree
from pubcrawl.stages.marker import MARKER


def crowded_cards(tree: Tree, cues: Sequence[int], full: Collection[int]) -> frozenset[int]:
    """Return the elements that are one card although they were taken for several.

    Args:
        tree: the page.
        cues: indices of the lines that hold a see-more marker or a venue.
        full: the elements that were taken for several.
    """
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

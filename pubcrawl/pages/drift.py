"""Drift: a page that holds publications, but no longer the cues we read them by. It is never an empty page."""

from collections import Counter

from pubcrawl.pages.cards import is_aside
from pubcrawl.pages.cues import PROSE, are_names, has_profile
from pubcrawl.pages.tree import Tree
from pubcrawl.stages.furniture import is_furniture


class LayoutDrift(Exception):
    """The page shows publications, but no longer by the cues we read them by."""


def explain_absence(tree: Tree) -> None:
    """Raise when a page without cues still shows what looks like publications.

    Under the heading anything counts that holds prose or people; elsewhere, where people have biographies and
    supervisors, only elements that repeat.

    Raises:
        LayoutDrift: saying what was seen.
    """
    heading = [i for i, b in enumerate(tree.blocks) if b.text.strip().lower() == "publications"]
    main = any(tree.tag(e) == "main" for e in tree.chain)
    for block in tree.blocks[heading[-1] + 1 :] if heading else ():
        inside = block.path and tree.within(block.path[-1], frozenset(("main",)))
        people = inside and has_profile(block) and are_names(block)
        if not is_aside(tree, block) and (inside or not main) and (people or len(block.text) >= PROSE):
            raise LayoutDrift("text under the heading, but neither a see-more marker nor a venue line in it")
    kinds: Counter[tuple[int, str, frozenset[str]]] = Counter()
    for element in tree.chain:
        lines = tree.inside(element)
        if len(lines) > 1 and not is_aside(tree, lines[0]) and not any(is_furniture(b.text) for b in lines):
            told = any(len(b.text) >= PROSE or (has_profile(b) and are_names(b)) for b in lines[1:])
            kinds[tree.parent(element), tree.tag(element), tree.look(element)] += told
    if any(n > 2 for n in kinds.values()):  # noqa: PLR2004  promotions come in ones and twos
        raise LayoutDrift("repeated entries, but neither a see-more marker nor a venue line among them")

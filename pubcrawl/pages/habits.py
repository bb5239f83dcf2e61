"""Habits of a page: where each field stands in its cards, learned from the lines that leave no doubt."""

from collections import Counter
from collections.abc import Sequence

from pubcrawl.pages.blocks import Block
from pubcrawl.pages.cards import Card
from pubcrawl.pages.cues import PROSE, are_names, has_profile, label
from pubcrawl.pages.tree import Tree
from pubcrawl.stages.marker import MARKER


class Habits:
    """Where the fields stand in the cards of one page, learned from the lines that leave no doubt."""

    def __init__(self, tree: Tree, cards: Sequence[Card]) -> None:
        self._tree = tree
        seen: dict[str, Counter[tuple[str, ...]]] = {k: Counter() for k in ("title", "authors", "abstract")}
        for card in cards:
            lines = [b for b in card.blocks if not label(b.text)]
            for i, block in enumerate(lines):
                kind = self._sure(lines, i, block)
                if kind:
                    seen[kind][self.place(card, block)] += 1
        self._places = {k: c.most_common(1)[0][0] for k, c in seen.items() if c}

    @staticmethod
    def _sure(lines: Sequence[Block], index: int, block: Block) -> str | None:
        if MARKER.search(block.text) or len(block.text) >= 2 * PROSE:
            return "abstract"
        if has_profile(block) and are_names(block):
            return "authors"
        return "title" if index == 0 and len(lines) > 1 else None

    def place(self, card: Card, block: Block) -> tuple[str, ...]:
        """Return where a line stands in its card."""
        return self._tree.place(block, card.root)

    def says(self, card: Card, block: Block) -> str | None:
        """Return the field whose place, and no other's, a line stands in."""
        place = self.place(card, block)
        kinds = [k for k, p in self._places.items() if p == place]
        return kinds[0] if len(kinds) == 1 and card.root >= 0 else None

    def is_not(self, card: Card, block: Block, kind: str) -> bool:
        """Say whether a line stands elsewhere than a field that has a place of its own on this page."""
        own = self._places.get(kind)
        shared = own is None or any(p == own for k, p in self._places.items() if k != kind)
        return card.root >= 0 and not shared and self.place(card, block) != own

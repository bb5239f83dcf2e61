"""The elements of a document seen from its blocks: which lines an element holds, and what it looks like."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property

from pubcrawl.pages.blocks import Block, Document

_CHANGING = re.compile(r"odd|even|first|last|in-view|animation-done|active|is-\w+")


class Tree:
    """Index over a document's elements; an element is named by its index in `Document.elements`."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.blocks: Sequence[Block] = document.blocks
        self.chain: dict[int, tuple[int, ...]] = {}
        self._range: dict[int, tuple[int, int]] = {}
        for i, block in enumerate(self.blocks):
            for depth, element in enumerate(block.path):
                self.chain.setdefault(element, block.path[: depth + 1])
                self._range[element] = (self._range.get(element, (i, i))[0], i + 1)

    def range(self, element: int) -> tuple[int, int]:
        """Return the half-open range of the blocks inside an element."""
        return self._range[element]

    def inside(self, element: int) -> Sequence[Block]:
        """Return the blocks inside an element."""
        start, end = self._range[element]
        return self.blocks[start:end]

    @cached_property
    def _children(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for element, chain in self.chain.items():
            found.setdefault(chain[-2] if len(chain) > 1 else -1, []).append(element)
        return found

    def children(self, element: int) -> list[int]:
        """Return the elements directly inside an element that hold blocks, in document order."""
        return self._children.get(element, [])

    def below(self, element: int) -> Iterator[int]:
        """Yield an element and those inside it that hold blocks, in document order."""
        waiting = [element]
        while waiting:
            yield (inner := waiting.pop())
            waiting += reversed(self.children(inner))

    def parent(self, element: int) -> int:
        """Return the element around an element, -1 at the top."""
        chain = self.chain[element]
        return chain[-2] if len(chain) > 1 else -1

    def tags(self, element: int) -> tuple[str, ...]:
        """Return the tags from the top of the page down to an element."""
        return tuple(self.document.elements[e].tag for e in self.chain[element])

    def tag(self, element: int) -> str:
        """Return an element's tag."""
        return self.document.elements[element].tag

    def look(self, element: int) -> frozenset[str]:
        """Return the class words of an element that other elements of the page carry too.

        A word no other element has, such as `views-row-3` or a hash an instance, says nothing about a shape.
        """
        words = self.document.elements[element].classes
        return frozenset(c for c in words if self._words[c] > 1 and not _CHANGING.fullmatch(c))

    @cached_property
    def _words(self) -> Counter[str]:
        return Counter(c for element in self.document.elements for c in element.classes)

    def place(self, block: Block, root: int) -> tuple[str, ...]:
        """Return where a block stands inside an element: tags and lasting class words, outermost first."""
        inner = block.path[len(self.chain[root]) :] if root >= 0 else block.path
        return tuple(f"{self.tag(e)}{self.document.elements[e].column}.{'.'.join(sorted(self.look(e)))}" for e in inner)

    def bare_place(self, block: Block, root: int) -> tuple[str, ...]:
        """Return where a block stands inside an element by tags alone."""
        return tuple(self.tag(e) for e in block.path[len(self.chain[root]) :])

    def within(self, element: int, tags: frozenset[str]) -> bool:
        """Say whether an element is, or stands in, one of the tags."""
        return any(self.tag(e) in tags for e in self.chain[element])

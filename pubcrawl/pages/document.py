"""A document: a page as lines of text in order, each with its links and the elements it stands in."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, wraps
from itertools import accumulate, takewhile
from typing import NamedTuple, TypeVar
from urllib.parse import unquote

from pubcrawl.items import Span
from pubcrawl.pages.layout import Layout
from pubcrawl.text.address import is_profile, split
from pubcrawl.text.words import fold


class Piece(NamedTuple):
    """The text of one text node of a line.

    Attributes:
        text: the text, white space untouched.
        href: absolute address when the text is inside a link.
        inline: identities of the inline elements around it, outermost first; empty for bare text.
    """

    text: str
    href: str | None = None
    inline: tuple[int, ...] = ()


class NotAPage(ValueError):
    """The bytes are neither HTML nor text."""


class Element(NamedTuple):
    """One element around blocks: its tag, its class words, its parent's index (-1 for none), its table column.

    The tag is that of what it is to a reader, as `h3` for a `div` that is a heading; `written` is the page's own.
    `mark` is what a layout says of it: `unit`, `start`, a field, or a field of the line that starts a unit; `datetime`
    is that attribute of a `time` element.
    """

    tag: str
    classes: frozenset[str]
    parent: int
    column: int = 0
    mark: str | None = None
    datetime: str | None = None
    written: str = ""


@dataclass(frozen=True, kw_only=True)
class Block:
    """One line of text.

    Attributes:
        pieces: its text nodes in order, white space already as a reader sees it.
        path: indices of the elements around it, outermost first; empty in plain text.
        gap: True when an empty line or a rule stands before it.
        mark: the field that a layout says it is.
        datetime: what the `datetime` attribute of the element around all of it says.
    """

    pieces: tuple[Piece, ...]
    path: tuple[int, ...] = ()
    gap: bool = False
    mark: str | None = None
    datetime: str | None = None

    @cached_property
    def text(self) -> str:
        """The text of the line."""
        return "".join(p.text for p in self.pieces)

    @property
    def spans(self) -> tuple[Span, ...]:
        """The spans of the line: its text and its links, without the elements around them."""
        return tuple(Span(text=p.text, href=p.href) for p in self.pieces)

    @cached_property
    def hrefs(self) -> tuple[str, ...]:
        """The addresses the line links to, in order, each once."""
        return tuple(dict.fromkeys(p.href for p in self.pieces if p.href))


_Answer = TypeVar("_Answer")


def once(question: Callable[[Block], _Answer]) -> Callable[[Block], _Answer]:
    """Return a question about a block that is answered once for each block, and known from then on."""
    name = f"{question.__module__}.{question.__qualname__}"

    @wraps(question)
    def asked(block: Block) -> _Answer:
        known = block.__dict__
        if name not in known:
            known[name] = question(block)
        answer: _Answer = known[name]
        return answer

    return asked


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """A link of the page, wherever it stands: its address, its text, and its `rel` words."""

    href: str
    text: str
    rel: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Document:
    """A page, parsed once.

    Attributes:
        url: address of the page; relative links were resolved against it.
        blocks: its lines in order.
        elements: every element that holds a block.
        language: what `html[lang]` declares, lower case, without region.
        title: text of `<title>` or `og:title`, the longer one.
        anchors: every link, hidden ones included.
        structured: False for plain text, where lines are all there is.
        layout: what a person says of the places of the page.
    """

    url: str
    blocks: tuple[Block, ...]
    elements: tuple[Element, ...] = ()
    language: str | None = None
    title: str = ""
    anchors: tuple[Anchor, ...] = ()
    structured: bool = True
    layout: Layout = field(default_factory=Layout)


_Step = TypeVar("_Step", int, str)


def shared_path(paths: Sequence[tuple[_Step, ...]]) -> tuple[_Step, ...]:
    """Return the elements around all of the blocks or elements of some paths, or of some places, outermost first."""
    return tuple(step[0] for step in takewhile(lambda step: len(set(step)) == 1, zip(*paths, strict=False)))


_SPANS = frozenset("a abbr b cite em i small span strong time".split())
_CHANGING = re.compile(r"odd|even|first|last|in-view|animation-done|active|is-\w+")


class Tree:
    """Index over a document's elements; an element is named by its index in `Document.elements`.

    Attributes:
        links_people: False for a page whose people need no link to be told: what has the form of several names names
            them, as in the round-ups of a conference.
    """

    def __init__(self, document: Document, *, links_people: bool = True) -> None:
        self.document = document
        self.links_people = links_people
        self.blocks: Sequence[Block] = document.blocks
        self.chain: dict[int, tuple[int, ...]] = {}
        self._first: dict[int, int] = {}
        self._end: dict[int, int] = {}
        self._looks: dict[frozenset[str], frozenset[str]] = {}
        self._within: dict[tuple[str, ...], frozenset[int]] = {}
        self._steps: dict[tuple[str, frozenset[str], int], str] = {}
        self._bare: dict[tuple[tuple[int, ...], int], tuple[str, ...]] = {}
        for i, block in enumerate(self.blocks):
            for depth, element in enumerate(block.path):
                if element not in self.chain:
                    self.chain[element] = block.path[: depth + 1]
                    self._first[element] = i
                self._end[element] = i + 1

    def range(self, element: int) -> tuple[int, int]:
        """Return the half-open range of the blocks inside an element."""
        return self._first[element], self._end[element]

    def inside(self, element: int) -> Sequence[Block]:
        """Return the blocks inside an element."""
        return self.blocks[self._first[element] : self._end[element]]

    @cached_property
    def _children(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for element, chain in self.chain.items():
            found.setdefault(chain[-2] if len(chain) > 1 else -1, []).append(element)
        return found

    def children(self, element: int) -> list[int]:
        """Return the elements directly inside an element that hold blocks, in document order."""
        return self._children.get(element, [])

    @cached_property
    def _empty(self) -> dict[int, list[int]]:
        """The elements that hold no text, by the element they stand in."""
        found: dict[int, list[int]] = {}
        inline = {e for block in self.blocks for piece in block.pieces for e in piece.inline}
        for element, own in enumerate(self.document.elements):
            if element not in self.chain and element not in inline:
                found.setdefault(own.parent, []).append(element)
        return found

    @cached_property
    def _opened(self) -> list[int]:
        """The last element that was opened before each line, which may hold it or not."""
        return list(accumulate((max(b.path + b.pieces[0].inline, default=-1) for b in self.blocks), max))

    def starts(self, element: int) -> Iterator[tuple[int, int]]:
        """Yield the elements directly inside an element, those without a line too, each with the line it leads."""
        end = self._end[element] if element >= 0 else len(self.blocks)
        for child in sorted([*self.children(element), *self._empty.get(element, [])]):
            line = bisect_left(self._opened, child, hi=end)
            if line < end:
                yield child, line

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

    def tag_path(self, element: int) -> int:
        """Return a number that elements share which have the same tags from the top of the page down; -1 has 0."""
        return self._tag_paths[element]

    @cached_property
    def _tag_paths(self) -> dict[int, int]:
        numbers: dict[tuple[int, str], int] = {}
        found = {-1: 0}
        for element, chain in self.chain.items():  # an element comes behind those around it
            around = found[chain[-2] if len(chain) > 1 else -1]
            found[element] = numbers.setdefault((around, self.tag(element)), len(numbers) + 1)
        return found

    def tag(self, element: int) -> str:
        """Return an element's tag."""
        return self.document.elements[element].tag

    def look(self, element: int) -> frozenset[str]:
        """Return the class words of an element that other elements of the page carry too.

        A word no other element has, such as `views-row-3` or a hash an instance, says nothing about a shape.
        """
        words = self.document.elements[element].classes
        look = self._looks.get(words)
        if look is None:
            look = frozenset(c for c in words if self._words[c] > 1 and not _CHANGING.fullmatch(c))
            self._looks[words] = look
        return look

    @cached_property
    def _words(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for classes, times in Counter(element.classes for element in self.document.elements).items():
            found.update(dict.fromkeys(classes, times))
        return found

    @cached_property
    def _owner(self) -> frozenset[str]:
        """The words of the name in the address of somebody's page; none of other pages."""
        url = self.document.url
        slug = unquote(split(url).path).rstrip("/").rpartition("/")[2]
        return frozenset(fold(slug).split()) if is_profile(url) else frozenset()

    def names_owner(self, block: Block) -> bool:
        """Say whether an element of a line is the name of the person whose page this is."""
        if not self._owner:
            return False
        said = (frozenset(fold(piece.text).split()) for piece in block.pieces)
        return any(len(words) > 1 and words <= self._owner for words in said)

    def place(self, block: Block, root: int) -> tuple[str, ...]:
        """Return where a block stands inside an element: tags and lasting class words, outermost first."""
        inner = block.path[len(self.chain[root]) :] if root >= 0 else block.path
        return tuple(map(self._step, inner))

    def inner_step(self, block: Block) -> str:
        """Return the step of a place that the innermost element of a line would be; "" without an inline element."""
        inline = block.pieces[0].inline
        return self._step(inline[-1]) if inline else ""

    def _step(self, element: int) -> str:
        """Return one step of a place; a class says more than whether its element is a span or a link."""
        tag, classes, _, column = self.document.elements[element][:4]
        step = self._steps.get((tag, classes, column))
        if step is None:
            look = ".".join(sorted(self.look(element)))
            step = self._steps[tag, classes, column] = f"{'' if look and tag in _SPANS else tag}{column}.{look}"
        return step

    def bare_place(self, block: Block, root: int) -> tuple[str, ...]:
        """Return where a block stands inside an element by tags alone."""
        key = block.path, len(self.chain[root]) if root >= 0 else 0
        place = self._bare.get(key)
        if place is None:
            place = self._bare[key] = tuple(map(self.tag, key[0][key[1] :]))
        return place

    def same_heading(self, one: Block, other: Block) -> bool:
        """Say whether two blocks stand in one heading."""
        shared = shared_path((one.path, other.path))
        return any(self.tag(e) in ("h1", "h2", "h3", "h4", "h5", "h6") for e in shared)

    def within(self, element: int, *tags: str) -> bool:
        """Say whether an element is, or stands in, one of the tags."""
        if tags not in self._within:
            held: set[int] = set()
            for inner, chain in self.chain.items():
                if self.tag(inner) in tags or (len(chain) > 1 and chain[-2] in held):
                    held.add(inner)
            self._within[tags] = frozenset(held)
        return element in self._within[tags]

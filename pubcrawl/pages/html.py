"""HTML read into blocks by one walk over its tree, which keeps every character a reader could be shown.

Nothing is dropped for being hidden, because the rest of an abstract is; and where an element is left out,
the text behind it stays.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from urllib.parse import urljoin

from lxml import etree

from pubcrawl.pages.alike import depth_of, parted_alike
from pubcrawl.pages.badges import with_statuses
from pubcrawl.pages.cues import names_link
from pubcrawl.pages.days import with_days
from pubcrawl.pages.document import Anchor, Block, Document, Element, NotAPage, Piece, shared_path
from pubcrawl.pages.elements import (
    KINDS,
    Kind,
    contents,
    draws_formula,
    fills_paragraph,
    is_icon,
    is_menu,
    is_short_twin,
    kind_of,
    panels,
    text_of,
)
from pubcrawl.pages.layout import Layout
from pubcrawl.pages.parsing import parse
from pubcrawl.pages.people import are_several_names, is_name
from pubcrawl.pages.raw import RawLine
from pubcrawl.pages.rows import by_child, by_fact, ends_in_marker, holds_card, marks_people
from pubcrawl.pages.teasers import without_teasers
from pubcrawl.pages.whitespace import close_cut, close_ranks, shown, split_pieces, toggle_text
from pubcrawl.text.address import absolute, is_person, is_profile
from pubcrawl.text.email import REMOVED, spans_of_emails, without_emails
from pubcrawl.text.marker import MARKER
from pubcrawl.text.mathml import mathml_text
from pubcrawl.text.names import SCREEN_READER
from pubcrawl.text.raised import lower_text, raise_text

_ANCHORS = frozenset(("#", "¶", "🔗"))
"""What a link beside a heading says that leads to the heading."""
_MENU = 12
"""Lines of a menu that are read: enough to see that it is one."""
_BEFORE_NAME = (",", ";", " and", " et", "&")
_BEHIND_NAME = (",", ";", "and ", "et ", "&")
_NO_TARGET = ("#", "javascript:", "mailto:", "tel:", "data:", "/cdn-cgi/l/email-protection")
_MOST = 4_000_000
"""Elements and texts, each counted with the elements around it: ten thousand on a page of an institute."""
_STYLES = {
    "u": re.compile(r"text-decoration(?:-line)?\s*:\s*underline"),
    "b": re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)"),
}
"""The tags that editors write as a style."""
_MORE = re.compile(r"(?:(?:and|et)\s|\+\s?)?\d+ (?:more|others?|autres?)(?: authors?| auteurs?)?", re.IGNORECASE)
"""What stands where the rest of a list of people unfolds, which follows."""
_SAID = re.compile(r"[^\W_]|\ufffd")
_ODD = re.compile(r"[\d@()\[\]{}«“„\"]|email", re.IGNORECASE)
"""What a text of one piece must hold to be more than one line, or to hold an e-mail address."""
_LANGUAGE = re.compile(r"\s*([A-Za-z]{2,3})(?=[\s_-]|\Z)")


def read_html(text: str, url: str, layout: Layout | None = None) -> Document:
    """Read a page's HTML into a document, marked by a layout; broken HTML is repaired the way the parser does.

    Raises:
        NotAPage: it is larger, or nested deeper, than a page can be.
    """
    root = parse(text)
    layout = layout or Layout()
    walk = _Walk(_base(root, url), layout.mark(root), panels(root), contents(root))
    walk.run(root)
    language = _LANGUAGE.match(root.get("lang") or "")
    heads = [root.findtext(".//title") or "", *root.xpath("//meta[@property='og:title']/@content")]
    return Document(
        url=url,
        blocks=tuple(without_teasers(list(walk.finish()))),
        elements=tuple(walk.elements),
        language=language[1].lower() if language else None,
        title=without_emails(max((" ".join(h.split()) for h in heads), key=len)),
        anchors=tuple(_anchors(root, walk.base)),
        layout=layout,
    )


def _base(root: etree._Element, url: str) -> str:
    """Return what relative links are resolved against; a base that is no address counts for nothing."""
    try:
        return urljoin(url, str(root.xpath("string(//base/@href)")))
    except ValueError:
        return url


def _anchors(root: etree._Element, base: str) -> Iterator[Anchor]:
    for a in root.iter("a", "link"):
        href = a.get("href")
        if href and not href.startswith(_NO_TARGET):
            said = "".join(a.itertext()) if len(a) else a.text or ""
            text = without_emails(" ".join(said.split()))
            yield Anchor(href=absolute(base, href), text=text, rel=frozenset((a.get("rel") or "").lower().split()))


class _Walk:
    """The state of one walk: the line being read, and the elements around it."""

    def __init__(
        self,
        base: str,
        marks: Mapping[etree._Element, str],
        panels: Collection[etree._Element],
        contents: Collection[etree._Element],
    ) -> None:
        self.base = base
        self._marks = marks
        self._panels = panels
        self._contents = contents
        self.elements: list[Element] = []
        self._blocks: list[RawLine] = []
        self._open: tuple[int, ...] = ()  # block elements
        self._inline: tuple[int, ...] = ()
        self._hrefs: list[str | None] = [None]
        self._line: list[Piece] = []
        self._breaks = 0
        self._left = _MOST
        self._menu_end = 0
        self._cells: Counter[int] = Counter()  # by row
        self._classes: dict[str | None, frozenset[str]] = {None: frozenset()}

    def run(self, root: etree._Element) -> None:
        events = etree.iterwalk(root, events=("start", "end"))
        around: list[Kind] = []
        menu: etree._Element | None = None
        for event, node in events:
            if event == "end":
                self._end(around.pop())
                menu = None if node is menu else menu
                if node.tail:
                    self._text(node.tail)
                continue
            tag = node.tag
            if menu is not None and len(self._blocks) >= self._menu_end:
                kind: Kind = "skipped"
            else:
                kind = KINDS.get(tag) or kind_of(node, tag)
                if tag == "nav" and menu is None and node not in self._panels and is_menu(node, self._marks):
                    menu, self._menu_end = node, len(self._blocks) + _MENU
            around.append(kind)
            if self._start(node, tag, kind):
                events.skip_subtree()

    def _count(self) -> None:
        """Count an element or a text; what a page costs grows with what stands around each of them."""
        self._left -= 1 + len(self._open) + len(self._inline)
        if self._left < 0:
            raise NotAPage("it has more elements and texts so deep than any page")

    def _start(self, node: etree._Element, tag: str, kind: Kind) -> bool:
        """Enter an element; True when what is inside is already dealt with."""
        match kind:
            case "block" | "page":
                self._flush()
                self._open += (self._element(node, tag),)
                return self._inside(node, tag)
            case "inline":
                self._inline += (self._element(node, tag),)
                return self._inside(node, tag)
            case "plain":
                return self._inside(node, tag)
            case "control":
                return self._control(node, tag)
            case "break":
                self._flush()
                self._breaks = 2 if tag == "hr" or fills_paragraph(node) else self._breaks + 1
                return False
            case "script":
                self._script(tag, text_of(node))
            case "math":
                self._text(mathml_text(node))
            case "skipped":
                if tag == "script" and (node.get("type") or "").startswith("math/tex"):
                    self._text(f"${node.text or ''}$")
        return True

    def _inside(self, node: etree._Element, tag: str) -> bool:
        """Read the text an element starts with; True when the element is not read as text at all."""
        if self._is_unread(node, tag):
            return True
        if text := node.text:
            self._text(text)
        return False

    def _is_unread(self, node: etree._Element, tag: str) -> bool:
        """Say whether nobody reads an element as text: an icon, initials, a citation to copy, a formula drawn again."""
        if not len(node) and (text := node.text):
            if toggle_text(text) == "":  # the button that folds an abstract again
                return True
            if SCREEN_READER.fullmatch(text.strip()):
                return True
            if _MORE.fullmatch(text.strip()) and node.getnext() is not None and not (node.tail or "").strip():
                self._text(", ")
                return True
        if tag == "pre":
            return text_of(node).lstrip().startswith("@")
        if node.get("aria-hidden") != "true":
            return False
        return (
            is_short_twin(node)
            or draws_formula(node)
            or (is_icon(node) and not MARKER.search("".join(p.text for p in self._line)))
        )

    def _control(self, node: etree._Element, tag: str) -> bool:
        """Enter a link or a button; a button that is no toggle says nothing about a publication."""
        said = text_of(node)
        control = toggle_text(said)
        if control:
            control = toggle_text(said, opened="".join(p.text for p in self._line[-1:]).rstrip().endswith("("))
        anchor = said.strip() in _ANCHORS and (node.get("href") or "").startswith("#")
        link = tag == "a" or node.get("role") == "link"
        linked = control is None and not anchor and (link or self._is_listed(node, said))
        self._inline += (self._element(node, tag),)
        href = node.get("href") if linked else None
        self._hrefs.append(absolute(self.base, href) if href and not href.startswith(_NO_TARGET) else None)
        if linked and not said.strip():  # a picture of a person says who it is
            alt = next((str(alt) for alt in node.xpath(".//img/@alt")), "")
            self._text(alt if is_profile(self._hrefs[-1]) or is_name(alt.strip()) else None)
        self._text(node.text if linked else control)
        return not linked

    def _is_listed(self, node: etree._Element, said: str) -> bool:
        """Say whether a button, which may open somebody's profile, is a name in a list of names."""
        before = self._line[-1].text.rstrip() if self._line else ""
        listed = before.endswith(_BEFORE_NAME) or (node.tail or "").lstrip().startswith(_BEHIND_NAME)
        return listed and is_name(said.strip())

    def _end(self, kind: Kind) -> None:
        match kind:
            case "block":
                self._flush()
                self._open = self._open[:-1]
            case "page":
                self._flush()
            case "inline":
                self._inline = self._inline[:-1]
            case "control":
                self._hrefs.pop()
                self._inline = self._inline[:-1]

    def _script(self, tag: str, said: str) -> None:
        """Add a raised or lowered text to the text before it, whose elements it shares."""
        before = self._line[-1].text if self._line else ""
        self._text(raise_text(said, before) if tag == "sup" else lower_text(said, before))

    def _element(self, node: etree._Element, tag: str) -> int:
        self._count()
        parent = (self._inline or self._open or (-1,))[-1]
        named = node.get("class")
        classes = self._classes.get(named)
        if classes is None:
            classes = self._classes[named] = frozenset(named.split())
        column = 0
        if tag in ("td", "th"):
            column = self._cells[parent]
            self._cells[parent] += 1
        when = node.get("datetime") if tag == "time" else None
        written = tag
        tag = "h3" if node.get("role") == "heading" else tag
        tag = "div" if node in self._panels else "nav" if node in self._contents else tag
        if tag == "span" and (style := node.get("style")):
            tag = next((meant for meant, looks in _STYLES.items() if looks.search(style)), tag)
        self.elements.append(Element(tag, classes, parent, column, self._marks.get(node), when, written))
        return len(self.elements) - 1

    def _text(self, text: str | None) -> None:
        if text:
            self._count()
            self._line.append(Piece(text, self._hrefs[-1], self._inline))

    def _flush(self) -> None:
        line = self._line
        if not line:
            return
        text = line[0].text if len(line) == 1 else "".join([p.text for p in line])
        if _SAID.search(text) or (text.strip() and self._is_behind_marker()):
            cut = len(line) > 1 and ("…" in text or "..." in text) and not MARKER.search(text)
            whole = close_cut(line) if cut else close_ranks(line, text)
            self._blocks.append(RawLine(whole, self._open, self._breaks > 1))
            self._breaks = 0
        elif "\u00a0" in text:  # an empty paragraph
            self._breaks = 2
        self._line = []

    def _is_behind_marker(self) -> bool:
        """Say whether the line before ends in a marker; even a lone full stop is the abstract's there."""
        return bool(self._blocks) and ends_in_marker(self._blocks[-1].pieces)

    def finish(self) -> Iterator[Block]:
        """Yield the blocks; lines that hold a whole card in inline elements become a block an element."""
        self._flush()
        dated = any(e.datetime for e in self.elements)
        raw = list(with_statuses(with_days(self._blocks, self.elements), self.elements))
        kinds = [self._shape(line.path) for line in raw]
        split = {kind for kind, line in zip(kinds, raw, strict=True) if line.path and holds_card(line.pieces)}
        peopled = {kind for kind, line in zip(kinds, raw, strict=True) if marks_people(line.pieces, self._is_strong)}
        read = []
        for kind, (pieces, path, gap) in zip(kinds, raw, strict=True):
            if len(pieces) == 1 and not _ODD.search(pieces[0].text):
                read.append(([pieces], kind, path, gap))
                continue
            for i, part in enumerate(self._by_mark(_without_emails(pieces))):
                people = kind in peopled and are_several_names("".join(p.text for p in part))
                lines = [part] if people else by_child(part) if kind in split else by_fact(part, self._is_strong)
                read.append((lines, kind, path, gap and i == 0))
        alike = list(parted_alike([(lines, kind) for lines, kind, _, _ in read], self._outer_look))
        rows = {kind for lines, (_, kind, _, _) in zip(alike, read, strict=True) if len(lines) > 1} | split
        marked = False
        for lines, (_, kind, path, gap) in zip(alike, read, strict=True):
            depth = depth_of(lines) if len(lines) > 1 else 0
            for i, line in enumerate(lines):
                if kept := shown(line, behind_marker=marked):
                    marked = ends_in_marker(line)
                    inner = self._around(line, path, depth) if kind in rows else ()
                    around = path + line[0].inline
                    mark = self._mark(around) if self._marks else None
                    when = self._datetime(around) if dated else None
                    yield Block(pieces=kept, path=path + inner, gap=gap and i == 0, mark=mark, datetime=when)

    def _outer_look(self, inline: tuple[int, ...]) -> tuple[str, frozenset[str]] | None:
        """Return tag and class words of the outermost of some elements; None without one."""
        return self.elements[inline[0]][:2] if inline else None

    def _datetime(self, around: Sequence[int]) -> str | None:
        """Return what the innermost element around a line says of its time."""
        return next((when for e in reversed(around) if (when := self.elements[e].datetime)), None)

    def _mark(self, around: Sequence[int]) -> str | None:
        """Return the field that the innermost marked element says it is, if that is one."""
        mark = next((m for e in reversed(around) if (m := self.elements[e].mark)), "")
        return mark.removeprefix("unit").removeprefix("start").strip() or None

    def _by_mark(self, pieces: list[Piece]) -> list[list[Piece]]:
        """Split a line where what a layout says of it changes."""
        if not self._marks or not pieces:
            return [pieces]
        groups = [[pieces[0]]]
        for before, piece in pairwise(pieces):
            same = self._mark(before.inline) == self._mark(piece.inline)
            groups.append([piece]) if not same else groups[-1].append(piece)
        return groups

    def _is_strong(self, piece: Piece) -> bool:
        """Say whether a piece is set apart as a title is: strong, or the link of several words to a work."""
        if any(self.elements[e].tag in ("strong", "b", "cite") for e in piece.inline):
            return True
        text = piece.text.strip()
        work = piece.href is not None and not (is_profile(piece.href) or is_person(piece.href) or names_link(text))
        return work and len(text.split()) > 1

    def _around(self, line: Sequence[Piece], path: tuple[int, ...], depth: int) -> tuple[int, ...]:
        """Return the outermost inline element around a whole line, if it says more than that the line is a link.

        It is the one below the `depth` elements that are around all lines of its row, with those. None of them is
        around the elements of `path`, as an unknown one may be that holds a whole list.
        """
        last = path[-1] if path else -1
        around = {tuple(filter(self._says_more, p.inline))[: depth + 1] for p in line if p.text.strip()}
        return tuple(e for e in shared_path(list(around)) if e > last)

    def _says_more(self, element: int) -> bool:
        """Say whether an element says more of a line than that it is a link."""
        return self.elements[element].tag != "a" or bool(self.elements[element].classes)

    def _shape(self, path: tuple[int, ...]) -> tuple[int, str, frozenset[str]]:
        """Return how deep a line stands, and the tag and class words of its element."""
        last = self.elements[path[-1]] if path else Element(tag="", classes=frozenset(), parent=-1)
        return len(path), last.tag, last.classes


def _without_emails(pieces: list[Piece]) -> list[Piece]:
    """Return a line without e-mail addresses, which may stand in several elements."""
    for start, end in reversed(spans_of_emails("".join(p.text for p in pieces))):
        before, rest = split_pieces(pieces, start)
        held, after = split_pieces(rest, end - start)
        pieces = [*before, Piece(text=REMOVED, inline=held[0].inline), *after]
    return pieces

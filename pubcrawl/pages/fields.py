"""The fields of a card, read from its lines: title, authors, abstract, date, venue, links.

Order is the site's: title, authors, abstract, date, venue; any of them may be missing. Where a line could be
two things, the place it stands in decides, learned from the cards of the page that leave no doubt.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pubcrawl.items import Span
from pubcrawl.pages.cards import Card
from pubcrawl.pages.cues import (
    are_names,
    bare,
    date_then,
    ends,
    has_profile,
    is_badge,
    is_button,
    is_count,
    is_date,
    is_heading,
    is_name_list,
    is_set_as_heading,
    is_topics,
    label,
    only_links,
    unlabelled,
    work_links,
)
from pubcrawl.pages.document import Block, Piece, Tree
from pubcrawl.text.address import is_profile
from pubcrawl.text.furniture import is_furniture
from pubcrawl.text.marker import CUT, MARKER, at_cut
from pubcrawl.text.venues import is_status, is_venue, last_parenthesis
from pubcrawl.text.words import PROSE, title_overlap


def author_spans(blocks: Sequence[Block], profile: re.Pattern[str] | None = None) -> tuple[Span, ...]:
    """Return author lines as spans, with a line break wherever the markup alone parts two names.

    Links are kept that lead to a person's page; `profile` is its path, where an institute has a form of its own.
    """
    spans: list[Span] = []
    for block in blocks:
        if spans:
            spans.append(Span(text="\n"))
        before: Piece | None = None
        for piece in block.pieces:
            if before and _parts(before, piece):
                spans.append(Span(text="\n"))
            spans.append(Span(text=piece.text, href=piece.href if is_profile(piece.href, profile) else None))
            before = piece if piece.text.strip() else before
    return tuple(spans)


def _parts(before: Piece, piece: Piece) -> bool:
    same = before.inline == piece.inline or (before.href and before.href == piece.href)
    return (
        not same
        and piece.text.lstrip()[:1].isalpha()
        and before.text.rstrip()[-1:].isalpha()
        and not (before.text.split()[-1:] in (["and"], ["et"]) or piece.text.split()[:1] in (["and"], ["et"]))
    )


class Habits:
    """Where the fields stand in the cards of one page, learned from the lines that leave no doubt."""

    def __init__(self, tree: Tree, cards: Sequence[Card]) -> None:
        self._tree = tree
        self._texts = Counter(t for c in cards for t in {p.text.strip() for b in c.blocks for p in b.pieces})
        self._places: dict[str, tuple[str, ...]] = {}
        seen: dict[str, Counter[tuple[str, ...]]] = {k: Counter() for k in ("title", "authors", "abstract")}
        for card in cards:
            lines = [b for b in card.blocks if not (label(b.text) or is_date(b.text) or is_venue(b.text))]
            lines = [b for b in lines if not self.is_badge(card, b)]
            for i, block in enumerate(lines):
                if kind := self._sure(lines, i, block):
                    seen[kind][tree.place(block, card.root)] += 1
        self._places = {k: c.most_common(1)[0][0] for k, c in seen.items() if c}

    @staticmethod
    def _sure(lines: Sequence[Block], index: int, block: Block) -> str | None:
        if MARKER.search(block.text) or len(block.text) >= 2 * PROSE:
            return "abstract"
        if _is_person(block):
            return "authors"
        return "title" if index == 0 and len(lines) > 1 else None

    def is_badge(self, card: Card, block: Block) -> bool:
        """Say whether a line of a few words is a badge or the topics of a work: other cards have the same words."""
        words = [p.text.strip() for p in block.pieces if p.text.strip(" ,·•|#")]
        long = any(len(w) > _LONGEST_BADGE or len(w.split()) > _EYEBROW for w in words)
        if long or has_profile(block) or MARKER.search(block.text):
            return False
        if is_badge(block.text):
            return True
        leads = block in card.blocks[:2] and all(self._texts[w] >= _MANY for w in words)
        if are_names(block) and not leads and not self.is_not(card, block, "authors"):
            return False
        again = sum(self._texts[w] > 1 for w in words) if len(set(words)) > 1 else len(words)
        return 2 * again >= len(words) if len(words) > 1 else self._texts[block.text.strip()] >= _MANY

    def says(self, card: Card, block: Block) -> str | None:
        """Return the field a line must be by its place; None when fields share the place or it is no field's."""
        place = self._tree.place(block, card.root)
        kinds = [k for k, p in self._places.items() if p == place]
        return kinds[0] if len(kinds) == 1 and card.root >= 0 else None

    def is_not(self, card: Card, block: Block, kind: str) -> bool:
        """Say whether a line cannot be a field, because that has a place of its own and the line stands elsewhere."""
        own = self._places.get(kind)
        shared = own is None or any(p == own for k, p in self._places.items() if k != kind)
        return card.root >= 0 and not shared and self._tree.place(block, card.root) != own


_SHORT = 6
_MANY = 4
_LONGEST_BADGE = 40
_EYEBROW = 4
"""Words of the longest line above a title."""


@dataclass(frozen=True, kw_only=True)
class Fields:
    """The fields of one card, as printed."""

    title: str | None = None
    authors: tuple[Span, ...] = ()
    abstract: str | None = None
    date: str | None = None
    venue: str | None = None
    links: tuple[Span, ...] = ()
    section: str | None = None
    flags: tuple[str, ...] = ()


@dataclass
class _Lines:
    """The lines of a card while they are being told apart."""

    title: list[Block] = field(default_factory=list)
    authors: list[Block] = field(default_factory=list)
    abstract: list[Block] = field(default_factory=list)
    date: str | None = None
    venue: list[str] = field(default_factory=list)


def read_fields(tree: Tree, card: Card, habits: Habits, profile: re.Pattern[str] | None = None) -> Fields:
    """Return the fields of a card by telling its lines apart; `profile` is as in `author_spans`."""
    found = _Lines()
    rest = [b for b in _dated(tree, card, found) if not (is_furniture(b.text) or is_count(b.text))]
    rest = _without_eyebrow(tree, [b for b in rest if not habits.is_badge(card, b)] or rest)
    lead = next((i for i, b in enumerate(rest) if not label(b.text)), 0)
    rest = [b for i, b in enumerate(rest) if i <= lead or not is_button(tree, b)]
    lines = _labelled(rest)
    marked = next((i for i, (b, _) in enumerate(lines) if MARKER.search(b.text)), None)
    start = None if marked is None else abstract_start([b.text for b, _ in lines], marked)
    people = max((i for i, (b, _) in enumerate(lines) if i and are_names(b)), default=0)
    for i, (block, announced) in enumerate(lines):
        if i == 0 and not announced and _leads_with_person(tree, card, habits, lines, start):
            announced = "authors"  # noqa: PLW2901  a person leads the card, so it has no title
        if found.title and i < people and len(block.text.split()) <= _SHORT and not ends(block.text):
            announced = announced or "authors"  # noqa: PLW2901  one name among others, such as a single word
        kind = announced or _kind(tree, card, habits, block, i, found, start)
        {"title": found.title, "authors": found.authors}.get(kind, found.abstract).append(block)
    title = " ".join(b.text for b in found.title) or None
    return Fields(
        title=title,
        authors=author_spans(found.authors, profile),
        abstract=join_abstract([b.text for b in found.abstract]),
        date=found.date,
        venue=" ".join(found.venue) or None,
        links=work_links([b for i, b in enumerate(card.blocks) if i == 0 or not is_topics(tree, b)]),
        flags=() if title else ("title_missing",),
    )


def _without_eyebrow(tree: Tree, lines: list[Block]) -> list[Block]:
    """Leave out the few words above a heading that say what kind of work it is, or that it is new."""
    headed = next((i for i, b in enumerate(lines) if is_heading(tree, b) and not label(b.text)), 0)
    above = lines[:headed]
    if not above or (are_names(lines[headed]) and not any(map(are_names, lines[headed + 1 :]))):
        return lines
    small = (len(b.text.split()) <= _EYEBROW and not has_profile(b) and not is_heading(tree, b) for b in above)
    return lines[headed:] if all(small) else lines


def _dated(tree: Tree, card: Card, found: _Lines) -> list[Block]:
    """Take date and venue out of a card's lines; return the others."""
    rest: list[Block] = []
    dates: dict[int, str] = {}
    lead = next((i for i, b in enumerate(card.blocks) if not (label(b.text) or is_date(b.text))), 0)
    for i, block in enumerate(card.blocks):
        text = fact(block)
        both = date_then(text) if len(text) < 2 * PROSE else None
        if is_date(text) or both:
            dates[i], venue = both or (text, "")
            found.date = found.date or dates[i]
            found.venue += [venue] if venue else []
        elif (
            not MARKER.search(text)
            and not is_set_as_heading(tree, block)
            and not (i == lead and any(map(are_names, card.blocks[i + 1 : i + 2])))
            and (is_venue(text) or _completes(found, card.blocks, i))
        ):
            found.venue.append(text)
        else:
            rest.append(block)
    if len(set(dates.values())) > 1:
        found.date = _one_of(card.blocks, dates)
        rest = [b for b in rest if not any(b is card.blocks[i - 1] and len(b.text.split()) < _EYEBROW for i in dates)]
    return rest


def fact(block: Block) -> str:
    """Return what a line says of date, venue or status, without the label that announces it."""
    kind, rest = unlabelled(block)
    said = rest if kind in ("date", "venue", "status") else block
    return bare(said.text, "date", "venue", "status").lstrip("|·•–—-,; ")


def _one_of(blocks: Sequence[Block], dates: Mapping[int, str]) -> str:
    """Return the date that a label calls the publication's; all of them, which no reader takes for one, without it."""
    told = {
        date
        for i, date in dates.items()
        if label(blocks[i].text.removesuffix(date)) == "date"
        or unlabelled(blocks[i])[0] == "date"
        or (i and label(blocks[i - 1].text) == "date")
    }
    return told.pop() if len(told) == 1 else " / ".join(dict.fromkeys(dates.values()))


def _completes(found: _Lines, blocks: Sequence[Block], index: int) -> bool:
    """Say whether a line is the venue because it follows the date, or the status because it follows that."""
    text = fact(blocks[index])
    split = last_parenthesis(text)
    if found.venue:
        alone = split[1] if split and not split[0] else text
        return is_status(alone) and not last_parenthesis(found.venue[-1])
    # a date that leads the card is followed by its title
    before = fact(blocks[index - 1]) if index > 1 else ""
    return (
        found.date is not None
        and (before == found.date or label(before) == "venue")
        and len(text) < 2 * PROSE
        and not (label(text.partition(":")[0]) or has_profile(blocks[index]) or only_links(blocks[index]))
    )


def _labelled(blocks: Sequence[Block]) -> list[tuple[Block, str | None]]:
    """Drop label lines and label words; say of each other line what its label announced."""
    kept: list[tuple[Block, str | None]] = []
    announced: str | None = None
    for block in blocks:
        if kind := label(block.text):
            announced = kind if kind in ("title", "authors", "abstract") else None
            continue
        head, bare_block = unlabelled(block)
        if head != "links":
            said = head if head in ("title", "authors", "abstract") else announced
            kept.append((bare_block, said))
    return kept


def abstract_start(lines: Sequence[str], marked: int, first: int = 0) -> int:
    """Return the index of an abstract's first line, counted back from the marked line, which holds the marker.

    It is that line where none fits, and never before the first line the abstract may start in.
    """
    found = MARKER.search(lines[marked])
    before = lines[marked][: found.start()] if found else ""
    for i in range(marked, first - 1, -1):
        if at_cut(before):
            return i
        if len(before) > CUT or i == first:
            break
        before = f"{lines[i - 1]}\n{before}"
    return marked


def _kind(  # noqa: PLR0911  one answer a rule
    tree: Tree, card: Card, habits: Habits, block: Block, index: int, found: _Lines, start: int | None
) -> str:
    habit = habits.says(card, block)
    person = _is_person(block) or (habit == "authors" and are_names(block))
    if start is not None and index >= start and not (found.abstract and person):
        return "abstract"
    if _is_person(block):
        return "authors"
    if not found.title and not found.authors and not found.abstract and habit in (None, "title"):
        lone = len(card.blocks) == 1 and MARKER.search(block.text)
        return "abstract" if lone or len(block.text) >= 2 * PROSE else "title"
    if found.title and not found.authors and is_heading(tree, block) and block.path == found.title[-1].path:
        return "title"
    if habit in ("authors", "abstract"):
        return habit
    if found.abstract or (start is None and not are_names(block)):
        return "abstract"
    return "authors"


def _leads_with_person(
    tree: Tree, card: Card, habits: Habits, lines: Sequence[tuple[Block, str | None]], start: int | None
) -> bool:
    """Say whether a card's first line holds people although its place could be a title's.

    A title can look like a name, so a single unlinked name is a title wherever its place allows it; several
    names are people unless the abstract takes up their words.
    """
    first = lines[0][0]
    if not is_name_list(first.text) or len(lines) < 2 or start == 0 or is_heading(tree, first):  # noqa: PLR2004
        return False
    if habits.is_not(card, first, "title"):
        return True
    if habits.says(card, first) == "title":
        return False
    abstract = " ".join(b.text for b, _ in (lines[start:] if start is not None else lines[1:]))
    return "," in first.text and len(abstract) >= PROSE and title_overlap(first.text, abstract) == 0


def _is_person(block: Block) -> bool:
    return has_profile(block) and are_names(block)


def join_abstract(lines: Sequence[str]) -> str | None:
    """Join the lines of an abstract by line breaks, but put none behind a see-more marker that ends a line.

    Where the whole abstract follows behind the marker, what stands before it is not said again.
    """
    text = ""
    for line in lines:
        marked = MARKER.search(text[-20:])
        text += ("" if not text or (marked and marked.end() == len(text[-20:])) else "\n") + line
    if found := MARKER.search(text):
        before, after = text[: found.start()], text[found.end() :].lstrip()
        if before.strip() and after.startswith(before.strip()):
            text = text[: found.end()] + after[len(before) :]
    return text or None

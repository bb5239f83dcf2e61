"""The places of a page: what all its units show of where labels, venues and the columns of a table stand."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pubcrawl.pages.cues import DATE, fact, is_badge, is_bracketed_status, is_count, is_number, is_set_as_heading, label
from pubcrawl.pages.document import Block, Element, Tree
from pubcrawl.pages.people import are_names
from pubcrawl.text.dates import is_date, written_day
from pubcrawl.text.venues import is_venue, names_venue

Place = tuple[str, ...]
"""Where a line stands in its unit: the elements around it, outermost first, each by its tag and lasting classes."""

OF_VENUE = ("venue", "status", "workshop")
"""The fields that the venue line holds."""
_LONGEST_HEAD = 12
"""Cells of the head of a table."""
_MANY = 4
_ANNOUNCING_DAY = re.compile(
    r"\A(?:posted|published|released|added|publiée?s?|parue?s?)(?: on| le)?\s*:?\s+", re.IGNORECASE
)
_LONGEST_LABEL = 4
"""Words of the longest label of the page's own."""


class PagePlaces(NamedTuple):
    """What all units of a page say of its places.

    Attributes:
        labels: places of labels with what they say again, known words or not, such as the first column of facts.
        venue_leads: where more units start with their venue than with anything else, labels, badges, date aside.
        venues: where a venue with its status stands.
        venue_columns: those of them where little else stands.
        columns: the fields that the heads of tables say their columns to hold, by table and column.
        host: where the venues stand whose status stands elsewhere in its unit; None without any.
        dated: how whole venues stand to the date of their unit, as -1 right before it; 0 without any.
        announcing: the words of the page's own that stand before the venues, such as "Where it appeared".
        beside: how such a venue stands to a line of its unit, as `("date", 1)` right behind the date; None without any.
    """

    labels: frozenset[tuple[Place, str]]
    venue_leads: frozenset[Place]
    venues: frozenset[Place]
    venue_columns: frozenset[Place]
    columns: Mapping[tuple[int, int], str]
    host: Place | None
    dated: int
    announcing: frozenset[str]
    beside: tuple[str, int] | None


def page_places(tree: Tree, units: Sequence[Sequence[tuple[Block, Place]]], first: int) -> PagePlaces:
    """Return what the units of a page say of its places; the first unit starts at the line `first`."""
    venues = _venue_shares(units)
    return PagePlaces(
        labels=_label_places(units),
        venue_leads=_venue_leads(units),
        venues=frozenset(place for place, share in venues.items() if share),
        venue_columns=frozenset(place for place, share in venues.items() if 2 * share > 1),
        columns=_columns(tree, first, units),
        host=_host(tree, units),
        dated=_dated(units),
        announcing=_announcing(tree, units),
        beside=_beside(tree, units),
    )


def _label_places(units: Sequence[Sequence[tuple[Block, Place]]]) -> frozenset[tuple[Place, str]]:
    held: dict[Place, list[str]] = defaultdict(list)
    facts: set[Place] = set()
    for unit in units:
        for block, place in unit:
            held[place].append(block.text)
            if is_date(fact(block)) or is_venue(fact(block)):
                facts.add(place)
    told = {
        place: Counter(texts)
        for place, texts in held.items()
        if 2 * sum(label(text) is not None for text in texts) >= len(texts) >= _MANY and place not in facts
    }
    return frozenset((place, text) for place, texts in told.items() for text, times in texts.items() if times > 1)


def _venue_leads(units: Sequence[Sequence[tuple[Block, Place]]]) -> frozenset[Place]:
    leads: Counter[Place] = Counter()
    for unit in units:
        first = next(((b.text, p) for b, p in unit if not (label(b.text) or is_date(b.text) or is_badge(b.text))), None)
        if first:
            leads[first[1]] += 1 if is_venue(first[0]) else -1
    return frozenset(place for place, more in leads.items() if more > 0)


def _venue_shares(units: Sequence[Sequence[tuple[Block, Place]]]) -> dict[Place, float]:
    """Return the share of the lines of each place that are a venue with its status."""
    held: dict[Place, list[bool]] = defaultdict(list)
    for unit in units:
        for block, place in unit:
            held[place].append(is_venue(fact(block)))
    return {place: sum(told) / len(told) for place, told in held.items()}


def _columns(tree: Tree, first: int, units: Sequence[Sequence[tuple[Block, Place]]]) -> Mapping[tuple[int, int], str]:
    """Return the fields that the heads of tables say their columns to hold, by table and column.

    The number of a row may have no head, and a table none of its own: the one above the first speaks for it.
    """
    rows: dict[int, Sequence[tuple[Block, Place]]] = {}
    for unit in units:
        rows.setdefault(table_of(tree, unit[0][0]) if unit else -1, unit)
    rows.pop(-1, None)
    above = tree.blocks[max(first - _LONGEST_HEAD, 0) : first]
    columns: dict[tuple[int, int], str] = {}
    for table, unit in rows.items():
        lines = tree.inside(table)
        start = next(i for i, block in enumerate(lines) if block is unit[0][0])
        told = _columns_of(tree, lines[max(start - _LONGEST_HEAD, 0) : start] or above, unit)
        columns |= {(table, column): kind for column, kind in told.items()}
    return columns


def _columns_of(tree: Tree, head: Sequence[Block], unit: Sequence[tuple[Block, Place]]) -> Mapping[int, str]:
    heads = [(cell_of(tree, b), label(b.text)) for b in head]
    width = max((cell.column for cell, _ in heads if cell and cell.tag == "th"), default=0)
    cells = [(cell, b) for b, _ in unit if (cell := cell_of(tree, b))]
    wider = bool(cells) and is_number(cells[0][1].text) and max(cell.column for cell, _ in cells) == width + 1
    told = ("title", "authors", "topics", *OF_VENUE)
    return {cell.column + wider: kind for cell, kind in heads if cell and kind in told}


def table_of(tree: Tree, block: Block) -> int:
    """Return the table that a line stands in, -1 for none."""
    return next((e for e in reversed(block.path) if tree.tag(e) == "table"), -1)


def cell_of(tree: Tree, block: Block) -> Element | None:
    """Return the cell of a table that a line stands in."""
    return next((tree.document.elements[e] for e in reversed(block.path) if tree.tag(e) in ("td", "th")), None)


def _host(tree: Tree, units: Sequence[Sequence[tuple[Block, Place]]]) -> Place | None:
    """Return the place that names most venues in units whose status stands alone."""
    named: Counter[Place] = Counter()
    for unit in units:
        if any(is_bracketed_status(fact(block)) for block, _ in unit):
            named.update({unit[i][1] for i in _named(tree, unit)})
    place, times = named.most_common(1)[0] if named else ((), 0)
    return place if times > 1 else None


def _named(tree: Tree, unit: Sequence[tuple[Block, Place]]) -> Sequence[int]:
    """Return the lines of a unit that name a venue, but for its first heading."""
    headings = [b for b, _ in unit if is_set_as_heading(tree, b)]
    return [i for i, (block, _) in enumerate(unit) if names_venue(block.text) and block not in headings[:1]]


def _dated(units: Sequence[Sequence[tuple[Block, Place]]]) -> int:
    """Return how most venues with their status stand to the date of their unit, if they stand right beside it."""
    told: Counter[int] = Counter()
    for unit in units:
        facts = [fact(block) for block, _ in unit]
        dates = [i for i, text in enumerate(facts) if is_date(text)]
        venues = [i for i, text in enumerate(facts) if is_venue(text) and not is_bracketed_status(text)]
        told.update(at - dates[0] for at in venues if len(dates) == 1)
    step, times = told.most_common(1)[0] if told else (0, 0)
    return step if 2 * times > told.total() and times > 1 and abs(step) == 1 else 0


def _announcing(tree: Tree, units: Sequence[Sequence[tuple[Block, Place]]]) -> frozenset[str]:
    """Return the few words that stand right before the venue in most units that name one, and are nobody."""
    told: Counter[str] = Counter()
    naming = 0
    for unit in units:
        named = _named(tree, unit)
        naming += bool(named)
        told.update({unit[i - 1][0].text for i in named if i and _may_announce(unit[i - 1][0])})
    return frozenset(text for text, times in told.items() if 2 * times > naming and times >= _MANY)


def _may_announce(block: Block) -> bool:
    """Say whether a line is a few words that may announce the next: no label we know, fact, badge or people."""
    text = fact(block)
    told = label(text) or is_date(text) or is_bracketed_status(text) or is_badge(text) or is_count(text)
    return not (told or block.hrefs or are_names(block)) and len(text.split()) <= _LONGEST_LABEL


def _beside(tree: Tree, units: Sequence[Sequence[tuple[Block, Place]]]) -> tuple[str, int] | None:
    """Return how most venues that are named stand to the date or the status of their unit, where that stands alone."""
    told: Counter[tuple[str, int]] = Counter()
    for unit in units:
        facts = [fact(block) for block, _ in unit]
        statuses = [i for i, text in enumerate(facts) if is_bracketed_status(text)]
        anchors = {"date": [i for i, text in enumerate(facts) if is_date(text)], "status": statuses}
        named = _named(tree, unit) if len(statuses) == 1 else ()
        told.update((name, at - i) for name, own in anchors.items() for at in named for i in own if abs(at - i) == 1)
    side, times = told.most_common(1)[0] if told else (None, 0)
    return side if times > 1 else None


def headings_above(tree: Tree, units: Sequence[tuple[int, int]]) -> list[str | None]:
    """Return, of each unit, the heading of its group, None without one; `units` are the ranges of their lines."""
    headings: list[str | None] = []
    for (start, _), before in zip(units, [0, *(end for _, end in units)], strict=False):
        between = (b for b in reversed(tree.blocks[before:start]) if is_set_as_heading(tree, b))
        own = next((b.text.strip() for b in between if tree.tag(b.path[-1]) != "h1"), None)
        headings.append(own or (headings[-1] if headings else None))
    return headings


def venues_above(headings: Sequence[str | None], told: Sequence[bool]) -> list[str | None]:
    """Return, of each unit, the venue that the heading of its group names; None where the page has no such groups.

    `told` says which units have a status: a heading between known venues is one, too, if all below it have.
    """
    known = {heading for heading in headings if heading and names_venue(heading)}
    if len(known) < 2:  # noqa: PLR2004  groups
        return [None] * len(headings)
    untold = {heading for heading, has_status in zip(headings, told, strict=True) if not has_status}
    return [heading if heading in known or heading not in untold else None for heading in headings]


def days_above(headings: Sequence[str | None]) -> list[str | None]:
    """Return, of each unit, the day that the heading of its group is, in digits; None where the page has none."""
    said = (_ANNOUNCING_DAY.sub("", (heading or "").partition("(")[0].strip()) for heading in headings)
    return [written_day(text) or (text if DATE.fullmatch(text) else None) for text in said]

"""The layout of a page as it was learned: CSS for the units and for each place in them, with what speaks for it."""

import re
from collections import defaultdict
from collections.abc import Sequence

from pubcrawl.pages.cue_counts import Unit
from pubcrawl.pages.document import Tree
from pubcrawl.pages.layout import Layout, Slot
from pubcrawl.pages.line import ROLES, Line
from pubcrawl.pages.slots import Slots
from pubcrawl.text.dates import as_printed

_LONGEST_SAMPLE = 60
_WHY = {
    "authors": "links to people, or nothing but names",
    "abstract": "the see-more marker, or prose",
    "date": "ISO dates alone",
    "venue": "ends in a status",
    "links": "nothing but buttons",
    "label": "announces a field",
    "badge": "the same words in other units, the kind of work, or words above the title",
    "topics": "links within the site, or a row of words",
    "furniture": "of the page, or counted",
    "unknown": "nothing tells what it is: left out, and the record is flagged",
}
_ORDER = {role: i for i, role in enumerate(ROLES)}
_LEAD = re.compile(r"[\w-]+", re.ASCII)


def learned_layout(tree: Tree, units: Sequence[Unit], lines: Sequence[Sequence[Line]], slots: Slots) -> Layout:
    """Return the layout of a page from the lines of its units, each with its role."""
    held: dict[tuple[str, str], list[tuple[int, Line]]] = defaultdict(list)
    for number, (unit, own) in enumerate(zip(units, lines, strict=True)):
        for line in own:
            held[line.role or "unknown", _within(tree, line, unit)].append((number, line))
    found = [_slot(role, css, told, slots) for (role, css), told in held.items()]
    run = bool(units) and units[0].run
    return Layout(
        unit=_lead(tree, units) if run else _unit(tree, units),
        run=run,
        slots=tuple(sorted(found, key=lambda s: (_ORDER[s.role], -s.units))),
        count=len(units),
        margin=round(slots.margin, 2),
    )


def _slot(role: str, css: str, told: Sequence[tuple[int, Line]], slots: Slots) -> Slot:
    texts = dict.fromkeys(as_printed(line.text) for _, line in told)
    return Slot(
        role=role,
        selector=css,
        units=len({number for number, _ in told}),
        samples=tuple(text[:_LONGEST_SAMPLE] for text in list(texts)[:2]),
        why=_why(role, told[0][1], slots),
    )


def _why(role: str, line: Line, slots: Slots) -> str:
    if line.block.mark:
        return "a person says so"
    if role != "title":
        return _WHY[role]
    return slots.why(line.place) if line.place == slots.title else "the first line that may be one"


def _within(tree: Tree, line: Line, unit: Unit) -> str:
    """Return the CSS of a line's place from its unit, "" for the unit itself."""
    around = len(tree.chain[unit.root]) if unit.root >= 0 else 0
    return " > ".join(_step(tree, e) for e in line.block.path[around:])


def _step(tree: Tree, element: int) -> str:
    look = "".join(f".{c}" for c in sorted(tree.look(element)) if _LEAD.fullmatch(c) and not c[0].isdigit())
    cells = tree.tag(element) in ("td", "th")
    column = f":nth-child({tree.document.elements[element].column + 1})" if cells else ""
    return f"{_tag(tree, element)}{look}{column}"


def _tag(tree: Tree, element: int) -> str:
    return tree.document.elements[element].written


def _unit(tree: Tree, units: Sequence[Unit]) -> str | None:
    """Return the shortest CSS path that means the units and no other elements; None without any."""
    roots = {u.root for u in units}
    return _path(tree, roots) if roots else None


def _lead(tree: Tree, units: Sequence[Unit]) -> str | None:
    """Return the shortest CSS path of the elements that lead runs."""
    depths = {u.root: len(tree.chain[u.root]) if u.root >= 0 else 0 for u in units}
    leads = {path[-1] for u in units if len(path := tree.blocks[u.start].path) > depths[u.root]}
    return _path(tree, leads) if leads else None


def _path(tree: Tree, wanted: set[int]) -> str | None:
    """Return the shortest CSS path from below that means some elements and no others; None where none does."""
    steps: list[str] = []
    sample = min(wanted)
    for element in reversed(tree.chain[sample]):
        common = frozenset.intersection(*(tree.look(e) for e in wanted)) if not steps else tree.look(element)
        look = "".join(f".{c}" for c in sorted(common) if _LEAD.fullmatch(c) and not c[0].isdigit())
        steps.insert(0, f"{_tag(tree, element)}{look}")
        if _matched(tree, steps) == wanted:
            return " > ".join(steps)
    return None


def _matched(tree: Tree, steps: Sequence[str]) -> set[int]:
    """Return the elements with lines that a path of steps means."""
    parsed = [(s.split(".")[0], frozenset(s.split(".")[1:])) for s in steps]
    found = set()
    for element, chain in tree.chain.items():
        tail = chain[-len(parsed) :]
        fits = (_tag(tree, e) == tag and look <= tree.look(e) for e, (tag, look) in zip(tail, parsed, strict=False))
        if len(tail) == len(parsed) and all(fits):
            found.add(element)
    return found

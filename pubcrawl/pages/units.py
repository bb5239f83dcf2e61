"""The units of a page: the elements, or the runs of lines, that hold one publication each.

A page that lists publications repeats a unit. Every set of elements with one tag path, and every way to cut what
stands under a parent at equal leads, is a candidate; the one that explains most of the page's cues wins.
"""

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pubcrawl.errors import LayoutDrift
from pubcrawl.pages.cue_counts import OUTSIDE, CueCounts, Unit, is_aside, is_credible
from pubcrawl.pages.cues import are_glued_names, bare, is_prose, label, unlabelled, work_links
from pubcrawl.pages.document import Block, Tree, shared_path
from pubcrawl.pages.layout import Layout
from pubcrawl.pages.people import are_names, has_profile, is_name_list
from pubcrawl.pages.runs import led_by_facts, parted, runs, trimmed, with_links, with_texts
from pubcrawl.text.address import split
from pubcrawl.text.dates import is_date
from pubcrawl.text.furniture import is_furniture
from pubcrawl.text.venues import is_venue, names_venue
from pubcrawl.text.words import PROSE, title_overlap

_LEFT = 8
"""What a sure cue costs that stands in no unit."""
_TWICE = 8
_MANY = 4
_ODD = 0.1
"""Share of the units of a set that may look like none."""


def find_units(tree: Tree) -> tuple[list[Unit], list[tuple[int, int]]]:
    """Return the units of a page with markup in document order, and ranges of lines whose units nothing sets apart."""
    page = CueCounts(tree)
    named = _named(page)
    if not named and not page.cues_left():
        return [], []
    _check_layout(tree, named)
    if named:
        return _works(page, named), []
    told = page.told_paths()
    sets = [*runs(page, told), *_elements(tree, told)]
    found: list[Unit] = []
    while page.cues_left() and (best := _best(page, sets)):
        page.take(best)
        found += _members_apart(page, [u for u in best if not (found and _heads_page(page, u, found))], found)
        if page.cues_left():
            sets = [[part for u in units if (part := page.free_part(u))] for units in sets]
    found = list(parted(page, led_by_facts(page, with_links(page, with_texts(page, found)))))
    apart = _set_apart(page, found)
    starts = {*(unit.start for unit in found), *(i for i, rank in enumerate(page.ranks) if rank)}
    runs_before = [u for u in found if u.run and u.end in starts]
    places = {tree.bare_place(b, u.root) for u in runs_before for b in tree.blocks[u.start : u.end]}
    places |= {place[:depth] for place in places for depth in range(1, len(place))}  # a text may unfold in one
    found = [trimmed(page, unit, set() if unit.end in starts else places) for unit in found]
    left = [] if found or not any(map(is_credible, tree.blocks)) else [(0, len(tree.blocks))]
    return sorted([*_works(page, found), *apart], key=lambda u: u.start), left


def _heads_page(page: CueCounts, unit: Unit, found: Sequence[Unit]) -> bool:
    """Say whether a unit above all others is only who wrote the page, below a line that is no heading."""
    cues = page.inside(unit.start, unit.end)
    told = cues.venue or cues.marker or cues.prose or cues.heading or cues.bold
    return not told and unit.end <= min(other.start for other in found)


def _members_apart(page: CueCounts, units: Sequence[Unit], found: Sequence[Unit]) -> Sequence[Unit]:
    """Return units, those apart that say no more than a heading and people, and stand in no list beside the works."""
    works = {unit for unit in units if _holds_work(page, unit)}
    chains = [page.tree.chain[unit.root][:-1] for unit in (*works, *found) if unit.root >= 0]
    around = shared_path(chains)[:-1]  # a group may have a list of its own
    beside = works | {u for u in units if u.run or page.tree.chain[u.root][: len(around)] == around}
    return [unit._replace(apart=bool(chains) and unit not in beside) for unit in units]


def _holds_work(page: CueCounts, unit: Unit) -> bool:
    """Say whether a unit has a fact, a text, or a link to another site, which a list of members has not."""
    cues = page.inside(unit.start, unit.end)
    told = cues.marker or cues.venue or cues.date or cues.prose
    return bool(told) or _links_outward(page.tree, page.tree.blocks[unit.start : unit.end])


def _check_layout(tree: Tree, named: Sequence[Unit]) -> None:
    """Hold a layout against a page with publications: all have a unit, and nearly all title, authors and abstract.

    Raises:
        LayoutDrift: what the layout says of them selects nothing.
    """
    layout = tree.document.layout
    if layout == Layout():
        return
    said: list[tuple[str, str | None, bool]] = [("unit", layout.unit, bool(named))]
    for field in ("title", "authors", "abstract"):
        selectors = [slot.selector for slot in layout.slots if slot.role == field]
        said.append((field, ", ".join(selectors), any(field in (e.mark or "") for e in tree.document.elements)))
    for what, css, held in said:
        if css and not held:
            raise LayoutDrift(f"the layout's {what}, {css!r}, is not on the page, but publications are")


def _set_apart(page: CueCounts, found: Sequence[Unit]) -> list[Unit]:
    """Return the element that shows a work in clothes of its own, as one that is featured, beside the units of a page.

    It holds a heading, people, and a text that takes up words of the heading; or the heading links elsewhere.
    """
    tree = page.tree
    around = shared_path([tree.chain[u.root] for u in found if u.root >= 0])
    for element in [e for e, chain in tree.chain.items() if around and chain[-2:-1] == around[-2:-1]]:
        start, end = tree.range(element)
        cues = page.inside(start, end)
        kinds = (cues.heading, bool(cues.people or cues.names), cues.prose, cues.outside, cues.group)
        if kinds != (1, 1, 1, 0, 0) or not page.is_free(start, end):
            continue
        title = next(i for i in range(start, end) if page.lines[i].heading)
        prose = next(i for i in range(start, end) if page.lines[i].prose)
        told = title_overlap(tree.blocks[title].text, tree.blocks[prose].text)
        if title < prose and (told or _links_outward(tree, tree.blocks[title : title + 1])):
            return [Unit(start=start, end=end, root=element, apart=True)]
    return []


def _named(page: CueCounts) -> list[Unit]:
    """Return the units that a layout names."""
    tree, elements = page.tree, page.tree.document.elements
    if not any(e.mark for e in elements):
        return []
    outer = [e for e in tree.chain if (elements[e].mark or "").startswith("unit")]
    outer = [e for e in outer if not set(tree.chain[e][:-1]) & set(outer)]
    units = [Unit(start=tree.range(e)[0], end=tree.range(e)[1], root=e) for e in outer]
    starts: dict[int, int] = {}
    for i, block in enumerate(tree.blocks):
        around = (*block.path, *block.pieces[0].inline)
        if led := next((e for e in around if (elements[e].mark or "").startswith("start")), None):
            starts.setdefault(led, i)
    for start, end in pairwise([*starts.values(), len(tree.blocks)]):
        path = tree.blocks[start].path
        root = path[-2] if len(path) > 1 else -1
        last = min(end, tree.range(root)[1]) if root >= 0 else end
        units.append(Unit(start=start, end=min(page.ends(page.ranks[start])[start + 1], last), root=root, run=True))
    return units


class _Choice(NamedTuple):
    """A set of units and what speaks for it, in the order in which it counts; see `_best`."""

    score: int
    led: bool
    lone: int
    units: Sequence[Unit]
    values: Sequence[int]

    def kept(self, page: CueCounts) -> list[Unit]:
        """Return the units without those that hold what no unit does, unless they are few and sure."""
        good = [v > -OUTSIDE for v in self.values]
        most = max(_ODD * len(good), len(good) > _MANY)
        odd = len(good) - sum(good) <= most  # a unit may say anything, among several that are sound
        return [u for u, g in zip(self.units, good, strict=True) if g or (odd and page.is_sure(u))]

    def goes_on_behind(self, others: Sequence[Unit], values: Sequence[int]) -> bool:
        """Say whether these are runs that start with others, but go on behind them, and few are worth more for it."""
        if [u.start for u in self.units] != [u.start for u in others] or not all(u.run for u in self.units):
            return False
        worse = sum(run > whole for run, whole in zip(self.values, values, strict=True))
        return not any(u.run for u in others) and _MANY * worse <= len(values)


def _best(page: CueCounts, sets: Sequence[Sequence[Unit]]) -> list[Unit] | None:
    """Return the set of units that explains most of what no unit explains yet; None when none explains a cue.

    Of equal ones it is the one with more units of one author each, who alone are no sure cue, else the last: an element
    goes before a run, and the innermost before those around it; of runs, those that a heading leads.
    """
    best: _Choice | None = None
    total = page.cues_left()
    fewest = 1 if page.tree.links_people else 2  # a single line of a round-up is no paper
    for several in sets:
        units = [unit for unit in several if unit.end - unit.start >= fewest]
        cues = sum(page.cues_left(u.start, u.end) for u in units)
        values = [page.value(u) for u in units] if cues else []
        if sum(values) <= 0:
            continue
        headless = sum(u.run and not page.ranks[u.start] and v > 0 for u, v in zip(units, values, strict=True))
        score = sum(values) - headless - _LEFT * (total - cues)  # what a run starts with is most often a heading
        led = not units[0].run or any(page.ranks[u.start] for u in units)
        lone = sum(v == 0 and page.is_of_one(u) for u, v in zip(units, values, strict=True))
        if best and cues == total and best.goes_on_behind(units, values):
            score, lone = max(score, best.score), max(lone, best.lone)
        if best is None or (score, led, lone) >= best[:3]:
            best = _Choice(score, led, lone, units, values)
    return best.kept(page) if best else None


def _elements(tree: Tree, told: Collection[int]) -> Iterator[list[Unit]]:
    """Yield sets of elements with one of some tag paths, and of those with one look, outermost first."""
    sets: dict[Hashable, list[Unit]] = defaultdict(list)
    for element in tree.chain:
        tags = tree.tag_path(element)
        if tags not in told:
            continue
        start, end = tree.range(element)
        unit = Unit(start=start, end=end, root=element)
        sets[tags].append(unit)
        if look := tree.look(element):
            sets[tags, look].append(unit)
    yield from sorted(sets.values(), key=lambda units: len(tree.chain[units[0].root]))


def _works(page: CueCounts, units: Sequence[Unit]) -> list[Unit]:
    """Return the units that tell of a work, and no news, promotions or newsletter in the clothes of one."""
    tree = page.tree
    units = [u for u in units if u.start < u.end and not (page.is_of_people(u) or _is_of_page(page, u))]
    leading = [page.lines[_first(tree, u)] for u in units]
    first = 2 * sum(bool(cues.names or cues.people) for cues in leading) > len(units)
    peopled = {
        tree.bare_place(b, u.root)
        for u in units
        for i, b in _names(page, u, first=first)
        if page.lines[i].people or page.lines[i].names
    }
    peopled |= _places_of_names(page, units, first=first)
    people = [
        page.names_people(u, first=first)
        or any(tree.bare_place(b, u.root) in peopled for _, b in _names(page, u, first=first))
        for u in units
    ]
    listed = _with_place_of_names(tree, units, first=first)
    people = [named or u in listed for u, named in zip(units, people, strict=True)]
    if 2 * sum(people) > sum(map(page.is_sure, units)):
        telling = [(u, named) for u, named in zip(units, people, strict=True) if named or not _is_news(page, u)]
        dated = {u for u, named in telling if not (named or _names_venue(page, u)) and page.inside(u.start, u.end).date}
        units = [u._replace(apart=u.apart or u in dated) for u, _ in telling]  # these may be news all the same
    told = [page.is_sure(u) for u in units]
    sure = [u for u, credible in zip(units, told, strict=True) if credible]
    if len(sure) == len(units):
        return sure
    leads = {tree.bare_place(_lead(tree, u), u.root) for u in sure}
    places = {tree.bare_place(b, u.root) for u in sure for b in tree.blocks[u.start : u.end]}
    starts = sorted(u.start for u in sure)
    kept = []
    for unit, credible in zip(units, told, strict=True):
        lines = [b for b in tree.blocks[unit.start : unit.end] if not label(b.text)]
        fits = all(tree.bare_place(b, unit.root) in places for b in lines)
        lead = _lead(tree, unit)
        titled = tree.bare_place(lead, unit.root) in leads
        titled = titled or (unit.run and page.ranks[unit.start] > 0 and _links_outward(tree, [lead]))
        cues = page.inside(unit.start + 1, unit.end)
        says = cues.people or cues.names or cues.date or cues.prose
        at = bisect(starts, unit.start)
        near = any(not page.inside(*sorted((unit.start, other))).outside for other in starts[max(at - 1, 0) : at + 1])
        led = first or label(tree.blocks[unit.start].text) == "authors"
        work = unit in listed or _is_work(tree, lines, first=led)
        if credible or (near and work and (fits or titled) and (fits or says)):
            kept.append(unit)
    return kept


def _places_of_names(page: CueCounts, units: Sequence[Unit], *, first: bool) -> set[tuple[str, ...]]:
    """Return the places most of whose lines are names, whoever of them writes often."""
    tree = page.tree
    placed = Counter(tree.bare_place(b, u.root) for u in units for b in tree.blocks[u.start : u.end])
    named = Counter(tree.bare_place(b, u.root) for u in units for _, b in _names(page, u, first=first))
    return {place for place, times in named.items() if times >= _MANY and 2 * times > placed[place]}


def _with_place_of_names(tree: Tree, units: Sequence[Unit], *, first: bool) -> set[Unit]:
    """Return the units with a line, and no text, in a place that has a look of its own and mostly holds names."""
    held = [[(b, tree.place(b, u.root)) for b in tree.blocks[u.start + (not first) : u.end]] for u in units]
    short = [[(b, p) for b, p in lines if p and not (p[-1].endswith(".") or is_prose(b.text))] for lines in held]
    placed = Counter(place for lines in short for _, place in lines)
    named = Counter(place for lines in short for b, place in lines if are_names(b))
    usual = {place for place, times in named.items() if times > 1 and 3 * times > 2 * placed[place]}
    return {u for u, lines in zip(units, short, strict=True) if any(place in usual for _, place in lines)}


def _first(tree: Tree, unit: Unit) -> int:
    """Return the first line of a unit that is no label."""
    return next((i for i in range(unit.start, unit.end) if not label(tree.blocks[i].text)), unit.start)


def _is_of_page(page: CueCounts, unit: Unit) -> bool:
    """Say whether a unit starts with what is of the page and has little else, or is the page's heading and no work."""
    cues = page.inside(unit.start, unit.end)
    heads = any(page.lines[i].outside and page.ranks[i] == 1 for i in range(unit.start, unit.end))
    return (page.lines[unit.start].outside > 0 and page.value(unit) < 0) or (heads and not (cues.venue or cues.marker))


def _names(page: CueCounts, unit: Unit, *, first: bool) -> Iterator[tuple[int, Block]]:
    """Yield the lines of a unit that hold nothing but names, but for its title; `first` where people lead."""
    blocks = page.tree.blocks
    title = None if first else _lead(page.tree, unit)
    yield from ((i, blocks[i]) for i in range(unit.start, unit.end) if blocks[i] is not title and are_names(blocks[i]))


def _is_news(page: CueCounts, unit: Unit) -> bool:
    """Say whether a unit that names nobody, where most do, tells of no work: it has no venue, nor a link elsewhere."""
    return not (_names_venue(page, unit) or _links_outward(page.tree, page.tree.blocks[unit.start : unit.end]))


def _names_venue(page: CueCounts, unit: Unit) -> bool:
    """Say whether a unit names a venue below its first line, perhaps one whose status stands elsewhere."""
    lines = page.tree.blocks[unit.start + 1 : unit.end]
    return page.inside(unit.start, unit.end).venue > 0 or any(names_venue(block.text) for block in lines)


def _links_outward(tree: Tree, lines: Sequence[Block]) -> bool:
    host = split(tree.document.url).hostname
    return any(split(span.href or "").hostname != host for span in work_links(lines))


def _is_work(tree: Tree, lines: Sequence[Block], *, first: bool) -> bool:
    """Say whether lines link to a work elsewhere, name people, who may stand first, or hold a sure cue."""
    outward = _links_outward(tree, lines)
    behind = lines[0 if first else 1 :]
    stripped = [unlabelled(b)[1] for b in behind]
    people = any(are_names(b) or are_glued_names(b) or is_name_list(bare(b.text, "authors")) for b in stripped)
    return outward or people or any(map(is_credible, lines))


def _lead(tree: Tree, unit: Unit) -> Block:
    """Return the line where a title would stand: the first that is no date, no venue and no label."""
    lines = tree.blocks[unit.start : unit.end]
    return next((b for b in lines if not (is_date(b.text) or is_venue(b.text) or label(b.text))), lines[0])


def widened(tree: Tree, units: Sequence[Unit]) -> list[Unit]:
    """Return the elements around the units of a page, where each holds one unit and no other line of the page's.

    What unfolds below a title may have an element of its own, which explains all cues without it.
    """
    parents = [tree.parent(u.root) for u in units if u.root >= 0 and not u.run]
    kinds = {(tree.tag_path(parent), tree.look(parent)) for parent in parents if parent >= 0}
    if len(set(parents)) != len(units) or -1 in parents or len(kinds) != 1:
        return []
    return [
        Unit(start=tree.range(p)[0], end=tree.range(p)[1], root=p, apart=u.apart)
        for p, u in zip(parents, units, strict=True)
    ]


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
            kinds[(tree.parent(element), tree.tag(element), tree.look(element))] += told
    if any(n > 2 for n in kinds.values()):  # noqa: PLR2004  promotions come in ones and twos
        raise LayoutDrift("repeated entries, but neither a see-more marker nor a venue line among them")

"""Runs: units without an element of their own, each led by a line; where one ends and the next starts."""

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterator, Sequence
from itertools import pairwise, takewhile
from statistics import mode

from pubcrawl.pages.cue_counts import CueCounts, Unit
from pubcrawl.pages.cues import ends, is_bold, label, names_link, only_links
from pubcrawl.pages.document import Block
from pubcrawl.pages.paper_cues import leads_to_paper, people_of
from pubcrawl.pages.people import are_names, are_several_names, has_profile

_MANY = 4

_Leads = dict[tuple[Hashable, ...], dict[int, list[int]]]
"""Lines that may start a unit, by the kind of lead, and by the element whose content they cut."""


def runs(page: CueCounts, told: Collection[int]) -> Iterator[list[Unit]]:
    """Yield sets of runs: the lines under parents of one of some tag paths, cut where equal leads stand."""
    tree = page.tree
    cuts: dict[Hashable, dict[int, list[int]]] = {}
    for by_parent in _leads(page, told).values():  # many kinds of lead cut alike, and the last of equal sets counts
        where = tuple((parent, *starts) for parent, starts in by_parent.items())
        cuts.pop(where, None)
        cuts[where] = by_parent
    for by_parent in cuts.values():
        units = []
        bounds = page.ends(mode(page.ranks[i] for starts in by_parent.values() for i in starts))
        for parent, starts in by_parent.items():
            last = tree.range(parent)[1] if parent >= 0 else len(tree.blocks)
            units += [
                Unit(start=start, end=min(bounds[start + 1], end), root=parent, run=True)
                for start, end in pairwise([*dict.fromkeys(starts), _end(page, starts, last)])
                if not (page.lines[start].outside or page.lines[start].group)
            ]
        if units:
            yield units


def _end(page: CueCounts, starts: Sequence[int], last: int) -> int:
    """Return where the last of some runs ends: at a heading, where no run has one; or like those that lead them."""
    level = page.ranks[starts[-1]]
    held = [i for i in range(starts[0], last) if page.ranks[i] and not label(page.tree.blocks[i].text)]
    within = {*starts, *(start - 1 for start in starts)}  # a heading right above a run is that of a group
    heads = [i for i in held if i not in within and (not level or page.ranks[i] == level)]
    return heads[0] if heads and heads[0] > starts[-1] else last


def _leads(page: CueCounts, told: Collection[int]) -> _Leads:
    """Return the leads inside the elements that hold a cue, or have the tag path of one that does.

    An element without a line may lead, as an empty title.
    """
    tree = page.tree
    leads: _Leads = defaultdict(lambda: defaultdict(list))
    for parent in (-1, *tree.chain):
        if parent >= 0 and tree.tag_path(parent) not in told:
            continue
        starts = list(tree.starts(parent))
        texts = _looks_of_texts(page, starts)
        for element, i in starts:
            kind = (tree.tag_path(parent), tree.tag(element), tree.look(element))
            leads[kind][parent].append(i)
            leads[kind[:2]][parent].append(i)
            if kind[1] == "tr" and kind[2] not in texts and not _holds_text(page, element):
                leads[*kind[:2], "facts"][parent].append(i)  # the next row holds the text
            if is_bold(tree, tree.blocks[i]) and element in tree.chain:
                leads[*kind, "bold"][parent].append(i)
    for said, parent, i in _leading_lines(page):
        if said[0] in told:
            leads[said][parent].append(i)
    for told_facts in [kind for kind in leads if kind[-1] == "facts"]:
        facts, rows = (sum(map(len, leads[kind].values())) for kind in (told_facts, told_facts[:-1]))
        if 4 * facts > 3 * rows:
            del leads[told_facts]
    return leads


def _looks_of_texts(page: CueCounts, starts: Sequence[tuple[int, int]]) -> frozenset[frozenset[str]]:
    """Return the looks that the rows of a table have which hold an abstract, and few others."""
    looks: dict[frozenset[str], int] = defaultdict(int)
    for element, _ in starts:
        if page.tree.tag(element) == "tr":
            looks[page.tree.look(element)] += 1 if _holds_text(page, element) else -1
    return frozenset(look for look, more in looks.items() if more > 0)


def _holds_text(page: CueCounts, element: int) -> bool:
    """Say whether a row holds an abstract and no other field; one without a line holds none."""
    if element not in page.tree.chain:
        return False
    start, end = page.tree.range(element)
    cues = page.inside(start, end)
    sentence = end == start + 1 and ends(page.tree.blocks[start].text)
    return bool(cues.marker or cues.prose or sentence) and not (cues.heading or cues.people or cues.venue or cues.date)


def _leading_lines(page: CueCounts) -> Iterator[tuple[tuple[Hashable, ...], int, int]]:
    """Yield the lines that lead by what they are, each with its kind of lead, and the element whose content it cuts."""
    tree = page.tree
    before: tuple[int, ...] = ()
    for i, block in enumerate(tree.blocks):
        around, parent = (-1, -1, *block.path)[-2:]
        said = label(block.text)
        people = not tree.links_people and are_several_names(people_of(block))  # some of them may be set apart
        if is_bold(tree, block) and not (said or people):
            yield (tree.tag_path(parent), "bold"), parent, i
        if said == "title":
            yield (tree.tag_path(parent), "label"), parent, i
            yield (tree.tag_path(around), tree.tag(parent) if parent >= 0 else "", "label"), around, i
        if page.leads_people(i):
            yield (tree.tag_path(around), "people"), around, i
        if block.gap or i == 0 or parent not in before:
            yield (tree.tag_path(parent), "gap"), parent, i
        before = block.path


def trimmed(page: CueCounts, unit: Unit, places: Collection[tuple[str, ...]]) -> Unit:
    """Return the last run of a list without what ends the list; `places` are those of the other runs."""
    lines = page.tree.blocks
    while unit.run and places and unit.start < unit.end:
        if page.tree.bare_place(lines[unit.end - 1], unit.root) in places:
            break
        unit = unit._replace(end=unit.end - 1)
    return unit


def with_texts(page: CueCounts, units: Sequence[Unit]) -> Sequence[Unit]:
    """Return units, those that hold no text with the one behind their element, where most have one there, as runs."""
    tree = page.tree
    is_text = [bool(cues.prose or cues.marker) for cues in page.lines]
    works = [u for u in units if not all(is_text[u.start : u.end])]
    starts = sorted(unit.start for unit in works)

    def end_of_text(unit: Unit) -> int:
        parent = tree.parent(unit.root)
        last = tree.range(parent)[1] if parent >= 0 else len(tree.blocks)
        lines = range(unit.end, min([last, *starts[bisect(starts, unit.start) :]]))
        return max((i + 1 for i in takewhile(is_text.__getitem__, lines)), default=unit.end)

    bare = [u for u in works if u.root >= 0 and not (u.run or any(is_text[u.start : u.end]))]
    ends = {unit: end_of_text(unit) for unit in bare}
    alike = Counter(tree.tag_path(u.root) for u in works if u.root >= 0)
    behind = Counter(tree.tag_path(u.root) for u, end in ends.items() if end > u.end)
    told = {unit for unit in bare if 2 * behind[tree.tag_path(unit.root)] > alike[tree.tag_path(unit.root)]}
    joined = [u._replace(end=ends[u], root=tree.parent(u.root), run=True) if u in told else u for u in works]
    return joined if told else units


def with_links(page: CueCounts, units: Sequence[Unit]) -> Sequence[Unit]:
    """Return units, each run with the buttons right behind it, which a cut at elements like theirs gives to others."""

    def is_button(block: Block) -> bool:
        return leads_to_paper(block) or (only_links(block) and names_link(block.text))

    found: list[Unit] = []
    for unit in sorted(units, key=lambda unit: unit.start):
        lines = range(unit.start, unit.end)
        behind = bool(found) and unit.run and found[-1].run and found[-1].end == unit.start
        end = next((i for i in lines if not is_button(page.tree.blocks[i])), unit.end) if behind else unit.start
        if end > unit.start:
            found[-1] = found[-1]._replace(end=end)
        if end == unit.end or (end > unit.start and page.ranks[end] and not page.names_people(unit, first=True)):
            continue
        found.append(unit._replace(start=end))
    return found


def led_by_facts(page: CueCounts, units: Sequence[Unit]) -> Sequence[Unit]:
    """Return units, each run with the facts right above it, where the first has some and the last ends in none.

    So stands a venue above each title, which a run led by titles gives to the publication before.
    """
    tree = page.tree

    def is_fact(index: int) -> bool:
        cues, text = page.lines[index], tree.blocks[index].text
        return bool(cues.venue or cues.date) or not any(map(str.isalnum, text))

    def end_before_facts(unit: Unit) -> int:
        behind = (i for i in range(unit.end - 1, unit.start, -1) if not is_fact(i))
        return next(behind, unit.start) + 1

    led = sorted((unit for unit in units if unit.run), key=lambda unit: unit.start)
    if len(led) > 1 and not page.ranks[led[0].start] and page.ranks[led[1].start]:
        cues = page.inside(led[0].start, led[0].end)
        if cues.people or cues.marker or cues.prose:
            return units  # the facts above the first title are those of a publication that has none
        del led[0]  # what stands above the first title
    top = led[0].start if led else 0
    while top > 0 and is_fact(top - 1):
        top -= 1
    if len(led) < _MANY or top == led[0].start or end_before_facts(led[-1]) < led[-1].end:
        return units
    bounds = [end_before_facts(unit) for unit in led]
    if 2 * sum(end < unit.end for unit, end in zip(led, bounds, strict=True)) < len(led):
        return units
    starts = [top, *(end if u.end == v.start else v.start for (u, v), end in zip(pairwise(led), bounds, strict=False))]
    moved = set(led)
    others = [unit._replace(end=top) if unit.end == led[0].start else unit for unit in units if unit not in moved]
    return [*(u._replace(start=i, end=j) for u, i, j in zip(led, starts, bounds, strict=True)), *others]


def parted(page: CueCounts, units: Sequence[Unit]) -> Iterator[Unit]:
    """Yield units, each run parted at a line that stands as leads do, with people in the run above and right below it.

    So stands a title that an editor has set otherwise than the others.
    """
    blocks = page.tree.blocks

    def stands_as(i: int, before: Sequence[Block]) -> bool:
        looks = {page.tree.place(block, -1) for block in before if are_names(block)}
        title = is_bold(page.tree, blocks[i]) and not are_names(blocks[i])
        return title and page.tree.place(blocks[i + 1], -1) in looks

    starts = [unit.start for unit in units if unit.run]
    ranks = {page.ranks[start] for start in starts} - {0}
    gaps = 2 * sum(blocks[start].gap for start in starts) > len(starts)
    for unit in units:
        start = unit.start
        for i in range(start + 2, unit.end - 1) if unit.run else ():
            apart = gaps and blocks[i].gap
            told = bool(page.ranks[i] or blocks[i].hrefs) or is_bold(page.tree, blocks[i])  # though it reads like names
            leads = page.ranks[i] in ranks or apart or stands_as(i, blocks[start + 1 : i])
            leads = leads and not (label(blocks[i].text) or has_profile(blocks[i]))
            below = are_names(blocks[i + 1]) or (apart and told and page.inside(i + 1, min(i + 3, unit.end)).venue > 0)
            leads = leads and below and (told or not are_names(blocks[i]))
            if leads and ((apart and told) or any(are_names(block) for block in blocks[start + 1 : i])):
                yield unit._replace(start=start, end=i)
                start = i
        yield unit._replace(start=start)

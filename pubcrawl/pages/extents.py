"""Extents: what the units of a page show of one another, which leaves unsure where one of them starts or ends."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import itemgetter

from pubcrawl.pages.cue_counts import Unit, is_credible
from pubcrawl.pages.cues import is_badge, is_prose, is_set_as_heading, label
from pubcrawl.pages.document import Block, Tree
from pubcrawl.pages.line import Line
from pubcrawl.pages.lines import UnitLines
from pubcrawl.pages.paper_cues import leads_to_paper
from pubcrawl.text.dates import is_date, is_session


def longer_texts(units: Sequence[Unit], told: Sequence[UnitLines]) -> set[int]:
    """Return where units start that have no element of their own and a longer text than others, in paragraphs.

    The page may say something between two publications of a list, which nothing sets apart from the text above.
    """
    texts = {
        unit.start: len({line.block.path for line in lines.lines if line.role == "abstract" and is_prose(line.text)})
        for unit, lines in zip(units, told, strict=True)
        if unit.run
    }
    counts = Counter(filter(None, texts.values()))
    usual, often = max(counts.items(), key=itemgetter(1), default=(0, 0))
    return {start for start, count in texts.items() if count > usual} if 4 * often >= 3 * counts.total() else set()


_BEHIND = 3
"""Lines behind the last unit among which the text starts that it lacks."""
_ABOVE = 12
"""Lines above the first unit of a page, among which the rest of a publication would start."""


def shifted_units(tree: Tree, units: Sequence[Unit], told: Sequence[UnitLines]) -> set[int]:
    """Return where units without an element start that may hold the end of one publication and the start of the next.

    In some, a title stands behind a text, as in no others; in all, a heading stands behind something else, and one like
    it above the first.
    """
    parts = {u.start for u in _parts_of_one(units, told)}
    if parts:
        return parts
    late = [_is_late(lines.lines) for lines in told]
    found = {unit.start for unit, is_late in zip(units, late, strict=True) if is_late and unit.run}
    if found and 2 * sum(map(bool, late)) < len(late) - late.count(None):
        return found | {before.start for before, unit in pairwise(units) if unit.start in found and before.run}
    runs = [unit for unit in units if unit.run]
    heads = {u.start: [_heading(tree, block) for block in tree.blocks[u.start : u.end]] for u in runs}
    tags = Counter(tag for held in heads.values() for tag in held if tag)
    usual = tags.most_common(1)[0][0] if tags else ""
    several = {start for start, held in heads.items() if held.count(usual) > 1}
    if several and 2 * len(several) < len(runs):
        return several
    if 2 * sum(any(held) and not held[0] for held in heads.values()) <= len(heads):
        return set()
    above = tree.blocks[max(0, units[0].start - _ABOVE) : units[0].start]
    split = 2 * tags[usual] > len(runs) and any(_heading(tree, block) == usual for block in above)
    return set(heads) if split else set()


def _parts_of_one(units: Sequence[Unit], told: Sequence[UnitLines]) -> Iterator[Unit]:
    """Yield the units without an element that may be one publication: a title without a text, and what has no title."""
    roles = [{line.role for line in lines.lines} for lines in told]
    for i, (unit, behind) in enumerate(pairwise(units)):
        apart = "abstract" not in roles[i] and "title" not in roles[i + 1]
        if apart and unit.run and behind.run and unit.end == behind.start:
            yield from (unit, behind)


def _is_late(lines: Sequence[Line]) -> bool | None:
    """Say whether the title of a unit stands behind a text or the link to a paper; None where it cannot be told."""
    title = next((i for i, line in enumerate(lines) if line.role == "title"), None)
    ends = [i for i, line in enumerate(lines) if line.role == "abstract" or leads_to_paper(line.block)]
    return min(ends) < title if ends and title is not None else None


def _heading(tree: Tree, block: Block) -> str:
    """Return the tag of a heading that stands for itself; "" for any other line, and for what stands beside a title."""
    own = is_set_as_heading(tree, block) and not (label(block.text) or is_badge(block.text))
    return tree.tag(block.path[-1]) if own and tree.tag(block.path[-1])[:1] == "h" else ""


_ASIDES = ("blockquote", "figcaption")
"""What stands between publications and is no part of them, where none of theirs stands in it."""


def lost_texts(tree: Tree, units: Sequence[Unit], told: Sequence[UnitLines]) -> set[int]:
    """Return where units start behind which a line stands that may be theirs; behind the last, where it has no text."""
    lines = [line.block for unit in told for line in unit.lines if line.block.path]
    aside = [tag for tag in _ASIDES if not any(tree.within(block.path[-1], tag) for block in lines)]
    between = [(u.start, tree.blocks[u.end : v.start]) for u, v in pairwise(units)]
    last = units[-1] if units else None
    if last and last.run and not any(line.role == "abstract" for line in told[-1].lines):
        end = tree.range(last.root)[1] if last.root >= 0 else last.end
        between.append((last.start, tree.blocks[last.end : min(end, last.end + _BEHIND)]))
    return {start for start, behind in between if _is_left_over(tree, behind, aside)}


def _is_left_over(tree: Tree, lines: Sequence[Block], aside: Sequence[str]) -> bool:
    """Say whether what stands behind a unit, before the next, starts with what may be a part of it."""
    own = (b for b in lines if not (b.path and tree.within(b.path[-1], *aside)))
    first = next((b for b in own if not (label(b.text) or is_badge(b.text) or is_session(b.text))), None)
    return first is not None and (is_prose(first.text) or is_credible(first) or is_date(first.text))

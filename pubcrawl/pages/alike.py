"""Lines alike: a line that was left whole is split where others of its kind, or with the same looks, are."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import groupby, pairwise

from pubcrawl.pages.cues import is_prose, label
from pubcrawl.pages.document import Piece, shared_path
from pubcrawl.pages.people import is_name, is_name_list
from pubcrawl.text.address import is_profile
from pubcrawl.text.names import is_affiliation

_AGAIN = 2
_FEWEST = 3
"""Words that are few, beside a title."""
Row = tuple[list[list[Piece]], Hashable]
"""What a line was split into, and the kind of element it stands in."""
Look = Callable[[tuple[int, ...]], tuple[str, frozenset[str]] | None]
"""What tells tag and class words of the first of some elements, None where there is none."""


def parted_alike(rows: Sequence[Row], look: Look) -> Iterator[list[list[Piece]]]:
    """Yield what lines were split into, and those left whole split where others of their kind are.

    That is between two elements that look so, the outermost that are not around the whole line; never prose.
    """
    depths = [depth_of(lines) for lines, _ in rows]
    edges: Counter[Hashable] = Counter()
    for (lines, kind), depth in zip(rows, depths, strict=True):
        parted = (
            (left, right) for left, right in pairwise(filter(None, lines)) if not label("".join(p.text for p in left))
        )
        edges.update((kind, look(_last(left).inline[depth:]), look(right[0].inline[depth:])) for left, right in parted)
        if len(lines) == 1 and len(groups := _two_elements(lines[0], depth)) == _AGAIN:
            looks = (look(groups[0][0].inline[depth:]), look(groups[1][0].inline[depth:]))
            edges.update([(kind, *looks)] if looks[0] != looks[1] and _are_people_and_words(groups) else ())
    edges.update(_edges_of_badges(rows, depths, look))
    eyebrows = _edges_of_eyebrows(rows, depths, look)
    apart = frozenset(key for key, times in edges.items() if times >= _AGAIN)
    for (lines, kind), depth in zip(rows, depths, strict=True):
        found = [part for line in lines for part in _parted(line, depth, look, eyebrows)] if eyebrows else lines
        parts = _parted(found[0], depth, look, apart, kind) if len(found) == 1 and apart else found
        yield found if any(is_prose("".join(p.text for p in part).strip()) for part in parts) else parts


def _parted(
    line: list[Piece], depth: int, look: Look, known: frozenset[Hashable], *kind: Hashable
) -> list[list[Piece]]:
    """Return a line split between elements that are known to stand apart: by both looks, perhaps in a kind of line."""
    groups, last = [line[:1]], line[0] if line else None
    for piece in line[1:]:
        if last is None or not piece.text.strip():
            groups[-1].append(piece)
            continue
        around, inner = last.inline[depth:], piece.inline[depth:]
        looks = look(around), look(inner)
        apart = around[:1] != inner[:1] and None not in looks and (*kind, *looks) in known
        apart = apart and not label("".join(p.text for p in groups[-1]))
        groups.append([piece]) if apart else groups[-1].append(piece)
        last = piece
    return groups


def depth_of(lines: Sequence[Sequence[Piece]]) -> int:
    """Return how many inline elements stand around the whole of a line."""
    around = [p.inline for line in lines for p in line if p.text.strip()]
    return len(shared_path(around)) if len(around) > 1 else 0


def _two_elements(line: Sequence[Piece], depth: int) -> list[list[Piece]]:
    """Return the pieces of the two elements that are all of a line, below those around it; else nothing."""
    said = (p for p in line if p.text.strip())
    groups = [list(held) for _, held in groupby(said, key=lambda p: p.inline[depth : depth + 1])]
    return groups if len(groups) == 2 and all(group[0].inline[depth:] for group in groups) else []  # noqa: PLR2004


def _are_people_and_words(groups: Sequence[Sequence[Piece]]) -> bool:
    """Say whether, of two elements, one holds people and the other some words."""
    texts = ["".join(p.text for p in group).strip() for group in groups]
    people = [any(is_profile(p.href) for p in g) or is_name_list(text) for g, text in zip(groups, texts, strict=True)]
    if people not in ([True, False], [False, True]):
        return False
    other = texts[people.index(False)]
    return len(other.split()) > _FEWEST - 1 and not (other.endswith(":") or is_affiliation(other))


def _edges_of_badges(rows: Sequence[Row], depths: Sequence[int], look: Look) -> Counter[Hashable]:
    """Count the edges between the two elements of lines whose second holds a few words, mostly said again there."""
    said: dict[tuple[Hashable, ...], list[str]] = defaultdict(list)
    for (lines, kind), depth in zip(rows, depths, strict=True):
        groups = _two_elements(lines[0], depth) if len(lines) == 1 else []
        if groups:
            lead, text = ("".join(p.text for p in group).strip() for group in groups)
            people = any(is_profile(p.href) for p in groups[0]) or is_name_list(lead) or is_name(text)
            announced = lead.endswith(":") or is_affiliation(text)
            few = len(text.split()) <= _FEWEST and not any(p.href for p in groups[1])
            looks = (look(group[0].inline[depth:]) for group in groups)
            said[kind, *looks].append(text if few and not (people or announced) else "")
    counts: Counter[Hashable] = Counter()
    for (kind, *sides), texts in said.items():
        again = sum(times for times in Counter(texts).values() if times > 1)
        if all(texts) and 2 * again >= len(texts) > _AGAIN and sides[0] != sides[1]:
            counts[kind, *sides] = len(texts)
    return counts


def _edges_of_eyebrows(rows: Sequence[Row], depths: Sequence[int], look: Look) -> frozenset[Hashable]:
    """Return the looks of the two elements that lead most lines with both: a few words, and a text they do not start.

    The first has class words, and so looks alike in every kind of line.
    """
    told: dict[Hashable, list[bool]] = defaultdict(list)
    words: Counter[Hashable] = Counter()
    for (lines, _), depth in zip(rows, depths, strict=True):
        said = (p for p in lines[0] if p.text.strip())
        groups = [list(held) for _, held in groupby(said, key=lambda p: p.inline[depth : depth + 1])][:2]
        looks = tuple(look(group[0].inline[depth:]) for group in groups)
        if len(looks) == _AGAIN and looks[0] and looks[0][1] and looks[1] and looks[0] != looks[1]:
            lead, text = ("".join(p.text for p in group).strip() for group in groups)
            linked = {p.href for p in groups[0]} - {p.href for p in groups[1]} - {None}
            told[looks].append(_is_eyebrow(lead, text) and not (is_name_list(lead) or linked))
            words[looks] += len(text.split()) - 2 * len(lead.split())
    return frozenset(
        looks for looks, each in told.items() if 4 * sum(each) >= 3 * len(each) > 3 * _AGAIN and words[looks] > 0
    )


def _is_eyebrow(lead: str, text: str) -> bool:
    """Say whether the first of two elements may hold a few words, and no start of the text behind it."""
    return len(lead.split()) <= _FEWEST and lead[-1:].isalnum() and lead[:1].isupper() and not text[:1].islower()


def _last(pieces: Sequence[Piece]) -> Piece:
    return next((p for p in reversed(pieces) if p.text.strip()), pieces[-1])

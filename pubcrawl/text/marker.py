"""The see-more marker: how the sites spell it, where they put it, and the abstract without it."""

import re
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

MARKER = re.compile(r"(?:…|\.\.\.)\s*\((?:see more|voir plus)\)", re.IGNORECASE)
"""`… (see more)` or `… (voir plus)`, as the sites print it inside every longer abstract."""

CUT = 140
"""Code points of the abstract before the marker, newlines counted as one (measured on 45 of 45 abstracts)."""


def at_cut(before: str) -> bool:
    """Say whether the text before a marker has the length the sites cut at, as served or as shown."""
    return CUT in (len(before), len(" ".join(before.split())) + (before[-1:].isspace()))


class Cleaned(NamedTuple):
    """A cleaned text, "" when nothing is left, and the flags its cleaning raised."""

    text: str
    flags: tuple[str, ...] = ()


def remove_marker(text: str) -> Cleaned:
    """Delete the first see-more marker and join its two sides with nothing.

    White space around the marker is the text's own and stays. The marker's place is checked on the raw code
    points, so this comes before every other step.
    """
    text = text.replace("\r\n", "\n")
    found = MARKER.search(text)
    if not found:
        return Cleaned(text)
    before, after = text[: found.start()], text[found.end() :]
    doubts = {
        "abstract_start_unsure": not at_cut(before),
        "abstract_truncated": not after.strip(),
        "abstract_second_marker": MARKER.search(after) is not None,
    }
    return Cleaned(before + after, tuple(name for name, holds in doubts.items() if holds))


_SHORTEST_TEASER = 20
"""Characters of a text that is no name of a button."""
_ELLIPSIS = re.compile(r"(?:…|\.\.\.)(?!.*(?:…|\.\.\.))\s*+(?:\S+\s*){0,4}", re.DOTALL)
"""The last ellipsis of a text, and a button of a few words behind it."""


def is_teaser(text: str, whole: str) -> bool:
    """Say whether a text is nothing but the start of another one, up to an ellipsis; of two with a marker, none is."""
    found = _ELLIPSIS.search(text)
    head = " ".join(text[: found.start()].rstrip(" [(").split()) if found and found.end() == len(text) else ""
    marker = MARKER.search(text)
    if marker and (text[marker.end() :].strip() or MARKER.search(whole)):
        return False
    return len(head) >= _SHORTEST_TEASER and " ".join(whole.split()).startswith(head)


def behind_start(text: str, start: str) -> str | None:
    """Return what stands in a text behind a start, whatever white space parts its words; None if it starts otherwise.

    A site that cuts an abstract prints its paragraphs on one line.
    """
    wanted = "".join(start.split())
    shown = list(islice((i for i, sign in enumerate(text) if not sign.isspace()), len(wanted)))
    if not wanted or "".join(text[i] for i in shown) != wanted:
        return None
    rest = text[shown[-1] + 1 :]
    return rest.lstrip() if start[-1].isspace() else rest


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

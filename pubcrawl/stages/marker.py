"""The see-more marker, by which the sites fold their longer abstracts."""

import re

MARKER = re.compile(r"(?:…|\.\.\.)\s*\((?:see more|voir plus)\)", re.IGNORECASE)
"""`… (see more)` or `… (voir plus)`, as the sites print it inside every longer abstract."""

CUT = 140
"""Code points of the abstract before the marker, newlines counted as one (measured on 45 of 45 abstracts)."""


def at_cut(before: str) -> bool:
    """Say whether the text before a marker has the length the sites cut at, as served or as shown."""
    return CUT in (len(before), len(" ".join(before.split())) + (before[-1:].isspace()))

"""Writes RIS, one tag a line, for reference managers.

Names are given as displayed: RIS would have them as "Last, First", but which words are the last name is not ours to
guess.
"""

from collections.abc import Iterable, Iterator

from pubcrawl.formats.reference import Reference, reference
from pubcrawl.items import Publication

_TYPES = {"paper": "CPAPER", "article": "JOUR", "other": "GEN"}
_END = "\r\n"
_DATE_PARTS = 3


def render(publications: Iterable[Publication]) -> bytes:
    """Return publications as RIS records in UTF-8, in their order, lines ending in CR LF."""
    return "".join(_record(reference(p)) for p in publications).encode()


def _record(r: Reference) -> str:
    lines = [f"{tag}  - {value}{_END}" for tag, value in _tags(r) if value]
    return f"{''.join(lines)}ER  - {_END}{_END}"


def _tags(r: Reference) -> Iterator[tuple[str, str | None]]:
    yield "TY", _TYPES[r.kind]
    yield "ID", r.id
    yield "TI", r.title
    for name in r.authors:
        yield "AU", name
    if r.issued:
        parts = [f"{part:02}" for part in r.issued]
        yield "PY", f"{r.issued[0]:04}"
        yield "DA", "/".join(parts + [""] * (_DATE_PARTS - len(parts)))
    yield "T2", r.container
    yield "DO", r.doi
    yield "UR", r.url
    yield "AB", r.abstract
    yield "LA", r.language

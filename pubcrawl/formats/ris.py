"""Writes RIS, one tag a line, for reference managers.

Names are "Last, First, Suffix", as RIS wants them; one whose parts are not known is given as displayed.
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
    for person in r.authors:
        yield "AU", ", ".join(filter(None, (person.family, person.given, person.suffix))) or person.name
    if r.issued:
        parts = [f"{part:02}" for part in r.issued]
        yield "PY", f"{r.issued[0]:04}"
        yield "DA", "/".join(parts + [""] * (_DATE_PARTS - len(parts)))
    yield "T2", r.container
    yield "DO", r.doi
    yield "UR", r.url
    yield "AB", r.abstract
    yield "LA", r.language

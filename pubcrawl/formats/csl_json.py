"""Writes CSL-JSON, for Zotero, Pandoc and every citeproc."""

from collections.abc import Iterable

import orjson

from pubcrawl.formats.reference import Person, Reference, reference
from pubcrawl.items import Publication

_TYPES = {"paper": "paper-conference", "article": "article-journal", "other": "article"}


def render(publications: Iterable[Publication]) -> bytes:
    """Return publications as a CSL-JSON array, in their order; a name whose parts are not known is literal."""
    items = [_item(reference(p)) for p in publications]
    return orjson.dumps(items, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _name(person: Person) -> dict[str, str]:
    if not (person.family and person.given):
        return {"literal": person.name}
    parts = {"family": person.family, "given": person.given, "suffix": person.suffix}
    return {name: value for name, value in parts.items() if value}


def _item(r: Reference) -> dict[str, object]:
    item: dict[str, object] = {
        "id": r.id,
        "type": _TYPES[r.kind],
        "title": r.title,
        "author": [_name(person) for person in r.authors],
        "issued": {"date-parts": [r.issued]} if r.issued else None,
        "container-title": r.container,
        "genre": r.status,
        "DOI": r.doi,
        "URL": r.url,
        "language": r.language,
        "abstract": r.abstract,
    }
    return {name: value for name, value in item.items() if value}

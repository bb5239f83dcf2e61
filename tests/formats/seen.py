"""What a reader sees of the records in each format, in one shape for all."""

import re
from collections.abc import Callable
from typing import NamedTuple

from pubcrawl.formats import atom, bibtex, csl_json, ris
from tests.formats.rereading import read_atom, read_bibtex, read_csl, read_latex, read_ris, read_xml

_ATOM = "{http://www.w3.org/2005/Atom}"


class Seen(NamedTuple):
    """What a reader sees of a record; None where the format has no such field."""

    title: str
    authors: list[str]
    container: str | None
    abstract: str | None


def _seen_in_bibtex(content: bytes) -> list[Seen]:
    return [
        Seen(
            title=read_latex(entry["title"].removeprefix("{").removesuffix("}")),
            authors=[read_latex(_unbraced(name)) for name in _bibtex_names(entry.get("author", ""))],
            container=_optional_latex(entry.get("booktitle") or entry.get("howpublished")),
            abstract=_optional_latex(entry.get("abstract")),
        )
        for entry in read_bibtex(content)
    ]


def _optional_latex(text: str | None) -> str | None:
    return None if text is None else read_latex(text)


def _bibtex_names(field: str) -> list[str]:
    """Split at " and " outside braces, as BibTeX does."""
    names, depth, start = [], 0, 0
    for i, c in enumerate(field):
        depth += (c == "{") - (c == "}")
        if depth == 0 and re.match(r"\s+and\s", field[i:], re.IGNORECASE):
            names.append(field[start:i])
            start = i + len(" and ")
    return [name for name in (*names, field[start:]) if name]


def _unbraced(name: str) -> str:
    return name[1:-1] if name.startswith("{") else name


def _seen_in_ris(content: bytes) -> list[Seen]:
    return [
        Seen(
            title=record["title"],
            authors=record.get("authors", []),
            container=record.get("secondary_title"),
            abstract=record.get("abstract"),
        )
        for record in read_ris(content)
    ]


def _seen_in_csl(content: bytes) -> list[Seen]:
    return [
        Seen(
            title=item["title"],
            authors=[name["literal"] for name in item.get("author", [])],
            container=item.get("container-title"),
            abstract=item.get("abstract"),
        )
        for item in read_csl(content)
    ]


def _seen_in_atom(content: bytes) -> list[Seen]:
    entries = read_xml(content).findall(f"{_ATOM}entry")
    assert len(read_atom(content).entries) == len(entries)
    return [
        Seen(
            title=entry.findtext(f"{_ATOM}title") or "",
            authors=[name.text or "" for name in entry.findall(f"{_ATOM}author/{_ATOM}name")],
            container=None,
            abstract=entry.findtext(f"{_ATOM}summary"),
        )
        for entry in sorted(entries, key=lambda e: e.findtext(f"{_ATOM}id") or "")
    ]


CITED: dict[str, tuple[Callable[..., bytes], Callable[[bytes], list[Seen]]]] = {
    "bibtex": (bibtex.render, _seen_in_bibtex),
    "ris": (ris.render, _seen_in_ris),
    "csl_json": (csl_json.render, _seen_in_csl),
    "atom": (atom.render, _seen_in_atom),
}

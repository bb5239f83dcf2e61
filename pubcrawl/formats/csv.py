"""Writes CSV (RFC 4180): one record a row, every column flat, safe to open in a spreadsheet."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import date, datetime
from operator import attrgetter
from types import NoneType
from typing import Any

from pubcrawl.items import Author, Link, Publication
from pubcrawl.text.address import canonical
from pubcrawl.text.display import fit

BOM = "\ufeff".encode()
"""Stands before the table for Excel, which takes its accents for other letters without it."""

_COLUMNS = tuple(f.name for f in fields(Publication))
_values = attrgetter(*_COLUMNS)
_ADDRESSES = tuple(map(_COLUMNS.index, ("url", "source_url")))
_FORMULA = re.compile(r"\A(?=[\t\r\n])|(?:\A|(?<=[;\t\r\n]))(?=[\s\"]*[=+\-@＝＋－＠])")


def render(publications: Iterable[Publication]) -> bytes:
    """Return publications as CSV in UTF-8: a header row, lines that end in CR LF, line breaks inside quoted cells.

    Names of authors, links (`kind url`) and flags are joined by "; ", absence is an empty cell, times are UTC. An
    apostrophe goes before each cell that a spreadsheet would take for a formula, and inside a cell wherever a
    spreadsheet could start a new one: where lists are separated by semicolons, as in French, it splits there.
    """
    return b"".join((head(), *map(row, publications)))


def head(columns: Sequence[str] | None = None) -> bytes:
    """Return the header row, of all columns or of some."""
    return _row(columns or _COLUMNS)  # our own names, none of which starts a formula


def row(publication: Publication, columns: Sequence[str] | None = None) -> bytes:
    """Return the row of a publication, with all columns or with some."""
    cells = [_CELLS[type(value)](value) for value in _values(publication)]
    for place in _ADDRESSES:
        if url := getattr(publication, _COLUMNS[place]):
            cells[place] = _guard(canonical(url) or "")
    return _row(cells if columns is None else (cells[_COLUMNS.index(name)] for name in columns))


def _row(cells: Iterable[str]) -> bytes:
    """Return a row as the standard library's `csv` writes it, which looks at every character in turn."""
    return (",".join(map(_quoted, cells)) + "\r\n").encode()


def _quoted(cell: str) -> str:
    is_plain = '"' not in cell and "," not in cell and "\n" not in cell and "\r" not in cell
    return cell if is_plain else '"' + cell.replace('"', '""') + '"'


def _guard(cell: str) -> str:
    is_one_word = ";" not in cell and cell.isprintable()  # so that no spreadsheet splits it
    return cell if is_one_word and cell[:1].isalnum() else _FORMULA.sub("'", cell)


_CELLS: dict[type, Callable[[Any], str]] = {
    NoneType: lambda _: "",
    str: lambda text: _guard(fit(text)),
    tuple: lambda values: _guard("; ".join(filter(None, map(_element, values)))),
    datetime: lambda time: time.isoformat().replace("+00:00", "Z"),
    date: date.isoformat,
    bool: lambda value: str(value).lower(),
    float: lambda value: _guard(str(value)),
}
"""How the values of each type are written; addresses have a form of their own."""


def _element(value: object) -> str:
    if isinstance(value, Link):
        url = canonical(value.url)
        return f"{fit(value.kind)} {url}" if url else ""
    return fit(value.name if isinstance(value, Author) else str(value))

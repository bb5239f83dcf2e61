"""Writes CSV (RFC 4180): one record a row, every column flat, safe to open in a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import fields
from datetime import date, datetime
from operator import attrgetter

from pubcrawl.items import Author, Link, Publication
from pubcrawl.text.address import canonical
from pubcrawl.text.display import fit

_COLUMNS = tuple(f.name for f in fields(Publication))
_values = attrgetter(*_COLUMNS)
_ADDRESSES = frozenset(("url", "source_url"))
_SEPARATOR = "; "
_SPLITS = re.compile(r"[;\t\r\n]")
_FORMULA = re.compile(r"\A(?=[\t\r\n])|(?:\A|(?<=[;\t\r\n]))(?=[\s\"]*[=+\-@＝＋－＠])")


def render(publications: Iterable[Publication]) -> bytes:
    """Return publications as CSV in UTF-8: a header row, lines that end in CR LF, line breaks inside quoted cells.

    Names of authors, links (`kind url`) and flags are joined by "; ", absence is an empty cell, times are UTC. An
    apostrophe goes before each cell that a spreadsheet would take for a formula, and inside a cell wherever a
    spreadsheet could start a new one: where lists are separated by semicolons, as in French, it splits there.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_COLUMNS)  # our own names, none of which starts a formula
    for publication in publications:
        writer.writerow(map(_cell, _COLUMNS, _values(publication)))
    return text.getvalue().encode()


def _cell(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return _guard((canonical(value) or "") if name in _ADDRESSES else fit(value))
    if isinstance(value, tuple):
        return _guard(_SEPARATOR.join(filter(None, map(_element, value)))) if value else ""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).lower() if isinstance(value, bool) else _guard(str(value))


def _guard(cell: str) -> str:
    if _SPLITS.search(cell):
        return _FORMULA.sub("'", cell)
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _element(value: object) -> str:
    if isinstance(value, Link):
        url = canonical(value.url)
        return f"{fit(value.kind)} {url}" if url else ""
    return fit(value.name if isinstance(value, Author) else str(value))

"""Each format read again by a parser that is not ours, as plain values."""

import csv
import io
import json
import re
from collections.abc import Iterable
from typing import Any
from unittest import mock
from xml.etree import ElementTree as ET

import bibtexparser  # type: ignore[import-untyped]  # publishes no types
import feedparser  # type: ignore[import-untyped]  # publishes no types
import rispy  # type: ignore[import-untyped]  # publishes no types
from bibtexparser.bparser import BibTexParser  # type: ignore[import-untyped]  # publishes no types

from pubcrawl.formats import csv as csv_format
from pubcrawl.items import Publication

Fields = dict[str, Any]

_COMMAND = re.compile(r"\\(?:text(backslash|braceleft|braceright|asciitilde|asciicircum)\{\}|([&%$#_]))")
_MATHS = re.compile(r"((?<![\\$])\$[^\s$](?:[^$\n]{0,200}[^\s\\$])?\$(?!\d))")
_COMMANDS = {"backslash": "\\", "braceleft": "{", "braceright": "}", "asciitilde": "~", "asciicircum": "^"}


def read_csv(content: bytes, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline=""), delimiter=delimiter, strict=True))


def read_rows(content: bytes, delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline=""), delimiter=delimiter))


def unguarded_csv(publications: Iterable[Publication]) -> bytes:
    """Write CSV with the cells as they are before formulas are guarded against."""
    with mock.patch.object(csv_format, "_guard", str):
        return csv_format.render(publications)


def read_bibtex(content: bytes) -> list[Fields]:
    parser = BibTexParser(common_strings=True, ignore_nonstandard_types=False, homogenize_fields=False)
    database = bibtexparser.loads(content.decode(), parser)
    assert not database.comments
    assert not database.preambles
    return list(database.entries)


def read_latex(text: str) -> str:
    """Undo the escapes of a BibTeX value, maths aside; anything else that LaTeX would act on fails."""
    parts = _MATHS.split(text)
    return "".join(part if i % 2 else _read_latex(part) for i, part in enumerate(parts))


def _read_latex(text: str) -> str:
    assert not re.search(r"[\\{}~^&%$#_]", _COMMAND.sub("", text)), text
    return _COMMAND.sub(lambda m: _COMMANDS[m[1]] if m[1] else m[2], text)


def read_ris(content: bytes) -> list[Fields]:
    return list(rispy.loads(content.decode()))


def read_csl(content: bytes) -> list[Fields]:
    items: list[Fields] = json.loads(content)
    return items


def read_atom(content: bytes) -> Any:  # noqa: ANN401  feedparser's own mapping
    feed = feedparser.parse(content, sanitize_html=False, resolve_relative_uris=False)
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


def read_xml(content: bytes) -> ET.Element:
    """Read by expat, to the letter; feedparser repairs what looks like mojibake to it."""
    return ET.fromstring(content)  # noqa: S314  bytes of our own

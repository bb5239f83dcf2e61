"""Generated layouts of cards: read whatever tags they are made of, and alike whatever their classes are called."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from itertools import count

import hypothesis
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.authoring.abstracts import MARKER
from tests.authoring.publications import DIRECTORY, InventedPublication, publications
from tests.battery.seed import SEED
from tests.battery.wild_reading import Reading, WildPage, check, read_page

pytestmark = pytest.mark.family("R13")

Record = Callable[[str, object], None]

FEW, MANY = 50, 2000
_LISTED = [p for p in publications("mila_en") if p.title and p.abstract and p.venue_line and p.date]
_CUT = 140
_PIECES = ("title", "authors", "abstract", "date", "venue", "links")
_BLOCKS = ("div", "p", "section", "li", "article", "h3", "h4", "dd", "td", "blockquote", "x-part")
_HEADINGS = ("h3", "h4")
_WRAPPERS = ("div", "ul", "section", "main", "table", "x-list", "ol", "article")


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How the cards of a page are marked up: a tag and a class for each piece, each card and each element around."""

    pieces: tuple[tuple[str, str], ...]
    card: tuple[tuple[str, str], ...]
    around: tuple[tuple[str, str], ...]
    gap: str

    def page(self, listed: list[InventedPublication]) -> str:
        cards = self.gap.join(_within(self.card, self._card(p)) for p in listed)
        return f"<html lang=en><body><h1>Publications</h1>{self.gap}{_within(self.around, cards)}</body></html>"

    def _card(self, entry: InventedPublication) -> str:
        told = zip(_PIECES, self.pieces, strict=True)
        return self.gap.join(_within((mark,), inner) for name, mark in told if (inner := _piece(entry, name)))


def _piece(entry: InventedPublication, name: str) -> str:
    if name == "authors":
        linked = (f'<a href="{DIRECTORY["en"]}{a.slug}">{escape(a.name)}</a>' for a in entry.authors if a.slug)
        return ", ".join((*linked, *(escape(a.name) for a in entry.authors if not a.slug)))
    if name == "abstract":
        text = entry.abstract or ""
        shown = text if len(text) <= _CUT else f"{text[:_CUT]}{MARKER['en']}{text[_CUT:]}"
        return escape(shown).replace("\n", "<br>")
    if name == "links":
        return " ".join(f'<a href="{escape(link.href)}">{escape(link.label)}</a>' for link in entry.links)
    value = entry.venue_line if name == "venue" else getattr(entry, name)
    return escape(value or "")


def _within(marks: tuple[tuple[str, str], ...], inner: str) -> str:
    for tag, name in reversed(marks):
        inner = f'<{tag} class="{name}">{inner}</{tag}>' if name else f"<{tag}>{inner}</{tag}>"
    return inner


def _marks(tags: tuple[str, ...], least: int, most: int) -> st.SearchStrategy[tuple[tuple[str, str], ...]]:
    names = st.sampled_from(("", "teaser", "row", "field", "node", "x"))
    mark = st.tuples(st.sampled_from(tags), names)
    return st.lists(mark, min_size=least, max_size=most).map(tuple)


layouts = st.builds(
    Layout,
    pieces=_marks(_BLOCKS, len(_PIECES), len(_PIECES)),
    card=_marks(("div", "li", "article", "section", "tr", "dl", "x-card"), 1, 2),
    around=_marks(_WRAPPERS, 0, 3),
    gap=st.sampled_from(("", "\n", "\n    ")),
)
listings = st.lists(st.sampled_from(_LISTED), min_size=2, max_size=6, unique_by=lambda p: p.key)


def renamed(html: str) -> str:
    """The same page with every class called otherwise."""
    numbers = count()
    names: dict[str, str] = {}
    return re.sub(r'class="(\w+)"', lambda m: f'class="{names.setdefault(m[1], f"css-{next(numbers)}")}"', html)


def said(reading: Reading) -> object:
    return reading.said, [d.raw for d in reading.drafts]


def holds(layout: Layout, listed: list[InventedPublication]) -> None:
    html = layout.page(listed)
    reading = check(WildPage(site="mila_en", body=html.encode()))
    assert said(reading) == said(read_page(WildPage(site="mila_en", body=renamed(html).encode())))
    assert reading.said or reading.drafts
    headings = sum(tag in _HEADINGS for tag, _ in layout.pieces)  # each may be taken for a title
    assert len(reading.drafts) <= max(2, headings) * len(listed)


def generated(number: int) -> None:
    often = settings(max_examples=number, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    hypothesis.seed(SEED)(often(given(layout=layouts, listed=listings)(holds)))()


def test_fifty_layouts(record_property: Record) -> None:
    record_property("cases", FEW)
    generated(FEW)


@pytest.mark.long
def test_two_thousand_layouts(record_property: Record) -> None:
    record_property("cases", MANY)
    generated(MANY)

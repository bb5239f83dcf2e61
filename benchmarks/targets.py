"""The targets: what each figure is measured against, how large it may be, and whether it was."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, kw_only=True)
class Target:
    """One figure.

    Attributes:
        figure: what of ours is measured.
        against: what it is divided by; empty where it is no ratio.
        bound: the largest it may be, or the smallest.
        at_least: whether it is the smallest.
    """

    figure: str
    against: str
    bound: float
    at_least: bool = False

    def missed(self, ratios: Sequence[float]) -> float:
        """Return by how much the median misses the bound; 0 or less where it is met."""
        by = median(ratios) - self.bound
        return -by if self.at_least else by

    def verdict(self, ratios: Sequence[float]) -> str:
        """Return `met`, `missed`, `not measured`, or `in the noise` where the rounds differ by more than is missing."""
        if not ratios:
            return "not measured"
        missed = self.missed(ratios)
        return "met" if missed <= 0 else "in the noise" if missed <= spread(ratios) else "missed"


def spread(ratios: Sequence[float]) -> float:
    """Return how far the rounds lie apart: what is taken for the noise of a figure."""
    return max(ratios) - min(ratios)


_CSS = "the same of a plain CSS spider"
_COLUMNS = "ready-made columns written by pyarrow"
TARGETS = {
    "T1": Target(figure="crawl without language, CPU of a further page", against=_CSS, bound=1.3),
    "T2": Target(figure="whole `pubcrawl crawl`, CPU of a further page", against=_CSS, bound=2.2),
    "T3": Target(
        figure="whole `pubcrawl crawl`, CPU of a further page",
        against="the same work by the usual libraries",
        bound=0.5,
    ),
    "T4a": Target(
        figure="language of a record (title, abstract, mixed), generated texts",
        against="lingua on title and abstract, nine languages",
        bound=0.25,
    ),
    "T4b": Target(figure="the same, texts of the fixtures", against="the same", bound=0.25),
    "T4c": Target(figure="language of a record met before, generated texts", against="lingua as above", bound=0.02),
    "T5": Target(
        figure="`pubcrawl crawl` of a long list, peak memory", against="plain Scrapy `response.css`", bound=1.2
    ),
    "T6a": Target(figure="Parquet writer, CPU, 10,000 rows", against=_COLUMNS, bound=1.5),
    "T6b": Target(figure="Parquet writer, CPU, 1,000,000 rows", against=_COLUMNS, bound=1.5),
    "T7a": Target(figure="release, all tables and checks, CPU, 10,000 rows", against=_COLUMNS, bound=3.5),
    "T7b": Target(figure="release, all tables and checks, CPU, 1,000,000 rows", against=_COLUMNS, bound=3.5),
    "T8": Target(figure="release of 1,000,000 rows, peak memory", against="release of 10,000 rows", bound=1.25),
    "T9": Target(figure="`pubcrawl --help`, wall", against="`scrapy version`", bound=0.25),
    "T10": Target(figure="`pubcrawl crawl` of one page, wall", against="`scrapy runspider` of one page", bound=1.3),
    "T11": Target(figure="crawl of kept pages, records a second on one core", against="", bound=400, at_least=True),
    "Menu": Target(
        figure="what a menu of 20 times the entries adds to a page, CPU",
        against="20 times what the menu adds",
        bound=1.0,
    ),
}
"""The targets by their names; T6b, T7b and T8 are measured only where there are so many rows."""

"""The performance page and its pictures are made from what was measured, and name every target."""

import re
from xml.etree import ElementTree as ET

import pytest

from benchmarks.line import bend, is_straight
from benchmarks.page import DOES, pictures, rendered
from benchmarks.result import RESULT, Point, Racer, Result, read_result
from benchmarks.targets import TARGETS, Target

PAGE = RESULT.with_suffix(".md").read_text(encoding="utf-8")
FOUND = Result(
    rounds=3,
    pages=200,
    rows=10_000,
    machine={"processor": "abacus × 2"},
    versions={"soup": {"lxml": "6"}},
    missing={"crawlee": "no such package"},
    race={
        "Scrapy, CSS spider": Racer(page=10, start=0.5, memory=90),
        "pubcrawl crawl": Racer(page=20, start=1, memory=99),
    },
    ratios={"T1": (1.1, 1.2, 1.25), "T2": (2.1, 2.3, 2.4), "T3": (0.7, 0.7, 0.8), "T11": (500.0, 450.0, 410.0)},
    growth={"rows": (Point(size=1, seconds=1, memory=9), Point(size=2, seconds=2, memory=9))},
)


def lines(*values: float) -> tuple[Point, ...]:
    return tuple(Point(size=10**n, seconds=v, memory=100) for n, v in enumerate(values, start=1))


def test_the_page_names_every_target() -> None:
    rows = re.findall(r"^\| ((?:T\d+|Menu)\w*) \|", PAGE, re.MULTILINE)
    assert rows == list(TARGETS)
    assert {name.rstrip("abc") for name in TARGETS} == {f"T{n}" for n in range(1, 12)} | {"Menu"}


def test_the_pictures_are_those_of_the_result() -> None:
    for path, drawn in pictures(read_result()).items():
        assert path.read_text(encoding="utf-8") == drawn, "run make bench"
        assert f"]({path.name})" in PAGE


def test_a_result_is_rendered() -> None:
    text = rendered(FOUND)
    assert "200 pages of 12 publications, up to 10,000 rows, medians of 3 rounds" in text
    assert "Machine: processor abacus × 2." in text
    assert "- soup: lxml 6\n" in text
    assert "- crawlee: no such package\n" in text
    assert f"| pubcrawl crawl | {DOES['pubcrawl crawl']} | 20.0 | 2.00 | 1.00 | 99 |\n" in text
    assert "| ≤ 1.30 | 1.20 | 0.15 | met |\n" in text
    assert "| ≤ 2.20 | 2.30 | 0.30 | in the noise |\n" in text
    assert "| ≤ 0.50 | 0.70 | 0.10 | missed |\n" in text
    assert "| ≥ 400 | 450 | 90.00 | met |\n" in text
    assert "| ≤ 1.20 |  |  | not measured |\n" in text
    assert text.endswith("| rows | 1, 2 | 1.00, 2.00 | 9, 9 | straight |")


def test_a_line_that_bends_is_named() -> None:
    text = rendered(Result(growth={"rows": lines(1, 10, 1000)}))
    assert text.endswith("Lines that bend, and why:\n\n- rows: no reason is known")


@pytest.mark.parametrize("values", [(1, 10, 100), (1, 1, 1.2), (5, 14, 104), (1, 2, 3)])
def test_a_straight_line_grows_no_faster_than_its_size(values: tuple[float, ...]) -> None:
    assert is_straight(lines(*values))


@pytest.mark.parametrize("values", [(1, 100, 10_000), (1, 1, 9), (1, 2, 100)])
def test_a_line_that_grows_faster_bends(values: tuple[float, ...]) -> None:
    assert not is_straight(lines(*values))


def test_two_sizes_say_nothing_of_a_bend() -> None:
    assert bend(lines(1, 100), lambda p: p.seconds) == 0


@pytest.mark.parametrize(
    ("ratios", "verdict"),
    [
        ((), "not measured"),
        ((399.0,), "missed"),
        ((400.0,), "met"),
        ((350.0, 390.0, 395.0), "in the noise"),
        ((350.0, 351.0, 352.0), "missed"),
    ],
)
def test_a_figure_that_should_be_large(ratios: tuple[float, ...], verdict: str) -> None:
    assert Target(figure="rate", against="", bound=400, at_least=True).verdict(ratios) == verdict


def test_the_pictures_are_well_formed() -> None:
    found = pictures(Result(race={"a & b": Racer(page=1, start=1, memory=1)}, growth={"rows": lines(1, 2)}))
    texts = ["".join(ET.fromstring(drawn).itertext()) for drawn in found.values()]  # noqa: S314  drawn above
    assert "a & b" in texts[0]
    assert "rows" in texts[1]

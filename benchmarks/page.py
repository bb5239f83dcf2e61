"""What is made of a result: the generated part of `docs/reference/performance.md`, and its two pictures."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from benchmarks.chart import bars, lines
from benchmarks.line import BENDS, is_straight
from benchmarks.race import BIGEXPORTERS, CRAWLEE, CSS, DOWNLOAD, NO_LANGUAGE, OURS, SOUP, USUAL
from benchmarks.result import RESULT, Result, read_result
from benchmarks.targets import TARGETS, spread

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

DOES = {
    DOWNLOAD: "walks the pages and looks at none",
    CSS: "one selector a field; nothing is cleaned or written",
    BIGEXPORTERS: "the same on Scrapy 2.17, and a Parquet file",
    CRAWLEE: "the same selectors in its ParselCrawler",
    SOUP: "the same fields, page after page",
    USUAL: "the same selectors, ftfy, lingua, Scrapy's JSON Lines, and Parquet by pyarrow",
    NO_LANGUAGE: "finds the fields by cues, cleans, checks, and writes JSON Lines",
    OURS: "the same, language, linked works, and a release with all its tables",
}
"""The contestants of the race, and what each of them does."""


def performance() -> str:
    """Return the page's generated part as Markdown."""
    return rendered(read_result())


def rendered(result: Result) -> str:
    """Return what a result says, as Markdown."""
    parts = (_told(result), "## Targets", _targets(result), "## The race", _race(result), *_missing(result))
    return "\n\n".join((*parts, "## How cost grows", _growth(result), *_bends(result)))


def pictures(result: Result, path: Path = RESULT) -> dict[Path, str]:
    """Return the pictures of a result, by their files beside it."""
    pages = {name: racer.page for name, racer in result.race.items()}
    what = f"milliseconds of processor time for each further page of 12 publications; {result.pages} pages"
    grown = {
        "processor time": {n: [(p.size, p.seconds) for p in line] for n, line in result.growth.items() if line},
        "peak memory": {n: [(p.size, p.memory) for p in line] for n, line in result.growth.items() if line},
    }
    note = (
        "Each line as a share of its largest size and value; one that is steep at its end grows faster than its size."
    )
    return {
        path.with_suffix(".svg"): bars("What a page costs", what, pages, (NO_LANGUAGE, OURS)),
        path.with_name(f"{path.stem}-growth.svg"): lines("How cost grows with size", note, grown),
    }


def _told(result: Result) -> str:
    machine = ", ".join(f"{name} {said}" for name, said in result.machine.items())
    versions = (
        f"- {place}: {', '.join(f'{name} {number}' for name, number in found.items())}"
        for place, found in result.versions.items()
    )
    size = (
        f"Command: `make bench`. {result.pages:,} pages of 12 publications, up to {result.rows:,} rows, medians of "
        f"{result.rounds} rounds; at most 3 for what takes longest. Machine: {machine}."
    )
    return "\n".join((size, "", "Versions in each environment:", "", *versions))


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]], numbers: Sequence[int]) -> str:
    rule = tuple("---:" if place in numbers else "---" for place in range(len(head)))
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, rule, *rows))


def _targets(result: Result) -> str:
    head = ("target", "figure", "divided by", "bound", "median", "rounds differ by", "verdict")
    return _table(head, _target_rows(result), (3, 4, 5))


def _target_rows(result: Result) -> Iterator[tuple[str, ...]]:
    for name, target in TARGETS.items():
        found = result.ratios.get(name, ())
        figures = (_number(median(found)), _number(spread(found))) if found else ("", "")
        bound = f"{'≥' if target.at_least else '≤'} {_number(target.bound)}"
        yield name, target.figure, target.against or "nothing", bound, *figures, target.verdict(found)


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3f}" if abs(value) < 0.05 else f"{value:.2f}"


def _race(result: Result) -> str:
    css = result.race.get(CSS)
    head = ("", "what it does", "CPU of a page, ms", "× CSS spider", "CPU of a start, s", "peak MiB")
    rows = (
        (
            name,
            DOES[name],
            f"{racer.page:.1f}",
            f"{racer.page / css.page:.2f}" if css else "",
            f"{racer.start:.2f}",
            f"{racer.memory:.0f}",
        )
        for name, racer in result.race.items()
    )
    return _table(head, rows, (2, 3, 4, 5))


def _missing(result: Result) -> Iterator[str]:
    if result.missing:
        yield "Not measured:"
        yield "\n".join(f"- {name}: {why}" for name, why in result.missing.items())


def _growth(result: Result) -> str:
    rows = (
        (
            name,
            ", ".join(f"{p.size:,}" for p in line),
            ", ".join(f"{p.seconds:,.2f}" for p in line),
            ", ".join(f"{p.memory:,.0f}" for p in line),
            "straight" if is_straight(line) else "bends",
        )
        for name, line in result.growth.items()
    )
    return _table(("what grows", "sizes", "CPU, s", "peak MiB", "the line is"), rows, ())


def _bends(result: Result) -> Iterator[str]:
    bent = {
        name: BENDS.get(name, "no reason is known") for name, line in result.growth.items() if not is_straight(line)
    }
    if bent:
        yield "Lines that bend, and why:"
        yield "\n".join(f"- {name}: {why}" for name, why in bent.items())

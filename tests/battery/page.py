"""The part of `docs/reference/reliability.md` that is written from the battery's last run."""

from collections.abc import Iterator

from tests.battery.families import FAMILIES
from tests.battery.result import RESULT, Count, Result, read_result

_HEAD = (
    "family",
    "what pubcrawl promises",
    "cases",
    "failures",
    "tests left out",
    "a plain Scrapy project on the same case",
)


def reliability() -> str:
    """Return the page's generated part as Markdown."""
    return rendered(read_result(RESULT))


def rendered(result: Result) -> str:
    """Return what a result says, as Markdown."""
    return "\n\n".join((_told(result), _table(result), *_figures(result)))


def _told(result: Result) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in result.versions.items())
    ran = result.families.values()
    cases, failures = sum(c.cases for c in ran), sum(c.failures for c in ran)
    skipped = sum(c.skipped for c in ran)
    return (
        f"Command: `make battery`. Seed: {result.seed}. Versions: {versions}.\n\n"
        f"{cases:,} cases, {failures:,} failures, {skipped:,} skipped."
    )


def _table(result: Result) -> str:
    lines = [_HEAD, ("---", "---", "---:", "---:", "---:", "---"), *_rows(result)]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def _rows(result: Result) -> Iterator[tuple[str, ...]]:
    for name, family in FAMILIES.items():
        count = result.families.get(name, Count())
        ran = f"{count.cases:,}", f"{count.failures:,}", f"{count.left:,}"
        yield f"{name} {family.subject}", family.promise, *ran, result.stock.get(name, "not tried")


def _figures(result: Result) -> Iterator[str]:
    seen = [f"- {name}: {sentence}" for name, count in result.families.items() for sentence in count.seen]
    if seen:
        yield "Figures measured on the way:"
        yield "\n".join(seen)

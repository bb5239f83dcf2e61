"""What one run of the battery found: the file that `docs/reference/reliability.md` is written from."""

import platform
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import orjson

from pubcrawl.storage.jsonl import decode
from tests.battery.families import FAMILIES
from tests.battery.seed import SEED

RESULT = Path(__file__).parents[2] / "docs" / "reference" / "reliability.json"

_PACKAGES = (
    "pubcrawl",
    "scrapy",
    "twisted",
    "cryptography",
    "protego",
    "parsel",
    "lxml",
    "orjson",
    "pyarrow",
    "hypothesis",
)


@dataclass(frozen=True, kw_only=True)
class Count:
    """What came of one family.

    Attributes:
        cases: cases that ran.
        failures: tests that failed; a test may stand for many cases.
        skipped: tests that could not run.
        left: tests that were not asked for, such as those that take minutes.
        seen: figures that were measured, a sentence each.
    """

    cases: int = 0
    failures: int = 0
    skipped: int = 0
    left: int = 0
    seen: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Result:
    """One run of the battery.

    Attributes:
        seed: of its random choices.
        versions: of what it ran with, by name.
        families: what came of each, by name.
        stock: what a plain Scrapy project did on a telling case of a family, a sentence each.
    """

    seed: int = SEED
    versions: dict[str, str] = field(default_factory=dict)
    families: dict[str, Count] = field(default_factory=dict)
    stock: dict[str, str] = field(default_factory=dict)

    def write(self, path: Path) -> None:
        path.write_bytes(orjson.dumps(self, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def read_result(path: Path) -> Result:
    """Return the result in a file, or an empty one if the file is not there."""
    return decode(Result, orjson.loads(path.read_bytes())) if path.exists() else Result()


def by_number(family: str) -> int:
    """Sort families by this: R2 comes before R10."""
    return list(FAMILIES).index(family)


def versions() -> dict[str, str]:
    return {"python": platform.python_version()} | {name: version(name) for name in _PACKAGES}

"""The bounds that the choice of detectors was made for, on texts that stand beside the repository."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pytest

from pubcrawl.stages.language import UNDETERMINED, detect, detect_mixed

TEXTS = Path(__file__).parents[3] / "shared" / "langid.jsonl"

pytestmark = pytest.mark.skipif(not TEXTS.is_file(), reason=f"no labelled texts at {TEXTS}")


class Row(NamedTuple):
    text: str
    lang: str
    kind: str

    @property
    def words(self) -> int:
        return len(self.text.split())


class Score(NamedTuple):
    rows: int
    answered: float
    right: float


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    lines = TEXTS.read_text(encoding="utf-8").splitlines()
    return [Row(d["text"], d["lang"], d["kind"]) for d in map(json.loads, lines)]


def say(figures: str) -> None:
    print(f"\n{figures}", end="")  # noqa: T201  the figures are half of what this file is for


def score(name: str, rows: Iterable[Row]) -> Score:
    answers = [(row.lang, detect(row.text).code) for row in rows]
    answered = [(lang, code) for lang, code in answers if code != UNDETERMINED]
    right = sum(lang == code for lang, code in answered)
    made = Score(len(answers), len(answered) / len(answers), right / len(answered))
    say(f"{name}: {made.rows} rows, {made.answered:.2%} answered, {made.right:.2%} of these right")
    return made


def either(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row.lang in ("en", "fr")]


def test_abstracts(rows: list[Row]) -> None:
    found = score("abstracts", [r for r in rows if r.kind == "abstract"])
    assert found.right >= 0.998
    assert found.answered >= 0.999


@pytest.mark.parametrize(("low", "high", "answered", "right"), [(3, 5, 0.92, 0.99), (6, 15, 0.98, 0.997)])
def test_titles(rows: list[Row], low: int, high: int, answered: float, right: float) -> None:
    titles = [r for r in either(rows) if r.kind == "title" and low <= r.words <= high]
    found = score(f"titles of {low} to {high} words", titles)
    assert found.answered >= answered
    assert found.right >= right


def test_no_third_language(rows: list[Row]) -> None:
    ours = either(rows)
    third = sum(detect(r.text).code not in ("en", "fr", UNDETERMINED) for r in ours)
    say(f"called a third language: {third} of {len(ours)}")
    assert third <= 0.001 * len(ours)


def test_other_languages_are_not_ours(rows: list[Row]) -> None:
    others = [r for r in rows if r.lang not in ("en", "fr", "und", "mul")]
    taken = sum(detect(r.text).code in ("en", "fr") for r in others)
    say(f"other languages called English or French: {taken} of {len(others)}")
    assert taken <= 0.006 * len(others)


def test_no_language(rows: list[Row]) -> None:
    none = [r for r in rows if r.lang == "und"]
    hit = sum(detect(r.text).code == UNDETERMINED for r in none)
    say(f"und on texts without language: {hit} of {len(none)}")
    assert hit >= 0.95 * len(none)


def test_mixing(rows: list[Row]) -> None:
    halves = [detect_mixed(r.text) for r in rows if r.lang == "mul"]
    pure = [detect_mixed(r.text) for r in rows if r.kind == "abstract"]
    say(f"mixed: {sum(halves)} of {len(halves)} halves, {sum(pure)} of {len(pure)} pure abstracts")
    assert all(halves)
    assert sum(pure) <= 0.005 * len(pure)

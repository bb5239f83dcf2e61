"""The reliability page names every family, and tells of a whole battery without a failure."""

import re

import pytest

from tests.battery.families import FAMILIES
from tests.battery.page import rendered
from tests.battery.result import RESULT, Count, Result, read_result
from tests.battery.stock_probes import PROBES

PAGE = RESULT.with_suffix(".md")
WHOLE = pytest.mark.skipif(not RESULT.exists(), reason="make battery has not been run here yet")


def test_the_page_names_every_family() -> None:
    rows = re.findall(r"^\| (R\d+) ", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == list(FAMILIES)


def test_a_plain_project_is_asked_about_families() -> None:
    assert FAMILIES.keys() - PROBES.keys() == {"R11"}


def test_a_result_is_rendered() -> None:
    count = Count(cases=1234, failures=2, skipped=1, left=3, seen=("a | b",))
    text = rendered(
        Result(seed=7, versions={"python": "3", "scrapy": "2"}, families={"R2": count}, stock={"R2": "x | y"})
    )
    lines = text.splitlines()
    assert lines[0] == "Command: `make battery`. Seed: 7. Versions: python 3, scrapy 2."
    assert lines[2] == "1,234 cases, 2 failures, 1 skipped."
    assert f"| R2 robots.txt | {FAMILIES['R2'].promise} | 1,234 | 2 | 3 | x \\| y |" in lines
    assert lines[-1] == "- R2: a | b"


@WHOLE
@pytest.mark.parametrize("name", FAMILIES)
def test_the_last_battery_held_enough_cases_and_no_failure(name: str) -> None:
    count = read_result(RESULT).families[name]
    assert (count.failures, count.skipped) == (0, 0)
    if count.left:
        pytest.skip(f"the last battery left {count.left} tests of {name} out; make battery runs them")
    assert count.cases >= FAMILIES[name].least


@WHOLE
def test_the_last_battery_asked_a_plain_project_too() -> None:
    assert read_result(RESULT).stock.keys() == PROBES.keys()

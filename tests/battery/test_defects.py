"""The battery can fail: every family sees a defect planted for it, and nothing without it."""

import re
from pathlib import Path

import pytest

from tests.battery.defect import ROOT, Defect, checkout, defects, run_tests
from tests.battery.families import FAMILIES

PLANTED = defects()
EACH = pytest.mark.parametrize("defect", PLANTED, ids=lambda d: f"{d.family} {d.test.split('::')[-1]}")


def families_with_tests() -> set[str]:
    sources = (p.read_text(encoding="utf-8") for p in (ROOT / "tests").rglob("test_*.py") if p.name != "test_tally.py")
    return {name for source in sources for name in re.findall(r"mark\.family\(\"(R\d+)\"\)", source)}


def test_every_family_has_a_defect() -> None:
    assert families_with_tests() == {d.family for d in PLANTED}
    assert families_with_tests() <= FAMILIES.keys()


@EACH
def test_a_defect_can_be_planted(defect: Defect) -> None:
    assert (ROOT / defect.file).read_text(encoding="utf-8").count(defect.old) == 1
    assert defect.new != defect.old
    assert (ROOT / defect.test.split("::", maxsplit=1)[0]).exists()


@pytest.mark.long
def test_the_tests_pass_without_a_defect(tmp_path: Path) -> None:
    done = run_tests(checkout(tmp_path), sorted({d.test for d in PLANTED}), seconds=1200)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.long
@EACH
def test_a_defect_is_seen(defect: Defect, tmp_path: Path) -> None:
    done = run_tests(checkout(tmp_path, defect), [defect.test], seconds=300)
    assert done.returncode == 1, f"{defect.why}\n{done.stdout}{done.stderr}"

"""The guide to the schedules: every exit code once, and no file that is not there."""

import re

import pytest

from pubcrawl.errors import Exit
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "how-to" / "schedule.md"
GUIDE = PAGE.read_text(encoding="utf-8")

STOPPED = (130, 143)
CODES = sorted({*map(int, Exit), *STOPPED})


def test_every_exit_code_has_one_row_that_says_what_to_do() -> None:
    rows = re.findall(r"^\| (\d+) \| (.+) \| (.+) \|$", GUIDE, re.MULTILINE)
    assert [int(code) for code, _, _ in rows] == CODES
    assert all(happened.endswith(".") and then.endswith(".") for _, happened, then in rows)


@pytest.mark.parametrize("path", sorted(set(re.findall(r"(?:deploy|\.github)/[\w./-]*\w", GUIDE))))
def test_a_named_file_is_there(path: str) -> None:
    assert (ROOT / path).exists()


def test_every_shipped_file_is_named() -> None:
    shipped = [*(ROOT / "deploy").rglob("*"), *(ROOT / ".github").rglob("*")]
    files = [p.relative_to(ROOT) for p in shipped if p.is_file() and "__pycache__" not in p.parts]
    assert [str(p) for p in files if str(p) not in GUIDE] == ["deploy/job_summary.py"]

"""The commands of the Makefile leave no test out and run none twice."""

import re
from itertools import product

import pytest

from tests.conftest import ROOT

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def chosen(variable: str, **marked: bool) -> bool:
    """Whether what a variable of the Makefile selects takes in a test with these markers."""
    (selection,) = re.findall(rf"^{variable} := (.+)$", MAKEFILE, re.MULTILINE)
    return bool(eval(selection, {}, marked))  # noqa: S307  a selection by markers is an expression of Python


@pytest.mark.parametrize(("family", "night", "clocked", "long"), [*product([False, True], repeat=4)])
def test_each_test_has_one_command(*, family: bool, night: bool, clocked: bool, long: bool) -> None:
    marked = {"family": family, "night": night, "clocked": clocked, "long": long}
    assert [chosen(v, **marked) for v in ("QUICK", "CLOCKED", "SLOWER")].count(True) == (not long)
    assert chosen("WHOLE", **marked) == (family or clocked or long)


@pytest.mark.parametrize(
    ("target", "variables"), [("test", ["QUICK"]), ("check", ["CLOCKED", "SLOWER"]), ("battery", ["WHOLE"])]
)
def test_each_command_runs_its_own(target: str, variables: list[str]) -> None:
    (recipe,) = re.findall(rf"^{target}: \$\(READY\).*\n((?:\t.+\n)+)", MAKEFILE, re.MULTILINE)
    assert re.findall(r"-m '\$\((\w+)\)'", recipe) == variables

import pytest

from pubcrawl.stages.clean import is_unfinished


@pytest.mark.parametrize(
    ("abstract", "unfinished"),
    [
        ("The nest is warm.", False),
        ("The nest is warm", True),
        ("Budgets () are small.", True),
        ("We call main() once.", False),
        ("They reach -DP, -DP in the end.", True),
        ("A top- or temperature choice.", True),
        ("The pre- or post-season count.", False),
        ("Code at https://example.org/nest", False),
        ("Code at github.com/owl/nest", False),
        ("It said “all is well.”", False),
        ("Is it « chaud » ?", False),
        ("producing roughly 9.7-12.5", True),
        ("in geometries (", True),
        ("which gives $x^2$", False),
        ("巢是暖的。", False),
    ],
)
def test_unfinished(abstract: str, unfinished: bool) -> None:  # noqa: FBT001  a table column
    assert is_unfinished(abstract) is unfinished

"""A walk keeps what was said, and a golden that differs makes it fail."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

from tests.walks.walk import Walk


class Config:
    """What a walk asks pytest."""

    def __init__(self, *, update: bool = False) -> None:
        self.update = update

    def getoption(self, name: str) -> bool:
        assert name == "--update-goldens"
        return self.update


CHECK = cast("pytest.Config", Config())
UPDATE = cast("pytest.Config", Config(update=True))


@pytest.fixture
def walk(tmp_path: Path) -> Walk:
    (tmp_path / "work").mkdir()
    return Walk(tmp_path / "work", tmp_path / "goldens")


def test_a_chapter_holds_what_was_typed_and_what_was_said_in_its_order(walk: Walk, tmp_path: Path) -> None:
    walk.chapter("first")
    walk.note("hello")
    walk.write("a/b.txt", "content\n")
    assert walk.run("pwd; cat a/b.txt; echo wrong >&2; echo -n right; exit 3", code=3).endswith("wrong\nright")
    walk.run("echo hidden", shown=False)
    walk.chapter("second")
    walk.run("true")
    with pytest.raises(pytest.fail.Exception, match="rewritten"):
        walk.check(UPDATE)
    walk.check(CHECK)
    assert {p.name: p.read_text() for p in (tmp_path / "goldens").iterdir()} == {
        "first.txt": "# hello\n\n# writes a/b.txt\n\n$ pwd; cat a/b.txt; echo wrong >&2; echo -n right; exit 3\n"
        "FOLDER\ncontent\nwrong\nright\n[exit code 3]\n",
        "second.txt": "$ true\n",
    }


def test_a_golden_that_is_missing_stale_or_different_fails_the_walk(walk: Walk, tmp_path: Path) -> None:
    walk.chapter("only")
    walk.run("echo one")
    with pytest.raises(pytest.fail.Exception, match=r"(?s)is not what the walk gives.*\+one"):
        walk.check(CHECK)
    with pytest.raises(pytest.fail.Exception, match="rewritten"):
        walk.check(UPDATE)
    (tmp_path / "goldens" / "stale.txt").write_text("gone\n")
    with pytest.raises(pytest.fail.Exception, match="-gone"):
        walk.check(CHECK)
    with pytest.raises(pytest.fail.Exception, match="rewritten"):
        walk.check(UPDATE)
    walk.check(CHECK)
    walk.run("echo two")
    with pytest.raises(pytest.fail.Exception, match=r"\+two"):
        walk.check(CHECK)


def test_another_exit_code_and_a_command_that_never_ends_fail_at_once(walk: Walk) -> None:
    walk.chapter("only")
    with pytest.raises(AssertionError, match=r"exit code 1 and not 0: false"):
        walk.run("false")
    with pytest.raises(AssertionError, match=r"(?s)not over after 1 seconds.*begun"):
        walk.run("echo begun; sleep 60 & sleep 60", seconds=1)


NOW = datetime.now(UTC)


@pytest.mark.parametrize(
    ("said", "normal"),
    [
        (f"run {NOW:%Y%m%dT%H%M%SZ}/run.json", "run TIME/run.json"),
        (f"{NOW:%Y-%m-%d %H:%M:%S} [scrapy] INFO", "TIME [scrapy] INFO"),
        (f"at {NOW.isoformat()}, {NOW:%Y-%m-%dT%H:%M:%SZ}, {NOW:%Y-%m-%d %H:%M}", "at TIME, TIME, TIME"),
        (f"Date: {NOW:%a, %d %b %Y %H:%M:%S} GMT", "Date: TIME"),
        ("2020-01-02T03:04:05Z, 20200102T030405Z", "2020-01-02T03:04:05Z, 20200102T030405Z"),
        ("2020-99-99T99:99:99Z", "2020-99-99T99:99:99Z"),
        ("http://127.0.0.1:45123/x on port 45123", "http://127.0.0.1:PORT/x on port PORT"),
        ("pubcrawl/0.1.0 (+https://x) Scrapy 2.19.1", "pubcrawl/VERSION (+https://x) Scrapy VERSION"),
        (f"{NOW!r}, {datetime(2020, 1, 2, tzinfo=UTC)!r}", f"TIME, {datetime(2020, 1, 2, tzinfo=UTC)!r}"),
        ("Ran 0 contracts in 0.003s at <X at 0x7f01020304>", "Ran 0 contracts in S.Ss at <X at 0xADDRESS>"),
        ("in 2.15 s, in 12 s, 3.5 seconds", "in S.S s, in 12 s, S.S seconds"),
        ("amii   0       2.1  en 28", "amii   0       S.S  en 28"),
        ("amii   0      12.1  en 28", "amii   0       S.S  en 28"),
        ("it ends   ", "it ends"),
        ("their name", "MINE"),
    ],
    ids=lambda text: re.sub(r"\d+", "N", text),  # every process that runs tests must call them the same
)
def test_what_differs_from_one_walk_to_the_next_has_a_placeholder(walk: Walk, said: str, normal: str) -> None:
    walk.names["their name"] = "MINE"
    assert walk.normal(said) == normal + "\n"

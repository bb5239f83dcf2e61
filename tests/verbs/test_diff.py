"""`pubcrawl diff`: what readers had before, and what stood in each column that changed."""

import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pubcrawl.items import Author
from pubcrawl.release.suppress import Suppression
from tests.records import NOON, publication
from tests.releases import forget, point, publish
from tests.test_cli import pubcrawl
from tests.verbs.test_releases import answer

WORDS = "One sentence that is long enough to be cut somewhere, and that both of the texts begin with. "
A = publication(
    "amii:a",
    title="Title A",
    abstract=f"{WORDS * 3}Then the old end. {WORDS * 2}",
    authors=(Author(name="Ada Fjord"),),
    content_hash="a",
)
EDITED = replace(
    A,
    title="Title A\x1b[31m, edited",
    abstract=f"{WORDS * 3}Then another end. {WORDS * 2}",
    authors=(Author(name="Ada Fjord"), Author(name="Bo Kettle")),
    published=date(2026, 3, 1),
    published_precision="day",
    content_hash="a2",
)
AFFILIATED = replace(
    EDITED, authors=(replace(EDITED.authors[0], affiliated=True), EDITED.authors[1]), content_hash="a3"
)
NIGHTS = [[A], [EDITED], [AFFILIATED, publication("amii:b", title="Title B")]]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release a day, at noon of 2, 3 and 4 April."""
    folder = tmp_path_factory.mktemp("published")
    for i, rows in enumerate(NIGHTS):
        publish(folder, rows, run_id=f"run{i}", now=NOON + timedelta(days=i), site_reports=[], versions={})
    return folder


@pytest.fixture
def exports(published: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(published, tmp_path / "exports"))


def compared(exports: Path, *arguments: str) -> tuple[str, str]:
    told = answer("diff", *arguments, "--exports", exports)
    return told["from"], told["to"]


def refused(exports: Path, *arguments: str) -> str:
    done = pubcrawl("diff", *arguments, "--exports", exports)
    assert (done.returncode, done.stdout) == (2, "")
    return done.stderr


def test_the_old_and_the_new_values_stand_below_each_other(exports: Path) -> None:
    assert pubcrawl("diff", "1", "2", "--exports", exports).stdout.splitlines() == [
        "000001 to 000002: 1 updated",
        "~ amii:a amii Title A\\x1b[31m, edited (title, abstract, authors, published, published_precision)",
        "    title               - Title A",
        "                        + Title A\\x1b[31m, edited",
        f"    abstract            - …of the texts begin with. Then the old end. {WORDS[:57]}…",
        f"                        + …of the texts begin with. Then another end. {WORDS[:57]}…",
        "    authors             - Ada Fjord",
        "                        + Ada Fjord; Bo Kettle",
        "    published           - (none)",
        "                        + 2026-03-01",
        "    published_precision - (none)",
        "                        + day",
    ]


def test_what_people_would_read_alike_is_shown_as_it_is(exports: Path) -> None:
    lines = pubcrawl("diff", "2", "3", "--exports", exports).stdout.splitlines()
    assert lines[1].endswith("(authors)")
    assert lines[2].startswith('    authors - [{"name":"Ada Fjord"') == lines[3].startswith(
        '            + [{"name":"Ada'
    )
    assert ('"affiliated":null' in lines[2], '"affiliated":true' in lines[3]) == (True, True)
    assert lines[4:] == ["+ amii:b amii Title B"]


def test_programs_get_the_values_whole(exports: Path) -> None:
    told = answer("diff", "1", "2", "--exports", exports)
    author: dict[str, Any] = {"profile_url": None, "affiliated": None, "family": None, "given": None}
    assert [row["values"] for row in told["update"]] == [
        {
            "title": {"old": "Title A", "new": "Title A\x1b[31m, edited"},
            "abstract": {"old": A.abstract, "new": EDITED.abstract},
            "authors": {
                "old": [{"name": "Ada Fjord", **author}],
                "new": [{"name": "Ada Fjord", **author}, {"name": "Bo Kettle", **author}],
            },
            "published": {"old": None, "new": "2026-03-01"},
            "published_precision": {"old": None, "new": "day"},
        }
    ]
    assert [row["values"] for row in answer("diff", "2", "3", "--exports", exports)["add"]] == [{}]


@pytest.mark.parametrize(
    ("arguments", "numbers"),
    [
        ((), ("000002", "000003")),
        (("--since", "2026-04-03"), ("000001", "000003")),
        (("--since", "2026-04-04"), ("000002", "000003")),
        (("--since", "2026-04-05"), ("000003", "000003")),
        (("1",), ("000001", "000003")),
    ],
)
def test_without_a_release_it_is_the_one_that_readers_had(
    exports: Path, arguments: tuple[str, ...], numbers: tuple[str, str]
) -> None:
    assert compared(exports, *arguments) == numbers


def test_a_release_that_readers_left_is_passed_over(exports: Path) -> None:
    point(exports, "000001", now=NOON + timedelta(days=3))
    now = NOON + timedelta(days=4)
    publish(exports, [A, publication("amii:c")], run_id="r", now=now, site_reports=[], versions={})
    assert compared(exports) == ("000001", "000004")
    assert compared(exports, "--since", "2026-04-05") == ("000001", "000004")


def test_a_release_that_nothing_comes_before_is_told(exports: Path) -> None:
    assert refused(exports, "--since", "2026-04-02") == (
        "pubcrawl: readers had no release yet when 2026-04-02 began: see pubcrawl history\n"
    )
    point(exports, "000001", now=NOON + timedelta(days=3))
    assert refused(exports) == (
        "pubcrawl: release 000001 follows on no other one: there is nothing to compare it with yet\n"
    )


def test_a_release_that_is_gone_is_told(exports: Path) -> None:
    shutil.rmtree(exports / "releases" / "000002")
    gone = "pubcrawl: release 000002, which readers had before, is not kept any more: see pubcrawl history\n"
    assert refused(exports) == gone
    assert refused(exports, "--since", "2026-04-04") == gone
    assert compared(exports, "--since", "2026-04-03") == ("000001", "000003")


def test_what_was_forgotten_is_not_compared_with(exports: Path) -> None:
    forget(exports, Suppression(people=frozenset({"ada fjord"})), now=NOON + timedelta(days=9))
    assert "release 000003, which readers had before, is not kept" in refused(exports)


def test_a_date_compares_with_the_latest_alone(exports: Path) -> None:
    assert refused(exports, "1", "--since", "2026-04-03") == (
        "pubcrawl: --since compares the latest release: name no other one beside it\n"
    )
    assert "does not match the format" in refused(exports, "--since", "May")

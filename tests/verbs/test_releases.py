"""The verbs over releases, as a user meets them: what they print, their exit codes, and what they leave alone."""

import fcntl
import json
import os
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pubcrawl.gate.report import SiteReport
from tests.records import NOON, publication
from tests.releases import publish, read_latest
from tests.test_cli import pubcrawl

A, B, C = (publication(f"amii:{x}", title=f"Title {x.upper()}", content_hash=x) for x in "abc")
NIGHTS = [
    [A, B],
    [replace(A, title="Title A, edited", venue="ICLR", content_hash="a2"), replace(B, removed_at=NOON), C],
    [replace(A, title="Title A, edited", venue="ICLR", content_hash="a2", work_id="w1"), B, C],
]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    for i, rows in enumerate(NIGHTS):
        reports = [SiteReport(site="amii", verdict="warn" if i else "pass")]
        now = NOON + timedelta(days=i)
        publish(folder, rows, run_id=f"run{i}", now=now, site_reports=reports, versions={})
    return folder


@pytest.fixture
def exports(published: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(published, tmp_path / "exports"))


def answer(*arguments: str | Path) -> Any:  # noqa: ANN401  JSON is any value
    done = pubcrawl(*arguments, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def latest(exports: Path) -> str:
    release = read_latest(exports)
    assert release
    return release.number


def test_history_tells_of_each_release_newest_first(exports: Path) -> None:
    told = answer("history", "--exports", exports)
    assert [(r["release"], r["latest"]) for r in told] == [("000003", True), ("000002", False), ("000001", False)]
    none = {"add": 0, "update": 0, "remove": 0, "restore": 0, "relink": 0}
    assert told[1] == {
        "release": "000002",
        "latest": False,
        "created_at": "2026-04-03T12:00:00Z",
        "run_id": "run1",
        "records": 2,
        "removed": 1,
        "works": 3,
        "changes": none | {"add": 1, "update": 1, "remove": 1},
        "sites": {"amii": "warn"},
        "origin": "live",
    }
    shown = pubcrawl("history", "--exports", exports).stdout.splitlines()
    assert [line.split()[0] for line in shown if line[:1] == "0"] == ["000003", "000002", "000001"]
    assert shown[2].split()[1] == "*"
    (row,) = (line for line in shown if line.startswith("000002"))
    assert row.split() == "000002 2026-04-03 12:00 2 1 3 +1 ~1 -1 amii warn".split()


def test_diff_tells_what_changed_and_in_which_columns(exports: Path) -> None:
    told = answer("diff", "1", "000002", "--exports", exports)
    assert {key: [r["id"] for r in value] for key, value in told.items() if isinstance(value, list)} == {
        "add": ["amii:c"],
        "remove": ["amii:b"],
        "restore": [],
        "update": ["amii:a"],
        "relink": [],
    }
    assert (told["from"], told["to"]) == ("000001", "000002")
    assert told["update"] == [
        {
            "id": "amii:a",
            "work_id": "amii:a",
            "site": "amii",
            "changed_fields": ["title", "venue"],
            "old_hash": "a",
            "new_hash": "a2",
            "title": "Title A, edited",
            "values": {
                "title": {"old": "Title A", "new": "Title A, edited"},
                "venue": {"old": None, "new": "ICLR"},
            },
        }
    ]
    told = answer("diff", "2", "latest", "--exports", exports)
    assert [[r["id"] for r in told[op]] for op in ("restore", "relink", "update")] == [["amii:b"], ["amii:a"], []]


def test_diff_in_words(exports: Path) -> None:
    lines = pubcrawl("diff", "1", "2", "--exports", exports).stdout.splitlines()
    assert lines == [
        "000001 to 000002: 1 added, 1 removed, 1 updated",
        "~ amii:a amii Title A, edited (title, venue)",
        "    title - Title A",
        "          + Title A, edited",
        "    venue - (none)",
        "          + ICLR",
        "- amii:b amii Title B",
        "+ amii:c amii Title C",
    ]
    assert pubcrawl("diff", "latest", "3", "--exports", exports).stdout == "000003 to 000003: nothing changed\n"
    backwards = pubcrawl("diff", "2", "1", "--exports", exports).stdout.splitlines()
    assert [line[:8] for line in backwards[1:] if line[:1] != " "] == ["~ amii:a", "^ amii:b", "- amii:c"]


def test_rollback_says_what_readers_see_now(exports: Path) -> None:
    done = pubcrawl("rollback", "1", "--exports", exports)
    assert done.returncode == 0
    assert done.stdout == (
        "readers see release 000001 now, of 2026-04-02 12:00 UTC with 2 records, instead of 000003; "
        "the next run goes on from it\n"
    )
    assert latest(exports) == "000001"
    assert pubcrawl("validate", "--exports", exports).stdout == "ok: release 000001, 2 rows, 2 works\n"
    assert answer("rollback", "3", "--exports", exports) == {"release": "000003", "before": "000001"}
    assert latest(exports) == "000003"


@pytest.mark.parametrize("harm", ["latest.json", "releases/000003/manifest.json"])
def test_rollback_is_the_way_out_of_a_release_that_cannot_be_read(exports: Path, harm: str) -> None:
    (exports / harm).unlink()
    (exports / harm).write_text("{")
    done = pubcrawl("rollback", "2", "--exports", exports)
    assert (done.returncode, done.stderr) == (0, "")
    assert "instead of one that cannot be read" in done.stdout
    assert latest(exports) == "000002"


def test_rollback_first_finishes_what_a_killed_run_left_of_the_log(exports: Path) -> None:
    (exports / "changes" / "000003.parquet").unlink()
    pubcrawl("rollback", "1", "--exports", exports)
    assert (exports / "changes" / "000003.parquet").exists()


def test_rollback_refuses_a_damaged_release(exports: Path) -> None:
    path = exports / "releases" / "000001" / "publications.jsonl"
    path.unlink()
    done = pubcrawl("rollback", "1", "--exports", exports)
    assert (done.returncode, done.stdout) == (6, "")
    assert done.stderr == (
        "pubcrawl: nothing moved, for release 000001 is damaged: publications.jsonl: No such file or directory\n"
    )
    assert latest(exports) == "000003"


@pytest.mark.parametrize("arguments", [("rollback", "1"), ("forget", "--yes")])
def test_what_another_run_holds_is_left_alone(exports: Path, arguments: tuple[str, ...]) -> None:
    (exports / "suppress.yml").write_text("ids: [amii:a]\n")
    descriptor = os.open(exports / ".lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    done = pubcrawl(*arguments, "--exports", exports)
    os.close(descriptor)
    assert (done.returncode, done.stdout) == (7, "")
    assert "another run holds" in done.stderr
    assert latest(exports) == "000003"


@pytest.mark.parametrize("number", ["1", "000002", "latest", None])
def test_a_sound_release_is_ok(exports: Path, number: str | None) -> None:
    done = pubcrawl("validate", *([number] if number else []), "--exports", exports)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout in (
        "ok: release 000001, 2 rows, 2 works\n",
        "ok: release 000002, 3 rows, 3 works\n",
        "ok: release 000003, 3 rows, 3 works\n",
    )


def test_each_problem_is_a_line(exports: Path) -> None:
    folder = exports / "releases" / "000002"
    (folder / "publications.jsonl").unlink()
    (folder / "extra").touch()
    done = pubcrawl("validate", "2", "--exports", exports)
    assert (done.returncode, done.stdout) == (6, "")
    assert done.stderr.splitlines() == [
        "pubcrawl: release 000002: publications.jsonl: No such file or directory",
        "pubcrawl: release 000002: extra: not in the manifest",
    ]
    told = pubcrawl("validate", "2", "--exports", exports, "--json")
    assert told.returncode == 6
    assert len(json.loads(told.stdout)["problems"]) == 2
    assert answer("validate", "--exports", exports) == {"release": "000003", "problems": []}


def test_a_log_that_lost_a_file_is_a_problem(exports: Path) -> None:
    (exports / "changes" / "000002.parquet").unlink()
    done = pubcrawl("validate", "--exports", exports)
    assert (done.returncode, done.stdout) == (6, "")
    assert done.stderr.endswith("changes/000002.parquet: No such file or directory\n")


VERBS = [
    ("history",),
    ("diff", "1", "2"),
    ("diff",),
    ("diff", "--since", "2026-04-03"),
    ("rollback", "1"),
    ("validate",),
    ("export", "--format", "csv"),
]
TORN = [("history",), ("diff", "1", "latest"), ("rollback", "latest"), ("validate",), ("export", "--format", "csv")]
BAD = [
    *(pytest.param((*v, "--exports", "empty"), 2, "empty holds no release yet", id=f"{v[0]}: empty") for v in VERBS),
    *(pytest.param((*v, "--exports", "none"), 2, "none holds no release yet", id=f"{v[0]}: missing") for v in VERBS),
    *(pytest.param((*v, "--exports", "file"), 2, "is a file", id=f"{v[0]}: a file") for v in VERBS),
    *(pytest.param((*v, "--exports", "torn"), 6, "cannot read torn/latest.json", id=f"{v[0]}: torn") for v in TORN),
    pytest.param(
        ("diff", "1", "9"), 2, "exports holds no release '9': it has 000001, 000002, 000003", id="diff: unknown"
    ),
    pytest.param(("diff", "1", "../1"), 2, "exports holds no release '../1'", id="diff: a path"),
    pytest.param(("rollback", "9"), 2, "exports holds no release '9'", id="rollback: unknown"),
    pytest.param(("rollback",), 2, "Missing argument 'NUMBER'", id="rollback: no number"),
    pytest.param(("validate", "newest"), 2, "exports holds no release 'newest'", id="validate: unknown"),
    pytest.param(("validate", "²"), 2, "exports holds no release '²'", id="validate: no number"),
    pytest.param(("forget",), 2, "exports/suppress.yml names nothing to forget", id="forget: nobody"),
]


@pytest.mark.parametrize(("arguments", "code", "line"), BAD)
def test_bad_input_gets_one_clear_line_and_changes_nothing(
    exports: Path, arguments: tuple[str, ...], code: int, line: str
) -> None:
    (exports.parent / "empty").mkdir()
    (exports.parent / "file").touch()
    shutil.copytree(exports, exports.parent / "torn")
    (exports.parent / "torn" / "latest.json").write_text("{")
    before = {p: p.read_bytes() for p in exports.parent.rglob("*") if p.is_file()}
    done = pubcrawl(*arguments, cwd=exports.parent)
    assert (done.returncode, done.stdout) == (code, ""), done.stderr
    assert line in done.stderr
    assert "Traceback" not in done.stderr
    assert {p: p.read_bytes() for p in exports.parent.rglob("*") if p.is_file()} == before


def test_forget_asks_first_and_then_says_what_it_did(exports: Path) -> None:
    (exports / "suppress.yml").write_text("ids: [amii:b]\n")
    asked = pubcrawl("forget", "--exports", exports)
    assert (asked.returncode, asked.stdout) == (2, "")
    assert asked.stderr == f"pubcrawl: this deletes releases of {exports} for good: say --yes\n"
    assert latest(exports) == "000003"
    done = pubcrawl("forget", "--exports", exports, "--yes")
    assert (done.returncode, done.stdout) == (
        0,
        "releases deleted: 3; records left out: 1; author lists shortened: 0; readers see release 000004 now\n",
    )
    assert pubcrawl("validate", "--exports", exports).returncode == 0


def test_forget_names_the_files_it_cannot_delete(exports: Path) -> None:
    (exports / "suppress.yml").write_text("people: [Alice Example]\n")
    (exports / "mine.html").write_text("<p>Alice Example</p>")
    done = pubcrawl("forget", "--exports", exports, "--yes")
    assert done.returncode == 6
    assert done.stderr.endswith(f"still hold a name, delete them: {exports}/mine.html\n")
    assert "Alice" not in done.stdout + done.stderr

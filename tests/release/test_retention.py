from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pubcrawl import settings
from pubcrawl.errors import WrongOrder
from pubcrawl.release.changelog import lineage, replay
from pubcrawl.release.exports import Exports
from pubcrawl.release.retention import Retention, prune_releases
from pubcrawl.runs.folder import prune_runs
from pubcrawl.storage.atomic import StorageError
from tests.records import NOON, publication
from tests.releases import load_rows, numbers, point, publish, read_latest

DAY = timedelta(days=1)
NOW = NOON + 100 * DAY


def kept(**limits: int) -> Retention:
    return Retention(**{"releases": 1, "days": 1, "runs": 1} | limits)


def nightly(exports: Path, nights: int) -> None:
    """Publish a release a day, the last of them now."""
    for night in range(nights):
        then = NOW - (nights - 1 - night) * DAY
        rows = [publication(f"amii:{i:03}") for i in range(night + 1)]
        publish(exports, rows, run_id="run", now=then, site_reports=[], versions={})


@pytest.mark.parametrize(
    ("limits", "latest", "left"),
    [
        ({}, 6, [5, 6]),
        ({"releases": 3}, 6, [4, 5, 6]),
        ({"days": 4}, 6, [2, 3, 4, 5, 6]),
        ({"releases": 4, "days": 2}, 6, [3, 4, 5, 6]),
        ({"releases": 9}, 6, [1, 2, 3, 4, 5, 6]),
        ({}, 2, [2, 5, 6]),
    ],
    ids=["least", "by count", "by age", "by both", "fewer than kept", "after a rollback"],
)
def test_what_is_old_and_superseded_goes(tmp_path: Path, limits: dict[str, int], latest: int, left: list[int]) -> None:
    nightly(tmp_path, 6)
    point(tmp_path, f"{latest:06d}", now=NOW)
    gone = prune_releases(Exports(tmp_path), kept(**limits), now=NOW)
    assert [int(n) for n in numbers(tmp_path)] == left
    assert sorted([*map(int, gone), *left]) == [1, 2, 3, 4, 5, 6]
    assert sorted(p.name for p in (tmp_path / "releases").iterdir()) == numbers(tmp_path)
    release = read_latest(tmp_path)
    assert release
    assert len(replay(lineage(tmp_path / "changes", release.number))) == len(load_rows(release)) == latest


def test_a_release_is_kept_for_whole_days(tmp_path: Path) -> None:
    nightly(tmp_path, 2)
    second = timedelta(seconds=1)
    assert prune_releases(Exports(tmp_path), kept(days=5), now=NOW + 4 * DAY) == []
    assert prune_releases(Exports(tmp_path), kept(days=5), now=NOW + 4 * DAY + second) == ["000001"]


def test_a_release_whose_age_cannot_be_read_stays(tmp_path: Path) -> None:
    nightly(tmp_path, 4)
    (tmp_path / "releases" / "000001" / "manifest.json").unlink()
    assert prune_releases(Exports(tmp_path), kept(), now=NOW + 9 * DAY) == ["000002", "000003"]
    assert numbers(tmp_path) == ["000001", "000004"]


def test_without_a_release_there_is_nothing_to_delete(tmp_path: Path) -> None:
    assert prune_releases(Exports(tmp_path), kept(), now=NOW) == []
    prune_runs(tmp_path / "runs", keep=1)
    assert list(tmp_path.iterdir()) == []


def test_a_kill_while_deleting_leaves_no_half_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nightly(tmp_path, 4)

    def killed(path: Path) -> None:
        next(path.iterdir()).unlink()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("pubcrawl.release.exports.shutil.rmtree", killed)
        with pytest.raises(KeyboardInterrupt):
            prune_releases(Exports(tmp_path), kept(), now=NOW)
    assert numbers(tmp_path) == ["000002", "000003", "000004"]
    with Exports.opened(tmp_path, NOW):
        pass
    assert sorted(p.name for p in (tmp_path / "releases").iterdir()) == ["000002", "000003", "000004"]


def test_a_disk_that_refuses_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nightly(tmp_path, 4)

    def refused(*_: Any) -> None:  # noqa: ANN401  any arguments
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(StorageError, match=f"cannot delete {tmp_path}/releases/000001: Read-only file system"):
        prune_releases(Exports(tmp_path), kept(), now=NOW)


FILES = ("run.json", "order.json", "crawl.log", "amii/spool.jsonl", "amii/quarantine.jsonl", "mila_en/journal.jsonl")


@pytest.mark.parametrize(("keep", "whole"), [(1, 1), (3, 3), (4, 4), (5, 4), (7, 4), (9, 4), (0, 0)])
def test_old_runs_keep_what_they_are_remembered_by(tmp_path: Path, keep: int, whole: int) -> None:
    runs = tmp_path / "runs"
    names = ["20260401T000000Z", "20260402T000000Z", "20260402T000000Z-2", "20260403T000000Z"]
    for name in names:
        for file in FILES:
            (runs / name / file).parent.mkdir(parents=True, exist_ok=True)
            (runs / name / file).write_text(file)
    (runs / "runs.jsonl").write_text("{}\n")
    prune_runs(tmp_path / "runs", keep=keep)
    left = {n: sorted(str(p.relative_to(runs / n)) for p in (runs / n).rglob("*") if p.is_file()) for n in names}
    remembered = ["amii/quarantine.jsonl"]
    assert left == {n: sorted(FILES) if i >= 4 - whole else remembered for i, n in enumerate(names)}
    assert (runs / "runs.jsonl").read_text() == "{}\n"
    assert all((runs / n / "mila_en").exists() == (i >= 4 - whole) for i, n in enumerate(names))


def test_a_run_of_which_nothing_is_left_goes(tmp_path: Path) -> None:
    for name in ("20260401T000000Z", "20260402T000000Z"):
        (tmp_path / "runs" / name).mkdir(parents=True)
        (tmp_path / "runs" / name / "order.json").touch()
        (tmp_path / "runs" / name / "amii").mkdir()
        (tmp_path / "runs" / name / "amii" / "quarantine.jsonl").touch()
    prune_runs(tmp_path / "runs", keep=1)
    assert [p.name for p in (tmp_path / "runs").iterdir()] == ["20260402T000000Z"]


def test_the_limits_are_settings() -> None:
    assert Retention.from_settings(vars(settings)) == Retention(releases=30, days=90, runs=30)
    given = {"PUBCRAWL_KEEP_RELEASES": "1", "PUBCRAWL_KEEP_DAYS": "2", "PUBCRAWL_KEEP_RUNS": "3"}
    assert Retention.from_settings(given) == replace(kept(), releases=1, days=2, runs=3)


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "", "many", None])
def test_a_limit_that_cannot_be_is_refused(value: object) -> None:
    given = vars(settings) | {"PUBCRAWL_KEEP_DAYS": value}
    with pytest.raises(WrongOrder, match=r"PUBCRAWL_KEEP_DAYS is .*: it must be a whole number of 1 or more"):
        Retention.from_settings(given)

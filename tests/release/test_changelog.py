"""The change log on disk, through releases, rollbacks, kills and files that are gone."""

import errno
import os
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pubcrawl.items import Publication
from pubcrawl.release.changelog import count_ops, lineage, log_file, log_files, read_changes, replay, since_of
from pubcrawl.release.exports import Exports, Release
from pubcrawl.release.tables import CHANGES
from pubcrawl.runs.coverage import Coverage
from pubcrawl.storage.atomic import StorageError
from tests.records import NOON, publication
from tests.releases import WHOLE, load_rows, merge, point, publish, read_latest, verify_log

A, B, C = (publication(f"amii:{x}", content_hash=x) for x in "abc")
GONE = replace(A, removed_at=NOON)


def published(exports: Path, *rows: Publication) -> Release:
    return publish(exports, rows, run_id="run", now=NOON, site_reports=[], versions={})


def state(release: Release) -> dict[str, tuple[str, bool]]:
    return {p.id: (p.content_hash, p.removed_at is not None) for p in load_rows(release)}


def told(exports: Path) -> list[list[tuple[str, str]]]:
    return [[(c.op, c.id) for c in read_changes(path)] for path in log_files(exports / "changes")]


def test_the_log_tells_of_every_release_and_replays_to_it(tmp_path: Path) -> None:
    judged = replace(GONE, language="fr")
    nights = [(A, B), (A, replace(B, title="New", content_hash="b2")), (GONE, B), (judged,), (A, C), (A, C)]
    for rows in nights:
        release = published(tmp_path, *rows)
        assert replay(lineage(tmp_path / "changes", release.number)) == state(release)
        assert verify_log(tmp_path, release) == []
    assert told(tmp_path) == [
        [("add", "amii:a"), ("add", "amii:b")],
        [("update", "amii:b")],
        [("remove", "amii:a"), ("update", "amii:b")],
        [("update", "amii:a"), ("remove", "amii:b")],
        [("restore", "amii:a"), ("add", "amii:c")],
        [],
    ]
    assert [count_ops(p) for p in log_files(tmp_path / "changes")][2] == {
        "add": 0,
        "update": 1,
        "remove": 1,
        "restore": 0,
        "relink": 0,
    }


def test_a_change_says_which_run_and_release_brought_it(tmp_path: Path) -> None:
    published(tmp_path, A)
    publish(tmp_path, [A, B], run_id="run9", now=NOON + timedelta(days=1), site_reports=[], versions={})
    (found,) = read_changes(log_file(tmp_path / "changes", "000002"))
    assert (found.run_id, found.release, found.at) == ("run9", "000002", NOON + timedelta(days=1))


def test_a_release_tells_its_changes_without_reading_the_last_one_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(tmp_path, A, B)
    outcomes = merge(tmp_path, [C], {"amii": Coverage(complete=False)}, now=NOON)
    monkeypatch.setattr(Release, "rows", lambda _: pytest.fail("read again"))
    publish(tmp_path, outcomes, run_id="r", now=NOON, site_reports=[], versions={})
    assert told(tmp_path)[1] == [("add", "amii:c")]


def test_the_changes_of_a_release_start_from_the_latest_one(tmp_path: Path) -> None:
    published(tmp_path, A)
    published(tmp_path, A, B)
    release = publish(tmp_path, [A], run_id="r", now=NOON, site_reports=[], versions={})
    assert told(tmp_path)[2] == [("remove", "amii:b")]
    assert verify_log(tmp_path, release) == []


def test_after_a_rollback_the_log_goes_on_from_there(tmp_path: Path) -> None:
    first = published(tmp_path, A)
    published(tmp_path, A, B)
    point(tmp_path, "000001", now=NOON)
    assert replay(lineage(tmp_path / "changes", "000001")) == state(first)
    release = published(tmp_path, A, C)
    assert [p.stem for p in lineage(tmp_path / "changes", release.number)] == ["000001", "000003"]
    assert [since_of(p) for p in log_files(tmp_path / "changes")] == [None, "000001", "000001"]
    assert replay(lineage(tmp_path / "changes", release.number)) == state(release)


def test_the_log_outlives_its_releases_and_no_number_is_given_twice(tmp_path: Path) -> None:
    for rows in ([A], [A, B], [B]):
        release = published(tmp_path, *rows)
    for number in ("000001", "000002"):
        shutil.rmtree(tmp_path / "releases" / number)
    assert replay(lineage(tmp_path / "changes", "000003")) == state(release)
    shutil.rmtree(tmp_path / "releases")
    (tmp_path / "latest.json").unlink()
    assert published(tmp_path, A).number == "000004"


def test_the_log_is_the_releases_own_file_by_another_name(tmp_path: Path) -> None:
    release = published(tmp_path, A)
    assert log_file(tmp_path / "changes", "000001").samefile(release.path / CHANGES)


def test_without_hard_links_the_log_is_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", refused)
    release = published(tmp_path, A)
    kept = log_file(tmp_path / "changes", "000001")
    assert not kept.samefile(release.path / CHANGES)
    assert kept.read_bytes() == (release.path / CHANGES).read_bytes()


def test_a_run_mends_a_log_that_lacks_the_latest_release(tmp_path: Path) -> None:
    published(tmp_path, A)
    release = published(tmp_path, A, B)
    log_file(tmp_path / "changes", "000002").unlink()
    assert verify_log(tmp_path, release) == [
        f"cannot read {tmp_path}/changes/000002.parquet: No such file or directory"
    ]
    with Exports.opened(tmp_path, NOON):
        pass
    assert verify_log(tmp_path, release) == []
    with Exports.opened(tmp_path / "nothing", NOON):
        assert not (tmp_path / "nothing" / "changes").exists()


def test_a_release_that_readers_never_saw_is_in_no_log(tmp_path: Path) -> None:
    """A kill between the folder's name and the pointer leaves one."""
    published(tmp_path, A)
    orphan = published(tmp_path, A, B)
    log_file(tmp_path / "changes", "000002").unlink()
    point(tmp_path, "000001", now=NOON)
    assert verify_log(tmp_path, orphan) == []
    release = published(tmp_path, A, C)
    assert replay(lineage(tmp_path / "changes", release.number)) == state(release)


@pytest.mark.parametrize("merging", [False, True])
def test_a_release_from_before_the_log_is_told_of_by_the_next(tmp_path: Path, merging: bool) -> None:  # noqa: FBT001
    before = published(tmp_path, A)
    shutil.rmtree(tmp_path / "changes")
    (before.path / "changes.parquet").unlink()
    manifest = before.path / "manifest.json"
    files = {name: entry for name, entry in before.manifest.files.items() if name != CHANGES}
    manifest.unlink()
    manifest.write_bytes(replace(before.manifest, files=files).to_json())
    last = read_latest(tmp_path) or pytest.fail("none")
    assert verify_log(tmp_path, last) == []
    rows = merge(tmp_path, [A, B], {"amii": WHOLE}, now=NOON) if merging else [A, B]
    release = publish(tmp_path, rows, run_id="r", now=NOON, site_reports=[], versions={})
    assert since_of(log_file(tmp_path / "changes", "000002")) is None
    assert replay(lineage(tmp_path / "changes", "000002")) == state(release)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def other(path: Path) -> None:
    shutil.copy(log_file(path.parent, "000003"), path)


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (Path.unlink, "cannot read .*/changes/000002.parquet: No such file"),
        (cut, "cannot read .*/changes/000002.parquet: "),
        (other, "cannot read .*/changes/000002.parquet: it starts from release 000002, which came later"),
        (lambda p: shutil.copy(log_file(p.parent, "000001"), p), "cannot replay .*/changes/000003.parquet"),
    ],
    ids=["missing", "cut off", "of a later release", "of an earlier one"],
)
def test_a_damaged_log_is_named(tmp_path: Path, harm: object, message: str) -> None:
    for rows in ([A], [A, B], [A, C]):
        release = published(tmp_path, *rows)
    path = log_file(tmp_path / "changes", "000002")
    copy = path.read_bytes()
    path.unlink()
    path.write_bytes(copy)
    assert callable(harm)
    harm(path)
    with pytest.raises(StorageError, match=message):
        replay(lineage(tmp_path / "changes", release.number))
    assert len(verify_log(tmp_path, release)) == 1


def test_a_log_that_amounts_to_other_rows_is_noticed(tmp_path: Path) -> None:
    release = published(tmp_path, A)
    elsewhere = published(tmp_path / "b", A, B)
    log_file(tmp_path / "changes", "000001").unlink()
    shutil.copy(elsewhere.path / CHANGES, log_file(tmp_path / "changes", "000001"))
    assert verify_log(tmp_path, release) == ["changes/: the changes do not amount to these rows"]

"""The rows of a release, as they are read again: older ones too, and none that are damaged."""

from dataclasses import replace
from pathlib import Path

import pytest

from pubcrawl.release.exports import Exports, Release
from pubcrawl.storage.atomic import StorageError
from pubcrawl.storage.lock import Locked
from tests.records import NOON, full, publication
from tests.releases import load_rows, numbers, publish

ROWS = [full("mila_fr:a"), full("mila_fr:b")]


def released(exports: Path) -> Release:
    return publish(exports, ROWS, run_id="r", now=NOON, site_reports=[], versions={})


def anew(path: Path, content: bytes) -> None:
    path.unlink()  # it is read-only
    path.write_bytes(content)


def test_what_has_not_the_columns_of_today_is_read(tmp_path: Path) -> None:
    last = released(tmp_path)
    anew(last.parquet, b"of no use")
    assert load_rows(last) == ROWS
    anew(last.jsonl, last.jsonl.read_bytes().replace(b',"removed_at":"2026-04-02T12:00:00Z"', b""))
    rows = last.rows()
    assert [next(rows), next(rows)] == [replace(row, removed_at=None) for row in ROWS]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b"AI4Mat", b"AI5Mat", "publications.jsonl: the checksum is not that of the manifest"),
        (
            b'"institute":',
            b'"institut":',
            "publications.jsonl: line 1: row mila_fr:a, column institute: Object missing",
        ),
        (b'b","site"', b'b","sit"', "publications.jsonl: line 2: row mila_fr:b, column site: Object missing"),
        (b'"links":[{', b'"links":[', "publications.jsonl: line 1: "),
    ],
)
def test_lines_that_are_damaged_are_not_built_on(tmp_path: Path, old: bytes, new: bytes, message: str) -> None:
    last = released(tmp_path)
    anew(last.jsonl, last.jsonl.read_bytes().replace(old, new))
    with pytest.raises(StorageError, match=f"cannot read .*{message}"):
        load_rows(last)
    with pytest.raises(StorageError, match="release 000001 is damaged"), Exports.opened(tmp_path, NOON):
        pass
    with Exports.opened(tmp_path, NOON, checked=False) as opened:
        assert opened.latest() == last


def test_only_one_process_has_a_folder_open(tmp_path: Path) -> None:
    with (
        Exports.opened(tmp_path, NOON),
        pytest.raises(Locked, match="another run holds"),
        Exports.opened(tmp_path, NOON),
    ):
        pass


def test_what_a_killed_process_left_goes_when_a_folder_is_opened(tmp_path: Path) -> None:
    publish(tmp_path, [publication("amii:a")], run_id="r", now=NOON, site_reports=[], versions={})
    (tmp_path / "releases" / ".part-000002").mkdir()
    (tmp_path / "changes" / "000001.parquet").unlink()
    with Exports.opened(tmp_path, NOON) as opened:
        assert [p.name for p in opened.releases.iterdir()] == ["000001"]
        assert [p.name for p in opened.log.iterdir()] == ["000001.parquet"]


def test_a_pointer_that_never_was_is_not_lost(tmp_path: Path) -> None:
    """A first run was killed before it pointed at its release: another run makes it anew."""
    run = "20260401T120000Z"
    publish(tmp_path, ROWS, run_id=run, now=NOON, site_reports=[], versions={})
    (tmp_path / "runs" / run).mkdir(parents=True)
    kept = (tmp_path / "latest.json").read_bytes()
    (tmp_path / "latest.json").unlink()
    assert Exports(tmp_path).has_lost_pointer()
    (tmp_path / "changes" / "000001.parquet").unlink()
    assert not Exports(tmp_path).has_lost_pointer()
    with Exports.opened(tmp_path, NOON) as exports:
        assert exports.latest() is None
    again = publish(tmp_path, ROWS[:1], run_id="another", now=NOON, site_reports=[], versions={})
    assert (again.number, numbers(tmp_path), load_rows(again)) == ("000001", ["000001"], ROWS[:1])
    assert (tmp_path / "latest.json").read_bytes() == kept


def test_a_release_that_was_copied_alone_is_led_to_and_never_dropped(tmp_path: Path) -> None:
    """It is all that was saved of another folder, which had a pointer, a log and runs."""
    publish(tmp_path, ROWS, run_id="20260401T120000Z", now=NOON, site_reports=[], versions={})
    (tmp_path / "latest.json").unlink()
    (tmp_path / "changes" / "000001.parquet").unlink()
    assert Exports(tmp_path).has_lost_pointer()
    with Exports.opened(tmp_path, NOON) as exports:
        latest = exports.latest()
        assert latest
        assert (latest.number, load_rows(latest)) == ("000001", ROWS)
    publish(tmp_path, ROWS[:1], run_id="another", now=NOON, site_reports=[], versions={})
    assert numbers(tmp_path) == ["000001", "000002"]


def test_a_lost_pointer_leads_again_to_what_readers_have_seen(tmp_path: Path) -> None:
    """The newest release is one that a kill kept from them."""
    released(tmp_path)
    publish(tmp_path, ROWS[:1], run_id="killed", now=NOON, site_reports=[], versions={})
    (tmp_path / "changes" / "000002.parquet").unlink()
    (tmp_path / "latest.json").unlink()
    with Exports.opened(tmp_path, NOON) as exports:
        latest = exports.latest()
        assert latest
        assert latest.number == "000001"

"""A release of schema 1, written before dates were true and names had parts: it stays valid and can be returned to."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from pubcrawl.matching.link import Linked
from pubcrawl.release.check import check
from tests.records import NOON, publication
from tests.releases import load_rows, numbers, point, publish, read_latest, read_release, verify_log


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    """An export folder as the earlier version left it."""
    return Path(shutil.copytree(Path(__file__).parent / "schema_1", tmp_path / "exports"))


def test_it_is_sound_and_its_new_columns_are_null(exports: Path) -> None:
    release = read_latest(exports)
    assert release
    assert check(release) == verify_log(exports, release) == []
    rows = load_rows(release)
    assert [r.id for r in rows] == ["amii:kettles", "mila_en:owls", "mila_en:vanes"]
    assert {(r.date_printed, a.family, a.given) for r in rows for a in r.authors} == {(None, None, None)}


def test_a_damaged_one_is_told(exports: Path) -> None:
    release = read_latest(exports)
    assert release
    lines = release.jsonl.read_bytes().splitlines(keepends=True)
    release.jsonl.write_bytes(b"".join(reversed(lines)))
    assert check(release) != []


def test_a_release_stands_on_it_and_readers_can_return(exports: Path) -> None:
    later = NOON + timedelta(days=1)
    rows = [*load_rows(read_release(exports, "000001")), publication("mila_en:z", date_printed="2026-03-01")]
    publish(exports, rows, run_id="later", now=later, site_reports=[], versions={}, linked=Linked())
    assert numbers(exports) == ["000001", "000002"]
    newest = read_latest(exports)
    assert newest
    assert check(newest) == verify_log(exports, newest) == []
    assert point(exports, "000001", now=later).number == "000001"
    assert check(read_release(exports, "000001")) == []

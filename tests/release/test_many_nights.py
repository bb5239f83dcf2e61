"""Many nights in a row: nothing that was published is lost, moved or removed without reason, and the log tells all."""

from datetime import datetime
from pathlib import Path

import pytest

from pubcrawl.items import Publication
from pubcrawl.release.changelog import lineage, log_files, replay
from pubcrawl.release.check import check
from pubcrawl.release.exports import Release
from tests.release.nights import FAILURES, KEPT, Nights
from tests.releases import load_rows, numbers, read_latest

pytestmark = pytest.mark.night

MANY = [
    pytest.param(48, 1, id="48 nights"),
    pytest.param(48, 2, id="48 other nights"),
    pytest.param(200, 3, id="200 nights", marks=pytest.mark.long),
    pytest.param(200, 4, id="200 other nights", marks=pytest.mark.long),
]


def latest(nights: Nights) -> tuple[Release, dict[str, Publication]]:
    release = read_latest(nights.exports)
    assert release
    return release, {p.id: p for p in load_rows(release)}


@pytest.mark.parametrize(("count", "seed"), MANY)
def test_the_data_only_get_better(tmp_path: Path, count: int, seed: int) -> None:
    nights = Nights(tmp_path, seed)
    removed = dict[str, datetime]()
    for _ in range(count):
        nights.pass_one()
        release, rows = latest(nights)
        assert rows.keys() == nights.first_read.keys()
        assert {name: p.first_seen for name, p in rows.items()} == nights.first_read
        assert all(str(p.title).startswith(f"{name}, ") for name, p in rows.items())
        true = {name for site in nights.sites for name in site.there}
        gone = {name: p.removed_at for name, p in rows.items() if p.removed_at}
        assert {name for name in gone if gone[name] != removed.get(name)} & true == set()
        removed = gone
        log = replay(lineage(tmp_path / "changes", release.number))
        assert log == {name: (p.content_hash, p.removed_at is not None) for name, p in rows.items()}
        assert len(numbers(tmp_path)) <= max(KEPT.releases, KEPT.days + 1)
    assert all(nights.failed[how] > 0 for how in FAILURES)
    assert len(log_files(tmp_path / "changes")) == nights.published > count / 2
    assert len(numbers(tmp_path)) < nights.published


@pytest.mark.parametrize(("count", "seed"), MANY)
def test_what_truly_left_is_marked_once_the_sites_are_well(tmp_path: Path, count: int, seed: int) -> None:
    nights = Nights(tmp_path, seed)
    for _ in range(count):
        nights.pass_one()
    for _ in range(2):
        nights.pass_one(quiet=True)
    release, rows = latest(nights)
    assert check(release) == []
    there = {name: f"{name}, version {v}" for site in nights.sites for name, v in site.there.items()}
    assert {name: p.title for name, p in rows.items() if p.removed_at is None} == there
    assert len(rows) > len(there)
    nights.pass_one(quiet=True)
    assert latest(nights)[0] == release

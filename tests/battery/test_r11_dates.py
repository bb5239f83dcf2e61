"""Dates that are wrong, one question at a time: what is old, what is new, and what a server's Date means."""

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from scrapy.http import Response

from pubcrawl.fetching.patience import retry_after
from pubcrawl.release.merge import merged, renewed
from pubcrawl.runs.coverage import Coverage
from pubcrawl.runs.folder import RunFolder, due_for_full_crawl, history, prune_runs
from pubcrawl.runs.order import Order
from pubcrawl.spiders.institute import fetched_at
from tests.records import publication

pytestmark = pytest.mark.family("R11")

NIGHT = datetime(2026, 4, 21, 6, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def open_folder(exports: Path, now: datetime) -> RunFolder:
    return RunFolder.opened(exports / "runs", Order(exports=exports, sites=["amii"]), ["amii"], now)


@pytest.mark.parametrize(
    ("started", "now", "resumed"),
    [
        ([NIGHT], NIGHT, 0),
        ([NIGHT], NIGHT + HOUR, 0),
        ([NIGHT], NIGHT - HOUR, None),
        ([NIGHT], NIGHT + timedelta(hours=36), None),
        ([NIGHT, datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC)], NIGHT + HOUR, 0),
        ([NIGHT, NIGHT + DAY], NIGHT + HOUR, 0),
        ([NIGHT, NIGHT + HOUR], NIGHT + 2 * HOUR, 1),
        ([datetime(1970, 1, 1, tzinfo=UTC)], NIGHT, None),
    ],
)
def test_a_run_of_the_future_is_not_gone_on_with(
    tmp_path: Path, started: list[datetime], now: datetime, resumed: int | None
) -> None:
    made = [_whole_run(tmp_path, moment) for moment in started]
    (tmp_path / "runs" / "lost+found").mkdir()
    for path in made:
        (path / "run.json").unlink()
    found = open_folder(tmp_path, now)
    assert found.path == made[resumed] if resumed is not None else found.path not in made
    assert found.started == (started[resumed] if resumed is not None else now)


def test_a_run_is_not_called_like_one_of_its_second_whose_folder_has_gone(tmp_path: Path) -> None:
    """Else what it read would be taken for what that one had published."""
    first = _whole_run(tmp_path, NIGHT)
    (tmp_path / "runs" / "runs.jsonl").write_text(f'{{"run_id":"{first.name}","code":0}}\n', encoding="utf-8")
    second = _whole_run(tmp_path, NIGHT)
    prune_runs(tmp_path / "runs", keep=1)
    assert (first.exists(), second.exists()) == (False, True)
    assert open_folder(tmp_path, NIGHT).run_id == f"{first.name}-3"


def _whole_run(exports: Path, started: datetime) -> Path:
    path = open_folder(exports, started).path
    (path / "run.json").write_text('{"code": 0}')
    return path


@pytest.mark.parametrize(
    ("swept", "now", "due"),
    [
        (NIGHT, NIGHT + DAY, []),
        (NIGHT, NIGHT + 7 * DAY, ["amii"]),
        (NIGHT, NIGHT - HOUR, ["amii"]),
        (datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC), NIGHT, ["amii"]),
        (datetime(1970, 1, 1, tzinfo=UTC), NIGHT, ["amii"]),
    ],
)
def test_a_sweep_of_the_future_was_none(tmp_path: Path, swept: datetime, now: datetime, due: list[str]) -> None:
    (tmp_path / "runs").mkdir()
    run = {"run_id": f"{swept:%Y%m%dT%H%M%SZ}", "sites": [{"site": "amii", "complete": True, "verdict": "pass"}]}
    (tmp_path / "runs" / "runs.jsonl").write_text(json.dumps(run) + "\n")
    assert due_for_full_crawl(history(tmp_path / "runs"), ["amii"], now, days=7) == due


@pytest.mark.parametrize("sent", [NIGHT - DAY, NIGHT + DAY, datetime(1970, 1, 1, tzinfo=UTC), NIGHT])
@pytest.mark.parametrize("content_hash", ["0" * 64, "1" * 64])
def test_a_site_whose_clock_is_wrong_does_not_move_first_seen(sent: datetime, content_hash: str) -> None:
    old = publication(first_seen=NIGHT, last_seen=NIGHT, last_changed=NIGHT)
    new = renewed(old, publication(fetched_at=sent, content_hash=content_hash))
    latest = max(sent, NIGHT)
    changed = latest if content_hash != old.content_hash else NIGHT
    assert (new.first_seen, new.last_seen, new.last_changed) == (NIGHT, latest, changed)


def test_a_record_is_never_gone_before_it_was_seen() -> None:
    row = publication(first_seen=NIGHT, last_seen=NIGHT, last_changed=NIGHT)
    read = Coverage(complete=True, whole=True)
    for now in (datetime(1970, 1, 1, tzinfo=UTC), NIGHT + DAY):
        (gone,) = merged([row], [], coverages={row.site: read}, misses={row.id: 1}, now=now)
        assert gone.row
        assert gone.row.removed_at == max(now, NIGHT)


def test_the_present_run_keeps_its_files_where_the_clock_went_back(tmp_path: Path) -> None:
    for name in ("19700101T000000Z", "20260421T060000Z", "20380119T031408Z"):
        (tmp_path / "runs" / name).mkdir(parents=True)
        (tmp_path / "runs" / name / "crawl.log").touch()
    prune_runs(tmp_path / "runs", keep=1, sparing="19700101T000000Z")
    kept = sorted(p.parent.name for p in tmp_path.glob("runs/*/crawl.log"))
    assert kept == ["19700101T000000Z", "20380119T031408Z"]


DATES = {
    "Mon, 20 Apr 2026 06:00:00 GMT": datetime(2026, 4, 20, 6, tzinfo=UTC),
    "Mon, 20 Apr 2026 06:00:00 -0400": datetime(2026, 4, 20, 10, tzinfo=UTC),
    "Mon, 20 Apr 2026 06:00:00 -0000": datetime(2026, 4, 20, 6, tzinfo=UTC),
    "Mon Apr 20 06:00:00 2026": datetime(2026, 4, 20, 6, tzinfo=UTC),
    "Monday, 20-Apr-26 06:00:00 GMT": datetime(2026, 4, 20, 6, tzinfo=UTC),
    "Thu, 01 Jan 1970 00:00:00 GMT": datetime(1970, 1, 1, tzinfo=UTC),
    "Tue, 19 Jan 2038 03:14:08 GMT": datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC),
    "Sat, 31 Dec 2016 23:59:60 GMT": None,
    "Fri, 31 Dec 9999 23:59:59 -2300": None,
    "yesterday": None,
    "": None,
}
"""What a server may send as Date, and the time that is; None where the present stands in."""


@pytest.mark.parametrize("zone", ["UTC", "America/Toronto", "Asia/Kolkata", "Pacific/Kiritimati"])
def test_a_date_means_one_moment_wherever_we_are(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    with monkeypatch.context() as here:
        here.setenv("TZ", zone)
        time.tzset()
        for sent, moment in DATES.items():
            before = datetime.now(UTC).replace(microsecond=0)
            found = fetched_at(Response("https://site.example/", headers={"Date": sent}))
            assert found.utcoffset() == timedelta(0)
            assert found == moment if moment else before <= found <= datetime.now(UTC), sent
        assert retry_after("Sat, 31 Dec 2016 23:59:60 GMT", NIGHT) is None
    time.tzset()

"""Wrong clocks: releases keep their order, first sightings never move, and nothing is taken for new or old wrongly."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pubcrawl.items import Publication
from tests.battery.clock import at, jumping
from tests.battery.forked import Ended, start
from tests.battery.scene import IMPATIENT, fixture
from tests.battery.server import Answer, HostileServer
from tests.releases import load_rows, numbers, read_latest

pytestmark = pytest.mark.family("R11")

ROUNDUP = "/updates-insights/amii-at-neurips-2025"
NIGHT = datetime(2026, 4, 21, 6, tzinfo=UTC)
"""When the first run is: the fixture's pages say that they were sent the day before."""


Within = Callable[[], AbstractContextManager[object]]


class Site:
    """One site, and runs over it at given times."""

    def __init__(self, server: HostileServer, folder: Path) -> None:
        self.server, self.exports, self._said = server, folder / "exports", folder / "said"

    def run(self, within: Within, *arguments: str) -> tuple[Ended, dict[str, Any]]:
        order = ("crawl", "amii", "--exports", str(self.exports), "--site-url", f"amii={self.server.url}", "--full")
        ended = start([*order, *IMPATIENT, "--json", *arguments], self._said, within=within).ended()
        return ended, json.loads(ended.out)

    def change(self, word: str) -> None:
        """Let one abstract of the site say something else."""
        page = fixture("amii")[ROUNDUP]
        body = page.body.replace(b" the ", f" {word} the ".encode())
        assert body != page.body
        self.server.answers = {**fixture("amii"), ROUNDUP: Answer(headers=page.headers, body=body)}

    def rows(self) -> dict[str, Publication]:
        release = read_latest(self.exports)
        assert release
        return {p.id: p for p in load_rows(release)}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site and its first release, of `NIGHT`, which no test touches."""
    with HostileServer(fixture("amii")) as server:
        made = Site(server, tmp_path_factory.mktemp("first"))
        ended, report = made.run(partial(at, NIGHT))
        assert (ended.code, report["release"]) == (0, "000001"), ended
        yield made


@pytest.fixture
def site(first: Site, tmp_path: Path) -> Site:
    """The same with a folder of its own."""
    first.server.answers = fixture("amii")
    first.server.visits.clear()
    shutil.copytree(first.exports, tmp_path / "exports")
    return Site(first.server, tmp_path)


HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SECOND_RUN = {
    "an hour back": (NIGHT - HOUR, "UTC"),
    "an hour on": (NIGHT + HOUR, "UTC"),
    "a day back": (NIGHT - DAY, "UTC"),
    "a day on": (NIGHT + DAY, "UTC"),
    "the same second": (NIGHT, "UTC"),
    "1970": (datetime(1970, 1, 1, tzinfo=UTC), "UTC"),
    "after 32 bits of seconds": (datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC), "UTC"),
    "the last second before a leap second": (datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC), "UTC"),
    "the hour that comes twice": (datetime(2026, 11, 1, 6, 30, tzinfo=UTC), "America/Toronto"),
    "the hour that is left out": (datetime(2027, 3, 14, 7, 30, tzinfo=UTC), "America/Toronto"),
    "half an hour off": (NIGHT + DAY, "Asia/Kolkata"),
    "a day ahead": (NIGHT + DAY, "Pacific/Kiritimati"),
}


@pytest.mark.parametrize("name", SECOND_RUN)
def test_a_run_at_an_odd_time_is_the_next_run(site: Site, name: str) -> None:
    moment, zone = SECOND_RUN[name]
    first = site.rows()
    site.change("xylophone")
    ended, report = site.run(partial(at, moment, zone))
    assert (ended.code, report["published"], report["release"]) == (0, True, "000002"), ended
    assert numbers(site.exports) == ["000001", "000002"]
    release = read_latest(site.exports)
    assert release
    assert (release.manifest.created_at, release.manifest.run_id) == (moment, report["run_id"])
    assert report["run_id"].startswith(moment.strftime("%Y%m%dT%H%M%SZ"))
    assert all(s["seconds"] >= 0 for s in report["sites"])
    second = site.rows()
    changed = {i for i in first if first[i].content_hash != second[i].content_hash}
    assert changed
    assert second.keys() == first.keys()
    for i, row in second.items():
        assert (row.first_seen, row.removed_at) == (first[i].first_seen, None)
        assert row.last_seen is not None
        assert row.last_seen >= (first[i].last_seen or row.last_seen)


@pytest.mark.parametrize("name", ["1970", "after 32 bits of seconds"])
def test_retention_keeps_what_readers_have_and_what_the_run_wrote(site: Site, name: str) -> None:
    moment, zone = SECOND_RUN[name]
    records = len(site.rows())
    brief = [w for what in ("RELEASES", "DAYS", "RUNS") for w in ("-s", f"PUBCRAWL_KEEP_{what}=1")]
    for word, when in (("xylophone", moment), ("yodelling", NIGHT + DAY)):
        site.change(word)
        ended, report = site.run(partial(at, when, zone), *brief)
        assert (ended.code, report["published"]) == (0, True), ended
        assert numbers(site.exports)[-1] == report["release"]
        assert all(Path(path).exists() for path in report["files"].values())
        assert len(site.rows()) == records
    ended, report = site.run(partial(at, NIGHT + 2 * DAY))
    assert (ended.code, report["release"], report["published"]) == (0, "000003", False), ended


@pytest.mark.parametrize("seconds", [3600.0, 86400.0])
def test_a_time_of_day_that_jumps_while_a_run_goes_on_changes_nothing(site: Site, seconds: float) -> None:
    before = site.rows()
    ended, report = site.run(partial(jumping, seconds))
    assert (ended.code, report["published"], site.rows()) == (0, False, before), ended
    assert all(0 <= s["seconds"] < 30 for s in report["sites"])
    assert site.server.paths.count("/robots.txt") == 1
    assert site.server.most_at_once == 1

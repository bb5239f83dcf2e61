"""A site on which nothing happens: how much of it is asked for again, and that nothing is published."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from benchmarks.site import CARDS, SITE, write
from tests.battery.forked import start
from tests.battery.nights import HASTY, STARTS, at
from tests.battery.scene import seen
from tests.saying import sentence
from tests.served import WatchedServer

pytestmark = pytest.mark.family("R18")

SHARE = 0.03
"""Of the pages of an unchanged site, what another night may ask for at most."""


@pytest.fixture(params=[pytest.param(34, id="34 pages"), pytest.param(583, id="583 pages", marks=pytest.mark.long)])
def pages(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def server(tmp_path: Path, pages: int) -> Iterator[WatchedServer]:
    write(tmp_path / "site", pages)
    with WatchedServer([tmp_path / "site"]) as server:
        yield server


def test_another_night_asks_for_little_and_publishes_nothing(
    tmp_path: Path, server: WatchedServer, pages: int, record_property: Callable[[str, object], None]
) -> None:
    exports = tmp_path / "exports"

    def asked(*arguments: str, now: datetime) -> tuple[list[str], dict[str, object]]:
        before = len(server.requests)
        order = ["crawl", SITE, "--json", "--exports", str(exports), f"--site-url={SITE}={server.base_url(SITE)}"]
        ended = start([*order, *HASTY, *arguments], tmp_path / "said", within=partial(at, now)).ended(600)
        assert ended.code == 0, ended
        visits = [visit.path for visit in server.requests[before:] if visit.path != "/robots.txt"]
        return visits, json.loads(ended.out)

    first, report = asked(now=STARTS)
    assert (len(first), report["published"]) == (pages + 1, True)  # the second look at the first page is one more
    published = seen(exports)
    assert len((exports / "releases/000001/publications.jsonl").read_bytes().splitlines()) == pages * CARDS

    second, report = asked(now=STARTS + timedelta(days=1))
    assert (report["published"], sentence(str(report["verdict_line"]))) == (False, "nothing new: release 000001 stays")
    assert 0 < len(second) <= SHARE * pages
    assert seen(exports) == published

    for sweep in (("--full",), ()):  # asked for, and by itself after its days
        nights = 2 if sweep else 9
        visits, report = asked(*sweep, now=STARTS + timedelta(days=nights))
        assert (len(visits), report["published"]) == (pages + 1, False)
        log = (exports / "runs" / str(report["run_id"]) / "crawl.log").read_text()
        assert [int(n) for n in re.findall(r"'httpcache/revalidate': (\d+)", log)] == [pages + 2]  # and robots.txt
        assert seen(exports) == published
    record_property("cases", 4)
    record_property("seen", f"another night of an unchanged site of {pages} pages: {len(second)} page asked for")

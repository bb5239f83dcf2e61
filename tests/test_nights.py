"""One site night after night: what is fetched again, what is published, and how a broken run goes on."""

import json
import os
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pubcrawl.fixture_server import Reply
from pubcrawl.stages import dates
from tests.conftest import ROOT
from tests.releases import load_rows, read_latest
from tests.saying import sentence
from tests.stages.test_dates import true_dates
from tests.test_runs import LISTING, SITE, World, good, page, world

__all__ = ["good", "world"]

pytestmark = pytest.mark.night

FULL_SITE = 6  # five listing pages and the second look at the first


def listing_page(number: int) -> str:
    return (ROOT / "fixtures" / SITE / "pages" / f"publications-{number}.html").read_text(encoding="utf-8")


def path(number: int) -> str:
    return LISTING + (f"?page={number}" if number else "")


def visits(world: World, since: int) -> list[str]:
    return [v.path for v in world.server.requests[since:] if "robots" not in v.path]


def test_a_night_without_news_reads_one_page_and_publishes_nothing(world: World) -> None:
    before, asked = world.seen(), len(world.server.requests)
    code, report = world.crawl()
    assert (code, report["published"], sentence(report["verdict_line"])) == (
        0,
        False,
        "nothing new: release 000001 stays",
    )
    assert visits(world, asked) == [LISTING]
    assert world.seen() == before


def test_a_page_that_did_not_change_is_not_sent_again(world: World) -> None:
    world.crawl()
    log = (world.exports / "runs").glob("*/crawl.log")
    assert any("'httpcache/revalidate'" in p.read_text(encoding="utf-8") for p in log)


def test_an_edited_record_is_published_with_its_history(world: World) -> None:
    first = {p.id: p for p in load_rows(read_latest(world.exports) or pytest.fail("no release"))}
    title = "Small Rehearsal Buffers Are Enough When the Learner Chooses What to Forget"
    html = listing_page(0).replace("forty times larger", "sixty times larger")
    assert html != listing_page(0)
    world.server.put(SITE, LISTING, page(html))
    code, report = world.crawl()
    assert (code, report["published"], report["release"]) == (0, True, "000002")
    second = {p.id: p for p in load_rows(read_latest(world.exports) or pytest.fail("no release"))}
    assert second.keys() == first.keys()
    (changed,) = [p for p in second.values() if p.content_hash != first[p.id].content_hash]
    assert changed.title == title
    assert "sixty times larger" in (changed.abstract or "")
    assert changed.first_seen == first[changed.id].first_seen


def test_full_reads_every_page_known_or_not(world: World) -> None:
    asked = len(world.server.requests)
    world.crawl("--full")
    assert len(visits(world, asked)) == FULL_SITE


def test_a_sweep_is_due_again_after_its_days(world: World) -> None:
    runs = world.exports / "runs"
    for path in (runs / "runs.jsonl", *runs.glob("*/run.json")):
        path.write_text(re.sub(r'"run_id":"\d{8}', '"run_id":"20200101', path.read_text()))
    asked = len(world.server.requests)
    world.crawl()
    assert len(visits(world, asked)) == FULL_SITE


def test_what_appears_on_top_while_we_read_is_found_by_the_second_look(world: World) -> None:
    """The list is pushed down by one after its first page was read."""
    fresh = listing_page(0).replace("Small Rehearsal Buffers Are Enough", "Tiny Rehearsal Buffers Are Not Enough")
    replies = {LISTING: page(fresh)}
    asked = len(world.server.requests)
    running = world.start("--full", "-s", "DOWNLOAD_DELAY=0.5")
    while not any(v.path == path(1) for v in world.server.requests[asked:]) and running.process.is_alive():
        time.sleep(0.02)
    for where, reply in replies.items():
        world.server.put(SITE, where, reply)
    running.ended()
    titles = {p.title for p in load_rows(read_latest(world.exports) or pytest.fail("no release"))}
    assert any(t and t.startswith("Tiny Rehearsal") for t in titles)


def test_an_outage_is_not_papered_over_with_kept_pages(world: World) -> None:
    world.crawl()
    world.server.put(SITE, LISTING, Reply(status=503, headers={}, body=b"busy"))
    code, report = world.crawl()
    assert (code, report["sites"][0]["problems"][0]["reason"]) == (4, "unreachable")


def interrupted(world: World, pages: int, number: signal.Signals) -> None:
    """Start a sweep of a fresh export folder and end it after some pages."""
    asked = len(world.server.requests)
    running = world.start("-s", "DOWNLOAD_DELAY=0.3")
    while len(visits(world, asked)) < pages and running.process.is_alive():
        time.sleep(0.01)
    time.sleep(0.03 * pages)
    os.kill(running.process.pid, number)
    running.ended()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=["kill", "term"])
@pytest.mark.parametrize("pages", [1, 2, 3, 5])
def test_a_run_that_was_ended_goes_on_and_ends_like_one_that_was_not(
    world: World, tmp_path: Path, pages: int, number: signal.Signals
) -> None:
    whole = read_latest(world.exports)
    assert whole
    again = World(server=world.server, exports=tmp_path / "again")
    interrupted(again, pages, number)
    assert read_latest(again.exports) is None
    asked = len(world.server.requests)
    code, report = again.crawl()
    assert (code, report["published"]) == (0, True)
    assert len([p for p in (again.exports / "runs").iterdir() if p.is_dir()]) == 1
    resumed = read_latest(again.exports)
    assert resumed
    assert resumed.parquet.read_bytes() == whole.parquet.read_bytes()
    assert resumed.jsonl.read_bytes() == whole.jsonl.read_bytes()
    if pages > 2:
        assert len(visits(world, asked)) < FULL_SITE


def test_a_run_that_was_asked_for_something_else_is_not_gone_on_with(world: World, tmp_path: Path) -> None:
    again = World(server=world.server, exports=tmp_path / "again")
    interrupted(again, 2, signal.SIGKILL)
    code, _ = again.crawl("--limit-pages", "1")
    assert code == 0
    assert len([p for p in (again.exports / "runs").iterdir() if p.is_dir()]) == 2


def test_every_run_leaves_one_line_of_history(world: World) -> None:
    world.crawl()
    world.crawl("--full")
    lines = (world.exports / "runs" / "runs.jsonl").read_text().splitlines()
    runs = [json.loads(line) for line in lines]
    assert [r["published"] for r in runs] == [True, False, False]
    assert [r["sites"][0]["complete"] for r in runs] == [True, False, True]


@contextmanager
def fewer() -> Iterator[None]:
    """Let thirty dates be enough."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dates, "_FEWEST", 30)
        yield


class FewDates(World):
    """A site whose whole list has fewer dates than a real one, and a run that takes them for enough."""

    def crawl(self, *arguments: str) -> tuple[int, dict[str, Any]]:
        """Crawl in a process where thirty dates are enough."""
        ended = self.start(*arguments, within=fewer).ended(120)
        return ended.code, json.loads(ended.out)


def dated(world: World, days: int) -> None:
    """Serve the site with the dates of a real collection, printed so many days early."""
    true = iter(sorted(true_dates(100, seed=4), reverse=True))
    for number in range(5):
        html = re.sub(
            r"20\d\d-\d\d-\d\d", lambda _: (next(true) - timedelta(days=days)).isoformat(), listing_page(number)
        )
        world.server.put(SITE, path(number), page(html))


def test_the_day_the_site_mends_its_dates_nothing_moves(world: World, tmp_path: Path) -> None:
    world = FewDates(server=world.server, exports=tmp_path / "dated")
    dated(world, days=1)
    code, report = world.crawl()
    assert (code, report["sites"][0]["date_shift"]) == (0, "confirmed")
    early = {p.id: p for p in load_rows(read_latest(world.exports) or pytest.fail("no release"))}
    assert {p.published_precision for p in early.values() if p.published} == {"day", "month", "year"}
    dated(world, days=0)
    code, report = world.crawl()
    (site,) = report["sites"]
    assert (code, site["date_shift"], site["verdict"]) == (0, "contradicted", "warn")
    assert [p["reason"] for p in site["problems"]] == ["date_shift"]
    mended = {p.id: p for p in load_rows(read_latest(world.exports) or pytest.fail("no release"))}
    assert {k: (p.published, p.published_precision) for k, p in mended.items()} == {
        k: (p.published, p.published_precision) for k, p in early.items()
    }
    assert {k: p.content_hash for k, p in mended.items()} == {k: p.content_hash for k, p in early.items()}
    assert all("date_shift_contradicted" in p.flags for p in mended.values() if p.published)
    assert all(p.date_printed != early[k].date_printed for k, p in mended.items() if p.date_printed)
    asked = len(world.server.requests)
    code, report = world.crawl()
    assert (code, report["published"]) == (0, False)
    assert visits(world, asked) == [LISTING]
    code, report = world.crawl("--full")
    assert (code, report["published"], report["sites"][0]["date_shift"]) == (0, False, "contradicted")
    dated(world, days=1)
    code, report = world.crawl("--full")
    assert (code, report["sites"][0]["date_shift"], report["sites"][0]["problems"]) == (0, "confirmed", [])
    again = {p.id: p for p in load_rows(read_latest(world.exports) or pytest.fail("no release"))}
    assert {k: (p.published, p.flags) for k, p in again.items()} == {
        k: (p.published, p.flags) for k, p in early.items()
    }


def redated(world: World, moved: int) -> None:
    """Show some of the records, the first ones, under dates of their own that are others than before."""
    left = iter(range(moved))

    def another(printed: re.Match[str]) -> str:
        step = next(left, None)
        return printed[0] if step is None else (date(2026, 3, 30) - timedelta(days=step % 29)).isoformat()

    for number in range(5):
        world.server.put(SITE, path(number), page(re.sub(r"20\d\d-\d\d-\d\d", another, listing_page(number))))


@pytest.mark.parametrize("moved", [45, 999], ids=["most", "all"])
def test_other_dates_are_refused_until_someone_has_looked(world: World, moved: int) -> None:
    """A redesign shows when a record was edited where it showed when it was published."""
    before = world.seen()
    redated(world, moved)
    for _ in range(2):
        code, report = world.crawl()
        (site,) = report["sites"]
        assert (code, [p["reason"] for p in site["problems"]], report["published"]) == (3, ["dates_moved"], False)
        assert site["dates_moved"] > site["dated"] / 2
        assert site["complete"] == (moved == 999)
        assert "-s PUBCRAWL_GATE_ACCEPT=dates_moved" in report["verdict_line"]
        assert world.seen() == before
    code, report = world.crawl("--full", "-s", "PUBCRAWL_GATE_ACCEPT=dates_moved")
    assert (code, report["published"], report["sites"][0]["accepted"]) == (0, True, ["dates_moved"])
    code, report = world.crawl("--full")
    assert (code, report["published"], report["sites"][0]["dates_moved"]) == (0, False, 0)


def test_other_dates_on_some_records_are_published(world: World) -> None:
    redated(world, 12)
    code, report = world.crawl()
    (site,) = report["sites"]
    assert (code, site["verdict"], report["published"], 8 < site["dates_moved"] <= 12) == (0, "pass", True, True)


def test_a_venue_that_is_spelled_anew_overnight_is_no_news(world: World) -> None:
    spelled = {
        "Transactions on Machine Learning Research": "Trans. Mach. Learn. Res.",
        "Digital Discovery": "Digit. Discov.",
        "International Conference on Machine Learning": "ICML",
    }
    changed = 0
    for number in range(5):
        html = listing_page(number)
        for name, other in spelled.items():
            changed += html.count(name)
            html = html.replace(name, other)
        world.server.put(SITE, path(number), page(html))
    assert changed > 3
    before = world.seen()
    code, report = world.crawl("--full")
    assert (code, report["published"], report["sites"][0]["problems"]) == (0, False, [])
    assert world.seen() == before

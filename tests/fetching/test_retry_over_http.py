"""Second chances and rests in real crawls, judged by the server's log: never sooner than stated."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from tests.battery.server import ANY, Answer, Answers, HostileServer
from tests.fetching.crawling import Crawl, crawl, crawl_each

pytestmark = pytest.mark.family("R3")

Runs = dict[str, tuple[HostileServer, Crawl]]
PAGE = Answer()


def later(value: str, status: int = 429, **headers: str) -> Answer:
    return Answer(status=status, headers={"Retry-After": value, **headers})


def date(seconds: float) -> str:
    return format_datetime(datetime(2030, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds), usegmt=True)


RESTS = {
    "seconds": later("1"),
    "seconds with 503": later("1", 503),
    "date": later(date(1), Date=date(0)),
    "date by the server's own clock": later(date(3601), 503, Date=date(3600)),
}


@pytest.fixture(scope="module")
def rests() -> Runs:
    return crawl_each({n: {"/a": [r, PAGE], "/b": PAGE, "/c": PAGE} for n, r in RESTS.items()}, ["/a", "/b", "/c"])


@pytest.mark.parametrize("name", RESTS)
def test_the_whole_host_rests_as_long_as_it_asks(rests: Runs, name: str) -> None:
    site, run = rests[name]
    assert (sorted(run.got), run.problems, run.finish_reason) == (["/a", "/b", "/c"], [], "finished")
    assert sorted(site.paths) == ["/a", "/a", "/b", "/c", "/robots.txt"]
    assert site.gaps()[1] >= 1
    assert run.stats["rest_seconds"] >= 1


GARBAGE = ["soon", "-1", "1.5", "1, 2", "9" * 400, "Tue, 99 Foo 2030 00:00:00 GMT", date(-60)]


def test_garbage_and_dates_gone_by_leave_our_own_pause() -> None:
    cases = {value: {"/a": [later(value, Date=date(0)), PAGE]} for value in GARBAGE}
    for site, run in crawl_each(cases, ["/a"], settings={"PUBCRAWL_BACKOFF": 0.4}).values():
        assert run.got == ["/a"]
        assert site.gaps()[1] >= 0.4


def test_a_huge_wait_ends_the_site() -> None:
    cases = {value: {"/a": later(value, Date=date(0)), "/b": PAGE} for value in ("601", "99999999", date(86_400))}
    for site, run in crawl_each(cases, ["/a", "/b", "/b?2", "/b?3"]).values():
        assert (site.paths, run.got, run.finish_reason) == (["/robots.txt", "/a"], [], "refused")
        assert run.stats["closed"].startswith(f"{site.host} wants to be left alone for ")
        assert run.problems[0] == ["HttpError", "HTTP 429"]
        assert {message for _, message in run.problems[1:]} <= {run.stats["closed"]}


def test_three_refusals_in_a_row_end_the_site() -> None:
    refusals = (Answer(status=429), Answer(status=403), later("0", 503))
    cases: dict[str, Answers] = {str(r.status): {"/robots.txt": Answer(status=404), ANY: r} for r in refusals}
    for status, (site, run) in crawl_each(cases, [f"/{n}" for n in range(30)]).items():
        assert (len(site.paths), run.got, run.finish_reason) == (4, [], "refused")
        assert run.stats["closed"] == f"{site.host} refused 3 requests in a row, at last by {status}"


def test_a_page_between_refusals_is_a_new_beginning() -> None:
    no = Answer(status=403)
    with HostileServer({"/no": no, "/no?2": no, "/yes": PAGE, "/no?3": no, "/no?4": no, "/yes?2": PAGE}) as site:
        run = crawl(site.url, ["/no", "/no?2", "/yes", "/no?3", "/no?4", "/yes?2"])
    assert (run.got, run.finish_reason) == (["/yes", "/yes?2"], "finished")


FAILURES = {
    "500": Answer(status=500),
    "502": Answer(status=502),
    "503": Answer(status=503),
    "504": Answer(status=504),
    "408": Answer(status=408),
    "reset": Answer(cut="start", reset=True),
    "closed": Answer(cut="start"),
    "cut body": Answer(cut="body"),
    "stall": Answer(delay=30),
}


@pytest.fixture(scope="module")
def failures() -> Runs:
    cases: dict[str, Answers] = {n: {"/a": [failure, failure, PAGE], "/b": PAGE} for n, failure in FAILURES.items()}
    return crawl_each(cases, ["/a", "/b"], settings={"PUBCRAWL_BACKOFF": 0.3, "DOWNLOAD_TIMEOUT": 1})


@pytest.mark.parametrize("name", FAILURES)
def test_pauses_grow_and_hold_up_the_whole_host(failures: Runs, name: str) -> None:
    """The page that fails comes back after the other one, so the pause is seen before that first."""
    site, run = failures[name]
    assert sorted(run.got) == ["/a", "/b"]
    assert site.paths == ["/robots.txt", "/a", "/b", "/a", "/a"]
    assert site.gaps()[1] >= 0.3
    assert site.gaps()[3] >= 0.6


def test_a_page_that_keeps_failing_is_given_up() -> None:
    with HostileServer({"/a": Answer(status=500), "/b": PAGE}) as site:
        run = crawl(site.url, ["/a", "/b"])
    assert (site.paths.count("/a"), run.got) == (3, ["/b"])
    assert run.problems == [["HttpError", "HTTP 500"]]


def test_rests_have_a_budget() -> None:
    with HostileServer({"/robots.txt": Answer(status=404), ANY: Answer(status=500)}) as site:
        settings = {"PUBCRAWL_BACKOFF": 0.2, "PUBCRAWL_WAIT_BUDGET": 1}
        run = crawl(site.url, [f"/{n}" for n in range(30)], settings=settings)
    assert run.finish_reason == "unreachable"
    assert run.stats["closed"] == "127.0.0.1 needed so many rests that they add up to 1 seconds"
    assert len(site.paths) < 10


def test_the_delay_holds_whatever_the_jitter_and_one_connection_is_open_at_a_time() -> None:
    with HostileServer({ANY: PAGE, "/robots.txt": Answer(status=404)}) as site:
        settings = {"DOWNLOAD_DELAY": 0.2, "DOWNLOAD_DELAY_JITTER": 0.9}
        assert len(crawl(site.url, [f"/{n}" for n in range(15)], settings=settings).got) == 15
    assert min(site.gaps()) >= 0.2
    assert site.most_at_once == 1


def test_a_thousand_pages_come_in_order_without_a_delay() -> None:
    with HostileServer({ANY: PAGE, "/robots.txt": Answer(status=404)}) as site:
        paths = [f"/{n}" for n in range(1000)]
        assert crawl(site.url, paths).got == paths
    assert (site.paths, site.most_at_once) == (["/robots.txt", *paths], 1)

"""robots.txt in real crawls: what is forbidden or unknown is never asked for."""

import pytest

from tests.battery.server import Answer, HostileServer
from tests.fetching.crawling import Crawl, crawl, crawl_each

pytestmark = pytest.mark.family("R2")

RULES = b"User-agent: *\nDisallow: /closed\n"


def rules(body: bytes = RULES, **more: object) -> Answer:
    return Answer(headers={"Content-Type": "text/plain"}, body=body, **more)  # type: ignore[arg-type]  # a test's own


def moved(to: str) -> Answer:
    return Answer(status=302, headers={"Location": to}, body=b"")


def test_what_is_forbidden_is_not_asked_for() -> None:
    with HostileServer({"/robots.txt": rules(), "/open": Answer(), "/closed": Answer()}) as site:
        run = crawl(site.url, ["/closed", "/open", "/closed?again"])
    assert (site.paths, run.got) == (["/robots.txt", "/open"], ["/open"])
    assert run.problems[0] == ["IgnoreRequest", f"robots.txt of 127.0.0.1:{site.port} forbids /closed"]
    assert run.stats == {"robots/asked": 1, "robots/forbidden": 2, "robots/status/200": 1}


def test_a_redirect_to_what_is_forbidden_is_not_followed() -> None:
    with HostileServer({"/robots.txt": rules(), "/open": moved("/closed"), "/closed": Answer()}) as site:
        assert crawl(site.url, ["/open"]).got == []
    assert site.paths == ["/robots.txt", "/open"]


CLOSED = {
    "503": (Answer(status=503), "503"),
    "500": (Answer(status=500), "500"),
    "429": (Answer(status=429), "429"),
    "a page": (Answer(), "a page instead of rules"),
    "a challenge": (Answer(status=403, headers={"CF-Mitigated": "challenge"}), "a challenge page"),
    "a reset": (Answer(cut="start", reset=True), ""),
    "a reset within the head": (rules(cut="head", reset=True), ""),
    "a cut body": (rules(cut="body"), ""),
    "no answer in time": (rules(delay=30), "took longer than 1.0 seconds."),
    "a slow drip": (rules(drip=0.5), "took longer than 1.0 seconds."),
    "not HTTP": (Answer(raw=b"SSH-2.0-server\r\n"), ""),
    "a broken chunk": (Answer(raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"), ""),
    "a broken compression": (Answer(headers={"Content-Encoding": "gzip"}, body=b"\x1f\x8b\x08\x00"), ""),
    "a circle": (moved("/robots.txt"), "max redirections reached"),
    "no address to go to": (Answer(status=301), "301"),
}


@pytest.fixture(scope="module")
def closed() -> dict[str, tuple[HostileServer, Crawl]]:
    answers = {name: {"/robots.txt": answer, "/a": Answer()} for name, (answer, _) in CLOSED.items()}
    return crawl_each(answers, ["/a", "/b"], settings={"RETRY_TIMES": 0, "DOWNLOAD_TIMEOUT": 1})


@pytest.mark.parametrize("name", CLOSED)
def test_a_host_whose_robots_txt_cannot_be_read_is_closed(
    closed: dict[str, tuple[HostileServer, Crawl]], name: str
) -> None:
    site, run = closed[name]
    assert set(site.paths) == {"/robots.txt"}
    assert (run.got, [kind for kind, _ in run.problems]) == ([], ["RobotsUnread"] * 2)
    assert f"robots.txt of {site.host}:{site.port} could not be read (" in run.said[0]
    assert f"{CLOSED[name][1]}), so nothing may be fetched" in run.said[0]


def test_an_answer_that_fails_once_is_asked_for_again() -> None:
    with HostileServer({"/robots.txt": [Answer(status=503), rules()], "/a": Answer()}) as site:
        run = crawl(site.url, ["/a", "/closed"])
    assert (site.paths, run.got) == (["/robots.txt", "/robots.txt", "/a"], ["/a"])


def test_five_redirects_are_followed() -> None:
    hops = {f"/hop{n}": moved(f"/hop{n - 1}") for n in range(1, 6)}
    ends = {"/hop0": rules(), "/a": Answer(), "/closed": Answer()}
    ways = {str(n): {**hops, **ends, "/robots.txt": moved(f"/hop{n - 1}")} for n in (1, 5, 6)}
    runs = crawl_each(ways, ["/a", "/closed"])
    assert [run.got for _, run in runs.values()] == [["/a"], ["/a"], []]
    assert all("/closed" not in site.paths for site, _ in runs.values())


def test_a_host_without_robots_txt_is_open() -> None:
    with HostileServer({"/a": Answer()}) as site:
        assert crawl(site.url, ["/a"]).got == ["/a"]


@pytest.mark.parametrize("throttled", [False, True])
def test_a_crawl_delay_is_the_pace(*, throttled: bool) -> None:
    with HostileServer({"/robots.txt": rules(b"User-agent: *\nCrawl-delay: 0.7"), "/a": Answer()}) as site:
        settings = {"AUTOTHROTTLE_ENABLED": throttled, "AUTOTHROTTLE_START_DELAY": 0.1, "DOWNLOAD_DELAY_JITTER": 0.9}
        assert len(crawl(site.url, ["/a"] * 4, settings=settings).got) == 4
    assert min(site.gaps()) >= 0.7


def test_a_crawl_delay_below_ours_does_not_hurry_us() -> None:
    with HostileServer({"/robots.txt": rules(b"User-agent: *\nCrawl-delay: 0.1"), "/a": Answer()}) as site:
        assert len(crawl(site.url, ["/a"] * 3, settings={"DOWNLOAD_DELAY": 0.6}).got) == 3
    assert min(site.gaps()) >= 0.6


def test_a_crawl_delay_has_a_limit() -> None:
    with HostileServer({"/robots.txt": rules(b"User-agent: *\nCrawl-delay: 99999"), "/a": Answer()}) as site:
        assert len(crawl(site.url, ["/a"] * 2, settings={"PUBCRAWL_CRAWL_DELAY_MAX": 0.5}).got) == 2
    assert min(site.gaps()) >= 0.5


def test_what_a_host_said_is_asked_for_again_after_its_age() -> None:
    with HostileServer({"/robots.txt": [rules(b""), rules()], "/a": Answer(), "/closed": Answer()}) as site:
        settings = {"PUBCRAWL_ROBOTS_AGE": 0.5, "DOWNLOAD_DELAY": 0.6, "CONCURRENT_REQUESTS": 1}
        run = crawl(site.url, ["/closed", "/a", "/closed"], settings=settings)
    assert (site.paths[:2], run.got) == (["/robots.txt", "/closed"], ["/closed", "/a"])


def test_a_file_that_takes_too_much_work_closes_the_host() -> None:
    with HostileServer({"/robots.txt": rules(b"User-agent: *\nDisallow: /x*y\n" * 17_000), "/a": Answer()}) as site:
        run = crawl(site.url, ["/a"], settings={"PUBCRAWL_ROBOTS_SECONDS": 0.001})
    assert site.paths == ["/robots.txt"]
    assert "could not be read (more than 0.001 seconds of work), so nothing may be fetched" in run.said[0]


def test_it_is_asked_for_in_plain_text() -> None:
    with HostileServer({"/robots.txt": rules(), "/a": Answer()}) as site:
        crawl(site.url, ["/a"])
    assert [visit.headers["accept-encoding"] == "identity" for visit in site.visits] == [True, False]

"""Hostile addresses in real crawls: nothing outside the site is ever connected to."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.battery.server import ANY, Answer, HostileServer
from tests.fetching.crawling import Plan, crawl, crawl_all, crawl_each
from tests.fetching.vectors import VECTORS

pytestmark = pytest.mark.family("R4")

NO_ROBOTS = Answer(status=404)


@contextmanager
def inner() -> Iterator[HostileServer]:
    """A server nobody may reach: on 127.0.0.2, and by the same port on 127.0.0.1."""
    with HostileServer({ANY: Answer(body=b"secret")}, host="127.0.0.2") as first:
        with HostileServer({ANY: Answer(body=b"secret")}, port=first.port) as second:
            yield first
        assert (first.connections, second.connections) == (0, 0)


def moved(url: str, status: int = 302) -> Answer:
    """A redirect whose Location is the UTF-8 of the address, as browsers read it."""
    return Answer(status=status, headers={"Location": url.encode().decode("latin-1")}, body=b"")


Record = Callable[[str, object], None]


def test_no_redirect_leads_out(record_property: Record) -> None:
    with inner() as secret, HostileServer({}) as site:
        formed = [v.format(port=secret.port, site=site.port) for v in VECTORS]
        site.answers = {"/robots.txt": NO_ROBOTS, **{f"/{n}": moved(url) for n, url in enumerate(formed)}}
        run = crawl(site.url, [f"/{n}" for n in range(len(formed))])
    assert set(site.paths) >= {f"/{n}" for n in range(len(formed))}
    assert (run.got, len(run.problems)) == ([], len(formed))
    assert "Traceback" not in run.log
    assert len(VECTORS) >= 80
    record_property("cases", len(formed))


def test_no_start_address_leads_out(record_property: Record) -> None:
    with inner() as secret, HostileServer({"/robots.txt": NO_ROBOTS}) as site:
        formed = [v.format(port=secret.port, site=site.port) for v in VECTORS if "://" in v]
        run = crawl(site.url, formed)
    assert (run.got, len(run.problems)) == ([], len(formed))
    record_property("cases", len(formed))


def test_no_spider_of_a_real_site_is_led_here(record_property: Record) -> None:
    with inner() as secret:
        formed = [v.format(port=secret.port, site=secret.port) for v in VECTORS if "://" in v]
        run = crawl(None, formed)
    assert (run.got, len(run.problems)) == ([], len(formed))
    record_property("cases", len(formed))


def test_no_robots_txt_leads_out() -> None:
    with inner() as secret:
        ways = (secret.url, f"http://localhost:{secret.port}/robots.txt", "file:///etc/passwd")
        runs = crawl_each({url: {"/robots.txt": moved(url), "/a": Answer()} for url in ways}, ["/a"])
    for site, run in runs.values():
        assert (site.paths, run.got) == (["/robots.txt"], [])
        assert "could not be read" in run.said[0]


def test_a_redirect_on_the_site_is_followed() -> None:
    statuses = (301, 302, 303, 307, 308)
    runs = crawl_each({str(s): {"/a": moved("/b", s), "/b": Answer()} for s in statuses}, ["/a"])
    assert [run.got for _, run in runs.values()] == [["/b"]] * 5


def test_a_page_cannot_refresh_its_way_out() -> None:
    with inner() as secret:
        page = f'<meta http-equiv="refresh" content="0; url={secret.url}">'.encode()
        with HostileServer({"/robots.txt": NO_ROBOTS, "/a": Answer(body=page)}) as site:
            assert crawl(site.url, ["/a"]).got == ["/a"]


def test_a_long_way_on_the_site_may_not_end_outside() -> None:
    with inner() as secret:
        way = {f"/{n}": moved(f"/{n + 1}") for n in range(4)}
        with HostileServer({"/robots.txt": NO_ROBOTS, **way, "/4": moved(secret.url)}) as site:
            run = crawl(site.url, ["/0"])
    assert run.got == []
    assert run.said == ["127.0.0.2 is not a host of this site"]


def test_a_name_that_leads_inside_is_not_connected_to(record_property: Record) -> None:
    inside = ["127.0.0.2", "::1", "10.0.0.1", "169.254.169.254", "::ffff:127.0.0.2", "0.0.0.0"]  # noqa: S104  asked of
    with inner() as secret:
        bases = [f"http://site{n}.example:{secret.port}" for n in range(len(inside))]
        plans = [
            Plan(site_url=None, base_url=base, urls=["/a"], names={f"site{n}.example": [address]})
            for n, (base, address) in enumerate(zip(bases, inside, strict=True))
        ]
        runs = crawl_all(plans)
    for n, (run, address) in enumerate(zip(runs, inside, strict=True)):
        assert run.got == []
        assert f"site{n}.example leads to {address}, not to the public web" in run.said[0]
    record_property("cases", len(inside))


def test_a_name_on_this_machine_is_no_door_even_when_the_user_names_it() -> None:
    with inner() as secret:
        run = crawl(
            f"http://visitor.test:{secret.port}",
            ["/a"],
            names={"visitor.test": ["127.0.0.2"]},
            settings={"ROBOTSTXT_OBEY": False, "RETRY_TIMES": 0},
        )
    assert run.said == ["visitor.test leads to 127.0.0.2, not to the public web"]


def test_localhost_may_be_named_by_the_user() -> None:
    with HostileServer({"/robots.txt": NO_ROBOTS, "/a": Answer()}) as site:
        run = crawl(f"http://localhost:{site.port}", ["/a"], names={"localhost": ["127.0.0.1"]})
    assert run.got == ["/a"]


def test_a_proxy_is_refused() -> None:
    with inner() as secret, HostileServer({"/a": Answer()}) as site:
        run = crawl(site.url, ["/a"], meta={"proxy": secret.url})
    assert (run.got, site.paths) == ([], [])


def test_nothing_that_identifies_leaves() -> None:
    told = {"Authorization": "Bearer x", "Cookie": "a=b", "Referer": "https://before.example/", "X-Kept": "yes"}
    asked = {"Set-Cookie": "session=1", "WWW-Authenticate": "Basic"}
    again = Answer(status=302, headers={**asked, "Location": "/b"}, body=b"")
    with HostileServer({"/robots.txt": NO_ROBOTS, "/a": again, "/b": Answer(headers=asked)}) as site:
        assert crawl(site.url, ["/a"], headers=told).got == ["/b"]
    pages = [visit for visit in site.visits if visit.path != "/robots.txt"]
    assert [visit.headers["x-kept"] for visit in pages] == ["yes", "yes"]
    for visit in site.visits:
        assert {"authorization", "cookie", "proxy-authorization", "referer"} & set(visit.headers) == set()
        assert visit.headers["user-agent"].startswith("pubcrawl/")

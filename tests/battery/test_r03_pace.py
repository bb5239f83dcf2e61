"""The pace of whole crawls by the server's own log: never faster than stated, never two at a time, and signed."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pubcrawl import settings
from tests.battery.forked import run
from tests.battery.scene import fixture
from tests.battery.server import ANY, Answer, Answers, HostileServer
from tests.fetching.crawling import crawl

pytestmark = pytest.mark.family("R3")

Record = Callable[[str, object], None]
DELAY = 0.02
"""Seconds; short, so that many requests fit into minutes."""


def uneven(count: int) -> tuple[Answers, list[str]]:
    """A site where some pages are moved, fail once, are gone, or break off, and the paths to ask for."""
    once: list[Answer] = [Answer(status=500), Answer()]
    odd: dict[str, Answer | list[Answer]] = {"/robots.txt": Answer(status=404), ANY: Answer()}
    for number in range(0, count, 50):
        odd |= {
            f"/{number}": Answer(status=302, headers={"Location": f"/moved{number}"}, body=b""),
            f"/{number + 7}": once,
            f"/{number + 14}": Answer(status=404),
            f"/{number + 21}": [Answer(cut="body", reset=True), Answer()],
            f"/{number + 28}": Answer(headers={"Connection": "close"}),
            f"/{number + 35}": [Answer(status=429, headers={"Retry-After": "0"}), Answer()],
        }
    return odd, [f"/{number}" for number in range(count)]


@pytest.mark.parametrize("count", [250, pytest.param(10_000, marks=pytest.mark.long)])
def test_no_two_requests_are_closer_than_stated(count: int, record_property: Record) -> None:
    answers, paths = uneven(count)
    patient = {"DOWNLOAD_DELAY": DELAY, "PUBCRAWL_WAIT_BUDGET": 10_000, "CLOSESPIDER_PAGECOUNT": 0}
    with HostileServer(answers) as site:
        run = crawl(site.url, paths, settings=patient, seconds=1500)
    asked = len(site.visits)
    too_soon = [gap for gap in site.gaps() if gap < DELAY]
    assert (run.finish_reason, too_soon, site.most_at_once) == ("finished", [], 1)
    assert asked >= count
    record_property("cases", asked)
    if count >= 10_000:
        record_property("seen", f"{asked:,} requests, {DELAY} s stated, {min(site.gaps()):.4f} s the shortest gap")


def test_two_sites_on_one_host_share_its_pace(tmp_path: Path) -> None:
    sites = ("mila_en", "mila_fr")
    answers = {path: answer for site in sites for path, answer in fixture(site).items()}
    with HostileServer(answers) as host:
        order = ("crawl", *sites, "--exports", str(tmp_path / "exports"), "-s", "DOWNLOAD_DELAY=0.15")
        urls = [word for site in sites for word in ("--site-url", f"{site}={host.url}")]
        ended = run([*order, *urls, "-s", "AUTOTHROTTLE_ENABLED=False"], tmp_path / "said")
    assert ended.code == 0, ended
    assert {path.split("/")[1] for path in host.paths} == {"robots.txt", "en", "fr"}
    assert (host.most_at_once, [gap for gap in host.gaps() if gap < 0.15]) == (1, [])


def test_every_request_says_who_asks_and_how_to_reach_them() -> None:
    answers: Answers = {
        "/robots.txt": Answer(status=404),
        "/a": Answer(status=302, headers={"Location": "/b"}, body=b""),
    }
    with HostileServer({**answers, "/b": [Answer(status=500), Answer()]}) as site:
        assert crawl(site.url, ["/a"]).got == ["/b"]
    agents = {visit.headers["user-agent"] for visit in site.visits}
    assert (len(site.visits), agents) == (4, {f"{settings.USER_AGENT} (+https://lab.example/bot)"})
    assert re.fullmatch(r"pubcrawl/[\w.]+", settings.USER_AGENT)


def test_a_user_agent_of_your_own_takes_the_place_of_ours() -> None:
    mine = "yourlab-pubcrawl (+https://your.page.example)"
    with HostileServer({"/a": Answer()}) as site:
        crawl(site.url, ["/a"], settings={"USER_AGENT": mine, "PUBCRAWL_CONTACT": ""})
    assert {visit.headers["user-agent"] for visit in site.visits} == {mine}

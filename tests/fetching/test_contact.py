"""Who asks: what is a contact, which crawls need one, and what sites and files are told of it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pubcrawl import settings
from pubcrawl.errors import WrongOrder
from pubcrawl.fetching.contact import MISSING, check_contact, read_contact, user_agent
from pubcrawl.spiders.sites import spiders
from tests.battery.forked import run
from tests.battery.server import ANY, Answer, HostileServer
from tests.conftest import ROOT
from tests.fetching.crawling import crawl

PAGE = "https://lab.example/bot"
MAIL = "ops@lab.example"
HERE = "http://127.0.0.1:8000"
LIVE = "https://mila.quebec"

GOOD = {
    PAGE: PAGE,
    "http://lab.example": "http://lab.example",
    "https://lab.example:8443/~ada/bot.html?for=you&x=1#top": "https://lab.example:8443/~ada/bot.html?for=you&x=1#top",
    "https://xn--caf-dma.example/": "https://xn--caf-dma.example/",
    MAIL: f"mailto:{MAIL}",
    f"mailto:{MAIL}": f"mailto:{MAIL}",
    "first.last+bot@mail.lab.example": "mailto:first.last+bot@mail.lab.example",
    f"https://lab.example/{'x' * 180}": f"https://lab.example/{'x' * 180}",
}


@pytest.mark.parametrize("said", GOOD)
def test_a_web_page_or_an_e_mail_address_is_a_contact(said: str) -> None:
    assert read_contact(said) == GOOD[said]
    assert user_agent({"USER_AGENT": "pubcrawl/1", "PUBCRAWL_CONTACT": said}) == f"pubcrawl/1 (+{GOOD[said]})"


BAD = (
    *("me", "lab.example", "ftp://lab.example/", "https://", "https://lab", "ops@lab", "@lab.example", "ops@"),
    *(
        f"{PAGE} ",
        f" {PAGE}",
        "https://lab.example/a b",
        f"{PAGE}\r\nCookie: a=b",
        f"{PAGE}\n",
        f"{MAIL}\0",
        f"{PAGE}\t",
    ),
    *(
        "https://ada:secret@lab.example/",
        "https://lab.example/(bot",
        "https://lab.example/bot)",
        'https://lab.example/"',
    ),
    *(
        "https://läb.example/",
        "https://lab.example/é",
        "öps@lab.example",
        f"{MAIL}, bo@lab.example",
        "<ops@lab.example>",
    ),
    *("https://127.0.0.1/", "https://localhost/bot", f"https://lab.example/{'x' * 181}", f"{'x' * 300}@lab.example"),
)


@pytest.mark.parametrize("said", BAD)
def test_anything_else_is_none(said: str) -> None:
    with pytest.raises(WrongOrder, match=r" is no contact: .* of 200 characters at most\Z") as told:
        read_contact(said)
    assert len(told.value.line) < 420


@pytest.mark.parametrize("url", [HERE, "http://localhost:1/", "http://[::1]:1", "https://127.8.9.1"])
def test_what_is_on_this_machine_needs_none(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PUBCRAWL_CONTACT", raising=False)
    check_contact({}, [url])
    with pytest.raises(WrongOrder, match="with --contact, or with PUBCRAWL_CONTACT in the environment"):
        check_contact({}, [url, LIVE])


@pytest.mark.parametrize(
    "url", [LIVE, "http://10.0.0.1/", "http://127.0.0.1.example/", "http://localhost.example", "http:/x"]
)
def test_all_else_is_live(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBCRAWL_CONTACT", "")
    with pytest.raises(WrongOrder, match="a live site is told who asks"):
        check_contact({}, [url])


@pytest.mark.parametrize(
    "given", [{"PUBCRAWL_CONTACT": MAIL}, {"USER_AGENT": f"yours ({MAIL})"}, {"USER_AGENT": f"yours (+{PAGE})"}]
)
def test_a_contact_comes_from_a_setting_or_stands_in_a_user_agent_of_your_own(given: dict[str, str]) -> None:
    check_contact(given, [LIVE])


def test_a_user_agent_without_an_address_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PUBCRAWL_CONTACT", raising=False)
    with pytest.raises(WrongOrder, match="a live site is told who asks"):
        check_contact({"USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64)"}, [LIVE])


def test_the_environment_stands_in_and_a_setting_goes_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBCRAWL_CONTACT", PAGE)
    check_contact({}, [LIVE])
    assert user_agent(vars(settings)) == f"{settings.USER_AGENT} (+{PAGE})"
    assert user_agent({**vars(settings), "PUBCRAWL_CONTACT": MAIL}) == f"{settings.USER_AGENT} (+mailto:{MAIL})"
    monkeypatch.setenv("PUBCRAWL_CONTACT", "nobody")
    with pytest.raises(WrongOrder, match="'nobody' is no contact"):
        check_contact({}, [HERE])


def test_robots_txt_knows_us_by_the_name_alone() -> None:
    rules = b"User-agent: pubcrawl\nDisallow: /a\n\nUser-agent: *\nDisallow: /b\n"
    with HostileServer(
        {"/robots.txt": Answer(headers={"Content-Type": "text/plain"}, body=rules), ANY: Answer()}
    ) as site:
        came = crawl(site.url, ["/a", "/b"], settings={"PUBCRAWL_CONTACT": MAIL})
    assert (came.got, site.paths) == (["/b"], ["/robots.txt", "/b"])
    assert {v.headers["user-agent"] for v in site.visits} == {f"{settings.USER_AGENT} (+mailto:{MAIL})"}


def test_a_request_that_comes_to_a_live_host_all_the_same_does_not_leave() -> None:
    came = crawl(None, ["/a"], names={"visitor.example": ["127.0.0.1"]}, settings={"PUBCRAWL_CONTACT": ""})
    assert came.problems == [["IgnoreRequest", MISSING]]


def test_a_live_crawl_without_one_fetches_nothing_and_makes_no_folder(tmp_path: Path) -> None:
    order = ["crawl", "--exports", str(tmp_path / "exports")]
    ended = run(order, tmp_path / "said", environment={"PUBCRAWL_CONTACT": ""})
    assert (ended.code, ended.out, ended.err) == (2, "", f"pubcrawl: {MISSING}\n")
    assert not (tmp_path / "exports").exists()


def test_plain_scrapy_says_so_in_one_line_and_ends(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "scrapy", "crawl", next(iter(spiders())), "-O", str(tmp_path / "out.jsonl")]
    environment = {**os.environ, "PUBCRAWL_CONTACT": ""}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (2, f"scrapy crawl: {MISSING}")
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out.jsonl").exists()


def test_the_report_of_a_crawl_that_was_refused_has_its_line(tmp_path: Path) -> None:
    order = ["crawl", "--json", "--contact", "me", "--exports", str(tmp_path / "exports")]
    told = json.loads(run(order, tmp_path / "said").out)
    assert told["code"] == 2
    assert told["verdict_line"].startswith("'me' is no contact: ")

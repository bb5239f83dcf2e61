"""How a site's pages are found: sitemaps in every form, the page that stands in for them, and pagers that lie."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pubcrawl.fixture_server import Reply
from tests.battery.forked import start
from tests.conftest import ROOT
from tests.releases import load_rows, read_latest
from tests.replaying import HASTE
from tests.served import WatchedServer
from tests.test_runs import LISTING, NO_RETRY, page

pytestmark = pytest.mark.night

INDEX = """<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://www.amii.ca/sitemap-posts.xml.gz</loc></sitemap><sitemap><loc>/sitemap-people.xml</loc></sitemap>
<sitemap><loc>https://www.amii.ca/sitemap.xml</loc></sitemap></sitemapindex>"""
PEOPLE = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>/people/ada</loc></url></urlset>"""


@pytest.fixture
def amii() -> Iterator[WatchedServer]:
    with WatchedServer([ROOT / "fixtures" / "amii"]) as server:
        yield server


@pytest.fixture
def mila() -> Iterator[WatchedServer]:
    with WatchedServer([ROOT / "fixtures" / "mila_en"]) as server:
        yield server


def crawl(server: WatchedServer, site: str, folder: Path, *more: str) -> tuple[int, dict[str, Any], int]:
    """Crawl a site; return the exit code, what the run says of the site, and how many records readers have."""
    base = ["crawl", site, "--exports", str(folder / "exports"), "--site-url", f"{site}={server.base_url(site)}"]
    ended = start([*base, *HASTE, *NO_RETRY, "--json", *more], folder).ended(120)
    release = read_latest(folder / "exports")
    (told,) = json.loads(ended.out)["sites"]
    return ended.code, told, len(load_rows(release)) if release else 0


def xml(text: str, *, packed: bool = False) -> Reply:
    headers = {"Content-Type": "application/octet-stream" if packed else "application/xml"}
    return Reply(status=200, headers=headers, body=gzip.compress(text.encode()) if packed else text.encode())


def posts() -> str:
    """The sitemap of the fixtures, each address without its host."""
    text = (ROOT / "fixtures" / "amii" / "pages" / "sitemap.xml").read_text(encoding="utf-8")
    return re.sub(r"<loc>https://[^/<]+", "<loc>", text)


def test_an_index_of_packed_sitemaps_with_relative_addresses_is_followed(amii: WatchedServer, tmp_path: Path) -> None:
    code, told, records = crawl(amii, "amii", tmp_path / "as it is")
    amii.put("amii", "/sitemap.xml", xml(INDEX))
    amii.put("amii", "/sitemap-posts.xml.gz", xml(posts(), packed=True))
    amii.put("amii", "/sitemap-people.xml", xml(PEOPLE))
    more = {"seconds": pytest.approx(9, abs=9), "answers": told["answers"] + 2}  # an index and two for one sitemap
    assert crawl(amii, "amii", tmp_path / "by index") == (code, told | more, records)
    assert (code, told["problems"], records > 0) == (0, [], True)


def test_a_sitemap_of_an_index_that_is_gone_costs_nothing(amii: WatchedServer, tmp_path: Path) -> None:
    amii.put("amii", "/sitemap.xml", xml(INDEX))
    amii.put("amii", "/sitemap-posts.xml.gz", xml(posts(), packed=True))
    code, told, records = crawl(amii, "amii", tmp_path)
    assert (code, told["problems"], records) == (0, [], 28)


def test_a_sitemap_of_an_index_that_fails_leaves_the_site_alone(amii: WatchedServer, tmp_path: Path) -> None:
    amii.put("amii", "/sitemap.xml", xml(INDEX))
    amii.put("amii", "/sitemap-posts.xml.gz", xml(posts(), packed=True))
    amii.put("amii", "/sitemap-people.xml", page("busy", 503))
    code, told, records = crawl(amii, "amii", tmp_path)
    assert (code, [p["reason"] for p in told["problems"]], records) == (4, ["unreachable"], 0)


@pytest.mark.parametrize("sitemap", [None, PEOPLE, "<html><body>Home</body></html>", INDEX])
def test_the_index_page_stands_in_and_the_run_says_so(amii: WatchedServer, tmp_path: Path, sitemap: str | None) -> None:
    if sitemap is None:
        amii.drop("amii", "/sitemap.xml")
    else:
        amii.put("amii", "/sitemap.xml", xml(sitemap))
    code, told, records = crawl(amii, "amii", tmp_path)
    assert (code, told["verdict"], [(p["reason"], p["severity"]) for p in told["problems"]]) == (
        0,
        "warn",
        [("no_sitemap", "warn")],
    )
    assert records > 0


def listed(number: int, change: tuple[str, str] = ("", "")) -> str:
    html = (ROOT / "fixtures" / "mila_en" / "pages" / f"publications-{number}.html").read_text(encoding="utf-8")
    return re.sub(*change, html, flags=re.DOTALL) if change[0] else html


def path(number: int) -> str:
    return LISTING + (f"?page={number}" if number else "")


@pytest.mark.parametrize("status", [404, 410])
def test_a_guessed_page_that_is_not_there_is_the_end(mila: WatchedServer, tmp_path: Path, status: int) -> None:
    for number in range(5):
        mila.put("mila_en", path(number), page(listed(number, (r"<nav.*?</nav>", ""))))
    mila.put("mila_en", path(5), page("no such page", status))
    code, told, records = crawl(mila, "mila_en", tmp_path)
    assert (code, told["problems"], records) == (0, [], 53)


def test_a_guessed_page_that_fails_is_an_outage(mila: WatchedServer, tmp_path: Path) -> None:
    for number in range(5):
        mila.put("mila_en", path(number), page(listed(number, (r"<nav.*?</nav>", ""))))
    mila.put("mila_en", path(5), page("busy", 503))
    code, told, _ = crawl(mila, "mila_en", tmp_path)
    assert (code, [p["reason"] for p in told["problems"]]) == (4, ["unreachable"])


def test_a_promised_page_that_is_not_there_is_an_outage(mila: WatchedServer, tmp_path: Path) -> None:
    mila.put("mila_en", path(3), page("no such page", 404))
    code, told, _ = crawl(mila, "mila_en", tmp_path)
    assert (code, [p["reason"] for p in told["problems"]]) == (4, ["unreachable"])


@pytest.mark.parametrize("target", [0, 1, 4], ids=["to the first", "to itself", "to a later one"])
def test_a_next_link_that_leads_elsewhere_is_named(mila: WatchedServer, tmp_path: Path, target: int) -> None:
    lies = listed(1, (r'href="[^"]*page=2[^"]*"', f'href="?page={target}"'))
    assert lies != listed(1)
    mila.put("mila_en", path(1), page(lies))
    code, told, records = crawl(mila, "mila_en", tmp_path)
    assert (code, [(p["reason"], p["severity"]) for p in told["problems"]]) == (0, [("pager", "warn")])
    assert "page 2 is said to be" in told["problems"][0]["message"]
    assert records < 53


def test_where_the_next_link_lies_the_numbers_of_the_pager_lead_on(mila: WatchedServer, tmp_path: Path) -> None:
    lies = listed(1, (r'href="[^"]*page=2[^"]*" rel="next"', 'href="?page=1" rel="next"'))
    assert lies != listed(1)
    mila.put("mila_en", path(1), page(lies))
    code, told, records = crawl(mila, "mila_en", tmp_path)
    assert (code, [p["reason"] for p in told["problems"]], records) == (0, ["pager"], 53)

"""Hostile addresses from every place a crawl takes addresses from: nothing outside the site is ever connected to."""

import re
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.battery.scene import Left, Scene, extra, fixture, scene
from tests.battery.server import Answer, Answers, HostileServer
from tests.fetching.crawling import Crawl, crawl_each
from tests.fetching.test_guard_over_http import NO_ROBOTS, inner, moved
from tests.fetching.vectors import VECTORS

pytestmark = pytest.mark.family("R4")

Record = Callable[[str, object], None]
LISTING = "/en/research/publications"
ROUNDUP = "updates-insights/amii-at-neurips-2025"


@pytest.fixture(scope="module")
def secret() -> Iterator[HostileServer]:
    """The server nobody may reach: when the module ends, nobody has."""
    with inner() as found:
        yield found


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with scene(tmp_path_factory.mktemp("scene")) as made:
        yield made


def formed(secret: HostileServer, site: HostileServer, more: str = "") -> list[str]:
    """Every hostile address, leading on to a path where it has room for one."""
    urls = [v.format(port=secret.port, site=site.port) for v in VECTORS]
    theirs = [f"http://mila.quebec:{secret.port}/", f"http://mila.quebec@127.0.0.2:{secret.port}/"]
    return [url + more if url.endswith("/") else url for url in (*urls, *theirs)]


STARTS = (
    "http://127.0.0.2:{port}/",
    "http://127.0.0.2:{port}" + LISTING,
    "http://2130706434:{port}/",
    "http://[::ffff:127.0.0.2]:{port}/",
    "http://127.0.0.1:{port}/",
    "https://mila.quebec" + LISTING,
    "http://user:password@127.0.0.2:{port}/",
    "//127.0.0.2:{port}/",
    "file:///etc/passwd",
    "data:text/html,inner",
    "ftp://127.0.0.2:{port}/",
)


@pytest.mark.parametrize("url", STARTS)
def test_the_first_page_leads_nowhere_else(world: Scene, secret: HostileServer, url: str, tmp_path: Path) -> None:
    left = world.play(tmp_path, {"mila_en": {LISTING: moved(url.format(port=secret.port))}})
    assert (left.ended.code, left.same) == (4, True), left.ended
    assert left.reasons("mila_en")[0] in ("refused", "unreachable")


def asked(world: Scene, site: str) -> set[str]:
    return set(world.servers[site].paths)


def refused(left: Left) -> int:
    """How many requests the guard kept back."""
    log = "".join(p.read_text(encoding="utf-8") for p in left.exports.glob("runs/*/crawl.log"))
    return sum(int(n) for n in re.findall(r"'pubcrawl/guard/refused': (\d+)", log))


def test_no_link_of_a_listing_leads_out(
    world: Scene, secret: HostileServer, tmp_path: Path, record_property: Record
) -> None:
    """Pagers, people, papers and a base address: all of a page's own links are hostile."""
    site = world.servers["mila_en"]
    urls = formed(secret, site, "en/directory/somebody?page=1")
    pages = {p: a for p, a in fixture("mila_en").items() if p.startswith(LISTING)}
    hostile = cycle(urls)
    changed = {p: Answer(headers=a.headers, body=_led_astray(a.body, hostile)) for p, a in pages.items()}
    assert all(any(url.encode() in a.body for a in changed.values()) for url in urls)
    left = world.play(tmp_path, {"mila_en": changed}, "-a", "profiles=1")
    assert asked(world, "mila_en") <= {*pages, "/robots.txt"}
    assert left.ended.code in (0, 3, 4, 5)
    record_property("cases", len(urls))


def _led_astray(body: bytes, hostile: Iterator[str]) -> bytes:
    return re.sub(rb'(href=")[^"]*', lambda m: m[1] + next(hostile).encode(), body)


def test_a_base_address_does_not_move_the_site(world: Scene, secret: HostileServer, tmp_path: Path) -> None:
    pages = {p: a for p, a in fixture("mila_en").items() if p.startswith(LISTING)}
    base = f'<head><base href="{secret.url}/">'.encode()
    changed = {p: Answer(headers=a.headers, body=a.body.replace(b"<head>", base, 1)) for p, a in pages.items()}
    assert all(base in a.body for a in changed.values())
    world.play(tmp_path, {"mila_en": changed}, "-a", "profiles=1")
    assert asked(world, "mila_en") <= {*pages, "/robots.txt"}


def test_no_detail_page_leads_out(world: Scene, secret: HostileServer, tmp_path: Path, record_property: Record) -> None:
    """Every person's page is moved to a hostile address."""
    urls = formed(secret, world.servers["mila_en"])
    people = [f"/en/directory/somebody-{number}" for number in range(len(urls))]
    links = "".join(f'<a href="{path}">Somebody</a>' for path in people).encode()
    listing = fixture("mila_en")[LISTING]
    page = Answer(headers=listing.headers, body=listing.body.replace(b"</body>", links + b"</body>"))
    ways = {path: moved(url) for path, url in zip(people, urls, strict=True)}
    left = world.play(tmp_path, {"mila_en": {LISTING: page, **ways}}, "-a", "profiles=1")
    assert asked(world, "mila_en") >= set(people)
    assert refused(left) > len(urls) // 2
    unread = left.site("mila_en")["unread"]
    assert len(urls) // 2 < len(unread) == len({f"https://mila.quebec{path}" for path in people} & set(unread))
    record_property("cases", len(urls))


@pytest.mark.parametrize("kind", ["sitemap", "index"])
def test_no_list_of_pages_leads_out(
    world: Scene, secret: HostileServer, kind: str, tmp_path: Path, record_property: Record
) -> None:
    urls = [u for u in formed(secret, world.servers["amii"], ROUNDUP) if "<" not in u]
    if kind == "sitemap":
        body = "".join(f"<url><loc>{u}</loc></url>" for u in urls)
        xml = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{body}</urlset>'
        wrong = {"/sitemap.xml": Answer(headers={"Content-Type": "application/xml"}, body=xml.encode())}
    else:
        links = "".join(f'<a href="{u}">Amii at NeurIPS</a>' for u in urls)
        page = Answer(body=f"<html><body>{links}</body></html>".encode())
        wrong = {"/sitemap.xml": Answer(status=404), "/updates-insights": page}
    left = world.play(tmp_path, {"amii": wrong})
    assert (left.ended.code, left.same, refused(left) > len(urls) // 3) == (4, True, True), left.ended
    record_property("cases", len(urls))


def test_a_sitemap_that_robots_txt_names_is_not_asked_for(world: Scene, secret: HostileServer, tmp_path: Path) -> None:
    body = f"User-agent: *\nDisallow:\nSitemap: {secret.url}/sitemap.xml\n".encode()
    left = world.play(tmp_path, {"amii": {"/robots.txt": Answer(headers={"Content-Type": "text/plain"}, body=body)}})
    assert left.ended.code == 0, left.ended


@pytest.fixture(scope="module")
def robots(secret: HostileServer) -> dict[str, tuple[HostileServer, Crawl]]:
    urls = formed(secret, secret)
    return crawl_each({url: {"/robots.txt": moved(url), "/a": Answer()} for url in urls}, ["/a"])


def test_no_robots_txt_leads_out(robots: dict[str, tuple[HostileServer, Crawl]], record_property: Record) -> None:
    """A target that names no host of its own is a path of the site, which is not there: a 404, so no robots.txt."""
    led_home = {url for url, (site, _) in robots.items() if len(site.paths) == 3}
    assert {url for url in led_home if urlsplit(url).netloc} == set()
    for site, run in (found for url, found in robots.items() if url not in led_home):
        assert (site.paths, run.got) == (["/robots.txt"], [])
        assert "could not be read" in run.said[0]
    record_property("cases", len(robots))


HEADERS = {
    "Refresh": "0; url={url}",
    "Content-Location": "{url}",
    "Link": '<{url}>; rel="canonical", <{url}>; rel="preload"',
    "Alt-Svc": 'h2="127.0.0.2:{port}"; ma=60',
    "Content-Security-Policy-Report-Only": "report-uri {url}",
    "NEL": '{{"report_to": "x", "max_age": 60}}',
    "Location": "{url}",
}


@pytest.fixture(scope="module")
def headers(secret: HostileServer) -> dict[str, tuple[HostileServer, Crawl]]:
    told = {name: {name: value.format(url=secret.url, port=secret.port)} for name, value in HEADERS.items()}
    answers: dict[str, Answers] = {
        name: {"/robots.txt": NO_ROBOTS, "/a": Answer(headers=header), "/b": Answer()} for name, header in told.items()
    }
    return crawl_each(answers, ["/a", "/b"])


@pytest.mark.parametrize("name", HEADERS)
def test_no_header_of_a_page_leads_out(headers: dict[str, tuple[HostileServer, Crawl]], name: str) -> None:
    site, run = headers[name]
    assert (site.paths, run.got) == (["/robots.txt", "/a", "/b"], ["/a", "/b"])


MARKUP = (
    '<meta http-equiv="refresh" content="0; url={url}">',
    '<link rel="canonical" href="{url}"><link rel="stylesheet" href="{url}"><link rel="prefetch" href="{url}">',
    '<script src="{url}"></script><img src="{url}"><iframe src="{url}"></iframe><object data="{url}"></object>',
    '<form action="{url}" method="get"><input name="a"></form><a href="{url}" rel="next">next</a>',
)


@pytest.mark.parametrize("markup", MARKUP)
def test_no_markup_of_a_page_leads_out(world: Scene, secret: HostileServer, markup: str, tmp_path: Path) -> None:
    home = extra("mila_en", "soft_404")
    body = home.body.replace(b"</head>", markup.format(url=secret.url).encode() + b"</head>", 1)
    left = world.play(tmp_path, {"mila_en": {LISTING: Answer(headers=home.headers, body=body)}})
    assert (left.ended.code, left.same) == (4, True)

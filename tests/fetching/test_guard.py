"""Where a spider may go, as a pure question."""

from dataclasses import dataclass

import pytest
from scrapy import Spider

from pubcrawl.fetching.guard import Bounds, bounds_of, refusal
from tests.fetching.vectors import VECTORS

pytestmark = pytest.mark.family("R4")

LOCAL = Bounds(
    hosts=frozenset({"127.0.0.1", "www.127.0.0.1"}), origins=frozenset({("http", 8000)}), door=("127.0.0.1", 8000)
)
SITE = Bounds(hosts=frozenset({"site.example", "www.site.example"}), origins=frozenset({("https", 443)}))
EVERYWHERE = Bounds(hosts=None, origins=frozenset({("http", 80), ("https", 443)}))
FORMED = [v.format(port=8001, site=8000) for v in VECTORS if "://" in v]


@pytest.mark.parametrize("url", FORMED)
def test_a_hostile_address_is_refused_by_a_spider_of_this_machine(url: str) -> None:
    assert refusal(url, LOCAL) is not None


@pytest.mark.parametrize("url", FORMED)
def test_a_hostile_address_is_refused_by_a_spider_of_a_site(url: str) -> None:
    assert refusal(url, SITE) is not None


@pytest.mark.parametrize("url", [u for u in FORMED if "evil" not in u and "//localhost:" not in u.lower()])
def test_a_hostile_address_is_refused_by_a_spider_without_bounds(url: str) -> None:
    """Names are left to the resolver, which keeps back what `localhost` leads to."""
    assert refusal(url.replace(":8001", "").replace(":8000", ""), EVERYWHERE) is not None


@pytest.mark.parametrize(
    ("url", "bounds"),
    [
        ("http://127.0.0.1:8000/", LOCAL),
        ("http://127.0.0.1:8000", LOCAL),
        ("HTTP://127.0.0.1:8000/a?b=@c#d", LOCAL),
        ("https://site.example/", SITE),
        ("https://site.example:443/", SITE),
        ("https://WWW.Site.Example/a%20b?c=%C3%A9", SITE),
        ("https://site.example/http://127.0.0.1/", SITE),
        ("http://anything.example/", EVERYWHERE),
        ("https://xn--caf-dma.example/", EVERYWHERE),
        ("https://1.1.1.1/", EVERYWHERE),
        ("https://[2606:4700::1111]/", EVERYWHERE),
        ("https://a1.2b.example/", EVERYWHERE),
    ],
)
def test_a_site_of_its_own_is_not_refused(url: str, bounds: Bounds) -> None:
    assert refusal(url, bounds) is None


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://other.example/", "other.example is not a host of this site"),
        ("https://sub.site.example/", "sub.site.example is not a host of this site"),
        ("https://site.example.evil.example/", "site.example.evil.example is not a host of this site"),
        ("http://site.example/", "http on port 80 is not how this site is read"),
        ("https://site.example:8443/", "https on port 8443 is not how this site is read"),
        ("https://user@site.example/", "the address names a user"),
        ("https://site.example./", "the host 'site.example.' is oddly spelled"),
        ("https://site.example:/", "the host 'site.example:' is oddly spelled"),
        ("https://site..example/", "the host 'site..example' is oddly spelled"),
        ("https://-site.example/", "the host '-site.example' is oddly spelled"),
        ("https:///path", "the host '' is oddly spelled"),
        ("https://site.example:99999/", "the address cannot be read"),
        ("https://[::1/", "the address cannot be read"),
        ("https://site.example/\n", "the address holds characters that no address has"),
        ("https://site\t.example/", "the address holds characters that no address has"),
        ("https://sité.example/", "the address holds characters that no address has"),
        ("https://site.example\\@evil.example/", "the address holds characters that no address has"),
        ("file:///etc/passwd", "file: is not a scheme of the web"),
        ("site.example/", "nothing: is not a scheme of the web"),
    ],
)
def test_a_refusal_says_why(url: str, why: str) -> None:
    assert refusal(url, SITE) == why


def test_an_inner_address_is_refused_even_where_it_is_a_host_of_the_site() -> None:
    bounds = Bounds(hosts=frozenset({"10.0.0.1"}), origins=frozenset({("http", 80)}))
    assert refusal("http://10.0.0.1/", bounds) == "10.0.0.1 is not an address of the public web"


@dataclass
class Told:
    """The parts of a spider its bounds are made of."""

    allowed_domains: list[str] | None
    fetch_base: str | None = None
    base_url: str = "https://www.site.example"


def bounds(told: Told) -> Bounds:
    spider = Spider(name="told")
    for name, value in vars(told).items():
        if value is not None:
            setattr(spider, name, value)
    return bounds_of(spider)


def test_the_bounds_of_a_spider() -> None:
    https = frozenset({("https", 443)})
    both = frozenset({"site.example", "www.site.example"})
    assert bounds(Told(["www.site.example"], "https://www.site.example")) == Bounds(hosts=both, origins=https)
    assert bounds(Told(["Site.example"], "https://site.example")) == Bounds(hosts=both, origins=https)
    assert bounds(Told(["site.example"], "http://site.example")).origins == {("http", 80), ("https", 443)}
    assert bounds(Told(["site.example"], "http://site.example:81")).origins == {("http", 81)}
    assert bounds(Told(None)) == Bounds(hosts=None, origins=frozenset({("http", 80), ("https", 443)}))
    assert bounds(Told([])).hosts == frozenset()


@pytest.mark.parametrize(
    ("fetch_base", "base_url", "door"),
    [
        ("http://127.0.0.1:8000", "https://site.example", ("127.0.0.1", 8000)),
        ("http://127.0.0.1", "https://site.example", ("127.0.0.1", 80)),
        ("http://localhost:8000", "https://site.example", ("localhost", 8000)),
        ("http://[::1]:8000", "https://site.example", ("::1", 8000)),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/", None),
        ("http://10.0.0.1:8000", "https://site.example", None),
        ("http://inner.example:8000", "https://site.example", None),
    ],
)
def test_the_door_to_this_machine_opens_only_when_the_user_says_so(
    fetch_base: str, base_url: str, door: tuple[str, int] | None
) -> None:
    assert bounds(Told(["127.0.0.1"], fetch_base, base_url)).door == door

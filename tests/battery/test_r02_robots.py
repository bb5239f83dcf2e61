"""robots.txt case by case over real HTTP: what it forbids is never asked for, by the server's own log."""

from contextlib import ExitStack

import pytest

from tests.battery.server import Answer, Answers, HostileServer
from tests.fetching.crawling import Crawl, Plan, crawl_all, crawl_each
from tests.fetching.test_robots import CASES, HARD
from tests.fetching.test_robots_over_http import moved, rules

pytestmark = pytest.mark.family("R2")

Runs = dict[str, tuple[HostileServer, Crawl]]
ONCE = {"RETRY_TIMES": 0, "DOWNLOAD_TIMEOUT": 2}
PAGE = Answer()


@pytest.fixture(scope="module")
def cases() -> Runs:
    """Every case of the rules, each on a host of its own, in one process."""
    answers: dict[str, Answers] = {}
    for name, (status, content_type, body, _, _) in CASES.items():
        said = Answer(status=status, headers={"Content-Type": content_type}, body=b"" if status in (204, 304) else body)
        answers[name] = {"/robots.txt": said}
    urls = sorted({path for _, _, _, path, _ in CASES.values()} - {"/robots.txt"})
    return crawl_each(answers, urls, settings=ONCE)


@pytest.mark.parametrize("name", [n for n, (_, _, _, path, _) in CASES.items() if path != "/robots.txt"])
def test_only_what_is_allowed_is_asked_for(cases: Runs, name: str) -> None:
    path, expected = CASES[name][3:]
    site, run = cases[name]
    assert site.paths[0] == "/robots.txt"
    assert (path in site.paths) == (expected == "yes")
    if expected not in ("yes", "no"):
        assert site.paths == ["/robots.txt"]
        assert all(f"could not be read ({expected})" in said for said in run.said)


STATUSES = (*range(400, 418), *range(421, 430), 431, 451, *range(500, 512), 520, 599)


@pytest.fixture(scope="module")
def statuses() -> Runs:
    answers: dict[str, Answers] = {str(s): {"/robots.txt": Answer(status=s), "/a": PAGE} for s in STATUSES}
    return crawl_each(answers, ["/a"], settings=ONCE)


@pytest.mark.parametrize("status", STATUSES)
def test_an_error_of_ours_opens_the_host_and_one_of_its_own_closes_it(statuses: Runs, status: int) -> None:
    site, run = statuses[str(status)]
    opened = status < 500 and status != 429
    assert (site.paths, run.got) == ((["/robots.txt", "/a"], ["/a"]) if opened else (["/robots.txt"], []))


CHAINS = range(1, 8)


@pytest.fixture(scope="module")
def chains() -> Runs:
    """A robots.txt at the end of so many redirects."""
    hops = {f"/hop{n}": moved(f"/hop{n - 1}") for n in range(1, max(CHAINS))}
    ends = {"/hop0": rules(), "/a": PAGE, "/closed": PAGE}
    ways: dict[str, Answers] = {str(n): {**hops, **ends, "/robots.txt": moved(f"/hop{n - 1}")} for n in CHAINS}
    return crawl_each(ways, ["/a", "/closed"], settings=ONCE)


@pytest.mark.parametrize("hops", CHAINS)
def test_up_to_five_redirects_are_followed(chains: Runs, hops: int) -> None:
    site, run = chains[str(hops)]
    assert run.got == (["/a"] if hops <= 5 else [])
    assert "/closed" not in site.paths


# The examples of RFC 9309, sections 2.2.1, 2.2.2, 5.1 and 5.2, with names of our own.
SIMPLE = b"""\
User-Agent: *
Disallow: *.png$
Disallow: /house/
Allow: /papers/

User-Agent: alphabot
Disallow:/
Allow:/house/page.html
Allow:/house/allowed.png

User-Agent: betabot
User-Agent: gammabot
Disallow: /house/page.html

User-Agent: deltabot
"""
LONGEST = b"User-Agent: alphabot\nAllow: /house/page/\nDisallow: /house/page/disallowed.png\n"
MERGED = b"user-agent: onebot\ndisallow: /a\n\nuser-agent: twobot\ndisallow: /d\n\nUSER-AGENT: OneBot\ndisallow: /e\n"
SPECIAL = b"User-agent: *\nDisallow: /path/file-with-a-%2A.html\nDisallow: /path/foo-%24\n"

# Case: body, who asks, and what they may ask for of what they tried.
EXAMPLES: dict[str, tuple[bytes, str, list[str], list[str]]] = {
    "5.1 anyone": (SIMPLE, "otherbot", ["/papers/a", "/", "/house/b", "/c.png"], ["/papers/a", "/"]),
    "5.1 alphabot": (
        SIMPLE,
        "alphabot",
        ["/", "/house/page.html", "/house/allowed.png", "/papers/a"],
        ["/house/page.html", "/house/allowed.png"],
    ),
    "5.1 betabot": (SIMPLE, "betabot", ["/house/page.html", "/house/b", "/c.png"], ["/house/b", "/c.png"]),
    "5.1 gammabot": (SIMPLE, "gammabot", ["/house/page.html", "/c.png"], ["/c.png"]),
    "5.1 deltabot": (SIMPLE, "deltabot", ["/house/page.html", "/c.png"], ["/house/page.html", "/c.png"]),
    "5.2": (LONGEST, "alphabot", ["/house/page/a", "/house/page/disallowed.png"], ["/house/page/a"]),
    "2.2.1 groups of one name are one": (MERGED, "onebot", ["/a", "/d", "/e"], ["/d"]),
    "2.2.1 the other name": (MERGED, "twobot", ["/a", "/d", "/e"], ["/a", "/e"]),
    "2.2.2 escaped special characters": (
        SPECIAL,
        "anybot",
        ["/path/file-with-a-*.html", "/path/file-with-a-b.html", "/path/foo-$", "/path/foo-"],
        ["/path/file-with-a-b.html", "/path/foo-"],
    ),
}


@pytest.fixture(scope="module")
def examples() -> Runs:
    with ExitStack() as stack:
        plans, sites = [], []
        for number, (body, product, paths, _) in enumerate(EXAMPLES.values(), 1):
            answers = {"/robots.txt": rules(body), **dict.fromkeys(paths, PAGE)}
            sites.append(stack.enter_context(HostileServer(answers, host=f"127.0.2.{number}")))
            settings = {"ROBOTSTXT_USER_AGENT": product}
            plans.append(Plan(site_url=sites[-1].url, urls=paths, settings=settings))
        runs = crawl_all(plans)
    return dict(zip(EXAMPLES, zip(sites, runs, strict=True), strict=True))


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_of_the_rfc(examples: Runs, name: str) -> None:
    site, run = examples[name]
    allowed = EXAMPLES[name][3]
    assert (site.paths, run.got) == (["/robots.txt", *allowed], allowed)


@pytest.fixture(scope="module")
def hard() -> Runs:
    """Files made to cost time: each forbids one path at its end, where there is room."""
    answers: dict[str, Answers] = {name: {"/robots.txt": rules(body), "/a": PAGE} for name, body in HARD.items()}
    return crawl_each(answers, ["/a"], settings=ONCE)


@pytest.mark.parametrize("name", HARD)
def test_a_file_made_to_cost_time_holds_nobody_up(hard: Runs, name: str) -> None:
    site, run = hard[name]
    assert site.paths[0] == "/robots.txt"
    assert len(run.got) + len(run.problems) == 1
    if run.got:
        assert site.gaps()[0] < 5


NESTED = rules(b"User-agent: *\nDisallow: /closed\nSitemap: http://127.0.0.2:9/sitemap.xml\n")


def test_what_two_ports_of_a_host_say_is_two_things() -> None:
    """A robots.txt speaks for its own scheme, host and port; the guard lets no other port be asked at all."""
    with (
        HostileServer({"/robots.txt": NESTED, "/a": PAGE}) as site,
        HostileServer({"/robots.txt": rules(b"")}) as other,
    ):
        (run,) = crawl_all([Plan(site_url=site.url, urls=["/a", f"{other.url}/closed", "/closed"])])
    assert (site.paths, other.paths, run.got) == (["/robots.txt", "/a"], [], ["/a"])

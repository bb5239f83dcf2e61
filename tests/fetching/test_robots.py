"""What a robots.txt lets us do, case by case."""

import time

import pytest

from pubcrawl.fetching.robots import MOST_BYTES, read_robots

pytestmark = pytest.mark.family("R2")

SITE = "https://site.example"
TEXT = "text/plain; charset=utf-8"
NO_X = b"User-agent: *\nDisallow: /x\n"
LINE = len(b"\nDisallow: /x")


def filled(size: int, last: bytes) -> bytes:
    """A file whose rules end, with their newline, at `size` bytes; comments fill the rest."""
    head = b"User-agent: *\n#"
    return head + b"." * (size - len(head) - len(last) - 2) + b"\n" + last + b"\n"


# Case: status, Content-Type, body, path asked for, and what comes of it: "yes", "no", or why the host is closed.
CASES: dict[str, tuple[int, str, bytes, str, str]] = {
    # What the status says.
    "200 with rules, another path": (200, TEXT, NO_X, "/y", "yes"),
    "200 with rules, that path": (200, TEXT, NO_X, "/x", "no"),
    "200, empty": (200, TEXT, b"", "/x", "yes"),
    "204": (204, "", b"", "/x", "yes"),
    "206 is read as well": (206, TEXT, NO_X, "/x", "no"),
    "301 without an address": (301, TEXT, NO_X, "/y", "301"),
    "304 that nobody asked for": (304, "", b"", "/y", "304"),
    "401": (401, TEXT, NO_X, "/x", "yes"),
    "403": (403, TEXT, NO_X, "/x", "yes"),
    "404": (404, "text/html", b"<html>", "/x", "yes"),
    "410": (410, "", b"", "/x", "yes"),
    "429": (429, TEXT, b"", "/y", "429"),
    "451": (451, "", b"", "/x", "yes"),
    "500": (500, TEXT, NO_X, "/y", "500"),
    "503": (503, "", b"", "/y", "503"),
    "599": (599, "", b"", "/y", "599"),
    # What the body is.
    "a page by its type": (200, "text/html", NO_X, "/y", "a page instead of rules"),
    "a page by its type in capitals": (200, "TEXT/HTML", b"", "/y", "a page instead of rules"),
    "a page by its first character": (200, TEXT, b"\n <!doctype html>", "/y", "a page instead of rules"),
    "a page behind a byte order mark": (200, TEXT, b"\xef\xbb\xbf<html>", "/y", "a page instead of rules"),
    "a sitemap": (200, "application/xml", b"<urlset/>", "/y", "a page instead of rules"),
    "an error as JSON": (200, TEXT, b'{"error": "later"}', "/y", "a page instead of rules"),
    "UTF-16": (200, TEXT, NO_X.decode().encode("utf-16"), "/y", "not text"),
    "a NUL": (200, TEXT, NO_X + b"\0", "/y", "not text"),
    "a byte order mark": (200, TEXT, b"\xef\xbb\xbf" + NO_X, "/x", "no"),
    "bytes that are no UTF-8": (200, TEXT, b"# caf\xe9\n" + NO_X, "/x", "no"),
    "line ends of a Mac": (200, TEXT, NO_X.replace(b"\n", b"\r"), "/x", "no"),
    "line ends of Windows": (200, TEXT, NO_X.replace(b"\n", b"\r\n"), "/x", "no"),
    "no type at all": (200, "", NO_X, "/x", "no"),
    # How much of it is read.
    "the last rule ends at the limit": (200, TEXT, filled(MOST_BYTES, b"Disallow: /x"), "/x", "no"),
    "the last rule ends a byte below": (200, TEXT, filled(MOST_BYTES - 1, b"Disallow: /x"), "/x", "no"),
    "the last rule begins beyond it": (200, TEXT, filled(MOST_BYTES + LINE + 1, b"Disallow: /x"), "/x", "yes"),
    "a permission cut in two is none": (
        200,
        TEXT,
        filled(MOST_BYTES - 9, b"Disallow: /") + b"Allow: /x" + b"y" * 20 + b"\n",
        "/x",
        "no",
    ),
    # Whom it speaks to.
    "to us": (200, TEXT, b"User-agent: pubcrawl\nDisallow: /x", "/x", "no"),
    "to us in capitals": (200, TEXT, b"USER-AGENT: PubCrawl\nDisallow: /x", "/x", "no"),
    "to us with a version": (200, TEXT, b"User-agent: pubcrawl/2.0 (+url)\nDisallow: /x", "/x", "no"),
    "to us rather than to all": (200, TEXT, NO_X + b"User-agent: pubcrawl\nDisallow: /z", "/x", "yes"),
    "to us twice": (200, TEXT, b"User-agent: pubcrawl\nDisallow: /a\n\n" * 2 + b"Disallow: /x", "/x", "no"),
    "to us and another": (200, TEXT, b"User-agent: a\nUser-agent: pubcrawl\nDisallow: /x", "/x", "no"),
    "to a longer name": (200, TEXT, b"User-agent: pubcrawler\nDisallow: /x", "/x", "yes"),
    "to a shorter name": (200, TEXT, NO_X + b"User-agent: pub\nAllow: /", "/x", "no"),
    "to a name that ends like ours": (200, TEXT, NO_X + b"User-agent: crawl\nAllow: /", "/x", "no"),
    "to nobody": (200, TEXT, b"Disallow: /x\n", "/x", "yes"),
    # What it says: the examples of the RFC and their kin.
    "the longest match wins": (200, TEXT, b"User-agent: *\nDisallow: /x\nAllow: /x/open", "/x/open/1", "yes"),
    "of equals the permission wins": (200, TEXT, b"User-agent: *\nDisallow: /x\nAllow: /x", "/x", "yes"),
    "an empty rule forbids nothing": (200, TEXT, b"User-agent: *\nDisallow:\n", "/x", "yes"),
    "a wildcard": (200, TEXT, b"User-agent: *\nDisallow: /*.pdf", "/a/b.pdf?c", "no"),
    "an end": (200, TEXT, b"User-agent: *\nDisallow: /x$", "/x/y", "yes"),
    "paths have case": (200, TEXT, b"User-agent: *\nDisallow: /X", "/x", "yes"),
    "an escape is its character": (200, TEXT, "User-agent: *\nDisallow: /é".encode(), "/%C3%A9", "no"),
    "a query is part of it": (200, TEXT, b"User-agent: *\nDisallow: /x?page=", "/x?page=2", "no"),
    "itself may always be read": (200, TEXT, b"User-agent: *\nDisallow: /", "/robots.txt", "yes"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_case(name: str) -> None:
    status, content_type, body, path, expected = CASES[name]
    robots = read_robots(status=status, content_type=content_type, body=body, product="pubcrawl")
    assert (robots.closed or ("no" if robots.forbids(SITE + path) else "yes")) == expected


def test_a_gatekeeper_closes_the_host_whatever_it_answers() -> None:
    for status in (200, 403, 404):
        robots = read_robots(status=status, content_type=TEXT, body=b"", product="pubcrawl", challenged=True)
        assert robots.closed == "a challenge page"


@pytest.mark.parametrize(
    ("body", "delay"),
    [
        (b"User-agent: *\nCrawl-delay: 2", 2.0),
        (b"User-agent: *\nCrawl-delay: 0.5", 0.5),
        (b"User-agent: *\nCrawl-delay: 7\nUser-agent: pubcrawl\nCrawl-delay: 3", 3.0),
        (b"User-agent: other\nCrawl-delay: 9", 0.0),
        (b"User-agent: *\nCrawl-delay: soon", 0.0),
        (b"User-agent: *\nCrawl-delay: -4", 0.0),
        (b"User-agent: *\nCrawl-delay: inf", 0.0),
        (NO_X, 0.0),
    ],
)
def test_the_delay(body: bytes, delay: float) -> None:
    assert read_robots(status=200, content_type=TEXT, body=body, product="pubcrawl").delay == delay


HALF = MOST_BYTES // 2
HARD = {
    "ten thousand wildcards": b"User-agent: *\nDisallow: /" + b"*a" * 10_000,
    "half a megabyte of wildcards": b"User-agent: *\nDisallow: /" + b"*a" * HALF,
    "many rules of wildcards": b"User-agent: *\n" + b"Disallow: /*a*a*a*a$\n" * 25_000,
    "agents times rules": (
        b"".join(b"User-agent: a%d\n" % n for n in range(HALF // 18)) + b"Disallow: /x\n" * (HALF // 13)
    ),
    "one line": b"User-agent: *\nDisallow: /" + b"x" * MOST_BYTES,
    "empty lines": b"\n" * MOST_BYTES,
    "dollars": b"User-agent: *\nDisallow: " + b"$" * HALF,
    "percents": b"User-agent: *\nDisallow: /" + b"%41" * (MOST_BYTES // 3),
    "not a rule": b"a" * MOST_BYTES,
    "spaces": b" " * MOST_BYTES,
    "agents of spaces": (b"User-agent:" + b" " * 2_000 + b"\n") * 250,
    "agents without a colon": b"user agent " * (MOST_BYTES // 11),
}


@pytest.mark.clocked
@pytest.mark.parametrize("name", HARD)
def test_no_file_takes_half_a_second(name: str) -> None:
    """Of the processor, and at the best of three: what grows faster than the file takes minutes here."""
    took = []
    for _ in range(3):
        started = time.process_time()
        robots = read_robots(status=200, content_type=TEXT, body=HARD[name], product="pubcrawl")
        robots.forbids(SITE + "/" + "a" * 2_000 + "b")
        took.append(time.process_time() - started)
        if took[-1] < 0.5:
            break
    assert min(took) < 0.5

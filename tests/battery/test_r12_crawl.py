"""Whole crawls of sites that put what they like into titles, names, addresses, headers, status lines and robots.txt."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest

from tests.authoring.markups import MARKUPS
from tests.authoring.publications import InventedAuthor, InventedPublication, publications
from tests.battery.forked import Ended, run
from tests.battery.server import Answer, HostileServer
from tests.battery.test_r12_lines import SAID, as_read, is_visible
from tests.fetching.crawling import crawl
from tests.releases import load_rows, read_latest
from tests.replaying import HASTE

pytestmark = pytest.mark.family("R12")

Record = Callable[[str, object], None]

LISTING = "/en/research/publications"
_EVENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \[[\w.]+\] (?:DEBUG|INFO|WARNING|ERROR|CRITICAL): ")
_NOT_IN_HTML = re.compile(r"[\ud800-\udfff]")


def check_log(log: str) -> None:
    """Every line is an event of the engine's or ours, or a frame of a traceback."""
    stray = [line for line in as_read(log) if not _EVENT.match(line) and not line.startswith("    ")]
    assert stray == []
    assert is_visible(log)


def since_the_crawl(log: str) -> str:
    """What a log says once the crawl has its own messages; before that the engine lists its parts on several lines."""
    opening, found, rest = log.partition("Enabled addons:\n[]\n")
    assert found
    assert opening.count("\n") == 0
    return rest


def cards() -> list[InventedPublication]:
    """A publication a text, which stands in each of its fields."""
    model = publications("mila_en")[0]
    return [
        replace(
            model,
            title=f"{said} {i}",
            title_html=None,
            authors=(InventedAuthor(name=said, slug=f"x{i}", star=None), *model.authors),
            abstract=f"{said} number {i}",
            abstract_html=None,
            venue=f"{said} Conference",
            workshop=said,
        )
        for i, said in enumerate(_NOT_IN_HTML.sub("?", said) for said in SAID)
    ]


def crawled(folder: Path, answers: Mapping[str, Answer], *arguments: str) -> Ended:
    with HostileServer(answers, host="127.0.4.1") as site:
        where = ("--exports", str(folder / "exports"), "--site-url", f"mila_en={site.url}")
        return run(["crawl", "mila_en", *where, *HASTE, *arguments], folder / "said")


def log_of(folder: Path) -> str:
    (log,) = (folder / "exports" / "runs").glob("*/crawl.log")
    return log.read_bytes().decode("utf-8")


def test_a_list_of_hostile_texts_is_read_and_nothing_is_made_of_it(tmp_path: Path, record_property: Record) -> None:
    record_property("cases", len(SAID))
    pages = [MARKUPS["drupal"](listed, language="en", furniture=False).encode() for listed in (cards(), [])]
    answers = {LISTING: Answer(body=pages[0]), f"{LISTING}?page=1": Answer(body=pages[1])}
    ended = crawled(tmp_path, answers, "-s", "LOG_LEVEL=DEBUG", "-s", "PUBCRAWL_GATE_QUARANTINE=1")
    release = read_latest(tmp_path / "exports")
    assert release, ended.out
    found = load_rows(release)
    log = log_of(tmp_path)
    assert len(found) + log.count("Dropped: ") == len(SAID)
    assert len(found) > len(SAID) // 2
    check_log(log)
    check_log(ended.err.replace("mila_en: reading\n", ""))
    assert is_visible(ended.out)


@pytest.mark.parametrize(
    "host", ["a\x1b[2K\rb.example", "a\u202eb.example", "a\u2028published release 000099", "[x", "%0a"]
)
def test_a_foreign_host_is_named_on_one_line(tmp_path: Path, host: str) -> None:
    body = f"<link rel=canonical href='https://{escape(host)}/'><p>Some text.</p>".encode()
    ended = crawled(tmp_path, {LISTING: Answer(body=body)})
    check_log(log_of(tmp_path))
    assert is_visible(ended.out)
    assert "nothing published" in ended.out
    assert [line for line in as_read(ended.out) if line.startswith("published")] == []


def raw(status: bytes, *headers: bytes) -> Answer:
    return Answer(
        raw=b"\r\n".join((b"HTTP/1.1 " + status, *headers, b"Connection: close", b"Content-Length: 0", b"", b""))
    )


def as_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def on_the_wire(text: str) -> bytes:
    """A text that stays in its line of the head."""
    return as_bytes(text).replace(b"\r", b"").replace(b"\n", b"")


KINDS: dict[str, Sequence[Answer]] = {
    "location": [raw(b"302 Found", b"Location: " + on_the_wire(said)) for said in SAID],
    "broken location": [raw(b"302 Found", b"Location: https://a.example/" + as_bytes(said)) for said in SAID],
    "status line": [raw(b"404 " + on_the_wire(said)) for said in SAID],
    "broken status line": [raw(as_bytes(said) + b" 200 OK") for said in SAID],
    "headers": [raw(b"200 OK", *(n + on_the_wire(said) for n in (b"Date: ", b"Content-Type: "))) for said in SAID],
    "body": [Answer(headers={"Content-Encoding": "gzip"}, body=as_bytes(said)) for said in SAID],
}


IN_CI = ("location", "headers")


@pytest.mark.parametrize("kind", [k if k in IN_CI else pytest.param(k, marks=pytest.mark.long) for k in KINDS])
def test_answers_leave_one_line_an_event(kind: str, record_property: Record) -> None:
    record_property("cases", len(SAID))
    answers = {f"/{i}": answer for i, answer in enumerate(KINDS[kind])}
    settings = {"LOG_LEVEL": "DEBUG", "RETRY_TIMES": 0, "PUBCRAWL_WAIT_BUDGET": 10**6, "PUBCRAWL_REFUSALS_MAX": 10**6}
    with HostileServer(answers, host="127.0.4.2") as site:
        done = crawl(site.url, list(answers), settings=settings)
        assert set(site.paths) >= set(answers)
    check_log(since_the_crawl(done.log))


def test_robots_txt_leaves_one_line_an_event() -> None:
    lines = b"\n".join(b"Disallow: /" + as_bytes(said) for said in SAID).replace(b"\0", b"")
    answers = {"/robots.txt": Answer(headers={"Content-Type": "text/plain"}, body=b"User-agent: *\n" + lines)}
    with HostileServer(answers, host="127.0.4.3") as site:
        done = crawl(site.url, ["/page", "/other"], settings={"LOG_LEVEL": "DEBUG"})
    check_log(since_the_crawl(done.log))
    assert len(done.problems) == 2

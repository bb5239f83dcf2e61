"""No e-mail address reaches a field, a file, a log or an export, wherever a page holds one."""

import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pubcrawl import __version__
from pubcrawl.fixture_server import Reply
from pubcrawl.verbs.export import FORMATS
from tests.battery.forked import run
from tests.conftest import ROOT
from tests.pages.odd_cards import amii, mila
from tests.releases import load_rows, read_latest
from tests.replaying import HASTE
from tests.served import WatchedServer
from tests.test_runs import LISTING, NO_RETRY, page

PLAIN = "ada.fjord@example.org"
SPELLED = {
    "plain": PLAIN,
    "in brackets": "&lt;ada.fjord@example.org&gt;",
    "as an entity": "ada.fjord&#64;example.org",
    "in two elements": "ada.fjord<b>@</b>example.org",
    "as an entity twice": "ada.fjord&amp;#64;example.org",
    "a link": "<a href='mailto:ada.fjord@example.org'>ada.fjord@example.org</a>",
    "against robots": "ada.fjord [at] example [dot] org",
}
HELD = re.compile(rb"ada\.fjord\W{0,3}(?:@|%40|&#64;|\[at\]|<b>@)", re.IGNORECASE)


@pytest.mark.parametrize("spelled", SPELLED.values(), ids=SPELLED)
def test_no_field_holds_one(spelled: str) -> None:
    fields = {
        "title": f"Whistling Vanes of {spelled}",
        "authors": f"<p>Ada Fjordland {spelled}</p><p>Bo Lindgren</p>",
        "abstract": f"We listen to vanes, and whoever writes to {spelled} may listen too, for the wind is free.",
        "venue": f"Vane Days of {spelled} (poster)",
        "more": f"<p><a href='https://example.com/v?to=ada.fjord%40example.org'>Code</a> {spelled}</p>",
    }
    for name, text in fields.items():
        made = mila(**{name: text})
        assert not HELD.search(repr(made).encode()), (name, made)
        assert [a.name for a in made.authors] == ["Ada Fjordland", "Bo Lindgren"]
    made = amii(authors=f"Ada Fjord* {spelled}, Bo Muir", legend=f"*- denotes Amii affiliation, {spelled}")
    assert not HELD.search(repr(made).encode())
    assert [a.name for a in made.authors] == ["Ada Fjord", "Bo Muir"]


def planted(html: str) -> str:
    """A listing with an address in every text of it."""
    html = re.sub(
        r"(</(?:h3|a|title)>|</span></div>|</div></div></div>\s*<div class=.field-name-node-post)", rf" {PLAIN}\1", html
    )
    return html.replace("</main>", f"{' '.join(SPELLED.values())}</main>")


def kept(html: str) -> Reply:
    """An answer that a crawl keeps, to ask later whether it is still good."""
    reply = page(html)
    return Reply(status=200, headers={**reply.headers, "ETag": '"first"'}, body=reply.body)


def contents(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """What every file below a folder says; of Parquet files, what their rows say."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if path.suffix == ".parquet":
            yield path, repr(pq.read_table(path).to_pylist()).encode()
        yield path, path.read_bytes()


@pytest.mark.night
def test_no_file_of_a_run_holds_one(tmp_path: Path) -> None:
    exports = tmp_path / "exports"
    with WatchedServer([ROOT / "fixtures" / "mila_en"]) as server:
        for number in range(5):
            html = (ROOT / f"fixtures/mila_en/pages/publications-{number}.html").read_text(encoding="utf-8")
            server.put("mila_en", LISTING + (f"?page={number}" if number else ""), kept(planted(html)))
        site = f"mila_en={server.base_url('mila_en')}"
        order = ["crawl", "mila_en", "--exports", str(exports), "--site-url", site, *HASTE, *NO_RETRY]
        said = [run(order, tmp_path / "first"), run([*order, "--full"], tmp_path / "second")]
    release = read_latest(exports)
    assert release, said[0].out + said[0].err
    assert len(load_rows(release)) > 40
    for kind in FORMATS:
        said.append(run(["export", "--format", kind, "--exports", str(exports)], tmp_path / kind))
        assert said[-1].code == 0
    assert [e for e in said if HELD.search(f"{e.out}{e.err}".encode())] == []
    pages = [p for p, _ in contents(exports) if p.suffix == ".page"]
    assert len(pages) >= 5
    assert [p for p, told in contents(tmp_path) if HELD.search(told)] == []
    assert [p for p, told in contents(exports) if HELD.search(_unzipped(told))] == []


def _unzipped(told: bytes) -> bytes:
    return zlib.decompress(told, 31) if told.startswith(b"\x1f\x8b") else b""


MINE = "ops.desk@lab.example"


@pytest.mark.night
def test_the_operator_s_own_goes_to_the_sites_and_into_no_file(tmp_path: Path) -> None:
    """Also where a page shows whoever asks its user agent, and where the log is at its longest."""
    exports = tmp_path / "exports"
    agent = f"pubcrawl/{__version__} (+mailto:{MINE})"
    with WatchedServer([ROOT / "fixtures" / "mila_en"]) as server:
        html = (ROOT / "fixtures/mila_en/pages/publications-0.html").read_text(encoding="utf-8")
        server.put("mila_en", LISTING, kept(html.replace("</main>", f"<p>You are {agent}</p></main>")))
        site = f"mila_en={server.base_url('mila_en')}"
        order = ["crawl", "mila_en", "--exports", str(exports), "--site-url", site, *HASTE, *NO_RETRY]
        order += ["-s", "LOG_LEVEL=DEBUG"]
        said = [
            run([*order, "--contact", MINE], tmp_path / "by an option"),
            run(order, tmp_path / "by the environment", environment={"PUBCRAWL_CONTACT": MINE}),
            run([*order, "-s", f"USER_AGENT={agent}", "--json"], tmp_path / "by a setting"),
        ]
    assert [e.code for e in said] == [0, 0, 0], said
    assert {asked.user_agent for asked in server.requests} == {agent}
    assert len(list(exports.rglob("crawl.log"))) == 3
    assert [p for p, told in contents(tmp_path) if b"ops.desk" in told or b"ops.desk" in _unzipped(told)] == []

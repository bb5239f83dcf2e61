"""An operator's week: what goes wrong on a machine and on the sites, what the program says of it, and what helps."""

import re
import shlex
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.replaying import HASTE
from tests.served import WatchedServer
from tests.test_runs import LISTING, NO_RETRY, World, page, redesigned
from tests.walks.walk import Walk

GOLDENS = Path(__file__).parent / "goldens" / "operator"
SITES = ("amii", "mila_en", "mila_fr")
CRAWL = "pubcrawl crawl --exports data $SITES"


@pytest.mark.night
@pytest.mark.long
def test_an_operator_s_week(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    with WatchedServer([ROOT / "fixtures" / site for site in SITES]) as server:
        where = [word for site in SITES for word in ("--site-url", f"{site}={server.base_url(site)}")]
        walk = Walk(tmp_path, GOLDENS, environment={"SITES": shlex.join([*where, *HASTE, *NO_RETRY])})
        for chapter in (who_asks, first_night, quiet_night, site_down, redesign, rollback, lost_pointer, full_disk):
            walk.chapter(chapter.__name__.replace("_", "-"))
            chapter(walk, server)
        walk.check(request.config)


def who_asks(walk: Walk, server: WatchedServer) -> None:
    walk.note("There is no contact yet: no site is asked for anything, and no folder is made.")
    walk.run("pubcrawl crawl --exports data", code=2)
    walk.run("pubcrawl crawl --exports data --contact 'our lab'", code=2)
    walk.run("pubcrawl crawl --exports data --json", code=2)
    walk.run("ls data", code=2)
    walk.run("pubcrawl status --exports data", code=2)
    assert server.requests == []


def first_night(walk: Walk, server: WatchedServer) -> None:
    walk.note("SITES says that the sites stand on this machine, and that they need no patience.")
    walk.run(f"export PUBCRAWL_CONTACT=https://lab.example/bot; {CRAWL}")
    assert {asked.user_agent.partition(" ")[2] for asked in server.requests} == {"(+https://lab.example/bot)"}
    walk.run("pubcrawl status --exports data")
    walk.run("pubcrawl status --exports data --max-age 36h")
    walk.run("pubcrawl sites --exports data")


def quiet_night(walk: Walk, _: WatchedServer) -> None:
    walk.run(CRAWL)
    walk.run("pubcrawl status --exports data")
    walk.run("pubcrawl runs --exports data")


def site_down(walk: Walk, server: WatchedServer) -> None:
    before = dict(server.replies["mila_en"])
    server.put("mila_en", LISTING, page("Back soon.", 503))
    walk.run(CRAWL, code=4)
    walk.run("pubcrawl status --exports data", code=4)
    walk.run("pubcrawl status --exports data --max-age 36h")
    walk.run("pubcrawl sites --exports data")
    server.replies["mila_en"].update(before)


def redesign(walk: Walk, server: WatchedServer) -> None:
    before = dict(server.replies["mila_en"])
    redesigned(World(server=server, exports=walk.folder / "data"))
    walk.run(CRAWL, code=5)
    walk.run("pubcrawl status --exports data", code=5)
    walk.note("The site takes its redesign back.")
    server.replies["mila_en"].update(before)
    walk.run(CRAWL)
    walk.run("pubcrawl status --exports data")


def rollback(walk: Walk, server: WatchedServer) -> None:
    walk.note("A title is mended on the site, and someone wants the old release back all the same.")
    html = (ROOT / "fixtures/mila_en/pages/publications-0.html").read_text(encoding="utf-8")
    old = "Small Rehearsal Buffers Are Enough When"
    assert old in html
    server.put("mila_en", LISTING, page(html.replace(old, "Small Rehearsal Buffers Suffice When")))
    walk.run(CRAWL)
    walk.run("pubcrawl history --exports data")
    walk.run("pubcrawl diff 1 2 --exports data")
    walk.run("pubcrawl rollback 1 --exports data")
    walk.run("pubcrawl status --exports data")
    walk.run(CRAWL)
    walk.run("pubcrawl history --exports data")


def lost_pointer(walk: Walk, _: WatchedServer) -> None:
    walk.run("rm data/latest.json")
    walk.run("pubcrawl export --format csv --exports data", code=6)
    walk.run(CRAWL)
    walk.run("pubcrawl status --exports data")


def full_disk(walk: Walk, _: WatchedServer) -> None:
    walk.note("No file may grow beyond 2 kB: that holds for root too, to whom no folder is read-only.")
    said = walk.run(f"(ulimit -f 2; {CRAWL})", code=6)
    walk.names |= dict.fromkeys(re.findall(r"[0-9a-f]{40}", said), "KEY")  # of a page's address, which has a port here
    walk.run("pubcrawl validate --exports data")
    walk.note("There is room again.")
    walk.run(CRAWL)
    walk.run("pubcrawl status --exports data")
    walk.run("pubcrawl runs --exports data")

"""Lists that lead nowhere, in circles or on for ever: a run stops within its budget, and no record comes twice."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from pubcrawl.gate.advice import advice
from tests.battery.scene import Left, Scene, fixture, scene
from tests.battery.server import Answers, HostileServer
from tests.battery.traps import (
    LAST,
    LISTINGS,
    MANY,
    ROUNDUPS,
    SITEMAPS,
    Trap,
    calendar,
    canonical,
    endless,
    every_next,
    growing,
    led,
    moved,
    page,
    path,
    repeated_below,
    retitled,
    shown_twice,
    shrinking,
)
from tests.releases import load_rows, read_latest

pytestmark = pytest.mark.family("R6")

DEPTH = 12
"""Links that lead on from the first page in these runs, at most."""
PAGES = 20
"""Pages these runs read, at most."""
WHOLE = LAST + 3
"""Requests for a list: robots.txt, its pages, and the second look at the first."""
PROFILES = {"mila_en": "/en/directory/noemie-tessier-vallee", "mila_fr": "/fr/annuaire/noemie-tessier-vallee"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with scene(tmp_path_factory.mktemp("scene")) as made:
        yield made


@dataclass(frozen=True, kw_only=True)
class Case:
    """A list that is a trap.

    Attributes:
        trap: what the site answers.
        asked: how many requests it costs.
        reason: what the report calls it, None where nothing is wrong.
        told: what its message must hold.
    """

    trap: Trap
    asked: int = WHOLE
    reason: str | None = None
    told: str = ""


def overflowing(site: str, *, goes_on: bool) -> Answers:
    """Past its end the list shows its last page again."""

    def shown(number: int) -> str | None:
        return f"?page={number + 1}" if goes_on or number < LAST else None

    return {path(site, n): led(page(site, min(n, LAST)), shown(n)) for n in range(MANY)}


CASES: Mapping[str, Case] = {
    "new publications for ever": Case(
        trap=endless(lambda site, n: retitled(page(site, n % 2), n)),
        asked=DEPTH + 2,
        reason="trap",
        told=f"the list goes on after {DEPTH} pages",
    ),
    "three pages in a circle": Case(
        trap=endless(lambda site, n: page(site, (0, 1, 3)[n % 3])),
        asked=DEPTH + 2,
        reason="trap",
        told=f"the list goes on after {DEPTH} pages",
    ),
    "one page for ever": Case(
        trap=endless(lambda site, _: page(site, 0)), asked=3, reason="trap", told="page 2 repeats the page before it"
    ),
    "the second page is the first": Case(
        trap=lambda site: {path(site, 1): led(page(site, 0), "?page=2")},
        asked=3,
        reason="trap",
        told="page 2 repeats the page before it",
    ),
    "past its end the last page, leading on": Case(
        trap=partial(overflowing, goes_on=True), reason="trap", told="page 6 repeats the page before it"
    ),
    "past its end the last page": Case(trap=partial(overflowing, goes_on=False)),
    "each page leads to itself": Case(
        trap=every_next(lambda n: f"?page={n}"), asked=2, reason="shrunk", told="records, usually"
    ),
    "each page leads to the first": Case(
        trap=every_next(lambda _: "?page=0"), asked=2, reason="shrunk", told="records, usually"
    ),
    "each page leads to the next but one": Case(
        trap=every_next(lambda n: f"?page={n + 2}"), asked=2, reason="shrunk", told="records, usually"
    ),
    "each page leads to one of twenty digits": Case(
        trap=every_next(lambda _: "?page=" + "9" * 20), asked=2, reason="shrunk", told="records, usually"
    ),
    "each link has a session of its own": Case(trap=every_next(lambda n: f"?page={n + 1}&sid={n * 7919:x}")),
    "a calendar beside the list": Case(trap=calendar),
    "each page says it is the other": Case(trap=canonical),
    "moved in a circle": Case(
        trap=lambda site: {path(site, 2): moved(path(site, 3)), path(site, 3): moved(path(site, 2))},
        asked=5,
        reason="unreachable",
        told="it was moved elsewhere",
    ),
    "moved to the first page": Case(
        trap=lambda site: {path(site, 3): moved(path(site, 0))},
        asked=5,
        reason="unreachable",
        told="it was moved elsewhere",
    ),
    "two pages change places": Case(
        trap=lambda site: {path(site, 1): led(page(site, 2), "?page=2"), path(site, 2): led(page(site, 1), "?page=3")}
    ),
    "one publication on two pages": Case(trap=repeated_below),
    "each publication twice on a page": Case(trap=shown_twice),
    "shrinks while it is read": Case(trap=shrinking, asked=WHOLE + 1),
    "grows while it is read": Case(trap=growing, asked=WHOLE + 1),
}
QUICK = ("new publications for ever", "one page for ever", "grows while it is read")
CODES = {"trap": 3, "shrunk": 3, "unreachable": 4}


def check(world: Scene, left: Left, site: str, *, reason: str | None, told: str = "") -> None:
    """Check that a run says why it stopped, that nothing is lost and that no record is there twice."""
    rows = Rows.of(left.exports)
    before = Rows.of(world.good)
    assert len(rows.ids) == len(set(rows.ids))
    assert set(before.ids) <= set(rows.ids)
    assert rows.removed == before.removed
    assert left.ended.seconds < 20
    if reason is None:
        assert (left.ended.code, left.reasons(site)) == (0, []), left.ended
        assert left.site(site)["records"] == rows.sites[site]  # none was read twice either
        return
    assert (left.ended.code, left.same, left.reasons(site)[0]) == (CODES[reason], True, reason), left.ended
    assert told in left.site(site)["problems"][0]["message"]
    refused = f"nothing published, release 000001 stays: refused {site} ({reason})"
    assert left.last_line == f"{refused}. Next: {advice(reason)}"


@dataclass(frozen=True, kw_only=True)
class Rows:
    """What a release holds: its records, those of them that left their site, and how many each site has."""

    ids: list[str]
    removed: list[str]
    sites: Mapping[str, int]

    @classmethod
    def of(cls, exports: Path) -> "Rows":
        release = read_latest(exports)
        assert release
        rows = list(load_rows(release))
        removed = [p.id for p in rows if p.removed_at]
        return cls(ids=[p.id for p in rows], removed=removed, sites=Counter(p.site for p in rows))


@pytest.mark.parametrize("site", LISTINGS)
@pytest.mark.parametrize("name", [pytest.param(n, marks=() if n in QUICK else pytest.mark.long) for n in CASES])
def test_a_list_that_is_a_trap(world: Scene, tmp_path: Path, name: str, site: str) -> None:
    case = CASES[name]
    left = world.play(tmp_path, {site: case.trap(site)}, "-s", f"DEPTH_LIMIT={DEPTH}")
    check(world, left, site, reason=case.reason, told=case.told)
    assert len(world.servers[site].visits) == case.asked


@pytest.mark.long
@pytest.mark.parametrize("site", LISTINGS)
def test_a_list_without_end_stops_at_the_budget_of_pages(world: Scene, tmp_path: Path, site: str) -> None:
    trap = CASES["new publications for ever"].trap
    left = world.play(tmp_path, {site: trap(site)}, "-s", f"CLOSESPIDER_PAGECOUNT={PAGES}")
    assert (left.ended.code, left.same, left.reasons(site)) == (3, True, ["incomplete"])
    assert left.site(site)["problems"][0]["message"] == "the crawl ended early: closespider_pagecount"
    assert left.last_line.endswith(f"refused {site} (incomplete). Next: {advice('incomplete')}")
    assert len(world.servers[site].visits) <= PAGES + 2


@pytest.mark.parametrize("site", LISTINGS)
def test_a_next_page_on_another_site_is_asked_for_here(world: Scene, tmp_path: Path, site: str) -> None:
    with HostileServer({}, host="127.0.2.7") as other:
        trap = every_next(lambda n: f"{other.url}{LISTINGS[site]}?page={n + 1}")
        left = world.play(tmp_path, {site: trap(site)})
    check(world, left, site, reason=None)
    assert (other.paths, len(world.servers[site].visits)) == ([], WHOLE)


@pytest.mark.long
@pytest.mark.parametrize("site", LISTINGS)
@pytest.mark.parametrize("step", [0, 1], ids=["to itself", "on for ever"])
def test_a_persons_page_that_leads(world: Scene, tmp_path: Path, site: str, step: int) -> None:
    own = PROFILES[site]
    profile = fixture(site)[own]
    pages = {own + (f"?page=0,{n}" if n else ""): led(profile, f"?page=0%2C{n + step}") for n in range(MANY)}
    left = world.play(tmp_path, {site: pages}, "-a", "profiles=1", "-s", f"DEPTH_LIMIT={DEPTH}")
    asked = [p for p in world.servers[site].paths if p.startswith(own)]
    if step:
        check(world, left, site, reason="trap", told=f"the list goes on after {DEPTH} pages")
    else:
        check(world, left, site, reason=None)
    assert len(asked) == (DEPTH if step else 1)


@pytest.mark.parametrize(
    ("name", "asked", "reason"),
    [
        pytest.param("a sitemap that lists itself", 5, None, marks=pytest.mark.long),
        pytest.param("an index of sitemaps that lists itself", 6, None),  # the index page stands in
        pytest.param("ten thousand times the same", 5, None, marks=pytest.mark.long),
        pytest.param("ten thousand other pages", 5, None, marks=pytest.mark.long),
        pytest.param("ten thousand that are not there", None, "unreachable", marks=pytest.mark.long),
    ],
)
def test_a_sitemap_that_is_a_trap(
    world: Scene, tmp_path: Path, name: str, asked: int | None, reason: str | None
) -> None:
    answers: Answers = {"/sitemap.xml": SITEMAPS[name]}
    left = world.play(tmp_path, {"amii": answers}, "-s", f"CLOSESPIDER_PAGECOUNT={PAGES}")
    check(world, left, "amii", reason=reason, told="HTTP 404")
    visits = len(world.servers["amii"].visits)
    assert visits == asked if asked else len(ROUNDUPS) < visits <= 2 * PAGES

"""An answer that fails on the way, of every kind: the run ends soon, says what happened, and readers lose nothing."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from pubcrawl.gate.advice import advice
from tests.battery.broken_answers import CHUNKS, CUTS, HEADS, LENGTHS, WAITS, Break
from tests.battery.scene import SITES, Left, Scene, fixture, scene
from tests.battery.server import Answer, Answers
from tests.releases import load_rows, read_latest

pytestmark = pytest.mark.family("R1")

ROUNDUPS = "/updates-insights/amii"
FIRST = {
    "amii": f"{ROUNDUPS}-research-at-iclr-2026-search-privacy-and-patience",
    "mila_en": "/en/research/publications",
    "mila_fr": "/fr/recherche/publications",
}
LATER = {
    "amii": f"{ROUNDUPS}-research-at-icml-2025",
    "mila_en": f"{FIRST['mila_en']}?page=3",
    "mila_fr": f"{FIRST['mila_fr']}?page=3",
}
ROBOTS = dict.fromkeys(SITES, "/robots.txt")

SECONDS = 20
"""What a run with such a fault may take, three sites one after another."""

CLIENT = (400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 413, 418, 421, 425, 429, 431, 444, 451, 499)
SERVER = (500, 501, 502, 503, 504, 505, 507, 508, 511, 520, 522, 530, 599)
SOME = (401, 404, 410, 429, 451, 500, 502, 503, 504)
REFUSED = (401, 403, 429, 451)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What goes wrong.

    Attributes:
        broken: makes the broken answer of the good one.
        reason: what each site's report calls it.
        place: path of the page that fails, by site.
    """

    broken: Break
    reason: str = "unreachable"
    place: Mapping[str, str]

    def answers(self, site: str) -> Answers:
        path = self.place[site]
        return {path: self.broken(fixture(site)[path])}


def status(code: int) -> Break:
    return lambda good: replace(good, status=code)


def faults() -> Iterator[tuple[str, Fault]]:
    for place, where, codes in ((FIRST, "first page", CLIENT + SERVER), (LATER, "later page", SOME)):
        for code in codes:
            reason = "refused" if code in REFUSED else "unreachable"
            yield f"{where} {code}", Fault(broken=status(code), reason=reason, place=place)
    for code in (429, 500, 503, 599):
        yield f"robots.txt {code}", Fault(broken=status(code), place=ROBOTS)
    for kind in (CUTS, CHUNKS, LENGTHS, HEADS, WAITS):
        for name, broken in kind.items():
            reason = "cut_short" if name in _NOTICED_BY_THE_PAGE else "unreachable"
            yield f"first page {name}", Fault(broken=broken, reason=reason, place=FIRST)
    for kind, name in ((CUTS, "closed at half"), (CHUNKS, "last chunk missing"), (WAITS, "no answer")):
        yield f"later page {name}", Fault(broken=kind[name], place=LATER)
        yield f"robots.txt {name}", Fault(broken=kind[name], place=ROBOTS)


_NOTICED_BY_THE_PAGE = ("length too small", "no length and half a page")
"""HTTP has no complaint; that half of the page is missing shows in its HTML."""

QUICK = (
    *("first page 403", "first page 503", "later page 404", "later page 502", "robots.txt 500"),
    *("first page reset before the first byte", "first page closed in the headers", "later page closed at half"),
    *("first page last chunk missing", "first page length too small", "first page body in drops"),
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with scene(tmp_path_factory.mktemp("scene")) as made:
        yield made


def check_refused(left: Left, reasons: Mapping[str, str]) -> None:
    """Check that each of these sites was refused for its reason, and that the run's words say so and what to do."""
    told = left.ended.out.splitlines()
    assert (left.ended.code, left.same) == (4, True)
    assert "Traceback" not in left.ended.err
    assert left.ended.seconds < SECONDS
    assert {site: left.reasons(site) for site in reasons} == {site: [reason] for site, reason in reasons.items()}
    for site, reason in reasons.items():
        assert any(line.startswith(f"{site}: {reason}: ") for line in told)
        assert sum(advice(reason) in line for line in told) == 1
    refused = ", ".join(f"{site} ({reason})" for site, reason in reasons.items())
    online = (
        [] if any(site["answers"] for site in left.report["sites"]) else ["no site answered: is this machine online?"]
    )
    then = "; ".join([*online, *dict.fromkeys(map(advice, reasons.values()))])
    assert left.last_line == f"nothing published, release 000001 stays: refused {refused}. Next: {then}"


@pytest.mark.parametrize(
    "fault", [pytest.param(f, id=name, marks=() if name in QUICK else pytest.mark.long) for name, f in faults()]
)
def test_a_fault_leaves_readers_what_they_had(
    world: Scene, tmp_path: Path, record_property: Callable[[str, object], None], fault: Fault
) -> None:
    left = world.play(tmp_path, {site: fault.answers(site) for site in SITES})
    check_refused(left, dict.fromkeys(SITES, fault.reason))
    record_property("cases", len(SITES))


@pytest.mark.parametrize(
    "url", ["http://nowhere.invalid", "http://127.0.3.1:9"], ids=["a name nobody has", "a port nobody listens on"]
)
def test_a_host_that_is_not_there_leaves_readers_what_they_had(
    world: Scene, tmp_path: Path, record_property: Callable[[str, object], None], url: str
) -> None:
    contact = ("-s", "PUBCRAWL_CONTACT=https://lab.example/bot")
    left = world.play(tmp_path, {site: {} for site in SITES}, *contact, urls=dict.fromkeys(SITES, url))
    check_refused(left, dict.fromkeys(SITES, "unreachable"))
    record_property("cases", len(SITES))


HARMLESS: Mapping[str, Callable[[str], Answers]] = {
    "robots.txt 404": lambda _: {"/robots.txt": Answer(status=404)},
    "a page 503 once": lambda s: {LATER[s]: [Answer(status=503), fixture(s)[LATER[s]]]},
    "a page reset once": lambda s: {LATER[s]: [Answer(raw=b"", reset=True), fixture(s)[LATER[s]]]},
    "no sitemap beside an index": lambda s: {"/sitemap.xml": Answer(status=503)} if s == "amii" else {},
}
"""Faults that the data are not touched by."""


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=() if n == "a page 503 once" else pytest.mark.long) for n in HARMLESS]
)
def test_a_fault_that_touches_no_data_is_no_failure(
    world: Scene, tmp_path: Path, record_property: Callable[[str, object], None], name: str
) -> None:
    sites = ("amii",) if "sitemap" in name else SITES
    left = world.play(tmp_path, {site: HARMLESS[name](site) for site in sites})
    odd = ["no_sitemap"] if "sitemap" in name else []
    warned = "; warned: amii (no_sitemap)" if odd else ""
    assert (left.ended.code, left.same, left.last_line) == (0, True, f"nothing new: release 000001 stays{warned}")
    assert all([p["reason"] for p in left.site(site)["problems"]] == odd for site in sites)
    record_property("cases", len(sites))


@pytest.mark.parametrize(
    "faulty", ["mila_en", *(pytest.param(site, marks=pytest.mark.long) for site in ("amii", "mila_fr"))]
)
def test_the_other_sites_are_published_and_the_faulty_one_keeps_its_rows(
    world: Scene, tmp_path: Path, faulty: str
) -> None:
    """Of the others, the first page has its last title changed."""
    pages = {site: fixture(site)[FIRST[site]] for site in SITES}
    edited = {site: b" Again</h3>".join(page.body.rsplit(b"</h3>", 1)) for site, page in pages.items()}
    wrong: dict[str, Answers] = {site: {FIRST[site]: replace(pages[site], body=edited[site])} for site in SITES}
    wrong[faulty] = {LATER[faulty]: replace(fixture(faulty)[LATER[faulty]], status=503)}
    before = rows(world.good, faulty)
    left = world.play(tmp_path, wrong)
    assert (left.ended.code, left.report["published"], left.report["release"]) == (4, True, "000002")
    assert left.last_line.endswith(f"; kept the last rows of {faulty} (unreachable). Next: {advice('unreachable')}")
    assert rows(left.exports, faulty) == before


def rows(exports: Path, site: str) -> list[object]:
    """What a release says of one site."""
    release = read_latest(exports)
    assert release
    return [p for p in load_rows(release) if p.site == site]

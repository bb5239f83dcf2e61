"""Answers made to exhaust us: each costs less than 512 MiB and 30 seconds, and what is refused is refused aloud."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.battery.attacks import (
    BUILT,
    ENDLESS,
    HARMLESS,
    LISTING,
    PACKED,
    ROBOTS,
    SITEMAPS,
    TRAPS,
    WORDY,
    Attack,
    among,
)
from tests.battery.scene import Left, Scene, scene

pytestmark = pytest.mark.family("R5")

MIB, SECONDS = 512, 30
"""What a run may take that meets an attack."""

PATIENT = ("-s", "DOWNLOAD_TIMEOUT=20")
"""Some of the answers take a while to send, which is not what is tried here."""

TELLING = ("gzip of 900 MiB", "100,000 elements deep", "a million attributes", "a paragraph of 4 MiB")
"""Attacks whose cost people ask for."""

EVERYDAY = {
    *("gzip of 900 MiB", "17 layers of gzip", "zstd of 900 MiB", "5 MiB", "a robots.txt of 900 MiB"),
    *("100,000 elements deep with texts", "a million elements", "a million attributes", "attributes behind a title"),
    *("4 MiB of spaces", "an entity bomb", "a sitemap 100,000 elements deep", "commas in the authors"),
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with scene(tmp_path_factory.mktemp("scene")) as made:
        yield made


def each(attacks: Mapping[str, Attack]) -> list[Any]:
    return [name if name in EVERYDAY else pytest.param(name, marks=pytest.mark.long) for name in attacks]


Meet = Callable[..., Left]


@pytest.fixture
def meet(world: Scene, tmp_path: Path, record_property: Callable[[str, object], None]) -> Meet:
    def met(name: str, attack: Attack, *, site: str = "mila_en", path: str = LISTING) -> Left:
        left = world.play(tmp_path, {site: {path: attack()}}, *PATIENT, seconds=2 * SECONDS)
        if name in TELLING:
            record_property("seen", f"{name}: {left.ended.mib:.0f} MiB, {left.ended.seconds:.1f} s")
        assert left.ended.mib < MIB
        assert left.ended.seconds < SECONDS
        return left

    return met


def refused(left: Left, site: str, reason: str, code: int) -> bool:
    told = f"nothing published, release 000001 stays: refused {site} ({reason}). Next: "
    return left.same and left.ended.code == code and left.reasons(site) == [reason] and left.last_line.startswith(told)


@pytest.mark.parametrize("name", each({**PACKED, **ENDLESS}))
def test_too_much_over_the_wire_is_a_page_that_did_not_come(meet: Meet, name: str) -> None:
    left = meet(name, {**PACKED, **ENDLESS}[name])
    assert refused(left, "mila_en", "unreachable", 4), left.ended


@pytest.mark.parametrize("name", each(BUILT))
def test_too_many_elements_are_no_page(meet: Meet, name: str) -> None:
    left = meet(name, BUILT[name])
    assert refused(left, "mila_en", "not_a_page", 5), left.ended


@pytest.mark.parametrize("name", each(WORDY))
def test_too_much_text_is_no_publication(meet: Meet, name: str) -> None:
    left = meet(name, WORDY[name])
    assert left.ended.code == 5
    assert refused(left, "mila_en", left.reasons("mila_en")[0], 5), left.ended


@pytest.mark.parametrize("name", each(HARMLESS))
def test_what_costs_little_is_passed_over(meet: Meet, name: str) -> None:
    left = meet(name, HARMLESS[name])
    assert (left.ended.code, left.same, left.last_line) == (0, True, "nothing new: release 000001 stays"), left.ended


@pytest.mark.parametrize("name", each(TRAPS))
def test_a_trap_in_one_card_costs_none_of_the_others(meet: Meet, name: str) -> None:
    left = meet(name, TRAPS[name])
    report = left.site("mila_en")
    assert (left.ended.code, report["verdict"]) == (0, "pass"), left.ended
    assert report["records"] + report["in_quarantine"] == 53
    assert left.site("mila_en")["in_quarantine"] <= 3


@pytest.mark.parametrize("name", each(SITEMAPS))
def test_a_bloated_sitemap_leads_to_the_same_pages(meet: Meet, name: str) -> None:
    left = meet(name, SITEMAPS[name], site="amii", path="/sitemap.xml")
    assert (left.ended.code, left.same, left.last_line) == (0, True, "nothing new: release 000001 stays"), left.ended


@pytest.mark.parametrize("name", each(ROBOTS))
def test_a_bloated_robots_txt_closes_the_site(meet: Meet, name: str) -> None:
    left = meet(name, ROBOTS[name], path="/robots.txt")
    assert refused(left, "mila_en", "unreachable", 4), left.ended


@pytest.mark.long
def test_people_without_end_are_left_within_the_budget(world: Scene, tmp_path: Path) -> None:
    links = b"".join(b'<a href="/en/directory/p%d">P %d</a>' % (n, n) for n in range(20_000))
    order = (*PATIENT, "-a", "profiles=1", "-s", "CLOSESPIDER_PAGECOUNT=40")
    left = world.play(tmp_path, {"mila_en": {LISTING: among(links)}}, *order, seconds=2 * SECONDS)
    assert (left.ended.mib < MIB, left.ended.seconds < SECONDS) == (True, True)
    assert refused(left, "mila_en", "incomplete", 3), left.ended
    assert len(world.servers["mila_en"].visits) < 100

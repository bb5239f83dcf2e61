"""Lists as they were, and lists in a wrong charset: they look like a list, and nothing of them is published."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pubcrawl.gate.advice import ADVICE
from tests.battery.scene import SITES, Left, Scene, fixture, scene
from tests.battery.server import Answer, Answers
from tests.battery.traps import cards, listing, page, path, retitled
from tests.battery.wrong_pages import pages, without_roundups

pytestmark = pytest.mark.family("R7")

SITE = "mila_en"
FRESH = 6
"""Records that appear in the second night and are not there in the third."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with scene(tmp_path_factory.mktemp("scene")) as made:
        yield made


def refused(left: Left, reason: str, code: int, *sites: str) -> bool:
    named = ", ".join(f"{site} ({reason})" for site in sites)
    told = f"nothing published, release {left.report['release']} stays: refused {named}. Next: {ADVICE[reason]}"
    return left.same and left.ended.code == code and left.last_line == told


def recoded(charset: str, said: str) -> Callable[[Answer], Answer]:
    """A page in one charset that says it is in another."""

    def made(answer: Answer) -> Answer:
        body = answer.body.replace(b'<meta charset="utf-8">', b"").decode()
        headers = {**answer.headers, "Content-Type": f"text/html; charset={said}"}
        return replace(answer, headers=headers, body=body.encode(charset, "xmlcharrefreplace"))

    return made


def test_a_charset_that_loses_the_accents_is_named(world: Scene, tmp_path: Path) -> None:
    """On round-ups without an accent it loses none, and nothing is wrong with them."""
    wrong = {
        site: {p: recoded("cp1252", "utf-8")(a) for p, a in pages(site).items()} for site in ("mila_en", "mila_fr")
    }
    left = world.play(tmp_path, wrong)
    assert refused(left, "mojibake", 3, "mila_en", "mila_fr"), left.ended
    assert left.reasons("mila_fr") == ["mojibake"]


def test_pages_in_another_charset_than_ever_are_named(
    world: Scene, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    wrong = {site: {p: recoded("cp1252", "cp1251")(a) for p, a in pages(site).items()} for site in SITES}
    left = world.play(tmp_path, wrong)
    assert refused(left, "mojibake", 3, *SITES), left.ended
    record_property("cases", len(SITES))


def test_a_charset_that_changed_for_good_can_be_accepted(world: Scene, tmp_path: Path) -> None:
    wrong = {"mila_fr": {p: recoded("cp1252", "cp1252")(a) for p, a in pages("mila_fr").items()}}
    left = world.play(tmp_path, wrong, "-s", "PUBCRAWL_GATE_ACCEPT=mojibake")
    assert (left.ended.code, left.site("mila_fr")["accepted"], left.same) == (0, ["mojibake"], True)


def next_night(site: str) -> Answers:
    """The list with some fresh publications on top, a day later."""
    first = page(site, 0)
    fresh = cards(retitled(first, 2))[:FRESH]
    headers = {**first.headers, "Date": "Tue, 21 Apr 2026 06:00:00 GMT", "ETag": '"a day later"'}
    return {path(site, 0): replace(listing(first, [*fresh, *cards(first)]), headers=headers)}


@pytest.fixture(scope="module")
def second_night(world: Scene, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("second")
    left = world.play(folder, {SITE: next_night(SITE)})
    assert (left.ended.code, left.site(SITE)["records"], left.report["release"]) == (0, 53 + FRESH, "000002")
    yield Scene(servers=world.servers, good=left.exports)
    shutil.rmtree(folder)


def test_an_old_copy_of_the_list_takes_nothing_back(second_night: Scene, tmp_path: Path) -> None:
    left = second_night.play(tmp_path, {SITE: {}})
    assert refused(left, "rolled_back", 3, SITE), left.ended
    said = left.site(SITE)["problems"][0]["message"]
    assert said == f"the {FRESH} records that appeared last are gone, and hardly any other"


def test_the_list_as_it_is_takes_nothing_back_either(second_night: Scene, tmp_path: Path) -> None:
    left = second_night.play(tmp_path, {SITE: next_night(SITE)})
    assert (left.ended.code, left.same, left.last_line) == (0, True, "nothing new: release 000002 stays")


def test_records_that_are_really_gone_can_be_accepted(second_night: Scene, tmp_path: Path) -> None:
    left = second_night.play(tmp_path, {SITE: {}}, "-s", "PUBCRAWL_GATE_ACCEPT=rolled_back")
    assert (left.ended.code, left.site(SITE)["accepted"]) == (0, ["rolled_back"])


SITEMAPS: dict[str, bytes] = {
    "empty": b"",
    "blank": b" \n",
    "text": b"Not here.",
    "json": b'{"error": "not found"}',
    "binary": bytes(range(256)),
    "a page": b'<!DOCTYPE html><html lang="en"><body><h1>Not here</h1><p>Try the <a href="/">home page</a>.</body></html>',
    "another list": b"<urlset><url><loc>https://www.amii.ca/about</loc></url></urlset>",
}


@pytest.mark.parametrize("name", [*SITEMAPS])
def test_what_is_no_sitemap_leads_to_the_index_page(world: Scene, tmp_path: Path, name: str) -> None:
    answer = replace(fixture("amii")["/sitemap.xml"], body=SITEMAPS[name])
    left = world.play(tmp_path, {"amii": {"/sitemap.xml": answer}})
    told = "nothing new: release 000001 stays; warned: amii (no_sitemap)"
    assert (left.ended.code, left.same, left.last_line) == (0, True, told), left.ended


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_half_a_sitemap_is_named(world: Scene, tmp_path: Path, share: float) -> None:
    answer = fixture("amii")["/sitemap.xml"]
    half = replace(answer, body=answer.body[: int(share * len(answer.body))])
    left = world.play(tmp_path, {"amii": {"/sitemap.xml": half}})
    assert refused(left, "cut_short", 4, "amii"), left.ended


def test_a_sitemap_without_the_newest_roundup_takes_nothing_back(world: Scene, tmp_path: Path) -> None:
    left = world.play(tmp_path, {"amii": without_roundups("amii", keep="amii-at-neurips-2025")})
    assert refused(left, "shrunk", 3, "amii"), left.ended

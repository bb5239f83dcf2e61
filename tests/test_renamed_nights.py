"""Nights on which a site says the same record in other words, or shows it where an ordinary run does not look."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from pubcrawl.items import Publication
from tests.authoring.markups import MARKUPS
from tests.authoring.people import NOEMIE
from tests.authoring.publications import DIRECTORY, InventedPublication, publications
from tests.releases import load_rows, read_latest
from tests.test_nights import FULL_SITE, path, visits
from tests.test_runs import LISTING, SITE, World, good, page, world

__all__ = ["good", "world"]

pytestmark = [pytest.mark.night, pytest.mark.family("R18")]

CARDS = 12


def serve(world: World, entries: Sequence[InventedPublication]) -> None:
    """Let the listing show these, in order."""
    pages = [entries[i : i + CARDS] for i in range(0, len(entries), CARDS)]
    for i, cards in enumerate(pages):
        html = MARKUPS["drupal"](cards, language="en", page=i, last_page=len(pages) - 1, toggle="spans")
        world.server.put(SITE, path(i), page(html))


def rows(world: World) -> dict[str, Publication]:
    return {p.id: p for p in load_rows(read_latest(world.exports) or pytest.fail("no release"))}


def said(world: World) -> dict[str, str]:
    return {name: p.content_hash for name, p in rows(world).items()}


def test_a_mended_title_keeps_its_id_and_is_known_from_then_on(world: World) -> None:
    before = rows(world)
    first, *others = publications(SITE)
    title = f"{first.title}, Mostly"
    serve(world, [replace(first, title=title), *others])
    code, report = world.crawl()
    after = rows(world)
    assert (code, report["published"], report["sites"][0]["renamed"]) == (0, True, 1)
    assert after.keys() == before.keys()
    (renamed,) = [p for p in after.values() if p.content_hash != before[p.id].content_hash]
    assert (renamed.title, renamed.first_seen) == (title, before[renamed.id].first_seen)
    asked = len(world.server.requests)
    code, report = world.crawl()
    assert (code, report["published"], visits(world, asked)) == (0, False, [LISTING])


def test_what_may_be_a_renamed_record_waits_for_a_whole_run(world: World) -> None:
    """A record far down the list seems to come to the top at another venue; it is still there, so there are two."""
    before = said(world)
    entries = publications(SITE)
    deep = next(p for p in entries[3 * CARDS :] if p.title and p.abstract and not p.links and not p.title_href)
    again = replace(deep, venue="Conference on Quiet Harbours", workshop=None, status="poster", date=entries[0].date)
    serve(world, [again, *entries])
    code, report = world.crawl()
    assert (code, report["sites"][0]["waiting"]) == (0, 1)
    assert said(world) == before
    asked = len(world.server.requests)
    code, report = world.crawl()
    assert (code, report["sites"][0]["waiting"]) == (0, 0)
    assert len(visits(world, asked)) == FULL_SITE
    (new,) = said(world).keys() - before.keys()
    assert rows(world)[new].venue == again.venue
    assert said(world) == before | {new: rows(world)[new].content_hash}


def test_a_record_of_a_profile_is_not_missed_where_no_profile_is_read(world: World) -> None:
    entries = publications(SITE)
    secret = replace(entries[0], title="A Paper That No Listing Has", abstract=None, links=(), title_href=None)
    html = MARKUPS["drupal"]([secret], language="en", kind="profile", person=NOEMIE, toggle="spans")
    world.server.put(SITE, DIRECTORY["en"] + NOEMIE.slug, page(html))
    world.crawl("--full", "-a", "profiles=1")
    (found,) = [p for p in rows(world).values() if p.title == secret.title]
    assert found.source_kind == "profile"
    for _ in range(2):
        code, _ = world.crawl("--full")
        assert code == 0
    assert rows(world)[found.id].removed_at is None
    html = MARKUPS["drupal"](entries[:1], language="en", kind="profile", person=NOEMIE, toggle="spans")
    world.server.put(SITE, DIRECTORY["en"] + NOEMIE.slug, page(html))
    for _ in range(2):
        world.crawl("--full", "-a", "profiles=1")
    assert rows(world)[found.id].removed_at

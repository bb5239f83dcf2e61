from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any

import pytest

from pubcrawl.items import Author, Publication
from pubcrawl.matching.renames import Renames, find_renames, key_today
from pubcrawl.runs.coverage import Coverage
from pubcrawl.stages.venue import read_venue
from pubcrawl.text import venues as venue_table
from tests.records import NOON, publication

pytestmark = pytest.mark.family("R18")

LIST = "https://mila.example/en/publications"
TEXT = (
    "Tide gauges drift for years before anybody looks. We train a small network on the gauges that were looked at, "
    "and let it say which of the others to visit first. Three harbours took part, and none of them regrets it."
)
OTHER_TEXT = (
    "Moths are counted by lamplight, and lamps differ. We correct the counts for the lamp, the moon and the patience "
    "of the observer, on nine summers of notes from one garden and its two very unequal gardeners."
)
FACTS: dict[str, Any] = {
    "title": "Learning Which Tide Gauge to Visit Next",
    "abstract": TEXT,
    "authors": "Ondine Farquharson; Liwen Quan; Hedda Morkved",
    "venue": "International Conference on Learning Representations (poster)",
    "published": date(2026, 3, 1),
}
WHOLE = Coverage(complete=True, kinds=frozenset(("listing",)))


def record(**facts: Any) -> Publication:  # noqa: ANN401  any fact
    """A record as the stages make it, under its own name."""
    said = FACTS | facts
    venue = read_venue(said.pop("venue"))
    authors = tuple(Author(name=name) for name in said.pop("authors").split("; ") if name)
    named = replace(
        publication("mila_en:x", authors=authors, source_url=LIST, published_precision="day", **said),
        venue=venue.venue,
        workshop=venue.workshop,
        venue_key=venue.venue_key,
        status=venue.status,
    )
    name = key_today(named)
    return replace(named, id=name, work_id=name)


def told(old: Publication, new: Publication, reading: Coverage = WHOLE) -> Renames:
    return find_renames([old], [new], {"mila_en": reading})


ARXIV = {"arxiv_id": "2603.01234"}
RENAMED = [
    pytest.param({}, {"title": "Learning Which Tide Guage to Visit Next"}, id="a typing error"),
    pytest.param({}, {"title": "Learning Which Tide Gauge to Visit Next: Notes from Three Harbours"}, id="a subtitle"),
    pytest.param({}, {"title": "Learning Which Tide Gauge to Inspect Next"}, id="another word"),
    pytest.param({}, {"title": "Where to Send the Boat"}, id="another title"),
    pytest.param({}, {"title": "Learning Which Tide Guage to Visit Next", "abstract": None, "flags": ("abstract_repeated", "authors_repeated")}, id="typing, and the abstract is given to another title"),
    pytest.param({}, {"title": "Visiting Tide Gauges: 12 Lessons"}, id="a title with a number"),
    pytest.param({"abstract": None, "flags": ("abstract_repeated", "authors_repeated")}, {"venue": "ArXiv"}, id="a venue, and the abstract was given to another title"),
    pytest.param({"title": None}, {}, id="a title at last"),
    pytest.param({"abstract": None}, {"title": "Learning Which Tide Gauges to Visit Next"}, id="typing, no abstract"),
    pytest.param({}, {"title": "Learning Which Tide Gauges to Visit Next", "abstract": f"{TEXT} Ever."}, id="both texts"),
    pytest.param({}, {"title": "Learning Which Tide Guage to Visit Next", "published": date(2026, 4, 2)}, id="and date"),
    pytest.param({}, {"title": "Learning Which Tide Guage to Visit Next", "authors": "Ondine Farquharson; Liwen Quan"}, id="and people"),
    pytest.param({"venue": "ArXiv (preprint)"}, {}, id="a preprint finds its venue"),
    pytest.param({"venue": "ArXiv (preprint)"}, {"published": date(2026, 7, 9)}, id="and its date"),
    pytest.param({"venue": "ArXiv (preprint)", "abstract": None}, {"abstract": None}, id="a venue, no abstract"),
    pytest.param({}, {"venue": "Tides and Trees @ International Conference on Learning Representations"}, id="a workshop"),
    pytest.param({}, {"venue": "Transactions on Learned Shores (published)"}, id="another venue"),
    pytest.param({"venue": "ArXiv (preprint)"}, {"title": "Learning Which Tide Gauges to Visit Next"}, id="title and venue"),
    pytest.param(ARXIV | {"abstract": None}, ARXIV | {"abstract": None, "title": "Visiting Tide Gauges", "published": date(2026, 5, 5)}, id="an identifier"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "now"), RENAMED)
def test_a_record_is_known_under_other_words(before: dict[str, Any], now: dict[str, Any]) -> None:
    old, new = record(**before), record(**now)
    assert old.id != new.id
    assert told(old, new) == Renames(ids={new.id: old.id})
    assert told(replace(old, removed_at=NOON), new) == Renames(ids={new.id: old.id})


PART = "Learning Which Tide Gauge to Visit Next, Part"
OTHERS = [
    pytest.param({}, {"title": "Counting Moths by Lamplight", "abstract": OTHER_TEXT}, id="another paper of one day"),
    pytest.param({}, {"authors": "Odhran Killicrankie; Wei Zhang", "venue": "ArXiv"}, id="one title, other people"),
    pytest.param({"title": f"{PART} I"}, {"title": f"{PART} II"}, id="the next part"),
    pytest.param({"abstract": None}, {"abstract": None, "title": "Learning Which Tide Gauge to Visit Next 2"}, id="the sequel"),
    pytest.param({"title": "Editorial 2025", "abstract": None}, {"title": "Editorial 2026", "abstract": None}, id="the next year"),
    pytest.param({"abstract": None}, {"abstract": None, "title": "Learning Which Tide Gauges to Visit Next", "published": date(2026, 4, 2)}, id="no text, another day"),
    pytest.param({"venue": "ArXiv", "abstract": None}, {"abstract": None, "published": date(2026, 7, 9)}, id="no text, another venue and day"),
    pytest.param({"venue": "ArXiv"}, {"abstract": OTHER_TEXT, "published": date(2026, 7, 9)}, id="one title, another text"),
    pytest.param({"openreview_id": "aaa", "venue": "ArXiv"}, {"openreview_id": "bbb"}, id="two identifiers"),
    pytest.param({}, {"title": "Where to Send the Boat", "published": date(2026, 4, 2)}, id="one text, another title and day"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "now"), OTHERS)
def test_another_record_stays_another(before: dict[str, Any], now: dict[str, Any]) -> None:
    old, new = record(**before), record(**now)
    assert old.id != new.id
    assert told(old, new) == Renames(ids={})


def test_a_record_of_another_site_is_another() -> None:
    old = record()
    new = replace(record(title="Learning Which Tide Guage to Visit Next"), site="mila_fr")
    assert find_renames([old], [new], {"mila_en": WHOLE, "mila_fr": WHOLE}) == Renames(ids={})


def test_a_site_that_was_not_read_renames_nothing() -> None:
    old, new = record(), record(title="Learning Which Tide Guage to Visit Next")
    assert find_renames([old], [new], {}) == Renames(ids={})


def test_the_table_of_venues_may_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = {"venue": "Journal of Quiet Harbours", "abstract": None, "authors": "", "published": None}
    old = record(**bare)
    with monkeypatch.context() as patched:
        known = venue_table._Known("JQH", "Journal of Quiet Harbours")
        names, _ = venue_table._by_word([known])
        patched.setattr(venue_table, "_NAMES", {**venue_table._NAMES, **names})
        venue_table.find_venue.cache_clear()
        new = record(**bare)
        assert (new.venue_key, new.id != old.id) == ("JQH", True)
        assert told(old, new) == Renames(ids={new.id: old.id})
    venue_table.find_venue.cache_clear()


def test_both_versions_of_a_paper_may_be_renamed_at_once() -> None:
    workshop = "Tides @ International Conference on Machine Learning"
    olds = [record(), record(venue=workshop)]
    typed = "Learning Which Tide Guage to Visit Next"
    news = [record(title=typed), record(title=typed, venue=workshop)]
    for missing in permutations(olds):
        found = find_renames(missing, news, {"mila_en": WHOLE})
        assert found == Renames(ids={news[0].id: olds[0].id, news[1].id: olds[1].id})


def test_two_records_that_agree_alike_are_left_alone() -> None:
    typed = "Learning Which Tide Guage to Visit Next"
    for olds, news in (
        ([record(venue="ArXiv"), record(venue="HAL")], [record()]),
        ([record()], [record(title=typed), record(title="Learning Which Tide Gauge to Visti Next")]),
    ):
        found = find_renames(olds, news, {"mila_en": WHOLE})
        assert found == Renames(ids={}, unsure=frozenset(n.id for n in news))


def test_a_record_returns_to_its_first_words() -> None:
    first, now = record(abstract=None), record(abstract=None, title="Where to Send the Boat")
    assert told(replace(now, id=first.id), first) == Renames(ids={first.id: first.id})


EARLY = Coverage(complete=False, kinds=WHOLE.kinds, newest={LIST: date(2026, 4, 2), f"{LIST}?page=1": date(2026, 2, 2)})
READINGS = [
    pytest.param({}, EARLY, "same", id="its page and an older one were read"),
    pytest.param({"source_url": f"{LIST}?page=2"}, EARLY, "waits", id="its page was not read"),
    pytest.param({"published": date(2026, 2, 2)}, EARLY, "waits", id="no page is older"),
    pytest.param({"source_url": f"{LIST}?page=2", "removed_at": NOON}, EARLY, "same", id="it had been removed"),
    pytest.param({}, replace(EARLY, newest={LIST: date(2026, 4, 2)}), "waits", id="only its page was read"),
    pytest.param({}, replace(EARLY, newest={LIST: date(2026, 4, 2), "https://mila.example/en/directory/x": date(2020, 1, 1)}), "waits", id="the older page is of another list"),
    pytest.param({"source_kind": "profile"}, WHOLE, "new", id="profiles were not asked for"),
    pytest.param({"source_kind": "profile"}, replace(WHOLE, kinds=frozenset(("listing", "profile"))), "same", id="profiles were read"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "reading", "what"), READINGS)
def test_what_was_not_looked_for_is_not_taken_for_gone(before: dict[str, Any], reading: Coverage, what: str) -> None:
    old = replace(record(), **before)
    new = replace(record(title="Learning Which Tide Guage to Visit Next"), published=old.published)
    expected = {
        "same": Renames(ids={new.id: old.id}),
        "waits": Renames(ids={}, waiting=frozenset((new.id,))),
        "new": Renames(ids={}),
    }
    assert told(old, new, reading) == expected[what]


def test_what_nobody_can_tell_waits_for_a_whole_run() -> None:
    olds, new = [record(venue="ArXiv"), record(venue="HAL")], record()
    assert find_renames(olds, [new], {"mila_en": EARLY}) == Renames(ids={}, waiting=frozenset((new.id,)))

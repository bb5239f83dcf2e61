import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pubcrawl.errors import WrongOrder
from pubcrawl.items import Author, Publication
from pubcrawl.release.suppress import Suppression, read_suppression
from pubcrawl.stages.identity import content_hash
from pubcrawl.storage.atomic import StorageError
from pubcrawl.text.words import fold
from tests.records import NOON, publication
from tests.releases import WHOLE, forget, load_rows, merge, publish, read_latest

ALICE, BOB = Author(name="Alice Émond-Roy", profile_url="https://x.example/en/directory/alice"), Author(name="Bob Quan")


def hashed(name: str, *authors: Author, **fields: Any) -> Publication:  # noqa: ANN401  any column
    bare = publication(name, **{"authors": authors} | fields)
    return replace(bare, content_hash=content_hash(bare))


def named(*people: str, ids: tuple[str, ...] = ()) -> Suppression:
    return Suppression(ids=frozenset(ids), people=frozenset(map(fold, people)))


GOOD = {
    "": Suppression(),
    "# nobody yet\n": Suppression(),
    "ids:\npeople:\n": Suppression(),
    "ids: [a1]\n": Suppression(ids=frozenset({"a1"})),
    "ids:\n  - 0123\n  - 1.2\n  - 1e10\n  - 12:30:45\n": Suppression(
        ids=frozenset({"0123", "1.2", "1e10", "12:30:45"})
    ),
    "people:\n  - ' Alice Émond-Roy '\n  - No\n": Suppression(people=frozenset({"alice emond roy", "no"})),
}


@pytest.mark.parametrize(("content", "expected"), GOOD.items())
def test_the_file_is_read_as_texts(tmp_path: Path, content: str, expected: Suppression) -> None:
    (tmp_path / "suppress.yml").write_text(content, encoding="utf-8")
    assert read_suppression(tmp_path) == expected
    assert bool(expected) == bool(expected.ids or expected.people)


def test_without_a_file_nothing_is_suppressed(tmp_path: Path) -> None:
    assert read_suppression(tmp_path) == Suppression()


BAD = {
    "people: [Secret Name\nids: x": "line 2: it is not YAML",
    "people:\n\t- Secret Name": "line 2: it is not YAML",
    "\x01Secret Name": "it is not YAML",
    "- Secret Name": "it must be a mapping with no other keys than ids and people",
    "Secret Name": "it must be a mapping with no other keys than ids and people",
    "persons: [Secret Name]": "it must be a mapping with no other keys than ids and people",
    "people: Secret Name": "people: it must be a list",
    "people: {Secret Name: 1}": "people: it must be a list",
    "people: [A, [Secret Name]]": "people: entry 2 is not a text",
    "ids: [a, '', Secret Name]": "ids: entry 2 is not a text",
    "people: [*Secret]": "line 1: it is not YAML",
    "people: &a [*a, Secret Name]": "it is not YAML",
}


@pytest.mark.parametrize(("content", "message"), BAD.items())
def test_a_wrong_file_is_one_line_that_tells_no_name(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "suppress.yml").write_text(content, encoding="utf-8")
    with pytest.raises(WrongOrder) as caught:
        read_suppression(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path}/suppress.yml: ")
    assert message in str(caught.value)
    assert "Secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_cannot_be_read_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "suppress.yml").mkdir()
    with pytest.raises(StorageError, match=r"cannot read .*/suppress.yml: Is a directory"):
        read_suppression(tmp_path)


@pytest.mark.parametrize(
    ("name", "people", "is_taken_out"),
    [
        ("Alice Émond-Roy", "alice emond roy", True),
        ("ALICE ÉMOND‐ROY", "Alice Émond-Roy", True),
        ("Alice E\u0301mond Roy", "Alice Émond-Roy", True),
        ("Alice B. Émond-Roy", "Alice Émond-Roy", False),
        ("Alice Émond-Royer", "Alice Émond-Roy", False),
        ("李明", "李明", True),
    ],
)
def test_a_name_is_known_however_it_is_written(name: str, people: str, is_taken_out: bool) -> None:  # noqa: FBT001
    row = hashed("amii:a", Author(name=name), BOB)
    assert named(people).without_people(row) == (hashed("amii:a", BOB) if is_taken_out else row)


def test_what_is_named_is_dropped_and_people_leave_the_rest() -> None:
    suppression = named("alice emond roy", ids=("amii:c",))
    rows = [hashed("amii:a", ALICE, BOB), hashed("amii:b", BOB), hashed("amii:c", BOB)]
    assert [suppression.drops(r) for r in rows] == [False, False, True]
    assert [suppression.without_people(r) for r in rows[:2]] == [hashed("amii:a", BOB), rows[1]]


def test_an_address_that_holds_the_name_is_cut_to_its_site() -> None:
    page = "https://mila.example/fr/annuaire/alice-%C3%A9mond-roy?page=2"
    suppression = named("Alice Émond-Roy")
    told = suppression.without_people(hashed("mila_fr:a", ALICE, source_url=page))
    assert told == hashed("mila_fr:a", source_url="https://mila.example/")
    told = suppression.without_people(hashed("mila_fr:b", BOB, source_url=page))
    assert told == hashed("mila_fr:b", BOB, source_url="https://mila.example/")


def test_without_a_list_rows_stay_as_they_are() -> None:
    row = hashed("amii:a", ALICE)
    suppression = Suppression().following((), {"w1": ["amii:a"]})
    assert suppression.without_people(row) is row
    assert (suppression.drops(row), suppression.leaves_out("amii:a"), suppression.remembered) == (False, False, {})


def night(exports: Path, fresh: list[Publication], suppression: Suppression, day: int) -> bool:
    """One night as `pubcrawl.run` does it; says whether it published."""
    last = read_latest(exports)
    now = NOON + timedelta(days=day)
    known = suppression
    if last:
        known = suppression.following((), last.suppressed(), last.traces()).tracing(last.rows())
    sites = {row.site: WHOLE for row in (*FRESH, *fresh)}
    outcomes = merge(exports, fresh, sites, now=now, suppression=known.tracing(fresh))
    if last and not outcomes.is_news:
        outcomes.close()
        return False
    publish(exports, outcomes, run_id="r", now=now, site_reports=[], versions={})
    return True


def shown(exports: Path) -> dict[str, list[str]]:
    release = read_latest(exports)
    assert release
    return {p.id: [a.name for a in p.authors] for p in load_rows(release)}


FRESH = [hashed("amii:a", ALICE, BOB), hashed("amii:b", BOB), hashed("amii:c", BOB)]


@pytest.mark.parametrize(
    ("suppression", "expected"),
    [
        (named("Alice Émond-Roy"), {"amii:a": ["Bob Quan"], "amii:b": ["Bob Quan"], "amii:c": ["Bob Quan"]}),
        (named(ids=("amii:a", "amii:c")), {"amii:b": ["Bob Quan"]}),
    ],
    ids=["person", "records"],
)
def test_what_is_suppressed_leaves_at_once_and_nothing_flaps(
    tmp_path: Path, suppression: Suppression, expected: dict[str, list[str]]
) -> None:
    assert night(tmp_path, FRESH, Suppression(), 0)
    assert night(tmp_path, FRESH, suppression, 1)
    assert shown(tmp_path) == expected
    for day in (2, 3):
        assert not night(tmp_path, FRESH, suppression, day)
        assert shown(tmp_path) == expected
    assert night(tmp_path, FRESH, Suppression(), 4)
    assert shown(tmp_path).keys() == {"amii:a", "amii:b", "amii:c"}


def test_what_was_never_published_is_not_published(tmp_path: Path) -> None:
    night(tmp_path, FRESH, named("alice emond roy", ids=("amii:b",)), 0)
    assert shown(tmp_path) == {"amii:a": ["Bob Quan"], "amii:c": ["Bob Quan"]}


def test_a_suppressed_work_stays_away_when_its_records_are_read_again(tmp_path: Path) -> None:
    """A record that is read again does not say which work it belongs to."""
    linked = [replace(FRESH[0], work_id="w9"), replace(FRESH[1], work_id="w9"), FRESH[2]]
    publish(tmp_path, linked, run_id="r", now=NOON, site_reports=[], versions={})
    assert night(tmp_path, FRESH, named(ids=("w9",)), 1)
    assert shown(tmp_path).keys() == {"amii:c"}
    for day in (2, 3):
        assert not night(tmp_path, FRESH, named(ids=("w9",)), day)
    assert (read_latest(tmp_path) or pytest.fail("none")).suppressed() == {"w9": ["amii:a", "amii:b"]}
    assert night(tmp_path, FRESH, Suppression(), 4)
    assert shown(tmp_path).keys() == {"amii:a", "amii:b", "amii:c"}
    assert (read_latest(tmp_path) or pytest.fail("none")).suppressed() == {}


WORK = "w9"
ABSTRACT = "An abstract that is long enough to be one and says what no other says. " * 3
HERE = hashed("mila_en:x", ALICE, BOB, title="On Snow", abstract=ABSTRACT, doi="10.1/x", venue="ICLR", venue_key="ICLR")
LATER: dict[str, tuple[dict[str, Any], bool]] = {
    "the same words": ({}, True),
    "the same title and one of the authors": ({"abstract": None, "doi": None, "authors": (BOB,)}, True),
    "the title spelled otherwise": ({"abstract": None, "doi": None, "title": "ON SNOW."}, True),
    "an identifier alone": ({"title": "Sur la neige", "abstract": None, "authors": ()}, True),
    "the abstract alone": ({"title": "Of Snow and Ice", "doi": None}, True),
    "no venue": ({"venue": None, "venue_key": None, "doi": None}, True),
    "another identifier": ({"doi": "10.1/y"}, False),
    "another venue": ({"venue": "ICML", "venue_key": "ICML", "doi": None}, False),
    "its workshop": ({"workshop": "Snow at Work", "doi": None}, False),
    "other people": ({"abstract": None, "doi": None, "authors": (Author(name="Cy Lund"),)}, False),
    "another title": ({"title": "On Ice", "abstract": None, "doi": None}, False),
}


@pytest.mark.parametrize("how", LATER)
def test_a_work_that_is_suppressed_does_not_come_back_from_another_site(tmp_path: Path, how: str) -> None:
    """Nothing of the work is in a release any more when the other site shows it, and its own site may not either."""
    fields, is_the_work = LATER[how]
    publish(tmp_path, [replace(HERE, work_id=WORK)], run_id="r", now=NOON, site_reports=[], versions={})
    suppression = named(ids=(WORK,))
    there = hashed("mila_fr:y", **{"authors": HERE.authors} | vars_of(HERE) | fields)
    other = hashed("amii:z", BOB, title="Something Else")
    assert night(tmp_path, [other, HERE], suppression, 1)
    expected = {"amii:z"} if is_the_work else {"amii:z", "mila_fr:y"}
    for day, fresh in enumerate(([other, there], [other, HERE, there], [other, there]), start=2):
        assert night(tmp_path, fresh, suppression, day) == (day == 2 and not is_the_work)
        assert shown(tmp_path).keys() == expected
    assert night(tmp_path, [other, HERE, there], Suppression(), 5)
    assert shown(tmp_path).keys() == {"amii:z", "mila_en:x", "mila_fr:y"}
    assert (read_latest(tmp_path) or pytest.fail("none")).traces() == {}


def vars_of(row: Publication) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("title", "abstract", "doi", "venue", "venue_key")}


def test_the_work_is_known_in_the_night_in_which_it_is_suppressed(tmp_path: Path) -> None:
    first = replace(HERE, id="mila_en:z", work_id=WORK)
    publish(tmp_path, [first], run_id="r", now=NOON, site_reports=[], versions={})
    night(tmp_path, [hashed("amii:a", *HERE.authors, **vars_of(HERE))], named(ids=(WORK,)), 1)
    assert shown(tmp_path) == {}


def test_another_version_that_readers_have_stays_until_it_names_the_work(tmp_path: Path) -> None:
    version = hashed("mila_fr:y", ALICE, BOB, title="On Snow", venue="A Journal of Snow")
    publish(tmp_path, [replace(HERE, work_id=WORK), version], run_id="r", now=NOON, site_reports=[], versions={})
    suppression = named(ids=(WORK,))
    for day in (1, 2):
        night(tmp_path, [version], suppression, day)
        assert shown(tmp_path).keys() == {"mila_fr:y"}
    named_now = hashed("mila_fr:y", ALICE, BOB, title="On Snow", venue="A Journal of Snow", doi="10.1/x")
    for day in (3, 4):
        night(tmp_path, [named_now], suppression, day)
        assert shown(tmp_path) == {}


def test_a_release_that_knows_no_traces_learns_them_when_the_record_is_read_again(tmp_path: Path) -> None:
    publish(tmp_path, [replace(HERE, work_id=WORK)], run_id="r", now=NOON, site_reports=[], versions={})
    suppression = named(ids=(WORK,))
    night(tmp_path, [], suppression, 1)
    release = read_latest(tmp_path)
    assert release
    state = release.path / "state.json"
    state.write_text(re.sub(r',"traces":.*(?=}$)', "", state.read_text().strip()))
    assert release.traces() == {}
    assert night(tmp_path, [HERE], suppression, 2)
    assert not night(tmp_path, [hashed("mila_fr:y", *HERE.authors, **vars_of(HERE))], suppression, 3)
    assert shown(tmp_path) == {}


def test_what_is_kept_of_a_suppressed_work_holds_no_word_of_it(tmp_path: Path) -> None:
    publish(tmp_path, [replace(HERE, work_id=WORK)], run_id="r", now=NOON, site_reports=[], versions={})
    night(tmp_path, [], named(ids=(WORK,)), 1)
    release = read_latest(tmp_path)
    assert release
    assert release.traces()[WORK]
    said = (release.path / "state.json").read_text().casefold()
    assert not [word for word in ("snow", "quan", "émond", "10.1/x", "iclr", "abstract ") if word in said]


def test_a_work_that_was_forgotten_is_known_again(tmp_path: Path) -> None:
    other = hashed("amii:z", BOB, title="Something Else")
    publish(tmp_path, [other, replace(HERE, work_id=WORK)], run_id="r", now=NOON, site_reports=[], versions={})
    forget(tmp_path, named(ids=(WORK,)), now=NOON + timedelta(days=1))
    there = hashed("mila_fr:y", *HERE.authors, **vars_of(HERE))
    assert not night(tmp_path, [other, there], named(ids=(WORK,)), 2)
    assert shown(tmp_path).keys() == {"amii:z"}

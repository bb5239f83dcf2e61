from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import orjson
import pytest

from pubcrawl.items import Publication
from pubcrawl.matching.candidates import BLOCK, WINDOW, candidates
from pubcrawl.matching.comparable import read_comparables
from pubcrawl.matching.link import link
from tests.authoring.linking import PAIRS, Half, Pair, publication, read_pairs, to_bytes
from tests.authoring.linking_score import Score, alone, every_two, link_all, pair_by_pair, together
from tests.records import from_json_row

EVERY = read_pairs()
NOT_YET = {"Towards Better Sluice Control with Language Models"}
"""Pairs that linking gets wrong, by title: here a number in words stands in the new subtitle alone."""

TITLE = "Forecasting Harbour Tides with Frugal Networks"
PEOPLE = ("Ines Mota", "Dan Lupescu")
ABSTRACT = (
    "Tides are forecast with models that are larger than the harbours they serve. We prune one until it fits "
    "in a buoy, and find that what is left is the moon. Nine harbours confirm it over two winters."
)


def record(name: str, **facts: object) -> Publication:
    known = {"site": "mila_en", "title": TITLE, "authors": PEOPLE, "abstract": ABSTRACT, **facts}
    return publication({"id": name, **{k: v for k, v in known.items() if v}})


def works(*records: Publication) -> list[list[str]]:
    """Link the records and return the ids of those that are one work, sorted."""
    return sorted(map(sorted, _groups(link(records, {}).work_ids)))


def test_the_committed_pairs_are_those_the_seeds_give() -> None:
    assert PAIRS.read_bytes() == to_bytes()


def test_there_are_enough_pairs_of_each_label_in_each_half() -> None:
    count = {(p.half, p.label): 0 for p in EVERY}
    for pair in EVERY:
        count[pair.half, pair.label] += 1
    assert sum(count.values()) >= 320
    assert min(count.values()) >= 28


@pytest.mark.parametrize("half", ["fit", "confirm"])
@pytest.mark.parametrize("method", [pair_by_pair, together, every_two], ids=lambda m: m.__name__)
def test_precision_and_recall_on_each_half(half: Half, method: object) -> None:
    assert callable(method)
    score: Score = method([p for p in EVERY if p.half == half])
    assert score.found >= 120
    assert score.enough, str(score)


@pytest.mark.parametrize("method", [pair_by_pair, together, every_two], ids=lambda m: m.__name__)
def test_precision_and_recall_on_all_pairs(method: object) -> None:
    assert callable(method)
    score: Score = method(EVERY)
    assert (score.wrong, score.wrong_labels, score.enough) == (0, len(NOT_YET), True), str(score)


@pytest.mark.parametrize("pair", EVERY, ids=lambda p: f"{p.kind}-{p.other.id[:6]}")
def test_each_pair_alone(pair: Pair) -> None:
    got = alone(pair)
    assert (got == pair.label) == (pair.one.title not in NOT_YET or pair.kind != "retitled"), got


def test_order_does_not_matter() -> None:
    linked = link_all(EVERY)
    records = list({p.id: p for pair in EVERY for p in (pair.one, pair.other)}.values())
    twins = [(p.other.id, p.one.id) for p in EVERY if p.twin]
    for seed in range(4):
        rng = Random(seed)  # noqa: S311  repeatable, not secret
        rng.shuffle(records)
        rng.shuffle(twins)
        assert link(records, {}, twins=twins) == linked


DOI_A, DOI_B = {"doi": "10.5555/a.1"}, {"doi": "10.5555/b.2"}
ARXIV = {"doi": "10.48550/arxiv.2501.00001"}
ICLR = {"venue": "International Conference on Learning Representations (poster)"}
WORKSHOP = {"venue": "Tides @ International Conference on Machine Learning (poster)"}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([{}, {}, {}], [["0", "1", "2"]], id="the same on three pages"),
        pytest.param([DOI_A, {}, DOI_B], [["0", "1"], ["2"]], id="a record without DOI joins no two DOIs"),
        pytest.param([{}, DOI_A, DOI_B], [["0", "1"], ["2"]], id="nor does it when it comes first"),
        pytest.param([DOI_A, ARXIV, {}], [["0", "1", "2"]], id="preprint DOI and published DOI"),
        pytest.param([ARXIV, {"doi": "10.48550/arxiv.2501.00002"}], [["0"], ["1"]], id="two manuscripts"),
        pytest.param([{**DOI_A, "title": "Tides"}, DOI_A], [["0", "1"]], id="equal DOI, other title"),
        pytest.param([ICLR, WORKSHOP, {}], [["0", "2"], ["1"]], id="a record without place joins no two places"),
        pytest.param(
            [{**ICLR, **DOI_A}, {**WORKSHOP, **DOI_A}], [["0", "1"]], id="equal DOI, two spellings of a place"
        ),
        pytest.param(
            [{"title": f"{TITLE}, Part I"}, {"title": None}, {"title": f"{TITLE}, Part II"}],
            [["0", "1"], ["2"]],
            id="a record without title joins no two parts",
        ),
        pytest.param(
            [{"title": None}, {"title": f"{TITLE}, Part I"}, {"title": f"{TITLE}, Part II"}],
            [["0", "1"], ["2"]],
            id="nor does it when it comes first",
        ),
        pytest.param([{"authors": None, "abstract": None}, {}], [["0"], ["1"]], id="a title alone is not enough"),
        pytest.param([{"authors": None}, {}], [["0", "1"]], id="an abstract stands in for the authors"),
        pytest.param(
            [{"title": None, "abstract": "Too short."}] * 2, [["0"], ["1"]], id="a short abstract says nothing"
        ),
    ],
)
def test_whole_works(facts: list[dict[str, object]], expected: list[list[str]]) -> None:
    assert works(*(record(str(i), **f) for i, f in enumerate(facts))) == expected


def test_workshop_and_conference_are_versions() -> None:
    linked = link([record("a", **ICLR), record("b", **WORKSHOP), record("c", title="Ferries that Never Wait")], {})
    assert linked.versions == (("wa", "wb"),)
    assert linked.versions_of() == {"wa": ("wb",), "wb": ("wa",)}


def test_a_work_is_no_version_of_itself() -> None:
    one, other = record("a", **ICLR, **DOI_A), record("b", **WORKSHOP, openreview_id="t1des")
    bridge = record("c", **DOI_A, openreview_id="t1des")
    linked = link([replace(p, arxiv_id="2501.00001") for p in (one, other)] + [bridge], {})
    assert (set(linked.work_ids.values()), linked.versions) == ({"wa"}, ())


def test_rows_say_the_strongest_tie_of_each_record() -> None:
    slip = TITLE.replace("Frugal", "Frugla")
    linked = link([record("a", **DOI_A), record("b", **DOI_A), record("c", title=slip), record("d", title="Keys")], {})
    assert [(r.record_id, r.work_id, r.tier) for r in linked.rows] == [
        ("a", "wa", 0),
        ("b", "wa", 0),
        ("c", "wa", 3),
    ]
    assert linked.rows[0].score == 1.0
    assert 0.98 < linked.rows[2].score < 1
    assert linked.work_ids["d"] == "wd"


def test_a_tie_between_two_works_is_no_tie_of_either() -> None:
    linked = link([record("a", **ICLR, **DOI_A), record("b", **WORKSHOP, openreview_id="t1des")], {})
    assert (linked.rows, linked.versions) == ((), (("wa", "wb"),))


def test_authors_that_belong_to_another_title_are_no_evidence() -> None:
    one = record("a", **DOI_A)
    other = replace(record("b", title="Bells under Snow", **DOI_A), flags=("authors_repeated",))
    assert works(one, other) == [["a"], ["b"]]
    assert works(one, replace(other, flags=())) == [["a", "b"]]
    bare = replace(one, id="c", doi=None, abstract=None)
    assert works(one, bare) == [["a", "c"]]
    assert works(one, replace(bare, flags=("authors_repeated",))) == [["a"], ["c"]]


def test_both_languages_of_the_authored_site_are_one_work_each() -> None:
    lines = [line for site in ("mila_en", "mila_fr", "amii") for line in _golden(site)]
    records = [from_json_row(orjson.loads(line)) for line in lines]
    linked = link(records, {})
    printed = {p.id: (p.institute, p.title, p.venue, p.workshop) for p in records}
    assert len(set(printed.values())) < len(records)
    assert _groups(linked.work_ids) == _groups(printed)


def _groups(names: Mapping[str, object]) -> set[frozenset[str]]:
    return {frozenset(r for r, n in names.items() if n == name) for name in set(names.values())}


def _golden(site: str) -> list[bytes]:
    return (PAIRS.parents[1] / site / "golden" / "publications.jsonl").read_bytes().splitlines()


def test_what_cannot_be_linked_is_refused() -> None:
    with pytest.raises(ValueError, match="two records have the id a"):
        link([record("a"), record("a")], {})
    with pytest.raises(KeyError, match="gone"):
        link([record("a")], {}, twins=[("a", "gone")])
    assert link([], {}).rows == ()


def test_large_blocks_are_cut_to_neighbours() -> None:
    plain = {"authors": None, "abstract": None}
    whole = read_comparables(record(f"{i:04}", **plain) for i in range(BLOCK))
    assert len(set(candidates(whole))) == BLOCK * (BLOCK - 1) // 2
    large = read_comparables(record(f"{i:04}", **plain) for i in range(BLOCK + 1))
    assert len(set(candidates(large))) == sum(min(WINDOW, BLOCK - i) for i in range(BLOCK + 1))


def test_a_large_block_still_brings_one_work_together() -> None:
    stamp = datetime(2026, 1, 1, tzinfo=UTC)
    crowd = [record(f"{i:04}", title="Editorial", authors=[f"Person {i % 400:03}"], abstract=None) for i in range(800)]
    for i, p in enumerate(crowd):
        crowd[i] = replace(p, abstract=f"{ABSTRACT} In memory of editor number {i % 400:03}.", first_seen=stamp)
    assert {len(w) for w in works(*crowd)} == {2}

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pubcrawl.gate.report import SiteReport
from pubcrawl.items import Publication
from pubcrawl.release.merge import Outcomes, outcome, renewed
from pubcrawl.release.merge import merged as merging
from pubcrawl.runs.coverage import Coverage
from pubcrawl.stages.identity import content_hash
from tests.records import NOON, full, publication

DAY = timedelta(days=1)
LATER = NOON + 7 * DAY


def old(name: str, **fields: Any) -> Publication:  # noqa: ANN401  any column
    """A row of the last release."""
    seen = {"first_seen": NOON - 9 * DAY, "last_seen": NOON, "last_changed": NOON - 3 * DAY}
    return publication(name, **seen | fields)


def new(name: str, **fields: Any) -> Publication:  # noqa: ANN401  any column
    """A row as a run reads it."""
    return publication(name, **{"fetched_at": LATER - timedelta(hours=1)} | fields)


def made(**columns: Any) -> Publication:  # noqa: ANN401  any column
    """A record as the stages make it."""
    row = publication("mila_en:a", **columns)
    seen = row.fetched_at
    return replace(row, content_hash=content_hash(row), first_seen=seen, last_seen=seen, last_changed=seen)


def run(records: int, published: int, **fields: Any) -> Coverage:  # noqa: ANN401  any field
    """What a run has read that found so many records where so many are usual."""
    kinds: tuple[str, ...] = fields.pop("kinds", ("listing", "profile"))
    skeletons: dict[str, tuple[str, ...]] = dict.fromkeys(kinds, ("html",))
    refused = fields.pop("refused", ())
    report = SiteReport(site="mila_en", records=records, usual=published, skeletons=skeletons, **fields)
    return Coverage.of(report, share=0.9, refused=refused)


def merged(
    last: list[Publication],
    fresh: list[Publication],
    runs: dict[str, Coverage],
    misses: dict[str, int] | None = None,
) -> tuple[dict[str, Publication], dict[str, int]]:
    outcomes = list(merging(last, fresh, coverages=runs, misses=misses or {}, now=LATER))
    rows = [o.row for o in outcomes if o.row]
    assert [r.id for r in rows] == sorted({p.id for p in last} | {p.id for p in fresh if p.site in runs})
    return {r.id: r for r in rows}, {o.id: o.misses for o in outcomes if o.misses}


SEEN = LATER - timedelta(hours=1)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (None, {}, {"first_seen": SEEN, "last_seen": SEEN, "last_changed": SEEN}),
        ({}, {}, {"first_seen": NOON - 9 * DAY, "last_seen": SEEN, "last_changed": NOON - 3 * DAY}),
        (
            {},
            {"content_hash": "1", "title": "New"},
            {"first_seen": NOON - 9 * DAY, "last_seen": SEEN, "last_changed": SEEN},
        ),
        (
            {"last_seen": LATER},
            {"content_hash": "1"},
            {"first_seen": NOON - 9 * DAY, "last_seen": LATER, "last_changed": LATER},
        ),
        (
            {"removed_at": NOON},
            {},
            {"first_seen": NOON - 9 * DAY, "last_seen": SEEN, "last_changed": NOON - 3 * DAY},
        ),
        (
            {"work_id": "minted:first"},
            {},
            {
                "first_seen": NOON - 9 * DAY,
                "last_seen": SEEN,
                "last_changed": NOON - 3 * DAY,
                "work_id": "minted:first",
            },
        ),
    ],
    ids=["first", "same", "changed", "clock went back", "returned", "linked"],
)
def test_a_record_read_again_keeps_its_history(
    before: dict[str, Any] | None, now: dict[str, Any], expected: dict[str, Any]
) -> None:
    fresh = new("mila_en:a", **now)
    made = renewed(None if before is None else old("mila_en:a", **before), fresh)
    assert made == replace(fresh, **expected)
    assert made.removed_at is None


def test_a_refused_site_keeps_its_rows_untouched() -> None:
    last = [old("amii:a"), old("amii:b", removed_at=NOON), old("mila_en:a")]
    fresh = [new("amii:a", title="Wrong"), new("amii:c"), new("mila_en:a")]
    rows, misses = merged(last, fresh, {"mila_en": run(1, 1)}, {"amii:a": 1})
    assert (rows["amii:a"], rows["amii:b"], "amii:c" in rows) == (last[0], last[1], False)
    assert rows["mila_en:a"].last_seen == SEEN
    assert misses == {"amii:a": 1}


def test_without_any_passing_site_the_release_stays_as_it_is() -> None:
    last = [old("amii:a"), old("mila_en:a")]
    assert merged(last, [new("amii:b")], {}) == ({p.id: p for p in last}, {})


def test_the_first_run_makes_the_first_release() -> None:
    rows, misses = merged([], [new("amii:a"), new("amii:b")], {"amii": run(2, 0)})
    assert [r.first_seen for r in rows.values()] == [SEEN, SEEN]
    assert misses == {}


MISSING = old("mila_en:m")


@pytest.mark.parametrize(
    ("before", "site_run", "removed", "after"),
    [
        (0, run(9, 10), False, 1),
        (1, run(9, 10), True, None),
        (1, run(8, 10), False, 1),
        (0, run(8, 10), False, 0),
        (1, run(9, 10, complete=False), False, 1),
        (1, run(9, 10, refused=frozenset({"mila_en:m"})), False, 1),
        (1, run(9, 10, kinds=("profile",)), False, 1),
        (1, run(9, 10, kinds=("listing", "profile")), True, None),
        (1, run(9, 10, unread=(f"{MISSING.source_url}?page=0%2C1",)), False, 1),
        (1, run(9, 10, unread=(f"{MISSING.source_url}-of-others",)), True, None),
        (1, run(0, 0), True, None),
    ],
    ids=[
        "once",
        "twice",
        "short run",
        "short first run",
        "first pages only",
        "quarantined",
        "other pages",
        "such pages",
        "on a page that did not come",
        "another page did not come",
        "only removed rows left",
    ],
)
def test_a_missing_record_is_removed_after_two_whole_runs(
    before: int,
    site_run: Coverage,
    removed: bool,  # noqa: FBT001  a column of the table
    after: int | None,
) -> None:
    rows, misses = merged([MISSING], [], {"mila_en": site_run}, {"mila_en:m": before} if before else None)
    assert rows == {"mila_en:m": replace(MISSING, removed_at=LATER) if removed else MISSING}
    assert misses == ({"mila_en:m": after} if after else {})


def test_a_record_that_is_read_is_missed_no_more() -> None:
    rows, misses = merged([MISSING], [new("mila_en:m")], {"mila_en": run(1, 1)}, {"mila_en:m": 1})
    assert (rows["mila_en:m"].removed_at, misses) == (None, {})


def test_a_removed_record_stays_removed_since_then() -> None:
    gone = old("mila_en:m", removed_at=NOON)
    assert merged([gone], [], {"mila_en": run(9, 9)}) == ({"mila_en:m": gone}, {})


@pytest.mark.parametrize(("share", "removed"), [(0.5, LATER), (0.6, None)])
def test_the_share_that_makes_a_run_whole_is_a_parameter(share: float, removed: datetime | None) -> None:
    report = SiteReport(site="mila_en", records=5, usual=10, skeletons={"listing": ("html",)})
    coverages = {"mila_en": Coverage.of(report, share=share)}
    (found,) = merging([MISSING], [], coverages=coverages, misses={"mila_en:m": 1}, now=LATER)
    assert found.row == replace(MISSING, removed_at=removed)


def test_outcomes_can_be_taken_twice(tmp_path: Path) -> None:
    outcomes = list(merging([MISSING], [], coverages={"mila_en": run(9, 9)}, misses={}, now=LATER))
    with Outcomes.kept(outcomes, tmp_path) as kept:
        assert (list(kept), list(kept), kept.misses) == (outcomes, outcomes, {"mila_en:m": 1})
        assert [o.row for o in kept] == [MISSING]
    assert list(tmp_path.iterdir()) == []  # the file has no name


ODD = ["half of « it »", '{"id":"x"},"publication":{', "a\nb\u2028c", "𝔸 \\ud800 \\", ""]


@pytest.mark.parametrize("text", ODD)
def test_outcomes_come_back_as_they_were(tmp_path: Path, text: str) -> None:
    was = replace(full("mila_fr:b"), removed_at=None)
    now = replace(was, title=text, abstract=text, content_hash="1" * 64, source_url=f"https://x.example/{len(text)}")
    pairs = [(was, now), (None, replace(now, id="mila_fr:c")), (replace(was, id="mila_fr:d"), None), (was, was)]
    outcomes = [outcome(old, new) for old, new in pairs]
    assert [o.moved for o in outcomes] == [("title", "abstract", "source_url", "content_hash"), (), (), ()]
    with Outcomes.kept(outcomes, tmp_path) as kept:
        assert list(kept) == outcomes
        assert (kept.rows, kept.is_news) == (3, True)
        assert kept.known_works() == {"mila_fr:b": was.work_id, "mila_fr:d": was.work_id}


@pytest.mark.parametrize(
    ("moved", "is_news"),
    [({}, False), ({"fetched_at": LATER, "last_seen": LATER}, False), ({"source_url": "https://x.example"}, True)],
)
def test_when_a_record_was_read_is_no_news(tmp_path: Path, moved: dict[str, Any], *, is_news: bool) -> None:
    was = old("mila_en:a")
    with Outcomes.kept([outcome(was, replace(was, **moved))], tmp_path) as kept:
        assert kept.is_news is is_news
    with Outcomes.kept([outcome(was, was, 1)], tmp_path) as missed:
        assert (missed.is_news, missed.misses) == (True, {"mila_en:a": 1})
    with Outcomes.kept([outcome(was, was, 1)], tmp_path, misses={"mila_en:a": 1}) as again:
        assert not again.is_news


def test_a_life_of_a_record_over_many_runs() -> None:
    """There, gone once, back, gone for good, back again."""
    rows = [old("mila_en:a"), old("mila_en:b")]
    misses: dict[str, int] = {}
    told = []
    for day, there in enumerate([True, False, True, False, False, False, True]):
        now = NOON + day * DAY
        fresh = [new(f"mila_en:{x}", fetched_at=now) for x in ("ab" if there else "a")]
        published = sum(r.removed_at is None for r in rows)
        site_run = run(len(fresh), published=min(published, len(fresh)))
        outcomes = list(merging(rows, fresh, coverages={"mila_en": site_run}, misses=misses, now=now))
        rows, misses = [o.row for o in outcomes if o.row], {o.id: o.misses for o in outcomes if o.misses}
        told.append((rows[1].removed_at, dict(misses)))
    gone = NOON + 4 * DAY
    assert told == [
        (None, {}),
        (None, {"mila_en:b": 1}),
        (None, {}),
        (None, {"mila_en:b": 1}),
        (gone, {}),
        (gone, {}),
        (None, {}),
    ]
    assert rows[1].first_seen == NOON - 9 * DAY


def test_a_venue_that_is_spelled_anew_is_no_change() -> None:
    before = made(venue="Empirical Software Engineering")
    spelled = made(venue="Empir. Softw. Eng.", fetched_at=NOON + DAY)
    assert renewed(before, spelled) == replace(before, fetched_at=NOON + DAY, last_seen=NOON + DAY)
    moved = renewed(before, made(venue="Journal of Systems", fetched_at=NOON + DAY))
    assert (moved.venue, moved.last_changed) == ("Journal of Systems", NOON + DAY)

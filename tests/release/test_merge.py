from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from pubcrawl.items import Publication
from pubcrawl.release.merge import Merge, Removal, SiteRun, renewed
from tests.records import NOON, publication

DAY = timedelta(days=1)
LATER = NOON + 7 * DAY


def old(name: str, **fields: Any) -> Publication:  # noqa: ANN401  any column
    """A row of the last release."""
    seen = {"first_seen": NOON - 9 * DAY, "last_seen": NOON, "last_changed": NOON - 3 * DAY}
    return publication(name, **seen | fields)


def new(name: str, **fields: Any) -> Publication:  # noqa: ANN401  any column
    """A row as a run reads it."""
    return publication(name, **{"fetched_at": LATER - timedelta(hours=1)} | fields)


def run(records: int, published: int, **fields: Any) -> SiteRun:  # noqa: ANN401  any field
    return SiteRun(**{"complete": True, "records": records, "published": published} | fields)


def merged(
    last: list[Publication],
    fresh: list[Publication],
    runs: dict[str, SiteRun],
    misses: dict[str, int] | None = None,
) -> tuple[dict[str, Publication], dict[str, int]]:
    merge = Merge(last, fresh, runs=runs, misses=misses or {}, now=LATER)
    counts = merge.misses  # a caller may hold it before the rows are taken
    rows = [r for r in merge if isinstance(r, Publication)]
    assert [r.id for r in rows] == sorted({p.id for p in last} | {p.id for p in fresh if p.site in runs})
    return {r.id: r for r in rows}, counts


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
    site_run: SiteRun,
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


def test_the_rule_of_removal_is_a_parameter() -> None:
    merge = Merge(
        [MISSING],
        [],
        runs={"mila_en": run(5, 10)},
        misses={},
        now=LATER,
        removal=Removal(runs=1, share=0.5),
    )
    assert [r.removed_at for r in merge] == [LATER]


def test_a_merge_can_be_taken_twice() -> None:
    merge = Merge([MISSING], [], runs={"mila_en": run(9, 9)}, misses={}, now=LATER)
    assert (list(merge), dict(merge.misses)) == (list(merge), dict(merge.misses)) == ([MISSING], {"mila_en:m": 1})


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
        merge = Merge(rows, fresh, runs={"mila_en": site_run}, misses=misses, now=now)
        rows, misses = [r for r in merge if isinstance(r, Publication)], merge.misses
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

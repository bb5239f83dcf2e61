from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import orjson
import pyarrow.parquet as pq
import pytest

from pubcrawl.gate.report import SiteReport
from pubcrawl.items import Publication
from pubcrawl.matching.link import LINKING_VERSION, Linked, LinkRow
from pubcrawl.matching.work_ids import Alias
from pubcrawl.release.changelog import read_changes
from pubcrawl.release.check import check
from pubcrawl.release.contents import read_linked
from pubcrawl.release.exports import Release
from pubcrawl.release.publish import NOT_LINKED, VERSION, is_linked, relinked
from pubcrawl.release.suppress import Suppression
from pubcrawl.release.tables import CHANGES, LINKS, WORKS, WORKS_JSONL
from pubcrawl.stages.identity import content_hash
from tests.records import NOON, publication
from tests.releases import WHOLE, forget, load_rows, merge, numbers, publish, read_latest, read_release

DOI, OTHER = {"doi": "10.5555/tides.1"}, {"doi": "10.5555/tides.2"}
SITES = ("amii", "mila_en", "mila_fr")


def row(name: str, **facts: object) -> Publication:
    made = replace(publication(name), work_id=name, **facts)  # type: ignore[arg-type]  # any column
    return replace(made, content_hash=content_hash(made))


def night(exports: Path, rows: Sequence[Publication], day: int, *, most: int = 100) -> Release:
    """Publish what a night has read of all sites."""
    last = read_latest(exports)
    fresh = sorted(rows, key=lambda r: r.id)
    outcomes = merge(exports, fresh, dict.fromkeys(SITES, WHOLE), now=NOON + timedelta(days=day))
    linked, version = relinked(outcomes, read_linked(last) if last else Linked(), most=most)
    release = publish(
        exports,
        outcomes,
        run_id=f"run{day}",
        now=NOON + timedelta(days=day),
        site_reports=[SiteReport(site=s) for s in SITES],
        versions=version,
        linked=linked,
    )
    assert check(release) == []
    return release


def works(release: Release) -> dict[str, str]:
    return {r.id: r.work_id for r in load_rows(release)}


def told(release: Release) -> list[tuple[str, str, str]]:
    return [(c.op, c.id, c.work_id) for c in read_changes(release.path / CHANGES)]


def test_records_of_one_work_share_its_id_and_its_row(tmp_path: Path) -> None:
    release = night(tmp_path, [row("amii:a", **DOI), row("mila_en:b", **DOI), row("mila_en:c", title="Keys")], 0)
    assert works(release) == {"amii:a": "wamii:a", "mila_en:b": "wamii:a", "mila_en:c": "wmila_en:c"}
    lines = list(map(orjson.loads, (release.path / WORKS_JSONL).read_bytes().splitlines()))
    assert [(w["work_id"], [p["record_id"] for p in w["locations"]]) for w in lines] == [
        ("wamii:a", ["amii:a", "mila_en:b"]),
        ("wmila_en:c", ["mila_en:c"]),
    ]
    assert [w["work_id"] for w in pq.read_table(release.path / WORKS).to_pylist()] == ["wamii:a", "wmila_en:c"]
    assert pq.read_table(release.path / LINKS).to_pylist() == [
        {"record_id": "amii:a", "work_id": "wamii:a", "tier": 0, "score": 1.0},
        {"record_id": "mila_en:b", "work_id": "wamii:a", "tier": 0, "score": 1.0},
    ]
    assert read_linked(release) == Linked(
        rows=tuple(LinkRow(record_id=r, work_id="wamii:a", tier=0, score=1.0) for r in ("amii:a", "mila_en:b"))
    )
    assert release.manifest.versions == {VERSION: str(LINKING_VERSION)}


def test_works_that_turn_out_to_be_one_keep_the_older_id_and_say_so(tmp_path: Path) -> None:
    apart = row("mila_en:b", title="Keys")
    night(tmp_path, [apart], 0)
    release = night(tmp_path, [row("amii:a", fetched_at=NOON + timedelta(days=1), **DOI), apart], 1)
    assert works(release) == {"amii:a": "wamii:a", "mila_en:b": "wmila_en:b"}
    together = replace(row("mila_en:b", title="Keys", **DOI), fetched_at=NOON + timedelta(days=2))
    release = night(tmp_path, [row("amii:a", **DOI), together], 2)
    assert works(release) == {"amii:a": "wmila_en:b", "mila_en:b": "wmila_en:b"}
    assert told(release) == [("relink", "amii:a", "wmila_en:b"), ("update", "mila_en:b", "wmila_en:b")]
    assert read_linked(release).aliases == (Alias(old="wamii:a", new="wmila_en:b", reason="merged"),)
    quiet = night(tmp_path, [row("amii:a", **DOI), together], 3)
    assert (works(quiet), told(quiet), read_linked(quiet)) == (works(release), [], read_linked(release))


def test_a_work_that_falls_apart_keeps_its_id_with_the_record_it_is_named_after(tmp_path: Path) -> None:
    night(tmp_path, [row("amii:a", **DOI), row("mila_en:b", **DOI)], 0)
    release = night(tmp_path, [row("amii:a", **DOI), row("mila_en:b", title="Keys", **OTHER)], 1)
    assert works(release) == {"amii:a": "wamii:a", "mila_en:b": "wmila_en:b"}
    assert read_linked(release).aliases == (Alias(old="wamii:a", new="wmila_en:b", reason="split"),)


def test_a_removed_record_stays_with_its_work(tmp_path: Path) -> None:
    both = [row("amii:a", **DOI), row("mila_en:b", **DOI)]
    night(tmp_path, both, 0)
    release = night(tmp_path, [both[0], replace(both[1], removed_at=NOON)], 1)
    assert set(works(release).values()) == {"wamii:a"}


def test_more_records_than_may_be_linked_keep_the_works_they_have(tmp_path: Path) -> None:
    first = night(tmp_path, [row("amii:a", **DOI), row("mila_en:b", **DOI)], 0)
    more = [row("amii:a", **DOI), row("mila_en:b", **DOI), row("mila_fr:c", fetched_at=NOON + timedelta(days=1), **DOI)]
    large = night(tmp_path, more, 1, most=2)
    assert works(large) == {**works(first), "mila_fr:c": "mila_fr:c"}
    assert (large.manifest.versions, read_linked(large)) == ({VERSION: NOT_LINKED}, read_linked(first))
    allowed = night(tmp_path, more, 2, most=3)
    assert works(allowed) == {r.id: "wamii:a" for r in more}
    assert read_linked(allowed).aliases == (Alias(old="mila_fr:c", new="wamii:a", reason="merged"),)


@pytest.mark.parametrize(
    ("versions", "linked"),
    [({VERSION: str(LINKING_VERSION)}, True), ({VERSION: NOT_LINKED}, True), ({VERSION: "0"}, False), ({}, False)],
)
def test_a_release_made_by_other_rules_is_linked_again(versions: dict[str, str], linked: object) -> None:
    assert is_linked(versions) is linked


@pytest.fixture
def merged(tmp_path: Path) -> Path:
    """Two releases: the work `wamii:a` of the first is part of `wmila_en:b` in the second, with three records."""
    apart = row("mila_en:b", title="Keys")
    night(tmp_path, [apart], 0)
    later = row("amii:a", fetched_at=NOON + timedelta(days=1), **DOI)
    night(tmp_path, [later, apart], 1)
    night(tmp_path, [later, row("mila_en:b", title="Keys", **DOI), row("mila_fr:c", title="Clés", **DOI)], 2)
    return tmp_path


@pytest.mark.parametrize("named", ["wamii:a", "wmila_en:b"])
def test_a_suppressed_work_is_left_out_under_any_of_its_ids(named: str, merged: Path) -> None:
    last = read_latest(merged)
    assert last
    suppression = Suppression(ids=frozenset((named,))).following(read_linked(last).aliases)
    assert [r for r in load_rows(last) if not suppression.drops(r)] == []


def test_forgetting_a_record_leaves_the_works_of_the_others(merged: Path) -> None:
    forget(merged, Suppression(ids=frozenset(("mila_en:b",))), now=NOON + timedelta(days=9))
    release = read_latest(merged)
    assert release
    assert works(release) == {"amii:a": "wmila_en:b", "mila_fr:c": "wmila_en:b"}
    assert [r.record_id for r in read_linked(release).rows] == ["amii:a", "mila_fr:c"]
    assert [(n, check(read_release(merged, n))) for n in numbers(merged)] == [("000004", [])]


def test_forgetting_a_work_under_an_id_it_had_once_leaves_nothing_of_it(merged: Path) -> None:
    forget(merged, Suppression(ids=frozenset(("wamii:a",))), now=NOON + timedelta(days=9))
    release = read_latest(merged)
    assert release
    assert (works(release), read_linked(release).rows, check(release)) == ({}, (), [])
    assert (release.path / WORKS_JSONL).read_bytes() == b""

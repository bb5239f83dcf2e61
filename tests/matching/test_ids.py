from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from pubcrawl.gate.report import Problem, SiteReport
from pubcrawl.items import Publication
from pubcrawl.matching.ids import Ids, Published
from pubcrawl.release.exports import Release
from pubcrawl.release.suppress import Suppression
from pubcrawl.run import _ids
from pubcrawl.runs.folder import RunFolder, SiteFolder
from pubcrawl.runs.spool import Quarantine, Spool, SpooledRows, SpoolFile
from tests.matching.test_renames import record
from tests.records import NOON, draft
from tests.releases import SPOOL, publish

pytestmark = pytest.mark.family("R18")

SITE = "mila_en"
REPORT = SiteReport(site=SITE, pages=1, skeletons={"listing": ("html/body",)})
FIRST = record(abstract=None, title="Learning Which Tide Gauge to Visit Next")
TYPED = record(abstract=None, title="Learning Which Tide Guage to Visit Next")
OTHER = record(abstract=None, title="Counting Moths by Lamplight")
RENAMED = replace(TYPED, id=FIRST.id)
"""The first record, as it is published since its title was mistyped."""


def published(exports: Path, rows: Sequence[Publication], names: dict[str, str] | None = None) -> Release:
    ordered = sorted(rows, key=lambda p: p.id)
    return publish(exports, ordered, run_id="r", now=NOON, site_reports=[], versions={}, names=names)


def readers_have(last: Release | None) -> Published:
    return Published.of(last.rows(), last.keys()) if last else Published()


def read(
    folder: Path,
    last: Release | None,
    rows: Sequence[Publication],
    report: SiteReport = REPORT,
    *,
    refused: Sequence[Publication] = (),
    left_out: Sequence[Publication] = (),
) -> Ids:
    """What a run makes of these rows."""
    site = SiteFolder(folder / SITE)
    with Spool(site.spool) as spool:
        for row in rows:
            spool.append(replace(draft(), publication=row))
    with Quarantine(site.quarantine) as quarantine:
        for row in refused:
            quarantine.append(replace(draft(), publication=row), ["furniture"])
    suppression = Suppression(ids=frozenset(row.id for row in left_out))
    kept = RunFolder(run_id="r", path=folder, started=NOON)
    return _ids([report], kept, readers_have(last), last, suppression)


def ids(names: Ids, *rows: Publication) -> list[str | None]:
    return [names.id_of(row.id) for row in rows]


def test_the_first_release_calls_everything_by_its_name(tmp_path: Path) -> None:
    names = read(tmp_path / "run", None, [FIRST, OTHER])
    assert (ids(names, FIRST, OTHER), names.remembered({SITE}), names.with_ids(REPORT).known) == (
        [FIRST.id, OTHER.id],
        {},
        0,
    )


def test_a_renamed_record_is_remembered(tmp_path: Path) -> None:
    last = published(tmp_path, [FIRST, OTHER])
    names = read(tmp_path / "run", last, [TYPED, OTHER])
    assert ids(names, TYPED, OTHER) == [FIRST.id, OTHER.id]
    assert (names.remembered({SITE}), names.remembered(set())) == ({FIRST.id: TYPED.id}, {})
    assert names.with_ids(REPORT) == replace(REPORT, known=2, renamed=1)
    rows = SpooledRows([SpoolFile.open(tmp_path / "run" / SITE / SPOOL)], names.id_of)
    assert {row.id: row.work_id for row in rows} == {FIRST.id: FIRST.id, OTHER.id: OTHER.id}


def test_what_is_remembered_is_known(tmp_path: Path) -> None:
    last = published(tmp_path, [RENAMED, OTHER], {FIRST.id: TYPED.id})
    assert readers_have(last).hashes == {SITE: {TYPED.id: TYPED.content_hash, OTHER.id: OTHER.content_hash}}
    assert readers_have(None).hashes == {}
    names = read(tmp_path / "run", last, [TYPED, OTHER])
    assert (ids(names, TYPED), names.remembered({SITE})) == ([FIRST.id], {FIRST.id: TYPED.id})
    assert names.with_ids(REPORT) == replace(REPORT, known=2)
    assert (names.last_id(TYPED.id), names.last_id(OTHER.id)) == (FIRST.id, OTHER.id)


def test_a_record_that_returns_to_its_first_words_needs_no_memory(tmp_path: Path) -> None:
    last = published(tmp_path, [RENAMED], {FIRST.id: TYPED.id})
    names = read(tmp_path / "run", last, [FIRST])
    assert (ids(names, FIRST), names.remembered({SITE})) == ([FIRST.id], {})


def test_another_record_under_the_first_words_gets_an_id_of_its_own(tmp_path: Path) -> None:
    last = published(tmp_path, [RENAMED], {FIRST.id: TYPED.id})
    names = read(tmp_path / "one", last, [FIRST, TYPED])
    spare = names.id_of(FIRST.id)
    assert spare not in (None, FIRST.id, TYPED.id)
    assert names.id_of(TYPED.id) == FIRST.id
    remembered = {FIRST.id: TYPED.id, str(spare): FIRST.id}
    assert names.remembered({SITE}) == remembered
    last = published(tmp_path, [RENAMED, replace(FIRST, id=str(spare))], remembered)
    again = read(tmp_path / "two", last, [FIRST, TYPED])
    assert (ids(again, FIRST, TYPED), again.remembered({SITE})) == ([spare, FIRST.id], remembered)


def test_what_may_not_be_published_takes_nobodys_place(tmp_path: Path) -> None:
    last = published(tmp_path, [FIRST])
    names = read(tmp_path / "run", last, [TYPED], left_out=[TYPED])
    assert (ids(names, TYPED), names.remembered({SITE})) == ([TYPED.id], {})


def test_a_suppressed_record_is_remembered_though_its_row_is_gone(tmp_path: Path) -> None:
    last = published(tmp_path, [OTHER], {FIRST.id: TYPED.id})
    names = read(tmp_path / "run", last, [TYPED, OTHER])
    assert (ids(names, TYPED), names.remembered({SITE})) == ([FIRST.id], {FIRST.id: TYPED.id})


def test_what_was_refused_is_not_missing(tmp_path: Path) -> None:
    last = published(tmp_path, [FIRST])
    names = read(tmp_path / "run", last, [TYPED], refused=[FIRST])
    assert (ids(names, TYPED), names.with_ids(REPORT).renamed) == ([TYPED.id], 0)


def test_a_site_with_problems_renames_nothing(tmp_path: Path) -> None:
    last = published(tmp_path, [FIRST])
    failed = replace(REPORT, problems=(Problem(reason="drift", message="a redesign"),))
    names = read(tmp_path / "run", last, [TYPED], failed)
    assert (ids(names, TYPED), names.with_ids(failed).renamed) == ([TYPED.id], 0)


def test_a_removed_record_that_returns_renamed_is_not_one_that_readers_saw(tmp_path: Path) -> None:
    last = published(tmp_path, [replace(FIRST, removed_at=NOON)])
    names = read(tmp_path / "run", last, [TYPED])
    assert (ids(names, TYPED), names.with_ids(REPORT).known, names.with_ids(REPORT).renamed) == ([FIRST.id], 0, 1)


def test_a_record_that_waits_has_no_id_and_is_not_published(tmp_path: Path) -> None:
    last = published(tmp_path, [FIRST, OTHER])
    early = replace(REPORT, complete=False)
    names = read(tmp_path / "run", last, [TYPED, OTHER], early)
    assert (ids(names, TYPED), names.with_ids(early)) == ([None], replace(early, known=1, waiting=1))
    rows = SpooledRows([SpoolFile.open(tmp_path / "run" / SITE / SPOOL)], names.id_of)
    assert [row.id for row in rows] == [OTHER.id]


@pytest.mark.parametrize(("verdict", "after"), [("pass", "warn"), ("warn", "warn"), ("block", "block")])
def test_where_nobody_can_tell_the_report_says_so(tmp_path: Path, verdict: str, after: str) -> None:
    last = published(tmp_path, [record(venue="ArXiv"), record(venue="HAL")])
    names = read(tmp_path / "run", last, [record()])
    judged = replace(names.with_ids(REPORT), verdict=verdict)
    doubted = names.with_rename_doubts(judged)
    (problem,) = doubted.problems
    assert (doubted.verdict, problem.reason, problem.severity) == (after, "rename_unsure", "warn")
    assert record().id in problem.message
    assert names.with_rename_doubts(replace(judged, site="amii")) == replace(judged, site="amii")

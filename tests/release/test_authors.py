"""The table of authors: one author of a record a row, made from the records and checked against them."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pubcrawl.items import Author, Publication
from pubcrawl.release import contents
from pubcrawl.release.check import check
from pubcrawl.release.exports import Release
from pubcrawl.release.suppress import Suppression
from pubcrawl.release.tables import AUTHORS, TABLES
from tests.records import NOON, publication
from tests.releases import forget, publish, read_latest

ADA = Author(name="Ada Fjord", profile_url="https://a.example/af", affiliated=True, family="Fjord", given="Ada")
BO, LAB = Author(name="Bo Kettle", affiliated=False, family="Kettle", given="Bo"), Author(name="The Frost Group")
ROWS = [
    publication("amii:a", work_id="w1", authors=(ADA, BO)),
    publication("amii:b"),
    publication("mila_en:a", work_id="w1", authors=(BO, LAB, ADA), removed_at=NOON),
]


def published(exports: Path, rows: list[Publication] = ROWS) -> Release:
    return publish(exports, rows, run_id="r", now=NOON, site_reports=[], versions={})


def rows(release: Release) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(release.path / AUTHORS).to_pylist()
    return found


def expected(records: list[Publication]) -> list[dict[str, Any]]:
    return [
        {
            "record_id": record.id,
            "position": place,
            "name": author.name,
            "family": author.family,
            "given": author.given,
            "affiliated": author.affiliated,
            "profile_url": author.profile_url,
            "work_id": record.work_id,
            "site": record.site,
        }
        for record in records
        for place, author in enumerate(record.authors, start=1)
    ]


def test_each_author_of_each_record_is_a_row(tmp_path: Path) -> None:
    release = published(tmp_path)
    assert rows(release) == expected(ROWS)
    assert len(rows(release)) == release.manifest.files[AUTHORS].rows == 5
    assert pq.read_schema(release.path / AUTHORS).equals(TABLES["authors"].schema(), check_metadata=True)
    assert check(release) == []


def test_many_records_are_read_a_batch_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "GROUP_ROWS", 2)
    many = [publication(f"amii:{i}", authors=(ADA, BO)[: i % 3]) for i in range(9)]
    release = published(tmp_path, [publication("amii"), publication("amii:"), *many])
    assert rows(release) == expected(many)
    assert pq.ParquetFile(release.path / AUTHORS).num_row_groups == 5
    assert check(release) == []


def test_records_without_authors_give_a_table_without_rows(tmp_path: Path) -> None:
    release = published(tmp_path, [ROWS[1]])
    assert (rows(release), check(release)) == ([], [])


FURTHER = publication("mila_fr:z", authors=(ADA,))


@pytest.mark.parametrize(
    ("others", "problems"),
    [
        ([replace(ROWS[0], authors=(BO, ADA)), *ROWS[1:]], ["authors: rows 1 to 5: not the authors of the records"]),
        (
            [*ROWS, FURTHER],
            ["authors: rows 1 to 6: not the authors of the records"],
        ),
        (ROWS[:1], ["authors: there are more rows in the records than as Parquet"]),
        ([ROWS[1]], ["authors: there are more rows in the records than as Parquet"]),
    ],
    ids=["another order", "more", "fewer", "none"],
)
def test_other_authors_are_noticed(tmp_path: Path, others: list[Publication], problems: list[str]) -> None:
    release, other = published(tmp_path / "one"), published(tmp_path / "other", others)
    (release.path / AUTHORS).unlink()
    (release.path / AUTHORS).write_bytes((other.path / AUTHORS).read_bytes())
    told = {**release.manifest.files, AUTHORS: other.manifest.files[AUTHORS]}
    assert check(replace(release, manifest=replace(release.manifest, files=told))) == problems


def test_a_release_from_before_there_was_the_table_is_sound(tmp_path: Path) -> None:
    release = published(tmp_path)
    (release.path / AUTHORS).unlink()
    told = {name: entry for name, entry in release.manifest.files.items() if name != AUTHORS}
    assert check(replace(release, manifest=replace(release.manifest, files=told))) == []


def test_who_is_forgotten_is_no_author(tmp_path: Path) -> None:
    published(tmp_path)
    forget(tmp_path, Suppression(people=frozenset({"bo kettle"})), now=NOON + timedelta(days=1))
    latest = read_latest(tmp_path)
    assert latest
    assert [(row["name"], row["position"]) for row in rows(latest)] == [
        ("Ada Fjord", 1),
        ("The Frost Group", 1),
        ("Ada Fjord", 2),
    ]
    assert check(latest) == []

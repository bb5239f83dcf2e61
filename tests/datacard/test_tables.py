"""The tables of the card are those that a release holds."""

from dataclasses import replace

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pubcrawl.items import Author
from pubcrawl.matching.link import link
from pubcrawl.release.exports import Release
from pubcrawl.release.tables import MANIFEST, STATE, TABLES, Table
from tests.records import NOON, publication
from tests.releases import publish

EACH = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
ADA = Author(name="Ada Fjord")
TIDES = [publication(f"{site}:a", doi="10.5555/tides.1", authors=(ADA,)) for site in ("amii", "mila_en")]
ROWS = [*TIDES, publication("mila_fr:b", title="Keys")]


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    linked = link(ROWS, {"amii:a": "wamii:a", "mila_en:a": "wmila_en:a"})
    rows = [replace(row, work_id=linked.work_ids[row.id]) for row in ROWS]
    folder = tmp_path_factory.mktemp("tables")
    return publish(folder, rows, run_id="r", now=NOON, site_reports=[], versions={}, linked=linked)


def rows(release: Release, table: Table) -> list[dict[str, object]]:
    found: list[dict[str, object]] = pq.read_table(release.path / table.parquet).to_pylist()
    return found


def test_every_file_of_a_release_that_holds_rows_is_a_tables(release: Release) -> None:
    told = [path for table in TABLES.values() for path in table.files]
    assert sorted([*told, MANIFEST, STATE]) == sorted(p.name for p in release.path.iterdir())


@EACH
def test_its_columns_are_those_of_the_files(release: Release, table: Table) -> None:
    assert pq.read_schema(release.path / table.parquet).equals(pa.schema(table.fields))
    assert [c.name for c in table.columns] == [f.name for f in table.fields]
    assert all(c.metadata["en"] and c.metadata["fr"] for c in table.columns)
    if table.jsonl:
        lines = (release.path / table.jsonl).read_bytes().splitlines()
        assert {tuple(orjson.loads(line)) for line in lines} == {tuple(c.name for c in table.columns)}


@EACH
def test_its_key_names_one_row(release: Release, table: Table) -> None:
    found = [tuple(row[c] for c in table.key) for row in rows(release, table)]
    assert len(set(found)) == len(found) > 0


@EACH
def test_what_it_refers_to_is_there(release: Release, table: Table) -> None:
    for column, name in table.references.items():
        (key,) = TABLES[name].key
        there = {row[key] for row in rows(release, TABLES[name])}
        assert {row[column] for row in rows(release, table)} <= there

from typing import Any

import pytest

from pubcrawl.datacard.croissant import document
from pubcrawl.release.tables import TABLES, Table

Fields = dict[str, dict[str, Any]]
EACH = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)


@pytest.fixture(scope="module")
def sets() -> dict[str, Fields]:
    return {made["@id"]: {f["name"]: f for f in made["field"]} for made in document()["recordSet"]}


def test_it_conforms_to_croissant_1_0() -> None:
    made = document()
    assert made["@type"] == "sc:Dataset"
    assert made["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    assert made["@context"]["cr"] == "http://mlcommons.org/croissant/"
    assert all(made[key] for key in ("name", "description", "version"))


def test_files_are_those_of_a_release_and_live() -> None:
    made = document()
    parquet, lines = "application/x-parquet", "application/jsonlines"
    assert made["isLiveDataset"] is True
    assert [f["@id"] for f in made["distribution"]] == [f["contentUrl"] for f in made["distribution"]]
    assert [(f["@id"], f["encodingFormat"], f["description"]) for f in made["distribution"]] == [
        ("publications.parquet", parquet, "All publications as Parquet."),
        ("publications.jsonl", lines, "The same publications as JSON Lines."),
        ("works.parquet", parquet, "All works as Parquet."),
        ("works.jsonl", lines, "The same works as JSON Lines."),
        ("authors.parquet", parquet, "All authors as Parquet."),
        ("work_links.parquet", parquet, "All work_links as Parquet."),
        ("work_aliases.parquet", parquet, "All work_aliases as Parquet."),
        ("changes.parquet", parquet, "All changes as Parquet."),
    ]


@EACH
def test_fields_are_the_columns(table: Table, sets: dict[str, Fields]) -> None:
    fields = sets[table.name]
    assert list(fields) == [c.name for c in table.columns]
    assert [f["description"] for f in fields.values()] == [c.metadata["en"] for c in table.columns]
    assert [f["@id"] for f in fields.values()] == [f"{table.name}/{c.name}" for c in table.columns]


@EACH
def test_lists_are_repeated_and_nothing_else_is(table: Table, sets: dict[str, Fields]) -> None:
    lists = [f.name for f in table.fields if str(f.type).startswith("list")]
    assert [name for name, f in sets[table.name].items() if f.get("repeated")] == lists


@pytest.mark.parametrize(
    ("table", "column", "kind"),
    [
        ("publications", "title", "sc:Text"),
        ("publications", "published", "sc:Date"),
        ("publications", "fetched_at", "sc:DateTime"),
        ("publications", "language_mixed", "sc:Boolean"),
        ("publications", "title_language_confidence", "sc:Float"),
        ("publications", "flags", "sc:Text"),
        ("works", "record_id", "sc:Text"),
        ("works", "versions", "sc:Text"),
        ("authors", "position", "sc:Integer"),
        ("work_links", "tier", "sc:Integer"),
        ("work_aliases", "old", "sc:Text"),
        ("changes", "at", "sc:DateTime"),
    ],
)
def test_a_column_is_read_from_the_parquet_file(table: str, column: str, kind: str, sets: dict[str, Fields]) -> None:
    field = sets[table][column]
    assert field["dataType"] == kind
    assert field["source"] == {"fileObject": {"@id": f"{table}.parquet"}, "extract": {"column": column}}


def test_members_are_read_from_their_column(sets: dict[str, Fields]) -> None:
    members = {
        m["@id"]: (m["dataType"], m["source"]) for s in sets.values() for f in s.values() for m in f.get("subField", ())
    }
    assert members == {
        f"{table}/{column}/{member}": (
            kind,
            {
                "fileObject": {"@id": f"{table}.parquet"},
                "extract": {"column": column},
                "transform": {"jsonPath": f"$[*].{member}"},
            },
        )
        for table, column, member, kind in [
            ("publications", "authors", "name", "sc:Text"),
            ("publications", "authors", "profile_url", "sc:Text"),
            ("publications", "authors", "affiliated", "sc:Boolean"),
            ("publications", "authors", "family", "sc:Text"),
            ("publications", "authors", "given", "sc:Text"),
            ("publications", "links", "kind", "sc:Text"),
            ("publications", "links", "url", "sc:Text"),
            ("works", "titles", "language", "sc:Text"),
            ("works", "titles", "title", "sc:Text"),
            ("works", "authors", "name", "sc:Text"),
            ("works", "authors", "profile_url", "sc:Text"),
            ("works", "authors", "affiliated", "sc:Boolean"),
            ("works", "authors", "family", "sc:Text"),
            ("works", "authors", "given", "sc:Text"),
            ("works", "locations", "record_id", "sc:Text"),
            ("works", "locations", "site", "sc:Text"),
            ("works", "locations", "url", "sc:Text"),
            ("works", "locations", "source_url", "sc:Text"),
            ("works", "locations", "language", "sc:Text"),
            ("works", "locations", "removed_at", "sc:DateTime"),
        ]
    }


def test_records_name_their_works_and_nothing_else_that_loaders_would_have_to_join(sets: dict[str, Fields]) -> None:
    told = {f["@id"]: f["references"] for s in sets.values() for f in s.values() if "references" in f}
    assert told == {"publications/work_id": {"field": {"@id": "works/work_id"}}}


def test_every_id_is_used_once_and_every_key_is_one_of_them() -> None:
    made = document()
    ids = [f["@id"] for f in made["distribution"]] + [s["@id"] for s in made["recordSet"]]
    for field in (f for s in made["recordSet"] for f in s["field"]):
        ids += [field["@id"], *(f["@id"] for f in field.get("subField", ()))]
    assert len(set(ids)) == len(ids)
    assert {k["@id"] for s in made["recordSet"] for k in s["key"]} <= set(ids)
    assert {s["@id"]: [k["@id"] for k in s["key"]] for s in made["recordSet"]} == {
        name: [f"{name}/{column}" for column in table.key] for name, table in TABLES.items()
    }

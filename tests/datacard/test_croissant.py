from typing import Any

import pytest

from pubcrawl.datacard.croissant import document
from pubcrawl.release.manifest import JSONL, PARQUET
from pubcrawl.schema import arrow_schema, columns


@pytest.fixture(scope="module")
def fields() -> dict[str, dict[str, Any]]:
    (records,) = document()["recordSet"]
    return {f["name"]: f for f in records["field"]}


def test_it_conforms_to_croissant_1_0() -> None:
    made = document()
    assert made["@type"] == "sc:Dataset"
    assert made["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    assert made["@context"]["cr"] == "http://mlcommons.org/croissant/"
    assert all(made[key] for key in ("name", "description", "url", "version"))


def test_files_are_those_of_a_release_and_live() -> None:
    made = document()
    assert made["isLiveDataset"] is True
    assert [(f["@id"], f["contentUrl"], f["encodingFormat"]) for f in made["distribution"]] == [
        (PARQUET, PARQUET, "application/x-parquet"),
        (JSONL, JSONL, "application/jsonlines"),
    ]


def test_fields_are_the_columns(fields: dict[str, dict[str, Any]]) -> None:
    assert list(fields) == [c.name for c in columns()]
    assert [f["description"] for f in fields.values()] == [c.metadata["en"] for c in columns()]
    assert [f["@id"] for f in fields.values()] == [f"publications/{c.name}" for c in columns()]


def test_lists_are_repeated_and_nothing_else_is(fields: dict[str, dict[str, Any]]) -> None:
    lists = [f.name for f in arrow_schema() if str(f.type).startswith("list")]
    assert [name for name, f in fields.items() if f.get("repeated")] == lists


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ("title", "sc:Text"),
        ("published", "sc:Date"),
        ("fetched_at", "sc:DateTime"),
        ("language_mixed", "sc:Boolean"),
        ("title_language_confidence", "sc:Float"),
        ("flags", "sc:Text"),
    ],
)
def test_a_column_is_read_from_the_parquet_file(column: str, kind: str, fields: dict[str, dict[str, Any]]) -> None:
    assert fields[column]["dataType"] == kind
    assert fields[column]["source"] == {"fileObject": {"@id": PARQUET}, "extract": {"column": column}}


def test_members_are_read_from_their_column(fields: dict[str, dict[str, Any]]) -> None:
    members = {f["@id"]: (f["dataType"], f["source"]) for c in ("authors", "links") for f in fields[c]["subField"]}
    assert members == {
        f"publications/{column}/{member}": (
            kind,
            {
                "fileObject": {"@id": PARQUET},
                "extract": {"column": column},
                "transform": {"jsonPath": f"$[*].{member}"},
            },
        )
        for column, member, kind in [
            ("authors", "name", "sc:Text"),
            ("authors", "profile_url", "sc:Text"),
            ("authors", "affiliated", "sc:Boolean"),
            ("links", "kind", "sc:Text"),
            ("links", "url", "sc:Text"),
        ]
    }


def test_every_id_is_used_once() -> None:
    made = document()
    ids = [f["@id"] for f in made["distribution"]] + [made["recordSet"][0]["@id"]]
    for field in made["recordSet"][0]["field"]:
        ids += [field["@id"], *(f["@id"] for f in field.get("subField", ()))]
    assert len(set(ids)) == len(ids)
    assert made["recordSet"][0]["key"]["@id"] in ids

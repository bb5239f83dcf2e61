import pytest

from pubcrawl.datacard.frictionless import package
from pubcrawl.items import FLAGS
from pubcrawl.release.tables import TABLES

_TYPES = {
    "string": "string",
    "bool": "boolean",
    "int32": "integer",
    "float": "number",
    "date32[day]": "date",
    "timestamp[us, tz=UTC]": "datetime",
}


def test_every_file_with_rows_is_a_resource() -> None:
    assert [(r["name"], r["path"], r["format"]) for r in package()["resources"]] == [
        ("publications-parquet", "publications.parquet", "parquet"),
        ("publications-jsonl", "publications.jsonl", "jsonl"),
        ("works-parquet", "works.parquet", "parquet"),
        ("works-jsonl", "works.jsonl", "jsonl"),
        ("authors-parquet", "authors.parquet", "parquet"),
        ("work_links-parquet", "work_links.parquet", "parquet"),
        ("work_aliases-parquet", "work_aliases.parquet", "parquet"),
        ("changes-parquet", "changes.parquet", "parquet"),
    ]


@pytest.mark.parametrize("resource", package()["resources"], ids=lambda r: r["name"])
def test_fields_are_the_columns(resource: dict[str, object]) -> None:
    table = TABLES[str(resource["name"]).rpartition("-")[0]]
    schema = resource["schema"]
    assert isinstance(schema, dict)
    fields, a_list = schema["fields"], {"jsonl": "array", "parquet": "any"}[str(resource["format"])]
    assert resource["description"] == table.meaning["en"]
    assert [f["name"] for f in fields] == [c.name for c in table.columns]
    assert [f["description"] for f in fields] == [c.metadata["en"] for c in table.columns]
    assert [f["type"] for f in fields] == [_TYPES.get(str(f.type), a_list) for f in table.fields]
    assert [f["constraints"]["required"] for f in fields] == [not f.nullable for f in table.fields]
    assert schema["primaryKey"] == list(table.key)


def test_records_and_works_name_each_other() -> None:
    keys = {
        (r["name"], *k["fields"]): (k["reference"]["resource"], *k["reference"]["fields"])
        for r in package()["resources"]
        for k in r["schema"].get("foreignKeys", ())
    }
    assert keys == {
        ("publications-parquet", "work_id"): ("works-parquet", "work_id"),
        ("publications-jsonl", "work_id"): ("works-jsonl", "work_id"),
        ("works-parquet", "record_id"): ("publications-parquet", "id"),
        ("works-jsonl", "record_id"): ("publications-jsonl", "id"),
        ("authors-parquet", "record_id"): ("publications-parquet", "id"),
        ("authors-parquet", "work_id"): ("works-parquet", "work_id"),
        ("work_links-parquet", "record_id"): ("publications-parquet", "id"),
        ("work_links-parquet", "work_id"): ("works-parquet", "work_id"),
    }


def test_only_columns_of_few_values_are_bound_to_them() -> None:
    fields = [f for r in package()["resources"] for f in r["schema"]["fields"]]
    assert {f["name"]: f["constraints"]["enum"] for f in fields if "enum" in f["constraints"]} == {
        "published_precision": ["day", "month", "year"],
        "status": "oral spotlight notable poster preprint published accepted withdrawn rejected unknown".split(),
        "language_basis": ["abstract", "title", "none"],
        "source_kind": ["listing", "profile", "roundup"],
        "tier": [0, 1, 2, 3],
        "reason": ["merged", "split"],
        "op": ["add", "update", "remove", "restore", "relink"],
    }
    assert FLAGS.keys().isdisjoint(f["name"] for f in fields)


def test_the_package_says_what_it_is() -> None:
    made = package()
    assert made["name"] == "pubcrawl"
    assert made["profile"] == "data-package"
    assert all(made[key] for key in ("title", "description", "keywords"))

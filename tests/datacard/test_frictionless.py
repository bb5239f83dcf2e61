from pubcrawl.datacard.frictionless import package
from pubcrawl.items import FLAGS
from pubcrawl.release.manifest import JSONL, PARQUET
from pubcrawl.schema import arrow_schema, columns

_TYPES = {
    "string": "string",
    "bool": "boolean",
    "float": "number",
    "date32[day]": "date",
    "timestamp[us, tz=UTC]": "datetime",
}


def test_both_files_are_resources() -> None:
    assert [(r["name"], r["path"], r["format"]) for r in package()["resources"]] == [
        ("publications-jsonl", JSONL, "jsonl"),
        ("publications-parquet", PARQUET, "parquet"),
    ]


def test_fields_are_the_columns() -> None:
    for resource, array in zip(package()["resources"], ("array", "any"), strict=True):
        fields = resource["schema"]["fields"]
        assert [f["name"] for f in fields] == [c.name for c in columns()]
        assert [f["description"] for f in fields] == [c.metadata["en"] for c in columns()]
        assert [f["type"] for f in fields] == [_TYPES.get(str(f.type), array) for f in arrow_schema()]
        assert [f["constraints"]["required"] for f in fields] == [not f.nullable for f in arrow_schema()]
        assert resource["schema"]["primaryKey"] == ["id"]


def test_only_columns_of_few_values_are_bound_to_them() -> None:
    fields = package()["resources"][0]["schema"]["fields"]
    assert {f["name"]: f["constraints"]["enum"] for f in fields if "enum" in f["constraints"]} == {
        "published_precision": ["day", "month", "year"],
        "status": ["oral", "spotlight", "poster", "preprint", "published", "accepted"],
        "language_basis": ["abstract", "title", "none"],
        "source_kind": ["listing", "profile", "roundup"],
    }
    assert FLAGS.keys().isdisjoint(f["name"] for f in fields)


def test_the_package_says_what_it_is() -> None:
    made = package()
    assert made["name"] == "pubcrawl"
    assert made["profile"] == "data-package"
    assert all(made[key] for key in ("title", "description", "homepage", "keywords"))

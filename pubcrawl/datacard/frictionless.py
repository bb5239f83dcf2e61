"""The dataset as a Frictionless Data Package."""

from typing import Any

import orjson
import pyarrow as pa

from pubcrawl.datacard.dataset import DESCRIPTION, KEY, KEYWORDS, NAME, PATHS, REPOSITORY, TITLE, VALUES
from pubcrawl.release.manifest import JSONL, PARQUET
from pubcrawl.schema import SCHEMA_VERSION, arrow_schema, columns

_TYPES = {
    pa.string(): "string",
    pa.bool_(): "boolean",
    pa.float32(): "number",
    pa.date32(): "date",
    pa.timestamp("us", tz="UTC"): "datetime",
}
_LISTS = {JSONL: "array", PARQUET: "any"}
"""A list; Frictionless itself takes a list that it read from Parquet for no array."""

_FORMATS = {
    JSONL: ("jsonl", "application/jsonl", "utf-8"),
    PARQUET: ("parquet", "application/vnd.apache.parquet", None),
}


def render() -> bytes:
    """Return `datapackage.json`."""
    return orjson.dumps(package(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def package() -> dict[str, Any]:
    """Return the data package: both files of a release, with the same table schema."""
    return {
        "profile": "data-package",
        "name": NAME,
        "title": TITLE,
        "description": f"{DESCRIPTION} {PATHS}",
        "homepage": REPOSITORY,
        "keywords": list(KEYWORDS),
        "schema_version": SCHEMA_VERSION,
        "resources": [_resource(path) for path in _FORMATS],
    }


def _resource(path: str) -> dict[str, Any]:
    kind, media_type, encoding = _FORMATS[path]
    return {
        "name": f"publications-{kind}",
        "path": path,
        "profile": "data-resource",
        "format": kind,
        "mediatype": media_type,
        **({"encoding": encoding} if encoding else {}),
        "schema": {"fields": _fields(path), "primaryKey": [KEY]},
    }


def _fields(path: str) -> list[dict[str, Any]]:
    return [
        {"name": f.name, "type": _type(f, path), "description": c.metadata["en"], "constraints": _constraints(f)}
        for c, f in zip(columns(), arrow_schema(), strict=True)
    ]


def _type(field: pa.Field, path: str) -> str:
    return _LISTS[path] if pa.types.is_list(field.type) else _TYPES[field.type]


def _constraints(field: pa.Field) -> dict[str, Any]:
    values = VALUES.get(field.name) if not pa.types.is_list(field.type) else None
    return {"required": not field.nullable} | ({"enum": list(values)} if values else {})

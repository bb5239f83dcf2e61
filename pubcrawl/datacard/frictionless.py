"""Describes the dataset as a Frictionless Data Package."""

from typing import Any

import orjson
import pyarrow as pa

from pubcrawl.datacard.dataset import KEYWORDS, NAME, TITLE, VALUES, about, version
from pubcrawl.release.manifest import Manifest
from pubcrawl.release.tables import TABLES, Table
from pubcrawl.schema import SCHEMA_VERSION
from pubcrawl.storage.checksum import FileEntry

_TYPES = {
    pa.string(): "string",
    pa.bool_(): "boolean",
    pa.int32(): "integer",
    pa.float32(): "number",
    pa.date32(): "date",
    pa.timestamp("us", tz="UTC"): "datetime",
}
_LISTS = {"jsonl": "array", "parquet": "any"}
"""The type of a list, by format. Frictionless reads a list from Parquet, and then says that it is no array."""

_FORMATS = {
    "jsonl": {"mediatype": "application/jsonl", "encoding": "utf-8"},
    "parquet": {"mediatype": "application/vnd.apache.parquet"},
}


def render(release: Manifest | None = None) -> bytes:
    """Return `datapackage.json`."""
    return orjson.dumps(package(release), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z)


def package(release: Manifest | None = None) -> dict[str, Any]:
    """Return the data package: every file of a release that holds rows, each with its table schema.

    Of a given release, it says of each file its size, its checksum and its rows.
    """
    return {
        "profile": "data-package",
        "name": NAME,
        "title": TITLE,
        "description": about(release),
        "keywords": list(KEYWORDS),
        "version": version(release),
        **({"created": release.created_at, "release": release.release, "origin": release.origin} if release else {}),
        "schema_version": SCHEMA_VERSION,
        "resources": [_resource(table, path, release) for table in TABLES.values() for path in table.files],
    }


def _resource(table: Table, path: str, release: Manifest | None) -> dict[str, Any]:
    kind = path.rpartition(".")[2]
    return {
        "name": f"{table.name}-{kind}",
        "path": path,
        "profile": "data-resource",
        "description": table.meaning["en"],
        "format": kind,
        **_FORMATS[kind],
        **(_facts(release.files[path], kind) if release else {}),
        "schema": {"fields": _fields(table, kind), "primaryKey": list(table.key), **_foreign_keys(table, kind)},
    }


def _facts(file: FileEntry, kind: str) -> dict[str, Any]:
    """Return what a resource says of its file: of Parquet no size, for Frictionless counts none and calls it wrong."""
    size = {"bytes": file.bytes} if kind == "jsonl" else {}
    return {**size, "hash": f"sha256:{file.sha256}", "rows": file.rows}


def _fields(table: Table, kind: str) -> list[dict[str, Any]]:
    return [
        {"name": f.name, "type": _type(f, kind), "description": c.metadata["en"], "constraints": _constraints(f)}
        for c, f in zip(table.columns, table.fields, strict=True)
    ]


def _type(field: pa.Field, kind: str) -> str:
    return _LISTS[kind] if pa.types.is_list(field.type) else _TYPES[field.type]


def _constraints(field: pa.Field) -> dict[str, Any]:
    values = VALUES.get(field.name) if not pa.types.is_list(field.type) else None
    return {"required": not field.nullable} | ({"enum": list(values)} if values else {})


def _foreign_keys(table: Table, kind: str) -> dict[str, Any]:
    """Return the columns that name rows of another table, in the file of the same format."""
    keys = [
        {"fields": [column], "reference": {"resource": f"{other}-{kind}", "fields": list(TABLES[other].key)}}
        for column, other in table.references.items()
    ]
    return {"foreignKeys": keys} if keys else {}

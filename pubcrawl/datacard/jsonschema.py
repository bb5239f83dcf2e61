"""Describes a line of a JSON Lines file in JSON Schema (2020-12)."""

from typing import Any

import orjson
import pyarrow as pa

from pubcrawl.datacard.dataset import VALUES
from pubcrawl.release.tables import Table
from pubcrawl.schema import SCHEMA_VERSION

_TYPES: dict[pa.DataType, dict[str, str]] = {
    pa.string(): {"type": "string"},
    pa.bool_(): {"type": "boolean"},
    pa.float32(): {"type": "number"},
    pa.date32(): {"type": "string", "format": "date"},
    pa.timestamp("us", tz="UTC"): {"type": "string", "format": "date-time"},
}


def render(table: Table) -> bytes:
    """Return the schema of a table as indented JSON."""
    return orjson.dumps(schema(table), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def schema(table: Table) -> dict[str, Any]:
    """Return the schema of a row.

    Every column is required, null where it is absent. Columns that a later version appends are let through, as
    readers that select by name let them.
    """
    described = {c.name: {"description": c.metadata["en"]} for c in table.columns}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:pubcrawl:schema:{table.name}:{SCHEMA_VERSION}",
        "title": f"A row of {table.jsonl}, schema version {SCHEMA_VERSION}",
        "type": "object",
        "required": list(described),
        "properties": {f.name: described[f.name] | _nullable(f, f.name) for f in table.fields},
    }


def _nullable(field: pa.Field, path: str) -> dict[str, Any]:
    described = _described(field.type, path)
    if not field.nullable:
        return described
    if "enum" in described:
        described["enum"] = [*described["enum"], None]
    return described | {"type": [described["type"], "null"]}


def _described(kind: pa.DataType, path: str) -> dict[str, Any]:
    if pa.types.is_list(kind):
        return {"type": "array", "items": _described(kind.value_type, path)}
    if pa.types.is_struct(kind):
        members = {f.name: _nullable(f, f"{path}.{f.name}") for f in kind}
        return {"type": "object", "required": list(members), "properties": members}
    return _TYPES[kind] | ({"enum": list(VALUES[path])} if path in VALUES else {})

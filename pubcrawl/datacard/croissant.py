"""Describes the dataset in Croissant 1.0 (JSON-LD on schema.org), for dataset search and machine-learning loaders."""

from typing import Any

import orjson
import pyarrow as pa

from pubcrawl.datacard.dataset import KEYWORDS, NAME, about, version
from pubcrawl.release.manifest import Manifest
from pubcrawl.release.tables import TABLES, Table
from pubcrawl.storage.checksum import FileEntry

_TERMS = (
    "citeAs column conformsTo equivalentProperty extract field fileObject fileProperty fileSet format includes "
    "isLiveDataset jsonPath key md5 parentField path recordSet references regex repeated replace separator source "
    "subField transform"
)
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{term: f"cr:{term}" for term in _TERMS.split()},
    "conformsTo": "dct:conformsTo",
    "samplingRate": "cr:samplingRate",
}
_TYPES = {
    pa.string(): "sc:Text",
    pa.bool_(): "sc:Boolean",
    pa.int32(): "sc:Integer",
    pa.float32(): "sc:Float",
    pa.date32(): "sc:Date",
    pa.timestamp("us", tz="UTC"): "sc:DateTime",
}

_JOINED = (("publications", "work_id"),)
"""The columns whose reference to another table is written. Loaders follow every reference they find, and fail where
tables refer to each other in a circle or one table refers to another twice."""


def render(release: Manifest | None = None) -> bytes:
    """Return `croissant.json`."""
    return orjson.dumps(document(release), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z)


def document(release: Manifest | None = None) -> dict[str, Any]:
    """Return the description: the files of a release, and each table as a set of records, read from Parquet.

    Without a release, the dataset is marked as live: its files change with each release, and each release's own
    description has their checksums. It has no `url`: whoever publishes a copy knows where it stands, and the program
    does not.
    """
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": NAME,
        "description": about(release),
        "keywords": list(KEYWORDS),
        "inLanguage": ["en", "fr"],
        "version": version(release),
        **({"datePublished": release.created_at} if release else {"isLiveDataset": True}),
        "distribution": [file for table in TABLES.values() for file in _files(table, release)],
        "recordSet": [_record_set(table) for table in TABLES.values()],
    }


def _files(table: Table, release: Manifest | None) -> list[dict[str, str]]:
    forms = (
        (table.parquet, f"All {table.name} as Parquet.", "application/x-parquet"),
        (table.jsonl, f"The same {table.name} as JSON Lines.", "application/jsonlines"),
    )
    return [
        {
            "@type": "cr:FileObject",
            "@id": name,
            "name": name,
            "description": description,
            "contentUrl": name,
            "encodingFormat": media_type,
            **(_facts(release.files[name]) if release else {}),
        }
        for name, description, media_type in forms
        if name
    ]


def _facts(file: FileEntry) -> dict[str, str]:
    return {"contentSize": f"{file.bytes} B", "sha256": file.sha256}


def _record_set(table: Table) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.meaning["en"],
        "key": [{"@id": f"{table.name}/{column}"} for column in table.key],
        "field": [
            _field(table, f, c.metadata["en"]) | _reference(table, f.name)
            for c, f in zip(table.columns, table.fields, strict=True)
        ],
    }


def _field(table: Table, field: pa.Field, description: str) -> dict[str, Any]:
    is_list = pa.types.is_list(field.type)
    kind = field.type.value_type if is_list else field.type
    made = {
        "@type": "cr:Field",
        "@id": f"{table.name}/{field.name}",
        "name": field.name,
        "description": description,
        **({"repeated": True} if is_list else {}),
    }
    if pa.types.is_struct(kind):
        return made | {"subField": [_member(table, field.name, f) for f in kind]}
    return made | {"dataType": _TYPES[kind], "source": _source(table, field.name)}


def _member(table: Table, column: str, member: pa.Field) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column}/{member.name}",
        "name": member.name,
        "dataType": _TYPES[member.type],
        "source": _source(table, column) | {"transform": {"jsonPath": f"$[*].{member.name}"}},
    }


def _source(table: Table, column: str) -> dict[str, Any]:
    return {"fileObject": {"@id": table.parquet}, "extract": {"column": column}}


def _reference(table: Table, column: str) -> dict[str, Any]:
    """Return the column of another table that a column refers to; nothing where `_JOINED` does not name it."""
    if (table.name, column) not in _JOINED:
        return {}
    other = TABLES[table.references[column]]
    return {"references": {"field": {"@id": f"{other.name}/{other.key[0]}"}}}

"""The dataset as Croissant 1.0 (JSON-LD on schema.org), for data-set search and machine-learning loaders."""

from typing import Any

import orjson
import pyarrow as pa

from pubcrawl.datacard.dataset import DESCRIPTION, KEY, KEYWORDS, NAME, PATHS, REPOSITORY
from pubcrawl.release.manifest import JSONL, PARQUET
from pubcrawl.schema import SCHEMA_VERSION, arrow_schema, columns

_RECORDS = "publications"
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
    pa.float32(): "sc:Float",
    pa.date32(): "sc:Date",
    pa.timestamp("us", tz="UTC"): "sc:DateTime",
}


def render() -> bytes:
    """Return `croissant.json`."""
    return orjson.dumps(document(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def document() -> dict[str, Any]:
    """Return the description: two files and one set of records, read from the Parquet file.

    The dataset is marked as live: its files change with each release, so their checksums stand in the release's
    manifest and not here.
    """
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": NAME,
        "description": f"{DESCRIPTION} {PATHS}",
        "url": REPOSITORY,
        "keywords": list(KEYWORDS),
        "inLanguage": ["en", "fr"],
        "version": f"{SCHEMA_VERSION}.0.0",
        "isLiveDataset": True,
        "distribution": [
            _file(PARQUET, "application/x-parquet", "All records as Parquet."),
            _file(JSONL, "application/jsonlines", "The same records as JSON Lines."),
        ],
        "recordSet": [
            {
                "@type": "cr:RecordSet",
                "@id": _RECORDS,
                "name": _RECORDS,
                "description": "One record a work and site.",
                "key": {"@id": f"{_RECORDS}/{KEY}"},
                "field": [_field(f, c.metadata["en"]) for c, f in zip(columns(), arrow_schema(), strict=True)],
            }
        ],
    }


def _file(name: str, media_type: str, description: str) -> dict[str, str]:
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "description": description,
        "contentUrl": name,
        "encodingFormat": media_type,
    }


def _field(field: pa.Field, description: str) -> dict[str, Any]:
    is_list = pa.types.is_list(field.type)
    kind = field.type.value_type if is_list else field.type
    made = {
        "@type": "cr:Field",
        "@id": f"{_RECORDS}/{field.name}",
        "name": field.name,
        "description": description,
        **({"repeated": True} if is_list else {}),
    }
    if pa.types.is_struct(kind):
        return made | {"subField": [_member(field.name, f) for f in kind]}
    return made | {"dataType": _TYPES[kind], "source": _source(field.name)}


def _member(column: str, member: pa.Field) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"{_RECORDS}/{column}/{member.name}",
        "name": member.name,
        "dataType": _TYPES[member.type],
        "source": _source(column) | {"transform": {"jsonPath": f"$[*].{member.name}"}},
    }


def _source(column: str) -> dict[str, Any]:
    return {"fileObject": {"@id": PARQUET}, "extract": {"column": column}}

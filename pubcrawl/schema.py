"""The Arrow schema of the dataset, derived from `Publication`, and the form its rows take in each format."""

from dataclasses import Field, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

import pyarrow as pa

from pubcrawl.items import Publication

SCHEMA_VERSION = 1
"""Raised whenever a column changes its name, type or meaning; appending a nullable column does not."""

_SCALARS = {
    str: pa.string(),
    bool: pa.bool_(),
    int: pa.int32(),
    float: pa.float32(),
    date: pa.date32(),
    datetime: pa.timestamp("us", tz="UTC"),
}


def _arrow_type(annotation: object) -> pa.DataType:
    if get_origin(annotation) is tuple:
        return pa.list_(pa.field("element", _arrow_type(get_args(annotation)[0]), nullable=False))
    if isinstance(annotation, type) and is_dataclass(annotation):
        return pa.struct(arrow_fields(annotation))
    return _SCALARS[annotation]  # type: ignore[index]  # a new kind of column must fail here


def arrow_fields(cls: type) -> list[pa.Field]:
    """Return the Arrow fields of a dataclass whose fields were made by `column`, in order."""
    hints = get_type_hints(cls)
    made = []
    for f in fields(cls):
        annotation, nullable = hints[f.name], NoneType in get_args(hints[f.name])
        if nullable:
            (annotation,) = (a for a in get_args(annotation) if a is not NoneType)
        doc = {"doc": f.metadata["en"]} if "en" in f.metadata else None
        made.append(pa.field(f.name, _arrow_type(annotation), nullable=nullable, metadata=doc))
    return made


@cache
def arrow_schema() -> pa.Schema:
    """Return the schema of `publications.parquet`; the file metadata names its version."""
    return pa.schema(arrow_fields(Publication), metadata={"pubcrawl.schema_version": str(SCHEMA_VERSION)})


def same_columns(one: pa.Schema, other: pa.Schema) -> bool:
    """Say whether two schemas have the same columns and version; how the meanings are worded does not matter."""
    return bool(one.equals(other)) and one.metadata == other.metadata


def columns() -> tuple[Field[Any], ...]:
    """Return the columns in order, each with its meaning in `metadata["en"]` and `metadata["fr"]`."""
    return fields(Publication)

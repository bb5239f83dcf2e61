"""The Arrow schema of the dataset, derived from `Publication`, and the form its rows take in each format."""

from collections.abc import Sequence
from dataclasses import Field, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

import pyarrow as pa

from pubcrawl.items import Publication

SCHEMA_VERSION = 2
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


_VERSION = b"pubcrawl.schema_version"


def is_readable(written: pa.Schema, schema: pa.Schema) -> bool:
    """Say whether a file has the columns of a schema, or those of an earlier one: columns are only ever appended.

    How the meanings are worded does not matter.
    """
    versions = [int((s.metadata or {}).get(_VERSION, b"0")) for s in (written, schema)]
    return 0 < versions[0] <= versions[1] and _leads(list(written), list(schema))


def _leads(written: Sequence[pa.Field], wanted: Sequence[pa.Field]) -> bool:
    """Say whether fields are the first of some others, of which the rest may be null."""
    pairs = zip(written, wanted, strict=False)
    same = all(w.name == f.name and w.nullable == f.nullable and _fits(w.type, f.type) for w, f in pairs)
    return same and len(written) <= len(wanted) and all(f.nullable for f in wanted[len(written) :])


def _fits(written: pa.DataType, wanted: pa.DataType) -> bool:
    if pa.types.is_list(written) and pa.types.is_list(wanted):
        return _leads([written.value_field], [wanted.value_field])
    if pa.types.is_struct(written) and pa.types.is_struct(wanted):
        return _leads(list(written), list(wanted))
    return bool(written.equals(wanted))


def columns() -> tuple[Field[Any], ...]:
    """Return the columns in order, each with its meaning in `metadata["en"]` and `metadata["fr"]`."""
    return fields(Publication)

"""Fuzz target: any text in a record, written in every format and read again by parsers that are not ours."""

import io
from collections.abc import Iterator

import pyarrow.parquet as pq
from orjson import loads

from pubcrawl.formats import csv
from pubcrawl.storage.jsonl import dump
from pubcrawl.storage.parquet import ParquetWriter
from tests.formats.payloads import PAYLOADS, fitting
from tests.formats.poisoned import as_read_again, between_neighbours
from tests.formats.rereading import read_csv, unguarded_csv
from tests.formats.seen import CITED
from tests.records import from_json_row


def one(data: bytes) -> None:
    """Write a record that says a text wherever it can, between two others."""
    text = data.decode("utf-8", "ignore")
    records = between_neighbours(text)
    expected = as_read_again(text)
    for form, (render, seen) in CITED.items():
        before, poisoned, after = seen(render(records))
        assert poisoned == (expected._replace(container=None) if form == "atom" else expected), form
        assert (before.title, after.title) == ("Before", "After"), form
    rows = read_csv(unguarded_csv(records))
    assert [row["title"] for row in rows] == ["Before", fitting(text), "After"]
    assert len(read_csv(csv.render(records))) == len(records)
    assert [from_json_row(loads(dump(r))) for r in records] == records
    written = io.BytesIO()
    with ParquetWriter(written) as writer:
        for record in records:
            writer.add(record)
    assert pq.read_table(written, use_threads=False)["title"].to_pylist() == [r.title for r in records]


def seeds() -> Iterator[bytes]:
    """Texts to start from."""
    return (payload.encode() for payload in PAYLOADS)

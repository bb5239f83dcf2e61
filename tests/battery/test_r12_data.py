"""What a site says, in the files of a release: read again by others, it is the same text and nothing else."""

import io
import json
from pathlib import Path

import duckdb
import polars as pl
import pyarrow.parquet as pq
import pytest

from pubcrawl.items import Author, Link, Publication
from pubcrawl.storage.jsonl import RowError, dump
from pubcrawl.storage.parquet import ParquetWriter
from tests.formats.payloads import PAYLOADS
from tests.records import publication

pytestmark = pytest.mark.family("R12")

_payload = pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))


def rows(payload: str) -> list[Publication]:
    """A record whose every text is the payload, between two that are harmless."""
    texts = dict.fromkeys(("title", "abstract", "venue", "workshop", "status_raw", "doi", "url", "source_url"), payload)
    poisoned = publication(
        "b",
        authors=(Author(name=payload, profile_url=payload), Author(name="Liwen Quan")),
        links=(Link(kind="page", url=payload),),
        flags=(payload,),
        **texts,
    )
    return [publication("a"), poisoned, publication("c")]


def texts_of(row: dict[str, object]) -> list[object]:
    """Every text of a record that can hold the payload, in a fixed order."""
    authors, links, flags = (row[name] for name in ("authors", "links", "flags"))
    assert isinstance(authors, list)
    assert isinstance(links, list)
    assert isinstance(flags, list)
    names = ("title", "abstract", "venue", "workshop", "status_raw", "doi", "url", "source_url")
    return [*(row[n] for n in names), authors[0]["name"], authors[0]["profile_url"], links[0]["url"], flags[0]]


@_payload
def test_json_lines_hold_a_record_a_line(payload: str) -> None:
    content = b"".join(map(dump, rows(payload)))
    lines = content.split(b"\n")
    assert [len(lines), lines[-1]] == [4, b""]
    before, poisoned, after = map(json.loads, lines[:-1])
    assert [before["id"], poisoned["id"], after["id"]] == ["a", "b", "c"]
    assert set(texts_of(poisoned)) == {payload}
    assert list(poisoned) == list(before)


@_payload
def test_parquet_holds_the_text_to_the_letter(payload: str) -> None:
    written = io.BytesIO()
    with ParquetWriter(written) as writer:
        for row in rows(payload):
            writer.add(row)
    read = pq.read_table(written).to_pylist()
    assert [row["id"] for row in read] == ["a", "b", "c"]
    assert set(texts_of(read[1])) == {payload}


def test_other_readers_see_the_same_texts(tmp_path: Path) -> None:
    """All payloads at once, as analysts read them."""
    records = [publication(f"{i:04}", title=payload, abstract=payload) for i, payload in enumerate(PAYLOADS)]
    parquet, lines = tmp_path / "x.parquet", tmp_path / "x.jsonl"
    lines.write_bytes(b"".join(map(dump, records)))
    with parquet.open("wb") as file, ParquetWriter(file) as writer:
        for record in records:
            writer.add(record)
    expected = list(PAYLOADS)
    assert pl.read_parquet(parquet)["title"].to_list() == expected
    assert pl.read_ndjson(lines)["title"].to_list() == expected
    query = "select title from read_parquet(?) order by id"
    assert [row[0] for row in duckdb.execute(query, [str(parquet)]).fetchall()] == expected
    assert [json.loads(line)["abstract"] for line in lines.read_text("utf-8").split("\n")[:-1]] == expected


@pytest.mark.parametrize("text", ["half \ud800 a pair", "\udfff", "x\udc80"])
def test_what_no_file_can_hold_is_refused_by_name(text: str) -> None:
    with pytest.raises(RowError, match="row b, column title"):
        dump(publication("b", title=text))
    with pytest.raises(RowError, match="row b, column title"), ParquetWriter(io.BytesIO()) as writer:
        writer.add(publication("b", title=text))

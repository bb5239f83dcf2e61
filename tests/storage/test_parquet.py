import gc
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pyarrow.parquet as pq
import pytest

from pubcrawl.items import Author, Publication
from pubcrawl.schema import arrow_schema
from pubcrawl.storage import parquet as write
from pubcrawl.storage.jsonl import RowError
from pubcrawl.storage.parquet import ParquetWriter, narrowed
from tests.records import NOON, full, publication

SOME = [full("mila_fr:a"), publication("mila_fr:b"), full("mila_fr:c")]


def written(rows: Sequence[Publication], **options: Any) -> bytes:  # noqa: ANN401  any option
    file = io.BytesIO()
    with ParquetWriter(file, **options) as writer:
        for row in rows:
            writer.add(row, len(row.abstract or ""))
    assert options.get("refuse") or writer.rows == len(rows)
    return file.getvalue()


def opened(content: bytes) -> pq.ParquetFile:
    return pq.ParquetFile(io.BytesIO(content))


def test_the_file_holds_the_rows_and_the_schema() -> None:
    table = opened(written(SOME)).read()
    assert table.schema.equals(arrow_schema(), check_metadata=True)
    first = table.to_pylist()[0]
    assert first["authors"][1] == {
        "name": "Liwen Quan",
        "profile_url": None,
        "affiliated": False,
        "family": None,
        "given": None,
    }
    assert first["last_changed"] == NOON - timedelta(microseconds=1)
    assert first["published"] == SOME[0].published
    assert first["flags"] == list(SOME[0].flags)
    assert first["title_language_confidence"] == pytest.approx(0.8712, rel=1e-6)
    assert table["abstract"].to_pylist() == [row.abstract for row in SOME]
    assert table["links"].to_pylist()[1] == []


def test_the_same_rows_give_the_same_bytes() -> None:
    assert written(SOME) == written(SOME)


def test_no_row_gives_a_typed_file() -> None:
    table = opened(written([])).read()
    assert (table.num_rows, table.schema.equals(arrow_schema(), check_metadata=True)) == (0, True)


def test_columns_can_be_chosen() -> None:
    table = opened(written(SOME, schema=narrowed(arrow_schema(), ["title", "id"]))).read()
    assert table.column_names == ["title", "id"]
    assert table["id"].to_pylist() == [row.id for row in SOME]


def test_every_column_is_compressed_checked_and_indexed() -> None:
    file = opened(written(SOME))
    group = file.metadata.row_group(0)
    for i in range(group.num_columns):
        column = group.column(i)
        assert (column.compression, column.has_column_index, column.has_offset_index) == ("ZSTD", True, True)
    coded = {group.column(i).path_in_schema for i in range(group.num_columns) if group.column(i).has_dictionary_page}
    assert coded == {c for c in write._DICTIONARY if c.split(".")[0] in arrow_schema().names}
    plain = len(written(SOME))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(write, "_BLOOM", ())
        assert len(written(SOME)) < plain


def test_a_flipped_bit_is_noticed_by_readers() -> None:
    content = bytearray(written(SOME))
    content[opened(bytes(content)).metadata.row_group(0).column(0).data_page_offset + 40] ^= 1
    with pytest.raises(OSError, match="CRC checksum"):
        pq.ParquetFile(io.BytesIO(content), page_checksum_verification=True).read()


@pytest.mark.parametrize(
    ("rows", "text", "groups"),
    [(2, 10**6, [2, 2, 1]), (100, 30, [3, 2]), (100, 10**6, [5]), (1, 1, [1] * 5)],
    ids=["by rows", "by text", "at the end", "each"],
)
def test_a_row_group_ends_at_so_many_rows_or_so_much_text(
    monkeypatch: pytest.MonkeyPatch, rows: int, text: int, groups: list[int]
) -> None:
    monkeypatch.setattr(write, "GROUP_ROWS", rows)
    monkeypatch.setattr(write, "GROUP_TEXT", text)
    metadata = opened(written([publication(f"amii:{i}", abstract="x" * 10) for i in range(5)])).metadata
    assert [metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)] == groups


MISFITS: list[tuple[str, Any, str]] = [
    ("title", "half \ud800", "surrogates not allowed"),
    ("title", 5, "Expected bytes"),
    ("site", None, "site is null"),
    ("published", "soon", ".*"),
    ("fetched_at", datetime(2026, 1, 1), "2026-01-01 00:00:00 is not in UTC"),  # noqa: DTZ001
    ("last_seen", "noon", ".*"),
    ("title_language_confidence", float("nan"), "not finite"),
    ("language_mixed", "yes", ".*"),
    ("authors", None, ".*"),
    ("authors", (Author(name=None),), "name is null"),  # type: ignore[arg-type]  # wrong on purpose
    ("authors", ("Ada",), "no attribute 'name'"),
    ("flags", (None,), "element is null"),
]


@pytest.mark.parametrize(("column", "value", "reason"), MISFITS)
def test_a_value_that_does_not_fit_names_its_row_and_column(column: str, value: Any, reason: str) -> None:  # noqa: ANN401
    wrong = replace(publication("amii:wrong"), **{column: value})
    with pytest.raises(RowError, match=f"^row amii:wrong, column {column}: .*{reason}"):
        written([publication("amii:a"), wrong, publication("amii:z")])


@pytest.mark.parametrize(("column", "value"), [(column, value) for column, value, _ in MISFITS])
def test_refused_rows_are_left_out_and_told(column: str, value: Any) -> None:  # noqa: ANN401  wrong on purpose
    wrong = replace(publication("amii:wrong"), **{column: value})
    told: list[RowError] = []
    content = written([publication("amii:a"), wrong, publication("amii:z")], refuse=told.append)
    assert opened(content).read()["id"].to_pylist() == ["amii:a", "amii:z"]
    assert [str(e).startswith(f"row amii:wrong, column {column}: ") for e in told] == [True]


def test_a_writer_that_failed_leaves_its_closed_file_alone() -> None:
    file = io.BytesIO()
    writer = ParquetWriter(file)
    writer.add(publication(title="\ud800"))
    with pytest.raises(RowError, match="column title"):
        writer.close()
    file.close()
    del writer
    gc.collect()  # an error in a destructor is a warning, and warnings are errors

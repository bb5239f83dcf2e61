"""Which files a schema can read: those with its columns, and those written before columns were appended to it."""

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from pubcrawl.matching.link import Linked
from pubcrawl.release.check import check
from pubcrawl.release.tables import Table
from pubcrawl.schema import arrow_schema, is_readable
from tests.records import NOON, publication
from tests.releases import publish

Change = Callable[[pa.Schema], pa.Schema]


def reworded(schema: pa.Schema) -> pa.Schema:
    fields = [f.with_metadata({"doc": f"In other words: {f.name}."}) for f in schema]
    return pa.schema(fields, metadata=schema.metadata)


CHANGES: dict[str, Change] = {
    "no version": lambda s: s.remove_metadata(),
    "an earlier version": lambda s: s.with_metadata({"pubcrawl.schema_version": "1"}),
    "a column that is never null more": lambda s: s.append(pa.field("citations", pa.int32(), nullable=False)),
    "a first column less": lambda s: s.remove(0),
    "a last column less": lambda s: s.remove(len(s) - 1),
    "another type": lambda s: s.set(0, pa.field(s[0].name, pa.int32(), nullable=False)),
    "may be null": lambda s: s.set(0, pa.field(s[0].name, s[0].type)),
    "another order": lambda s: pa.schema([s[1], s[0], *list(s)[2:]], metadata=s.metadata),
}
"""What a program could have been changed to that it cannot read today's files any more."""

APPENDED: dict[str, Change] = {
    "a nullable column": lambda s: s.append(pa.field("citations", pa.int32())),
    "a later version": lambda s: s.with_metadata({"pubcrawl.schema_version": "3"}),
    "a nullable member": lambda s: s.set(
        s.get_field_index("links"),
        pa.field(
            "links",
            pa.list_(pa.field("element", _more(s.field("links").type.value_type), nullable=False)),
            nullable=False,
        ),
    ),
}


def _more(struct: pa.StructType) -> pa.StructType:
    return pa.struct([*struct, pa.field("label", pa.string())])


def test_a_meaning_may_be_worded_otherwise() -> None:
    assert not arrow_schema().equals(reworded(arrow_schema()), check_metadata=True)
    assert is_readable(arrow_schema(), reworded(arrow_schema()))


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_program_with_other_columns_cannot_read_it(change: Change) -> None:
    assert not is_readable(arrow_schema(), change(arrow_schema()))


@pytest.mark.parametrize("change", APPENDED.values(), ids=APPENDED)
def test_columns_may_be_appended(change: Change) -> None:
    assert is_readable(arrow_schema(), change(arrow_schema()))
    assert not is_readable(change(arrow_schema()), arrow_schema())


@pytest.fixture
def problems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Change], list[str]]:
    """What is found in a release, seen by a program whose schemas were changed since."""
    rows = [publication("amii:a")]
    release = publish(tmp_path, rows, run_id="r", now=NOON, site_reports=[], versions={}, linked=Linked())

    def found(change: Change) -> list[str]:
        with monkeypatch.context() as patch:
            today = Table.schema
            patch.setattr(Table, "schema", lambda table, **metadata: change(today(table, **metadata)))
            return check(release)

    return found


def test_a_release_stays_sound_when_a_meaning_is_worded_otherwise(problems: Callable[[Change], list[str]]) -> None:
    assert problems(lambda s: s) == problems(reworded) == []
    assert problems(CHANGES["a last column less"]) == ["publications.parquet: the columns are not those of schema 2"]

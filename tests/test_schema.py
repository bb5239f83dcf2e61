"""When two schemas are one: the same columns and version, whatever the words that explain them."""

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from pubcrawl.matching.link import Linked
from pubcrawl.release.check import check
from pubcrawl.release.tables import Table
from pubcrawl.schema import arrow_schema, same_columns
from tests.records import NOON, publication
from tests.releases import publish

Change = Callable[[pa.Schema], pa.Schema]


def reworded(schema: pa.Schema) -> pa.Schema:
    fields = [f.with_metadata({"doc": f"In other words: {f.name}."}) for f in schema]
    return pa.schema(fields, metadata=schema.metadata)


CHANGES: dict[str, Change] = {
    "another version": lambda s: s.with_metadata({"pubcrawl.schema_version": "0"}),
    "no version": lambda s: s.remove_metadata(),
    "a column more": lambda s: s.append(pa.field("citations", pa.int32())),
    "a column less": lambda s: s.remove(0),
    "another type": lambda s: s.set(0, pa.field(s[0].name, pa.int32(), nullable=False)),
    "may be null": lambda s: s.set(0, pa.field(s[0].name, s[0].type)),
    "another order": lambda s: pa.schema([s[1], s[0], *list(s)[2:]], metadata=s.metadata),
}


def test_a_meaning_may_be_worded_otherwise() -> None:
    assert not arrow_schema().equals(reworded(arrow_schema()), check_metadata=True)
    assert same_columns(arrow_schema(), reworded(arrow_schema()))


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_anything_else_makes_other_columns(change: Change) -> None:
    assert not same_columns(arrow_schema(), change(arrow_schema()))


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
    assert problems(CHANGES["a column more"]) == ["publications.parquet: the columns are not those of schema 1"]

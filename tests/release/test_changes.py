from dataclasses import replace
from datetime import timedelta

import pytest

from pubcrawl.items import Author, Publication
from pubcrawl.release.changes import Change, ReleaseStamp, change, change_schema
from pubcrawl.release.merge import outcome, paired
from tests.records import NOON, publication

STAMP = ReleaseStamp(run_id="run2", release="000002", at=NOON)
WAS = publication("amii:a", content_hash="old", first_seen=NOON, last_seen=NOON, last_changed=NOON)
GONE = replace(WAS, removed_at=NOON)
LATER = NOON + timedelta(days=1)
EDITED = replace(WAS, title="Another", authors=(Author(name="Liwen Quan"),), content_hash="new", last_changed=LATER)

TABLE: list[tuple[str, Publication | None, Publication | None, tuple[object, ...] | None]] = [
    ("first read", None, WAS, ("add", (), None, "old")),
    ("first told of when already gone", None, GONE, ("remove", (), None, "old")),
    ("edited", WAS, EDITED, ("update", ("title", "authors"), "old", "new")),
    ("left its site", WAS, GONE, ("remove", (), "old", "old")),
    ("left its site, edited", WAS, replace(EDITED, removed_at=NOON), ("remove", ("title", "authors"), "old", "new")),
    ("returned", GONE, WAS, ("restore", (), "old", "old")),
    ("returned, edited", GONE, EDITED, ("restore", ("title", "authors"), "old", "new")),
    ("taken out", WAS, None, ("remove", (), "old", None)),
    ("taken out after it left", GONE, None, ("remove", (), "old", None)),
    ("linked anew", WAS, replace(WAS, work_id="w1"), ("relink", ("work_id",), "old", "old")),
    (
        "linked anew, edited",
        WAS,
        replace(EDITED, work_id="w1"),
        ("update", ("work_id", "title", "authors"), "old", "new"),
    ),
    ("hashed anew", WAS, replace(WAS, content_hash="new"), ("update", (), "old", "new")),
    (
        "hashed and linked anew",
        WAS,
        replace(WAS, work_id="w1", content_hash="new"),
        ("update", ("work_id",), "old", "new"),
    ),
    ("judged anew", WAS, replace(WAS, language="fr"), ("update", ("language",), "old", "old")),
    ("gone and judged anew", GONE, replace(GONE, language="fr"), ("update", ("language",), "old", "old")),
    ("moved its first time", WAS, replace(WAS, first_seen=LATER), ("update", ("first_seen",), "old", "old")),
    ("read again", WAS, replace(WAS, fetched_at=LATER, last_seen=LATER), None),
    ("moved down the list", WAS, replace(WAS, source_url="https://x.example/?page=9"), None),
    ("still gone", GONE, GONE, None),
    ("never there", None, None, None),
]


def changed(old: Publication | None, new: Publication | None) -> Change | None:
    """What a release says of a record that was so and is so; works are linked after the merge."""
    there = new or old
    if there is None:
        with pytest.raises(LookupError):
            outcome(old, new)
        return None
    return change(outcome(old, new), there.work_id, STAMP)


@pytest.mark.parametrize(("old", "new", "told"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_what_became_of_a_record(
    old: Publication | None, new: Publication | None, told: tuple[str, tuple[str, ...], str | None, str | None] | None
) -> None:
    found = changed(old, new)
    if told is None:
        assert found is None
        return
    now = new or old or pytest.fail("nothing")
    op, fields, before, after = told
    assert found == Change(
        op=op,
        id="amii:a",
        work_id=now.work_id,
        site="amii",
        changed_fields=fields,
        old_hash=before,
        new_hash=after,
        run_id="run2",
        release="000002",
        at=NOON,
    )


def test_the_changes_of_two_releases_come_in_the_order_of_ids() -> None:
    old = [publication("amii:a"), publication("amii:b"), publication("amii:d")]
    new = [publication("amii:a"), publication("amii:b", title="New"), publication("amii:c")]
    assert [(c.id, c.op) for pair in paired(old, new) if (c := changed(*pair))] == [
        ("amii:b", "update"),
        ("amii:c", "add"),
        ("amii:d", "remove"),
    ]


def test_the_schema_is_that_of_the_row() -> None:
    schema = change_schema("000001")
    assert {f.name: (str(f.type), f.nullable) for f in schema} == {
        "op": ("string", False),
        "id": ("string", False),
        "work_id": ("string", False),
        "site": ("string", False),
        "changed_fields": ("list<element: string not null>", False),
        "old_hash": ("string", True),
        "new_hash": ("string", True),
        "run_id": ("string", False),
        "release": ("string", False),
        "at": ("timestamp[us, tz=UTC]", False),
    }
    assert all(f.metadata[b"doc"] for f in schema)
    assert schema.metadata == {b"pubcrawl.schema_version": b"2", b"pubcrawl.since": b"000001"}

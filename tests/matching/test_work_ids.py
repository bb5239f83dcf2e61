from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pubcrawl.items import Publication
from pubcrawl.matching.link import link
from pubcrawl.matching.work_ids import Alias
from tests.authoring.linking import publication

START = datetime(2026, 1, 1, tzinfo=UTC)


def record(name: str, *, day: int) -> Publication:
    """Return a record with a title of its own."""
    facts = {"id": name, "site": "amii", "title": f"Paper {name * 7}"}
    return replace(publication(facts), first_seen=START + timedelta(days=day))


def merged(old: str, new: str) -> Alias:
    return Alias(old=old, new=new, reason="merged")


def split(old: str, new: str) -> Alias:
    return Alias(old=old, new=new, reason="split")


A, B, C = record("a", day=3), record("b", day=1), record("c", day=2)
A1, B1, C1 = (replace(p, doi="10.5555/one") for p in (A, B, C))
B2 = replace(B, doi="10.5555/two")


@pytest.mark.parametrize(
    ("records", "known", "names", "aliases"),
    [
        pytest.param([A, B], {}, {"a": "wa", "b": "wb"}, (), id="minted"),
        pytest.param([A1, B1], {}, {"a": "wb", "b": "wb"}, (), id="named after the oldest record"),
        pytest.param(
            [A1, B1],
            {"a": "wa"},
            {"a": "wa", "b": "wa"},
            (),
            id="kept when an older record comes",
        ),
        pytest.param(
            [A1, B1],
            {"a": "wa", "b": "wb"},
            {"a": "wb", "b": "wb"},
            (merged("wa", "wb"),),
            id="the oldest wins",
        ),
        pytest.param(
            [replace(A1, first_seen=START), replace(B1, first_seen=START)],
            {"a": "wz", "b": "wy"},
            {"a": "wy", "b": "wy"},
            (merged("wz", "wy"),),
            id="of the same age, the smallest id wins",
        ),
        pytest.param(
            [A, B],
            {"a": "wa", "b": "wa"},
            {"a": "wa", "b": "wb"},
            (split("wa", "wb"),),
            id="a split leaves the name with the record it is named after",
        ),
        pytest.param(
            [A, B],
            {"a": "wz", "b": "wz"},
            {"a": "wa", "b": "wz"},
            (split("wz", "wa"),),
            id="or with the oldest record",
        ),
        pytest.param(
            [A1, B2, C1],
            {"a": "wb", "b": "wb", "c": "wc"},
            {"a": "wc", "b": "wb", "c": "wc"},
            (split("wb", "wc"),),
            id="a record moves to another work",
        ),
        pytest.param([A], {"b": "wa"}, {"a": "wa-2"}, (), id="the name of records that may come back is not free"),
        pytest.param([A, B], {"b": "wa"}, {"a": "wa-2", "b": "wa"}, (), id="no name is given twice"),
    ],
)
def test_names(
    records: list[Publication], known: dict[str, str], names: dict[str, str], aliases: tuple[Alias, ...]
) -> None:
    for given in (records, records[::-1]):
        linked = link(given, known)
        assert dict(linked.work_ids) == names
        assert linked.aliases == aliases


def test_names_stay_through_three_releases() -> None:
    first = link([A], {})
    second = link([A1, B1], first.work_ids, aliases=first.aliases)
    third = link([A1, B1, C], second.work_ids, aliases=second.aliases)
    assert dict(third.work_ids) == {"a": "wa", "b": "wa", "c": "wc"}
    assert third.aliases == ()


@pytest.mark.parametrize(
    ("history", "known", "expected"),
    [
        pytest.param(
            (merged("wx", "wa"),),
            {"a": "wa", "b": "wb"},
            (merged("wa", "wb"), merged("wx", "wb")),
            id="chains end live",
        ),
        pytest.param((split("wa", "wq"),), {"b": "wb"}, (split("wa", "wq"),), id="splits stay"),
        pytest.param((merged("wb", "wq"),), {"b": "wb"}, (), id="a name that is back is no alias"),
        pytest.param((merged("wa", "wq"),), {"a": "wa", "b": "wb"}, (merged("wa", "wb"),), id="the last merge counts"),
    ],
)
def test_the_table_of_aliases(history: tuple[Alias, ...], known: dict[str, str], expected: tuple[Alias, ...]) -> None:
    linked = link([A1, B1], known, aliases=history)
    assert set(linked.work_ids.values()) == {"wb"}
    assert linked.aliases == expected

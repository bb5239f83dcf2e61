import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from operator import attrgetter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pubcrawl.items import Author, Draft, Publication
from pubcrawl.release import stored
from pubcrawl.release.changes import Cause, change
from pubcrawl.release.contents import write_files
from pubcrawl.release.exports import Release, iter_stored, load_rows
from pubcrawl.release.merge import Merge, SiteRun
from pubcrawl.release.parts import OUTER, line_from, parts_of
from pubcrawl.release.publish import publish
from pubcrawl.release.stored import Row, StoredRow, differences, line_of, revised, say_the_same, whole
from pubcrawl.release.tables import PARQUET
from pubcrawl.release.work_lines import Index
from pubcrawl.runs.spool import Spool, SpooledRows, SpoolFile
from pubcrawl.storage import parquet as write
from pubcrawl.storage.atomic import StorageError
from pubcrawl.storage.jsonl import json_line, read_line
from tests.battery.seed import SEED
from tests.records import NOON, draft, full, publication

LATER = NOON + timedelta(days=3, microseconds=5)
SITES = {site: SiteRun(complete=True, records=99, published=99) for site in ("mila_en", "mila_fr")}
TEXTS = ('"source_url":"x","source_kind":"y"', '\\","fetched_at":"', "é \u2028 \x01 \U0001d538", "{}\\n", "x" * 400)


def odd(rng: random.Random, name: str) -> Publication:
    """A record of the kind that a careless reader of lines would cut in the wrong place."""
    made = full(name) if rng.random() < 0.7 else publication(name)
    return replace(
        made,
        site=name.split(":", maxsplit=1)[0],
        title=rng.choice(TEXTS),
        abstract=rng.choice((None, *TEXTS)),
        authors=tuple(Author(name=rng.choice(TEXTS)) for _ in range(rng.randrange(3))),
        source_url=rng.choice(("https://mila.example/a", 'https://mila.example/?"q"=\\')),
        removed_at=None,
        first_seen=NOON,
        last_seen=NOON + timedelta(seconds=rng.randrange(3)),
        last_changed=NOON,
    )


def read_again(rng: random.Random, row: Publication) -> Publication | None:
    """A record as the next run reads it, None when it does not."""
    fresh = replace(row, first_seen=None, last_seen=None, last_changed=None, removed_at=None, fetched_at=LATER)
    changed: Sequence[dict[str, Any]] = (
        {},
        {"fetched_at": NOON - timedelta(days=1)},
        {"source_url": "https://mila.example/b"},
        {"source_kind": "profile", "work_id": "another"},
        {"title": "Another", "content_hash": "1" * 64},
        {"flags": ("title_unsure",)},
        {"title_language_confidence": 0.25},
    )
    return replace(fresh, **rng.choice(changed)) if rng.random() < 0.7 else None


def released(exports: Path, rows: Iterable[Publication]) -> Release:
    return publish(exports, rows, run_id="x", now=NOON, site_reports=[], versions={})


def spooled(folder: Path, rows: Iterable[Publication]) -> SpooledRows:
    with Spool(folder / "spool.jsonl") as spool:
        for row in rows:
            spool.append(Draft(raw=draft().raw, publication=row))
    return SpooledRows([SpoolFile.open(spool.path)])


def written(
    folder: Path, last: Iterable[Row], fresh: Iterable[Row], kept: Callable[[Row], Row | None]
) -> dict[str, Any]:
    """All that one way of merging leaves behind."""
    merge = Merge(last, fresh, runs=SITES, misses={"mila_en:003": 1, "mila_fr:004": 1}, now=LATER, kept=kept)
    changes = merge.changes_anything()
    cause = Cause(run_id="x", release="000002", at=LATER)
    stream = ((new, change(old, new, cause)) for old, new in merge.pairs())
    folder.mkdir()
    entries, counts = write_files(folder, stream, since="000001", state={"misses": merge.misses}, index=Index())
    content = {path.name: path.read_bytes() for path in folder.iterdir()}
    return {"entries": entries, "there": counts.there, "removed": counts.removed, "changes": changes, **content}


class Again:
    """Rows that can be gone through more than once."""

    def __init__(self, release: Release) -> None:
        self._release = release

    def __iter__(self) -> Iterator[Row]:
        return iter_stored(self._release)


@pytest.mark.parametrize(
    ("rows", "text", "batch"), [(4, 10**9, 3), (10**4, 4000, 2), (7, 6000, 100), (10**4, 10**9, 5)]
)
@pytest.mark.parametrize("turn", range(4))
def test_rows_that_are_not_read_give_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int, text: int, batch: int, turn: int
) -> None:
    rng = random.Random(f"{SEED}-stored-{turn}")  # noqa: S311  repeatable, not secret
    names = sorted(f"{site}:{n:03}" for site in ("amii", "mila_en", "mila_fr") for n in range(30))
    before = [odd(rng, name) for name in names if rng.random() < 0.8]
    before = [replace(p, removed_at=NOON) if rng.random() < 0.1 else p for p in before]
    last = released(tmp_path / "exports", before)
    for name, value in (("GROUP_ROWS", rows), ("GROUP_TEXT", text), ("BATCH_ROWS", batch)):
        monkeypatch.setattr(write, name, value)
    fresh = [p for row in before if (p := read_again(rng, row))]
    fresh += [replace(odd(rng, name), first_seen=None) for name in names if name not in {p.id for p in before}]
    rng.shuffle(fresh)
    refused = frozenset(rng.sample(names, 5))

    def kept(row: Row) -> Row | None:
        return None if row.id in refused else row

    lazy = written(tmp_path / "lazy", Again(last), spooled(tmp_path, fresh), kept)
    eager = written(tmp_path / "eager", load_rows(last), sorted(fresh, key=attrgetter("id")), kept)
    assert lazy == eager
    groups = pq.read_metadata(tmp_path / "lazy" / PARQUET)
    assert (groups.num_row_groups > 3) == (rows < 10 or text < 10**9)


def test_only_what_moved_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = [replace(full(f"mila_fr:{n:03}"), removed_at=None) for n in range(40)]
    last = released(tmp_path / "exports", before)
    fresh = [replace(p, source_url="https://mila.example/b", fetched_at=LATER) for p in before[:20]]
    fresh[7] = replace(fresh[7], title="Another", content_hash="1" * 64)
    spool = spooled(tmp_path, fresh)
    read: set[str] = set()

    def watched(kind: type[Publication], line: bytes) -> Publication:
        row = read_line(kind, line)
        read.add(row.id)
        return row

    monkeypatch.setattr(stored, "read_line", watched)
    written(tmp_path / "next", Again(last), spool, lambda row: row)
    assert read == {"mila_fr:000", "mila_fr:007"}  # one tells that anything moved, the other what
    merge = Merge(Again(last), spool, runs={}, misses={}, now=LATER)
    assert all(old is new for old, new in merge.pairs())
    assert not merge.changes_anything()


@pytest.mark.parametrize(
    "row", [publication(), full(), publication(title=TEXTS[0], source_url='"\\')], ids=["bare", "full", "odd"]
)
def test_a_stored_row_answers_as_the_whole_one_does(row: Publication) -> None:
    one = StoredRow(json_line(row), Path("x"))
    assert line_from(parts_of(one.line)) == one.line
    assert [getattr(one, name) for name in OUTER] == [getattr(row, name) for name in OUTER]
    assert (whole(one), whole(row), line_of(one), line_of(row)) == (row, row, json_line(row), json_line(row))
    other: dict[str, Any] = {"work_id": 'w"\\é', "fetched_at": LATER, "last_seen": LATER, "removed_at": None}
    assert whole(revised(one, **other)) == revised(row, **other) == replace(row, **other)
    assert line_of(revised(one, **other)) == json_line(replace(row, **other))
    assert say_the_same(one, revised(one, **other))
    assert not say_the_same(one, row)
    moved = replace(row, title="Another", **other)
    apart = frozenset(("fetched_at", "last_seen"))
    expected = [n for n in ("work_id", "title", "removed_at") if getattr(row, n) != getattr(moved, n)]
    for ours, theirs in ((one, StoredRow(json_line(moved), Path("x"))), (row, moved), (one, moved)):
        assert list(differences(ours, theirs, apart)) == expected


def anew(path: Path, content: bytes) -> None:
    path.unlink()  # it is read-only
    path.write_bytes(content)


def test_what_has_not_the_columns_of_today_is_read(tmp_path: Path) -> None:
    rows = [full("mila_fr:a"), full("mila_fr:b")]
    last = released(tmp_path / "exports", rows)
    plain = written(tmp_path / "plain", Again(last), [], lambda row: row)
    anew(last.parquet, b"of no use")
    assert written(tmp_path / "damaged", Again(last), [], lambda row: row) == plain
    anew(last.jsonl, last.jsonl.read_bytes().replace(b',"removed_at":"2026-04-02T12:00:00Z"', b""))
    assert list(iter_stored(last)) == [replace(row, removed_at=None) for row in rows]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b"AI4Mat", b"AI5Mat", "publications.jsonl: the checksum is not that of the manifest"),
        (b'"institute":', b'"institut":', "publications.jsonl: line 1: row mila_fr:a, column institut"),
        (b'b","site"', b'b","sit"', "publications.jsonl: line 2: a line is no row"),
    ],
)
def test_lines_that_are_damaged_are_not_built_on(tmp_path: Path, old: bytes, new: bytes, message: str) -> None:
    last = released(tmp_path / "exports", [full("mila_fr:a"), full("mila_fr:b")])
    anew(last.jsonl, last.jsonl.read_bytes().replace(old, new))
    with pytest.raises(StorageError, match=f"cannot read .*{message}"):
        written(tmp_path / "next", Again(last), [], lambda row: row)

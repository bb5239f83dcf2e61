from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import pyarrow.parquet as pq
import pytest

from pubcrawl.items import Author, Publication
from pubcrawl.matching.link import link
from pubcrawl.matching.work import LocalTitle, Work
from pubcrawl.release.contents import TableWriter, works_of
from pubcrawl.release.tables import TABLES
from pubcrawl.storage.atomic import StorageError
from pubcrawl.storage.checksum import FileEntry
from pubcrawl.storage.jsonl import dump
from tests.authoring.linking import publication
from tests.records import full

LATER = datetime(2026, 6, 1, tzinfo=UTC)
ARXIV_DOI, DOI = "10.48550/arxiv.2501.00001", "10.5555/tides.1"


def record(name: str, **changed: Any) -> Publication:  # noqa: ANN401  any column
    facts = {"id": name, "site": "mila_en", "title": "Tides for Two Harbours", "authors": ["Ines Mota"]}
    return replace(publication(facts), **{"openreview_id": "t1des", "title_language": "en", "language": "en"} | changed)


def works(folder: Path, records: Sequence[Publication]) -> list[Work]:
    """The works of linked records, read back from a release's lines."""
    linked = link(records, {})
    path = folder / "publications.jsonl"
    path.write_bytes(b"".join(dump(replace(r, work_id=linked.work_ids[r.id])) for r in records))
    return list(works_of(path, linked.versions_of()))


def write_works(folder: Path, made: Sequence[Work]) -> dict[str, FileEntry]:
    with TableWriter(folder, TABLES["works"]) as writer:
        for work in made:
            writer.add(work)
    return writer.entries()


@pytest.mark.parametrize(
    "better",
    [
        pytest.param({}, id="smaller id"),
        pytest.param({"title": "Les marées de deux ports"}, id="has a title"),
        pytest.param({"doi": DOI}, id="publisher's DOI"),
        pytest.param({"status": "published"}, id="status"),
        pytest.param({"abstract": "Tides come twice."}, id="abstract"),
        pytest.param({"authors": (Author(name="Ines Mota"), Author(name="Dan Lupescu"))}, id="more authors"),
        pytest.param({"first_seen": datetime(2025, 1, 1, tzinfo=UTC)}, id="seen earlier"),
    ],
)
def test_the_record_that_speaks_for_a_work(tmp_path: Path, better: dict[str, object]) -> None:
    worse: dict[str, object] = (
        {"title": None} if "title" in better else {"status": "oral"} if "status" in better else {}
    )
    worse |= {"doi": ARXIV_DOI} if "doi" in better else {}
    best, other = ("z", "a") if better else ("a", "z")
    records = [record(other, **worse), record(best, **better)]
    assert [w.record_id for w in works(tmp_path, records)] == [best]


def test_what_is_gone_or_doubtful_does_not_speak(tmp_path: Path) -> None:
    gone = record("a", removed_at=LATER, status="published", doi=DOI)
    doubtful = record("b", flags=("abstract_unfinished",))
    (work,) = works(tmp_path, [gone, doubtful, record("c")])
    assert [place.record_id for place in work.locations] == ["c", "b", "a"]
    assert [place.removed_at for place in work.locations] == [None, None, LATER]
    assert work.doi == DOI


def test_a_whole_work(tmp_path: Path) -> None:
    english = record("a", doi=ARXIV_DOI, arxiv_id="2501.00001", published=date(2025, 3, 1), status="preprint")
    french = record("b", title="Les marées de deux ports", title_language="fr", language="fr", site="mila_fr")
    untitled = record("c", title=None, title_language=None, site="amii", doi=DOI)
    workshop = replace(english, id="d", openreview_id="other", venue="ICML", workshop="Sea", status="oral")
    shouted = replace(english, id="e", title="TIDES FOR TWO HARBOURS", flags=("title_unsure",))
    records = [english, french, untitled, workshop, shouted]
    first, second = works(tmp_path, records)
    assert (first.work_id, second.work_id) == ("wa", "wd")
    assert first.titles == (
        LocalTitle(language="en", title="Tides for Two Harbours"),
        LocalTitle(language="fr", title="Les marées de deux ports"),
    )
    assert (first.record_id, first.published, first.arxiv_id) == ("b", None, "2501.00001")
    assert (first.doi, first.openreview_id) == (DOI, "t1des")
    assert [(place.record_id, place.site, place.language) for place in first.locations] == [
        ("b", "mila_fr", "fr"),
        ("a", "mila_en", "en"),
        ("e", "mila_en", "en"),
        ("c", "amii", "en"),
    ]
    assert (first.versions, second.versions) == (("wd",), ("wa",))
    assert works(tmp_path, records[::-1]) == [first, second]


def test_both_files_hold_the_works_in_order(tmp_path: Path) -> None:
    gone = replace(full("z"), first_seen=None, last_seen=None, last_changed=None)
    made = works(tmp_path, [record("b", published=date(2025, 3, 1)), gone, record("a", openreview_id="other")])
    entries = write_works(tmp_path, made)
    lines = (tmp_path / "works.jsonl").read_bytes()
    assert lines == b"".join(map(dump, made))
    plain = [orjson.loads(line) for line in lines.splitlines()]
    assert [list(row) for row in plain] == [TABLES["works"].schema().names] * 3
    assert [row["work_id"] for row in plain] == ["wa", "wb", "wz"]
    assert (plain[1]["published"], plain[2]["locations"][0]["removed_at"]) == ("2025-03-01", "2026-04-02T12:00:00Z")
    table = pq.read_table(tmp_path / "works.parquet")
    assert table.schema.equals(TABLES["works"].schema(), check_metadata=True)
    typed = [asdict(work) for work in made]
    assert orjson.dumps(table.to_pylist()) == orjson.dumps(typed)
    assert {name: (e.bytes, e.sha256, e.rows) for name, e in entries.items()} == {
        name: (len(content), sha256(content).hexdigest(), 3)
        for name in ("works.parquet", "works.jsonl")
        if (content := (tmp_path / name).read_bytes())
    }
    assert {(tmp_path / name).stat().st_mode & 0o777 for name in entries} == {0o444}


def test_no_record_makes_no_work(tmp_path: Path) -> None:
    entries = write_works(tmp_path, [])
    assert [e.rows for e in entries.values()] == [0, 0]
    assert pq.read_schema(tmp_path / "works.parquet").equals(TABLES["works"].schema(), check_metadata=True)


@pytest.mark.parametrize(
    "odd",
    [
        {"title": None, "title_language": None},
        {"title": "", "title_language": "", "doi": "", "arxiv_id": "", "openreview_id": ""},
        {"title": '","authors":[],"x":"\\', "venue": "%b é \u2028 \x01", "url": None},
        {"authors": (), "published": None, "removed_at": LATER, "abstract": '{"title":"no"}'},
    ],
    ids=["untitled", "empty", "quotes", "bare"],
)
def test_a_work_of_one_record_says_what_a_read_one_would(tmp_path: Path, odd: dict[str, Any]) -> None:
    (work,) = works(tmp_path, [replace(full("mila_en:a"), **odd)])
    assert work.record_id == "mila_en:a"


def test_what_is_no_record_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "publications.jsonl"
    path.write_bytes(dump(record("a")) + dump(record("b")).replace(b'"title":"', b'"title":5,"t":"'))
    with pytest.raises(StorageError, match=r"publications\.jsonl: line 2: row b, column title: Expected"):
        list(works_of(path, {}))
    path.write_bytes(b"{}\n")
    with pytest.raises(StorageError, match=r"publications\.jsonl: line 1: row None, column work_id: Object missing"):
        list(works_of(path, {}))
    with pytest.raises(StorageError, match=r"cannot read .*: No such file"):
        list(works_of(tmp_path / "none", {}))

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pubcrawl.items import Author, Publication
from pubcrawl.release.link import link
from pubcrawl.release.works import LocalTitle, build_works, to_json_row, work_schema
from tests.authoring.linking import publication

LATER = datetime(2026, 6, 1, tzinfo=UTC)
ARXIV_DOI, DOI = "10.48550/arxiv.2501.00001", "10.5555/tides.1"


def record(name: str, **changed: Any) -> Publication:  # noqa: ANN401  any column
    facts = {"id": name, "site": "mila_en", "title": "Tides for Two Harbours", "authors": ["Ines Mota"]}
    return replace(publication(facts), **{"openreview_id": "t1des", "title_language": "en", "language": "en"} | changed)


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
def test_the_record_that_speaks_for_a_work(better: dict[str, object]) -> None:
    worse: dict[str, object] = (
        {"title": None} if "title" in better else {"status": "oral"} if "status" in better else {}
    )
    worse |= {"doi": ARXIV_DOI} if "doi" in better else {}
    best, other = ("z", "a") if better else ("a", "z")
    records = [record(other, **worse), record(best, **better)]
    assert [w.record_id for w in build_works(records, link(records, {}))] == [best]


def test_what_is_gone_or_doubtful_does_not_speak() -> None:
    gone = record("a", removed_at=LATER, status="published", doi=DOI)
    doubtful = record("b", flags=("abstract_unfinished",))
    (work,) = build_works([gone, doubtful, record("c")], link([gone, doubtful, record("c")], {}))
    assert [place.record_id for place in work.locations] == ["c", "b", "a"]
    assert [place.removed_at for place in work.locations] == [None, None, LATER]
    assert work.doi == DOI


def test_a_whole_work() -> None:
    english = record("a", doi=ARXIV_DOI, arxiv_id="2501.00001", published=date(2025, 3, 1), status="preprint")
    french = record("b", title="Les marées de deux ports", title_language="fr", language="fr", site="mila_fr")
    untitled = record("c", title=None, title_language=None, site="amii", doi=DOI)
    workshop = replace(english, id="d", openreview_id="other", venue="ICML", workshop="Sea", status="oral")
    shouted = replace(english, id="e", title="TIDES FOR TWO HARBOURS", flags=("title_unsure",))
    records = [english, french, untitled, workshop, shouted]
    linked = link(records, {})
    first, second = build_works(records, linked)
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
    assert build_works(records[::-1], linked) == (first, second)


def test_rows_fit_the_schema(tmp_path: Path) -> None:
    records = [record("a", published=date(2025, 3, 1)), record("b", site="amii", removed_at=LATER)]
    (work,) = build_works(records, link(records, {}))
    row = to_json_row(work)
    assert list(row) == work_schema().names
    assert row["published"] == "2025-03-01"
    assert row["locations"][1]["removed_at"] == "2026-06-01T00:00:00Z"
    assert orjson.dumps(row["titles"]) == b'[{"language":"en","title":"Tides for Two Harbours"}]'
    plain = row | {"published": work.published}
    plain["locations"] = [dict(place, removed_at=None) for place in row["locations"]]
    pq.write_table(pa.Table.from_pylist([plain], work_schema()), tmp_path / "works.parquet")
    back = pq.read_table(tmp_path / "works.parquet")
    assert back.schema.equals(work_schema(), check_metadata=True)
    assert back.to_pylist() == [plain]

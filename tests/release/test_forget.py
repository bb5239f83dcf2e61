"""Forgetting a person: afterwards nothing in the export folder holds the name, and readers never saw half of it."""

import json
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pubcrawl.gate.report import Problem, RunReport, SiteReport
from pubcrawl.items import Author, Publication, Span
from pubcrawl.release.changelog import lineage, log_files, read_changes, replay
from pubcrawl.release.check import check
from pubcrawl.release.exports import Exports
from pubcrawl.release.forget import Forgotten
from pubcrawl.release.status import keep_status, read_status
from pubcrawl.release.suppress import Suppression, read_suppression
from pubcrawl.runs.spool import Quarantine, Spool
from pubcrawl.stages.identity import content_hash
from tests.battery.disk import Disk, Fault, watched
from tests.battery.forked import start
from tests.records import NOON, draft, publication
from tests.releases import forget, load_rows, numbers, publish, read_latest, read_release, verify_log

NAME = "Zéphyrine Aubertin-Ko"
SLUG = "zephyrine-aubertin-ko"
PROFILE = f"https://mila.example/en/directory/{SLUG}"
PERSON, OTHER = Author(name=NAME, profile_url=PROFILE, affiliated=True), Author(name="Bob Quan")
GONE = "mila_en:d"
"""The record that is suppressed, by its id."""


def hashed(name: str, *authors: Author, **fields: str) -> Publication:
    bare = publication(name, authors=authors, **fields)
    return replace(bare, content_hash=content_hash(bare))


A, B, C = (
    hashed("mila_en:a", PERSON, OTHER),
    hashed("mila_en:b", OTHER),
    hashed("mila_en:c", PERSON, source_url=PROFILE),
)
D = hashed(GONE, OTHER, title="A Title Nobody May Read")
NIGHTS = [
    (A, B, D),
    (A, hashed("mila_en:b", OTHER, title="Now with another title"), D),
    (hashed("mila_en:a", PERSON, OTHER, title="Edited"), B, C),
    (hashed("mila_en:a", PERSON, OTHER, title="Edited"), C, replace(D, removed_at=NOON)),
]


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    """Four releases, two runs and a cache, full of the name."""
    folder = tmp_path / "exports"
    problem = Problem(reason="not_a_page", message=f"see {PROFILE}", severity="warn")
    for i, rows in enumerate(NIGHTS):
        publish(
            folder,
            rows,
            run_id=f"run{i}",
            now=NOON + timedelta(days=i),
            site_reports=[SiteReport(site="mila_en", problems=(problem,), verdict="warn")],
            versions={"pubcrawl": "1"},
            misses={GONE: 1},
        )
    for name in ("20260401T000000Z", "20260402T000000Z"):
        run = folder / "runs" / name
        item = draft("mila_en:a", authors=(Span(text=NAME, href=PROFILE), Span(text=", "), Span(text="Bob Quan")))
        with Spool(run / "mila_en" / "spool.jsonl") as spool:
            spool.append(item)
        with Quarantine(run / "mila_en" / "quarantine.jsonl") as quarantine:
            quarantine.append(item, ["no_title"])
            quarantine.append(replace(item, publication=D), ["no_title"])
        (run / "mila_en" / "journal.jsonl").write_text(f'{{"url": "{PROFILE}"}}\n')
        (run / "crawl.log").write_text(f"GET {PROFILE}: {NAME}\n", encoding="utf-8")
        (run / "order.json").write_text("{}")
        report = {"run_id": name, "sites": [{"site": "mila_en", "problems": [{"message": f"look at {PROFILE}"}]}]}
        (run / "run.json").write_text(json.dumps(report) + "\n")
        with (folder / "runs" / "runs.jsonl").open("a") as history:
            history.write(json.dumps(report) + "\n")
    (folder / "cache" / "mila_en").mkdir(parents=True)
    (folder / "cache" / "mila_en" / "response_body").write_text(f"<p>{NAME}</p>", encoding="utf-8")
    (folder / "suppress.yml").write_text(f"ids: ['{GONE}']\npeople:\n  - {NAME}\n", encoding="utf-8")
    return folder


def forgotten(exports: Path) -> Forgotten:
    return forget(exports, read_suppression(exports), now=NOON + timedelta(days=9))


def everything(exports: Path) -> Iterator[tuple[Path, str]]:
    """Every file but the list itself, as text; Parquet by its values."""
    for path in sorted(p for p in exports.rglob("*") if p.is_file() and p.name != "suppress.yml"):
        yield path, path.read_bytes().decode(errors="replace")
        if path.suffix == ".parquet":
            yield path, json.dumps(pq.read_table(path).to_pylist(), default=str, ensure_ascii=False)


def told(exports: Path) -> list[Path]:
    """Files that hold the name or the slug, the record or its title."""
    words = (NAME, json.dumps(NAME)[1:-1], SLUG, GONE, D.title or "")
    return [path for path, text in everything(exports) if any(w in text for w in words)]


def test_the_name_and_the_record_are_nowhere_afterwards(exports: Path) -> None:
    assert len({p.suffix for p in told(exports)}) >= 4  # json, jsonl, parquet, log, and the cached page
    forgotten(exports)
    assert told(exports) == []


def test_every_release_that_held_them_is_deleted(exports: Path) -> None:
    done = forgotten(exports)
    assert (done.releases, done.latest) == (("000001", "000002", "000003", "000004"), "000005")
    assert done.counts == {"records": 1, "author_lists": 2}
    assert done.left == ()
    assert numbers(exports) == ["000005"]


def test_readers_get_a_new_release_with_the_same_rows(exports: Path) -> None:
    expected = [hashed(p.id, OTHER, title=p.title or "") for p in NIGHTS[3] if p.id == "mila_en:a"]
    forgotten(exports)
    latest = read_latest(exports)
    assert latest
    assert (latest.number, latest.manifest.run_id, latest.manifest.versions) == ("000005", "forget", {"pubcrawl": "1"})
    assert (check(latest), latest.misses()) == ([], {})
    rows = load_rows(latest)
    assert [p.id for p in rows] == ["mila_en:a", "mila_en:c"]
    assert [[a.name for a in p.authors] for p in rows] == [["Bob Quan"], []]
    assert [p.content_hash for p in rows] == [content_hash(p) for p in rows]
    assert (rows[0].title, rows[0].content_hash) == ("Edited", expected[0].content_hash)
    assert rows[1].source_url == "https://mila.example/"
    entry = latest.manifest.sites["mila_en"]
    assert (latest.manifest.rows, entry.records, entry.removed, entry.problems) == (2, 2, 0, ())


def test_the_log_replays_to_what_is_there_now(exports: Path) -> None:
    forgotten(exports)
    for number in numbers(exports):
        assert verify_log(exports, read_release(exports, number)) == []
    logged = [[(c.op, c.id) for c in read_changes(path)] for path in log_files(exports / "changes")]
    assert logged == [
        [("add", "mila_en:a"), ("add", "mila_en:b")],
        [("update", "mila_en:b")],
        [("update", "mila_en:a"), ("update", "mila_en:b"), ("add", "mila_en:c")],
        [("remove", "mila_en:b")],
        [],
    ]
    state = replay(lineage(exports / "changes", "000005"))
    assert state == {p.id: (p.content_hash, False) for p in load_rows(read_release(exports, "000005"))}


def test_the_log_of_releases_that_are_deleted_is_rewritten_too(exports: Path) -> None:
    shutil.rmtree(exports / "releases" / "000001")
    assert forgotten(exports).releases == ("000002", "000003", "000004")
    assert told(exports) == []
    assert verify_log(exports, read_latest(exports) or pytest.fail("none")) == []


def test_runs_are_deleted_and_their_history_tells_no_name(exports: Path) -> None:
    forgotten(exports)
    assert [p.name for p in (exports / "runs").iterdir()] == ["runs.jsonl"]
    reports = [json.loads(line) for line in (exports / "runs" / "runs.jsonl").read_text().splitlines()]
    assert [report["run_id"] for report in reports] == ["20260401T000000Z", "20260402T000000Z"]
    assert all(r["sites"] == [{"site": "mila_en", "problems": [{"message": "[forgotten]"}]}] for r in reports)
    assert not (exports / "cache").exists()


def test_the_status_tells_no_name(exports: Path) -> None:
    problem = Problem(reason="not_a_page", message=f"{PROFILE} is no page", severity="block")
    site = SiteReport(site="mila_en", problems=(problem,), verdict="block")
    line = f"published nothing: {PROFILE} is no page"
    report = replace(RunReport.of_failure(line, 3), run_id="20260402T000000Z", sites=(site,))
    with (exports / "runs" / "runs.jsonl").open("a") as history:
        history.write(f"{report.to_json_line().decode().rstrip()}\n")
    keep_status(Exports(exports), report)
    assert exports / "status.json" in told(exports)
    assert forgotten(exports).left == ()
    status = read_status(exports)
    assert status
    assert (status.verdict_line, status.sites["mila_en"].message) == ("[forgotten]", "[forgotten]")


def test_forgetting_again_changes_nothing(exports: Path) -> None:
    forgotten(exports)
    before = {p: p.read_bytes() for p in exports.rglob("*") if p.is_file()}
    done = forgotten(exports)
    assert (done.releases, done.latest) == ((), "000005")
    assert {p: p.read_bytes() for p in exports.rglob("*") if p.is_file()} == before


def test_what_nobody_names_is_left_alone(exports: Path) -> None:
    before = {p: p.read_bytes() for p in (exports / "releases").rglob("*") if p.is_file()}
    done = forget(exports, Suppression(people=frozenset({"nobody here"})), now=NOON)
    assert (done.releases, done.latest) == ((), "000004")
    assert {p: p.read_bytes() for p in (exports / "releases").rglob("*") if p.is_file()} == before


@pytest.mark.parametrize("text", [NAME, "Z&eacute;phyrine Aubertin-Ko", PROFILE])
def test_files_that_are_not_ours_are_named_and_not_touched(exports: Path, text: str) -> None:
    mine = exports / "reports" / "mine.html"
    mine.parent.mkdir()
    mine.write_text(f"<p>{text}</p>", encoding="utf-8")
    assert forgotten(exports).left == (mine,)
    assert text in mine.read_text(encoding="utf-8")


def test_before_the_first_release_there_is_nothing_to_forget(tmp_path: Path) -> None:
    done = forget(tmp_path, Suppression(ids=frozenset({"a"})), now=NOON)
    assert (done.releases, done.latest) == ((), None)


@pytest.mark.family("R8")
@pytest.mark.parametrize("step", [29, pytest.param(1, marks=pytest.mark.long)])
def test_a_kill_at_any_call_leaves_whole_releases_and_the_next_time_it_is_done(
    exports: Path, tmp_path: Path, record_property: Callable[[str, object], None], step: int
) -> None:
    at, end = 0, -signal.SIGKILL
    while end:
        at += step
        copy = tmp_path / f"{at}"
        shutil.copytree(exports, copy)
        disk = Disk(copy, Fault(at=at, act="kill"))
        run = start(("forget", "--yes", "--exports", str(copy)), tmp_path / "said", within=partial(watched, disk))
        end = run.ended().code
        assert end in (0, -signal.SIGKILL)
        assert read_latest(copy)
        assert [p for n in numbers(copy) for p in check(read_release(copy, n))] == []
        forgotten(copy)
        assert told(copy) == []
        assert numbers(copy)[0] >= "000005"
        assert sorted(p.name for p in (copy / "releases").iterdir()) == numbers(copy)
        assert [p for n in numbers(copy) for p in verify_log(copy, read_release(copy, n))] == []
        shutil.rmtree(copy)
    record_property("cases", at // step)
    assert at > 100

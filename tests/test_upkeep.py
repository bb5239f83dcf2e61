"""What a run does beside crawling: it mends the log, leaves out what is suppressed, and deletes what is old."""

import json
from pathlib import Path

import pytest

from pubcrawl.release.changelog import log_file, read_changes
from pubcrawl.release.exports import Release
from pubcrawl.text.words import fold
from tests.authoring.markups import MARKUPS
from tests.authoring.publications import publications
from tests.battery.forked import run
from tests.releases import load_rows, numbers, read_latest
from tests.test_nights import listing_page
from tests.test_runs import LISTING, SITE, World, good, page, world

__all__ = ["good", "world"]

pytestmark = pytest.mark.night


def latest(world: World) -> Release:
    return read_latest(world.exports) or pytest.fail("no release")


def edited(world: World, times: int) -> None:
    """The site changes one abstract."""
    html = listing_page(0).replace("forty times larger", f"{times} times larger")
    assert html != listing_page(0)
    world.server.put(SITE, LISTING, page(html))


def test_a_run_mends_the_log_that_a_kill_left_behind(world: World) -> None:
    log_file(world.exports / "changes", "000001").unlink()
    code, report = world.crawl()
    assert (code, report["published"]) == (0, False)
    assert len(list(read_changes(log_file(world.exports / "changes", "000001")))) == latest(world).manifest.rows


def test_a_run_says_in_the_log_what_it_changed(world: World) -> None:
    edited(world, 60)
    world.crawl()
    (change,) = read_changes(log_file(world.exports / "changes", "000002"))
    assert (change.op, change.changed_fields[0], change.release) == ("update", "abstract", "000002")
    assert change.run_id == latest(world).manifest.run_id


def test_a_run_deletes_what_is_old(world: World) -> None:
    for folder in ("releases", "runs"):
        assert len([p for p in (world.exports / folder).iterdir() if p.is_dir()]) == 1
    for times in (60, 70):
        edited(world, times)
        code, _ = world.crawl(*_limits(releases=2, days=1, runs=2))
        assert code == 0
    assert numbers(world.exports) == ["000001", "000002", "000003"]  # all of them of today
    runs = sorted(p for p in (world.exports / "runs").iterdir() if p.is_dir())
    assert [(p / "crawl.log").exists() and (p / "run.json").exists() for p in runs] == [True, True]
    assert len((world.exports / "runs" / "runs.jsonl").read_text().splitlines()) == 3
    _aged(world, "000001")
    _aged(world, "000002")
    world.crawl(*_limits(releases=2, days=1, runs=2))
    assert numbers(world.exports) == ["000002", "000003"]
    assert log_file(world.exports / "changes", "000001").exists()


def _limits(**limits: int) -> list[str]:
    return [word for name, n in limits.items() for word in ("-s", f"PUBCRAWL_KEEP_{name.upper()}={n}")]


def _aged(world: World, number: str) -> None:
    path = world.exports / "releases" / number / "manifest.json"
    manifest = json.loads(path.read_bytes())
    path.unlink()
    path.write_text(json.dumps(manifest | {"created_at": "2020-01-01T00:00:00Z"}))


def test_a_run_that_was_killed_after_it_published_counts_what_it_missed_once(world: World) -> None:
    listed = publications(SITE)[1:12]
    html = MARKUPS["drupal"](listed, language="en", last_page=4, toggle="spans")
    world.server.put(SITE, LISTING, page(html))
    world.crawl("--full")
    release = latest(world)
    assert list(release.misses().values()) == [1]
    (world.exports / "runs" / release.manifest.run_id / "run.json").unlink()
    history = world.exports / "runs" / "runs.jsonl"
    history.write_text("".join(history.read_text().splitlines(keepends=True)[:-1]))
    code, report = world.crawl("--full")
    assert (code, report["run_id"], report["published"]) == (0, release.manifest.run_id, True)
    assert latest(world) == release


def suppress(exports: Path, content: str) -> None:
    (exports / "suppress.yml").write_text(content, encoding="utf-8")


def names(world: World) -> set[str]:
    return {fold(a.name) for p in load_rows(latest(world)) for a in p.authors}


def test_a_person_is_left_out_from_the_next_run_on(world: World) -> None:
    rows = load_rows(latest(world))
    name = next(a.name for p in rows for a in p.authors)
    suppress(world.exports, f"people: ['{name}']\nids: [{rows[5].id}]\n")
    code, report = world.crawl("--full")
    assert (code, report["published"], report["release"]) == (0, True, "000002")
    assert names(world) == {fold(a.name) for i, p in enumerate(rows) for a in p.authors if i != 5} - {fold(name)}
    assert {p.id for p in load_rows(latest(world))} == {p.id for p in rows} - {rows[5].id}
    told = json.dumps(report, ensure_ascii=False) + "".join(
        p.read_text() for p in world.exports.glob("runs/*/crawl.log")
    )
    assert name not in told
    for arguments in ([], ["--full"]):
        code, report = world.crawl(*arguments)
        assert (code, report["published"], report["release"]) == (0, False, "000002")


def test_a_wrong_list_stops_the_run_before_it_asks_for_a_page(world: World) -> None:
    suppress(world.exports, "people: Alice Example\n")
    asked, before = len(world.server.requests), world.seen()
    ended = world.start().ended()
    line = f"{world.exports}/suppress.yml: people: it must be a list"
    assert (ended.code, ended.err, json.loads(ended.out)["verdict_line"]) == (2, f"pubcrawl: {line}\n", line)
    assert (len(world.server.requests), world.seen()) == (asked, before)


def test_a_run_goes_on_from_a_release_that_no_run_made(world: World) -> None:
    """Forgetting publishes, too."""
    release = read_latest(world.exports)
    assert release
    gone = next(iter(load_rows(release)))
    suppress(world.exports, f"ids: [{gone.id}]\n")
    assert run(["forget", "--yes", "--exports", str(world.exports)], world.exports.parent / "said").code == 0
    code, report = world.crawl()
    assert (code, report["sites"][0]["verdict"]) == (0, "pass")
    release = read_latest(world.exports)
    assert release
    assert gone.id not in {row.id for row in load_rows(release)}

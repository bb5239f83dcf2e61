"""Three sites, and what the status says of them night after night: when each was read well, and since when not."""

import json
import os
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pubcrawl.fixture_server import Reply, address
from pubcrawl.release.status import STATUS
from tests.battery.forked import Ended, run
from tests.saying import sentence
from tests.test_returns import SITES, Nights, nights

__all__ = ["nights"]

pytestmark = pytest.mark.night

FRENCH = "/fr/recherche/publications"
DOWN = Reply(status=503, headers={"Content-Type": "text/plain"}, body=b"")


def status(nights: Nights) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((nights.exports / STATUS).read_bytes())
    return told


def say(nights: Nights, *words: str) -> Ended:
    return run([*words, "--exports", str(nights.exports)], nights.folder / "said", seconds=60)


def sites(nights: Nights) -> dict[str, Any]:
    return {row["site"]: row for row in json.loads(say(nights, "sites", "--json").out)}


def test_failed_nights_and_a_recovery_without_news(nights: Nights) -> None:
    """The release stays as it is all the time, so only the status can tell."""
    good = nights.pass_one()
    page = nights.server.replies["mila_fr"][address(FRENCH)]
    nights.server.put("mila_fr", FRENCH, DOWN)
    failed = [nights.pass_one() for _ in range(2)]
    assert [told["code"] for told in failed] == [4, 4]
    told = status(nights)
    assert (told["run_id"], told["code"], told["published"], told["release"]) == (
        failed[1]["run_id"],
        4,
        False,
        "000001",
    )
    french, english = told["sites"]["mila_fr"], told["sites"]["mila_en"]
    assert (french["verdict"], french["reasons"], french["records"]) == ("block", ["unreachable"], 57)
    assert french["last_good_run"] == good["run_id"]
    assert french["failing_since"] == failed[0]["started_at"]
    assert french["next"].startswith("the site did not answer")
    assert (english["verdict"], english["failing_since"]) == ("pass", None)
    assert english["last_good_run"] == failed[1]["run_id"]
    assert {name: row["verdict"] for name, row in sites(nights).items()} == {
        "amii": "pass",
        "mila_en": "pass",
        "mila_fr": "block",
    }
    assert "mila_fr failing since " in say(nights, "status").out

    nights.server.put("mila_fr", FRENCH, page)
    healed = nights.pass_one()
    assert (healed["code"], healed["published"]) == (0, False)
    french = status(nights)["sites"]["mila_fr"]
    assert (french["verdict"], french["failing_since"], french["reasons"]) == ("pass", None, [])
    assert french["last_good_run"] == healed["run_id"]


def test_a_stopped_run_moves_no_site(nights: Nights) -> None:
    nights.pass_one()
    before = status(nights)["sites"]
    stopped = nights.stop_behind("amii", "--full")
    told = status(nights)
    assert (told["run_id"], told["code"], told["sites"]) == (stopped, 143, before)
    assert sentence(told["verdict_line"]).startswith("stopped by SIGTERM")


def test_a_site_of_another_order_keeps_its_place(nights: Nights) -> None:
    nights.pass_one()
    before = status(nights)["sites"]
    later = nights.pass_one(sites=("amii",))
    told = status(nights)["sites"]
    assert told["amii"]["last_good_run"] == later["run_id"]
    assert {name: told[name] for name in ("mila_en", "mila_fr")} == {n: before[n] for n in ("mila_en", "mila_fr")}


def test_a_rollback_moves_the_status(nights: Nights) -> None:
    first = nights.pass_one(sites=("amii",))
    nights.pass_one()
    assert status(nights)["sites"]["mila_en"]["records"] == 53
    nights.command("rollback", "1")
    told = status(nights)
    assert (told["release"], told["sites"]["mila_en"]["records"]) == ("000001", 0)
    assert told["sites"]["mila_en"]["last_good_read"] is None
    assert told["sites"]["amii"]["last_good_run"] == first["run_id"]


def test_a_run_that_the_disk_ends_writes_a_status(nights: Nights) -> None:
    nights.pass_one()
    before = status(nights)
    parquet = nights.exports / "releases" / "000001" / "publications.parquet"
    parquet.write_bytes(parquet.read_bytes()[:-1])
    ended = run(nights.order(), nights.folder / "said", seconds=60)
    told = status(nights)
    assert (ended.code, told["code"], told["run_id"], told["release"]) == (6, 6, None, "000001")
    assert "release 000001 is damaged" in told["verdict_line"]
    assert told["ended_at"] >= before["ended_at"]
    assert told["sites"] == before["sites"]


def test_a_bug_writes_a_status(nights: Nights) -> None:
    nights.pass_one()
    ended = run(nights.order(), nights.folder / "said", seconds=60, within=_broken)
    assert (ended.code, status(nights)["code"]) == (1, 1)
    assert "this is a bug of ours: ZeroDivisionError: planted" in status(nights)["verdict_line"]


def _broken() -> Any:  # noqa: ANN401  a context manager
    patch = pytest.MonkeyPatch()

    def fails(*_: object, **__: object) -> None:
        raise ZeroDivisionError("planted")

    patch.setattr("pubcrawl.run.judge", fails)
    return patch.context()


def test_no_status_of_a_run_that_never_began(nights: Nights) -> None:
    nights.pass_one()
    before = status(nights)
    assert run([*nights.order(), "no_such_site"], nights.folder / "said", seconds=60).code == 2
    assert status(nights) == before


def test_what_a_monitor_asks(nights: Nights) -> None:
    nights.pass_one()
    assert (say(nights, "status").code, say(nights, "status", "--max-age", "36h").code) == (0, 0)
    nights.server.put("mila_fr", FRENCH, DOWN)
    nights.pass_one()
    assert (say(nights, "status").code, say(nights, "status", "--max-age", "36h").code) == (4, 0)
    _let_pass(nights, timedelta(hours=40))
    nights.pass_one()
    old = say(nights, "status", "--max-age", "36h")
    assert old.code == 9
    assert old.out.startswith("stale: release 000001; ")
    assert "mila_fr was not read well for 1 d 16 h" in old.out
    assert "amii" not in old.out
    assert len(old.out.splitlines()) == 1
    _let_pass(nights, timedelta(days=2))
    assert "no run for 2 d" in say(nights, "status", "--max-age", "1d").out
    told = json.loads(say(nights, "status", "--max-age", "1d", "--json").out)
    assert (told["code"], len(told["stale"]), told["status"]["release"]) == (9, 4, "000001")
    wrong = say(nights, "status", "--max-age", "soon")
    assert (wrong.code, "'soon' is no age" in wrong.err) == (2, True)


def _let_pass(nights: Nights, time: timedelta) -> None:
    """Let all runs so far have been so much earlier."""
    shown = "%Y%m%dT%H%M%SZ"
    files = [nights.exports / STATUS, *nights.exports.rglob("run.json"), nights.exports / "runs" / "runs.jsonl"]
    text = {path: path.read_text(encoding="utf-8") for path in files}
    names = {told["run_id"] for told in map(json.loads, text[files[-1]].splitlines())}
    for path, said in text.items():
        for name in names:
            then = datetime.strptime(name, shown).replace(tzinfo=UTC)
            said = said.replace(name, f"{then - time:{shown}}")  # noqa: PLW2901  each name in turn
        path.write_text(_earlier(said, time), encoding="utf-8")
    for name in names:
        then = datetime.strptime(name, shown).replace(tzinfo=UTC)
        (nights.exports / "runs" / name).rename(nights.exports / "runs" / f"{then - time:{shown}}")


def _earlier(said: str, time: timedelta) -> str:
    """Return a text with every time in it so much earlier."""
    times = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
    return times.sub(lambda m: f"{datetime.fromisoformat(m[0]) - time:%Y-%m-%dT%H:%M:%SZ}", said)


def test_runs_are_listed_with_what_they_brought(nights: Nights) -> None:
    nights.pass_one(sites=("amii",))
    nights.pass_one()
    nights.pass_one()
    nights.stop_behind("amii", "--full")
    told = json.loads(say(nights, "runs", "--json").out)
    assert [(r["code"], r["published"], r["added"], r["changed"], r["removed"]) for r in told] == [
        (143, False, 0, 0, 0),
        (0, False, 0, 0, 0),
        (0, True, 110, 0, 0),
        (0, True, 28, 0, 0),
    ]
    lines = say(nights, "runs").out.splitlines()
    rows = [line.split() for line in lines if line[:1] == "2"]
    assert [row[1:4] for row in rows] == [
        ["143", "000002", "-"],
        ["0", "000002", "-"],
        ["0", "000002", "+110"],
        ["0", "000001", "+28"],
    ]
    assert max(map(len, lines)) <= 80


def test_a_report_tells_when_and_what_it_brought(nights: Nights) -> None:
    told = nights.pass_one()
    assert (told["added"], told["changed"], told["removed"], told["records"]) == (
        138,
        0,
        0,
        {"amii": 28, "mila_en": 53, "mila_fr": 57},
    )
    started, ended = (datetime.fromisoformat(told[key]) for key in ("started_at", "ended_at"))
    assert abs((ended - started).total_seconds() - told["seconds"]) <= 1
    assert f"[{started:%Y-%m-%d %H:%M:%S} to " in told["verdict_line"]
    assert sentence(told["verdict_line"]) == (
        "published release 000001: 138 records (138 added, 0 changed, 0 removed), 86 works, from 3 sites"
    )


def test_the_tables_show_the_dataset_beside_the_night(nights: Nights) -> None:
    nights.pass_one()
    nights.server.put("mila_fr", FRENCH, DOWN)
    shown = run([w for w in nights.order() if w != "--json"], nights.folder / "said", seconds=60).out.splitlines()
    counts, fill = (next(i for i, line in enumerate(shown) if line.startswith(head)) for head in ("site ", "filled "))
    rows = {line.split()[0]: line.split() for line in shown[counts + 2 : fill] if line}
    assert rows["mila_en"][1:5] == ["no", "news", "53", "12"]
    assert rows["mila_fr"][1:5] == ["kept", "last", "57", "0"]
    assert [line.split()[0] for line in shown[fill + 2 :] if line and line[0] != " "][:2] == ["amii", "mila_en"]
    assert not any("  0%" in line for line in shown)
    assert sum("the site did not answer as it should" in line for line in shown) == 1


def test_a_machine_that_is_not_online(nights: Nights) -> None:
    nights.pass_one()
    gone = [f"{site}=http://127.0.0.1:9" for site in SITES]
    order = [f"{word}" for word in nights.order() if "=http://" not in word and word != "--site-url"]
    told = json.loads(
        run([*order, *(w for url in gone for w in ("--site-url", url))], nights.folder / "said", seconds=60).out
    )
    assert told["code"] == 4
    assert "no site answered: is this machine online?" in told["verdict_line"]
    for site, path in (("mila_fr", FRENCH), ("mila_en", "/en/research/publications"), ("amii", "/sitemap.xml")):
        nights.server.put(site, path, DOWN)
    assert "is this machine online?" not in nights.pass_one()["verdict_line"]


@pytest.mark.parametrize("verb", ["history", "sites", "runs"])
def test_what_is_listed_fits_and_is_never_cut(nights: Nights, verb: str) -> None:
    nights.pass_one()
    nights.server.put("mila_fr", FRENCH, DOWN)
    nights.server.put("amii", "/sitemap.xml", DOWN)
    nights.pass_one()
    for columns in ("40", "200"):
        os.environ["COLUMNS"] = columns
        try:
            said = say(nights, verb).out
        finally:
            del os.environ["COLUMNS"]
        assert max(map(len, said.splitlines())) <= 80
        assert "…" not in said
        assert "unreachable" in said or verb == "history"

"""The contract of a run: each documented exit code, in text and as JSON, in `run.json` and in the history of runs."""

import json
import os
import re
import shutil
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import pytest

from pubcrawl.errors import Exit
from pubcrawl.gate.report import RunReport
from pubcrawl.storage.lock import export_lock
from tests.battery.forked import Ended, start
from tests.battery.scene import IMPATIENT, Scene, broken, extra, fixture, scene, seen
from tests.battery.server import Answer, Answers
from tests.conftest import ROOT
from tests.pages.test_markups import without_cues
from tests.records import NOON

pytestmark = pytest.mark.family("R17")

SITES = {"mila_en": "/en/research/publications", "mila_fr": "/fr/recherche/publications"}
LONE: dict[str, Any] = json.loads(RunReport.of_failure("", 0).to_json_line())
"""What JSON says of a run that ended before it had a report, beside its code and its line."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with scene(tmp_path_factory.mktemp("scene")) as made:
        yield made


def edited(site: str) -> Answers:
    """The first page with its last title changed."""
    listing = SITES[site]
    page = fixture(site)[listing]
    before, end, after = page.body.rpartition(b"</h3>")
    return {listing: replace(page, body=before + b" Again" + end + after)}


def misled(site: str) -> Answers:
    """The first page with a next page that is another."""
    listing = SITES[site]
    page = fixture(site)[listing]
    wrong = page.body.replace(b'<a href="?page=1" rel="next">', b'<a href="?page=3" rel="next">')
    assert wrong != page.body
    return {listing: replace(page, body=wrong)}


def redesigned(site: str) -> Answers:
    """Every page without what the reader goes by."""
    pages = {p: a for p, a in fixture(site).items() if p.startswith(SITES[site])}
    return {p: replace(a, body=without_cues(a.body.decode()).encode()) for p, a in pages.items()}


def no_room_for_runs(exports: Path) -> AbstractContextManager[object]:
    shutil.rmtree(exports / "runs")
    (exports / "runs").write_text("a file")
    return nullcontext()


def held(exports: Path) -> AbstractContextManager[object]:
    return export_lock(exports, now=NOON)


@dataclass(frozen=True, kw_only=True)
class Case:
    """One way to end.

    Attributes:
        wrong: what the site answers instead.
        within: what happens to the program.
        before: what happens to the export folder while the run lasts.
        arguments: more of the command line.
        stopped_by: the signal that comes when the third page was asked for.
        says: what the last line must hold.
    """

    says: str
    wrong: Callable[[str], Answers] = lambda _: {}
    within: Callable[[], AbstractContextManager[object]] = nullcontext
    before: Callable[[Path], AbstractContextManager[object]] = lambda _: nullcontext()
    arguments: tuple[str, ...] = ()
    stopped_by: int | None = None


CASES: Mapping[int, Case] = {
    0: Case(says="published release 000002", wrong=edited),
    1: Case(says="Next: this is a bug of ours", within=broken),
    2: Case(says="unknown site 'nowhere'", arguments=("--site-url", "nowhere=http://127.0.0.1:9")),
    3: Case(says="(shrunk). Next: ", wrong=lambda s: {f"{SITES[s]}?page=2": extra(s, "empty_list")}),
    4: Case(says="(unreachable). Next: ", wrong=lambda s: {SITES[s]: Answer(status=503)}),
    5: Case(says="(drift). Next: ", wrong=redesigned),
    6: Case(says="free space or mend permissions on the export folder, then run again", before=no_room_for_runs),
    7: Case(says=f"process {os.getpid()}, started ", before=held),
    8: Case(says="nothing new: release 000001 stays; warned: mila_", wrong=misled, arguments=("--strict",)),
    130: Case(says="stopped by SIGINT: nothing published, release 000001 stays; run again", stopped_by=signal.SIGINT),
    143: Case(says="stopped by SIGTERM: nothing published, release 000001 stays; run again", stopped_by=signal.SIGTERM),
}
REPORTED = {0, 1, 3, 4, 5, 8, 130, 143}
"""Codes of runs that got as far as a report."""


@dataclass(frozen=True, kw_only=True)
class Played:
    """What came of a case."""

    ended: Ended
    exports: Path
    same: bool
    report: dict[str, Any] = field(default_factory=dict)


def play(world: Scene, folder: Path, code: int, site: str, *arguments: str) -> Played:
    case, server, exports = CASES[code], world.servers[site], folder / "exports"
    shutil.copytree(world.good, exports)
    before = seen(exports)
    server.answers = {**fixture(site), **case.wrong(site)}
    server.visits.clear()
    order = ["crawl", site, "--full", "--exports", str(exports), "--site-url", f"{site}={server.url}", *IMPATIENT]
    slowly = ("-s", "DOWNLOAD_DELAY=0.5") if case.stopped_by else ()
    with ExitStack() as stack:
        stack.enter_context(case.before(exports))
        command = [*order, *slowly, *case.arguments, *arguments]
        running = start(command, folder / "said", within=case.within)
        if case.stopped_by:
            while len(server.visits) < 3 and running.process.is_alive():
                time.sleep(0.02)
            os.kill(running.process.pid, case.stopped_by)
        ended = running.ended()
    written = sorted((exports / "runs").glob("*/run.json"))
    report = json.loads(written[-1].read_bytes()) if len(written) == 2 else {}
    return Played(ended=ended, exports=exports, same=seen(exports) == before, report=report)


EACH = pytest.mark.parametrize(("code", "site"), [(code, site) for code in CASES for site in SITES])


@EACH
def test_a_run_ends_in_words(world: Scene, code: int, site: str, tmp_path: Path) -> None:
    played = play(world, tmp_path, code, site)
    assert (played.ended.code, played.same) == (code, code != 0), played.ended
    assert "Traceback" not in played.ended.err
    if code not in REPORTED:
        assert (played.ended.out, played.report) == ("", {})
        last = played.ended.err.splitlines()[-1]
        assert last.startswith("pubcrawl: ")
    else:
        last = played.ended.out.splitlines()[-1]
        assert last == played.report["verdict_line"]
        assert site in played.ended.out
    assert CASES[code].says in last


@EACH
def test_a_run_ends_in_json(world: Scene, code: int, site: str, tmp_path: Path) -> None:
    played = play(world, tmp_path, code, site, "--json")
    assert (played.ended.code, played.same) == (code, code != 0), played.ended
    (line,) = played.ended.out.splitlines()
    told = json.loads(line)
    assert list(told) == [f.name for f in fields(RunReport)]
    assert (told["code"], told["published"]) == (code, code == 0)
    assert CASES[code].says in told["verdict_line"]
    if code not in REPORTED:
        assert told == LONE | {
            "code": code,
            "verdict_line": played.ended.err.splitlines()[-1].removeprefix("pubcrawl: "),
        }
        return
    history = (played.exports / "runs" / "runs.jsonl").read_text(encoding="utf-8").splitlines()
    assert told == played.report == json.loads(history[-1])
    assert (told["release"], [s["site"] for s in told["sites"]]) == ("000002" if code == 0 else "000001", [site])
    assert all(Path(path).exists() for path in told["files"].values())


def test_every_documented_code_is_a_case() -> None:
    rows = re.findall(r"^\| (\d[\d, ]*) \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert {int(code) for row in rows for code in row.split(", ")} == {*CASES, int(Exit.STALE)}

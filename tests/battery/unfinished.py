"""Work on an export folder that can be cut short: what there is before it, and after it when nothing goes wrong.

Runs are forked, their clock stands still, and their disk is watched, so that cutting the same call gives the same state
and a run that goes on must end with the same bytes, manifest and change log included.
"""

import random
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from functools import partial
from pathlib import Path
from typing import Any, Self

import orjson
import pytest

from pubcrawl.fixture_server import Reply
from pubcrawl.release.check import check
from tests.battery.disk import Disk, Fault, watched
from tests.battery.forked import Ended, Running, start
from tests.battery.scene import seen
from tests.battery.seed import SEED
from tests.records import NOON
from tests.releases import read_latest, verify_log
from tests.replaying import HASTE
from tests.saying import sentence
from tests.served import WatchedServer

ROOT = Path(__file__).parents[2]
SITE = "amii"
_EDITED = "amii-at-neurips-2025"
_SOME_NIGHTS = timedelta(days=100)
_BRIEF = ("PUBCRAWL_KEEP_RELEASES=1", "PUBCRAWL_KEEP_DAYS=1", "PUBCRAWL_KEEP_RUNS=1", "RETRY_TIMES=0")

Seen = Mapping[str, str]
"""Files by path from the export folder, each with its checksum."""


@dataclass(frozen=True, kw_only=True)
class Work:
    """One command over an export folder.

    Attributes:
        before: the folder as it is before; never touched, each case has a copy.
        arguments: the command line, the export folder aside.
        now: what the clock of its runs says.
        old: what readers see before.
        new: what is there afterwards, runs and kept pages aside.
        reports: what the runs have said by then.
        shown: what readers see of that.
        calls: what an undisturbed run asks of the disk, in order.
    """

    before: Path
    arguments: Sequence[str]
    now: datetime
    old: Seen
    new: Seen
    reports: Sequence[Mapping[str, Any]]
    shown: Seen
    calls: Sequence[str]

    @classmethod
    def of(cls, folder: Path, before: Path, arguments: Sequence[str], now: datetime) -> Self:
        """Do the work once, undisturbed, below an empty folder."""
        nothing = cls(
            before=before, arguments=arguments, now=now, old=shown(before), new={}, reports=(), shown={}, calls=()
        )
        ended = nothing.begun(folder).ended()
        assert ended.code == 0, ended
        exports = folder / "exports"
        release = read_latest(exports)
        assert release
        assert [*check(release), *verify_log(exports, release)] == []
        calls = (folder / "calls").read_text(encoding="utf-8").splitlines()
        return replace(nothing, new=seen(exports), reports=reports(exports), shown=shown(exports), calls=calls)

    def begun(self, folder: Path, fault: Fault | None = None, *, reads: bool = False) -> Running:
        """Start it on a copy below an empty folder, with a disk that has a fault."""
        self.laid_out(folder)
        return self.continued(folder, fault, reads=reads)

    def laid_out(self, folder: Path) -> Path:
        """Copy the export folder below an empty folder, and return the copy."""
        return Path(shutil.copytree(self.before, folder / "exports"))

    def continued(self, folder: Path, fault: Fault | None = None, *, reads: bool = False) -> Running:
        """Start it on what an earlier start of it left there."""
        disk = Disk(folder / "exports", fault, reads)
        command = [*self.arguments, "--exports", str(folder / "exports")]
        return start(command, folder / "said", within=partial(_controlled, self.now, disk, folder / "calls"))

    def clock(self) -> AbstractContextManager[None]:
        """Let the clock of a run stand still."""
        return _standing(self.now)

    def points(self, share: int | None, what: str) -> list[int]:
        """Return the numbers of all calls, or of so many of them, chosen by the seed."""
        return some(range(1, len(self.calls) + 1), share, what)

    def check_cut(self, exports: Path) -> None:
        """Fail unless readers see the old release or the new one, and every release that has a number is whole."""
        assert shown(exports) in (self.old, self.shown), f"readers see neither release whole: {exports}"
        whole = {**self.new, **{k: v for k, v in seen(self.before).items() if k.startswith("releases/")}}
        there = {k: v for k, v in seen(exports).items() if k.startswith("releases/0")}
        assert not there.items() - whole.items(), f"not as it should be: {there.items() - whole.items()}"
        numbers = {k.split("/")[1] for k in there}
        gone = {k for k in whole if k.startswith("releases/0") and k.split("/")[1] in numbers} - there.keys()
        assert not gone, f"lacking: {gone}"

    def check_done(self, folder: Path, ended: Ended) -> None:
        """Fail unless the export folder is what an undisturbed run leaves, with nothing beside it."""
        exports = folder / "exports"
        assert ended.code == 0, ended
        there = seen(exports)
        other = {k for k in {*there, *self.new} if there.get(k) != self.new.get(k)}
        assert not other, f"not as an undisturbed run leaves it: {other}"
        litter = [str(p) for p in exports.rglob("*.part*")]
        assert not litter, litter
        known = {report["run_id"] for report in self.reports}
        told = [report for report in reports(exports) if report["run_id"] in known and report["code"] == 0]
        assert told == self.reports, "the history of runs is another"


def reports(exports: Path) -> list[dict[str, Any]]:
    """What the runs of an export folder have said, but for what they cost and where their files are."""
    told = [orjson.loads(line) for line in (exports / "runs" / "runs.jsonl").read_bytes().splitlines()]
    cost = dict.fromkeys(("seconds", "answers", "language_recalled"))  # of its last start
    when = dict.fromkeys(("started_at", "ended_at", "seconds", "files"))
    return [
        {
            **report,
            **when,
            "verdict_line": sentence(report["verdict_line"]),
            "sites": [s | cost for s in report["sites"]],
        }
        for report in told
    ]


def some(every: Sequence[int], share: int | None, what: str) -> list[int]:
    """Return all numbers, or so many of them, chosen by the seed."""
    chosen = random.Random(f"{SEED}-{what}").sample(every, share) if share else every  # noqa: S311  not a secret
    return sorted(chosen)


def shown(exports: Path) -> Seen:
    """What readers see: the pointer, and the files of the release it names."""
    if not (exports / "latest.json").exists():
        return {}
    path = orjson.loads((exports / "latest.json").read_bytes())["path"]
    return {k: v for k, v in seen(exports).items() if k == "latest.json" or k.startswith(f"{path}/")}


@contextmanager
def _controlled(now: datetime, disk: Disk, told: Path) -> Iterator[None]:
    try:
        with _standing(now), watched(disk):
            yield
    finally:
        told.write_text("\n".join(disk.calls), encoding="utf-8")


@contextmanager
def _standing(then: datetime) -> Iterator[None]:
    class Standing(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:  # noqa: ANN401  a plain datetime, which JSON knows
            return then.astimezone(tz)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pubcrawl.run.datetime", Standing)
        yield


@dataclass(frozen=True, kw_only=True)
class Works:
    """The work of three kinds of runs, over a site that is being served.

    Attributes:
        first: the first run ever.
        second: a sweep many nights later; most pages did not change, and the first release and run are old enough to go.
        publishing: the same when every page was read already, and nothing is left to do but to publish.
    """

    first: Work
    second: Work
    publishing: Work


@contextmanager
def works(folder: Path) -> Iterator[Works]:
    """Serve a site and prepare the works below an empty folder."""
    with serving() as server, serving() as edited:
        _edit(edited)
        (folder / "nothing").mkdir()
        first = Work.of(folder / "first", folder / "nothing", command(server.base_url(SITE)), NOON)
        again, later = command(edited.base_url(SITE)), NOON + _SOME_NIGHTS
        second = Work.of(folder / "second", folder / "first" / "exports", again, later)
        at = next(n for n, call in enumerate(second.calls, start=1) if call.startswith("mkdir releases/.part"))
        assert second.begun(folder / "cut", Fault(at=at, act="kill")).ended().code < 0
        publishing = Work.of(folder / "publishing", folder / "cut" / "exports", again, later)
        assert publishing.new == second.new
        yield Works(first=first, second=second, publishing=publishing)


def serving(site: str = SITE) -> WatchedServer:
    """Return a server of a site."""
    return WatchedServer([ROOT / "fixtures" / site])


def command(url: str, site: str = SITE) -> tuple[str, ...]:
    """Return the command line of a sweep over a site at an address, the export folder aside."""
    order = ("crawl", site, "--full", "--site-url", f"{site}={url}", *HASTE)
    return (*order, *(word for setting in _BRIEF for word in ("-s", setting)))


def _edit(server: WatchedServer) -> None:
    """Rename two works of a page and edit a third."""
    page = (ROOT / "fixtures" / SITE / "pages" / f"{_EDITED}.html").read_bytes()
    body = page.replace(b"Moth Counting", b"Owl Counting").replace(b"Gamblers", b"Gamblers and Others")
    assert body != page
    headers = {"Content-Type": "text/html; charset=utf-8", "Date": "Tue, 21 Apr 2026 06:00:00 GMT", "ETag": '"anew"'}
    server.put(SITE, f"/updates-insights/{_EDITED}", Reply(status=200, headers=headers, body=body))

"""A run over three sites is stopped or killed at sixty moments: one more run ends like an undisturbed one."""

import json
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.battery.forked import Ended
from tests.battery.moments import NUMBERS, PLACES, SITES, Asked, Place, Situation, Situations, asking, situations
from tests.battery.said import SiteTruth, check_sites, check_status, time_of
from tests.battery.unfinished import shown
from tests.releases import load_rows, read_latest
from tests.saying import sentence

pytestmark = pytest.mark.family("R19")

TWICE = 2
"""Requests that a stop may cost a site: robots.txt, which each start asks for, and the page that was being read."""

SITUATIONS = ("first run", "night", "sweep")

MOMENTS = [
    pytest.param(
        situation,
        place,
        NUMBERS[(i + j) % 3],
        id=f"{situation}, {place.name}, {NUMBERS[(i + j) % 3].name}",
        marks=() if (i + j + j // 3) % 3 == 0 else pytest.mark.long,
    )
    for i, situation in enumerate(SITUATIONS)
    for j, place in enumerate(PLACES)
]
"""Each place is met by each signal once; one time in three it takes no `make battery`."""


@pytest.fixture(scope="session")
def prepared_nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Situations]:
    with situations(tmp_path_factory.mktemp("situations")) as made:
        yield made


def live(exports: Path) -> dict[str, int]:
    """How many records readers have of each site."""
    release = read_latest(exports)
    found = Counter(row.site for row in load_rows(release) if not row.removed_at) if release else Counter[str]()
    return {site: found[site] for site in SITES}


def read_by(run: str | None, exports: Path, *, settled: bool = True) -> dict[str, SiteTruth]:
    """What is so of the sites when a run was the last one, and has read all of them well."""
    if run is None:
        return dict.fromkeys(SITES, SiteTruth())
    return {
        site: SiteTruth(records=n, verdict="pass", good_run=run, good_at=time_of(run), settled=settled)
        for site, n in live(exports).items()
    }


def wasted(night: Situation, *asked: Asked) -> Counter[str]:
    """How often each site was asked for what it had been asked for, beyond an undisturbed run."""
    twice = sum(asked, Asked()) - night.asked
    return sum((Counter({site: n}) for (site, _), n in twice.items()), Counter())


def is_true(night: Situation, exports: Path, ended: Ended, number: signal.Signals) -> bool:
    """Hold what is said after a run that was struck against what it left; say whether it ended its work all the same."""
    there = shown(exports)
    assert there in (night.work.old, night.work.shown)
    ours, before = night.work.reports[-1]["run_id"], [r["run_id"] for r in night.work.reports[:-1]]
    behind = ours if there == night.work.shown else before[-1] if before else None
    killed = ended.code == -signal.SIGKILL and behind == ours
    check_sites(exports, exports.parent / "sites", read_by(behind, exports, settled=not killed))
    if ended.code == -signal.SIGKILL:
        assert number == signal.SIGKILL
        return False
    told = json.loads(ended.out)
    check_status(exports, told, read_by(behind, exports))
    assert told["code"] == ended.code
    if ended.code == 0:
        assert (there, told["published"]) == (night.work.shown, True)
        return True
    assert (ended.code, there, told["published"]) == (128 + number, night.work.old, False)
    stays = f"release {told['release']} stays" if night.work.old else "there is no release yet"
    assert sentence(told["verdict_line"]) == f"stopped by {number.name}: nothing published, {stays}; run again"
    return False


def ended_well(night: Situation, exports: Path, told: dict[str, Any]) -> None:
    """Hold what a run that met nothing wrong says against what readers have, and against what an undisturbed one says."""
    assert told["code"] == 0
    assert {s["site"]: (s["verdict"], s["problems"]) for s in told["sites"]} == dict.fromkeys(SITES, ("pass", []))
    check_status(exports, told, read_by(told["run_id"], exports))
    check_sites(exports, exports.parent / "sites", read_by(told["run_id"], exports))
    line = sentence(told["verdict_line"])
    if told["published"]:
        assert line == night.work.reports[-1]["verdict_line"]
    else:
        assert line == f"nothing new: release {told['release']} stays"


@pytest.mark.parametrize(("situation", "place", "number"), MOMENTS)
def test_one_more_run_ends_like_an_undisturbed_one(
    prepared_nights: Situations,
    tmp_path: Path,
    situation: str,
    place: Place,
    number: signal.Signals,
) -> None:
    night, exports = prepared_nights.named(situation), tmp_path / "exports"
    with asking(night.server) as at_first:
        struck = night.struck(tmp_path, place, number)
    whole = is_true(night, exports, struck, number)
    assert struck.code != 0 or place.call, "it was not struck"
    with asking(night.server) as then:
        ended = night.next_run(tmp_path)
    night.work.check_done(tmp_path, ended)
    told = json.loads(ended.out)
    ended_well(night, exports, told)
    if whole:
        assert (told["published"], at_first, then) == (False, night.asked, night.again)
    else:
        assert told["published"]
        assert max(wasted(night, at_first, then).values(), default=0) <= TWICE

"""Two hundred nights over sites that change and fail: the data only get better, and nothing grows without bound."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest

from pubcrawl.release.check import check
from pubcrawl.release.exports import Release
from tests.battery.happenings import EVERYWHERE, ON_LISTINGS
from tests.battery.ledger import WHOLE_RUNS
from tests.battery.mishaps import MISHAPS
from tests.battery.nights import KEPT, Nights, nights
from tests.battery.seed import SEED
from tests.releases import read_latest

pytestmark = pytest.mark.family("R18")

MANY = 100
"""Nights from which everything that may happen has happened, and growth can be told from warming up."""

TREND = 20
"""Nights at each end that are compared."""


def latest(world: Nights) -> Release:
    return read_latest(world.ledger.exports) or pytest.fail("no release")


def files(exports: Path) -> Counter[str]:
    """Files of an export folder by what they are: those that come and go, and those that tell the past."""
    found = Counter[str]()
    for path in exports.rglob("*"):
        if path.is_file():
            found[path.relative_to(exports).parts[0]] += 1
    return found


@pytest.mark.parametrize(
    "count",
    [pytest.param(7, id="7 nights"), pytest.param(200, id="200 nights", marks=pytest.mark.long)],
)
def test_the_data_only_get_better(tmp_path: Path, count: int, record_property: Callable[[str, object], None]) -> None:
    with nights(tmp_path, f"{SEED}-nights") as world:
        kept = []
        for number in range(1, count + 1):
            world.pass_one()
            kept.append(files(world.ledger.exports))
            if number % TREND == 0:
                assert check(latest(world)) == []
        for _ in range(WHOLE_RUNS):
            world.pass_one(quiet=True, full=True)
        everything_told(world)
        release = latest(world)
        world.pass_one(quiet=True, full=True)
        assert latest(world) == release
        assert check(release) == []
        everything_kept_within_bounds(world, kept)
        if count >= MANY:
            everything_happened(world)
            nothing_grew(world, kept)
    record_property("cases", count)
    record_property("seen", figures(world))


def everything_told(world: Nights) -> None:
    """Every record that was ever listed and read has one id, and every one that is gone is shown as removed."""
    gone = {(site.name, r.serial) for site in world.sites for r in site.gone} & world.ledger.ids.keys()
    assert {world.ledger.ids[who] for who in gone} == world.ledger.removed
    assert len(set(world.ledger.ids.values())) == len(world.ledger.ids)


def everything_kept_within_bounds(world: Nights, kept: list[Counter[str]]) -> None:
    exports = world.ledger.exports
    releases = [p for p in (exports / "releases").iterdir() if p.is_dir()]
    assert len(releases) <= max(KEPT["RELEASES"], KEPT["DAYS"] + 1)
    with_spools = [p for p in (exports / "runs").iterdir() if any(p.glob("*/spool.jsonl"))]
    assert len(with_spools) <= KEPT["RUNS"]
    assert len(list((exports / "changes").iterdir())) == int(latest(world).number)
    assert {name for night in kept for name in night} <= {
        "releases",
        "runs",
        "cache",
        "changes",
        "latest.json",
        "status.json",
        ".lock",
    }


def everything_happened(world: Nights) -> None:
    may = {happening.__name__ for happening in EVERYWHERE + ON_LISTINGS} | {m.name for m in MISHAPS}
    assert may | {"renamed", "waiting", "new layout", "new post"} <= (+world.happened).keys()
    assert min(world.ledger.counts["removed"], world.ledger.counts["restored"]) > 0


def nothing_grew(world: Nights, kept: list[Counter[str]]) -> None:
    """Only the change log has a file more each night; the memory of a night follows nothing but its pages."""
    settled = kept[TREND:]
    for area in ("releases", "runs"):
        sizes = [night[area] for night in settled]
        assert median(sizes[-TREND:]) <= median(sizes[:TREND]), (area, sizes)
    peaks = [night.ended.mib for night in world.nights]
    assert median(peaks[-TREND:]) <= 1.1 * median(peaks[1:TREND])


def figures(world: Nights) -> str:
    happened, counts = world.happened, world.ledger.counts
    peaks = [night.ended.mib for night in world.nights]
    ends = Counter(night.ended.code for night in world.nights)
    failed = sum(happened[m.name] for m in MISHAPS)
    return (
        f"{len(world.nights)} nights, {len(world.ledger.ids)} records of 3 sites: {happened['renamed']} renamed, "
        f"{happened['waiting']} times a record waited, {counts['removed']} removed, {counts['restored']} restored, "
        f"{failed} failures of a site; exit codes {dict(sorted(ends.items()))}; median memory "
        f"{median(peaks[1:TREND]):.0f} MiB at first and {median(peaks[-TREND:]):.0f} MiB in the end"
    )

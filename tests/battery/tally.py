"""Counts the battery while pytest runs it: cases and failures by family, written to a file when asked.

A family that is run again takes its own place in the file; the others stay.

A test belongs to the family that its nearest `family` marker names. It stands for one case, or for as many as it says
with `record_property("cases", 240)`; `record_property("seen", "largest answer: 3 MiB")` keeps a figure it measured.

Where xdist runs tests in several processes, the first one counts: reports come to it by themselves, and each of the
others says at its end what it left out. They all leave out the same, so it is counted once.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from tests.battery.families import FAMILIES
from tests.battery.result import Count, by_number, read_result, versions
from tests.battery.seed import SEED

OPTION = "--battery-result"
LEFT = "battery_left"
"""Under this name a process of xdist says how many tests of each family were left out."""


@dataclass
class _Family:
    count: Count = field(default_factory=Count)
    seconds: float = 0.0


class Tally:
    """A pytest plugin; `path` is where the counts go, None for nowhere.

    Attributes:
        told: what a process of xdist tells the one that counts, None in the latter.
    """

    def __init__(self, path: Path | None, told: dict[str, Any] | None = None) -> None:
        self._path = path
        self._told = told
        self._families: dict[str, _Family] = defaultdict(_Family)

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """Put the family on the item, so that its reports carry it."""
        marker = item.get_closest_marker("family")
        if marker is None:
            return
        (name,) = marker.args
        if name not in FAMILIES:
            raise pytest.UsageError(f"{item.nodeid}: there is no family {name!r}")
        item.user_properties.append(("family", name))

    def pytest_deselected(self, items: list[pytest.Item]) -> None:
        for item in items:
            for name in (value for key, value in item.user_properties if key == "family"):
                family = self._families[str(name)]
                family.count = replace(family.count, left=family.count.left + 1)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        told: dict[str, list[Any]] = defaultdict(list)
        for key, value in report.user_properties:
            told[key].append(value)
        for name in told["family"]:
            family = self._families[str(name)]
            family.seconds += report.duration
            family.count = _counted(family.count, report, told)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:  # noqa: ANN401  a WorkerController, where there is xdist
        """Take over what a process of xdist left out."""
        for name, left in getattr(node, "workeroutput", {}).get(LEFT, {}).items():
            family = self._families[name]
            family.count = replace(family.count, left=left)

    def pytest_sessionfinish(self) -> None:
        if self._told is not None:
            self._told[LEFT] = {name: family.count.left for name, family in self._families.items()}
        elif self._path:
            before = read_result(self._path)
            counts = before.families | {name: family.count for name, family in self._families.items()}
            ordered = {name: counts[name] for name in sorted(counts, key=by_number)}
            replace(before, seed=SEED, versions=versions(), families=ordered).write(self._path)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self._path:
            terminalreporter.section("battery")
            for line in self._lines():
                terminalreporter.write_line(line)

    def _lines(self) -> Iterator[str]:
        for name in sorted(self._families, key=by_number):
            family, count = self._families[name], self._families[name].count
            said = f"{count.cases} cases, {count.failures} failures, {count.skipped} skipped, {count.left} left"
            yield f"{name:>3}  {said}, {family.seconds:.0f} s"


def _counted(count: Count, report: pytest.TestReport, told: dict[str, list[Any]]) -> Count:
    """Add one report: a test has three, of which its own ends it unless its set-up did."""
    if report.skipped:
        return replace(count, skipped=count.skipped + 1)
    count = replace(count, failures=count.failures + report.failed)
    if report.when == "call" or (report.when == "setup" and report.failed):
        cases = sum(int(n) for n in told["cases"]) or 1
        seen = (str(sentence) for sentence in told["seen"])
        return replace(count, cases=count.cases + cases, seen=(*count.seen, *seen))
    return count

"""The last line of `make test` and `make check`: whether everything held, how long it took, and what to run next."""

import time

import pytest

OPTION = "--closing"


class Closing:
    """A pytest plugin; `following` is said after how it went."""

    def __init__(self, following: str) -> None:
        self._following = following
        self._started = time.monotonic()
        self._held: set[str] = set()
        self._broken: set[str] = set()
        self._skipped: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._broken.add(report.nodeid)
        elif report.skipped:
            self._skipped.add(report.nodeid)
        elif report.when == "call":
            self._held.add(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._broken.add(report.nodeid)

    def pytest_unconfigure(self, config: pytest.Config) -> None:
        """Speak last, behind pytest's own summary."""
        terminal = config.pluginmanager.get_plugin("terminalreporter")
        if terminal:
            terminal.write_line(self.line(round(time.monotonic() - self._started)))

    def line(self, seconds: int) -> str:
        """Return what is said after so many seconds."""
        skipped = f", {len(self._skipped):,} could not run here (see SKIPPED above)" if self._skipped else ""
        if self._broken:
            return f"{_cases(self._broken)} FAILED (see FAILED or ERROR above){skipped}, after {seconds} seconds."
        return f"All {_cases(self._held - self._broken)} held{skipped}, in {seconds} seconds. {self._following}"


def _cases(names: set[str]) -> str:
    return f"{len(names):,} case{'' if len(names) == 1 else 's'}"

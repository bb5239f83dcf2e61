"""Readers read as fast as they can while releases come and go, and never see half of one."""

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from benchmarks.records import publications
from pubcrawl.release.exports import Exports
from pubcrawl.release.retention import Retention, prune_releases
from tests.battery.reader import Reader
from tests.records import NOON
from tests.releases import numbers, point, publish

pytestmark = pytest.mark.family("R10")

_FORKS = multiprocessing.get_context("forkserver")
_KEPT = Retention(releases=60, days=1, runs=1)
"""Enough that a reader who is a second slow still finds what it set out to read."""


def _publish(exports: Path, over: Any) -> None:  # noqa: ANN401  an event
    """Publish longer and shorter releases, prune old ones, and roll back now and then, until it is over."""
    rows = [sorted(publications(size), key=lambda p: p.id) for size in (40, 60, 50)]
    for night in count():
        if over.is_set():
            return
        now = NOON + timedelta(days=night)
        publish(exports, rows[night % 3], run_id=f"run{night}", now=now, site_reports=[], versions={})
        prune_releases(Exports(exports), _KEPT, now=now)
        if night % 7 == 6:
            point(exports, numbers(exports)[-2], now=now)


@contextmanager
def publishing(exports: Path) -> Iterator[None]:
    over = _FORKS.Event()
    process = _FORKS.Process(target=_publish, args=(exports, over), daemon=True)
    process.start()
    try:
        yield
        over.set()
        process.join(60)
        assert process.exitcode == 0
    finally:
        process.kill()
        process.join()


@pytest.mark.parametrize("least", [1_000, pytest.param(50_000, marks=pytest.mark.long)])
def test_no_read_is_torn(tmp_path: Path, record_property: Callable[[str, object], None], least: int) -> None:
    with (
        publishing(tmp_path),
        Reader(tmp_path, pause=0, least=least) as one,
        Reader(tmp_path, pause=0, least=least) as two,
    ):
        pass
    reads, torn = one.reads.count + two.reads.count, one.reads.torn + two.reads.torn
    record_property("seen", f"{reads:,} reads of {one.reads.releases:,} releases that came and went: {len(torn)} torn")
    assert torn == []
    assert one.reads.releases > 2

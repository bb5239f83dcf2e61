"""A night reads the rows of the last release three times at most: what is known, what is missing, what becomes of it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import pubcrawl.run
from pubcrawl.gate.report import SiteReport
from pubcrawl.items import Publication
from pubcrawl.release.exports import Release
from pubcrawl.run import run
from pubcrawl.runs.folder import RunFolder
from pubcrawl.runs.order import Order
from pubcrawl.runs.spool import Spool
from pubcrawl.stop import Stop
from tests.matching.test_renames import record
from tests.records import NOON, draft, publication
from tests.releases import load_rows, read_latest

SITES = ("amii", "mila_en", "mila_fr")
FIRST = record(abstract=None, title="Learning Which Tide Gauge to Visit Next")
TYPED = record(abstract=None, title="Learning Which Tide Guage to Visit Next")
KEPT = [publication(f"{site}:{n}", title=f"{site} {n}", content_hash=f"{n}") for site in SITES for n in range(30)]
EDITED = replace(KEPT[0], title="New", content_hash="x")
SAID = {"PUBCRAWL_CONTACT": "https://lab.example/bot"}
NIGHTS = {
    "renamed, edited, new and missing": ([EDITED, *KEPT[1:88], TYPED, publication("amii:new", title="Kites")], 3),
    "nothing new": ([*KEPT, FIRST], 2),
    "a record missing": (KEPT, 3),
}


def spooled(rows: list[Publication], day: int) -> Callable[..., list[SiteReport]]:
    """A crawl that reads these rows of all sites, and asks for nothing."""

    def crawl(order: Order, folder: RunFolder, *_: object, **__: object) -> list[SiteReport]:
        reports = []
        for site in order.sites:
            found = [replace(row, fetched_at=NOON + timedelta(days=day)) for row in rows if row.site == site]
            with Spool(folder.site(site).spool) as spool:
                for row in found:
                    spool.append(replace(draft(), publication=row))
            reports.append(SiteReport(site=site, pages=1, records=len(found), skeletons={"listing": ("html",)}))
        return reports

    return crawl


@pytest.mark.parametrize(("rows", "most"), NIGHTS.values(), ids=NIGHTS)
def test_the_last_release_is_read_three_times_at_most(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: list[Publication], most: int
) -> None:
    monkeypatch.setattr(pubcrawl.run, "crawl", spooled([*KEPT, FIRST], 0))
    run(Order(exports=tmp_path, settings=SAID), Stop(), now=NOON)
    last = read_latest(tmp_path)
    assert last
    assert len(load_rows(last)) == 91
    read, today = 0, Release.rows

    def counted(release: Release) -> Iterator[Publication]:
        nonlocal read
        read += 1
        return today(release)

    monkeypatch.setattr(Release, "rows", counted)
    monkeypatch.setattr(pubcrawl.run, "crawl", spooled(rows, 1))
    report = run(Order(exports=tmp_path, settings=SAID, full=True), Stop(), now=NOON + timedelta(days=1))
    assert (read, report.code) == (most, 0)
    assert report.published is (rows != [*KEPT, FIRST])

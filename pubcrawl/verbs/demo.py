"""Runs the demo: the real spiders crawl the fixture pages over real HTTP."""

from collections.abc import Mapping
from pathlib import Path

from pubcrawl.errors import WrongOrder
from pubcrawl.fixture_server import FixtureServer
from pubcrawl.gate.report import RunReport
from pubcrawl.pages.sites import FIXTURES
from pubcrawl.run import run
from pubcrawl.runs.order import Order
from pubcrawl.stop import Stop
from pubcrawl.verbs.progress import Progress

HASTE = {"DOWNLOAD_DELAY": "0", "AUTOTHROTTLE_ENABLED": "False"}
"""The demo's host is this machine: it needs no politeness delay."""


def fixture_folders(fixtures: Path | None) -> list[Path]:
    """Return the folder of each site's fixtures, sorted.

    Raises:
        WrongOrder: there are none.
    """
    root = fixtures or FIXTURES
    found = sorted(p.parent for p in root.glob("*/manifest.json"))
    if not found:
        raise WrongOrder(f"{root}: no fixtures there; name their folder with --fixtures")
    return found


def demo(exports: Path, fixtures: Path | None, settings: Mapping[str, str], stop: Stop) -> RunReport:
    """Crawl every site that has fixtures and publish a release of origin `demo`."""
    with FixtureServer(fixture_folders(fixtures)) as server:
        order = Order(
            exports=exports,
            sites=tuple(server.sites),
            site_urls={site: server.base_url(site) for site in server.sites},
            settings={**HASTE, **settings},
            origin="demo",
        )
        with Progress() as progress:
            return run(order, stop, moved=progress.moved)

"""A suppressed work that another site shows on a later night: no real run brings it back."""

import json
from pathlib import Path

import pytest

from pubcrawl.items import Publication
from tests.authoring.markups import MARKUPS
from tests.authoring.publications import InventedPublication, publications
from tests.battery.forked import run
from tests.conftest import ROOT
from tests.releases import load_rows, read_latest
from tests.replaying import HASTE
from tests.served import WatchedServer
from tests.test_runs import page

pytestmark = pytest.mark.night

LISTINGS = {"mila_en": "/en/research/publications", "mila_fr": "/fr/recherche/publications"}
CARDS = 12


def serve(server: WatchedServer, site: str, entries: list[InventedPublication]) -> None:
    """Let a site's listing show these, in order."""
    pages = [entries[i : i + CARDS] for i in range(0, len(entries), CARDS)]
    for i, cards in enumerate(pages):
        html = MARKUPS["drupal"](cards, language=site[-2:], page=i, last_page=len(pages) - 1, toggle="spans")
        server.put(site, LISTINGS[site] + (f"?page={i}" if i else ""), page(html))


def crawl(server: WatchedServer, folder: Path, *more: str) -> list[Publication]:
    """Let a night pass over both sites, and return what readers see."""
    urls = [word for site in LISTINGS for word in ("--site-url", f"{site}={server.base_url(site)}")]
    order = ["crawl", *LISTINGS, "--exports", str(folder / "exports"), *urls, *HASTE, "--json", *more]
    ended = run(order, folder / "said", seconds=120)
    assert (ended.code, [s["verdict"] for s in json.loads(ended.out)["sites"]]) == (0, ["pass", "pass"]), ended.out
    release = read_latest(folder / "exports")
    assert release
    return load_rows(release)


def test_a_later_site_does_not_bring_a_suppressed_work_back(tmp_path: Path) -> None:
    both = {entry.key: entry for entry in publications("mila_fr")}
    shown = publications("mila_en")
    named = next(e for e in shown if e.key in both and e.title and len(e.authors) > 1 and not e.traps)
    others = [entry for entry in both.values() if entry.key != named.key]
    with WatchedServer([ROOT / "fixtures" / site for site in LISTINGS]) as server:
        serve(server, "mila_en", list(shown))
        serve(server, "mila_fr", others)
        before = crawl(server, tmp_path)
        (record,) = [row for row in before if row.title == named.title]
        assert (record.site, record.work_id != record.id) == ("mila_en", True)
        (tmp_path / "exports" / "suppress.yml").write_text(f"ids: [{record.work_id}]\n")
        rest = {row.id for row in before} - {record.id}
        assert {row.id for row in crawl(server, tmp_path)} == rest
        serve(server, "mila_fr", [named, *others])
        assert {row.id for row in crawl(server, tmp_path)} == rest
        serve(server, "mila_en", [entry for entry in shown if entry.key != named.key])
        assert {row.id for row in crawl(server, tmp_path, "--full")} == rest
        (tmp_path / "exports" / "suppress.yml").unlink()
        after = crawl(server, tmp_path, "--full")
        assert [row.site for row in after if row.id not in rest] == ["mila_fr"]

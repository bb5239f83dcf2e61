"""What a release says of itself, where it lies."""

import hashlib
import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pubcrawl.datacard import files
from pubcrawl.datacard.card import ENGLISH, FRENCH, Words
from pubcrawl.gate.report import SiteReport
from pubcrawl.items import Author
from pubcrawl.release.check import check
from pubcrawl.release.exports import Release
from pubcrawl.release.suppress import Suppression
from pubcrawl.release.tables import TABLES
from tests.records import NOON, publication
from tests.releases import forget, publish, read_latest

ROWS = [
    publication("amii:a", authors=(Author(name="Ada Fjord"), Author(name="Bo Kettle"))),
    publication("mila_en:a", removed_at=NOON, authors=(Author(name="Li Jiang"),)),
    publication("mila_fr:b"),
]
SITES = ("amii", "mila_en", "mila_fr")
PATHS = [path for table in TABLES.values() for path in table.files]


def published(exports: Path, *, now: datetime = NOON, origin: str = "live") -> Release:
    reports = [SiteReport(site=site, verdict="pass") for site in SITES]
    told: dict[str, Any] = {"run_id": "run1", "site_reports": reports, "versions": {}, "origin": origin}
    return publish(exports, ROWS, now=now, describe=files, **told)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return published(tmp_path_factory.mktemp("described"))


def document(release: Release, name: str) -> Any:  # noqa: ANN401  JSON is any value
    return json.loads((release.path / name).read_bytes())


def test_what_describes_a_release_lies_in_it_and_is_listed(release: Release) -> None:
    assert check(release) == []
    assert list(release.manifest.files)[-len(files()) :] == list(files())
    for name in files():
        assert (release.path / name).stat().st_mode & 0o777 == 0o444


@pytest.mark.parametrize("name", files())
def test_damage_to_what_describes_it_is_noticed(tmp_path: Path, name: str) -> None:
    path = published(tmp_path).path / name
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"e", b"E", 1))
    assert check(read_latest(tmp_path) or pytest.fail("no release")) == [
        f"{name}: the checksum is not that of the manifest"
    ]


def test_the_package_tells_the_files_beside_it(release: Release) -> None:
    package = document(release, "datapackage.json")
    assert [r["path"] for r in package["resources"]] == PATHS
    for resource in package["resources"]:
        content = (release.path / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource.get("bytes") == (len(content) if resource["format"] == "jsonl" else None)
        assert resource["rows"] == release.manifest.files[resource["path"]].rows
    assert {r["name"]: r["rows"] for r in package["resources"]} == {
        "publications-parquet": 3,
        "publications-jsonl": 3,
        "works-parquet": 3,
        "works-jsonl": 3,
        "authors-parquet": 3,
        "work_links-parquet": 0,
        "work_aliases-parquet": 0,
        "changes-parquet": 3,
    }
    assert (package["version"], package["release"], package["created"]) == ("2.0.1", "000001", "2026-04-02T12:00:00Z")
    assert "This is release 000001, of 3 records. Paths are relative to the folder that" in package["description"]


def test_croissant_tells_the_files_beside_it(release: Release) -> None:
    made = document(release, "croissant.json")
    assert [f["contentUrl"] for f in made["distribution"]] == PATHS
    for file in made["distribution"]:
        content = (release.path / file["contentUrl"]).read_bytes()
        assert (file["sha256"], file["contentSize"]) == (hashlib.sha256(content).hexdigest(), f"{len(content)} B")
    assert "isLiveDataset" not in made
    assert (made["version"], made["datePublished"]) == ("2.0.1", "2026-04-02T12:00:00Z")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ENGLISH,
            "made on 2026-04-02 12:00 UTC by the run `run1` from pages of the sites. It holds 3 records, of which 1",
        ),
        (FRENCH, "faite le 2026-04-02 12:00 UTC par l'exécution `run1` à partir de pages des sites. Elle contient 3"),
    ],
    ids=["en", "fr"],
)
def test_the_card_tells_what_the_release_holds(release: Release, words: Words, told: str) -> None:
    text = (release.path / "README.md").read_text(encoding="utf-8")
    assert "change the code" not in text
    section = text.split(f"\n# {words.name}\n")[1].split("\n## ")[1]
    assert told in section
    assert re.findall(r"^\| `(\w+)` \| (\d) \| (\d) \| pass \| 2026-04-02 12:00 \|$", section, re.MULTILINE) == [
        ("amii", "1", "0"),
        ("mila_en", "0", "1"),
        ("mila_fr", "1", "0"),
    ]
    files_ = dict(re.findall(r"^\| `(\w+\.\w+)` \| (\d+) \|", section, re.MULTILINE))
    assert files_ == {path: str(release.manifest.files[path].rows) for path in PATHS}


def test_invented_pages_are_called_so_everywhere(tmp_path: Path) -> None:
    release = published(tmp_path, origin="demo")
    for name, said in {
        "README.md": "from invented pages",
        "datapackage.json": "It was made from invented pages.",
        "croissant.json": "It was made from invented pages.",
    }.items():
        assert said in (release.path / name).read_text(encoding="utf-8")


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    one, other = published(tmp_path / "one"), published(tmp_path / "other")
    later = published(tmp_path / "later", now=NOON + timedelta(days=1))
    assert {n: (one.path / n).read_bytes() for n in one.manifest.files} == {
        n: (other.path / n).read_bytes() for n in other.manifest.files
    }
    for name in one.manifest.files:
        if name not in ("changes.parquet", *TIMED):
            assert (one.path / name).read_bytes() == (later.path / name).read_bytes()


TIMED = ("README.md", "datapackage.json", "croissant.json")
"""They say when the release was made, and the checksum of the changes, which say it too."""


def test_the_release_that_forgetting_makes_describes_itself(tmp_path: Path) -> None:
    published(tmp_path)
    forget(tmp_path, Suppression(people=frozenset({"ada fjord"})), now=NOON + timedelta(days=1))
    successor = read_latest(tmp_path)
    assert successor
    assert check(successor) == []
    rows = {r["name"]: r["rows"] for r in document(successor, "datapackage.json")["resources"]}
    assert (successor.number, rows["authors-parquet"]) == ("000002", 2)

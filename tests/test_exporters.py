"""Feeds as Scrapy writes them: each crawl is in a process of its own."""

import gzip
import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import chdir, contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any, cast

import orjson
import pyarrow.parquet as pq
import pytest
from scrapy.cmdline import execute
from scrapy.extensions.postprocessing import GzipPlugin, PostProcessingManager

from pubcrawl import settings
from pubcrawl.exporters import JsonLinesItemExporter, ParquetItemExporter, PublicationExporter
from pubcrawl.feeds import AtomicFileFeedStorage, FeedError, FeedFile
from pubcrawl.schema import arrow_schema
from pubcrawl.storage.atomic import StorageError
from tests.battery import forked
from tests.conftest import ROOT
from tests.loopback.sitecustomize import path_with_guard
from tests.records import from_json_row, full, publication

SPIDER = """
import asyncio
from scrapy import Request, Spider
from tests.records import full, publication

ITEMS = {
    "good": lambda i: full(f"mila_fr:{i:05}"),
    "dicts": lambda i: {"title": i},
    "bad": lambda i: publication(f"amii:{i:05}", title="half \\ud800"),
    "mixed": lambda i: publication(f"amii:{i:05}", title="half \\ud800" if i == 1 else "whole"),
    "local": lambda i: publication(f"amii:{i:05}", fetched_at=full().fetched_at.replace(tzinfo=None)),
}

class Feeding(Spider):
    name = "feeding"
    kind, count, pause = "good", "3", "0"

    async def start(self):
        for i in range(int(self.count)):
            yield ITEMS[self.kind](i)
            await asyncio.sleep(float(self.pause))

class Paging(Spider):
    name = "paging"

    async def start(self):
        for i in range(50):
            yield Request(f"data:,{i}", cb_kwargs={"page": i})

    def parse(self, response, page):
        for i in range(100):
            yield full(f"mila_fr:{page:03}{i:03}")
"""

SETTINGS = f"""
SPIDER_MODULES = ["feeds.spiders"]
FEED_EXPORTERS = {settings.FEED_EXPORTERS!r}
FEED_STORAGES = {settings.FEED_STORAGES!r}
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = feeds.settings\n")
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds" / "__init__.py").touch()
    (tmp_path / "feeds" / "settings.py").write_text(SETTINGS)
    (tmp_path / "feeds" / "spiders.py").write_text(SPIDER)
    return tmp_path


def start(project: Path, *arguments: str, spider: str = "feeding") -> subprocess.Popen[str]:
    path = path_with_guard(str(ROOT), str(project))
    return subprocess.Popen(
        [sys.executable, "-m", "scrapy", "crawl", spider, *arguments],
        cwd=project,
        env=os.environ | {"PYTHONPATH": path},
        stderr=subprocess.PIPE,
        text=True,
    )


def crawl(project: Path, *arguments: str) -> tuple[int, str]:
    """Run a crawl in a process that is forked; its exit code and its log."""
    command = ["scrapy", "crawl", "feeding", *arguments]
    ended = forked.start(command, project / "said", within=partial(inside, project), program=execute).ended()
    return ended.code, ended.err


@contextmanager
def inside(project: Path) -> Iterator[None]:
    """Be in the folder of a project, as its user is, and find its modules there."""
    with chdir(project), pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(project)
        yield


def ids(path: Path) -> list[str]:
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        assert table.schema.equals(arrow_schema(), check_metadata=True)
        return [str(x) for x in table["id"].to_pylist()]
    return [from_json_row(orjson.loads(line)).id for line in path.read_bytes().splitlines()]


def leftovers(project: Path) -> list[str]:
    return [p.name for p in project.rglob("*.part")]


LAST = b"what the last crawl wrote"
THREE = ["mila_fr:00000", "mila_fr:00001", "mila_fr:00002"]


def test_both_formats_hold_every_item(project: Path) -> None:
    code, log = crawl(project, "-O", "out.parquet", "-O", "new/out.jsonl")
    assert (code, "ERROR" in log) == (0, False)
    assert ids(project / "out.parquet") == ids(project / "new" / "out.jsonl") == THREE
    assert leftovers(project) == []


def test_an_empty_crawl_gives_a_typed_file(project: Path) -> None:
    crawl(project, "-a", "count=0", "-O", "out.parquet", "-O", "out.jsonl")
    assert (ids(project / "out.parquet"), (project / "out.jsonl").read_bytes()) == ([], b"")
    crawl(project, "-a", "count=0", "-O", "none.parquet", "-s", "FEED_STORE_EMPTY=0")
    assert not (project / "none.parquet").exists()


def test_placeholders_and_batches_give_whole_files(project: Path) -> None:
    crawl(project, "-O", "%(name)s/%(batch_id)d.parquet", "-s", "FEED_EXPORT_BATCH_ITEM_COUNT=2")
    assert [ids(project / "feeding" / f"{n}.parquet") for n in (1, 2)] == [THREE[:2], THREE[2:]]


@pytest.mark.parametrize("name", ["out.parquet", "out.jsonl"])
def test_a_killed_crawl_leaves_the_last_file(project: Path, name: str) -> None:
    (project / name).write_bytes(LAST)
    with start(project, "-a", "count=5000", "-a", "pause=0.01", "-O", name) as process:
        deadline = time.monotonic() + 30
        while not leftovers(project):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        time.sleep(0.3)
        process.send_signal(signal.SIGKILL)
    assert ((project / name).read_bytes(), len(leftovers(project))) == (LAST, 1)
    crawl(project, "-a", "count=1", "-O", name)
    assert (ids(project / name), leftovers(project)) == (THREE[:1], [])


def test_appending_adds_lines(project: Path) -> None:
    for _ in range(2):
        crawl(project, "-o", "out.jsonl")
    assert ids(project / "out.jsonl") == THREE * 2


def test_appending_is_refused_for_parquet(project: Path) -> None:
    (project / "out.parquet").write_bytes(LAST)
    code, log = crawl(project, "-o", "out.parquet")
    message = "FeedError: -o cannot append to Parquet, use -O out.parquet (in FEEDS: overwrite)"
    assert (code, log.splitlines()[-1].endswith(message)) == (1, True)
    assert (project / "out.parquet").read_bytes() == LAST


@pytest.mark.parametrize(
    ("kind", "kept", "refused", "message"),
    [
        ("mixed", ["amii:00000", "amii:00002"], 1, "row amii:00001, column title: "),
        ("bad", None, 3, "row amii:00002, column title: "),
        ("local", None, 3, "row amii:00000, column fetched_at: 2026-04-02 12:00:00 is not in UTC"),
        ("dicts", None, 3, "a dict is no publication: {'title': 2}"),
    ],
)
def test_what_does_not_fit_is_named_and_replaces_nothing(
    project: Path, kind: str, kept: Sequence[str] | None, refused: int, message: str
) -> None:
    names = ["out.parquet", "out.jsonl", "out.json", "out.csv", "out.xml"]
    for name in names:
        (project / name).write_bytes(LAST)
    _, log = crawl(project, "-a", f"kind={kind}", *(word for name in names for word in ("-O", name)))
    for name in names:
        assert f"ERROR: left out of the feed {project}/{name}: {message}" in log
        if kept and name in names[:2]:
            assert ids(project / name) == kept
        elif kept:
            assert all(f"{i}".encode() in (project / name).read_bytes() for i in kept)
        else:
            assert (project / name).read_bytes() == LAST
            assert f"{name} was not replaced: see the errors above" in log
    assert f"'pubcrawl/feed_refused': {len(names) * refused}," in log
    assert leftovers(project) == []


@pytest.mark.parametrize(("format_", "reason"), [("parquet", "finished"), ("jsonl", "feed_error")])
def test_a_full_disk_is_an_error_and_ends_the_crawl(project: Path, format_: str, reason: str) -> None:
    """The Parquet feed learns of it when the crawl is over and the rows are written.

    Its process is not forked, so that the interpreter's own end is seen too.
    """
    with start(project, "-O", f"/dev/full:{format_}", spider="paging") as process:
        _, log = process.communicate(timeout=60)
    assert log.count("cannot write the feed /dev/full: No space left on device") == 1
    assert f"'finish_reason': '{reason}'" in log
    assert "'feedexport/failed_count/AtomicFileFeedStorage': 1" in log
    assert "Exception ignored" not in log


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-O", "file/out.parquet"], "cannot write file/out.parquet: cannot make file: "),
        (["-O", "feeds:parquet"], "cannot write feeds: it is a folder"),
    ],
)
def test_a_target_that_cannot_be_stops_the_crawl_before_it_starts(
    project: Path, arguments: list[str], message: str
) -> None:
    (project / "file").touch()
    code, log = crawl(project, *arguments)
    assert code == 1
    assert f"FeedError: {message}" in log.splitlines()[-1]


def test_columns_can_be_chosen() -> None:
    files = {}
    for kind in (ParquetItemExporter, JsonLinesItemExporter):
        exporter = kind(io.BytesIO(), fields_to_export=["title", "id"])
        exporter.start_exporting()
        exporter.export_item(publication("amii:a"))
        exporter.finish_exporting()
        files[kind] = exporter.file
    assert isinstance(parquet := files[ParquetItemExporter], io.BytesIO)
    assert isinstance(lines := files[JsonLinesItemExporter], io.BytesIO)
    assert pq.read_table(parquet).to_pylist() == [{"title": "Attention as a Ledger", "id": "amii:a"}]
    assert lines.getvalue() == b'{"title":"Attention as a Ledger","id":"amii:a"}\n'


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"fields_to_export": ["title", "titel"]}, "the dataset has no column 'titel': see `pubcrawl schema`"),
        ({"fields_to_export": {"title": "name"}}, "columns of the dataset keep their names"),
        ({"encoding": "latin-1"}, "publications are written in UTF-8, not latin-1"),
    ],
)
def test_options_that_cannot_be_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(FeedError, match=message):
        ParquetItemExporter(io.BytesIO(), **options)


@pytest.mark.parametrize("kind", [ParquetItemExporter, JsonLinesItemExporter])
def test_a_feed_that_is_no_file_is_not_stored_either(kind: type[PublicationExporter]) -> None:
    exporter = kind(io.BytesIO())
    exporter.start_exporting()
    exporter.export_item({"title": 1})
    with pytest.raises(StorageError, match="the feed was not stored"):
        exporter.finish_exporting()


def test_a_compressed_feed_is_replaced_only_by_a_sound_one(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl.gz"
    target.write_bytes(LAST)
    for item, sound in (({"title": 1}, False), (publication(), True)):
        storage = AtomicFileFeedStorage(str(target), feed_options={"overwrite": True})
        file = FeedFile(target)
        exporter = JsonLinesItemExporter(cast("IO[bytes]", PostProcessingManager([GzipPlugin], file, {})))
        exporter.export_item(item)
        exporter.finish_exporting()
        exporter.file.close()
        if sound:
            storage.store(file)
            assert from_json_row(orjson.loads(gzip.decompress(target.read_bytes()))) == item
        else:
            with pytest.raises(StorageError, match="was not replaced"):
                storage.store(file)
            assert target.read_bytes() == LAST


def test_unknown_options_are_refused() -> None:
    with pytest.raises(TypeError, match="Unexpected options: compression"):
        JsonLinesItemExporter(io.BytesIO(), compression="zstd")


def test_scrapy_starts_without_arrow() -> None:
    program = "import sys, pubcrawl.exporters; sys.exit('pyarrow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


def test_the_settings_name_our_exporters() -> None:
    assert {settings.FEED_EXPORTERS[f] for f in ("jsonl", "jsonlines")} == {"pubcrawl.exporters.JsonLinesItemExporter"}
    assert all(path.startswith("pubcrawl.exporters.") for path in settings.FEED_EXPORTERS.values())
    assert settings.FEED_EXPORTERS["parquet"] == "pubcrawl.exporters.ParquetItemExporter"


def test_a_feed_is_what_a_release_would_hold(tmp_path: Path) -> None:
    rows = [full("mila_fr:a"), publication("mila_fr:b")]
    with (tmp_path / "out.parquet").open("wb") as file:
        exporter = ParquetItemExporter(file)
        exporter.start_exporting()
        for row in rows:
            exporter.export_item(row)
        exporter.finish_exporting()
    from pubcrawl.storage.parquet import record_batch  # noqa: PLC0415  the last thing compared with

    assert pq.read_table(tmp_path / "out.parquet").to_batches() == [record_batch(rows)]

import errno
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pubcrawl.runs.spool import Quarantine, Quarantined, Spool, SpooledRows, SpoolFile
from pubcrawl.storage.atomic import StorageError
from tests.battery.disk import Disk, Fault, watched
from tests.records import draft

WRITER = """
import sys
from pathlib import Path
from pubcrawl.runs.spool import Spool
from tests.records import draft
with Spool(Path(sys.argv[1])) as spool:
    for number in range(10**6):
        spool.append(draft(f"mila_en:{number:06}"))
        print(number, flush=True)
"""


def spooled(path: Path, *ids: str) -> Path:
    with Spool(path) as spool:
        for name in ids:
            spool.append(draft(name))
    return path


def ids(path: Path) -> list[str]:
    return [d.publication.id for d in SpoolFile.open(path).drafts()]


def test_what_was_spooled_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "run" / "site" / "spool.jsonl"
    wanted = [draft("mila_en:b"), draft("mila_en:a", title="half « »"), draft("mila_en:c", abstract="a\nb")]
    with Spool(path) as spool:
        for one in wanted:
            spool.append(one)
    file = SpoolFile.open(path)
    assert (list(file.drafts()), file.torn) == (wanted, 0)


def test_a_draft_is_on_disk_as_soon_as_it_is_spooled(tmp_path: Path) -> None:
    with Spool(tmp_path / "spool") as spool:
        spool.append(draft("mila_en:a"))
        assert ids(tmp_path / "spool") == ["mila_en:a"]


def test_a_torn_line_is_cut_wherever_it_is_torn(tmp_path: Path) -> None:
    whole = spooled(tmp_path / "whole", "mila_en:a", "mila_en:b").read_bytes()
    first = whole.index(b"\n") + 1
    places = {*range(0, len(whole), 97), first - 1, first, first + 1, len(whole) - 1, len(whole)}
    for end in sorted(places):
        path = tmp_path / "torn"
        path.write_bytes(whole[:end])
        file = SpoolFile.open(path)
        wanted = ["mila_en:a", "mila_en:b"][: (end >= first) + (end == len(whole))]
        assert ([d.publication.id for d in file.drafts()], file.torn) == (
            wanted,
            int(end not in (0, first, len(whole))),
        )
        with Spool(path) as spool:
            assert spool.torn == file.torn
            spool.append(draft("mila_en:c"))
        assert ids(path) == [*wanted, "mila_en:c"]


def test_a_torn_line_longer_than_a_block_is_cut(tmp_path: Path) -> None:
    path = spooled(tmp_path / "spool", "mila_en:a")
    with path.open("ab") as file:
        file.write(b"x" * 300_000)
    assert (ids(path), SpoolFile.open(path).torn) == (["mila_en:a"], 1)


@pytest.mark.parametrize("damage", [b"\0" * 40 + b"\n", b"{}\n", b'{"raw": {}, "publication": {}}\n', b"\xff\n"])
def test_a_damaged_line_is_named(tmp_path: Path, damage: bytes) -> None:
    path = spooled(tmp_path / "spool", "mila_en:a")
    offset = path.stat().st_size
    with path.open("ab") as file:
        file.write(damage)
    for reading in (ids, lambda p: list(SpooledRows([SpoolFile.open(p)]))):
        with pytest.raises(StorageError, match=f"cannot read {path}: damaged line at byte {offset}"):
            reading(path)


def test_a_missing_spool_is_empty_and_a_folder_is_none(tmp_path: Path) -> None:
    assert ids(tmp_path / "none") == []
    with pytest.raises(StorageError, match=r"cannot read .*: Is a directory"):
        SpoolFile.open(tmp_path)
    with pytest.raises(StorageError, match=r"cannot write .*: Is a directory"):
        Spool(tmp_path)


@pytest.mark.parametrize(("sync_every", "lines", "synced"), [(1, 4, 4), (3, 7, 2), (100, 5, 0)])
def test_lines_are_made_durable_every_so_many_and_at_the_end(
    tmp_path: Path, sync_every: int, lines: int, synced: int
) -> None:
    spool = Spool(tmp_path / "spool", sync_every=sync_every)
    with watched(Disk(tmp_path)) as disk:
        for _ in range(lines):
            spool.append(draft())
        assert disk.calls == ["fsync spool"] * synced
        spool.close()
        spool.close()
        assert disk.calls == ["fsync spool"] * (synced + 1)


def test_a_disk_that_refuses_is_a_storage_error(tmp_path: Path) -> None:
    with Spool(tmp_path / "spool", sync_every=1) as spool:
        full = Disk(tmp_path, Fault(at=1, act="refuse", number=errno.ENOSPC))
        with watched(full), pytest.raises(StorageError, match=r"cannot write .*/spool: No space left on device"):
            spool.append(draft())
        spool.append(draft("mila_en:b"))
    assert ids(tmp_path / "spool") == ["mila_en:a", "mila_en:b"]


def test_a_killed_process_loses_nothing_it_had_spooled(tmp_path: Path) -> None:
    delay = random.Random(1)  # noqa: S311  any moment will do
    for round_ in range(5):
        path = tmp_path / f"spool{round_}"
        command = [sys.executable, "-c", WRITER, str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout
            said = process.stdout.readline()
            time.sleep(delay.random() / 50)
            process.send_signal(signal.SIGKILL)
            said += process.stdout.read()
        acknowledged = len(said.rpartition(b"\n")[0].split(b"\n"))
        found = ids(path)
        assert found == [f"mila_en:{n:06}" for n in range(len(found))]
        assert acknowledged <= len(found) <= acknowledged + 1


def test_publications_come_sorted_and_each_once_as_last_spooled(tmp_path: Path) -> None:
    first = spooled(tmp_path / "1", "mila_en:c", "mila_en:a", "mila_en:b")
    with Spool(first) as spool:
        spool.append(draft("mila_en:a"))
    second = spooled(tmp_path / "2", "amii:b", "mila_fr:a", "amii:a")
    spools = [SpoolFile.open(p) for p in (first, tmp_path / "none", second)]
    assert [p.id for p in SpooledRows(spools)] == [
        "amii:a",
        "amii:b",
        "mila_en:a",
        "mila_en:b",
        "mila_en:c",
        "mila_fr:a",
    ]
    assert list(SpooledRows([])) == []


def test_quarantine_keeps_reasons_page_and_what_the_page_said(tmp_path: Path) -> None:
    refused = draft("mila_en:a", title="Cookies")
    with Quarantine(tmp_path / "quarantine.jsonl") as quarantine:
        quarantine.append(refused, ["title_furniture", "no_authors"])
    assert list(SpoolFile.open(tmp_path / "quarantine.jsonl").values(Quarantined)) == [
        Quarantined(
            reasons=("title_furniture", "no_authors"),
            source_url="https://mila.example/en/publications?page=3",
            raw=refused.raw,
            publication=refused.publication,
        )
    ]

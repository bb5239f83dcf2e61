import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pubcrawl.storage.atomic import StorageError
from pubcrawl.storage.lock import Locked, export_lock
from tests.records import NOON

HOLDER = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from pubcrawl.storage.lock import export_lock
with export_lock(Path(sys.argv[1]), now=datetime(2026, 4, 1, tzinfo=UTC)):
    print("holding", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"holding\n"
        yield process
        process.kill()


def test_a_second_run_is_refused_and_told_who_holds_it(tmp_path: Path, holder: subprocess.Popen[bytes]) -> None:
    with pytest.raises(Locked) as caught, export_lock(tmp_path, now=NOON):
        pytest.fail("two runs hold one folder")
    assert str(caught.value) == (f"another run holds {tmp_path}: process {holder.pid}, started 2026-04-01T00:00:00Z")


def test_a_killed_holder_lets_go(tmp_path: Path, holder: subprocess.Popen[bytes]) -> None:
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    with export_lock(tmp_path, now=NOON):
        assert json.loads((tmp_path / ".lock").read_bytes())["started"] == "2026-04-02T12:00:00Z"


def test_the_folder_is_made_and_free_again_afterwards(tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(KeyError), export_lock(tmp_path / "new" / "exports", now=NOON):
            raise KeyError


def test_a_holder_that_has_just_started_has_no_name_yet(tmp_path: Path) -> None:
    with export_lock(tmp_path, now=NOON):
        (tmp_path / ".lock").write_bytes(b"")
        with pytest.raises(Locked, match="it is starting"), export_lock(tmp_path, now=NOON):
            pytest.fail("two runs hold one folder")


def test_a_folder_that_cannot_be_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(StorageError, match=r"cannot write .*/file: "),
        export_lock(tmp_path / "file", now=NOON),
    ):
        pytest.fail("a file is no folder")

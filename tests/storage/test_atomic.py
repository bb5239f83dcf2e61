import errno
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from pubcrawl.storage.atomic import AtomicFile, StorageError, as_storage_error, remove_parts, write_atomic
from tests.battery.disk import Disk, Fault, watched

WRITER = """
import sys, time
from pathlib import Path
from pubcrawl.storage.atomic import AtomicFile
file = AtomicFile(Path(sys.argv[1]))
file.write(b"half of the ne")
file.flush()
print("writing", flush=True)
time.sleep(60)
"""


def killed_writer(target: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", WRITER, str(target)], stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"writing\n"
        process.send_signal(signal.SIGKILL)


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_a_file_takes_its_name_when_it_is_complete(tmp_path: Path) -> None:
    target = tmp_path / "file"
    target.write_bytes(b"old")
    with AtomicFile(target) as file:
        file.write(b"new")
        file.flush()
        assert target.read_bytes() == b"old"
    assert (target.read_bytes(), names(tmp_path)) == (b"new", ["file"])


@pytest.mark.parametrize("before", [None, b"old"])
def test_a_file_given_up_leaves_the_target_as_it_was(tmp_path: Path, before: bytes | None) -> None:
    target = tmp_path / "file"
    if before:
        target.write_bytes(before)
    file = AtomicFile(target)
    file.write(b"new")
    with pytest.raises(KeyError), file:
        raise KeyError
    assert names(tmp_path) == (["file"] if before else [])
    assert not before or target.read_bytes() == before


def test_a_killed_writer_leaves_the_target_and_its_part_is_swept(tmp_path: Path) -> None:
    target = tmp_path / "file"
    target.write_bytes(b"old")
    killed_writer(target)
    assert target.read_bytes() == b"old"
    assert len(names(tmp_path)) == 2
    write_atomic(target, b"new")
    assert (target.read_bytes(), names(tmp_path)) == (b"new", ["file"])


def test_a_sweep_leaves_living_writers_and_other_files(tmp_path: Path) -> None:
    (tmp_path / ".other.part").touch()
    with AtomicFile(tmp_path / "file") as file:
        file.write(b"new")
        remove_parts(tmp_path)
        with AtomicFile(tmp_path / "file2") as second:
            second.write(b"2")
    assert names(tmp_path) == [".other.part", "file", "file2"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_a_disk_that_refuses_leaves_a_whole_file(tmp_path: Path, number: int) -> None:
    target = tmp_path / "file"
    refused = 0
    for fails_at in range(1, 100):
        target.write_bytes(b"old")
        with watched(Disk(tmp_path, Fault(at=fails_at, act="refuse", number=number))) as disk:
            try:
                write_atomic(target, b"new")
            except OSError:
                refused += 1
        assert target.read_bytes() in ((b"old", b"new") if len(disk.calls) >= fails_at else (b"new",))
        assert names(tmp_path) == ["file"]
        if len(disk.calls) < fails_at:
            break
    assert refused == len(disk.calls) == 6  # the part, its mode, its bytes, its fsync, the rename, the folder's fsync


def test_a_full_disk_is_noticed_before_the_name_is_given() -> None:
    with pytest.raises(OSError, match="No space left"):
        write_atomic(Path("/dev/full"), b"new")


def test_a_device_is_written_and_not_replaced() -> None:
    write_atomic(Path("/dev/null"), b"new")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_the_target_of_a_link_is_replaced_and_not_the_link(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "there" / "file")
    write_atomic(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "there" / "file").read_bytes() == b"new"


def test_permissions_are_those_of_the_old_file_or_the_usual_ones(tmp_path: Path) -> None:
    target, usual = tmp_path / "file", tmp_path / "usual"
    usual.touch()
    write_atomic(target, b"new")
    assert target.stat().st_mode == usual.stat().st_mode
    target.chmod(0o640)
    write_atomic(target, b"newer")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_errors_are_one_line_with_path_and_cause(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as caught, as_storage_error(tmp_path):
        (tmp_path / "none" / "file").touch()
    assert str(caught.value) == f"cannot write {tmp_path}/none/file: No such file or directory"
    with pytest.raises(StorageError) as caught, as_storage_error(tmp_path, "read"):
        raise OSError(errno.EIO, os.strerror(errno.EIO))
    assert str(caught.value) == f"cannot read {tmp_path}: Input/output error"

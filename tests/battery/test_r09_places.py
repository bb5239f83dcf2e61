"""Places that cannot be written, or not as much as a run needs: really full, read-only, forbidden, or no folder."""

import ctypes
import errno
import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.battery.forked import Ended, run, start
from tests.battery.unfinished import Work, Works, shown

pytestmark = pytest.mark.family("R9")

Recorded = Callable[[str, object], None]
REFUSED = 6


def check(work: Work, exports: Path, ended: Ended, number: int) -> None:
    """Fail unless the run said why it ended, and readers have the old release, or the new one already."""
    assert ended.code == REFUSED, ended
    work.check_cut(exports)
    line = ended.err.rstrip("\n").rpartition("\n")[2]
    assert line.startswith("pubcrawl: cannot ")
    assert "Traceback" not in ended.err
    assert f": {os.strerror(number)}; this run harmed no release: free space or mend permissions" in line


@contextmanager
def limited(work: Work, what: int, limit: int) -> Iterator[None]:
    """Let a process have no file larger, or not more files open, than a limit."""
    _, most = resource.getrlimit(what)
    with work.clock():
        resource.setrlimit(what, (limit, most))
        try:
            yield
        finally:
            resource.setrlimit(what, (most, most))


@pytest.mark.parametrize("largest", [400, 3_000, 12_000])
def test_a_file_that_may_not_grow_larger(prepared: Works, tmp_path: Path, largest: int) -> None:
    work = prepared.publishing
    exports = work.laid_out(tmp_path)
    order = (*work.arguments, "--exports", str(exports))
    ended = start(order, tmp_path / "said", within=partial(limited, work, resource.RLIMIT_FSIZE, largest)).ended()
    check(work, exports, ended, errno.EFBIG)
    work.check_done(tmp_path, work.continued(tmp_path).ended())


@pytest.mark.parametrize("step", [6, pytest.param(1, marks=pytest.mark.long)])
def test_as_many_open_files_as_a_process_may_have(
    prepared: Works, tmp_path: Path, record_property: Recorded, step: int
) -> None:
    """From none to as many as it needs: each run ends with code 6, until one has enough."""
    work, codes = prepared.publishing, []
    for most in range(12, 60, step):
        folder = tmp_path / f"{most}"
        exports = work.laid_out(folder)
        order = (*work.arguments, "--exports", str(exports))
        ended = start(order, folder / "said", within=partial(limited, work, resource.RLIMIT_NOFILE, most)).ended()
        codes.append(ended.code)
        if ended.code == 0:
            break
        check(work, exports, ended, errno.EMFILE)
        work.check_done(folder, work.continued(folder).ended())
        shutil.rmtree(folder)
    record_property("cases", len(codes))
    assert (codes[0], codes[-1]) == (REFUSED, 0)


class _Capabilities(ctypes.Structure):
    _fields_ = (
        *(("version", ctypes.c_uint32), ("pid", ctypes.c_int)),
        *((f"{name}{half}", ctypes.c_uint32) for half in "01" for name in ("effective", "permitted", "inheritable")),
    )


@contextmanager
def unprivileged() -> Iterator[None]:
    """Lose root's right to read and write everything, so that permissions count."""
    libc = ctypes.CDLL(None)
    held = _Capabilities(version=0x20080522)
    data = ctypes.byref(held, 8)
    assert libc.capget(ctypes.byref(held), data) == 0
    held.effective0 &= ~0b110  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH
    assert libc.capset(ctypes.byref(held), data) == 0
    yield


@contextmanager
def forbidden_to(work: Work) -> Iterator[None]:
    with work.clock(), unprivileged():
        yield


@pytest.mark.parametrize("forbidden", [".", "releases", "runs", "changes", "runs/20260711T120000Z"])
def test_a_folder_that_may_not_be_written(prepared: Works, tmp_path: Path, forbidden: str) -> None:
    work = prepared.publishing
    exports = work.laid_out(tmp_path)
    (exports / forbidden).chmod(0o555)
    order = (*work.arguments, "--exports", str(exports))
    ended = start(order, tmp_path / "said", within=partial(forbidden_to, work)).ended()
    assert ended.code == REFUSED, ended
    assert ": Permission denied; this run harmed no release: free space or mend permissions" in ended.err
    work.check_cut(exports)
    (exports / forbidden).chmod(0o755)
    work.check_done(tmp_path, work.continued(tmp_path).ended())


@pytest.mark.parametrize(
    "place", ["a file", "below a file", "a link to nowhere", "a link to itself", "too long a name"]
)
def test_a_place_that_is_no_folder(prepared: Works, tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_bytes(b"kept")
    (tmp_path / "nowhere").symlink_to(tmp_path / "none" / "such")
    (tmp_path / "itself").symlink_to(tmp_path / "itself")
    exports = {
        "a file": tmp_path / "file",
        "below a file": tmp_path / "file" / "exports",
        "a link to nowhere": tmp_path / "nowhere",
        "a link to itself": tmp_path / "itself",
        "too long a name": tmp_path / ("x" * 256),
    }[place]
    ended = run([*prepared.first.arguments, "--exports", str(exports)], tmp_path / "said")
    assert ended.code == (2 if place == "a file" else REFUSED), ended
    assert str(exports) in ended.err.rstrip("\n").rpartition("\n")[2]
    assert (tmp_path / "file").read_bytes() == b"kept"
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("gone", "code"),
    [("releases", 6), ("releases/000001", 6), ("releases/000001/state.json", 6), ("cache", 0), ("runs", 0)],
)
def test_a_part_that_is_missing(prepared: Works, tmp_path: Path, gone: str, code: int) -> None:
    """What can be made again is made again; what cannot is not made up."""
    work = prepared.publishing
    exports = work.laid_out(tmp_path)
    path = exports / gone
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    left = {k: v for k, v in work.old.items() if not (exports / k).is_relative_to(path)}
    ended = work.continued(tmp_path).ended()
    assert ended.code == code, ended
    if code:
        assert shown(exports) == left
        assert "No such file or directory" in ended.err
    else:
        assert {k for k in shown(exports) if k.startswith("releases/")} == {
            k for k in work.shown if k.startswith("releases/")
        }


def test_no_two_names_differ_by_case_alone(prepared: Works) -> None:
    """So that a file system that does not tell case holds them all."""
    names = [str(p.relative_to(prepared.second.before)) for p in prepared.second.before.rglob("*")]
    assert len({name.lower() for name in names}) == len(names) > 10


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own, where the right to mount one is given."""
    place = tmp_path / "disk"
    place.mkdir()
    if mounted("-t", "tmpfs", "-o", "size=16m", "none", str(place)):
        pytest.skip("no disk can be mounted here: this needs root")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def mounted(*arguments: str) -> int:
    return subprocess.run(["mount", *arguments], capture_output=True, check=False).returncode


def remount(disk: Path, **options: str | int) -> None:
    said = ",".join(name if value == "" else f"{name}={value}" for name, value in options.items())
    assert mounted("-o", f"remount,{said}", str(disk)) == 0


def used(disk: Path) -> tuple[int, int]:
    """Bytes and inodes that are taken."""
    there = os.statvfs(disk)
    return (there.f_blocks - there.f_bfree) * there.f_frsize, there.f_files - there.f_ffree


def filled(work: Work, disk: Path, option: str, step: int) -> Iterator[int]:
    """Try the work with more and more room, and give the exit code of each try."""
    folder = disk.parent
    exports = folder / "exports"
    exports.symlink_to(disk / "exports")
    for room in range(0, 200 * step, step):
        shutil.copytree(work.before, disk / "exports")
        remount(disk, **{option: used(disk)[option == "nr_inodes"] + room})
        ended = work.continued(folder).ended()
        remount(disk, size="16m", nr_inodes=4096)
        yield ended.code
        if ended.code == 0:
            return
        check(work, exports, ended, errno.ENOSPC)
        work.check_done(folder, work.continued(folder).ended())
        shutil.rmtree(disk / "exports")


@pytest.mark.parametrize(("option", "step"), [("size", 4096), ("nr_inodes", 1)])
@pytest.mark.long
def test_a_disk_that_is_really_full(
    prepared: Works, disk: Path, record_property: Recorded, option: str, step: int
) -> None:
    codes = list(filled(prepared.publishing, disk, option, step))
    record_property("cases", len(codes))
    record_property("seen", f"a disk really full ({option}): {len(codes) - 1} runs refused before one had enough room")
    assert (codes[0], codes[-1]) == (REFUSED, 0)


def test_a_disk_that_is_read_only(prepared: Works, disk: Path) -> None:
    work = prepared.publishing
    folder = disk / "it"
    exports = work.laid_out(folder)
    remount(disk, ro="")
    order = (*work.arguments, "--exports", str(exports))
    ended = run(order, disk.parent / "said")
    check(work, exports, ended, errno.EROFS)
    remount(disk, rw="")
    work.check_done(folder, work.continued(folder).ended())

"""Files of a release are cut, and bits of them flipped: `pubcrawl validate` sees it each time."""

import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pubcrawl.cli import main
from pubcrawl.release.tables import MANIFEST
from tests.battery.forked import run
from tests.battery.seed import SEED
from tests.battery.unfinished import Works
from tests.releases import numbers, read_latest

pytestmark = pytest.mark.family("R14")

Recorded = Callable[[str, object], None]
TAIL = 64
FLIPS = 1000


@pytest.fixture(scope="module")
def exports(prepared: Works, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export folder with one release, and the change log of another one that is gone."""
    folder = tmp_path_factory.mktemp("damage")
    assert prepared.publishing.begun(folder).ended().code == 0
    assert numbers(folder / "exports") == ["000002"]
    return folder / "exports"


def release_files(exports: Path) -> list[Path]:
    release = read_latest(exports)
    assert release
    return [release.path / name for name in (*release.manifest.files, MANIFEST)]


def log_files(exports: Path) -> list[Path]:
    return sorted((exports / "changes").iterdir())


@contextmanager
def holding(path: Path, content: bytes) -> Iterator[None]:
    """Let a file hold something else for the block; its other name, if it has one, keeps what it had."""
    before = path.read_bytes()
    path.unlink()
    path.write_bytes(content)
    try:
        yield
    finally:
        path.write_bytes(before)


def validated(exports: Path) -> int:
    """The exit code of `pubcrawl validate`."""
    try:
        main(["validate", "--exports", str(exports)])
    except SystemExit as exc:
        return int(exc.code or 0)
    return 0


def lengths(size: int) -> list[int]:
    """Where to cut: at every hundredth, and each of the last bytes off."""
    return sorted({size * i // 100 for i in range(100)} | {max(size - n, 0) for n in range(1, TAIL + 1)})


def missed(exports: Path, path: Path, damages: list[tuple[str, bytes]]) -> list[str]:
    """What was done to a file without `validate` noticing."""
    unseen = []
    for what, content in damages:
        with holding(path, content):
            if validated(exports) != 6:
                unseen.append(f"{path.name}: {what}")
    return unseen


def cut(path: Path) -> list[tuple[str, bytes]]:
    content = path.read_bytes()
    return [(f"cut to {n} bytes", content[:n]) for n in lengths(len(content))]


def flipped(path: Path, bits: list[int]) -> list[tuple[str, bytes]]:
    content = path.read_bytes()
    return [(f"bit {bit}", flip(content, bit)) for bit in bits]


def flip(content: bytes, bit: int) -> bytes:
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def chosen(damages: list[tuple[str, bytes]], share: int | None, what: str) -> list[tuple[str, bytes]]:
    return random.Random(f"{SEED}-{what}").sample(damages, share) if share else damages  # noqa: S311  not a secret


SHARES = pytest.mark.parametrize("share", [6, pytest.param(None, marks=pytest.mark.long)], ids=["some", "every"])


def test_undamaged_it_is_well(exports: Path) -> None:
    assert validated(exports) == 0


@SHARES
def test_a_file_that_was_cut_is_noticed(exports: Path, record_property: Recorded, share: int | None) -> None:
    unseen, cases = [], 0
    for path in (*release_files(exports), *log_files(exports), exports / "latest.json"):
        damages = chosen(cut(path), share, f"cuts-{path.name}")
        unseen += missed(exports, path, damages)
        cases += len(damages)
    record_property("cases", cases)
    assert unseen == []


@pytest.mark.parametrize("flips", [60, pytest.param(FLIPS, marks=pytest.mark.long)])
def test_a_flipped_bit_is_noticed(exports: Path, record_property: Recorded, flips: int) -> None:
    """Bits of all files of the release alike: of a large file there are more."""
    rng, paths = random.Random(f"{SEED}-flips"), release_files(exports)  # noqa: S311  not a secret
    sizes = [path.stat().st_size for path in paths]
    unseen = []
    for path in rng.choices(paths, sizes, k=flips):
        unseen += missed(exports, path, flipped(path, [rng.randrange(path.stat().st_size * 8)]))
    record_property("cases", flips)
    assert unseen == []


@pytest.mark.parametrize("old", [b'"created_at": "2', b'"run_id": "2', b'"pubcrawl": "', b'"verdict": "', b"{"])
def test_a_manifest_that_says_something_else_is_noticed(exports: Path, old: bytes) -> None:
    """Most bits of it decide nothing that another file could contradict."""
    path = exports / "releases" / "000002" / MANIFEST
    content = path.read_bytes()
    at = content.index(old) + len(old)
    assert missed(exports, path, [("another character", content[:at] + b"3" + content[at + 1 :])]) == []


@SHARES
def test_a_flipped_bit_of_the_manifest_is_noticed(exports: Path, record_property: Recorded, share: int | None) -> None:
    path = exports / "releases" / "000002" / MANIFEST
    damages = chosen(flipped(path, list(range(path.stat().st_size * 8))), share or 500, "manifest")
    record_property("cases", len(damages))
    assert missed(exports, path, damages) == []


@pytest.mark.parametrize("flips", [30, pytest.param(FLIPS, marks=pytest.mark.long)])
def test_a_flipped_bit_of_the_log_of_a_release_that_is_gone_is_noticed_or_changes_no_value(
    exports: Path, record_property: Recorded, flips: int
) -> None:
    """No manifest holds its checksum any more; its pages hold their own."""
    (path,) = [p for p in log_files(exports) if not (exports / "releases" / p.stem).exists()]
    rng, table = random.Random(f"{SEED}-log"), pq.read_table(path)  # noqa: S311  not a secret
    bits = rng.sample(range(path.stat().st_size * 8), flips)
    unseen = []
    for what, content in flipped(path, bits):
        with holding(path, content):
            if validated(exports) != 6 and not pq.read_table(path).equals(table):
                unseen.append(what)
    record_property("cases", flips)
    assert unseen == []


def test_a_run_does_not_build_on_a_damaged_release(exports: Path, tmp_path: Path) -> None:
    order = ("crawl", "amii", "--site-url", "amii=http://127.0.0.1:9", "--exports", str(exports))
    for path in release_files(exports):
        with holding(path, flip(path.read_bytes(), path.stat().st_size * 4)):
            ended = run(order, tmp_path)
        assert ended.code == 6
        assert re.fullmatch(r"pubcrawl: (release 000002 is damaged, .*|cannot read .*)\n", ended.err)
    assert validated(exports) == 0

"""What a run has finished, read back by a later start of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pubcrawl.runs.journal import Finished, Journal, Step


def page(number: int, **fields: object) -> Finished:
    step = Step(url=f"https://x.example/?page={number}", callback="parse")
    return Finished(step=step, **fields)  # type: ignore[arg-type]  # any field


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.jsonl"


@contextmanager
def opened(path: Path | None) -> Iterator[Journal]:
    journal = Journal(path)
    yield journal
    journal.close()


def test_what_finished_pages_counted_is_known_to_a_later_start(path: Path) -> None:
    with opened(path) as first:
        first.read(page(0, counted=("pages", "pages/listing")), source_url="a", records=2)
        first.settled("a")
        first.settled("a", ("quarantined", "quarantined/no_title"))
        first.read(page(1, counted=("pages", "pages/listing", "unclosed")), source_url="", records=0)
        first.read(page(2, counted=("pages",)), source_url="b", records=2)
        first.settled("b", ("duplicates",))
    expected = {"pages": 2, "pages/listing": 2, "unclosed": 1, "quarantined": 1, "quarantined/no_title": 1}
    with opened(path) as later:
        assert later.counted() == expected  # page 2 is not finished, and will be read again


def test_tag_paths_are_kept_by_kind(path: Path) -> None:
    with opened(path) as first:
        for finished in (page(0, kind="listing", paths=("a", "b")), page(1, kind="listing", paths=("c",)), page(2)):
            first.read(finished, source_url="", records=0)
        first.read(page(3, kind="profile", paths=("a",)), source_url="", records=0)
    with opened(path) as later:
        assert later.skeletons() == {"listing": {"a", "b", "c"}, "profile": {"a"}}


def test_without_a_file_nothing_is_kept() -> None:
    with opened(None) as journal:
        journal.read(page(0, counted=("pages",)), source_url="", records=0)
        assert journal.counted() == {"pages": 1}
    assert Journal(None).counted() == {}

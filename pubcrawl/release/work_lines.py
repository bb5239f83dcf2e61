"""Works from the records of a release on disk: as values, or as the lines that are published."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, BinaryIO, TypeVar

import msgspec

from pubcrawl.items import Publication
from pubcrawl.matching.work import Work, make_work
from pubcrawl.storage.atomic import StorageError, storing
from pubcrawl.storage.checksum import BLOCK
from pubcrawl.storage.jsonl import dump_line, read_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path


T = TypeVar("T")


def iter_works(release_jsonl: Path, versions: Mapping[str, tuple[str, ...]]) -> Iterator[Work]:
    """Give the works of a release, sorted by id, each made from the records that name it; `rank` chooses who speaks.

    Args:
        release_jsonl: the records, as JSON Lines.
        versions: other versions of each work that has any; see `Linked.versions_of`. Those without a record are
            left out.

    Raises:
        StorageError: the file cannot be read, or a line is not a record.
    """
    for records in _by_work(release_jsonl, _index(release_jsonl), versions):
        yield records.work(release_jsonl)


class Index:
    """Which work each record of a file belongs to, and where its line ends; small enough for the memory."""

    def __init__(self) -> None:
        self.work_ids: list[str] = []
        self.ends = array("q", [0])

    def add(self, work_id: str, size: int) -> None:
        """Take the next record, whose line has so many bytes."""
        self.work_ids.append(work_id)
        self.ends.append(self.ends[-1] + size)


def iter_work_lines(release_jsonl: Path, index: Index, versions: Mapping[str, tuple[str, ...]]) -> Iterator[bytes]:
    """Give the same works as lines of JSON; most have one record, and need not be read for that.

    Args:
        release_jsonl: as above.
        index: of that file.
        versions: as above.

    Raises:
        StorageError: as above.
    """
    for records in _by_work(release_jsonl, index, versions):
        yield records.line() or dump_line(records.work(release_jsonl))


@dataclass(frozen=True, slots=True)
class _Records:
    """The records of one work as lines, their places in the file, and other versions of the work."""

    work_id: str
    lines: Sequence[bytes]
    places: Sequence[int]
    versions: tuple[str, ...]

    def work(self, path: Path) -> Work:
        read = partial(read_line, Publication)
        records = [_checked(path, place, read, line) for place, line in zip(self.places, self.lines, strict=True)]
        return make_work(self.work_id, records, self.versions)

    def line(self) -> bytes | None:
        """Return the line of a work that nothing else speaks for, None if it has several records."""
        if len(self.lines) > 1 or self.versions:
            return None
        try:
            return _ALONE.decode(self.lines[0]).line()
        except msgspec.DecodeError:  # which reading names
            return None


def _by_work(path: Path, index: Index, versions: Mapping[str, tuple[str, ...]]) -> Iterator[_Records]:
    """Give the records of each work; they stay on the disk until then."""
    names, ends = index.work_ids, index.ends
    there = frozenset(names)
    with storing(path, "read"), path.open("rb", _NEAR) as file:
        for work_id, found in groupby(sorted(range(len(names)), key=names.__getitem__), key=names.__getitem__):
            places = list(found)
            lines = [_line(file, ends[place], ends[place + 1]) for place in places]
            yield _Records(work_id, lines, places, tuple(v for v in versions.get(work_id, ()) if v in there))


def _index(path: Path) -> Index:
    index = Index()
    with storing(path, "read"), path.open("rb", BLOCK) as file:
        for place, line in enumerate(file):
            index.add(_checked(path, place, _work_id, line), len(line))
    return index


_NEAR = 2**16
"""Bytes read at a time: most works come as their records lie, some are far away."""


def _line(file: BinaryIO, start: int, end: int) -> bytes:
    if file.tell() != start:
        file.seek(start)
    return file.read(end - start)


_WORK_ID = re.compile(rb'\{"id":"[^"\\]*","work_id":"([^"\\]*)"')


def _work_id(line: bytes) -> str:
    found = _WORK_ID.match(line)
    return found[1].decode() if found else read_line(Publication, line).work_id


def _checked(path: Path, place: int, read: Callable[[bytes], T], line: bytes) -> T:
    try:
        return read(line)
    except ValueError as exc:
        raise StorageError(f"cannot read {path}: line {place + 1}: {exc}") from exc


class _Alone(msgspec.Struct):
    """A record that is all there is of its work: what the work takes from it, as JSON."""

    id: msgspec.Raw
    work_id: msgspec.Raw
    site: msgspec.Raw
    title: msgspec.Raw
    authors: msgspec.Raw
    published: msgspec.Raw
    published_precision: msgspec.Raw
    venue: msgspec.Raw
    workshop: msgspec.Raw
    venue_key: msgspec.Raw
    doi: msgspec.Raw
    arxiv_id: msgspec.Raw
    openreview_id: msgspec.Raw
    url: msgspec.Raw
    language: msgspec.Raw
    title_language: msgspec.Raw
    source_url: msgspec.Raw
    removed_at: msgspec.Raw

    def line(self) -> bytes:
        """Return the line that `dump_line` makes of the work."""
        title, language = _or(self.title, b""), _or(self.title_language, b'"und"')
        titles = title and b'{"language":%b,"title":%b}' % (language, title)
        return (
            b'{"work_id":%b,"titles":[%b],"record_id":%b,"authors":%b,"published":%b,"published_precision":%b,'
            b'"venue":%b,"workshop":%b,"venue_key":%b,"doi":%b,"arxiv_id":%b,"openreview_id":%b,"locations":['
            b'{"record_id":%b,"site":%b,"url":%b,"source_url":%b,"language":%b,"removed_at":%b}],"versions":[]}\n'
        ) % (
            self.work_id,
            titles,
            self.id,
            self.authors,
            self.published,
            self.published_precision,
            self.venue,
            self.workshop,
            self.venue_key,
            _or(self.doi, _NULL),
            _or(self.arxiv_id, _NULL),
            _or(self.openreview_id, _NULL),
            self.id,
            self.site,
            self.url,
            self.source_url,
            self.language,
            self.removed_at,
        )


def _or(value: msgspec.Raw, default: bytes) -> bytes:
    given = bytes(value)
    return default if given in _NOTHING else given


_NULL = b"null"

_NOTHING = (_NULL, b'""')

_ALONE = msgspec.json.Decoder(_Alone)

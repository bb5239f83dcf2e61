"""What may not be published: records and people that `suppress.yml` in the export folder names.

```yaml
ids:            # of records or of works
  - 0a1b2c3d4e5f60718293a4b5c6d7e8f9
people:         # as they are written; case, accents and punctuation do not matter
  - Alice Example
```
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit

import yaml

from pubcrawl.errors import WrongOrder
from pubcrawl.items import Publication
from pubcrawl.matching.comparable import read_comparables
from pubcrawl.matching.work_ids import Alias
from pubcrawl.stages.identity import content_hash
from pubcrawl.storage.atomic import as_storage_error
from pubcrawl.storage.jsonl import decode
from pubcrawl.text.words import PROSE, fold

SUPPRESS = "suppress.yml"
_KEYS = ("ids", "people")


@dataclass(frozen=True, kw_only=True)
class Trace:
    """What stays of a record whose work is suppressed, so that another record of the work is known: hashes, no words.

    Attributes:
        ids: the work's identifiers, by their kind.
        marks: the title beside each part of an author's name, and the abstract where it is one.
        place: the venue, and whether it was a workshop there; None where the venue is none that we know.
    """

    ids: Mapping[str, str]
    marks: frozenset[str]
    place: str | None

    @classmethod
    def of(cls, row: Publication) -> Self:
        """Return the trace of a record."""
        (entry,) = read_comparables([row])
        title, place = entry.title.key if entry.title else "", entry.place
        marks = {f"title {title} {entry.title.numbers} {part}" for part in entry.surnames or ("",) if entry.title}
        abstract = fold(row.abstract or "")
        marks |= {f"abstract {abstract}"} if len(abstract) >= PROSE else set()
        return cls(
            ids={kind: _hashed(f"{kind} {value}") for kind, value in entry.ids.items()},
            marks=frozenset(map(_hashed, marks)),
            place=_hashed(f"{place.key} {place.workshop is not None}") if place and place.key else None,
        )

    def tells_of(self, other: "Trace", *, by_identifier: bool) -> bool:
        """Say whether two records are of one work: by an identifier, or also by title and an author, or by abstract.

        Two identifiers of one kind, or two venues, are two works.
        """
        kinds = self.ids.keys() & other.ids.keys()
        if kinds:
            return all(self.ids[kind] == other.ids[kind] for kind in kinds)
        elsewhere = self.place and other.place and self.place != other.place
        return not by_identifier and not elsewhere and not self.marks.isdisjoint(other.marks)


def _hashed(text: str) -> str:
    return blake2b(text.encode(), digest_size=12).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Suppression:
    """What may not be published.

    Attributes:
        ids: of records or works.
        people: folded names.
        remembered: the records left out so far because of their work, by work id. When such a record is read again,
            nothing else says which work it belongs to.
        traces: what those records tell of their work, by work id.
        is_wiser: there are traces that no release knows of.
    """

    ids: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    remembered: Mapping[str, Collection[str]] = field(default_factory=dict)
    traces: Mapping[str, tuple[Trace, ...]] = field(default_factory=dict)
    is_wiser: bool = False

    def __bool__(self) -> bool:
        return bool(self.ids or self.people)

    def following(
        self,
        aliases: Iterable[Alias],
        suppressed: Mapping[str, Collection[str]] | None = None,
        traces: Mapping[str, Iterable[Mapping[str, object]]] | None = None,
    ) -> Self:
        """Return the same with what a release knows of it: works that took the place of a named one are named too.

        The records that the release left out because of their work are remembered, by work id, and so are their traces.
        """
        moved = {a.new for a in aliases if a.reason == "merged" and a.old in self.ids}
        ids = self.ids | moved
        remembered = {work_id: frozenset(records) for work_id, records in (suppressed or {}).items() if work_id in ids}
        known = {work_id: tuple(decode(Trace, t) for t in found) for work_id, found in (traces or {}).items()}
        return replace(self, ids=ids, remembered=remembered, traces={w: t for w, t in known.items() if w in ids})

    def tracing(self, rows: Iterable[Publication]) -> Self:
        """Return the same with the traces of those of the rows that are left out because of their work."""
        work_of = {record: work_id for work_id, records in self.remembered.items() for record in records}
        found = defaultdict(list, {work_id: list(traces) for work_id, traces in self.traces.items()})
        more = False
        for row in rows if self.ids else ():
            work_id = row.work_id if row.work_id in self.ids and row.work_id != row.id else work_of.get(row.id)
            if work_id and (trace := Trace.of(row)) not in found[work_id]:
                found[work_id].append(trace)
                more = True
        traces = {work_id: tuple(those) for work_id, those in found.items() if those}
        return replace(self, traces=traces, is_wiser=self.is_wiser or more)

    @cached_property
    def _records(self) -> frozenset[str]:
        return self.ids.union(*self.remembered.values())

    def leaves_out(self, record_id: str) -> bool:
        """Say whether a record is left out, by its id or key alone."""
        return record_id in self._records

    def drops(self, row: Publication) -> bool:
        """Say whether a record is left out: it is named, or its work is."""
        return row.id in self._records or row.work_id in self.ids

    def knows_again(self, row: Publication, *, published: bool) -> bool:
        """Say whether a record that was read is one more of a work that is left out.

        One that is published is compared by identifiers alone: when it was linked, it was of another work.
        """
        if not self.traces:
            return False
        trace = Trace.of(row)
        return any(t.tells_of(trace, by_identifier=published) for those in self.traces.values() for t in those)

    def drops_by_work(self, record_id: str, work_id: str) -> bool:
        """Say whether a record is left out because its work is, and not by its own id."""
        return work_id in self.ids and record_id not in self.ids

    def without_people(self, row: Publication) -> Publication:
        """Return a record without the people that may not be named; an address that names one is cut to its site."""
        if not self.people:
            return row
        authors = tuple(a for a in row.authors if fold(a.name) not in self.people)
        found_at = row.source_url
        if self.names_one_in(found_at):
            parts = urlsplit(found_at)
            found_at = f"{parts.scheme}://{parts.netloc}/"
        if len(authors) == len(row.authors):
            return row if found_at == row.source_url else replace(row, source_url=found_at)
        shortened = replace(row, authors=authors, source_url=found_at)
        return replace(shortened, content_hash=content_hash(shortened))

    def names_one_in(self, text: str) -> bool:
        """Say whether a text, such as an address, holds the whole name of one of the people."""
        if not self.people:
            return False
        folded = f" {fold(unquote(text))} "
        return any(f" {name} " in folded for name in self.people)


def read_suppression(exports: Path) -> Suppression:
    """Return what `suppress.yml` names, nothing when there is no such file.

    Raises:
        WrongOrder: it is not what it should be; the message tells where, and no name.
        StorageError: it cannot be read.
    """
    path = exports / SUPPRESS
    with as_storage_error(path, "read"):
        if not path.exists():
            return Suppression()
        content = path.read_bytes()
    try:
        told = yaml.load(content, Loader=yaml.BaseLoader)  # noqa: S506  makes texts and lists only: ids stay texts
    except yaml.YAMLError as exc:
        mark = getattr(exc, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        raise WrongOrder(f"{path}: {where}it is not YAML") from None  # its own words quote the file
    lists = _lists(path, told)
    return Suppression(ids=frozenset(lists["ids"]), people=frozenset(map(fold, lists["people"])))


def _lists(path: Path, told: object) -> dict[str, list[str]]:
    if told in (None, ""):
        told = {}
    if not isinstance(told, dict) or not set(told) <= set(_KEYS):
        raise WrongOrder(f"{path}: it must be a mapping with no other keys than {' and '.join(_KEYS)}")
    return {key: _texts(f"{path}: {key}", told.get(key) or []) for key in _KEYS}


def _texts(where: str, said: object) -> list[str]:
    if not isinstance(said, list):
        raise WrongOrder(f"{where}: it must be a list")
    for place, entry in enumerate(said, start=1):
        if not isinstance(entry, str) or not entry.strip():
            raise WrongOrder(f"{where}: entry {place} is not a text")
    return [entry.strip() for entry in said]

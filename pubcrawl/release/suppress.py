"""What may not be published: records and people that `suppress.yml` in the export folder names.

```yaml
ids:            # of records or of works
  - 0a1b2c3d4e5f60718293a4b5c6d7e8f9
people:         # as they are written; case, accents and punctuation do not matter
  - Alice Example
```
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit

import yaml

from pubcrawl.errors import WrongOrder
from pubcrawl.items import Publication
from pubcrawl.matching.work_ids import Alias
from pubcrawl.stages.identity import content_hash
from pubcrawl.storage.atomic import as_storage_error
from pubcrawl.text.words import fold

SUPPRESS = "suppress.yml"
_KEYS = ("ids", "people")


@dataclass(frozen=True, kw_only=True)
class Suppression:
    """What may not be published.

    Attributes:
        ids: of records or works.
        people: folded names.
        remembered: the records left out so far because of their work, by work id. When such a record is read again,
            nothing else says which work it belongs to.
    """

    ids: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    remembered: Mapping[str, Collection[str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.ids or self.people)

    def following(self, aliases: Iterable[Alias], suppressed: Mapping[str, Collection[str]] | None = None) -> Self:
        """Return the same with what a release knows of it: works that took the place of a named one are named too.

        The records that the release left out because of their work are remembered, by work id.
        """
        moved = {a.new for a in aliases if a.reason == "merged" and a.old in self.ids}
        ids = self.ids | moved
        remembered = {work_id: frozenset(records) for work_id, records in (suppressed or {}).items() if work_id in ids}
        return replace(self, ids=ids, remembered=remembered)

    @cached_property
    def _records(self) -> frozenset[str]:
        return self.ids.union(*self.remembered.values())

    def leaves_out(self, record_id: str) -> bool:
        """Say whether a record is left out, by its id or key alone."""
        return record_id in self._records

    def drops(self, row: Publication) -> bool:
        """Say whether a record is left out: it is named, or its work is."""
        return row.id in self._records or row.work_id in self.ids

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

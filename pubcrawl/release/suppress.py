"""What may not be published: records and people that `suppress.yml` in the export folder names.

```yaml
ids:            # of records or of works
  - 0a1b2c3d4e5f60718293a4b5c6d7e8f9
people:         # as they are written; case, accents and punctuation do not matter
  - Alice Example
```
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import yaml

from pubcrawl.errors import WrongOrder
from pubcrawl.release.stored import whole
from pubcrawl.stages.identity import content_hash
from pubcrawl.storage.atomic import storing
from pubcrawl.text.words import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from pubcrawl.matching.work_ids import Alias
    from pubcrawl.release.stored import Row


SUPPRESS = "suppress.yml"

_KEYS = ("ids", "people")


@dataclass(frozen=True, kw_only=True)
class Suppression:
    """What may not be published.

    Attributes:
        ids: of records or works.
        people: folded names.
    """

    ids: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.ids or self.people)

    def following(self, aliases: Iterable[Alias]) -> Suppression:
        """Return the same for works that have taken the place of those it names."""
        moved = {a.new for a in aliases if a.reason == "merged" and a.old in self.ids}
        return replace(self, ids=self.ids | moved)

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
    with storing(path, "read"):
        if not path.exists():
            return Suppression()
        content = path.read_bytes()
    try:
        told = yaml.load(content, Loader=yaml.BaseLoader)  # noqa: S506  makes texts and lists only: ids stay texts
    except yaml.MarkedYAMLError as exc:
        where = f"line {exc.problem_mark.line + 1}: " if exc.problem_mark else ""
        raise WrongOrder(f"{path}: {where}it is not YAML") from None  # its own words quote the file
    except yaml.YAMLError:
        raise WrongOrder(f"{path}: it is not YAML") from None
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


class Suppressor:
    """Gives rows as they may be published, and counts what it took out.

    A record of a suppressed work is known by its own id from then on: when it is read again, nothing else says
    which work it belongs to.

    Args:
        suppression: what may not be published.
        remembered: the records left out so far because of their work, by work id.

    Attributes:
        works: the same after the rows were taken, of works that are still suppressed.
    """

    def __init__(self, suppression: Suppression, remembered: Mapping[str, Collection[str]] | None = None) -> None:
        self._suppression = suppression
        self.works: dict[str, set[str]] = defaultdict(set)
        for work_id, names in (remembered or {}).items():
            if work_id in suppression.ids:
                self.works[work_id].update(names)
        self._ids = {*suppression.ids, *(name for names in self.works.values() for name in names)}
        self._dropped: set[str] = set()
        self._shortened: set[str] = set()

    @property
    def counts(self) -> dict[str, int]:
        """How many records were left out, and how many lost a name."""
        return {"records": len(self._dropped), "author_lists": len(self._shortened)}

    def __call__(self, row: Row) -> Row | None:
        """Return the row as it may be published, None when it may not."""
        if not self._suppression:
            return row
        if self.drops(row.id, row.work_id):
            self._dropped.add(row.id)
            return None
        return self._without_people(row) if self._suppression.people else row

    def drops(self, name: str, work_id: str) -> bool:
        """Say whether a record is left out."""
        if name in self._ids:
            return True
        if work_id in self._suppression.ids:
            self._ids.add(name)
            self.works[work_id].add(name)
            return True
        return False

    def _without_people(self, row: Row) -> Row:
        read = whole(row)
        authors = tuple(a for a in read.authors if fold(a.name) not in self._suppression.people)
        found_at = read.source_url
        if self._suppression.names_one_in(found_at):
            parts = urlsplit(found_at)
            found_at = f"{parts.scheme}://{parts.netloc}/"
        if len(authors) == len(read.authors):
            return row if found_at == read.source_url else replace(read, source_url=found_at)
        self._shortened.add(row.id)
        shortened = replace(read, authors=authors, source_url=found_at)
        return replace(shortened, content_hash=content_hash(shortened))

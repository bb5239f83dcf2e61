"""What a run reads of one site, on disk as soon as it is read: append-only lines that survive a killed process."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from pubcrawl.items import Draft, Publication, RawPublication
from pubcrawl.release.lines import Lines, LinesFile
from pubcrawl.release.storage import storing
from pubcrawl.rows import load_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


SPOOL, QUARANTINE = "spool.jsonl", "quarantine.jsonl"
"""What a run keeps of a site, in the run's folder of the site's name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Quarantined:
    """A refused record: why, on which page, what the page said, and what we made of it."""

    reasons: tuple[str, ...]
    source_url: str
    raw: RawPublication
    publication: Publication


class Spool(Lines):
    """The drafts of one run over one site, each line `{"raw": ..., "publication": ...}`."""

    def append(self, draft: Draft) -> None:
        """Write a draft so that it survives the process; it survives the machine after the next fsync."""
        self.put(draft)


class Quarantine(Lines):
    """The refused drafts of one run over one site, each line with its reasons and its page."""

    def append(self, draft: Draft, reasons: Sequence[str]) -> None:
        """Write a refused draft with its reasons."""
        self.put(
            Quarantined(
                reasons=tuple(reasons),
                source_url=draft.raw.source_url,
                raw=draft.raw,
                publication=draft.publication,
            )
        )


class SpoolFile(LinesFile):
    """A spool or quarantine as it lies on disk."""

    def drafts(self) -> Iterator[Draft]:
        """Give the drafts in the order they were spooled.

        Raises:
            StorageError: the file cannot be read, or a line before the last is damaged.
        """
        return self.values(Draft)

    def quarantined(self) -> Iterator[Quarantined]:
        """Give the refused records of a quarantine file.

        Raises:
            StorageError: the file cannot be read, or a line before the last is damaged.
        """
        return self.values(Quarantined)

    def places(self) -> Iterator[tuple[str, int]]:
        """Give the id of each draft and the byte its line starts at.

        Raises:
            StorageError: the file cannot be read, or a line before the last is damaged.
        """
        for offset, line in self.lines():
            yield self._id(offset, line), offset

    def _id(self, offset: int, line: bytes) -> str:
        try:
            return str(load_line(line)["publication"]["id"])
        except (ValueError, LookupError, TypeError):
            return self.draft_at(offset, line).publication.id  # which names what is wrong with the line

    def draft_at(self, offset: int, line: bytes) -> Draft:
        """Return the draft of a line.

        Raises:
            StorageError: the line is damaged.
        """
        return self.value(Draft, offset, line)


def publications_by_id(spools: Sequence[SpoolFile]) -> Iterator[Publication]:
    """Give the publications of several spools sorted by id, keeping only ids and places in memory.

    A record that was spooled twice, as a resumed run may do, is given once, as it was spooled last.

    Raises:
        StorageError: a spool cannot be read or is damaged.
    """
    places = {name: (n, offset) for n, spool in enumerate(spools) for name, offset in spool.places()}
    with ExitStack() as stack:
        files: dict[int, IO[bytes]] = {}
        for _, (n, offset) in sorted(places.items()):
            if n not in files:
                with storing(spools[n].path, "read"):
                    files[n] = stack.enter_context(spools[n].path.open("rb"))
            files[n].seek(offset)
            yield spools[n].draft_at(offset, files[n].readline()).publication

"""What a run has finished, page by page, so that a killed run goes on where it was.

A page is finished when every record of it is durable in the spool or quarantine; only then is it written here,
with the steps it leads to. The steps of finished pages that are not finished themselves are what is left to do.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from pubcrawl.storage.append_only import AppendOnlyFile, LinesOnDisk


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A page to ask for.

    Attributes:
        url: its true address.
        callback: name of the spider's method that reads it.
        optional: True when the run is complete without it.
        again: True when it is asked for although it was read before.
        guessed: True when no page links to it: the list may end before it.
    """

    url: str
    callback: str
    optional: bool = False
    again: bool = False
    guessed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Finished:
    """A page that is done.

    Attributes:
        step: how it was asked for.
        led_to: the steps it leads to.
        learned: what the spider had learned by then.
        counted: the counters of the run's report that the page and its records moved, each as often as they did.
        kind: of the page.
        paths: tag paths that no page of the kind had before.
    """

    step: Step
    led_to: tuple[Step, ...] = ()
    learned: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    kind: str = ""
    paths: tuple[str, ...] = ()


@dataclass
class _Open:
    """A page whose records are still on their way."""

    finished: Finished
    waiting: int


class Journal:
    """The journal of one run over one site.

    Args:
        path: the file, made if missing; None keeps nothing, as under plain `scrapy crawl`.

    Attributes:
        durable: called before a page is written as finished, to make its records durable.
        done: pages finished so far, those of an earlier start of the run included, in order.
    """

    def __init__(self, path: Path | None) -> None:
        self.durable: list[Callable[[], None]] = []
        self.done: list[Finished] = list(LinesOnDisk.open(path).values(Finished)) if path else []
        self._open: dict[str, list[_Open]] = {}
        self._lines = AppendOnlyFile(path, sync_every=1) if path else None

    def left(self) -> list[Step]:
        """Return the steps that finished pages led to and that are not finished, in order."""
        done = {(page.step.url, page.step.callback) for page in self.done}
        steps = dict.fromkeys(step for page in self.done for step in page.led_to)
        return [step for step in steps if (step.url, step.callback) not in done]

    def learned(self) -> tuple[str, ...]:
        """Return what the spider had learned by the last finished page."""
        return self.done[-1].learned if self.done else ()

    def counted(self) -> Counter[str]:
        """Return how far the finished pages moved each counter of the run's report."""
        return Counter(name for page in self.done for name in page.counted)

    def skeletons(self) -> dict[str, set[str]]:
        """Return the tag paths of the finished pages by kind of page."""
        found: dict[str, set[str]] = {}
        for page in self.done:
            if page.kind:
                found.setdefault(page.kind, set()).update(page.paths)
        return found

    def read(self, page: Finished, *, source_url: str, records: int) -> None:
        """Note that a page was read and how many records that name it as their source are on their way."""
        if records:
            self._open.setdefault(source_url, []).append(_Open(finished=page, waiting=records))
        else:
            self._finish(page)

    def settled(self, source_url: str, counted: Iterable[str] = ()) -> None:
        """Note that one record of a page is spooled, quarantined or dropped, and the counters that this moved."""
        pages = self._open.get(source_url)
        if not pages:
            return
        page = pages[0]
        page.waiting -= 1
        page.finished = replace(page.finished, counted=(*page.finished.counted, *counted))
        if not page.waiting:
            self._finish(pages.pop(0).finished)

    def close(self) -> None:
        """Let go of the file."""
        if self._lines:
            self._lines.close()

    def _finish(self, page: Finished) -> None:
        for make_durable in self.durable:
            make_durable()
        self.done.append(page)
        if self._lines:
            self._lines.put(page)

"""The visit: one site while a run reads it, as the spider, the pipelines and the crawl share it."""

from collections.abc import Mapping

from pubcrawl.gate.report import Problem
from pubcrawl.items import Draft
from pubcrawl.runs.folder import SiteFolder
from pubcrawl.runs.journal import Journal, Step


class Visit:
    """What one run knows of one site while it reads it.

    Args:
        folder: where the run keeps what it reads of the site; None under plain `scrapy crawl`, which keeps nothing.
        known: content hash of each published record by its key, where a newest-first list need not be read further
            than to a page that holds nothing new; nothing for a site that is read whole.
        as_printed: the site is known to print dates early, and its latest whole list told that it no longer does.

    Attributes:
        journal: the pages that are finished.
        before: what an earlier start of the run has read.
        problems: named reasons why this visit is not complete, in the order they came up.
        warnings: what is odd about it, though it may be complete, each once.
        doubted: True when one of them came up since the last page that was waited for.
        skeletons: tag paths seen, by kind of page; a redesign changes them.
        waiting: steps asked for and not answered yet; what is left at the end never came, without an error either.
        unread: pages the run can do without that did not come, and are not gone either.
        out_of_time: True when a page was not asked for any more because the time of the run was up.
        stopped_early: True when the rest of the site is known, so that what was not seen is not missing.
    """

    def __init__(
        self, folder: SiteFolder | None = None, known: Mapping[str, str] | None = None, *, as_printed: bool = False
    ) -> None:
        self.folder = folder
        self.as_printed = as_printed
        self.known: Mapping[str, str] = known or {}
        self.journal = Journal(folder.journal if folder else None)
        self.before: tuple[Draft, ...] = tuple(folder.spooled().drafts()) if folder and self.journal.done else ()
        self.problems: list[Problem] = []
        self.warnings: dict[str, Problem] = {}
        self.doubted = False
        self.skeletons: dict[str, set[str]] = self.journal.skeletons()
        self.waiting: dict[tuple[str, str], Step] = {}
        self.unread: set[str] = set()
        self.out_of_time = False
        self.stopped_early = "stopped_early" in self.journal.learned()

    def expect(self, step: Step) -> None:
        """Note that a page was asked for."""
        self.waiting[step.url, step.callback] = step

    def answered(self, step: Step) -> None:
        """Note that a page came, or that it will not."""
        if self.waiting.pop((step.url, step.callback), None):
            self.doubted = False

    def problem(self, reason: str, message: str) -> None:
        """Note a named reason why this visit is not complete."""
        self.problems.append(Problem(reason=reason, message=message))
        self.doubted = True

    def warn(self, reason: str, message: str) -> None:
        """Note what is odd about this visit, the first time it comes up."""
        self.warnings.setdefault(reason, Problem(reason=reason, message=message, severity="warn"))

    def seen(self, kind: str, paths: frozenset[str]) -> tuple[str, ...]:
        """Note the tag paths of a page and return those that no page of its kind had before, sorted."""
        known = self.skeletons.setdefault(kind, set())
        fresh = paths - known
        known |= fresh
        return tuple(sorted(fresh))

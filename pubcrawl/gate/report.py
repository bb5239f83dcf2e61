"""Reports: what a run did at each site, and what it says at its end in one sentence and an exit code."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

import orjson

from pubcrawl.errors import Exit
from pubcrawl.storage.jsonl import decode

REPORTED_COLUMNS = ("title", "abstract", "authors", "published", "venue", "status", "url")
"""Columns whose fill rate the report shows."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A named reason why a site's run is not what it should be, and what was seen, in plain words.

    The severity `block` keeps the site's last rows, `warn` publishes and says so.
    """

    reason: str
    message: str
    severity: str = "block"


_RENAMED = {"refused": "in_quarantine", "lost_latest": "rolled_back"}
"""Measures that have another name in the reports of earlier versions."""


@dataclass(frozen=True, kw_only=True)
class SiteReport:
    """What one site's run did.

    Attributes:
        site: name of the site.
        pages: pages read.
        unclosed: pages among them that did not close the HTML they opened.
        other_charset: pages among them that are not in UTF-8.
        records: records spooled.
        duplicates: records dropped because the run had them already.
        in_quarantine: records refused, which are in quarantine.
        quarantined: refused records by reason; one may have several.
        languages: records by language.
        fill: share of records with a value, by column.
        flags: records by flag.
        unread: pages that did not come and that the run can do without.
        newest: newest date among the records, ISO.
        seconds: duration by the monotonic clock.
        complete: True when the whole site was asked for, not a first few pages.
        finish_reason: how the crawl ended, in Scrapy's words.
        problems: named reasons against publishing and warnings, those that block first; none when all is well.
        warnings: what the crawl found odd about a site that it may have read whole all the same.
        verdict: `pass`, `warn` or `block`, set by the gate.
        lengths: median code points of the titles and of the abstracts that are there.
        other_dates: records with another date than the commonest one; None when nobody counted.
        page_languages: records by the language their page declares, `und` where it declares none.
        cues: records by page kind and cue; `records` beside the cues counts all of the kind.
        skeletons: tag paths of the pages by page kind, sorted.
        rolled_back: records missing that appeared after every one of the last release that the run found again.
        known: records of the last release that the run found again; None when nobody looked.
        usual: records the site usually has, by the gate; 0 on its first run.
        accepted: reasons that would have blocked, had the run not been told to accept them.
        renamed: records that came under other words than those they were published under.
        waiting: records not published before a run over the whole site tells whether they were renamed.
        date_shift: what the dates of a whole list told of the days by which its site prints them early: `confirmed`,
            `unsure` or `contradicted`; None where the site has no such days, or the run did not see the whole of it.
        language_recalled: share of the questions for a language whose answer was known from before, 0 to 1; None
            when nothing was asked.
    """

    site: str
    pages: int = 0
    unclosed: int = 0
    other_charset: int = 0
    records: int = 0
    duplicates: int = 0
    in_quarantine: int = 0
    quarantined: dict[str, int] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)
    fill: dict[str, float] = field(default_factory=dict)
    flags: dict[str, int] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    newest: str | None = None
    seconds: float = 0.0
    complete: bool = True
    finish_reason: str = "finished"
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    verdict: str = "pass"
    lengths: dict[str, float] = field(default_factory=dict)
    other_dates: int | None = None
    page_languages: dict[str, int] = field(default_factory=dict)
    cues: dict[str, dict[str, int]] = field(default_factory=dict)
    skeletons: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rolled_back: int = 0
    known: int | None = None
    usual: int = 0
    accepted: tuple[str, ...] = ()
    renamed: int = 0
    waiting: int = 0
    date_shift: str | None = None
    language_recalled: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the report as plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, row: Mapping[str, object]) -> Self:
        """Return the report that was written, by this version or by an older or newer one.

        A measure the writer did not know takes its default; one we do not know is left out.

        Raises:
            RowError: the site is missing, or a value has another type.
        """
        known = {f.name for f in fields(cls)}
        renamed = {_RENAMED.get(name, name): value for name, value in row.items()}
        return decode(cls, {name: value for name, value in renamed.items() if name in known})


EXIT_CODES: dict[str, Exit] = {
    "errors": Exit.BUG,
    "storage": Exit.STORAGE,
    "drift": Exit.DRIFT,
    "not_a_page": Exit.DRIFT,
    **dict.fromkeys(
        ("unreachable", "cut_short", "refused", "challenge", "maintenance", "soft_404", "other_site"), Exit.UNREACHABLE
    ),
}
"""Exit code by reason; any other reason is the gate's own."""

_WORST_FIRST = (Exit.BUG, Exit.STORAGE, Exit.DRIFT, Exit.UNREACHABLE, Exit.REFUSED)


def exit_code(reports: Sequence[SiteReport]) -> int:
    """Return the worst exit code of the sites: 0 when every one of them was published."""
    blocking = (p for r in reports if r.verdict == "block" for p in r.problems if p.severity == "block")
    codes = {EXIT_CODES.get(p.reason, Exit.REFUSED) for p in blocking}
    return next((int(c) for c in _WORST_FIRST if c in codes), 0)


@dataclass(frozen=True, kw_only=True)
class RunReport:
    """What a run did, for people and for schedulers.

    Attributes:
        run_id: start of the run, UTC, in digits; None when it ended before it began.
        code: exit code.
        verdict_line: one line that says what happened and, where a site was refused, what to do.
        release: number of the release that readers see now, None before the first.
        published: True when this run made it.
        sites: one report a site.
        files: where to look, by what is there.
    """

    run_id: str | None
    code: int
    verdict_line: str
    release: str | None
    published: bool
    sites: tuple[SiteReport, ...]
    files: dict[str, str]

    @classmethod
    def of_failure(cls, line: str, code: int) -> Self:
        """Return the report of a run that ended before it had one: one line and an exit code."""
        return cls(run_id=None, code=code, verdict_line=line, release=None, published=False, sites=(), files={})

    def to_json_line(self) -> bytes:
        """Return the report as one line of JSON."""
        return orjson.dumps(asdict(self))

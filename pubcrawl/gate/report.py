"""Reports: what a run did at each site, and what it says at its end in one sentence and an exit code."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any, Self

import orjson

from pubcrawl import __version__
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
        answers: answers the site gave, of any status, to whatever was asked; 0 when nobody was there.
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
        dated: records that the last release shows with a date; None when nobody looked.
        dates_moved: those of them that the run read with another date; see `Dated.is_other`.
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
    answers: int = 0
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
    dated: int | None = None
    dates_moved: int | None = None
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
"""Exit code by reason that refuses a site; any other such reason is the gate's own."""

WARNINGS = frozenset(("date_shift", "grown", "layout_changed", "no_sitemap", "pager", "rename_unsure"))
"""Reasons that never refuse a site: what they doubt is published."""

_WORST_FIRST = (Exit.BUG, Exit.STORAGE, Exit.DRIFT, Exit.UNREACHABLE, Exit.REFUSED)


def exit_code(reports: Sequence[SiteReport], *, strict: bool = False) -> int:
    """Return the worst exit code of the sites: 0 when every one was published, and, if strict, without a doubt."""
    blocking = (p for r in reports if r.verdict == "block" for p in r.problems if p.severity == "block")
    codes = {EXIT_CODES.get(p.reason, Exit.REFUSED) for p in blocking}
    warned = strict and any(r.verdict == "warn" for r in reports)
    return next((int(c) for c in _WORST_FIRST if c in codes), int(Exit.WARNED) if warned else 0)


@dataclass(frozen=True, kw_only=True)
class RunReport:
    """What a run did, for people and for schedulers.

    Attributes:
        run_id: first start of the run, UTC, in digits; None when it ended before it began.
        code: exit code.
        verdict_line: one line that says what happened, when and by which version, and, where a site was refused, what
            to do.
        release: number of the release that readers see now, None before the first.
        published: True when this run made it.
        added: records that the release has and the one before had not, or had as removed; 0 when none was published.
        changed: records whose content or work is another; the same.
        removed: records marked as removed; the same.
        records: records of each site that readers see now, by site, removed ones aside.
        started_at: this start of the run, UTC; None when it ended before it began.
        ended_at: its end; the same.
        seconds: from one to the other by the monotonic clock.
        version: of the program.
        sites: one report a site.
        files: where to look, by what is there.
    """

    run_id: str | None
    code: int
    verdict_line: str
    release: str | None
    published: bool
    added: int = 0
    changed: int = 0
    removed: int = 0
    records: dict[str, int] = field(default_factory=dict)
    started_at: datetime | None = None
    ended_at: datetime | None = None
    seconds: float = 0.0
    version: str = __version__
    sites: tuple[SiteReport, ...] = ()
    files: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of_failure(cls, line: str, code: int) -> Self:
        """Return the report of a run that ended before it had one: one line and an exit code."""
        return cls(run_id=None, code=code, verdict_line=line, release=None, published=False)

    def timed(self, started: datetime, seconds: float) -> Self:
        """Return the report of a run that began at a time, UTC, and took so many seconds; its line says so."""
        ended = started + timedelta(seconds=int(seconds))  # never later than it was, or the next run ends before it
        day = "" if ended.date() == started.date() else f"{ended:%Y-%m-%d} "
        span = f"{started:%Y-%m-%d %H:%M:%S} to {day}{ended:%H:%M:%S} UTC"
        return replace(
            self,
            verdict_line=f"{self.verdict_line} [{span}, {duration(seconds)}, pubcrawl {self.version}]",
            started_at=started,
            ended_at=ended,
            seconds=round(seconds, 1),
        )

    def to_json_line(self) -> bytes:
        """Return the report as one line of JSON."""
        return orjson.dumps(asdict(self), option=orjson.OPT_UTC_Z)


def duration(seconds: float) -> str:
    """Return a duration in words, in its two largest units."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    told = [f"{n} {unit}" for n, unit in ((days, "d"), (hours, "h"), (minutes, "min"), (rest, "s")) if n]
    return " ".join(told[:2]) or "0 s"

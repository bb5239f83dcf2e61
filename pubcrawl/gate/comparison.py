"""What changed between a run of a site and what is usual there, one question a measure. Pure.

A run that is complete and of a site large enough for shares to mean something is compared; the gate sees to that.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pubcrawl.gate.baseline import Baseline
from pubcrawl.gate.report import REPORTED_COLUMNS, Problem, SiteReport
from pubcrawl.gate.thresholds import Thresholds
from pubcrawl.stages.dates import AS_PRINTED

Counts = Callable[[SiteReport], Mapping[str, int]]

DIGITS = 4
"""Digits of a share; beyond them a difference is one of floating point."""


def compare(report: SiteReport, usual: Baseline, limits: Thresholds) -> list[Problem]:
    """Return what changed for the worse, or may have.

    A changed layout alone is worth a look; with columns lost it explains the loss, and is drift.
    """
    compared = Comparison(report=report, usual=usual, limits=limits)
    uncovered = list(compared.coverage())
    layout = list(compared.layout())
    if uncovered:
        layout = [replace(p, reason="drift", severity="block") for p in layout]
    columns = (*uncovered, *compared.doubts(), *compared.lengths(), *compared.dates(), *compared.languages())
    return [*compared.records(), *layout, *columns]


def compare_dates(report: SiteReport, limits: Thresholds) -> Iterator[Problem]:
    """Look for other dates on the records that readers have; a run that read only the first pages can tell, too."""
    dated, moved = report.dated or 0, report.dates_moved or 0
    if moved >= limits.noise and _rounded(moved / dated) >= limits.dates_moved:
        message = f"{moved:,} records came with another date, of {dated:,} that readers have one of"
        yield Problem(reason="dates_moved", message=message)


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One run beside what is usual for its site."""

    report: SiteReport
    usual: Baseline
    limits: Thresholds

    def records(self) -> Iterator[Problem]:
        """Look for records that are gone, new in number, or packed otherwise into pages."""
        report, limits, usual = self.report, self.limits, self.usual.records
        if report.records < limits.shrink * usual:
            yield Problem(reason="shrunk", message=f"{report.records:,} records, usually {usual:,.0f}")
        elif report.known is not None and self.usual.published and report.known < limits.shrink * usual:
            message = f"{report.records:,} records, but only {report.known:,} of the {self.usual.published:,} published"
            yield Problem(reason="shrunk", message=message)
        elif report.rolled_back >= limits.noise:
            message = f"the {report.rolled_back:,} records that appeared last are gone, and hardly any other"
            yield Problem(reason="rolled_back", message=message)
        elif report.records >= limits.grow * usual:
            yield _warn("grown", f"{report.records:,} records, usually {usual:,.0f}")
        before, now = self.usual.median(_cards_a_page), _cards_a_page(report)
        if before and now is not None and self._is_untypical(now / before):
            yield _warn("drift", f"{now:.1f} records a page, usually {before:.1f}")

    def coverage(self) -> Iterable[Problem]:
        """Look for columns that fewer records fill."""
        return filter(None, map(self._uncovered, REPORTED_COLUMNS))

    def _uncovered(self, column: str) -> Problem | None:
        before = self.usual.median(lambda r: r.fill.get(column))
        now = self.report.fill.get(column, 0.0)
        if before is None or not self._has_moved(drop := before - now, self.report.records):
            return None
        message = f"{now:.0%} of the records have {column}, usually {before:.0%}"
        if self._is_gone(now, before) or _rounded(drop) >= self.limits.uncovered_block:
            return Problem(reason="uncovered", message=message)
        return _warn("uncovered", message) if _rounded(drop) >= self.limits.uncovered_warn else None

    def doubts(self) -> Iterable[Problem]:
        """Look for flags that many more records carry; what a whole list told of its dates is a warning of its own."""
        return filter(None, (self._jumped(flag) for flag in self.report.flags if flag != AS_PRINTED))

    def _jumped(self, flag: str) -> Problem | None:
        before = self.usual.median(lambda r: _share(r.flags, flag, r.records))
        now = _share(self.report.flags, flag, self.report.records)
        if before is None or now is None or not self._has_moved(rise := now - before, self.report.records):
            return None
        message = f"{now:.0%} of the records are flagged {flag}, usually {before:.0%}"
        if _rounded(rise) >= self.limits.flag_block:
            return Problem(reason="drift", message=message)
        jumped = _rounded(rise) >= self.limits.flag_warn and _rounded(now) >= _rounded(self.limits.flag_times * before)
        return _warn("drift", message) if jumped else None

    def lengths(self) -> Iterable[Problem]:
        """Look for texts that became shorter or longer than texts do."""
        return filter(None, map(self._stretched, self.report.lengths))

    def _stretched(self, column: str) -> Problem | None:
        before, now = self.usual.median(lambda r: r.lengths.get(column)), self.report.lengths[column]
        if not before:
            return None
        message = f"the median {column} has {now:.0f} characters, usually {before:.0f}"
        if not self.limits.length_low < _rounded(now / before) < self.limits.length_high:
            return Problem(reason="drift", message=message)
        return _warn("drift", message) if self._is_untypical(now / before) else None

    def dates(self) -> Iterable[Problem]:
        """Look for one date in the place of many, and for other dates on the records that readers have."""
        return filter(None, (self._same_date() or self._dates_moved(),))

    def _same_date(self) -> Problem | None:
        """However many records are new, those with other dates than the commonest stay."""
        before, now = self.usual.median(lambda r: r.other_dates), self.report.other_dates
        if before is None or now is None or before - now < self.limits.noise:
            return None
        if now < self.limits.same_date * before:
            message = f"{now:,} records have another date than most have, usually {before:,.0f}"
            return Problem(reason="same_date", message=message)
        return None

    def _dates_moved(self) -> Problem | None:
        return next(compare_dates(self.report, self.limits), None)

    def languages(self) -> Iterator[Problem]:
        """Look for languages that come or go, in the records and by the word of their pages."""
        for counts, how in _MIXES:
            names = {*counts(self.report), *(n for r in self.usual.reports for n in counts(r))}
            yield from filter(None, (self._mixed(counts, name, how) for name in sorted(names)))

    def _mixed(self, counts: Counts, language: str, how: str) -> Problem | None:
        def share(report: SiteReport) -> float | None:
            return _share(counts(report), language, sum(counts(report).values()))

        before, now = self.usual.median(share), share(self.report)
        usual = self.usual.median(lambda r: counts(r).get(language, 0) if counts(r) else None)
        if before is None or now is None or usual is None:
            return None
        message = f"{now:.0%} of the records {how} {language}, usually {before:.0%}"
        gone = self._is_gone(counts(self.report).get(language, 0), usual)
        if gone and _rounded(before) >= self.limits.language_main:
            return Problem(reason="language_mix", message=message)
        moved = self._has_moved(abs(now - before), self.report.records)
        turned = gone or _rounded(abs(now - before)) >= self.limits.language_warn
        return _warn("language_mix", message) if moved and turned else None

    def layout(self) -> Iterator[Problem]:
        """Look for signs that pages are built otherwise, whether or not it cost anything."""
        for kind in sorted(self.report.cues):
            cues = {c for r in self.usual.reports for c in r.cues.get(kind, {})}
            yield from filter(None, (self._lost_cue(kind, cue) for cue in sorted(cues)))
        for kind, paths in sorted(self.report.skeletons.items()):
            before = [r.skeletons[kind] for r in self.usual.reports if kind in r.skeletons]
            like = max((similarity(paths, b) for b in before), default=1.0)
            if like < self.limits.skeleton:
                yield _warn("layout_changed", f"{kind} pages share {like:.0%} of their tag paths with those before")

    def _lost_cue(self, kind: str, cue: str) -> Problem | None:
        def rate(report: SiteReport) -> float | None:
            found = report.cues.get(kind, {})
            return _share(found, cue, found.get("records", 0))

        before, now = self.usual.median(rate), rate(self.report)
        if before is None or now is None or not self._has_moved(before - now, self.report.cues[kind]["records"]):
            return None
        if not self._is_gone(now, before) and _rounded(before - now) < self.limits.cue_drop:
            return None
        return _warn("layout_changed", f"{now:.0%} of the records on {kind} pages show a {cue}, usually {before:.0%}")

    def _has_moved(self, share: float, total: int) -> bool:
        """Say whether a share moved for enough records to be more than chance."""
        return _rounded(share * total) >= self.limits.noise

    def _is_gone(self, now: float, before: float) -> bool:
        return _rounded(now) < _rounded(self.limits.gone * before)

    def _is_untypical(self, times: float) -> bool:
        return not self.limits.typical_low < _rounded(times) < self.limits.typical_high


_MIXES: tuple[tuple[Counts, str], ...] = (
    (lambda r: r.languages, "are in"),
    (lambda r: r.page_languages, "stand on pages that declare"),
)


def similarity(one: Iterable[str], other: Iterable[str]) -> float:
    """Return the Jaccard similarity of two sets: what they share of what they have, 1.0 for two empty ones."""
    ours, theirs = frozenset(one), frozenset(other)
    return len(ours & theirs) / len(ours | theirs) if ours or theirs else 1.0


def _warn(reason: str, message: str) -> Problem:
    return Problem(reason=reason, message=message, severity="warn")


def _cards_a_page(report: SiteReport) -> float | None:
    """Cards read a page, whatever became of them; None for a run without pages."""
    cards = report.records + report.duplicates + report.in_quarantine
    return cards / report.pages if report.pages else None


def _share(counts: Mapping[str, int], name: str, total: int) -> float | None:
    return counts.get(name, 0) / total if total else None


def _rounded(value: float) -> float:
    return round(value, DIGITS)

"""One run from order to release: open the export folder, crawl, judge, merge, publish, and say what happened."""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pubcrawl import datacard, settings
from pubcrawl.crawl import crawl
from pubcrawl.errors import WrongOrder, line_and_code
from pubcrawl.fetching.contact import check_contact
from pubcrawl.gate.advice import advice
from pubcrawl.gate.baseline import baseline, sites_as_printed, told_as_printed
from pubcrawl.gate.gate import judge
from pubcrawl.gate.measures import measure
from pubcrawl.gate.report import RunReport, SiteReport
from pubcrawl.gate.thresholds import Thresholds
from pubcrawl.items import Publication
from pubcrawl.matching.ids import Ids, Published, SiteKeys, ids_of
from pubcrawl.matching.link import Linked
from pubcrawl.release.contents import read_linked
from pubcrawl.release.exports import Exports, Release
from pubcrawl.release.manifest import installed_versions
from pubcrawl.release.merge import Outcomes, merged
from pubcrawl.release.publish import is_linked, publish, relinked
from pubcrawl.release.retention import Retention, prune
from pubcrawl.release.status import keep_status
from pubcrawl.release.suppress import Suppression, read_suppression
from pubcrawl.runs.coverage import Coverage
from pubcrawl.runs.folder import RunFolder, due_for_full_crawl
from pubcrawl.runs.order import Order
from pubcrawl.runs.spool import SpooledRows
from pubcrawl.settings import limit
from pubcrawl.spiders.options import checked
from pubcrawl.spiders.sites import spider
from pubcrawl.stages.dates import reread
from pubcrawl.stop import Stop, Stopped
from pubcrawl.storage.atomic import StorageError, as_storage_error
from pubcrawl.storage.lock import Locked
from pubcrawl.verdict import run_report


def run(
    order: Order,
    stop: Stop,
    *,
    moved: Callable[[str, int, int], None] = lambda _site, _pages, _records: None,
    now: datetime | None = None,
) -> RunReport:
    """Carry out an order; when a signal comes before anything new is published, publish nothing.

    Args:
        order: what to do.
        stop: knows of signals.
        moved: called with (site, pages, records) whenever one of them moves.
        now: time of the run, UTC; the present by default.

    Raises:
        WrongOrder: a name is no site's, setting's or argument's, a site is live and no contact is given, a value or
            `suppress.yml` cannot be, or the folder holds releases of another origin.
        Locked: another run holds the folder.
        StorageError: the disk refused; the last release is intact.
    """
    order = checked(order)
    check_contact(order.settings, (order.site_urls.get(site) or spider(site).base_url for site in order.sites))
    given = {**vars(settings), **order.settings}
    limits = _Limits(
        thresholds=Thresholds.from_settings(given),
        retention=Retention.from_settings(given),
        most=limit(given, "PUBCRAWL_LINK_RECORDS"),
        days=limit(given, "PUBCRAWL_SWEEP_DAYS"),
    )
    now, began = (now or datetime.now(UTC)).replace(microsecond=0), time.monotonic()
    try:
        with _with_advice(order.exports):
            lost = Exports(order.exports).has_lost_pointer()
        with _with_advice(order.exports), Exports.opened(order.exports, now) as exports:
            led_to = exports.latest() if lost else None
            report, folder = _night(exports, order, limits, stop, moved=moved, now=now)
            if led_to:
                mended = f"latest.json was lost and was made again for release {led_to.number}"
                report = replace(report, verdict_line=f"{report.verdict_line} ({mended})")
            report = report.timed(now, time.monotonic() - began)
            folder.keep_report(report)
            keep_status(exports, report)
            prune(exports, limits.retention, now=now, run_id=folder.run_id)
            return report
    except (WrongOrder, Locked):
        raise
    except Exception as exc:
        with suppress(Exception):  # the error itself is what to tell, and its cause may be what bars the status, too
            failure = RunReport.of_failure(*line_and_code(exc))
            keep_status(Exports(order.exports), failure.timed(now, time.monotonic() - began))
        raise


@dataclass(frozen=True, kw_only=True)
class _Limits:
    """What the settings say of a run beside its crawl.

    Attributes:
        thresholds: the gate's.
        retention: what is kept of old releases and runs.
        most: records up to which works are linked.
        days: days after which a site is read whole again.
    """

    thresholds: Thresholds
    retention: Retention
    most: int
    days: int


def _night(
    exports: Exports,
    order: Order,
    limits: _Limits,
    stop: Stop,
    *,
    moved: Callable[[str, int, int], None],
    now: datetime,
) -> tuple[RunReport, RunFolder]:
    """Crawl, judge, merge and publish; return what came of it, and the folder of the run."""
    last = _last_release(exports, order)
    suppression = read_suppression(exports.path)
    if last and suppression:
        suppression = suppression.following(read_linked(last).aliases, last.suppressed(), last.traces())
        suppression = suppression.tracing(last.rows())
    published = Published.of(last.rows(), last.keys()) if last else Published()
    past = exports.runs_behind(last)
    due = due_for_full_crawl(past, order.sites, now, days=limits.days, since=exports.returned_at())
    whole = list(order.sites) if order.full else due
    folder = RunFolder.opened(exports.runs, order, whole, now)
    if last and last.manifest.run_id != folder.run_id:
        _end_killed(exports, last)
    known = {site: hashes for site, hashes in published.hashes.items() if site not in whole}
    cache = {"HTTPCACHE_ENABLED": "1", "HTTPCACHE_DIR": str(exports.cache)}
    cached = replace(order, settings={**cache, **order.settings})
    as_printed = sites_as_printed(past)
    crawled = crawl(cached, folder, stop, known=known, as_printed=as_printed, moved=moved)
    ids = _ids(crawled, folder, published, last, suppression)
    reports = _judged(crawled, past, folder, last, ids, limits.thresholds)
    release, stopped_by = None, None
    if last and last.manifest.run_id == folder.run_id:
        release = last  # it was killed after it published: once more, and what it missed would count twice
    else:
        try:
            release = _next_release(
                exports,
                last,
                folder,
                reports,
                ids,
                suppression,
                stop,
                as_printed=as_printed,
                share=limits.thresholds.shrink,
                most=limits.most,
                origin=order.origin,
            )
        except Stopped as exc:
            stopped_by = exc.number
    return run_report(folder, reports, last, release, stopped_by, strict=order.strict), folder


def _end_killed(exports: Exports, release: Release) -> None:
    """Report the run that made a release where a kill kept it from that, for no other run goes on with it."""
    try:
        folder = RunFolder.named(exports.runs, release.manifest.run_id)
    except ValueError:  # `forget` made it, and no run
        return
    if not folder.report.exists() and (judged := folder.judged()):
        report = run_report(folder, judged, None, release, None)
        folder.keep_report(replace(report, verdict_line=f"{report.verdict_line} (killed before it could say so)"))


@contextmanager
def _with_advice(exports: Path) -> Iterator[None]:
    """Let a run that the disk ends say what to do; every OSError of the block is the disk's.

    Raises:
        StorageError: the disk refused.
    """
    try:
        with as_storage_error(exports, "use"):
            yield
    except StorageError as exc:
        if isinstance(exc.__cause__, OSError):
            raise StorageError(f"{exc}; this run harmed no release: {advice('storage')}") from exc
        raise


def _last_release(exports: Exports, order: Order) -> Release | None:
    last = exports.latest()
    if last and last.manifest.origin != order.origin:
        raise WrongOrder(
            f"{exports.path} holds {last.manifest.origin} data and this run would add {order.origin} data: "
            "name another folder with --exports"
        )
    return last


def _ids(
    crawled: Sequence[SiteReport],
    folder: RunFolder,
    published: Published,
    last: Release | None,
    suppression: Suppression,
) -> Ids:
    """Return which published record each one that the run read is."""
    spools = {r.site: folder.site(r.site).spooled() for r in crawled}
    met = {
        r.site: SiteKeys(
            read=frozenset(spools[r.site].record_keys()),
            refused=frozenset(folder.site(r.site).refused().record_keys()),
            coverage=None if r.problems else Coverage.of(r, rows=spools[r.site].publications()),
        )
        for r in crawled
    }

    def fresh(keys: Collection[str]) -> Iterable[Publication]:
        wanted = frozenset(key for key in keys if not suppression.leaves_out(key))
        return SpooledRows(list(spools.values()), lambda key: key if key in wanted else None)

    return ids_of(published, met, last.rows if last else tuple, fresh)


def _judged(
    crawled: Sequence[SiteReport],
    past: Sequence[bytes],
    folder: RunFolder,
    last: Release | None,
    ids: Ids,
    thresholds: Thresholds,
) -> tuple[SiteReport, ...]:
    """Return the reports with what the records say and the gate's verdict, and keep them."""
    if last and last.manifest.run_id == folder.run_id and (kept := folder.judged()):
        return kept  # its own release is no measure of it
    judged = []
    for report in crawled:
        usual = baseline(past, report.site, published=last.published(report.site) if last else 0)
        shift = spider(report.site).page_class.institute.date_shift
        drafts = folder.site(report.site).spooled().drafts()
        dated = ids.published.dates.get(report.site)
        measured = measure(ids.with_ids(report), drafts, shift=shift, dated=dated)
        judged.append(ids.with_rename_doubts(judge(measured, usual, thresholds)))
    folder.keep_judged(judged)
    return tuple(judged)


def _next_release(
    exports: Exports,
    last: Release | None,
    folder: RunFolder,
    reports: Sequence[SiteReport],
    ids: Ids,
    suppression: Suppression,
    stop: Stop,
    *,
    as_printed: Collection[str],
    share: float,
    most: int,
    origin: str,
) -> Release | None:
    """Merge what the gate let pass with the last release, link all of it, and publish it.

    A run that has `share` of the usual records saw the whole site. Of more records than `most` none is linked. The run
    read the dates of the sites in `as_printed` as printed; what its reports say of that now counts for their rows.

    Returns:
        The release; None when the gate let nothing pass, or when that is what readers have.

    Raises:
        Stopped: a signal came before the rows were written.
    """
    stop.check()
    good = [r for r in reports if r.verdict != "block"]
    if not good:
        return None

    def coverage(report: SiteReport) -> Coverage:
        refused = frozenset(map(ids.last_id, folder.site(report.site).refused().record_keys()))
        return Coverage.of(report, share=share, refused=refused)

    misses = last.misses() if last else {}
    rows: Iterable[Publication] = SpooledRows([folder.site(r.site).spooled() for r in good], ids.id_of)
    suppression = suppression.tracing(rows)
    if turned := {r.site for r in good if told_as_printed(r, as_printed) != (r.site in as_printed)}:
        rows = (_dated(row, as_printed=row.site not in as_printed) if row.site in turned else row for row in rows)
    outcomes = merged(
        last.rows() if last else (),
        rows,
        coverages={r.site: coverage(r) for r in good},
        misses=misses,
        now=folder.started,
        suppression=suppression,
    )
    with Outcomes.kept(outcomes, exports.releases, misses=misses, suppression=suppression, check=stop.check) as kept:
        if last and is_linked(last.manifest.versions) and not kept.is_news:
            return None
        linked, linking = relinked(kept, read_linked(last) if last else Linked(), most=most)
        return publish(
            exports,
            kept,
            linked,
            run_id=folder.run_id,
            now=folder.started,
            reports=reports,
            versions=installed_versions() | linking,
            keys=ids.remembered({r.site for r in good}),
            origin=origin,
            describe=datacard.files,
        )


def _dated(row: Publication, *, as_printed: bool) -> Publication:
    return reread(row, spider(row.site).page_class.institute, as_printed=as_printed)

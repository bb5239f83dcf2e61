"""One run from order to release: open the export folder, crawl, judge, merge, publish, and say what happened."""

import signal
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pubcrawl import settings
from pubcrawl.crawl import crawl
from pubcrawl.errors import WrongOrder
from pubcrawl.gate.advice import advice
from pubcrawl.gate.baseline import baseline, sites_as_printed, told_as_printed
from pubcrawl.gate.gate import judge
from pubcrawl.gate.measures import measure
from pubcrawl.gate.report import RunReport, SiteReport, exit_code
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
from pubcrawl.release.suppress import Suppression, read_suppression
from pubcrawl.release.tables import MANIFEST, WORKS
from pubcrawl.runs.coverage import Coverage
from pubcrawl.runs.folder import RunFolder, due_for_full_crawl
from pubcrawl.runs.order import Order
from pubcrawl.runs.spool import SpooledRows
from pubcrawl.settings import limit
from pubcrawl.spiders.sites import spider, spiders
from pubcrawl.stages.dates import reread
from pubcrawl.stop import Stop, Stopped
from pubcrawl.storage.atomic import StorageError, as_storage_error


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
        WrongOrder: a name is no site's, the folder holds releases of another origin, or a setting or `suppress.yml`
            cannot be.
        Locked: another run holds the folder.
        StorageError: the disk refused; the last release is intact.
    """
    order = _with_sites(order)
    given = {**vars(settings), **order.settings}
    thresholds, retention = Thresholds.from_settings(given), Retention.from_settings(given)
    most = limit(given, "PUBCRAWL_LINK_RECORDS")
    now = (now or datetime.now(UTC)).replace(microsecond=0)
    with _with_advice(order.exports):
        lost = Exports(order.exports).has_lost_pointer()
    with _with_advice(order.exports), Exports.opened(order.exports, now) as exports:
        last = _last_release(exports, order)
        suppression = read_suppression(exports.path)
        if last and suppression:
            suppression = suppression.following(read_linked(last).aliases, last.suppressed())
        published = Published.of(last.rows(), last.keys()) if last else Published()
        past = exports.runs_behind(last)
        due = due_for_full_crawl(past, order.sites, now, since=exports.returned_at())
        whole = list(order.sites) if order.full else due
        folder = RunFolder.opened(exports.runs, order, whole, now)
        known = {site: hashes for site, hashes in published.hashes.items() if site not in whole}
        cache = {"HTTPCACHE_ENABLED": "1", "HTTPCACHE_DIR": str(exports.cache)}
        cached = replace(order, settings={**cache, **order.settings})
        as_printed = sites_as_printed(past)
        crawled = crawl(cached, folder, stop, known=known, as_printed=as_printed, moved=moved)
        ids = _ids(crawled, folder, published, last, suppression)
        reports = _judged(crawled, past, folder, last, ids, thresholds)
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
                    share=thresholds.shrink,
                    most=most,
                    origin=order.origin,
                )
            except Stopped as exc:
                stopped_by = exc.number
        report = _run_report(folder, reports, last, release, stopped_by)
        if lost and last:
            mended = f"latest.json was lost and was made again for release {last.number}"
            report = replace(report, verdict_line=f"{report.verdict_line} ({mended})")
        folder.keep_report(report)
        prune(exports, retention, now=now, run_id=folder.run_id)
        return report


def _with_sites(order: Order) -> Order:
    """Return the order with its sites by name, each once.

    Raises:
        WrongOrder: a name that is no site's.
    """
    sites = order.sites or spiders()
    for name in (*sites, *order.site_urls):
        spider(name)
    return replace(order, sites=list(dict.fromkeys(sites)))


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
        shifted = spider(report.site).page_class.institute.date_shift > 0
        measured = measure(ids.with_ids(report), folder.site(report.site).spooled().drafts(), shifted=shifted)
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
        )


def _dated(row: Publication, *, as_printed: bool) -> Publication:
    return reread(row, spider(row.site).page_class.institute, as_printed=as_printed)


def _run_report(
    folder: RunFolder,
    reports: tuple[SiteReport, ...],
    last: Release | None,
    release: Release | None,
    stopped_by: int | None,
) -> RunReport:
    """Return what a run has to say that met `last` and made `release`, or that a signal ended before."""
    now = release or last
    files = {"run": folder.report, "log": folder.log}
    if now:
        files |= {"parquet": now.parquet, "jsonl": now.jsonl, "manifest": now.path / MANIFEST}
        files |= {"works": now.path / WORKS} if WORKS in now.manifest.files else {}
    refused = [folder.site(r.site).quarantine for r in reports if r.quarantined]
    files |= {f"quarantine{i or ''}": path for i, path in enumerate(refused)}
    return RunReport(
        run_id=folder.run_id,
        code=128 + stopped_by if stopped_by else exit_code(reports),
        verdict_line=_verdict(reports, last, release, stopped_by),
        release=now.number if now else None,
        published=release is not None,
        sites=reports,
        files={name: str(path) for name, path in files.items()},
    )


def _verdict(
    reports: Sequence[SiteReport], last: Release | None, release: Release | None, stopped_by: int | None
) -> str:
    """Return one sentence that says what happened and, where a site was refused, what to do."""
    stays = f"release {last.number} stays" if last else "there is no release yet"
    if stopped_by:
        return f"stopped by {signal.Signals(stopped_by).name}: nothing published, {stays}; run again"
    reasons = {r.site: r.problems[0].reason for r in reports if r.verdict == "block"}
    blocked = ", ".join(f"{site} ({reason})" for site, reason in reasons.items())
    then = f". Next: {'; '.join(dict.fromkeys(map(advice, reasons.values())))}"
    if release is None and blocked:
        return f"nothing published, {stays}: refused {blocked}{then}"
    if release is None:
        return f"nothing new: {stays}"
    works = release.manifest.works
    published = f"published release {release.number}: {_counted(release.manifest.rows, 'record')}"
    published += f", {_counted(works, 'work')}" if works is not None else ""
    if blocked:
        kept = [f"{site} ({reason})" for site, reason in reasons.items() if release.published(site)]
        none = [f"{site} ({reason})" for site, reason in reasons.items() if not release.published(site)]
        said = [f"kept the last rows of {', '.join(kept)}"] if kept else []
        said += [f"nothing of {', '.join(none)} yet"] if none else []
        return f"{published}; {'; '.join(said)}{then}"
    return f"{published}, from {_counted(len(release.manifest.sites), 'site')}"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"

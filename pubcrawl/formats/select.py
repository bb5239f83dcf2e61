"""Chooses the records to export: by site, language, date and news, one for each work, with or without abstracts."""

from calendar import monthrange
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from pubcrawl.items import Publication
from pubcrawl.matching.work import rank


@dataclass(frozen=True, kw_only=True, slots=True)
class Selection:
    """Says which records to export; the default is every record that is still on its site.

    Attributes:
        sites: names of sites; all when empty.
        languages: values of `language`, `und` among them; all when empty.
        since: only records that may have been published on that day or later: one known to the year counts until
            the year's end. A record without a date is left out.
        known: ids of records to leave out, as those that readers had already.
        abstracts: False takes the abstracts away, for places where they may not be passed on.
    """

    sites: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    since: date | None = None
    known: Collection[str] = frozenset()
    abstracts: bool = True


def select(publications: Iterable[Publication], selection: Selection) -> Iterator[Publication]:
    """Yield the selected records, in their order.

    Without abstracts, the language of the abstract goes with it; `language` and `content_hash` stay those of the
    whole record.
    """
    wanted = (p for p in publications if _is_wanted(p, selection))
    if selection.abstracts:
        return wanted
    return (replace(p, abstract=None, abstract_language=None, abstract_language_confidence=None) for p in wanted)


def select_one_per_work(read: Callable[[], Iterable[Publication]], selection: Selection) -> Iterator[Publication]:
    """Yield one of the selected records for each work, the first by `rank`, in their order.

    All records are read twice from the start: what is kept of them is ids and ranks.
    """
    best: dict[str, tuple[tuple[object, ...], str]] = {}
    for p in read():
        if _is_wanted(p, selection):
            mine = (rank(p), p.id)
            best[p.work_id] = min(best.get(p.work_id, mine), mine)
    speakers = frozenset(record_id for _, record_id in best.values())
    del best
    return select((p for p in read() if p.id in speakers), selection)


def _is_wanted(p: Publication, selection: Selection) -> bool:
    return (
        p.removed_at is None
        and p.id not in selection.known
        and (not selection.sites or p.site in selection.sites)
        and (not selection.languages or p.language in selection.languages)
        and (selection.since is None or (p.published is not None and _latest(p, p.published) >= selection.since))
    )


def _latest(p: Publication, published: date) -> date:
    """Return the last day that a date may mean, as far as it can be trusted."""
    if p.published_precision == "day":
        return published
    month = published.month if p.published_precision == "month" else 12
    return published.replace(month=month, day=monthrange(published.year, month)[1])

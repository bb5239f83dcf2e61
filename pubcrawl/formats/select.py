"""Which records a format is made from: by site, language and date, with or without abstracts."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from pubcrawl.items import Publication


@dataclass(frozen=True, kw_only=True, slots=True)
class Selection:
    """What is wanted; the default is every record that is still on its site.

    Attributes:
        sites: names of sites; all when empty.
        languages: values of `language`, `und` among them; all when empty.
        since: only records that may have been published on that day or later: one known to the year counts until
            the year's end. A record without a date is left out.
        abstracts: False takes the abstracts away, for places where they may not be passed on.
        removed: True keeps records that have left their site.
    """

    sites: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    since: date | None = None
    abstracts: bool = True
    removed: bool = False


def select(publications: Iterable[Publication], selection: Selection) -> Iterator[Publication]:
    """Give the records that are wanted, in their order.

    Without abstracts, the language of the abstract goes with it; `language` and `content_hash` stay those of the
    whole record.
    """
    wanted = (p for p in publications if _is_wanted(p, selection))
    return wanted if selection.abstracts else map(_without_abstract, wanted)


def _is_wanted(p: Publication, selection: Selection) -> bool:
    return (
        (selection.removed or p.removed_at is None)
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


def _without_abstract(p: Publication) -> Publication:
    return replace(p, abstract=None, abstract_language=None, abstract_language_confidence=None)

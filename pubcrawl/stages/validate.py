"""Validation: the reasons for which a record is put aside rather than published."""

import re
from collections.abc import Iterator
from datetime import timedelta

from pubcrawl.items import Publication
from pubcrawl.stages.authors import LONGEST_NAME
from pubcrawl.text.address import canonical
from pubcrawl.text.email import spans_of_emails
from pubcrawl.text.furniture import holds_furniture
from pubcrawl.text.marker import MARKER
from pubcrawl.text.names import is_body
from pubcrawl.text.words import fold

LONGEST_TITLE = 500
"""Characters; a longer title is an abstract in the wrong place."""

FUTURE = timedelta(days=2 * 366)
"""How far ahead of the fetch a date may lie: venues announce a year early, two years is a mistake."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_NOT_IN_NAMES = re.compile(r"[*,;]")
_TEXTS = ("title", "abstract", "venue", "workshop", "status_raw")


def problems(publication: Publication) -> tuple[str, ...]:
    """Return the reasons to quarantine a record, sorted; none for a record fit to publish."""
    return tuple(sorted({*_titles(publication), *_texts(publication), *_facts(publication)}))


def _titles(p: Publication) -> Iterator[str]:
    if p.title is None:
        if p.abstract is None:
            yield "no_title_no_abstract"
        return
    if len(p.title) > LONGEST_TITLE:
        yield "title_too_long"
    if not MARKER.sub("", p.title).strip(" .…"):
        yield "title_is_marker"
    if p.authors and fold(p.title) == fold(" ".join(a.name for a in p.authors)):
        yield "title_is_author_line"


def _texts(p: Publication) -> Iterator[str]:
    texts = {name: text for name in _TEXTS if (text := getattr(p, name)) is not None}
    texts |= {f"author {i}": author.name for i, author in enumerate(p.authors)}
    for name, text in texts.items():
        if not text.strip():
            yield "empty_text"
        if _CONTROL.search(text):
            yield "control_character"
        if spans_of_emails(text):
            yield "email"
        if holds_furniture(text):
            yield "furniture"
        if MARKER.search(text) and not (name == "abstract" and "abstract_second_marker" in p.flags):
            yield "marker_left"


def _is_several(name: str) -> bool:
    """Say whether a name holds what stands between names or beside them; a body's own name may have commas."""
    return _NOT_IN_NAMES.search(name.replace(",", "") if is_body(name) else name) is not None


def _facts(p: Publication) -> Iterator[str]:
    if p.published and p.published > (p.fetched_at + FUTURE).date():
        yield "date_in_future"
    urls = (p.url, *(link.url for link in p.links), *(a.profile_url for a in p.authors))
    if any(canonical(u) is None for u in urls if u is not None):
        yield "bad_url"
    if any(not a.name or len(a.name) > LONGEST_NAME or _is_several(a.name) for a in p.authors):
        yield "bad_author"

"""Cleaning: from what a page says to what we publish, in one pure step."""

import re
from dataclasses import replace

from pubcrawl.items import FLAGS, Institute, Publication, RawPublication
from pubcrawl.stages.authors import is_own_profile, read_authors
from pubcrawl.stages.dates import AS_PRINTED, read_date
from pubcrawl.stages.identity import content_hash, record_key
from pubcrawl.stages.links import read_links
from pubcrawl.stages.venue import read_venue
from pubcrawl.text.email import without_emails
from pubcrawl.text.latex import open_case_braces
from pubcrawl.text.marker import remove_marker
from pubcrawl.text.markup import unwrap
from pubcrawl.text.prose import clean_line, clean_prose, mend_hyphens, strip_frame

_HOLES = (
    re.compile(r"\((?<!\w\()\s*\)"),  # `budgets ()`, but not `main()`
    re.compile(r", -[A-Z]{2,}"),  # `achieve -DP, -DP`
    re.compile(r"- or (?<=\w- or )(?!\w+-)"),  # `top- or temperature`, but not `pre- or post-`
)
_DAGGERS = re.compile(r"(?<!\s)\s*+[†‡]+\s*\Z")
"""Marks behind a title that lead to a note; a star may be its own, as in `A*`."""
_END = re.compile(r"[.!?…。!?。．][\"'”’»)\]*\s]*$|[)\"”»\]$]$")
_ADDRESS_END = re.compile(r"(?:https?://|www\.)\S+$|\b[\w-]+\.[a-z]{2,}(?:/\S*)?$")


def is_unfinished(abstract: str) -> bool:
    """Say whether a cleaned abstract has lost text; an address may stand at its end."""
    ended = _END.search(abstract[-20:]) or _ADDRESS_END.search(abstract[-300:])
    return not ended or any(hole.search(abstract) for hole in _HOLES)


def clean(raw: RawPublication, institute: Institute, *, as_printed: bool = False) -> Publication:
    """Clean one publication; the same raw publication gives the same publication, always.

    Language columns keep their defaults, and `work_id` is the id until works are linked. The institute decides which
    authors are affiliated, and how many days early dates are printed; `as_printed` says that they no longer are.

    Raises:
        KeyError: the page raised a flag that `items.FLAGS` does not define.
    """
    title = clean_prose(_DAGGERS.sub("", open_case_braces(_read(raw.title))))
    abstract, flags = _abstract(raw)
    authors = read_authors(raw.authors, institute=institute, source_url=raw.source_url, starred=raw.starred)
    printed = clean_line(raw.date or "")
    date = read_date(printed, raw.datetime, shift=0 if as_printed else institute.date_shift)
    venue = read_venue(clean_line(_read(raw.venue)), clean_line(raw.section or ""))
    links = read_links([r for r in raw.links if not is_own_profile(r.href or "", institute, raw.source_url)])
    flags |= {*raw.flags, *title.flags, *authors.flags, *date.flags, *venue.flags}
    flags |= {AS_PRINTED} if as_printed and institute.date_shift and date.date else set()
    flags |= set() if title.text else {"title_missing"}
    flags |= {"text_damaged"} if "\ufffd" in f"{title.text}{abstract}{venue.venue}" else set()
    if unknown := flags - FLAGS.keys():
        raise KeyError(f"flags that items.FLAGS does not define: {sorted(unknown)}")
    identity = record_key(
        site=raw.site,
        title=title.text,
        abstract=abstract,
        venue=venue.venue,
        workshop=venue.workshop,
        authors=authors.authors,
        published=printed,
    )
    made = Publication(
        id=identity,
        work_id=identity,
        site=raw.site,
        institute=raw.institute,
        title=title.text or None,
        abstract=abstract or None,
        authors=authors.authors,
        published=date.date,
        published_precision=date.precision,
        venue=venue.venue,
        workshop=venue.workshop,
        venue_key=venue.venue_key,
        status=venue.status,
        status_raw=venue.status_raw,
        doi=links.doi,
        arxiv_id=links.arxiv_id,
        openreview_id=links.openreview_id,
        url=links.url,
        links=links.links,
        page_language=raw.page_language or None,
        source_url=raw.source_url,
        source_kind=raw.source_kind,
        flags=tuple(sorted(flags)),
        fetched_at=raw.fetched_at,
        first_seen=raw.fetched_at,
        last_seen=raw.fetched_at,
        last_changed=raw.fetched_at,
        content_hash="",
        date_printed=printed or None,
    )
    return replace(made, content_hash=content_hash(made))


def _read(text: str | None) -> str:
    """Return a text of the page as it is meant: markup written out as text is read once, e-mail addresses go."""
    return without_emails(unwrap(text or ""))


def _abstract(raw: RawPublication) -> tuple[str, set[str]]:
    """Return the cleaned abstract and its flags; "" when there is none or another title owns it."""
    if not raw.abstract or "abstract_repeated" in raw.flags:
        return "", set()
    served = remove_marker(raw.abstract)
    cleaned = clean_prose(_read(served.text))
    cleaned = cleaned._replace(text=mend_hyphens(strip_frame(cleaned.text)))
    flags = {*served.flags, *cleaned.flags}
    if cleaned.text and "abstract_truncated" not in flags and is_unfinished(cleaned.text):
        flags.add("abstract_unfinished")
    return cleaned.text, flags

"""The links of a publication: what each is, and the identifiers they hold.

An identifier is read from an address that holds it; nothing is looked up and nothing guessed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from pubcrawl.items import Link, Span
from pubcrawl.text.address import canonical, is_person

_DOI = re.compile(r"\b10\.[0-9]{4,9}/(?:[^\s\"<>]+<[^\s\"<>]+>)?[^\s\"<>]+")
"""A DOI; those of the nineties hold one pair of angle brackets (ANSI Z39.56, SICI)."""
_DOI_VIEW = re.compile(
    r"(?:/(?:abstract|article-info|asset|citations?|download|e?pdf|epub|figures?|full(?:text|-text)?|html|meta|metrics|pdfft"
    r"|pdfdirect|reader|references|related|suppl(?:ementary-material|_file|info)?|tables?|tab-\w+)(?:/[\w.-]*)?"
    r"|\.(?:abstract|article-info|article-metrics|citation|epub|figures-only|full(?:-text)?|full-text|long|pdf(?:\+html)?"
    r"|short|supplementary-material|supplemental|html?|xml)|v[0-9]+(?=\.(?:full|abstract|supp|article|pdf)|$)|\+html)+$",
    re.IGNORECASE,
)
_ARXIV_ID = r"([0-9]{2}(?:0[1-9]|1[0-2])\.[0-9]{4,5}|[a-z-]+(?:\.[a-z]{2})?/[0-9]{7})(?:v[0-9]+)?"
_ARXIV_PATH = re.compile(rf"/(?:abs|pdf|html|format|ps|e-print|src)/{_ARXIV_ID}(?:\.pdf)?/?", re.IGNORECASE)
_ARXIV_DOI = re.compile(rf"10\.48550/arxiv\.{_ARXIV_ID}", re.IGNORECASE)
_ARXIV_READERS = ("huggingface.co", "alphaxiv.org", "ar5iv.org", "ar5iv.labs.arxiv.org", "api.semanticscholar.org")
"""Sites that show papers of arXiv by its identifiers."""
_ARXIV_AT_READERS = re.compile(rf"/(?:papers|abs|html|overview|arxiv:)/?{_ARXIV_ID}/?", re.IGNORECASE)
_OPENREVIEW_ID = re.compile(r"[A-Za-z0-9_-]{5,40}")
_CODE_HOST = re.compile(r"(?:www\.)?(?:github\.com|huggingface\.co|gitlab\.[a-z.]+|gitlab\.[\w.-]+)")
_CODE_NOT = re.compile(r"/papers(?:/|$)")
_PAIRS = {")": "(", "]": "[", "}": "{"}
_BEST = ("doi", "openreview", "arxiv", "page", "pdf", "code")
"""Kinds from the best landing page to the worst."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Links:
    """The links of a publication, each once, in page order, and what they identify."""

    links: tuple[Link, ...] = ()
    url: str | None = None
    doi: str | None = None
    arxiv_id: str | None = None
    openreview_id: str | None = None


class _Target(NamedTuple):
    link: Link
    doi: str | None = None
    arxiv_id: str | None = None
    openreview_id: str | None = None


def read_links(spans: Sequence[Span]) -> Links:
    """Read the links of a publication; what is no web address, or a person's, is left out."""
    targets = [t for span in spans if span.href and (t := _read(span.href))]
    links = tuple(dict.fromkeys(t.link for t in targets))
    dois = [t.doi for t in targets if t.doi]
    arxiv_id = next((t.arxiv_id for t in targets if t.arxiv_id), None)
    openreview_id = next((t.openreview_id for t in targets if t.openreview_id), None)
    return Links(
        links=links,
        url=_best(links, arxiv_id, openreview_id),
        doi=next((d for d in dois if not _ARXIV_DOI.fullmatch(d)), dois[0] if dois else None),
        arxiv_id=arxiv_id,
        openreview_id=openreview_id,
    )


def _best(links: tuple[Link, ...], arxiv_id: str | None, openreview_id: str | None) -> str | None:
    """Return the best landing page; an identifier has one even where the page links its PDF."""
    first = {link.kind: link.url for link in reversed(links)}
    if openreview_id:
        first.setdefault("openreview", f"https://openreview.net/forum?id={openreview_id}")
    if arxiv_id:
        first.setdefault("arxiv", f"https://arxiv.org/abs/{arxiv_id}")
    return next((first[kind] for kind in _BEST if kind in first), None)


def _read(href: str) -> _Target | None:
    if (url := canonical(href)) is None or is_person(url):
        return None
    parts = urlsplit(url)
    host, path = parts.hostname or "", unquote(parts.path)
    if host in ("doi.org", "dx.doi.org", "www.doi.org"):
        doi = _doi(path.lstrip("/"))
        kept = Link(kind="doi", url=f"https://doi.org/{doi}") if doi else Link(kind="page", url=url)
        return _Target(link=kept, doi=doi, arxiv_id=_arxiv_of(doi))
    if host.removeprefix("www.") in ("arxiv.org", "export.arxiv.org"):
        return _read_arxiv(url, path)
    if host.removeprefix("www.") in ("openreview.net", "api.openreview.net", "api2.openreview.net"):
        return _read_openreview(url, path, parts.query)
    if host.removeprefix("www.") in _ARXIV_READERS and (found := _ARXIV_AT_READERS.fullmatch(path)):
        return _Target(link=Link(kind="page", url=url), arxiv_id=found[1])
    doi = _doi(unquote(f"{parts.path}?{parts.query}" if parts.query else parts.path), view=True)
    return _Target(link=Link(kind=_kind(host, path), url=url), doi=doi, arxiv_id=_arxiv_of(doi))


def _read_arxiv(url: str, path: str) -> _Target:
    found = _ARXIV_PATH.fullmatch(path)
    if found and not path.lower().startswith("/pdf/"):
        return _Target(link=Link(kind="arxiv", url=f"https://arxiv.org/abs/{found[1]}"), arxiv_id=found[1])
    return _Target(link=Link(kind="pdf" if found else "page", url=url), arxiv_id=found[1] if found else None)


def _read_openreview(url: str, path: str, query: str) -> _Target:
    given = (parse_qs(query).get("id") or [""])[0].strip(".,;) ")
    if path not in ("/forum", "/pdf", "/attachment") or not _OPENREVIEW_ID.fullmatch(given):
        return _Target(link=Link(kind=_kind("openreview.net", path), url=url))
    if path != "/forum":
        return _Target(link=Link(kind="pdf", url=url), openreview_id=given)
    return _Target(link=Link(kind="openreview", url=f"https://openreview.net/forum?id={given}"), openreview_id=given)


def _kind(host: str, path: str) -> str:
    if path.lower().endswith(".pdf") or "/pdf/" in path.lower():
        return "pdf"
    return "code" if _CODE_HOST.fullmatch(host) and not _CODE_NOT.match(path) else "page"


def _doi(text: str, *, view: bool = False) -> str | None:
    """Return the DOI in a text, lower case; with `view`, without the publisher's path of a view.

    A text that is no text, such as a decoded `%ff%00`, is no DOI.
    """
    found = _DOI.search(text)
    if not found:
        return None
    doi = _DOI_VIEW.sub("", re.split(r"[?&#]", found.group())[0]) if view else found.group()
    doi = _trim(doi).lower()
    return doi if _DOI.fullmatch(doi) and doi.isprintable() and "\ufffd" not in doi else None


def _arxiv_of(doi: str | None) -> str | None:
    found = _ARXIV_DOI.fullmatch(doi or "")
    return found[1] if found else None


def _trim(identifier: str) -> str:
    """Strip the punctuation of a sentence from the end; a bracket stays where it has its partner."""
    while identifier:
        last = identifier[-1]
        if last not in ".,;:'\"" and identifier.count(_PAIRS.get(last, last)) >= identifier.count(last):
            break
        identifier = identifier[:-1]
    return identifier

"""A page of an institute: what kind it is, whether it may be read, and the publications it names."""

import re
from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import ClassVar
from urllib.parse import unquote

from rapidfuzz import fuzz

from pubcrawl.errors import LayoutDrift
from pubcrawl.items import Institute, RawPublication
from pubcrawl.pages.body import is_garbled
from pubcrawl.pages.document import Document
from pubcrawl.pages.fields import Fields
from pubcrawl.pages.layout import Layout
from pubcrawl.text.address import split
from pubcrawl.text.dates import as_printed
from pubcrawl.text.marker import remove_marker
from pubcrawl.text.words import NEAR, STARS, content_stems, fold, title_overlap

_MARKS = re.compile(rf"[{STARS}†‡]")


def mark_repeats(raws: Sequence[RawPublication]) -> tuple[RawPublication, ...]:
    """Flag, among the publications of one page, those whose abstract belongs to another title.

    `abstract_repeated` goes to every publication of a group that has another title than the owner;
    `authors_repeated` too where the authors are the owner's. The same title twice is two versions of a work,
    and publications without a title say nothing about being different works: neither is flagged.
    """
    marked = list(raws)
    keys = [fold(remove_marker(raw.abstract).text) if raw.abstract else "" for raw in raws]
    titled = [i for i, raw in enumerate(raws) if keys[i] and raw.title]
    for group in (group for group in _groups(titled, keys) if len(group) > 1):
        owner = raws[max(group, key=lambda i: (title_overlap(raws[i].title or "", keys[i]), -i))]
        for i in group:
            if fold(raws[i].title or "") != fold(owner.title or ""):
                flags = {*raws[i].flags, "abstract_repeated"}
                if _authors(owner) and _authors(raws[i]) == _authors(owner):
                    flags.add("authors_repeated")
                marked[i] = replace(raws[i], flags=tuple(sorted(flags)))
    return tuple(marked)


_MANY = 4
_NEAR_BY = 2
"""Publications between a title and an abstract that were paired wrongly: a page is not shuffled."""
_TITLE_WORDS = 3
"""Words from which a title says enough to be compared with an abstract."""


def mark_mismatches(raws: Sequence[RawPublication]) -> tuple[RawPublication, ...]:
    """Flag, among the publications of one page, those whose abstract speaks of another title and not of its own.

    Playful titles share no word with their abstract: that alone says nothing. One without a word of its own title, but
    with several of a title nearby whose own abstract has none either, was paired wrongly.
    """
    titles = [content_stems(raw.title or "") for raw in raws]
    texts = [content_stems(remove_marker(raw.abstract or "").text) for raw in raws]
    holders = defaultdict(list)
    for i, stems in enumerate(titles):
        for stem in stems if len(stems) >= _TITLE_WORDS and not stems & texts[i] else ():
            holders[stem].append(i)
    marked = list(raws)
    for i, raw in enumerate(raws):
        stems = texts[i]
        if len(titles[i]) < _TITLE_WORDS or titles[i] & stems or "abstract_repeated" in raw.flags:
            continue
        near = range(i - _NEAR_BY, i + _NEAR_BY + 1)
        shared = Counter(other for stem in stems for other in holders.get(stem, ()) if other in near)
        if any(count > 1 and 3 * count >= len(titles[other]) for other, count in shared.items()):
            marked[i] = replace(raw, flags=tuple(sorted({*raw.flags, "title_abstract_mismatch"})))
    return tuple(marked)


def _groups(indices: Sequence[int], keys: Sequence[str]) -> Iterator[list[int]]:
    """Group the indices whose abstracts are one text, in page order.

    A text is compared with the first that holds some four words of it in a row: all texts with one another would be
    half a million comparisons on a page of a thousand.
    """
    groups = {i: [i] for i in indices}
    holder: dict[str | tuple[str, ...], int] = {}
    for i in indices:
        words = keys[i].split()
        runs: list[str | tuple[str, ...]] = [keys[i], *zip(words, words[1:], words[2:], words[3:], strict=False)]
        for other in dict.fromkeys(holder.setdefault(run, i) for run in runs):
            one, two = groups[other], groups[i]
            if one is not two and fuzz.ratio(keys[other], keys[i], score_cutoff=NEAR) >= NEAR:
                one += two
                groups.update(dict.fromkeys(two, one))
    yield from (sorted(group) for i, group in groups.items() if group[0] == i)


def _authors(raw: RawPublication) -> str:
    return fold(_MARKS.sub(" ", "".join(span.text for span in raw.authors)))


_CHALLENGE = re.compile(
    r"just a moment|checking your browser|verify(?:ing)? (?:that )?you are (?:a )?human|enable javascript and cookies"
    r"|attention required|access denied|un instant|vérifi\w+ que vous êtes humain",
    re.IGNORECASE,
)
_MAINTENANCE = re.compile(
    r"under maintenance|site maintenance|maintenance mode|down for maintenance|temporarily unavailable|be back soon"
    r"|en maintenance|temporairement indisponible|de retour bientôt",
    re.IGNORECASE,
)
_SHORT_PAGE = 40
LONGEST_TEXT = 50_000
"""Characters of a field; an abstract has two thousand, and whatever has more swallowed its neighbours."""
LONGEST_AUTHORS = 200_000
"""Characters of the author lines; collaborations have thousands of authors."""


class Refused(Exception):
    """The page answers, but it is not the page that was asked for; `reason` names what it is."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class Page(ABC):
    """One page of one site, read by its institute's rules.

    Attributes:
        institute: whose pages they are.
        sites: names of the sites whose pages are read this way.
        most_publications: of one page; a page with more of them is not what it was. None where a page lists all.
    """

    institute: ClassVar[Institute]
    sites: ClassVar[tuple[str, ...]]
    most_publications: ClassVar[int | None] = 1000

    def __init__(self, document: Document, site: str) -> None:
        self.document = document
        self.site = site

    @property
    @abstractmethod
    def kind(self) -> str:
        """`listing`, `profile`, `roundup`, or `other`."""

    @abstractmethod
    def fields(self) -> Sequence[Fields]:
        """Return the publications of the page, in page order.

        Raises:
            LayoutDrift: the page shows publications, but not by the cues they are read by.
        """

    def layout(self) -> Layout:
        """Return where the units of the page stand and what each place in them holds, as far as a class knows."""
        return Layout()

    def check(self) -> None:
        """Refuse a page that is not what was asked for.

        Raises:
            Refused: a challenge, a maintenance page, another page in its place, another site's page, or a garbled one.
        """
        document = self.document
        lines = [b.text for b in document.blocks]
        if not lines:
            raise Refused("empty", "the page is empty")
        if is_garbled("".join(lines)):
            raise Refused("mojibake", "most accents of the page were lost: it is not in the charset it declares")
        canonical = next((a.href for a in document.anchors if "canonical" in a.rel), None)
        host = split(canonical).hostname if canonical else None
        if host and host not in (*self.institute.hosts, split(document.url).hostname):
            raise Refused("other_site", f"the page says it belongs to {host:.100}, which is not {self.site}")
        head = "\n".join([document.title, *lines[:_SHORT_PAGE]]) if len(lines) < _SHORT_PAGE else document.title
        if _CHALLENGE.search(head):
            raise Refused("challenge", "the site answered with a challenge page")
        if _MAINTENANCE.search(head):
            raise Refused("maintenance", "the site is under maintenance")

    def records(self, fetched_at: datetime) -> tuple[RawPublication, ...]:
        """Return the publications of the page, repeated abstracts marked.

        Raises:
            Refused: the page is not what was asked for.
            LayoutDrift: see `fields`; or more publications, or longer texts, than there can be.
        """
        self.check()
        found = self.fields()
        if reason := implausible(found, self.most_publications):
            raise LayoutDrift(reason)
        raws = [
            RawPublication(
                site=self.site,
                institute=self.institute.name,
                source_url=self.document.url,
                source_kind=self.kind,
                page_language=self.document.language,
                fetched_at=fetched_at,
                position=i,
                title=f.title,
                authors=f.authors,
                abstract=f.abstract,
                date=f.date and as_printed(f.date),
                datetime=f.datetime,
                venue=f.venue,
                section=f.section,
                links=f.links,
                starred=f.starred,
                flags=tuple(sorted(set(f.flags))),
            )
            for i, f in enumerate(found)
        ]
        marked = mark_mismatches(mark_repeats(raws))
        wrong = sum("title_abstract_mismatch" in raw.flags for raw in marked)
        if wrong >= _MANY and 4 * wrong >= len(marked):
            raise LayoutDrift(f"{wrong} of {len(marked)} abstracts speak of another title of the page than their own")
        return marked

    def skeleton(self) -> frozenset[str]:
        """Return the tag paths of the elements that hold the page's lines."""
        paths: list[str] = []
        for element in self.document.elements:
            above = f"{paths[element.parent]}/" if element.parent >= 0 else ""
            paths.append(f"{above}{element.tag}")
        return frozenset(paths)

    @property
    def path(self) -> str:
        """The decoded path of the page's address."""
        return unquote(split(self.document.url).path)


def implausible(found: Sequence[Fields], most: int | None) -> str | None:
    """Return why publications cannot be those of one page, such as a text that is too long; None when they can."""
    if most is not None and len(found) > most:
        return f"{len(found):,} publications on one page"
    for f in found:
        authors = sum(len(span.text) for span in f.authors)
        longest = max(len(text or "") for text in (f.title, f.abstract, f.date, f.venue))
        if longest > LONGEST_TEXT or authors > LONGEST_AUTHORS:
            return f"a publication with a text of {max(longest, authors):,} characters"
    return None

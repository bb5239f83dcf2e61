"""What Mila's pages say, in English and in French."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar
from urllib.parse import parse_qs, unquote

from pubcrawl.errors import LayoutDrift
from pubcrawl.items import Institute
from pubcrawl.pages.document import Tree
from pubcrawl.pages.fields import Fields, read_page
from pubcrawl.pages.layout import Layout
from pubcrawl.pages.learned import learned_layout
from pubcrawl.pages.page import Page, Refused
from pubcrawl.pages.raw import HEADINGS
from pubcrawl.pages.running import read_running
from pubcrawl.pages.units import explain_absence
from pubcrawl.text.address import is_profile, split
from pubcrawl.text.dates import is_date
from pubcrawl.text.marker import MARKER, at_cut
from pubcrawl.text.words import PROSE

_LISTING = re.compile(r"/(?:en/research|fr/recherche)/publications/?$")
_PROFILE = re.compile(r"/(?:en/directory|fr/annuaire)/[^/]+/?$")
_NEXT_WORDS = re.compile(r"(?:next|suivante?|page suivante|next page|aller à la page suivante)\W*", re.IGNORECASE)
_LATEST = frozenset(("latest publications", "dernières publications", "publications récentes"))
_MANY = 4


def _contradiction(found: Sequence[Fields]) -> str | None:  # noqa: PLR0911  one answer a rule
    """Return what publications of the site never are, all on one page; None when they may be."""
    told = ((f.date and is_date(f.date), f.venue) for f in found)
    dates, venues = (sum(map(bool, column)) for column in zip(*told, strict=True))
    whole = sum(bool(f.title and (f.abstract or f.date or f.venue)) for f in found)
    titles = Counter(f.title for f in found if f.title)
    title, times = titles.most_common(1)[0] if titles else ("", 0)
    if max(dates, venues) >= _MANY and not min(dates, venues):
        return f"{dates} dates and {venues} venues on a page, but the site prints both or neither"
    several = sum(" / " in (f.date or "") for f in found)
    if several >= _MANY and 4 * several >= dates:
        return f"{several} of {dates} dates are several, and no label tells which of them is meant"
    texts = sum(len(f.title or "") >= PROSE and not f.abstract for f in found)
    if 2 * texts > len(found):
        return f"{texts} of {len(found)} titles are texts"
    unsure = sum("layout_unsure" in f.flags for f in found)
    if 4 * unsure > 3 * len(found):
        return f"{unsure} of {len(found)} publications hold a line that nothing explains"
    if 2 * whole < len(found):
        return f"{len(found) - whole} of {len(found)} publications have no title, or nothing but a title and people"
    if times >= _MANY and 2 * times > len(found):
        return f"{times} of {len(found)} publications have the title {title!r:.60}"
    if not any(f.authors for f in found):
        return f"none of {len(found)} publications names anybody"
    return None


class MilaPage(Page):
    """A listing or a profile; the French pages differ in their furniture alone."""

    sites: ClassVar[tuple[str, ...]] = ("mila_en", "mila_fr")
    institute: ClassVar[Institute] = Institute(
        name="mila",
        hosts=("mila.quebec", "www.mila.quebec"),
        profile=re.compile(r"/(?:[a-z]{2}/)?(?:directory|annuaire)/[^/]+/?"),
        date_shift=1,
    )
    """Its dates are a day early: papers dated 2025-10-05 are dated 2025-10-06 by their proceedings (PMLR 267), those of
    2026-03-01 belong to workshops of 2026-03-02, and 2025-12-31 stands for the year 2026. A day kept as midnight UTC
    and printed in Montreal's time is the day before. Every whole reading of a list tests it; see `judge_shift`.
    """

    @property
    def kind(self) -> str:
        """`listing` or `profile` by the address; by the heading where the address says nothing."""
        told = _LISTING.search(self.path) or (self._heading is not None and not _PROFILE.search(self.path))
        return "listing" if told else "profile"

    @cached_property
    def _heading(self) -> int | None:
        return next((i for i, b in enumerate(self.document.blocks) if b.text.strip().lower() == "publications"), None)

    def check(self) -> None:
        """Refuse also the home page, which the site serves in the place of pages that are gone."""
        super().check()
        lines = [b.text.strip().lower() for b in self.document.blocks]
        tags = [self.document.elements[b.path[-1]].tag if b.path else "" for b in self.document.blocks]
        home = not {("h1", "home"), ("h1", "accueil")}.isdisjoint(zip(tags, lines, strict=True))
        headed = any(said == "publications" and tag in HEADINGS for tag, said in zip(tags, lines, strict=True))
        latest = not _LATEST.isdisjoint(lines) and "publications" not in lines
        at_root = self.path.rstrip("/") in ("", "/en", "/fr") and split(self.document.url).scheme != "file"
        if latest or at_root or (home and not headed):
            raise Refused("soft_404", "the site answered with its home page")

    def fields(self) -> Sequence[Fields]:
        """Return the publications of the page; an empty list is a page past the end."""
        found = self._structured() if self.document.structured else self._running()
        cut = [f.abstract[: m.start()] for f in found if f.abstract and (m := MARKER.search(f.abstract))]
        unsure = sum(not at_cut(before) for before in cut)
        if len(cut) >= _MANY and 2 * unsure > len(cut):
            raise LayoutDrift(f"{unsure} of {len(cut)} see-more markers do not stand where the site puts them")
        if self.document.structured and len(found) >= _MANY and (reason := _contradiction(found)):
            raise LayoutDrift(reason)
        return found

    def _structured(self) -> list[Fields]:
        tree = Tree(self.document)
        _, running, read = read_page(tree, self.institute.profile)
        fields = list(read.fields)
        fields += [entry for start, end in running for entry in read_running(tree.blocks[start:end])]
        if not fields:
            explain_absence(tree)
        return fields

    def layout(self) -> Layout:
        """Return the layout of the page as it was learned; one without units for text without markup."""
        tree = Tree(self.document)
        units, _, read = read_page(tree, self.institute.profile)
        return learned_layout(tree, units, read.lines, read.slots)

    def _running(self) -> list[Fields]:
        start = 0 if self._heading is None else self._heading + 1
        if fields := read_running(self.document.blocks[start:]):
            return fields
        raise LayoutDrift("no see-more marker and no venue line in the text")

    def next_url(self) -> str | None:
        """Return the address of the next page by `rel=next` or by the pager's word for it; None without either."""
        anchors = self.document.anchors
        worded = next((a.href for a in anchors if _NEXT_WORDS.fullmatch(a.text)), None)
        return next((a.href for a in anchors if "next" in a.rel), worded)

    def pager_urls(self) -> tuple[str, ...]:
        """Return the addresses of this page's own other pages, as its pager links them."""
        own = (a.href for a in self.document.anchors if self.path_of(a.href) == self.path)
        return tuple(dict.fromkeys(u for u in own if set(parse_qs(split(u).query)) == {"page"}))

    @staticmethod
    def path_of(url: str) -> str:
        """Return the decoded path of an address."""
        return unquote(split(url).path)

    def profile_urls(self) -> tuple[str, ...]:
        """Return the profiles the page links to on its own host and in its own language, in order."""
        host = split(self.document.url).hostname
        language = self.path.split("/")[1] if "/" in self.path else ""
        found = (a.href for a in self.document.anchors if is_profile(a.href) and split(a.href).hostname == host)
        return tuple(dict.fromkeys(u for u in found if self.path_of(u).startswith(f"/{language}/")))

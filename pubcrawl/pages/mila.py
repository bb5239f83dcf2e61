"""What Mila's pages say, in English and in French."""

import re
from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar
from urllib.parse import parse_qs, unquote

from pubcrawl.errors import LayoutDrift
from pubcrawl.items import Institute
from pubcrawl.pages.cards import explain_absence, find_cards
from pubcrawl.pages.document import Document, Tree
from pubcrawl.pages.fields import Fields, Habits, read_fields
from pubcrawl.pages.page import Page, Refused
from pubcrawl.pages.running import read_running
from pubcrawl.text.address import is_profile, split
from pubcrawl.text.marker import MARKER, at_cut

_LISTING = re.compile(r"/(?:en/research|fr/recherche)/publications/?$")
_PROFILE = re.compile(r"/(?:en/directory|fr/annuaire)/[^/]+/?$")
_NEXT_WORDS = re.compile(r"(?:next|suivante?|page suivante|next page|aller à la page suivante)\W*", re.IGNORECASE)
_HOME_WORDS = frozenset(("home", "accueil"))
_LATEST = frozenset(("latest publications", "dernières publications", "publications récentes"))
_MANY = 4


class MilaPage(Page):
    """A listing or a profile; the French pages differ in their furniture alone."""

    sites: ClassVar[tuple[str, ...]] = ("mila_en", "mila_fr")
    institute: ClassVar[Institute] = Institute(
        name="mila",
        hosts=("mila.quebec", "www.mila.quebec"),
        profile=re.compile(r"/(?:[a-z]{2}/)?(?:directory|annuaire)/[^/]+/?"),
    )

    @property
    def kind(self) -> str:
        """`listing` or `profile` by the address; by the heading where the address says nothing."""
        if _LISTING.search(self.path):
            return "listing"
        if _PROFILE.search(self.path):
            return "profile"
        return "listing" if self._heading is not None else "profile"

    @cached_property
    def _heading(self) -> int | None:
        return next((i for i, b in enumerate(self.document.blocks) if b.text.strip().lower() == "publications"), None)

    def check(self) -> None:
        """Refuse also the home page, which the site serves in the place of pages that are gone."""
        super().check()
        lines = [b.text.strip().lower() for b in self.document.blocks]
        heads = [b.text.strip().lower() for b in self.document.blocks if self._is_h1(self.document, b.path)]
        latest = bool(_LATEST & set(lines)) and "publications" not in lines
        at_root = self.path.rstrip("/") in ("", "/en", "/fr") and split(self.document.url).scheme != "file"
        if latest or at_root or bool(_HOME_WORDS & set(heads)):
            raise Refused("soft_404", "the site answered with its home page")

    @staticmethod
    def _is_h1(document: Document, path: tuple[int, ...]) -> bool:
        return bool(path) and document.elements[path[-1]].tag == "h1"

    def fields(self) -> Sequence[Fields]:
        """Return the publications of the page; an empty list is a page past the end."""
        found = self._structured() if self.document.structured else self._running()
        marked = [m.start() for f in found if f.abstract and (m := MARKER.search(f.abstract))]
        texts = [f.abstract or "" for f in found if f.abstract and MARKER.search(f.abstract)]
        unsure = sum(not at_cut(t[:at]) for t, at in zip(texts, marked, strict=True))
        if len(marked) >= _MANY and 2 * unsure > len(marked):
            raise LayoutDrift(f"{unsure} of {len(marked)} see-more markers do not stand where the site puts them")
        return found

    def _structured(self) -> list[Fields]:
        tree = Tree(self.document)
        found = find_cards(tree)
        habits = Habits(tree, found.cards)
        fields = [read_fields(tree, card, habits, self.institute.profile) for card in found.cards]
        for lines in found.running:
            fields += read_running(lines)
        if not fields:
            explain_absence(tree)
        return fields

    def _running(self) -> list[Fields]:
        start = 0 if self._heading is None else self._heading + 1
        fields = read_running(self.document.blocks[start:])
        if not fields:
            raise LayoutDrift("no see-more marker and no venue line in the text")
        return fields

    def next_url(self) -> str | None:
        """Return the address of the next page by `rel=next` or by the pager's word for it; None without either."""
        marked = [a.href for a in self.document.anchors if "next" in a.rel]
        worded = [a.href for a in self.document.anchors if _NEXT_WORDS.fullmatch(a.text)]
        return next(iter([*marked, *worded]), None)

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
        return tuple(dict.fromkeys(u for u in found if unquote(split(u).path).startswith(f"/{language}/")))

"""What Amii's conference round-ups say: papers one after another, each led by a title and a line of authors."""

import re
from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar

from pubcrawl.errors import LayoutDrift
from pubcrawl.items import Institute
from pubcrawl.pages.document import Block
from pubcrawl.pages.fields import Fields, author_spans
from pubcrawl.pages.layout import Layout
from pubcrawl.pages.learned import learned_layout
from pubcrawl.pages.legends import institute_mark, is_legend, sets_some_apart, starred, tells_of_mark, unexplained_signs
from pubcrawl.pages.page import Page
from pubcrawl.pages.paper_cues import SECTION, leads_to_paper, names_somebody
from pubcrawl.pages.papers import read_papers
from pubcrawl.pages.people import has_profile
from pubcrawl.pages.roundup import Paper, Roundup
from pubcrawl.text.venues import known_venue

ROUNDUP = re.compile(r"/(?:updates-insights|latest-from-amii)/amii-(?:[a-z]+-)*at-[a-z0-9-]*\d{4}[^/]*/?$")
"""Addresses of round-ups, as the sitemap and the index page list them."""
_MANY = 4
_YEAR = re.compile(r"\b(20\d\d)\b")


class AmiiPage(Page):
    """A round-up post; its conference is named in its title, the kind of paper by the section heading."""

    sites: ClassVar[tuple[str, ...]] = ("amii",)
    institute: ClassVar[Institute] = Institute(
        name="amii",
        hosts=("www.amii.ca", "amii.ca"),
        profile=re.compile(r"/(?:[a-z]{2}/)?people/[^/]+/?"),
    )

    @property
    def kind(self) -> str:
        """Always `roundup`: nothing else of the site holds publications."""
        return "roundup"

    def fields(self) -> Sequence[Fields]:
        """Return the papers of the round-up.

        Raises:
            LayoutDrift: a round-up without papers, paper links that lead to none, or more headings than papers.
        """
        papers = self._papers
        links = sum(map(leads_to_paper, self._roundup.listed() if self._roundup else self._lines))
        led = sum(p.is_linked for p in papers)
        told = any(SECTION.fullmatch(b.text) or is_legend(b.text) for b in self.document.blocks)
        if links > led or (not papers and (told or not self._roundup or ROUNDUP.search(self.path))):
            raise LayoutDrift(f"{links} paper links on the page, {led} of them under a title with authors")
        if papers and not any(p.authors for p in papers):
            raise LayoutDrift(f"none of {len(papers)} papers names anybody")
        left = self._roundup.headings_left() if self._roundup else 0
        if left >= max(_MANY, 2 * len(papers)):
            raise LayoutDrift(f"{left} headings with a text below them, but {len(papers)} papers")
        if self._roundup and (lost := self._roundup.papers_left()):
            raise LayoutDrift(f"{lost} lines of people below what may be a title, but in no paper")
        nobody = sum(bool(p.authors) and not any(map(names_somebody, p.authors)) for p in papers)
        if nobody > 1 and 2 * nobody > len(papers):
            raise LayoutDrift(f"{nobody} of {len(papers)} lines of authors name nobody")
        venue, year = self._conference(papers)
        texts, authors = [b.text for b in self.document.blocks], [b for p in papers for b in p.authors]
        mark = institute_mark(texts, authors)
        marks = [institute_mark([p.legend], ()) if p.legend else mark for p in papers]
        signs = unexplained_signs(texts, authors)
        signed = [any(not signs.isdisjoint(b.text) for b in p.authors) for p in papers]
        apart = [signed[i] or sets_some_apart(p.authors, self.document.elements) for i, p in enumerate(papers)]
        unexplained = sum(apart) > 1  # in one alone it may be who speaks
        untold = not (mark or any(marks) or any(map(has_profile, authors))) and any(map(tells_of_mark, texts))
        return [
            Fields(
                title=p.title,
                authors=author_spans(starred(p.authors, marks[i], self.document.elements), self.institute.profile),
                abstract=p.abstract,
                date=year,
                venue=venue,
                section=p.section,
                starred=marks[i] is not None or bool(p.legend),
                flags=(*p.flags, "authors_unsure")
                if untold or (unexplained and apart[i] and marks[i] is None)
                else p.flags,
                links=tuple(dict.fromkeys(r for r in p.links if r.href)),
            )
            for i, p in enumerate(papers)
        ]

    @cached_property
    def _roundup(self) -> Roundup | None:
        return Roundup(self.document) if self.document.structured else None

    @property
    def _lines(self) -> Sequence[Block]:
        """The lines that papers are read from."""
        return self._roundup.tree.blocks if self._roundup else self.document.blocks

    @cached_property
    def _papers(self) -> Sequence[Paper]:
        return self._roundup.papers() if self._roundup else read_papers(self.document.blocks)

    def layout(self) -> Layout:
        """Return the layout of the page as it was learned; one without units for text without markup."""
        if self._roundup is None:
            return Layout()
        read = self._roundup.read
        return learned_layout(self._roundup.tree, self._roundup.units, read.lines, read.slots)

    def _conference(self, papers: Sequence[Paper]) -> tuple[str | None, str | None]:
        """The conference a round-up is about, and its year: from its title, its address, then its introduction."""
        first = papers[0].start if papers else 0
        slug = self.path.rsplit("/", 1)[-1].replace("-", " ")
        heads = [b.text for b in self._lines[:first]]
        for text in (self.document.title, *[t for t in heads if len(t) < 200], slug, *heads):  # noqa: PLR2004  headings before prose
            if known := known_venue(text):
                year = _YEAR.search(text) or _YEAR.search(slug)
                return known[1], year[1] if year else None
        return None, None

    def roundup_urls(self) -> tuple[str, ...]:
        """Return the addresses of the round-ups this page links to, in order."""
        hrefs = (a.href for a in self.document.anchors)
        return tuple(dict.fromkeys(h for h in hrefs if ROUNDUP.search(h.split("?")[0].split("#")[0])))

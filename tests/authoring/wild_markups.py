"""Whole Mila pages in markups drawn at random, and how well they are read.

    python -m tests.authoring.wild_markups [--pages 500] [--seed 1] [--show 10]
    python -m tests.authoring.wild_markups --page NUMBER

A page follows from its number alone, so that any of them can be made again. Pages are drawn evenly, which an accuracy
needs and a search for the simplest example does not give; `smallest` makes a failing page simple afterwards.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from itertools import groupby
from random import Random

from pubcrawl.errors import LayoutDrift
from pubcrawl.items import RawPublication, Span
from pubcrawl.pages.body import read
from pubcrawl.pages.mila import MilaPage
from pubcrawl.stages.authors import read_authors
from pubcrawl.stages.clean import clean
from pubcrawl.text.marker import MARKER
from tests.authoring.frame import BASE_URL, Place, framed
from tests.authoring.people import NOEMIE
from tests.authoring.publications import (
    ExpectedPublication,
    InventedAuthor,
    InventedPublication,
    Language,
    expected,
    publications,
)
from tests.authoring.wild_cards import MONTHS, OPTIONS, WORDS, Slots, Traits, in_words, settled
from tests.authoring.wild_score import Facts, Score, compared, explained, order, summary

_WHEN = datetime(2026, 6, 1, tzinfo=UTC)
_EXTRAS = ("eyebrow", "topics", "cited", "buttons", "citation", "more", "picture", "stretched", "labels", "kind_behind")
_NEWS: dict[Language, dict[str, str]] = {
    "en": {
        "letter": "Stay Close|Each month our works and events in your mailbox; leave us when you like.",
        "news": "A Second Winter School|Thirty students from nine towns met for a week and left with more questions than "
        "they had brought. Their teachers, who had promised to answer every one of them, asked for a third school.",
    },
    "fr": {
        "letter": "Restons proches|Chaque mois, nos travaux et nos rencontres; on se quitte quand on veut.",
        "news": "Une deuxième école d’hiver|Trente étudiantes et étudiants de neuf villes se sont réunis une semaine et "
        "sont repartis avec plus de questions qu’à leur arrivée. Leurs professeurs veulent déjà une troisième école.",
    },
}


@dataclass(frozen=True)
class WildPage:
    """A page: what it lists, in which language and markup; `cues` says whether it gives what it is read by."""

    number: int
    language: Language
    entries: tuple[InventedPublication, ...]
    traits: Traits
    cues: bool = True

    def __str__(self) -> str:
        keys = ", ".join(p.key for p in self.shown)
        return f"page {self.number} ({self.language}, {len(self.entries)} publications): {self.traits!r}\n    {keys}"

    @property
    def place(self) -> Place:
        """Where the page stands on its site."""
        return Place(language=self.language, kind=self.traits["kind"], page=1, last_page=4, person=NOEMIE)

    @property
    def shown(self) -> Sequence[InventedPublication]:
        """The publications in page order: by date where they stand in groups."""
        entries = [_by_owner(p) for p in self.entries] if self.traits["owner"] == "plain" else list(self.entries)
        apart = [i for i, p in enumerate(entries) if _has_both(p)][:2] if self.traits["only_name"] else []
        for i in apart:
            entries[i] = _with_only_name(entries[i])
        if self.traits["groups"] == "none":
            return entries
        return sorted(entries, key=lambda p: p.date or "", reverse=True)

    def html(self) -> str:
        """Return the page."""
        t, listed = self.traits, [(self._group(p), self._unit(p)) for p in self.shown]
        if t["intruder"] != "none":
            listed.insert(min(2, len(listed)), (listed[-1][0] if len(listed) < 3 else listed[2][0], self._intruder()))
        gap = t["gap"]
        groups = [(name, [unit for _, unit in found]) for name, found in groupby(listed, key=lambda row: row[0])]
        if t["unit"] in ("tr", "terms", "flat"):
            cards = gap.join(self._heading(name) + gap.join(units) for name, units in groups)
            around = {"tr": "<table><tbody>{}</tbody></table>", "terms": "<dl>{}</dl>", "flat": "<div>{}</div>"}
            cards = around[t["unit"]].format(cards)
        else:
            made = (self._heading(name) + self._list(units) for name, units in groups)
            cards = gap.join(f"<section>{m}</section>" if t["groups"] != "none" else m for m in made)
        return framed(self.place, cards, pager=t["pager"], furniture=t["furniture"])

    def without_cues(self) -> "WildPage":
        """Return the page without markers, statuses, links to people, and dates but in words."""
        return replace(self, traits=Traits(self.traits, toggle="script", dated="digits"), cues=False)

    def _group(self, entry: InventedPublication) -> str:
        how, date = self.traits["groups"], entry.date
        if how == "none":
            return ""
        if not date:
            return WORDS[self.language]["small"][4]
        return date[:4] if how == "years" else f"{MONTHS[self.language][int(date[5:7]) - 1].capitalize()} {date[:4]}"

    def _heading(self, name: str) -> str:
        if self.traits["unit"] == "tr":
            return f'<tr><th colspan="9">{name}</th></tr>' if name else ""
        return f"<h2>{name}</h2>" if name else ""

    def _list(self, units: Sequence[str]) -> str:
        t, gap = self.traits, str(self.traits["gap"])
        if t["around"] != "none" and t["unit"] != "li":
            units = [f'<div class="col">{unit}</div>' for unit in units]
        size = -(-len(units) // (t["columns"] or 1))
        shares = [gap.join(units[i : i + size]) for i in range(0, len(units), size)]
        tag = "ul" if t["unit"] == "li" else "div"
        return gap.join(f'<{tag} class="list">{gap}{share}{gap}</{tag}>' for share in shares)

    def _unit(self, entry: InventedPublication, traits: Traits | None = None) -> str:
        t = traits or self.traits
        if not self.cues:
            people = tuple(replace(a, slug=None) for a in entry.authors)
            entry = replace(
                entry, authors=people, status=None, date=in_words(entry.date, self.language) if entry.date else None
            )
        slots = Slots(t, entry, self.language)
        pieces, gap, unit, inside = slots.pieces(), str(t["gap"]), t["unit"], t["inside"]
        if unit == "tr":
            own = [name for name in ("date", "venue", "meta") if name in pieces]
            rest = (value for name, value in pieces.items() if value and name not in own)
            cells = [pieces[n] for n in own] + ["<br>".join(rest)] if inside == "lines" else pieces.values()
            return f"<tr>{gap.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
        given = {name: value for name, value in pieces.items() if value}
        if unit in ("terms", "flat"):
            return gap.join(given.values())
        body = ("<br>" + gap if inside == "lines" else gap).join(given.values())
        if inside == "head and body":
            head = gap.join(v for n, v in given.items() if n in ("top", "title", "authors"))
            body = f"<header>{head}</header><div>{gap.join(v for n, v in given.items() if n not in ('top', 'title', 'authors'))}</div>"
        for _ in range({"body": 1, "two wrappers": 2}.get(inside, 0)):
            body = slots.tag("div", "body", body)
        return slots.tag(unit, "card", f"{gap}{body}{gap}")

    def _intruder(self) -> str:
        """Return something that is no publication in a publication's clothes: no authors, no venue."""
        how = self.traits["intruder"]
        title, text = _NEWS[self.language]["letter" if how == "letter" else "news"].split("|")
        news = replace(publications()[0], key="news", title=title, abstract=text, authors=(), venue=None, workshop=None)
        news = replace(
            news, links=(), title_href=f"/{self.language}/news/1", date="2026-04-02" if how == "dated news" else None
        )
        return self._unit(news, Traits(self.traits, **{name: OPTIONS[name][0] for name in _EXTRAS}))


def _by_owner(entry: InventedPublication) -> InventedPublication:
    """Return a publication as it may stand on the page of one of its authors, who is named there and not linked."""
    others = [a for a in entry.authors if a.name != NOEMIE.name]
    at = len(entry.title or "") % (len(others) + 1)
    return replace(entry, authors=(*others[:at], InventedAuthor(name=NOEMIE.name, slug=None, star=None), *others[at:]))


def _has_both(entry: InventedPublication) -> bool:
    """Say whether a publication has authors who are linked and others who are not."""
    return {bool(author.slug) for author in entry.authors} == {True, False}


def _with_only_name(entry: InventedPublication) -> InventedPublication:
    """Return a publication one of whose authors without a link has one name only."""
    at = next(i for i, author in enumerate(entry.authors) if not author.slug)
    one = replace(entry.authors[at], name="Ji-woo")
    return replace(entry, authors=(*entry.authors[:at], one, *entry.authors[at + 1 :]))


def wild_page(number: int) -> WildPage:
    """Draw a page by its number."""
    rng = Random(number)  # noqa: S311  repeatable, not secret
    language: Language = rng.choice(("en", "fr"))
    entries = rng.sample(publications(f"mila_{language}"), rng.randint(6, 14))
    traits = Traits({name: rng.choice(options) for name, options in OPTIONS.items()})
    return WildPage(number=number, language=language, entries=tuple(entries), traits=settled(traits))


_FEWEST = 4
"""Publications from which a page is held to what pages of the site have in common; fewer may fail for another reason."""


def smallest(page: WildPage, fails: Callable[[WildPage], bool]) -> WildPage:
    """Return the page with as few publications and as plain a markup as still fails."""
    before = None
    while page != before:
        before = page
        for entry in page.entries:
            fewer = replace(page, entries=tuple(p for p in page.entries if p is not entry))
            page = fewer if len(fewer.entries) >= _FEWEST and fails(fewer) else page
        for name, options in OPTIONS.items():
            plainer = replace(page, traits=settled(Traits(page.traits, **{name: options[0]})))
            page = plainer if plainer != page and fails(plainer) else page
    return page


_TELLS = {
    "title": ("title_",),
    "authors": ("authors_",),
    "abstract": ("abstract_", "title_abstract_"),
    "date": ("date_unreadable",),
    "venue": ("status_", "venue_"),
}


def score(page: WildPage) -> Score:
    """Read a page and compare it with what it was made of."""
    truths = [_wanted(t) for t in expected(page.shown, page.language)]
    raws, said = records(page)
    if said:
        return Score(fields=len(_TELLS) * len(truths), records=len(truths), refused=1, wrong=[said])
    flags = [clean(raw, MilaPage.institute).flags for raw in raws]
    return compared(truths, [_found(raw) for raw in raws], flags, _TELLS)


def records(page: WildPage) -> tuple[tuple[RawPublication, ...], str]:
    """Read a page; where it gives no records, say why: the layout has drifted, or the reader failed."""
    try:
        document = read(page.html().encode(), BASE_URL + page.place.url())
        return MilaPage(document, f"mila_{page.language}").records(_WHEN), ""
    except LayoutDrift as drift:
        return (), f"drift: {drift}"
    except Exception as failure:  # noqa: BLE001  whatever it is, the other pages are still to be measured
        return (), f"failed: {failure!r}"


def is_loud(page: WildPage) -> bool:
    """Say whether a page gives no record, and the reader did not fail."""
    found, said = records(page)
    return not (found or said.startswith("failed"))


def _flat(text: str | None) -> str | None:
    return " ".join(text.split()) if text else None


@cache
def _name(printed: str) -> str:
    """Return a name as the reader spells it, whatever stands around it."""
    made = read_authors([Span(text=printed)], institute=MilaPage.institute, source_url=BASE_URL)
    return made.authors[0].name


def _small_status(venue: str | None) -> str | None:
    """Return a venue line with its last parenthesis in small letters, as badges may have it in capitals."""
    head, sign, status = (_flat(venue) or "").rpartition(" (")
    return f"{head}{sign}{status.lower()}" if head else _flat(venue)


def _wanted(truth: ExpectedPublication) -> Facts:
    authors = tuple((_name(a.name), a.profile_path) for a in truth.authors)
    texts = {"title": truth.title, "abstract": truth.abstract, "date": truth.date, "venue": truth.venue_line}
    facts: Facts = {"authors": authors or None, **{name: _flat(text) for name, text in texts.items()}}
    return facts | {"venue": _small_status(texts["venue"])}


def _found(raw: RawPublication) -> Facts:
    people = read_authors(raw.authors, institute=MilaPage.institute, source_url=raw.source_url).authors
    authors = tuple((a.name, a.profile_url.removeprefix(BASE_URL) if a.profile_url else None) for a in people)
    abstract = MARKER.sub("", raw.abstract, count=1) if raw.abstract else None
    texts = {"title": raw.title, "abstract": abstract, "date": raw.date, "venue": raw.venue}
    facts: Facts = {"authors": authors or None, **{name: _flat(text) for name, text in texts.items()}}
    return facts | {"venue": _small_status(texts["venue"])}


def measure(numbers: Iterable[int]) -> tuple[Score, list[WildPage], list[WildPage]]:
    """Return the score of the pages, those with a wrong value, and those that are quiet when their cues are gone."""
    total, wrong, quiet = Score(), list[WildPage](), list[WildPage]()
    for page in map(wild_page, numbers):
        one = score(page)
        total.add(one)
        wrong += [page] if one.wrong else []
        bare = page.without_cues()
        quiet += [bare] if not is_loud(bare) else []
    return total, wrong, quiet


def explain(pages: Sequence[WildPage], fails: Callable[[WildPage], bool], most: int = 3) -> str:
    """Say of the first pages what they are, how small they can be, and what is wrong first."""

    def first(page: WildPage) -> str:
        return next(iter(score(page).wrong), "") if page.cues else "read without cues"

    return explained(pages[:most], lambda page: smallest(page, fails), first)


def main() -> int:
    asked = order(__doc__)
    if asked.page is not None:
        sys.stdout.write(wild_page(asked.page).html())
        return 0
    total, wrong, quiet = measure(range(asked.first, asked.first + asked.pages))
    sys.stdout.write(
        f"{summary(total, wrong)}, {asked.pages - len(quiet)} of {asked.pages} pages without cues loud\n"
        f"{explain(wrong, lambda page: bool(score(page).wrong), asked.show)}\n"
        f"{explain(quiet, lambda page: not is_loud(page), asked.show)}\n"
    )
    return int(bool(wrong or quiet))


if __name__ == "__main__":
    sys.exit(main())

"""What happens to a site between two nights: records come and go, are mended, moved and renamed.

Whatever happens can be told apart by who sees the site whole now and then. So a record that came or changed, and its
kin, is left alone until then: where a version comes and another goes, both unseen, it might as well have been renamed.
"""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from tests.authoring.variations import mistyped, other_case, other_subtitle, without_word
from tests.battery.truth import PREPRINT, VENUES, Facts, Record, TrueSite

Happening = Callable[[TrueSite, date], object]
"""What it does to a site on a day."""

PENDING = 3
"""Records gone from a site and not yet published as removed: more at once would make a run look short."""


def _recent(site: TrueSite, today: date) -> date:
    return today - timedelta(days=site.rng.randint(0, 2))


def add(site: TrueSite, today: date) -> None:
    site.add(site.invent(_recent(site, today)))


def add_an_old_one(site: TrueSite, today: date) -> None:
    site.add(site.invent(today - timedelta(days=site.rng.randint(20, 300))))


def add_a_version(site: TrueSite, today: date) -> None:
    """A workshop paper or a preprint comes out at a conference; the site shows both from then on."""
    if found := _pick(site, lambda r: r.facts.abstract is not None):
        venue, status = _elsewhere(site.rng, found.facts)
        facts = replace(found.facts, venue=venue, status=status, workshop=None, day=_recent(site, today), link=None)
        if facts.key not in site.shown:
            site.add(replace(facts, abstract=_edited(site, facts)), found.family)


def add_a_sequel(site: TrueSite, today: date) -> None:
    """The same people bring the next part, on the same day or years later."""
    if found := _pick(site):
        title = f"{found.facts.title}, Part {site.rng.randint(2, 9)}"
        day = site.rng.choice((found.facts.day, today))
        facts = replace(found.facts, title=title, day=day, abstract=site.prose(title), link=None)
        if facts.key not in site.shown:
            site.add(facts, found.family)


def add_a_sibling(site: TrueSite, today: date) -> None:
    """The same people show another paper at the same place on the same day."""
    del today
    if found := _pick(site):
        title = site.words.phrase(6)
        site.add(replace(found.facts, title=title, abstract=site.prose(title), link=None), found.family)


def delete(site: TrueSite, today: date) -> None:
    del today
    if found := _pick(site):
        site.delete(found)


def restore(site: TrueSite, today: date) -> None:
    del today
    if site.gone:
        site.restore(site.rng.choice(site.gone))


def retype(site: TrueSite, today: date) -> None:
    """A title is mistyped, or mended."""
    del today
    _retitle(site, lambda title: str(mistyped({"title": title}, site.rng)["title"]))


def resubtitle(site: TrueSite, today: date) -> None:
    del today
    _retitle(site, lambda title: str(other_subtitle({"title": title}, site.rng)["title"]))


def respell(site: TrueSite, today: date) -> None:
    del today
    _retitle(site, lambda title: str(other_case({"title": title}, site.rng)["title"]))


def reword(site: TrueSite, today: date) -> None:
    """A word leaves a title; the abstract stays."""
    del today
    _retitle(site, lambda title: str(without_word({"title": title}, site.rng)["title"]), told=True)


def retitle(site: TrueSite, today: date) -> None:
    """A title becomes another one altogether; nothing else moves."""
    del today
    _retitle(site, lambda _: site.words.phrase(6), told=True)


def revert(site: TrueSite, today: date) -> None:
    """A title becomes what it was once."""
    del today
    if found := _pick(site, lambda r: bool(r.earlier) and site.tells(r)):
        before = site.rng.choice(found.earlier)
        site.rename(found, replace(found.facts, title=before.title))


def appear(site: TrueSite, today: date) -> None:
    """A preprint appears, or a paper moves to a journal: where it stood, under its day."""
    del today
    if found := _pick(site):
        venue, status = _elsewhere(site.rng, found.facts)
        site.rename(found, replace(found.facts, venue=venue, status=status, workshop=None))


def appear_anew(site: TrueSite, today: date) -> None:
    """The same, and it comes to the top under a new day."""
    if found := _pick(site, site.tells):
        venue, status = _elsewhere(site.rng, found.facts)
        facts = replace(found.facts, venue=venue, status=status, workshop=None, day=_recent(site, today))
        if site.rename(found, facts):
            site.move(found)


def name_the_workshop(site: TrueSite, today: date) -> None:
    del today
    if found := _pick(site, lambda r: r.facts.venue != PREPRINT[0]):
        site.rename(found, replace(found.facts, workshop=f"{site.words.word().capitalize()}ML"))


def edit(site: TrueSite, today: date) -> None:
    del today
    if found := _pick(site, lambda r: r.facts.abstract is not None):
        site.rename(found, replace(found.facts, abstract=_edited(site, found.facts)))


def retype_and_edit(site: TrueSite, today: date) -> None:
    del today
    found = _retitle(site, lambda title: str(mistyped({"title": title}, site.rng)["title"]), told=True)
    if found:
        site.rename(found, replace(found.facts, abstract=_edited(site, found.facts)))


def add_an_author(site: TrueSite, today: date) -> None:
    del today
    if found := _pick(site):
        site.rename(found, replace(found.facts, authors=(*found.facts.authors, site.words.name())))


def link(site: TrueSite, today: date) -> None:
    del today
    if found := _pick(site, lambda r: r.facts.link is None):
        site.rename(found, replace(found.facts, link=site.address()))


def redate(site: TrueSite, today: date) -> None:
    """A date is corrected, and the record moves to where it belongs."""
    if found := _pick(site):
        day = min(today, found.facts.day + timedelta(days=site.rng.randint(-30, 30)))
        site.rename(found, replace(found.facts, day=day))
        site.move(found)


def retype_and_redate(site: TrueSite, today: date) -> None:
    found = _retitle(site, lambda title: str(mistyped({"title": title}, site.rng)["title"]), told=True)
    if found:
        site.rename(found, replace(found.facts, day=min(today, found.facts.day + timedelta(days=2))))
        site.move(found)


def pin(site: TrueSite, today: date) -> None:
    """A record is moved to the top, whatever its day."""
    del today
    site.move(site.rng.choice(site.listed), 0)


def shuffle(site: TrueSite, today: date) -> None:
    """Some neighbours change places."""
    del today
    at = site.rng.randrange(len(site.listed))
    some = site.listed[at : at + 8]
    site.rng.shuffle(some)
    site.listed[at : at + 8] = some


EVERYWHERE: tuple[Happening, ...] = (
    *(add,) * 6,
    *(edit,) * 3,
    *(delete,) * 4,
    *(retype,) * 3,
    *(restore,) * 2,
    *(resubtitle, respell, reword, retitle, revert, retype_and_edit, add_an_author, link, add_a_sequel, add_a_sibling),
)
"""What may happen on any site; the usual things more than once."""

ON_LISTINGS: tuple[Happening, ...] = (
    *(appear,) * 3,
    *(appear_anew,) * 2,
    *(add_a_version,) * 2,
    *(add_an_old_one, name_the_workshop, redate, retype_and_redate, pin, shuffle),
)
"""What may happen besides on a site that lists records by day and venue."""


def _pick(site: TrueSite, which: Callable[[Record], bool] = lambda _: True) -> Record | None:
    """Return a settled record; half the time one of the newest, which a short run sees."""
    found = [r for r in site.settled() if which(r)]
    if not found:
        return None
    return site.rng.choice(found[:12] if site.rng.random() < 1 / 2 else found)


def _retitle(site: TrueSite, changed: Callable[[str], str], *, told: bool = False) -> Record | None:
    """Change a title, where `told` only of a record that its abstract tells from others."""
    found = _pick(site, lambda r: (not told or site.tells(r)) and _is_long(r.facts.title))
    if found and site.rename(found, replace(found.facts, title=changed(found.facts.title))):
        return found
    return None


def _is_long(title: str) -> bool:
    return any(len(w) >= 6 and w.isalpha() for w in title.split())


def _elsewhere(rng: random.Random, facts: Facts) -> tuple[str, str]:
    return rng.choice([v for v in VENUES if v[0] != facts.venue])


def _edited(site: TrueSite, facts: Facts) -> str:
    """Return an abstract with two words changed."""
    words = (facts.abstract or "").split()
    for at in site.rng.sample(range(5, len(words) - 1), 2):
        words[at] = site.words.word()
    return " ".join(words)

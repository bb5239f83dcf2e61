"""Whole round-ups of Amii in markups drawn at random, and how well they are read.

    python -m tests.authoring.wild_roundups [--pages 500] [--seed 1] [--show 10]
    python -m tests.authoring.wild_roundups --page NUMBER

As in `wild_markups`, a page follows from its number alone; its people, texts and titles are those of all publications.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import escape
from itertools import groupby
from random import Random
from typing import Any

from pubcrawl.errors import LayoutDrift
from pubcrawl.items import RawPublication
from pubcrawl.pages.amii import AmiiPage
from pubcrawl.pages.body import read
from pubcrawl.stages.clean import clean
from tests.authoring.publications import publications
from tests.authoring.roundups import BASE_URL, page
from tests.authoring.wild_cards import Traits
from tests.authoring.wild_score import Facts, Score, compared, explained, order, summary

_WHEN = datetime(2026, 6, 1, tzinfo=UTC)
_PATH = "/updates-insights/amii-at-neurips-2025"

OPTIONS: dict[str, Sequence[Any]] = {
    "unit": ("section", "div", "article", "li", "flat", "flat", "tr", "details", "nav panel"),
    "inside": ("none", "none", "body", "head and body"),
    "title": ("h3", "h3", "h2", "h4", "strong", "div", "heading role", "link in bold"),
    "title_link": (False, False, True),
    "people_at": ("below title", "below title", "below title", "below text", "in one line"),
    "people": ("p", "div", "em", "span"),
    "said": ("", "", "", "By ", "Authors: ", "<strong>Authors:</strong> "),
    "names": (", ", ", ", ", and", "; ", " · ", "items", "&"),
    "mark": ("*", "*", "<sup>*</sup>", "<sup>†</sup>", "◆", "bold", "underlined", "(Amii)", "tag", "none"),
    "legend": (0, 1, 2),
    "legend_at": ("above", "above", "introduction", "callout", "end"),
    "text": ("p", "p", "div", "two paragraphs", "folded", "blockquote"),
    "text_label": ("none", "none", "none", "heading", "before"),
    "missing": (False, False, False, True),
    "link": ("Link to paper", "Link to paper", "Read the paper", "View paper", "button", "none"),
    "sections": ("none", "none", "h2", "strong", "other words"),
    "between": ("nothing", "nothing", "nothing", "picture", "quotation", "post", "rule"),
    "behind": ("nothing", "nothing", "newsletter", "closing", "related"),
    "numbers": (False, False, False, True),
    "classes": ("none", "semantic", "utility"),
    "gap": ("", "\n", "\n      "),
}
"""What each trait may be, as often as it shall be drawn; the first is the plainest."""

FURTHER: dict[str, Sequence[Any]] = {
    "time": ("none", "none", "none", "none", "above title", "behind people"),
    "area": ("none", "none", "none", "in title", "above title"),
    "award": (False, False, False, False, True),
    "contents": ("none", "none", "none", "list", "table"),
    "byline": ("", "", "", "Research by ", "A paper by ", "<b>Team:</b> ", "Who: "),
    "wording": (None, None, 0, 1, 2),
    "component": (False, False, False, False, True),
}
"""Traits that the numbers of `OPTIONS` were drawn without: `WildRoundup.plain` leaves them out again."""
_ALL = OPTIONS | FURTHER

_SECTIONS = {"other words": ("Main Conference", "Workshops"), "any": ("Accepted Papers", "Workshop Papers")}
_LEGENDS: dict[str, Sequence[str]] = {
    "*": (
        "*- denotes Amii affiliation",
        "* Amii-affiliated researcher",
        "An asterisk (*) marks authors affiliated with Amii.",
    ),
    "†": ("† denotes Amii affiliation", "† Amii", "Researchers of Amii are marked with a dagger (†)."),
    "◆": ("◆ denotes Amii affiliation", "◆ = Amii", "Authors marked with ◆ are affiliated with Amii."),
    "bold": ("Names in bold are Amii researchers.", "Bold names: Amii", "Authors affiliated with Amii appear in bold."),
    "underlined": (
        *("Underlined names are affiliated with Amii.", "Amii authors are underlined."),
        "Researchers of Amii are underlined.",
    ),
}
_WORDINGS: dict[str, Sequence[str]] = {
    "*": (
        "A star stands behind each name from Amii.",
        "Look for the asterisk (*): it follows our own people at Amii.",
        "(* = Amii)",
    ),
    "†": (
        "A dagger (†) stands after the names of researchers affiliated with Amii.",
        "We put a dagger (†) beside everybody from Amii.",
        "(†) Amii Fellows, students and staff",
    ),
    "◆": ("The sign ◆ follows people of Amii.", "Whoever is of Amii has a ◆ behind the name.", "◆: Amii"),
    "bold": (
        "Names set in bold belong to Amii Fellows, students and staff.",
        "Our own people at Amii are in bold.",
        "Bold = Amii researcher",
    ),
    "underlined": (
        "Underlined names are those of Amii-affiliated researchers.",
        "Our own people at Amii are underlined.",
        "Underlined = Amii researcher",
    ),
}
_AREAS = (
    "Reinforcement Learning",
    "Causality",
    "Robotics",
    "Language",
    "Health",
    "Fairness",
    "Vision",
    "Theory",
    "Games",
)
_TIMES = (
    *(
        "Tue 10:00",
        "Tue 15:30",
        "Wed 10:00",
        "Wed, Dec 3, 4:30 p.m. – Hall C, #114",
        "Thursday, 11:00–14:00, Exhibit Hall D",
    ),
    *("Thu 16:30 | Room 301", "Fri 9 a.m.", "Sat 09:20, West Ballroom B", "Sunday 2 p.m."),
)
_UNITS = {
    "flat": "{head}{rest}",
    "tr": "<tr><td>{head}</td><td>{rest}</td></tr>",
    "details": "<details><summary>{head}</summary>{rest}</details>",
    "nav panel": '<div class="item"><div class="toggle" role="button">{head}</div><nav class="panel">{rest}</nav></div>',
}
_UTILITY = {"title": "text-xl font-bold", "people": "text-sm text-gray-600", "text": "mt-4", "card": "py-8 border-b"}
_INTRODUCTION = (
    "Our people travel to San Diego this winter, and take their thermometers along. We list what they show there, and "
    "whom to ask about it."
)
_ASIDES = {
    "picture": '<figure><img src="/a.jpg" alt=""><figcaption>A tent full of thermometers, in June.</figcaption></figure>',
    "quotation": "<blockquote><p>“We never meant to count the owls,” says one of them. “They were simply there.”</p></blockquote>",
    "post": '<blockquote class="post"><p>Packing for San Diego, and the thermometers weigh more than the coats.</p>— Amii '
    '<a href="https://social.example.org/1">Dec 1, 2025</a></blockquote>',
    "rule": "<hr>",
}
_BEHIND = {
    "newsletter": "<div><p><strong>One such page a month?</strong> <a href='/newsletter'>Subscribe to our newsletter</a>.</p></div>",
    "closing": "<p>Come to our booth, number 12, and bring your doubts. We hope to see you there.</p>",
    "related": "<section><h2>More stories</h2><div><h3><a href='/updates-insights/ice'>A Winter School on Ice</a></h3>"
    "<p>Forty students, one frozen river and a great many thermometers.</p></div><div><h3><a href='/updates-insights/ask'>Ask a "
    "Statistician</a></h3><p>Bring your data and your doubts to the second floor.</p></div></section>",
}


@dataclass(frozen=True)
class WildPaper:
    """A paper of a round-up: who of its authors is the institute's, and the section it stands in."""

    key: str
    title: str
    authors: tuple[tuple[str, bool], ...]
    abstract: str | None
    section: str | None
    link: str


@dataclass(frozen=True)
class WildRoundup:
    """A round-up: what it lists, and in which markup."""

    number: int
    papers: tuple[WildPaper, ...]
    traits: Traits

    def __str__(self) -> str:
        told = {name: value for name, value in self.traits.items() if value != _ALL[name][0]}
        return f"round-up {self.number}: {told}\n    {', '.join(p.key for p in self.papers)}"

    def plain(self) -> "WildRoundup":
        """Return the round-up without further traits."""
        first = {name: options[0] for name, options in FURTHER.items()}
        return replace(self, traits=settled(Traits(self.traits, **first)))

    def html(self) -> str:
        """Return the page."""
        t = self.traits
        legend = self._legend()
        above = f"<p>{_INTRODUCTION}{f' {legend}' if t['legend_at'] == 'introduction' and legend else ''}</p>"
        if legend and t["legend_at"] in ("above", "callout"):
            above += f"<p>{legend}</p>" if t["legend_at"] == "above" else f'<div class="note"><em>{legend}</em></div>'
        made = "".join(self._section(name, list(held)) for name, held in groupby(self.papers, key=lambda p: p.section))
        above += self._contents()
        below = _BEHIND.get(t["behind"], "")
        if legend and t["legend_at"] == "end":
            below = f"<p><em>{legend}</em></p>{below}"
        body = f"<main><article><h1>Amii at NeurIPS 2025</h1>{above}{made}{below}</article></main>"
        return page("Amii at NeurIPS 2025", _PATH, body)

    def _contents(self) -> str:
        links = [f'<a href="#{p.key}">{escape(p.title, quote=False)}</a>' for p in self.papers]
        match self.traits["contents"]:
            case "list":
                return f"<p>In this post:</p><ul>{''.join(f'<li>{link}</li>' for link in links)}</ul>"
            case "table":
                rows = "".join(f"<tr><td>{_TIMES[i]}</td><td>{link}</td></tr>" for i, link in enumerate(links))
                return f"<h2>At a glance</h2><table><tr><th>When</th><th>What</th></tr>{rows}</table>"
        return ""

    def _legend(self) -> str:
        mark, wording = self.traits["mark"], self.traits["wording"]
        if wording is not None and (texts := next((t for sign, t in _WORDINGS.items() if sign in mark), None)):
            return str(texts[wording])
        said = next((texts for sign, texts in _LEGENDS.items() if sign in mark), None)
        return said[self.traits["legend"]] if said else ""

    def _section(self, name: str | None, papers: Sequence[WildPaper]) -> str:
        t = self.traits
        head = (
            ""
            if name is None
            else f"<p><strong>{name}</strong></p>"
            if t["sections"] == "strong"
            else f"<h2>{name}</h2>"
        )
        units = [self._unit(paper, at) for at, paper in enumerate(papers)]
        between = _ASIDES.get(t["between"], "")
        if between and len(units) > 2 and t["unit"] in ("section", "div", "article", "flat"):
            units.insert(1, between)
        made = str(t["gap"]).join(units)
        around = {"li": "<ol>{}</ol>" if t["numbers"] else "<ul>{}</ul>", "tr": "<table><tbody>{}</tbody></table>"}
        return head + around.get(t["unit"], "{}").format(made)

    def _unit(self, paper: WildPaper, at: int) -> str:
        t = self.traits
        title, people, text, link = self._title(paper, at), self._people(paper), self._text(paper), self._link(paper)
        if t["component"]:
            return _component(title, people, text, link)
        title, people = self._with_facts(self.papers.index(paper), title, people)
        head = f"{title}{'' if t['people_at'] == 'below text' else people}"
        if t["people_at"] == "in one line":
            head = f"{title.removesuffix('</p>')}<br>{people.removeprefix('<p>')}"
        rest = f"{text}{people if t['people_at'] == 'below text' else ''}{link}"
        made = _UNITS.get(t["unit"], "").format(head=head, rest=rest)
        if made:
            return made
        if t["inside"] == "head and body":
            head, rest = f"<div class='head'>{head}</div>", f"<div class='rest'>{rest}</div>"
        made = f"<div class='body'>{head}{rest}</div>" if t["inside"] == "body" else head + rest
        return self._tag(t["unit"], "card", made)

    def _with_facts(self, place: int, title: str, people: str) -> tuple[str, str]:
        """Return a title and people with the area and the time of a paper, which are none of its fields."""
        t = self.traits
        if t["area"] == "above title":
            title = f'<p class="area">{_AREAS[place]}</p>{title}'
        if t["time"] == "above title":
            title = f'<p class="time">{_TIMES[place]}</p>{title}'
        return title, f'{people}<div class="time">{_TIMES[place]}</div>' if t["time"] == "behind people" else people

    def _title(self, paper: WildPaper, at: int) -> str:
        t, said = self.traits, escape(paper.title, quote=False)
        said = f"{at + 1}. {said}" if t["numbers"] and t["unit"] != "li" else said
        if t["area"] == "in title":
            said = f'<span class="area">{_AREAS[self.papers.index(paper)]}</span><span class="name">{said}</span>'
        if t["award"] and at == 1:
            said = f'{said} <span class="award">Best paper award</span>'
        if t["contents"] != "none":
            said = f'<span id="{paper.key}">{said}</span>'
        link = f'<a href="{paper.link}">{said}</a>' if t["title_link"] else said
        match t["title"]:
            case "strong":
                return f"<p><strong>{link}</strong></p>"
            case "link in bold":
                return f'<p><strong><a href="{paper.link}">{said}</a></strong></p>'
            case "heading role":
                return f'<div role="heading" aria-level="3">{link}</div>'
        return self._tag(t["title"], "title", link)

    def _people(self, paper: WildPaper) -> str:
        t, names = self.traits, [self._name(name, own=own) for name, own in paper.authors]
        if t["names"] == "items":
            return f"<ul>{''.join(f'<li>{name}</li>' for name in names)}</ul>"
        last = {", and": " and ", "&": " &amp; "}.get(t["names"])
        sign = ", " if last else t["names"]
        told = sign.join(names[:-1]) + (last or sign) + names[-1] if len(names) > 1 else names[0]
        made = self._tag(t["people"], "people", (t["byline"] or t["said"]) + told)
        return f"<p>{made}</p>" if t["people"] in ("em", "span") else made

    def _name(self, name: str, *, own: bool) -> str:
        mark = self.traits["mark"] if own else "none"
        around = {"bold": "<strong>{}</strong>", "underlined": "<u>{}</u>", "(Amii)": "{} (Amii)", "none": "{}"}
        around["tag"] = '{} <span class="tag">Amii</span>'
        return around.get(mark, f"{{}}{mark}").format(escape(name, quote=False))

    def _text(self, paper: WildPaper) -> str:
        t = self.traits
        if paper.abstract is None:
            return ""
        said = paper.abstract.replace(". ", ".\n", 1) if t["text"] == "two paragraphs" else paper.abstract
        lines = [escape(line, quote=False) for line in said.split("\n")]
        if t["text_label"] == "before":
            lines[0] = f"<strong>Abstract:</strong> {lines[0]}"
        made = "".join(self._tag("div" if t["text"] == "div" else "p", "text", line) for line in lines)
        if t["text_label"] == "heading":
            made = f"<h5>Abstract</h5>{made}"
        match t["text"]:
            case "folded":
                return f"<details><summary>Read abstract</summary>{made}</details>"
            case "blockquote":
                return f"<blockquote>{made}</blockquote>"
        return made

    def _link(self, paper: WildPaper) -> str:
        said = self.traits["link"]
        if said == "none":
            return ""
        if said == "button":
            return f'<a class="button" href="{paper.link}">Paper</a>'
        return f'<p><a href="{paper.link}">{said}</a></p>'

    def _tag(self, tag: str, name: str, said: str) -> str:
        look = {"semantic": name, "utility": _UTILITY[name]}.get(self.traits["classes"])
        return f'<{tag} class="{look}">{said}</{tag}>' if look else f"<{tag}>{said}</{tag}>"


def _component(title: str, people: str, text: str, link: str) -> str:
    """Return a paper in a component whose own template puts its parts in order."""
    slots = '<h3><slot name="title"></slot></h3><div><slot name="people"></slot></div><slot></slot><div><slot name="link"></slot></div>'
    parts = "".join(
        f'<div slot="{name}">{made}</div>' for name, made in (("link", link), ("people", people), ("title", title))
    )
    return f'<x-paper><template shadowrootmode="open"><style>:host{{display:block}}</style>{slots}</template>{text}{parts}</x-paper>'


def settled(traits: Traits) -> Traits:
    """Return traits without what no page has together, or nobody could tell apart."""
    t = Traits(traits)
    if t["unit"] == "details":
        t |= {
            "text": "p" if t["text"] == "folded" else t["text"],
            "title": "strong" if t["title"] == "heading role" else t["title"],
        }
    if t["unit"] == "nav panel":
        t |= {"people_at": "below title", "missing": False, "text": "p" if t["text"] == "folded" else t["text"]}
    if t["unit"] == "flat" and t["title"] in ("div", "heading role"):
        t |= {"title": "h3"}
    if t["title"] in ("strong", "link in bold") and t["sections"] == "strong":
        t |= {"sections": "h2"}
    if t["title"] == "h2" and t["sections"] in ("h2", "other words"):
        t |= {"title": "h3"}
    if t["people_at"] == "in one line" and (t["title"] not in ("strong", "link in bold") or t["names"] == "items"):
        t |= {"people_at": "below title"}
    if t["people_at"] == "in one line":
        t |= {"people": "em", "mark": "*" if t["mark"] == "bold" else t["mark"]}
    if t["between"] in ("quotation", "post") and t["text"] == "blockquote":
        t |= {"between": "nothing"}
    if t["names"] == "items":
        t |= {"said": "", "byline": ""}
    return _settled_further(t)


def _settled_further(t: Traits) -> Traits:
    if t["people_at"] == "in one line":
        t |= {"time": "none" if t["time"] == "behind people" else t["time"], "byline": ""}
    if t["component"]:
        t |= {"people_at": "below title" if t["people_at"] == "in one line" else t["people_at"], "between": "nothing"}
        t |= {"area": "none", "time": "none", "unit": "div", "numbers": False}
    return t


def wild_roundup(number: int) -> WildRoundup:
    """Draw a round-up by its number."""
    rng = Random(number)  # noqa: S311  repeatable, not secret
    further = Random(f"{number} further")  # noqa: S311  the same
    drawn = Traits({name: rng.choice(options) for name, options in OPTIONS.items()})
    traits = settled(Traits(drawn, **{name: further.choice(options) for name, options in FURTHER.items()}))
    pool = [p for p in publications() if p.title and p.abstract and p.authors]
    chosen = {p.title: p for p in rng.sample(pool, rng.randint(4, 9))}
    names = _SECTIONS.get(traits["sections"], _SECTIONS["any"])
    cut = rng.randint(2, len(chosen))
    papers = []
    for at, entry in enumerate(chosen.values()):
        stars = [rng.random() < 0.5 for _ in entry.authors]
        stars[0] = stars[0] or not any(stars)
        own = [star and traits["mark"] != "none" for star in stars]
        papers.append(
            WildPaper(
                key=entry.key,
                title=" ".join(str(entry.title).split()),
                authors=tuple(zip((a.name for a in entry.authors), own, strict=True)),
                abstract=None if traits["missing"] and at == 1 else entry.abstract,
                section=None if traits["sections"] == "none" else names[at >= cut],
                link=f"https://openreview.net/forum?id={entry.key}",
            )
        )
    return WildRoundup(number=number, papers=tuple(papers), traits=traits)


_FEWEST = 4


def smallest(roundup: WildRoundup, fails: Callable[[WildRoundup], bool]) -> WildRoundup:
    """Return the round-up with as few papers and as plain a markup as still fails."""
    before = None
    while roundup != before:
        before = roundup
        for paper in roundup.papers:
            fewer = replace(roundup, papers=tuple(p for p in roundup.papers if p is not paper))
            roundup = fewer if len(fewer.papers) >= _FEWEST and fails(fewer) else roundup
        for name, options in _ALL.items():
            plainer = replace(roundup, traits=settled(Traits(roundup.traits, **{name: options[0]})))
            roundup = (
                plainer
                if name not in ("mark", "sections", "missing") and plainer != roundup and fails(plainer)
                else roundup
            )
    return roundup


_TELLS = {
    "title": ("title_",),
    "authors": ("authors_",),
    "affiliated": ("authors_",),
    "abstract": ("abstract_", "title_abstract_"),
    "section": (),
}


def records(roundup: WildRoundup) -> tuple[tuple[RawPublication, ...], str]:
    """Read a round-up; where it gives no records, say why: the layout has drifted, or the reader failed."""
    try:
        return AmiiPage(read(roundup.html().encode(), BASE_URL + _PATH), "amii").records(_WHEN), ""
    except LayoutDrift as drift:
        return (), f"drift: {drift}"
    except Exception as failure:  # noqa: BLE001  whatever it is, the other pages are still to be measured
        return (), f"failed: {failure!r}"


def score(roundup: WildRoundup) -> Score:
    """Read a round-up and compare it with what it was made of."""
    truths = [_wanted(paper) for paper in roundup.papers]
    raws, said = records(roundup)
    if said:
        return Score(fields=len(_TELLS) * len(truths), records=len(truths), refused=1, wrong=[said])
    found = [clean(raw, AmiiPage.institute) for raw in raws]
    facts: list[Facts] = [
        {
            "title": raw.title,
            "authors": tuple(a.name for a in p.authors),
            "affiliated": tuple(bool(a.affiliated) for a in p.authors),
            "abstract": raw.abstract and " ".join(raw.abstract.split()),
            "section": raw.section,
        }
        for raw, p in zip(raws, found, strict=True)
    ]
    return compared(truths, facts, [p.flags for p in found], _TELLS)


def _wanted(paper: WildPaper) -> Facts:
    return {
        "title": paper.title,
        "authors": tuple(name for name, _ in paper.authors),
        "affiliated": tuple(own for _, own in paper.authors),
        "abstract": paper.abstract and " ".join(paper.abstract.split()),
        "section": paper.section,
    }


def measure(numbers: Iterable[int]) -> tuple[Score, list[WildRoundup]]:
    """Return the score of the round-ups, and those with a wrong value."""
    total, wrong = Score(), list[WildRoundup]()
    for roundup in map(wild_roundup, numbers):
        one = score(roundup)
        total.add(one)
        wrong += [roundup] if one.wrong else []
    return total, wrong


def explain(roundups: Sequence[WildRoundup], fails: Callable[[WildRoundup], bool], most: int = 3) -> str:
    """Say of the first round-ups what they are, how small they can be, and what is wrong first."""
    return explained(roundups[:most], lambda r: smallest(r, fails), lambda r: next(iter(score(r).wrong), ""))


def main() -> int:
    asked = order(__doc__)
    if asked.page is not None:
        sys.stdout.write(wild_roundup(asked.page).html())
        return 0
    total, wrong = measure(range(asked.first, asked.first + asked.pages))
    told = explain(wrong, lambda roundup: bool(score(roundup).wrong), asked.show)
    sys.stdout.write(f"{summary(total, wrong)}\n{told}\n")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())

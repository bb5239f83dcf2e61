"""One publication in any markup a front-end may give it: the traits of a markup, and its pieces put together by them.

Every trait lists what it may be, the plainest first; an invalid combination is settled for the nearest valid one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any
from zlib import crc32

from tests.authoring.abstracts import CLOSER, CUT, MARKER, Fold, cut
from tests.authoring.cards import Card, card, hashed_class
from tests.authoring.publications import InventedPublication, Language

OPTIONS: dict[str, Sequence[Any]] = {
    "unit": ("article", "div", "li", "section", "tr", "x-card", "dl", "terms", "flat"),
    "around": ("none", "none", "column of its own"),
    "inside": ("none", "none", "body", "head and body", "two wrappers", "lines"),
    "columns": (0, 0, 0, 0, 2, 3),
    "groups": ("none", "none", "none", "months", "years"),
    "order": (
        *("title authors abstract date venue links",) * 4,
        "title authors abstract venue date links",
        "date title authors abstract venue links",
        "venue title authors abstract date links",
        "date venue title authors abstract links",
        "venue date title abstract authors links",
        "title date venue authors abstract links",
        "title authors date venue abstract links",
        "title authors venue abstract date links",
        "title abstract authors date venue links",
        "title authors date venue links abstract",
    ),
    "meta": ("apart", "apart", "apart", "apart", "side by side", "touching", "list", "facts", " · ", " | ", " — "),
    "title": ("h3", "h3", "h2", "h4", "div", "p", "strong", "heading role"),
    "authors": ("p", "div", "span", "small"),
    "abstract": ("div", "p", "section", "blockquote"),
    "date": ("p", "time", "div", "span", "small"),
    "venue": ("p", "div", "em", "span", "cite"),
    "classes": ("none", "semantic", "utility", "hashed", "hashed each"),
    "wrapped": ("no", "no", "field", "field and item"),
    "dated": ("digits", "digits", "digits", "words", "month and day", "words alone"),
    "names": (
        *("commas", "commas", "items", "divs", "spans", "and", "comma and and", "&"),
        *(" • ", " / ", "; ", " | ", "breaks", "slashes apart"),
    ),
    "toggle": (
        *("button", "button", "link", "spans", "text", "script", "details", "teaser", "brackets", "icon", "sign apart"),
        *("dots", "said twice"),
    ),
    "fold": ("style", "hidden", "class", "paragraphs", "closer"),
    "venue_parts": (
        *("none", "none", "none", "status small", "name in em", "badge", "badge before", "preposition"),
        *("status apart", "status apart"),
    ),
    "status_at": ("behind venue", "top", "end"),
    "capital": (False, False, True),
    "missing": ("none", "none", "sign", "words"),
    "membership": (False, False, False, False, True),
    "only_name": (False, False, False, True),
    "labels": ("none", "none", "none", "before", "bold", "text", "headings", "hidden"),
    "labelled": ("date venue status", "authors abstract", "authors abstract date venue status links"),
    "label_words": (0, 1),
    "eyebrow": ("none", "none", "kind", "ribbon", "kind and ribbon"),
    "kind_behind": (False, False, False, False, True),
    "topics": ("none", "none", "spans", "items", "links", "one alone"),
    "topics_at": ("end", "top", "below abstract"),
    "title_link": ("own", "own", "page"),
    "empty_slots": (False, False, False, True),
    "gap": ("", "\n", "\n      "),
    "initials": (False, False, True),
    "icons": (False, False, False, True),
    "citation": ("none", "none", "none", "copied", "line"),
    "cited": (False, False, False, True),
    "buttons": (False, False, False, True),
    "more": (False, False, False, True),
    "picture": (False, False, False, True),
    "stretched": (False, False, False, False, True),
    "intruder": ("none", "none", "none", "letter", "news", "dated news"),
    "furniture": (True, True, False),
    "pager": ("rel", "plain", "numbers"),
    "kind": ("listing", "listing", "profile"),
    "owner": ("linked", "plain"),
}
"""What each trait may be, as often as it shall be drawn; the first is the plainest."""

WORDS: dict[Language, dict[str, Sequence[str]]] = {
    "en": {
        "authors": ("Authors", "By"),
        "abstract": ("Abstract", "Summary"),
        "date": ("Published", "Date"),
        "venue": ("Venue", "In"),
        "status": ("Status", "Decision"),
        "links": ("Links", "Resources"),
        "kinds": ("Conference paper", "Journal article"),
        "topics": ("Climate", "Deep Learning", "Vision", "Bayesian Methods", "Health"),
        "alone": (
            *("Climate", "Machine translation", "Vision", "Robotics", "Health", "Theory", "Games", "Speech"),
            *("Proteins", "Safety and law", "Graphs", "Music"),
        ),
        "small": ("New", "Cited {} times", "Read more", "Cite", "Undated", "Read the publication:", "Not available"),
        "title": ("Title", "Title"),
    },
    "fr": {
        "authors": ("Auteurs", "Par"),
        "abstract": ("Résumé", "Résumé"),
        "date": ("Publié le", "Date"),
        "venue": ("Lieu", "Dans"),
        "status": ("Statut", "Décision"),
        "links": ("Liens", "Ressources"),
        "kinds": ("Article de conférence", "Article de revue"),
        "topics": ("Climat", "Apprentissage profond", "Vision", "Méthodes bayésiennes", "Santé"),
        "alone": (
            *("Climat", "Traduction automatique", "Vision", "Robotique", "Santé", "Théorie", "Jeux", "Parole"),
            *("Protéines", "Sûreté et droit", "Graphes", "Musique"),
        ),
        "small": (
            "Nouveau",
            "Cité {} fois",
            "Lire la suite",
            "Citer",
            "Sans date",
            "Lire la publication :",
            "Non disponible",
        ),
        "title": ("Titre", "Titre"),
    },
}
MONTHS: dict[Language, Sequence[str]] = {
    "en": "January February March April May June July August September October November December".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
}


def in_words(date: str, language: Language) -> str:
    """Return an ISO date in the words of a language."""
    year, month, day = map(int, date.split("-"))
    word = MONTHS[language][month - 1]
    return f"{word} {day}, {year}" if language == "en" else f"{day} {word} {year}"


_HIDDEN = {"hidden": "hidden", "class": 'class="rest"'}
_CONTAINERS = {"items": "ul", "divs": "div"}
_MEMBERS = {"items": "li", "divs": "div", "spans": "span"}


class Traits(dict[str, Any]):
    """The traits of a markup by name; `repr` says those that are not the plainest."""

    def __repr__(self) -> str:
        return ", ".join(f"{k}={v!r}" for k, v in self.items() if v != OPTIONS[k][0]) or "plain"


_LISTS, _LINES = ("dl", "terms"), (" · ", " | ", " — ")
_RULES: tuple[tuple[str, Sequence[Any], str, Sequence[Any]], ...] = (
    ("unit", ("tr", "dl", "terms", "flat"), "around columns intruder", ()),
    ("unit", ("dl", "terms", "flat"), "inside wrapped title", ()),
    ("unit", _LISTS, "authors abstract date venue", ()),
    ("unit", _LISTS, "labels", ("none", "bold", "headings")),
    ("unit", ("terms",), "labels", ("none", "bold")),
    ("unit", ("tr",), "inside", ("none", "lines")),
    ("inside", ("lines",), "title authors abstract date venue wrapped classes empty_slots", ()),
    ("inside", ("lines",), "names", ("commas", "and", " • ", " / ", "; ", " | ", "breaks")),
    ("inside", ("lines",), "kind_behind membership", ()),
    ("inside", ("lines",), "venue_parts", OPTIONS["venue_parts"][:7]),
    ("inside", ("lines",), "labels", ("none", "bold", "text")),
    ("inside", ("lines",), "meta", ("apart", *_LINES)),
    ("labels", ("headings",), "meta", ()),
    ("meta", ("facts", "touching", *_LINES), "labels icons", ()),
    ("meta", ("side by side", "touching", "list", "facts", *_LINES), "date venue", ()),
    ("groups", ("months", "years"), "columns", ()),
    ("date", ("p", "div", "span", "small"), "dated", ("digits", "words alone")),
    ("meta", ("list", "facts", *_LINES), "dated", ("digits", "words alone")),
    (
        "names",
        ("commas", "breaks", "and", "comma and and", "&", " • ", " / ", "; ", " | ", "slashes apart"),
        "initials",
        (),
    ),
    (
        "toggle",
        ("text", "script", "details", "teaser", "brackets", "icon", "sign apart", "dots", "said twice"),
        "fold",
        (),
    ),
    ("labels", ("none",), "labelled label_words", ()),
    ("unit", ("article", "div", "li", "section", "x-card", "terms", "flat"), "missing", ()),
    ("unit", (*_LISTS, "flat"), "status_at", ("behind venue", "end")),
    *(("venue_parts", (how,), "status_at", ()) for how in OPTIONS["venue_parts"][:8]),
    *(("venue_parts", (how,), "capital", ()) for how in ("none", "status small", "name in em", "preposition")),
    ("topics", ("none",), "topics_at", ()),
    ("kind", ("listing",), "owner", ()),
)
"""Where a trait has one of the values, what the others may be: only the plainest, or one of those named."""


def settled(drawn: Traits) -> Traits:
    """Return the traits with those that exclude each other, or say nothing, made plain."""
    made = Traits(drawn)
    for trait, values, others, allowed in _RULES:
        for other in others.split() if made[trait] in values else ():
            plain = allowed or OPTIONS[other][:1]
            made[other] = made[other] if made[other] in plain else plain[0]
    return made


@dataclass(frozen=True)
class Slots:
    """The slots of one publication in a markup."""

    traits: Traits
    entry: InventedPublication
    language: Language

    def words(self, name: str, at: int = 0) -> str:
        return WORDS[self.language][name][at]

    def number(self, below: int, salt: str = "") -> int:
        return crc32(f"{self.entry.key}{salt}".encode()) % below

    def tag(self, tag: str, role: str, inner: str, more: str = "") -> str:
        """Return an element with the class its role has in this markup."""
        named = {
            "none": "",
            "semantic": f"pub-{role}",
            "utility": "text-sm mt-2" if role in ("date", "venue", "links", "authors") else "mt-4 text-lg",
            "hashed": hashed_class(role),
            "hashed each": hashed_class(role, self.entry.key),
        }[self.traits["classes"]]
        if tag == "heading role":
            tag, more = "div", 'role="heading" aria-level="3"'
        attributes = f' class="{named}"' * bool(named) + f" {more}" * bool(more)
        return f"<{tag}{attributes}>{inner}</{tag}>"

    def card(self) -> Card:
        t = self.traits
        special = t["toggle"] in ("details", "teaser", "brackets", "icon", "sign apart", "dots", "said twice")
        fold = Fold(
            hidden=_HIDDEN.get(t["fold"], 'style="display:none"'),
            paragraphs=t["fold"] == "paragraphs" and t["abstract"] != "p" and t["inside"] != "lines",
            closer=t["fold"] == "closer",
        )
        entry = self.entry
        if t["title_link"] == "page" and entry.title:
            entry = replace(entry, title_href=f"/{self.language}/publication/{entry.key}")
        made = card(entry, fold=fold, language=self.language, toggle="script" if special else t["toggle"])
        dated = in_words(made.date, self.language) if made.date and t["dated"] == "words alone" else made.date
        return replace(made, abstract=self._folded() if special else made.abstract, date=dated)

    def _folded(self) -> str | None:
        whole = self.entry.abstract_html or escape(self.entry.abstract or "", quote=False)
        if len(self.entry.abstract or "") <= CUT:
            return whole.replace("\n", "<br>") or None
        head, tail = cut(whole, CUT)
        sign, words = MARKER[self.language].split(" ", 1)
        closer = CLOSER[self.language]
        short = head[: head.rindex(" ")] if " " in head else head
        made = {
            "dots": f"{head}<span>{sign}</span><span hidden>{tail}</span> <button>{self.words('small', 2)}</button>",
            "said twice": f"<div>{short}{sign}</div><div hidden>{whole}</div>",
            "details": f"<details><summary>{head}{sign} {words}</summary>{tail}</details>",
            "teaser": f"<div>{head}{sign} <button>{words}</button></div><div hidden>{whole} <button>{closer}</button></div>",
            "brackets": f"{head}{sign} (<a href='#'>{words[1:-1]}</a>)<span>{tail}</span>",
            "icon": f"{head}<button>{sign} {words}<i aria-hidden='true'>expand_more</i></button><span>{tail}</span>",
            "sign apart": f"{head}<span>{sign} </span><a href='#'>{words}</a><span hidden>{tail}</span>",
        }[self.traits["toggle"]]
        return made.replace("\n", "<br>")

    def names(self) -> str:
        how, shown = self.traits["names"], list(self.card().authors)
        if self.traits["membership"]:
            shown = [f'{a} <span class="pill">Mila</span>' if "<a " in a else a for a in shown]
        if how in _MEMBERS:
            marks = [a.name[0] + a.name.split()[-1][0] for a in self.entry.authors]
            if self.traits["initials"]:
                pairs = zip(marks, shown, strict=True)
                shown = [f'<i class="avatar" aria-hidden="true">{m}</i><span>{a}</span>' for m, a in pairs]
            return "".join(self.tag(_MEMBERS[how], "author", a) for a in shown)
        word = {"en": "and", "fr": "et"}[self.language]
        last = {"and": f" {word} ", "comma and and": f", {word} ", "&": " &amp; "}.get(how)
        if last and len(shown) > 1:
            return f"{', '.join(shown[:-1])}{last}{shown[-1]}"
        apart = self.tag("span", "sign", "/")
        if how == "slashes apart":
            shown = [f"<span>{a}</span>" if "<" not in a else a for a in shown]
        between = {"commas": ", ", "breaks": "<br>", "slashes apart": apart, **dict.fromkeys(("and", "&"), ", ")}
        return ", ".join(shown) if last else between.get(how, str(how)).join(shown)

    def status(self) -> str:
        """Return the status as an element of its own says it."""
        said = self.entry.status if self.entry.venue_line else ""
        return (said.capitalize() if self.traits["capital"] and said else said) or ""

    def venue(self) -> str:
        line, how = escape(self.entry.venue_line or "", quote=False), self.traits["venue_parts"]
        if how in ("preposition", "status apart"):
            name = line.removesuffix(f" ({self.entry.status})")
            return (
                name
                if how == "status apart" or not line
                else f"{self.words('venue', 1)} <em>{name}</em>{line[len(name) :]}"
            )
        if how == "status small" and self.entry.venue_line and self.entry.status:
            status = f"({self.entry.status})"
            return f"{line.removesuffix(status)}<small>{status}</small>"
        if how.startswith("badge") and self.entry.venue_line and self.entry.status:
            name, badge = line.removesuffix(f" ({self.entry.status})"), self.tag("span", "status", self.status())
            return f"{name} {badge}" if how == "badge" else f"{badge} {name}"
        return f"<em>{line.removesuffix(end)}</em>{end}" if how == "name in em" and (end := _status(line)) else line

    def slot(self, name: str, inner: str | None, tag: str) -> str:
        """Return a slot with its label, icon and wrappers; "" where the publication has none of it."""
        t = self.traits
        inner = inner or self._nothing(name)
        if not inner:
            return self.tag(tag, name, "") if t["empty_slots"] and tag not in ("time", "heading role") else ""
        if t["icons"] and name in ("date", "venue"):
            icon = {"date": "event", "venue": "place"}[name]
            inner = f'<i class="material-icons" aria-hidden="true">{icon}</i> {inner}'
        terms = t["labels"] == "headings" and t["unit"] == "dl"
        how = t["labels"] if name in t["labelled"].split() or terms else "none"
        word = self.words(name, t["label_words"]) if how != "none" else ""
        colon = " :" if self.language == "fr" else ":"
        inner = {
            "bold": f"<strong>{word}{colon}</strong> ",
            "text": f"<strong>{word}{colon}</strong> " if name == "abstract" else f"{word}{colon} ",
            "hidden": f'<span class="visually-hidden">{word}{colon} </span>',
        }.get(how, "") + inner
        if t["inside"] == "lines":
            return inner
        told = t["dated"] != "words alone"
        told = told and tag == "time" and self.entry.date is not None
        if t["dated"] != "digits" and told:
            inner = inner.replace(self.entry.date or "", self._date_in_words())
        made = self.tag(tag, name, inner, f'datetime="{self.entry.date}"' if told else "")
        if how == "before":
            made = self.tag("div", "row", f"{self.tag('span', 'label', word)} {made}")
        elif how == "headings":
            made = self.tag("dt" if terms else "h5", "label", word) + made
        for _ in range({"field": 1, "field and item": 2}.get(t["wrapped"], 0)):
            made = self.tag("div", f"{name}-field", made)
        return made

    def _nothing(self, name: str) -> str:
        """Return what stands in a slot of facts where the publication has none."""
        if name not in ("date", "venue", "status"):
            return ""
        words = f'<span aria-hidden="true">—</span><span class="visually-hidden">{self.words("small", 6)}</span>'
        return {"none": "", "sign": "—", "words": words}[self.traits["missing"]]

    def _date_in_words(self) -> str:
        said = in_words(self.entry.date or "", self.language)
        return said if self.traits["dated"] == "words" else said.replace(str(self.entry.date)[:4], "").strip(" ,")

    def pieces(self) -> dict[str, str]:
        """Return the slots of the publication in the order of the markup, with all that stands among them."""
        t, card, venue, names = self.traits, self.card(), self.venue(), self.names()
        items = t["unit"] in _LISTS
        tags = {n: "dd" if items else t[n] for n in ("authors", "abstract", "date", "venue")}
        if t["names"] in _CONTAINERS:
            tags["authors"] = _CONTAINERS[t["names"]] if not items else "dd"
            names = f"<ul>{names}</ul>" if items and t["names"] == "items" and names else names
        if tags["abstract"] == "p" and (t["fold"] == "paragraphs" or t["toggle"] in ("details", "teaser")):
            tags["abstract"] = "div"
        every = {
            "title": self._titled(card.title or "", items=items),
            "authors": self.slot("authors", names, tags["authors"]),
            "abstract": self.slot("abstract", card.abstract, tags["abstract"]),
            "date": self.slot("date", card.date, tags["date"]),
            "venue": self.slot("venue", venue, tags["venue"]),
            "links": self.slot("links", card.link_row, "dd" if items else "p"),
        }
        order = t["order"].split()
        if t["unit"] in (*_LISTS, "flat"):  # which have no element that says where a publication begins
            order.sort(key=lambda name: name != "title")
        if t["meta"] != "apart":
            first, second = sorted(("date", "venue"), key=order.index)
            shown = {"date": card.date or "", "venue": venue}
            every["meta"] = self._meta((first, shown[first]), (second, shown[second]), items=items)
            order[order.index(first)] = "meta"
            order.remove(second)
        if t["venue_parts"] == "status apart":
            every["status"] = self.slot("status", self.status(), "dd" if items else t["venue"])
            order.insert(
                {"top": 0, "end": len(order)}.get(
                    t["status_at"], order.index("venue" if "venue" in order else "meta") + 1
                ),
                "status",
            )
        every["top"], every["below"], every["end"] = self._extras("dd" if items else "p")
        order.insert(t["unit"] in (*_LISTS, "flat"), "top")
        order.insert(order.index("abstract") + 1, "below")
        return {name: every[name] for name in (*order, "end")}

    def _titled(self, title: str, *, items: bool) -> str:
        t = self.traits
        if not title and t["unit"] not in ("terms", "flat"):
            return ""
        if t["inside"] == "lines":
            return f"<b>{title}</b>"
        if t["labels"] == "headings" and t["unit"] == "dl":
            return self.slot("title", title, "dd")
        kind = self.tag("span", "kind", self.words("kinds", self.number(2)))
        return self.tag("dt" if items else t["title"], "title", f"{title} {kind}" if t["kind_behind"] else title)

    def _meta(self, *shown: tuple[str, str], items: bool) -> str:
        how = self.traits["meta"]
        given = [(name, value) for name, value in shown if value]
        if how == "facts":
            inner = "".join(f"<dt>{self.words(name)}</dt><dd>{value}</dd>" for name, value in given)
            made = f"<dl>{inner}</dl>"
        elif how == "list":
            made = f"<ul>{''.join(self.slot(name, value, 'li') for name, value in given)}</ul>"
        elif how == "side by side":
            made = " ".join(self.slot(name, value, "span") for name, value in given)
        elif how == "touching":
            made = "".join(self.tag("em" if name == "venue" else "time", name, value) for name, value in given)
        else:
            made = how.join(value for _, value in given)
        if not given or self.traits["inside"] == "lines" or (how in ("facts", "list") and not items):
            return made if given else ""
        return self.tag("dd" if items else "div", "meta", made)

    def _extras(self, tag: str) -> tuple[str, str, str]:
        """Return what stands above the slots, below the abstract, and at the end."""
        t, key, titled = self.traits, self.entry.key, self.entry.title
        new, cited, more, cite, _, read, _ = WORDS[self.language]["small"]
        page, small, ribbon = f"/{self.language}/publication/{key}", tag, tag
        if tag != "dd":
            small, ribbon = "small", "span"
        pdf = f'<a href="https://files.example.org/{key}.pdf">PDF</a> <button type="button">{cite}</button>'
        note = f"@article{{{key},\n  title = {{A Title}},\n  note = {{({self.entry.status or 'n/a'})}}\n}}"
        whole = f'<a href="{page}"><span class="visually-hidden">{read} {escape(titled or "")}</span></a>'
        # what stands above a title that is not there would be taken for it by anyone
        tops = (
            (t["picture"], tag, f'<img src="/files/{key}.webp" alt="" width="80">'),
            ("kind" in t["eyebrow"] and titled, tag, self.words("kinds", self.number(2))),
            ("ribbon" in t["eyebrow"] and titled and not self.number(3, "new"), ribbon, new),
        )
        ends = (
            (t["cited"], small, cited.format(2 + self.number(90))),
            (t["buttons"], tag, pdf),
            (t["more"], tag, f'<a href="#">{more}</a>'),
            (t["stretched"] and titled, tag, whole),
        )
        top, end = (
            "".join(self.tag(name, "extra", html) for held, name, html in held if held) for held in (tops, ends)
        )
        if t["citation"] == "line" and titled and self.entry.authors:
            said = f"{', '.join(a.name for a in self.entry.authors)} (n.d.). {escape(titled)}."
            end += self.tag(tag, "extra", f"<span hidden>{said}</span>")
        if t["citation"] == "copied":
            end += f"<dd><pre hidden>{note}</pre></dd>" if tag == "dd" else f"<pre hidden>{note}</pre>"
        row = self._topics(tag) if t["topics"] != "none" and titled else ""
        at = t["topics_at"]
        return top + row * (at == "top"), row * (at == "below abstract"), row * (at == "end") + end

    def _topics(self, tag: str) -> str:
        every = WORDS[self.language]["topics"]
        chosen = [every[(self.number(5) + i) % 5] for i in range(1 + self.number(3, "topics"))]
        how = self.traits["topics"]
        if how == "one alone":
            return self.tag(tag, "topic", WORDS[self.language]["alone"][self.number(12)])
        if how == "links":
            chosen = [f'<a href="/{self.language}/topics?t={every.index(c)}">{c}</a>' for c in chosen]
        inner = "".join(f"<span>{c}</span>" if how == "spans" else f"<li>{c}</li>" for c in chosen)
        inner = inner if how == "spans" or tag != "dd" else f"<ul>{inner}</ul>"
        return self.tag(tag if tag == "dd" else "div" if how == "spans" else "ul", "topics", inner)


def _status(line: str) -> str:
    return line[line.rindex(" (") :] if " (" in line and not line.endswith("))") else ""

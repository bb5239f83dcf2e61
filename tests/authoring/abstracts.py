"""Abstracts as HTML: the see-more fold in the forms a template may give it."""

import re
from dataclasses import dataclass
from html import escape, unescape
from typing import Literal

from tests.authoring.publications import InventedPublication, Language

Toggle = Literal["button", "link", "spans", "text", "script"]
"""What stands between the visible part and the rest; `text` and `script` have no element of their own."""

CUT = 140
"""Code points of the abstract before the marker; a newline counts as one."""

MARKER: dict[Language, str] = {"en": "… (see more)", "fr": "… (voir plus)"}
CLOSER: dict[Language, str] = {"en": "(see less)", "fr": "(voir moins)"}

_TOKEN = re.compile(r"<math>.*?</math>|<[^>]+>|&#?\w+;|.", re.DOTALL)
_ANNOTATION = re.compile(r"<annotation[^>]*>(.*?)</annotation>", re.DOTALL)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fold:
    """How a markup folds an abstract.

    Attributes:
        hidden: the attribute that hides the rest.
        gap: white space a pretty-printer leaves around the toggle's element.
        paragraphs: lines of an abstract become `<p>`, not `<br>`.
        closer: a second control, to fold the text again, follows the rest.
    """

    hidden: str = 'style="display:none"'
    gap: str = ""
    paragraphs: bool = False
    closer: bool = False


def folded(entry: InventedPublication, *, fold: Fold, language: Language, toggle: Toggle) -> str | None:
    """Return the abstract of `entry` as HTML, folded after `CUT` code points where it is longer."""
    if entry.abstract is None:
        return None
    markup = entry.abstract_html or escape(entry.abstract, quote=False)
    if toggle == "script" or len(entry.abstract) <= CUT:
        return _lines(markup, fold)
    head, tail = cut(markup, CUT)
    marker = MARKER[language]
    if toggle == "text":
        return _lines(f"{head}{marker}{tail}", fold)
    return _with_element(head, tail, fold=fold, language=language, toggle=toggle)


def cut(markup: str, at: int) -> tuple[str, str]:
    """Split inline markup after `at` code points of its text; open elements are closed and opened again.

    Raises:
        ValueError: the place is inside a formula, which no template can split.
    """
    tokens = _TOKEN.findall(markup)
    seen, opened, place = 0, list[str](), 0
    for token in tokens:
        if seen >= at and not token.startswith("</"):
            break
        place += 1
        seen += _length(token)
        if token.startswith("</"):
            opened.pop()
        elif token.startswith("<") and not token.startswith("<math>"):
            opened.append(token)
    if seen != at:
        raise ValueError(f"the text cannot be cut after {at} code points, only after {seen}")
    closing = "".join(f"</{tag[1:-1].split()[0]}>" for tag in reversed(opened))
    return "".join(tokens[:place]) + closing, "".join(opened) + "".join(tokens[place:])


def _length(token: str) -> int:
    if token.startswith("<math>"):
        return sum(len(unescape(tex)) for tex in _ANNOTATION.findall(token))
    return 0 if token.startswith("<") else len(unescape(token))


def _lines(markup: str, fold: Fold) -> str:
    if fold.paragraphs:
        return "".join(f"<p>{line}</p>" for line in markup.split("\n"))
    return markup.replace("\n", "<br>")


def _with_element(head: str, tail: str, *, fold: Fold, language: Language, toggle: Toggle) -> str:
    control = {
        "button": f'<button type="button" aria-expanded="false">{MARKER[language]}</button>',
        "link": f'<a href="#" role="button">{MARKER[language]}</a>',
        "spans": f"<span>{MARKER[language]}</span>",
    }[toggle]
    closer = f"<button type='button' hidden>{CLOSER[language]}</button>" if fold.closer else ""
    if not fold.paragraphs:
        parts = [f"<span>{head}</span>", control, f"<span {fold.hidden}>{tail}</span>{closer}"]
        return fold.gap.join(parts).replace("\n", "<br>") if not fold.gap else _spaced(parts, fold.gap)
    first, *more = tail.split("\n")
    *before, last = head.split("\n")
    opening = "".join(f"<p>{line}</p>" for line in before)
    rest = "".join(f"<p {fold.hidden}>{line}</p>" for line in more)
    return f"{opening}<p><span>{last}</span>{control}<span {fold.hidden}>{first}</span></p>{rest}{closer}"


def _spaced(parts: list[str], gap: str) -> str:
    return gap.join(part.replace("\n", "<br>") for part in parts)

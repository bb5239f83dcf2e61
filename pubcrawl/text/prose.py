"""The text of a title or an abstract: what encoding, typesetting and layout left in it is taken out.

Each step is idempotent. The steps run in one order, and again as long as taking something out brings
something else to light (bold inside italics), so that cleaning a clean text changes nothing.
"""

import re
import unicodedata

import ftfy

from pubcrawl.text.latex import repair_latex
from pubcrawl.text.marker import Cleaned

_FTFY = ftfy.TextFixerConfig(
    fix_character_width=False,  # a Chinese comma is as wide as its text
    unescape_html=False,  # the page is parsed by now: what still reads &lt; is meant so
    uncurl_quotes=False,
    remove_terminal_escapes=False,
    fix_surrogates=False,
    explain=False,
)
_SUSPECT = re.compile(r"[^\x00-\x7f\u00a0àçèéêëîïôùûüÀÇÈÉÊËÎÏÔŒœäöÄÖáíóñ«»·–—‘’“”…]")
"""Characters that need a look at their neighbours: all but those of plain English and French, which stand in no
mojibake of UTF-8 without one of these (`Ã`, `Â`, `â`, `€`...) beside them."""

_BREAK = re.compile(r"[\t\n\r\x0b\x0c\x1c-\x1f\x85]")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_EMPHASIS = re.compile(r"(?<![\w*\\])(\*{1,3})(?=[^\s*])([^*\n]{1,120}?)(?<=[^\s*])\1(?![\w*])")
_MOST_ROUNDS = 10


def clean_line(text: str) -> str:
    """Clean a line that is no prose, such as a venue or a name: characters and white space."""
    for _ in range(_MOST_ROUNDS):
        before, text = text, collapse_space(repair_characters(text))
        if text == before:
            break
    return text


def clean_prose(text: str) -> Cleaned:
    """Clean a title, or an abstract without its marker; a line break becomes a space."""
    flags: tuple[str, ...] = ()
    for _ in range(_MOST_ROUNDS):
        plain, doubts = repair_latex(repair_characters(text))
        after = collapse_space(strip_emphasis(plain))
        flags = tuple(sorted({*flags, *doubts}))
        if after == text:
            return Cleaned(after, flags)
        text = after
    return Cleaned(text, flags)


def repair_characters(text: str) -> str:
    """Repair mojibake and ligatures, drop what cannot be seen, compose accents (NFC); fold nothing."""
    text = _BREAK.sub(" ", text)
    text = ftfy.fix_text(text, _FTFY) if _SUSPECT.search(text) else text
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def strip_emphasis(text: str) -> str:
    """Take Markdown's stars from around words; the star of `A*` or `He*` is not emphasis."""
    return _EMPHASIS.sub(r"\2", text) if "*" in text else text


def collapse_space(text: str) -> str:
    """Make every run of white space one space, and none at the ends."""
    return " ".join(text.split())

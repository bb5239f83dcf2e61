"""The text of a title or an abstract: what encoding, typesetting and layout left in it is taken out.

Each step is idempotent. The steps run in one order, and again as long as taking something out brings
something else to light (bold inside italics), so that cleaning a clean text changes nothing.
"""

import re
import unicodedata

import ftfy

from pubcrawl.text.latex import FORMULA, repair_latex
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
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    r"\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_SCRIPTS_WITH_JOINERS = "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\u0900-\u0dff\u1780-\u17ff"
_JOINERS = re.compile(rf"(?<![{_SCRIPTS_WITH_JOINERS}])[\u200c\u200d]+|[\u200c\u200d]+(?![{_SCRIPTS_WITH_JOINERS}])")
"""Joiners and non-joiners, but for those between letters that are spelled with them, as in Persian and Hindi."""
_SOFT_BREAK = re.compile(r"\u00ad\s+(?=[^\W\d_])")
_EMPHASIS = re.compile(
    rf"(?P<maths>{FORMULA.pattern})"
    r"|(?<![\w*\\^_{$])(?P<stars>\*{1,3})(?=[\w\"'“‘«\[(\\$¿¡])(?P<text>[^*\n]{1,120}?)(?<=[^\s*(\[{^_])(?P=stars)(?![\w*}$])",
    re.DOTALL,
)
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


_LABEL = re.compile(
    r"\A(?:abstract|summary|résumé|zusammenfassung)(?:\s*[:.—–-]+\s*(?=\S)"
    r"|\s+(?=(?:In|We|The|This|These|Our|An?|To|While|Despite|Although|Recent(?:ly)?|Background|Objectives?|Purpose|Aims?"
    r"|Introduction|Motivation|Importance|Nous|Les?|La|Dans|Cet(?:te)?|Ces?|Un|Une|Contexte|Objectifs?)\b))",
    re.IGNORECASE,
)
_NO_ABSTRACT = re.compile(
    r"\W*(?:(?:there is )?no (?:abstract|summary|description)(?: (?:is |was )?(?:available|provided|found|given|yet))?"
    r"|(?:the )?abstract (?:is )?(?:not (?:yet )?(?:available|provided)|unavailable|coming soon|to (?:come|appear))"
    r"|(?:pas de|aucun|sans) résumé(?: (?:disponible|fourni)| n[’'](?:est|a)\b[^.]{0,60})?"
    r"|(?:le )?résumé (?:non|in)[ -]?disponible"
    r"|n/?a|none|null|nan|tba|tbd|abstract|(?:résumé )?à venir|résumé|coming soon|unavailable|indisponible"
    r"|not (?:available|provided|given|supplied|specified|applicable)"
    r"|non (?:disponible|fourni|précisé|renseigné)e?|sans objet"
    r"|[-–—.…?]+)\W*",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"(?:\A|(?<=[.!?…)\]\"”])\s|\s(?=©))"
    r"(?:(?:©|\(c\) ?(?=\d{4})|copyright\s*(?:©|\(c\)|\d{4}))[^.]{0,120}(?:\.(?!\w)|\Z)"
    r"|this (?:article|work|paper) is (?:protected by copyright|licensed under)[^.]{0,160}(?:\.[^.]{1,12})?\.?)"
    r"(?:\s?(?:published by|all rights? (?:are )?reserved|tous droits réservés|elsevier|springer|wiley|ieee|licensee)"
    r"[^.]{0,160}(?:\.|\Z)){0,4}\s?\Z",
    re.IGNORECASE,
)

_RIGHTS_WORDS = ("©", "(c)", "copyright", "protected", "licensed")
"""One of them is in every line of rights, in lower case."""


def strip_frame(abstract: str) -> str:
    """Return a cleaned abstract without its label and its copyright line; "" for "No abstract available."."""
    folded = abstract.lower()
    if any(word in folded for word in _RIGHTS_WORDS):
        abstract = _RIGHTS.sub("", abstract)
    abstract = _LABEL.sub("", abstract, count=1).strip()
    return "" if _NO_ABSTRACT.fullmatch(abstract) else abstract


_CUT_WORD = re.compile(r"[-‐]\s")
_BROKEN = re.compile(r"\b([^\W\d_]{2,})[-‐]\s([a-zß-ÿ]{2,})\b")
_WORDS = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")


def mend_hyphens(text: str) -> str:
    """Join the words that a line end broke (`convolu- tional`), where the same text has the whole word elsewhere."""
    if not _CUT_WORD.search(text) or not _BROKEN.search(text):
        return text
    known = {w.lower().replace("‐", "-") for w in _WORDS.findall(text)}

    def whole(found: re.Match[str]) -> str:
        joined = found[1] + found[2]
        kept = f"{found[1]}-{found[2]}"
        if joined.lower() in known:
            return joined
        return kept if kept.lower() in known else found.group()

    return _BROKEN.sub(whole, text)


def repair_characters(text: str) -> str:
    """Repair mojibake and ligatures, drop what cannot be seen, compose accents (NFC); fold nothing."""
    if text.isascii() and text.isprintable():
        return text
    text = _BREAK.sub(" ", text)
    text = _JOINERS.sub("", _SOFT_BREAK.sub("", text)) if not text.isprintable() else text
    text = ftfy.fix_text(text, _FTFY) if _SUSPECT.search(text) else text
    text = _INVISIBLE.sub("", text) if not text.isprintable() else text
    return unicodedata.normalize("NFC", text)


def strip_emphasis(text: str) -> str:
    """Take Markdown's stars from around words; the star of `A*`, `He*`, `(*)` or of a formula is not emphasis."""
    return _EMPHASIS.sub(lambda found: found["maths"] or found["text"], text) if "*" in text else text


def collapse_space(text: str) -> str:
    """Make every run of white space one space, and none at the ends."""
    return " ".join(text.split())

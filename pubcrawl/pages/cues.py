"""What a line says about itself: a date, a venue, a person, a label, prose. The law that extraction leans on."""

import re
from urllib.parse import unquote

from pubcrawl.pages.blocks import Block
from pubcrawl.stages.address import split
from pubcrawl.stages.marker import MARKER
from pubcrawl.stages.status import is_status

DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
"""The only form of date the Mila site prints, in both languages."""

PROSE = 140
"""Code points from which a line that is no title, name or venue is taken for prose of its own."""

_DATE_THEN = re.compile(r"(\d{4}-\d{2}-\d{2})\s*[\s·•|,;:–—-]\s*(?=\S)")
_PROFILE = re.compile(r"/(?:directory|annuaire|people)/[^/?#]+/?$")
_LABELS = re.compile(
    r"(title|titre|authors?|auteure?s?|auteur·e·s|autrices? et auteurs?|abstract|summary|résumé|date|published"
    r"|publication date|date de publication|publié(?: le)?|venue|conference|conférence|lieu|status|statut"
    r"|links?|liens?)"
    r"\s*:?\s*",
    re.IGNORECASE,
)
_KINDS = {
    "ti": "title", "au": "authors", "ab": "abstract", "su": "abstract", "ré": "abstract", "da": "date", "pu": "date",
    "ve": "venue", "co": "venue", "lie": "venue", "st": "status", "li": "links",
}  # fmt: skip
_PARTICLES = frozenset(
    "a al af ap ben bin bint da das de del della den der des di do dos du e el ibn la las le les lo los mac mc st te "
    "ten ter the van vande vander vom von y zu zum zur".split()
) - {"a", "the"}
_SEPARATORS = re.compile(r"(?:(?<!\s)\s++)?[,;·•|]\s*|(?<!\s)\s++(?:and|et|&)\s+|\n")
_STARS = re.compile(r"[*＊∗⁎†‡¹²³⁴⁵⁶⁷⁸⁹⁰]+")
_WORD = re.compile(r"(?:[^\W\d_]|['’‘‐‑.\-·ʼ])+")
_NAME_WORDS = 6
_NAME_LENGTH = 60
_END = re.compile(r"[.!?…:;。][\"'”’»)\]]*$")


def is_date(text: str) -> bool:
    """Say whether a line is a date and nothing else."""
    return DATE.fullmatch(text.strip()) is not None


def date_then(text: str) -> tuple[str, str] | None:
    """Split a line that holds a date and then a venue; None when it does not."""
    found = _DATE_THEN.match(text)
    return (found[1], text[found.end() :]) if found else None


def last_parenthesis(text: str) -> tuple[str, str] | None:
    """Split a line at its last balanced parenthesis: what stands before it, and what it holds."""
    text = text.rstrip()
    if not text.endswith(")"):
        return None
    depth = 0
    for i in range(len(text) - 1, -1, -1):
        depth += (text[i] == ")") - (text[i] == "(")
        if depth == 0:
            return text[:i].rstrip(), text[i + 1 : -1]
    return None


def is_venue(text: str) -> bool:
    """Say whether a line ends in a publication status, the way only venue lines do."""
    split = last_parenthesis(text) if len(text) < 2 * PROSE else None
    return split is not None and is_status(split[1]) and not MARKER.search(text)


def is_profile(href: str | None) -> bool:
    """Say whether an address is a person's page at an institute."""
    return href is not None and _PROFILE.search(unquote(split(href).path)) is not None


def has_profile(block: Block) -> bool:
    """Say whether a line links to a person's page."""
    return any(is_profile(h) for h in block.hrefs)


def is_name(text: str) -> bool:
    """Say whether a text has the form of one person's name."""
    words = _STARS.sub("", text).replace(".", ". ").split()
    if not 1 < len(words) <= _NAME_WORDS or len(text) > _NAME_LENGTH:
        return False
    if not all(_WORD.fullmatch(w) for w in words):
        return False
    capital = [w for w in words if w[:1].isupper() or not w[:1].isascii() or w[:2] in ("d'", "d’", "l'", "l’")]
    small = [w for w in words if w not in capital]
    return len(capital) >= 2 and words[-1] in capital and all(w in _PARTICLES for w in small)  # noqa: PLR2004


def is_name_list(text: str) -> bool:
    """Say whether a line is made of names and nothing else."""
    parts = [p for p in _SEPARATORS.split(_STARS.sub("", text)) if p.strip(" .")]
    return bool(parts) and all(is_name(p) or p.strip(" .") in ("Jr", "Sr", "II", "III") for p in parts)


def are_names(block: Block) -> bool:
    """Say whether a line holds people: links to their pages, and otherwise nothing but names."""
    if not has_profile(block):
        return is_name_list(block.text)
    plain = "\n".join(p.text for p in block.pieces if not is_profile(p.href))
    parts = [p.strip(" .*") for p in _SEPARATORS.split(plain)]
    return all(not p or p in ("and", "et", "&") or is_name(p) or len(p.split()) == 1 for p in parts)


def label(text: str) -> str | None:
    """Return the field that a label line announces (`title`, `authors`, `abstract`, ...), or None."""
    found = _LABELS.fullmatch(text.strip())
    if not found:
        return None
    word = found[1].lower()
    return next(kind for start, kind in sorted(_KINDS.items(), key=lambda k: -len(k[0])) if word.startswith(start))


def ends(text: str) -> bool:
    """Say whether a text ends the way a sentence does."""
    return _END.search(text.rstrip()) is not None


def is_prose(text: str) -> bool:
    """Say whether a text is running prose rather than a title, a name or a label."""
    return len(text) >= PROSE or (ends(text) and len(text.split()) > _NAME_WORDS and not is_name_list(text))

"""Cues: what a line says about itself, be it a date, names, a label, prose, a heading or a button such as "PDF".

Extraction leans on these, whatever the markup around the line is.
"""

import re
from collections.abc import Sequence

from pubcrawl.items import Span
from pubcrawl.pages.document import Block, Tree
from pubcrawl.text.address import is_profile, split
from pubcrawl.text.words import PROSE, STARS

DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
"""The only form of date the Mila site prints, in both languages."""

_DATE_THEN = re.compile(r"(\d{4}-\d{2}-\d{2})\s*[\s·•|,;:–—-]\s*(?=\S)")

_LABELS = re.compile(
    r"(title|titre|authors?|auteure?s?|auteur·e·s|autrices? et auteurs?|abstract|summary|résumé|date|published"
    r"|publication date|date de publication|publié(?: le)?|venue|conference|conférence|lieu|status|statut"
    r"|links?|liens?)"
    r"\s*:?\s*",
    re.IGNORECASE,
)
_KINDS = {
    "ti": "title", "au": "authors", "ab": "abstract", "su": "abstract", "ré": "abstract", "da": "date", "pu": "date",
    "ve": "venue", "co": "venue", "lieu": "venue", "st": "status", "li": "links",
}  # fmt: skip
_PARTICLES = frozenset(
    "a al af ap ben bin bint da das de del della den der des di do dos du e el ibn la las le les lo los mac mc st te "
    "ten ter the van vande vander vom von y zu zum zur".split()
) - {"a", "the"}
_SEPARATORS = re.compile(r"(?:(?<!\s)\s++)?[,;·•|]\s*|(?<!\s)\s++(?:and|et|&)\s+|\n")

_MARKS = re.compile(rf"[{STARS}†‡¹²³⁴⁵⁶⁷⁸⁹⁰]+")

_WORD = re.compile(r"(?:[^\W\d_]|['’‘‐‑.\-·ʼ])+")
_NAME_WORDS = 6
_NAME_LENGTH = 60
_COUNT = re.compile(
    r"(?:cited|cité|viewed|vu|read|lu|downloaded|téléchargé)e?s?(?: by| par)?:? [\d\s,.]+(?:\w+)?"
    r"|[\d\s,.]+ (?:citations?|views?|vues?|downloads?|téléchargements?)",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?…:;。][\"'”’»)\]]*$")


def is_date(text: str) -> bool:
    """Say whether a line is a date and nothing else."""
    return DATE.fullmatch(text.strip()) is not None


def date_then(text: str) -> tuple[str, str] | None:
    """Split a line that holds a date and then a venue; None when it does not."""
    found = _DATE_THEN.match(text)
    return (found[1], text[found.end() :]) if found else None


def has_profile(block: Block) -> bool:
    """Say whether a line links to a person's page."""
    return any(is_profile(h) for h in block.hrefs)


def is_name(text: str) -> bool:
    """Say whether a text has the form of one person's name."""
    words = _MARKS.sub("", text).replace(".", ". ").split()
    if not 1 < len(words) <= _NAME_WORDS or len(text) > _NAME_LENGTH or not all(map(_WORD.fullmatch, words)):
        return False
    capital = [w for w in words if w[:1].isupper() or not w[:1].isascii() or w[:2] in ("d'", "d’", "l'", "l’")]
    return len(capital) >= 2 and words[-1] in capital and _PARTICLES.issuperset(set(words) - set(capital))  # noqa: PLR2004


def is_name_list(text: str) -> bool:
    """Say whether a line is made of names and nothing else."""
    parts = [p for p in _SEPARATORS.split(_MARKS.sub("", text)) if p.strip(" .")]
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


def bare(text: str, *kinds: str) -> str:
    """Return a line without the label at its start, if that announces a date or one of some fields."""
    head, _, rest = text.strip().partition(":")
    is_label = rest.strip() and (label(head) in kinds or is_date(rest))
    return rest.strip() if is_label else text.strip()


def is_count(text: str) -> bool:
    """Say whether a line counts how often a work was cited or read."""
    return _COUNT.fullmatch(text.strip()) is not None


def ends(text: str) -> bool:
    """Say whether a text ends the way a sentence does."""
    return _END.search(text.rstrip()) is not None


def is_prose(text: str) -> bool:
    """Say whether a text is running prose rather than a title, a name or a label."""
    return len(text) >= PROSE or (ends(text) and len(text.split()) > _NAME_WORDS and not is_name_list(text))


def is_heading(tree: Tree, block: Block) -> bool:
    """Say whether a line is set as a heading: by its tag, as a term of a list, or all in bold."""
    around = {tree.tag(e) for e in block.path[-2:]}
    inner = {tree.document.elements[e].tag for p in block.pieces for e in p.inline[:1]}
    return bool(around & {"h1", "h2", "h3", "h4", "h5", "h6", "dt"} or inner & {"strong", "b"})


def work_links(blocks: Sequence[Block]) -> tuple[Span, ...]:
    """Return the links of a card that lead to the work: not to people, not to parts of a page."""
    pieces = (p for b in blocks for p in b.pieces if p.href and not is_profile(p.href))
    return tuple(dict.fromkeys(Span(text=p.text.strip(), href=p.href) for p in pieces))


def only_links(block: Block) -> bool:
    """Say whether a line is made of links and nothing else."""
    return bool(block.hrefs) and all(p.href or not p.text.strip(" |·•,/") for p in block.pieces)


def is_topics(tree: Tree, block: Block) -> bool:
    """Say whether a line is nothing but links to other pages of the site, and neither heading nor person."""
    if not only_links(block) or has_profile(block) or is_heading(tree, block):
        return False
    host = split(tree.document.url).hostname
    return host is not None and all(split(h).hostname == host for h in block.hrefs)


def is_button(tree: Tree, block: Block) -> bool:
    """Say whether a line is nothing but buttons such as "PDF", or topics of the site: neither heading nor person."""
    if not only_links(block) or has_profile(block) or is_heading(tree, block):
        return False
    return is_topics(tree, block) or all(
        _names_link(p.text) or not is_name_list(p.text) for p in block.pieces if p.href
    )


_LINK_WORDS = frozenset(
    "article arxiv bibtex code data dataset demo doi download full github here ici le lien link lire openreview page "
    "paper papers pdf poster preprint project prépublication publication read site slides source supplement text the "
    "télécharger un une url video view voir web website".split()
)


def _names_link(text: str) -> bool:
    return re.match(r"https?://\S+$", text.strip()) is not None or all(
        w.strip("[](){}:.,→↗»").lower() in _LINK_WORDS for w in text.split()
    )

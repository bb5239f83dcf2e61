"""People: what a line says of who is named in it, by the form of names and by links to somebody's page."""

import re
from functools import lru_cache

from pubcrawl.pages.document import Block, Piece, Tree, once
from pubcrawl.text.address import is_person, is_profile
from pubcrawl.text.names import BYLINE, FIELDS, MARK, PARTICLES, is_affiliation, without_notes
from pubcrawl.text.words import DOTS, PROSE, STARS

_SEPARATORS = re.compile(rf"(?:(?<!\s)\s++)?[,;{DOTS}|]\s*+(?:(?:and|et|&)\s+)?|(?<!\s)\s++(?:and|et|&|/)\s+|\n")
_BY = re.compile(rf"\A\s*+{BYLINE}\s++", re.IGNORECASE)
_ENDS_OF_LIST = re.compile(r"\A\s*+(?:and|et|&)\s+|(?<![\s,;])[\s,;]++(?:and|et|&)?\s*+\Z|(?<!\s)\s*+:\s*+\Z")
"""What stands before and behind a name that has an element of its own in a list."""
_WORKPLACE = re.compile(r"(?<!\s)\s*+\(([^()]*+)\)")
"""Where somebody works, behind a name."""
_AND = re.compile(r"(?:and|et|&|/)(?:\s+|\Z)")
_PREFIXED = re.compile(r"[a-z]{1,3}[-‐'’][^\W\da-z]")
"""A name behind a particle that is written together with it, such as "al-Rahman" or "d'Arc"."""
_MARKS = re.compile(rf"[{STARS}]+|{MARK.pattern}")
_EASTERN = re.compile(r"[\u4e00-\u9fff]{2,4}|[\uac00-\ud7a3]{2,4}")
"""A Chinese or Korean name, which is written in one word."""
_WORD = re.compile(r"['’‘‐‑.\-·ʼ]*+[^\W\d_](?:[^\W\d_]|['’‘‐‑.\-·ʼ])*")
_NICKNAME = re.compile(r"(?<=\w )[“\"«‘][^\W\d_]+[”\"»’] (?=\w)")
_INITIAL = re.compile(r"\.(?![-‐‑])")
NAME_WORDS = 6
"""Words of the longest name."""
_NAME_LENGTH = 60


@once
def has_profile(block: Block) -> bool:
    """Say whether a line links to a person's page."""
    return any(map(_is_of_person, block.pieces))


def _is_of_person(piece: Piece) -> bool:
    """Say whether a piece links to a person's page at an institute, or is a name that links to one elsewhere."""
    href = piece.href
    return href is not None and (is_profile(href) or (is_person(href) and is_name(piece.text.strip())))


def shows_person(tree: Tree, block: Block) -> bool:
    """Say whether a line surely names somebody: by a link to a page, or as the person whose page this is."""
    return has_profile(block) or tree.names_owner(block)


@lru_cache(maxsize=8192)
def is_name(text: str) -> bool:
    """Say whether a text has the form of one person's name."""
    if len(text) > _NAME_LENGTH:
        return False
    if _EASTERN.fullmatch(text.strip(STARS)):
        return True
    words = _INITIAL.sub(". ", _MARKS.sub("", _NICKNAME.sub("", text))).split()
    if not 1 < len(words) <= NAME_WORDS or len(text) > _NAME_LENGTH or not all(map(_WORD.fullmatch, words)):
        return False
    if not FIELDS.isdisjoint([word.lower() for word in words]):
        return False
    capital = [w for w in words if w[:1].isupper() or not w[:1].isascii() or _PREFIXED.match(w)]
    return len(capital) >= 2 and words[-1] in capital and PARTICLES.issuperset(set(words) - set(capital))  # noqa: PLR2004


def is_one_name(text: str) -> bool:
    """Say whether a text is one word with a capital, as somebody's only name, and no field of study."""
    word = text.strip()
    written = word[:1].isupper() and not word.isupper() and _WORD.fullmatch(word) is not None
    return written and word.lower() not in FIELDS


@lru_cache(maxsize=2048)
def is_name_list(text: str) -> bool:
    """Say whether a line is made of names and nothing else."""
    if len(text) >= PROSE and _is_in_small_letters(text):
        return False
    bare_text = _ENDS_OF_LIST.sub("", _BY.sub("", _MARKS.sub("", text)))
    parts = [p for p in _SEPARATORS.split(bare_text) if p.strip(" .")]
    odd = [p for p in parts if not (is_name(p) or p.strip(" .") in ("Jr", "Sr", "II", "III"))]
    mononyms = len(parts) > 2 * len(odd) and all(len(p.split()) == 1 and p.strip()[:1].isupper() for p in odd)
    return bool(parts) and (not odd or mononyms)


def are_several_names(text: str) -> bool:
    """Say whether a line is nothing but several names, parted by signs or an "and"."""
    return is_name_list(text) and sum(bool(part.strip(" .")) for part in _SEPARATORS.split(text)) > 1


def _is_in_small_letters(text: str) -> bool:
    """Say whether the first words of a long text are mostly small, as those of a sentence and of no names are."""
    words = text[:PROSE].split()
    return 3 * sum(word[:1].islower() for word in words) > 2 * len(words)


@once
def are_names(block: Block) -> bool:
    """Say whether a line holds people: links to their pages, and otherwise nothing but names."""
    text = block.text
    if "/" in text:  # each in an element of its own
        text = "".join("\n" if p.text.strip() == "/" else p.text for p in block.pieces)
    if len(block.pieces) > 1 and "(" in text and not has_profile(block):
        text = "".join(p.text for p in block.pieces if not (p.inline and _WORKPLACE.fullmatch(p.text.strip())))
    if not has_profile(block):
        told = "(" in text and are_several_names(without_notes(text))
        return told or is_name_list(_without_workplaces(text) if "(" in text else text)
    plain = _BY.sub("", "\n".join(p.text for p in block.pieces if not _is_of_person(p) and p.text.strip() != "/"))
    parts = [_AND.sub("", p.strip(" .*:")) for p in _SEPARATORS.split(without_notes(plain))]
    return all(not p or is_name(p) or len(p.split()) == 1 for p in parts)


def _without_workplaces(text: str) -> str:
    return _WORKPLACE.sub(lambda found: "" if is_affiliation(found[1]) else found[0], text)


def without_byline(text: str) -> str:
    """Return a line of people without the words that lead it, as "Research by"."""
    return _BY.sub("", text)


def without_commas(text: str) -> str:
    """Return a line without what parts it from the names before and behind it."""
    return _ENDS_OF_LIST.sub("", text)

"""Writes BibTeX in UTF-8, for biber and BibTeX alike.

Letters stay as they are; what LaTeX reads as a command is escaped, except in addresses and identifiers, which are
verbatim. Year and month are given, which both programs read; neither prints a day.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from pubcrawl.formats.reference import Reference, reference
from pubcrawl.items import Publication
from pubcrawl.text.words import fold

_ESCAPES = str.maketrans(
    {c: f"\\{c}" for c in "&%$#_"}
    | {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",  # \{ would still count as an open brace
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
_UNSAFE = re.compile(r"[{}\\\s]")
_PLAIN_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .'’‐-])*")
_NAME_WORDS = re.compile(r"\b(?:and|others)\b", re.IGNORECASE)
_TYPES = {"paper": "inproceedings", "article": "article", "other": "misc"}
_CONTAINERS = {"paper": "booktitle", "article": "journal", "other": "howpublished"}
_MONTHS = tuple("jan feb mar apr may jun jul aug sep oct nov dec".split())
_LANGUAGES = {
    "ca": "catalan",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "it": "italian",
    "pt": "portuguese",
}
_ARTICLES = frozenset("a an the l la le les d des un une".split())
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def render(publications: Iterable[Publication]) -> bytes:
    """Return publications as BibTeX entries, in their order.

    The key of an entry is the last word of the first author's name, the year and the first word of the title that
    is no article; records that would share one get `-a`, `-b` in the order of their ids. Names stand as displayed,
    and BibTeX takes them apart; one that it would misread is in braces and stays whole.
    """
    references = [reference(p) for p in publications]
    keys = citation_keys(references)
    return "\n".join(_entry(r, key) for r, key in zip(references, keys, strict=True)).encode()


def citation_keys(references: Sequence[Reference]) -> list[str]:
    """Return a key for each reference, unique among them: ASCII letters, digits and a hyphen before the suffix."""
    sharing: dict[str, list[int]] = defaultdict(list)
    for i, r in enumerate(references):
        sharing[_key(r)].append(i)
    keys = [""] * len(references)
    for key, places in sharing.items():
        for n, i in enumerate(sorted(places, key=lambda i: references[i].id)):
            keys[i] = key if len(places) == 1 else f"{key}-{_suffix(n)}"
    return keys


def _key(r: Reference) -> str:
    name = "".join(_ascii_words(r.authors[0].split()[-1])) if r.authors else ""
    word = next((w for w in _ascii_words(r.title) if w not in _ARTICLES), "untitled")
    return f"{name or 'anon'}{r.issued[0] if r.issued else ''}{word}"


def _ascii_words(text: str) -> list[str]:
    return [word for word in fold(text).split() if word.isascii() and word.isalnum()]


def _suffix(n: int) -> str:
    """Return a, b, ..., z, aa, ab, ... for 0, 1, ..."""
    more, letter = divmod(n, len(_LETTERS))
    return (_suffix(more - 1) if more else "") + _LETTERS[letter]


def _entry(r: Reference, key: str) -> str:
    fields = {
        "title": f"{{{_escape(r.title)}}}",  # these braces keep its capitals
        "author": " and ".join(map(_name, r.authors)),
        "year": r.issued and r.issued[0],
        "month": r.issued[1:] and _MONTHS[r.issued[1] - 1],
        _CONTAINERS[r.kind]: r.container and _escape(r.container),
        "doi": r.doi and _verbatim(r.doi),
        "eprint": r.arxiv_id and _verbatim(r.arxiv_id),
        "archiveprefix": r.arxiv_id and "arXiv",
        "url": r.url,
        "langid": _LANGUAGES.get(r.language or ""),
        "abstract": r.abstract and _escape(r.abstract),
    }
    # The name of a month is a macro: in braces it would be a text.
    values = {name: value if name == "month" else f"{{{value}}}" for name, value in fields.items() if value}
    lines = [f"  {name} = {value},\n" for name, value in values.items()]
    return f"@{_TYPES[r.kind]}{{{key},\n{''.join(lines)}}}\n"


def _escape(text: str) -> str:
    return text.translate(_ESCAPES)


def _verbatim(identifier: str) -> str:
    """Percent-encode what would end a verbatim field or the program's count of braces."""
    return _UNSAFE.sub(lambda found: quote(found[0]), identifier)


def _name(name: str) -> str:
    plain = _PLAIN_NAME.fullmatch(name) and not _NAME_WORDS.search(name)
    return name if plain else f"{{{_escape(name)}}}"

"""Writes BibTeX in UTF-8, for biber and BibTeX alike.

Letters stay as they are; what LaTeX reads as a command is escaped, except in addresses and identifiers, which are
verbatim. Year and month are given, which both programs read; neither prints a day.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from pubcrawl.formats.reference import Person, Reference, reference
from pubcrawl.items import Publication
from pubcrawl.text.names import suffix_of
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
_MATHS = re.compile(r"(?<![\\$])\$(?![\s$])[^$\n]{1,200}(?<![\s\\])\$(?![\d$])")
"""Maths, as Pandoc tells it from prices: no space inside its signs, no digit behind them."""
_MATHS_COMMAND = re.compile(r"\\([A-Za-z]+|.)")
_MATHS_COMMANDS = frozenset(
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho sigma "
    "tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell hbar "
    "infty partial nabla sqrt frac dfrac tfrac binom sum prod int max min sup inf lim log ln exp sin cos tan det "
    "dim ker arg argmax argmin mathcal mathbb mathbf mathrm mathit mathsf mathfrak boldsymbol bm text textbf "
    "textit operatorname hat widehat tilde widetilde bar overline underline vec dot ddot cdot cdots ldots dots "
    "times div pm mp circ ast star bullet otimes oplus leq le geq ge neq ne approx equiv sim simeq propto ll gg "
    "in notin subset subseteq supset cup cap emptyset setminus to rightarrow leftarrow Rightarrow mapsto left "
    "right big Big langle rangle lfloor rfloor lceil rceil mid parallel forall exists neg land lor quad qquad "
    "prime top perp , ; : ! { } _ ^ & % # $ |".split()
)
"""Commands that do nothing but show maths: any other one could make LaTeX do something else."""
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

    The key of an entry is the last word of the first author's family name, the year and the first word of the title
    that is no article; records that would share one get `-a`, `-b` in the order of their ids. A name whose parts are
    known and that BibTeX would misread is given as "Last, Suffix, First"; one it would misread and whose parts are not
    known is in braces and stays whole. Maths between dollar signs stay maths.
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
    name = "".join(_ascii_words(_family(r.authors[0]).split()[-1])) if r.authors else ""
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


def _family(person: Person) -> str:
    """Return the family name, or what is left of the whole name without its suffix."""
    return person.family or person.name.removesuffix(suffix_of(person.name) or "").strip() or person.name


def _escape(text: str) -> str:
    """Escape what LaTeX reads as a command; maths stay, if their braces balance."""
    made, at = [], 0
    for found in _MATHS.finditer(text):
        if _is_maths(found.group()):
            made += [text[at : found.start()].translate(_ESCAPES), found.group()]
            at = found.end()
    return "".join(made) + text[at:].translate(_ESCAPES)


def _is_maths(text: str) -> bool:
    """Say whether a text between dollar signs is maths that can stand in a document."""
    bare = _MATHS_COMMAND.sub("", text)
    known = all(command in _MATHS_COMMANDS for command in _MATHS_COMMAND.findall(text))
    return known and bare.count("{") == bare.count("}") and not re.search(r"[%#&~]", bare)


def _verbatim(identifier: str) -> str:
    """Percent-encode what would end a verbatim field or the program's count of braces."""
    return _UNSAFE.sub(lambda found: quote(found[0]), identifier)


def _name(person: Person) -> str:
    name = person.name
    plain = _PLAIN_NAME.fullmatch(name) and not _NAME_WORDS.search(name)
    if plain and person.family and person.given and (person.suffix or " " in person.family):
        return ", ".join(filter(None, (person.family, person.suffix, person.given)))
    return name if plain and not suffix_of(name) else f"{{{_escape(name)}}}"

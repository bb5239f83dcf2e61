"""Titles compared: one key for all spellings of a title, its numbers, and how alike two titles are.

A number is never a matter of spelling: `Part I` and `Part II`, `GPT-3` and `GPT-4`, the survey of one year and
that of the next are different works however alike the rest is. So numbers are read in digits, in Roman
numerals and in words of both languages, and compared on their own.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Levenshtein

from pubcrawl.text.words import fold

_DIGITS = re.compile(r"[0-9]+")
_BREAK = re.compile(r"\s*[:?!|()\[\]–—]\s*|\s+-+\s+|\.\s+")
_COUNTED = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_COMPTES = ("zero", "", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze")
_ROMANS = ("", "", "ii", "iii", "iv", "", "vi", "vii", "viii", "ix")
_LONE_ROMANS = {"i": "1", "v": "5", "x": "10"}
_ORDINALS = {"first": "1", "second": "2", "third": "3", "premiere": "1", "deuxieme": "2", "troisieme": "3"}
_VALUES = _ORDINALS | {w: str(n) for words in (_COUNTED, _COMPTES, _ROMANS) for n, w in enumerate(words) if w}
_ORDINAL = re.compile(r"([0-9]{1,3})(?:st|nd|rd|th|e|er|ere|eme)")
_SHORTENED = {"ed": "edition", "vol": "volume", "ch": "chapter", "pt": "part"}
_PARTS = frozenset(("part", "partie", "volume", "vol", "tome", "chapter", "chapitre", "phase", "appendix", "annexe"))
_SMALL_LIST = (
    "a an and as at au aux by de des du en et for from in into is la le les of on or ou par pour sur the to un une "
    "via with l d "
)
_SMALL = frozenset(_SMALL_LIST.split())
_NOTICE = re.compile(
    r"\W*(?:(?:author|publisher)(?:['’]s?)? )?"
    r"(?:correction|corrigend(?:um|a)|errat(?:um|a)|addendum|retraction|withdrawal|expression of concern|reply|response"
    r"|comments?|commentary|rejoinder|discussion|réponse|commentaires?|rétractation)"
    r"(?: (?:to|on|for|of|by|note|à|sur)\b|\s*[:–—-])",
    re.IGNORECASE,
)
_SERIAL = frozenset(
    "annual annuel annuelle yearly monthly quarterly award awards exam exams minutes newsletter".split()
)
_FORMAL_LIST = (
    "abstract acknowledgements actes addendum annual annuel appendix avant bilan closing comment commentaire "
    "conclusion conclusions conference corrigendum directions discussion editor editorial erratum foreword future "
    "guest introduction issue keynote mot note notes outlook overview panel perspectives preface presentation "
    "proceedings propos rapport remarks reply report response review session special summary supplement "
    "supplementary survey symposium tutorial workshop "
)
_FORMAL = frozenset(_FORMAL_LIST.split())
_AFFIXES = re.compile(
    r"^(?:anti|auto|bi|de|dis|down|en|ex|hetero|homo|hyper|hypo|im|in|inter|intra|ir|macro|meso|micro|mono|multi|"
    r"nano|non|out|over|post|pre|re|semi|sub|super|trans|tri|un|under|uni|up|a)(?=[a-z]{3}|$)"
)
_LONG_WORD = 5
_PART_OF_KEY = 10


class Likeness(Enum):
    """How two titles relate, best first."""

    EQUAL = auto()
    """The same letters and digits in the same order."""
    SPELLED = auto()
    """The same words but for typing errors and articles."""
    EXTENDED = auto()
    """One is the other's title proper, or its subtitle."""
    OTHER = auto()


@dataclass(frozen=True, kw_only=True, slots=True)
class Title:
    """A title, ready to be compared.

    Attributes:
        words: its folded words, numbers as digits.
        key: the words written together, so that `multi-agent` and `multiagent` are one.
        numbers: all its numbers, sorted, and whatever stands behind a word such as `Part`.
        sides: keys of the title proper and of the subtitle, where it has both.
        telling: how many of its words tell it from other titles; `Annual report` has none.
        notice: it is about another work: a correction, a reply.
        serial: it is the title of a series, such as an annual report.
    """

    words: tuple[str, ...]
    key: str
    numbers: tuple[str, ...]
    sides: frozenset[str]
    telling: int
    notice: bool = False
    serial: bool = False


def read_title(text: str) -> Title:
    """Return a title ready to be compared."""
    words = _words(text)
    sides = frozenset(key for half in _halves(text) if len(key := "".join(_words(half))) >= _PART_OF_KEY)
    return Title(
        words=words,
        key="".join(words),
        numbers=_numbers(words),
        sides=sides - {"".join(words)},
        telling=len({w for w in words if w not in _SMALL and w not in _FORMAL and not w.isdigit()}),
        notice=_NOTICE.match(text) is not None,
        serial=not _SERIAL.isdisjoint(words),
    )


def likeness(one: Title, other: Title) -> Likeness:
    """Say how two titles relate; numbers aside, which `Title.numbers` has."""
    if one.key == other.key:
        return Likeness.EQUAL
    if _same_words(one.words, other.words) or _same_but_place_of_number(one, other):
        return Likeness.SPELLED
    if one.key in other.sides or other.key in one.sides:
        extra = set(one.words) ^ set(other.words)
        return Likeness.OTHER if extra & _FORMAL else Likeness.EXTENDED
    return Likeness.OTHER


def closeness(one: Title, other: Title) -> float:
    """Return the similarity of two titles' letters, 0 to 1."""
    return fuzz.ratio(one.key, other.key) / 100


def shared_words(one: Title, other: Title) -> float:
    """Return the share of the shorter title's words, small ones aside, that the other has, 0 to 1."""
    ours, theirs = set(one.words) - _SMALL, set(other.words) - _SMALL
    return len(ours & theirs) / min(len(ours), len(theirs)) if ours and theirs else 0.0


def _words(text: str) -> tuple[str, ...]:
    found = fold(text.replace("++", " plusplus ").replace("#", " sharp ")).split()
    return tuple(_number(found, i) or w for i, w in enumerate(found))


def _number(words: list[str], i: int) -> str | None:
    """Return the number or the word that a word stands for; a lone `I` counts at the end or behind `Part`."""
    word = words[i]
    if word in _LONE_ROMANS and i and (words[i - 1] in _PARTS or i == len(words) - 1):
        return _LONE_ROMANS[word]
    ordinal = _ORDINAL.fullmatch(word)
    return ordinal[1] if ordinal else _VALUES.get(word) or _SHORTENED.get(word)


def _numbers(words: tuple[str, ...]) -> tuple[str, ...]:
    digits = [n for w in words for n in _DIGITS.findall(w)]
    letters = [w for before, w in pairwise(words) if before in _PARTS and len(w) == 1]
    return tuple(sorted(digits + [w for w in letters if not w.isdigit()]))


def _halves(text: str) -> tuple[str, ...]:
    found = _BREAK.search(text.strip())
    return (text.strip()[: found.start()], text.strip()[found.end() :]) if found else ()


def _same_words(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Say whether two titles differ in nothing but typing errors, small words and joined words."""
    if fuzz.ratio("".join(one), "".join(other)) < 100 * _FLOOR:
        return False
    changes = [op for op in Levenshtein.opcodes(one, other) if op.tag != "equal"]
    pairs = [(one[op.src_start : op.src_end], other[op.dest_start : op.dest_end]) for op in changes]
    return all("".join(a) == "".join(b) or _same_but_typing(a, b) for a, b in pairs)


def _same_but_place_of_number(one: Title, other: Title) -> bool:
    """Say whether two titles differ in where they name their volume or edition, and in nothing else."""
    bare = [[w for w in title.words if w not in _PARTS and not w.isdigit()] for title in (one, other)]
    return bare[0] == bare[1] and sorted(one.words) == sorted(other.words)


_FLOOR = 0.8
"""Below this closeness no typing error is looked for: words of eight letters with two errors have 0.86."""


def _same_but_typing(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    ours = [w for w in one if w not in _SMALL]
    theirs = [w for w in other if w not in _SMALL]
    return len(ours) == len(theirs) and all(map(_mistyped, ours, theirs))


def _mistyped(one: str, other: str) -> bool:
    """Say whether one word may be the other with a typing error, and not its opposite or its neighbour.

    A long word may have one error: a letter too many, missing, wrong, or two swapped. `micro` is not `macro`,
    `finite` not `infinite`.
    """
    if one == other:
        return True
    if max(len(one), len(other)) < _LONG_WORD or _DIGITS.search(one + other):
        return False
    bare, bare_other = _AFFIXES.sub("", one), _AFFIXES.sub("", other)
    if bare in (bare_other, other) or bare_other == one:
        return False
    return OSA.distance(one, other, score_cutoff=1) == 1

"""Words: a text folded to a key, the stems that carry its meaning, and how many of them two texts share."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

from anyascii import anyascii

_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_SPACES = {code: ord(" ") for code in range(128) if not chr(code).isalnum()}
"""What a key is without; a number for a number is what keeps the translation of ASCII text fast."""


@lru_cache(maxsize=2048)
def fold(text: str) -> str:
    """Fold a text to a key: ASCII letters and digits, lower case, one space between words. Never for display.

    A text of symbols alone, for which nothing is left, is its own key.
    """
    plain = unicodedata.normalize("NFKC", text)
    latin = plain if plain.isascii() else _NOT_ASCII.sub(lambda found: anyascii(found[0]), plain)
    key = " ".join(latin.casefold().translate(_SPACES).split())
    return key or " ".join(plain.casefold().split())


NEAR = 90.0
"""Similarity, of 100, from which two abstracts are one text; measured: a true pair 99, the next pair 46."""

_STEM = 6
_SHORTEST_WORD = 3
_STOP_WORDS = frozenset(
    "about all and are aux avec based between but can comment des does entre est for from how into its "
    "les leurs more not our over par pas pour que qui sans sont sous sur the their through toward towards "
    "une under using via vers what when where which with without you your".split()
)


@lru_cache(maxsize=256)
def content_stems(text: str) -> frozenset[str]:
    """Return the stems (six letters) of the words that carry meaning in a text."""
    words = set(fold(text).split()) - _STOP_WORDS
    return frozenset({word[:_STEM] for word in words if len(word) >= _SHORTEST_WORD})


def title_overlap(title: str, abstract: str) -> float:
    """Return the share of a title's content words that its abstract uses, 0 to 1; 0 for no such words."""
    stems = content_stems(title)
    return len(stems & content_stems(abstract)) / len(stems) if stems else 0.0


_QUOTED = re.compile(r"[“«\"]\s*+(?P<said>[^“”«»\"]*?[^“”«»\"\s])[.,]?\s*+[”»\"][.,]?")


def quoted(text: str) -> str | None:
    """Return what stands between quotation marks, without the sign at its end; None unless all of the text does."""
    found = _QUOTED.fullmatch(text.strip())
    return found["said"] if found else None


_WIDE = str.maketrans("（）［］", "()[]")


def narrow(text: str) -> str:
    """Return a line with brackets of the usual width."""
    return text if text.isascii() else text.translate(_WIDE)


STARS = "*＊∗⁎"
"""The stars that pages put at names, for a class of characters in a regular expression."""

SHAPES = "■□▪▫▲△▼▽◆◇○◉◎●◈★☆✦✧✪✱✴❖⬥⬧⬩"
"""The signs that pages draw at some of the people of a list, for a class of characters in a regular expression."""

DOTS = "·•⋅∙‧・"
"""The dots that pages put between names and between facts, for a class of characters in a regular expression."""

PROSE = 140
"""Code points from which a line that is no title, name or venue is taken for prose of its own."""


def did_you_mean(said: str, known: Iterable[str]) -> str:
    """Return a question for the known name that is nearest to one that is not known, after a space.

    It is empty where none is near. A name that begins with the other is near, however long the rest.
    """
    folded = {_spelled_alike(name): name for name in known}
    wanted = _spelled_alike(said)
    begun = [name for name in folded if wanted and (name.startswith(wanted) or wanted.startswith(name))]
    near = get_close_matches(wanted, folded, n=1) or (begun if len(begun) == 1 else [])
    return f" did you mean {folded[near[0]]}?" if near else ""


def _spelled_alike(name: str) -> str:
    return name.casefold().replace("-", "_")

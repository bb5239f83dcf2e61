"""Authors compared: whether two names may be one person's, and how many authors two records share."""

import re
from collections.abc import Iterable

from pubcrawl.items import Author
from pubcrawl.text.words import fold

Name = tuple[str, ...]
"""The folded parts of a name, in page order."""

_UMLAUT = re.compile(r"([aou])e")
_NO_NAME = frozenset(("jr", "sr", "ii", "iii", "iv", "phd", "md", "dr", "prof"))
_SHORT_FORM = 4


def read_people(authors: Iterable[Author]) -> tuple[Name, ...]:
    """Return the names of authors ready to be compared; `Müller`, `Mueller` and `Muller` become one."""
    names = (tuple(p for p in _UMLAUT.sub(r"\1", fold(a.name)).split() if p not in _NO_NAME) for a in authors)
    return tuple(dict.fromkeys(n for n in names if n))


def same_person(one: Name, other: Name) -> bool:
    """Say whether two names may be one person's.

    Each part of the shorter name has its partner in the other: the same, its initial (`J. Smith`, `John R.
    Smith`) or its short form (`Alex`, `Alexandre`), in any order; and the surname of one of them is a part of
    both. `Wei Zhang` is not `Lei Zhang`.
    """
    shorter, longer = sorted((one, other), key=len)
    if not ({one[-1], other[-1]} & set(one) & set(other)):
        return False
    left = list(longer)
    for part in sorted(shorter, key=len, reverse=True):
        partner = next((p for p in sorted(left, key=lambda p: p != part) if _same_part(part, p)), None)
        if partner is None:
            return False
        left.remove(partner)
    return True


def shared_people(ours: Iterable[Name], theirs: Iterable[Name]) -> int:
    """Return how many of our authors are among theirs; each of theirs counts once."""
    left = list(theirs)
    before = len(left)
    for name in ours:
        if found := next((other for other in left if same_person(name, other)), None):
            left.remove(found)
    return before - len(left)


def _same_part(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return one == other or (long.startswith(short) and (len(short) == 1 or len(short) >= _SHORT_FORM))

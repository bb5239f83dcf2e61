"""Statuses: the words by which a venue line says what became of a work, and the parenthesis they stand in."""

import re
from functools import lru_cache

STATUSES = tuple("oral spotlight notable poster preprint published accepted withdrawn rejected unknown".split())
"""Every status we publish, the most telling first: an accepted poster is a poster."""

_WORDS = {
    "oral": "oral orals orale orales",
    "spotlight": "spotlight spotlights",
    "notable": "notable",
    "poster": "poster posters affiche affiches",
    "preprint": "preprint preprints prépublication prépublications",
    "published": "published publié publiée publiés publiées",
    "accepted": "accept accepted accepté acceptée acceptés acceptées regular reviewed",
    "withdrawn": "withdrawn retiré retirée",
    "rejected": "reject rejected rejeté rejetée refusé refusée",
    "unknown": "unknown inconnu inconnue",
}
_STATUS_OF = {word: status for status, words in _WORDS.items() for word in words.split()}
_ALONE = {"workshop": "accepted", "other": "unknown"}
"""Words of a second vocabulary, which are a status only where they stand alone and small."""
_NEUTRAL = frozenset(
    "article articles communication communications conference desk full long main paper papers peer presentation "
    "presentations présentation présentations session short track".split()
)
_UNKNOWN = frozenset(
    "appear camera conditional conditionally declined demo highlight invited pending press retracted review revision "
    "soumis submission submitted talk tutorial under".split()
)
_NOTABLE = {"notable top 5": "oral", "notable top 25": "spotlight"}
_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS = 6


def words(text: str) -> list[str]:
    """Split a parenthesis into lower-case words, inner parentheses included."""
    return _WORD.findall(text.lower())


@lru_cache(maxsize=2048)
def status_of(text: str) -> str | None:
    """Return the status a text stands for; None when it holds a word we do not know."""
    if text.strip() in _ALONE:
        return _ALONE[text.strip()]
    found = words(text)
    if notable := _NOTABLE.get(" ".join(found)):
        return notable
    if any(w not in _STATUS_OF and w not in _NEUTRAL for w in found):
        return None
    said = {_STATUS_OF[w] for w in found if w in _STATUS_OF}
    return next((s for s in STATUSES if s in said), None)


@lru_cache(maxsize=2048)
def is_status(text: str) -> bool:
    """Say whether the inside of a parenthesis speaks of a status, known or not.

    `poster`, `Accept (regular)` and `rejected` do; `CVPR` and `NeurIPS 2025` do not.
    """
    found = words(text)
    if not 0 < len(found) <= _MOST_WORDS:
        return False
    cues = [w in _STATUS_OF or w in _UNKNOWN for w in found]
    return (
        status_of(text) is not None
        or cues[0]
        or (any(cues) and all(c or w in _NEUTRAL for c, w in zip(cues, found, strict=True)))
    )


_LONGEST_STATUS = 40


def is_lone_status(text: str) -> bool:
    """Say whether a text is nothing but a status of one work, without parentheses around it; "Preprints" heads many."""
    many = text.startswith("(") or text.rstrip().endswith("s")
    return len(text) <= _LONGEST_STATUS and not many and status_of(text) is not None


def last_opening(text: str) -> int | None:
    """Return where the parenthesis that closes a text opens; None when there is none, or nothing balances it."""
    depth = 0
    for i in range(len(text) - 1, -1, -1) if text.endswith(")") else ():
        depth += (text[i] == ")") - (text[i] == "(")
        if depth == 0:
            return i
    return None


def last_parenthesis(text: str) -> tuple[str, str] | None:
    """Split a line at its last balanced parenthesis: what stands before it, and what it holds."""
    text = text.rstrip()
    start = last_opening(text)
    return None if start is None else (text[:start].rstrip(), text[start + 1 : -1])

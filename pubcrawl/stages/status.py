"""The status of a publication: what a venue line says in its last parenthesis, in one of six words."""

import re

STATUSES = ("oral", "spotlight", "poster", "preprint", "published", "accepted")
"""Every status we publish, the most telling first: an accepted poster is a poster."""

_WORDS = {
    "oral": ("oral", "orals", "orale"),
    "spotlight": ("spotlight", "spotlights"),
    "poster": ("poster", "posters", "affiche", "affiches"),
    "preprint": ("preprint", "preprints", "prépublication"),
    "published": ("published", "publié", "publiée"),
    "accepted": ("accept", "accepted", "accepté", "acceptée", "acceptés", "regular"),
}
_STATUS_OF = {word: status for status, words in _WORDS.items() for word in words}
_NEUTRAL_LIST = (
    "article articles conference full long main paper papers presentation presentations session short track "
)
_NEUTRAL = frozenset(_NEUTRAL_LIST.split())
_UNKNOWN_LIST = (
    "appear camera conditional conditionally declined demo desk highlight invited pending press reject "
    "rejected rejeté retracted review revision soumis submission submitted talk tutorial under withdrawn "
)
_UNKNOWN = frozenset(_UNKNOWN_LIST.split())
_NOTABLE = {"notable top 5": "oral", "notable top 25": "spotlight"}
_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS = 6


def words(text: str) -> list[str]:
    """Split a parenthesis into lower-case words, inner parentheses included."""
    return _WORD.findall(text.lower())


def status_of(text: str) -> str | None:
    """Return the status a text stands for; None when it holds a word we do not know."""
    found = words(text)
    notable = _NOTABLE.get(" ".join(found))
    if notable:
        return notable
    if any(w not in _STATUS_OF and w not in _NEUTRAL for w in found):
        return None
    said = {_STATUS_OF[w] for w in found if w in _STATUS_OF}
    return next((s for s in STATUSES if s in said), None)


def is_status(text: str) -> bool:
    """Say whether the inside of a parenthesis speaks of a status, known or not.

    `poster`, `Accept (regular)` and `rejected` do; `CVPR` and `NeurIPS 2025` do not.
    """
    found = words(text)
    if not 0 < len(found) <= _MOST_WORDS:
        return False
    if status_of(text):
        return True
    cues = [w in _STATUS_OF or w in _UNKNOWN for w in found]
    return cues[0] or (any(cues) and all(c or w in _NEUTRAL for c, w in zip(cues, found, strict=True)))

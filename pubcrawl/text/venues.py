"""Venues and statuses: the venues known by name, the words for a status, and which lines name a venue."""

import re
from functools import lru_cache
from typing import NamedTuple

from pubcrawl.text.marker import MARKER
from pubcrawl.text.words import PROSE


class _Known(NamedTuple):
    key: str
    name: str
    acronyms: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


_TABLE = (
    _Known("ICLR", "International Conference on Learning Representations"),
    _Known("ICML", "International Conference on Machine Learning"),
    _Known(
        "NeurIPS",
        "Conference on Neural Information Processing Systems",
        ("NIPS", "NEURIPS", "Neurips"),
        ("Neural Information Processing Systems",),
    ),
    _Known("AISTATS", "International Conference on Artificial Intelligence and Statistics", ("AIStats",)),
    _Known("AAAI", "AAAI Conference on Artificial Intelligence"),
    _Known("IJCAI", "International Joint Conference on Artificial Intelligence"),
    _Known(
        "UAI", "Conference on Uncertainty in Artificial Intelligence", (), ("Uncertainty in Artificial Intelligence",)
    ),
    _Known("COLT", "Conference on Learning Theory"),
    _Known("ALT", "International Conference on Algorithmic Learning Theory", (), ("Algorithmic Learning Theory",)),
    _Known("ACML", "Asian Conference on Machine Learning"),
    _Known("ECML-PKDD", "European Conference on Machine Learning", ("ECML", "ECML PKDD")),
    _Known("CoLLAs", "Conference on Lifelong Learning Agents"),
    _Known("RLC", "Reinforcement Learning Conference"),
    _Known("CLeaR", "Conference on Causal Learning and Reasoning"),
    _Known("LoG", "Learning on Graphs Conference"),
    _Known("MLSys", "Conference on Machine Learning and Systems"),
    _Known("COLM", "Conference on Language Modeling"),
    _Known("ACL", "Annual Meeting of the Association for Computational Linguistics"),
    _Known("EMNLP", "Conference on Empirical Methods in Natural Language Processing"),
    _Known(
        "NAACL",
        "Conference of the North American Chapter of the Association for Computational Linguistics",
        (),
        (
            "Nations of the Americas Chapter of the Association for Computational Linguistics",
            "North American Chapter of the Association for Computational Linguistics",
        ),
    ),
    _Known("EACL", "Conference of the European Chapter of the Association for Computational Linguistics"),
    _Known("INTERSPEECH", "Annual Conference of the International Speech Communication Association", ("Interspeech",)),
    _Known("ICASSP", "International Conference on Acoustics, Speech and Signal Processing"),
    _Known(
        "CVPR",
        "Conference on Computer Vision and Pattern Recognition",
        (),
        ("Computer Vision and Pattern Recognition",),
    ),
    _Known("ICCV", "International Conference on Computer Vision"),
    _Known("ECCV", "European Conference on Computer Vision"),
    _Known("WACV", "Winter Conference on Applications of Computer Vision"),
    _Known("MICCAI", "International Conference on Medical Image Computing and Computer Assisted Intervention"),
    _Known(
        "MIDL",
        "International Conference on Medical Imaging with Deep Learning",
        (),
        ("Medical Imaging with Deep Learning",),
    ),
    _Known("CoRL", "Conference on Robot Learning"),
    _Known("ICRA", "International Conference on Robotics and Automation"),
    _Known("IROS", "International Conference on Intelligent Robots and Systems"),
    _Known("RSS", "Robotics: Science and Systems"),
    _Known("AAMAS", "International Conference on Autonomous Agents and Multiagent Systems"),
    _Known("KDD", "Conference on Knowledge Discovery and Data Mining", ("SIGKDD",)),
    _Known("FAccT", "Conference on Fairness, Accountability, and Transparency", ("FAccT",)),
    _Known("AIES", "Conference on AI, Ethics, and Society"),
    _Known("CHI", "Conference on Human Factors in Computing Systems"),
    _Known("PACMHCI", "Proceedings of the ACM on Human-Computer Interaction"),
    _Known("TMLR", "Transactions on Machine Learning Research"),
    _Known("JMLR", "Journal of Machine Learning Research"),
    _Known("TACL", "Transactions of the Association for Computational Linguistics"),
    _Known("JAIR", "Journal of Artificial Intelligence Research"),
    _Known("TPAMI", "Transactions on Pattern Analysis and Machine Intelligence"),
    _Known("PNAS", "Proceedings of the National Academy of Sciences"),
    _Known("arXiv", "arXiv", ("ArXiv", "ARXIV", "CoRR")),
)


def _named(name: str) -> str:
    """Match a full name, its white space and `and` loosely, but not the start of a longer name."""
    loose = re.escape(name).replace(r"\ ", r"\s+").replace(",", ",?").replace(r"\s+and\s+", r"\s+(?:and|&)\s+")
    return rf"(?i:\b{loose})(?!\w)(?!,?\s+(?:and|&)\s+[A-Z])(?!\s+(?:Applications|Technologies|Research)\b)"


def _short(acronym: str) -> str:
    """Match an acronym as a whole word, with or without a year stuck to it."""
    return rf"(?<![\w-]){re.escape(acronym)}(?=['’]?(?:19|20)?\d\d(?!\d)|(?![\w]))"


def _pattern(known: _Known) -> re.Pattern[str]:
    forms = [_named(n) for n in (known.name, *known.names)] + [_short(a) for a in (known.key, *known.acronyms)]
    return re.compile("|".join(forms))


_PATTERNS = [(_pattern(known), known) for known in _TABLE]


@lru_cache(maxsize=4096)
def find_venue(text: str) -> tuple[str, str, tuple[int, int]] | None:
    """Return key, full name and place of the first known venue in a text; of two, the longer name."""
    found = [(m.start(), -m.end(), known) for pattern, known in _PATTERNS if (m := pattern.search(text))]
    if not found:
        return None
    start, end, known = min(found, key=lambda f: f[:2])
    return known.key, known.name, (start, -end)


def known_venue(text: str) -> tuple[str, str] | None:
    """Return key and full name of the first venue named or abbreviated in a text, or None."""
    found = find_venue(text)
    return found[:2] if found else None


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
_NEUTRAL = frozenset(
    "article articles conference full long main paper papers presentation presentations session short track".split()
)
_UNKNOWN = frozenset(
    "appear camera conditional conditionally declined demo desk highlight invited pending press reject "
    "rejected rejeté retracted review revision soumis submission submitted talk tutorial under withdrawn".split()
)
_NOTABLE = {"notable top 5": "oral", "notable top 25": "spotlight"}
_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS = 6


def words(text: str) -> list[str]:
    """Split a parenthesis into lower-case words, inner parentheses included."""
    return _WORD.findall(text.lower())


def status_of(text: str) -> str | None:
    """Return the status a text stands for; None when it holds a word we do not know."""
    found = words(text)
    if notable := _NOTABLE.get(" ".join(found)):
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
    cues = [w in _STATUS_OF or w in _UNKNOWN for w in found]
    return (
        status_of(text) is not None
        or cues[0]
        or (any(cues) and all(c or w in _NEUTRAL for c, w in zip(cues, found, strict=True)))
    )


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


@lru_cache(maxsize=8192)
def is_venue(text: str) -> bool:
    """Say whether a line ends in a publication status, the way only venue lines do."""
    text = text.rstrip(" .,;")
    split = last_parenthesis(text) if text.endswith(")") and len(text) < 2 * PROSE else None
    return split is not None and is_status(split[1]) and not MARKER.search(text)

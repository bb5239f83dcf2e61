"""How one publication looks when another page prints it: each variation is what pages and people really do."""

import re
import unicodedata
from collections.abc import Callable
from random import Random
from typing import Any
from zlib import crc32

Facts = dict[str, Any]
"""What a page says of a publication: `site`, `title`, `abstract`, `authors`, `published`, `venue`, identifiers."""

Variation = Callable[[Facts, Random], Facts]
"""What another page says otherwise, None for what it leaves out."""

_LONG_WORD = 6


def copied(facts: Facts, rng: Random) -> Facts:
    del facts, rng
    return {}


def other_case(facts: Facts, rng: Random) -> Facts:
    title = facts["title"].replace("-", rng.choice((" ", "‐", "")))
    return {"title": rng.choice((title.lower, title.upper))().replace(":", rng.choice((" –", ".", " :")))}


def without_accents(facts: Facts, rng: Random) -> Facts:
    del rng
    return {"title": _plain(facts["title"]), "authors": [_plain(a) for a in facts["authors"]]}


def initials(facts: Facts, rng: Random) -> Facts:
    del rng
    return {"authors": [_initialled(a) for a in facts["authors"]]}


def mistyped(facts: Facts, rng: Random) -> Facts:
    words = facts["title"].split()
    at = rng.choice([i for i, w in enumerate(words) if len(w) >= _LONG_WORD and w.isalpha()])
    words[at] = _slip(words[at], rng)
    return {"title": " ".join(words)}


def mistyped_in_haste(facts: Facts, rng: Random) -> Facts:
    return {**mistyped(facts, rng), **initials(facts, rng), "abstract": None, "published": None, "venue": None}


def other_subtitle(facts: Facts, rng: Random) -> Facts:
    """Drop the subtitle; a title without one gets one."""
    proper, *subtitle = re.split(r" ?: ", facts["title"])
    added = rng.choice(("Lessons from the Field", "Evidence and Limits", "Théorie et pratique"))
    return {"title": proper if subtitle else f"{proper}: {added}"}


def without_small_word(facts: Facts, rng: Random) -> Facts:
    words = facts["title"].split()
    small = [i for i, w in enumerate(words) if w.lower() in ("a", "the", "of", "for", "from", "de", "des", "les")]
    dropped = rng.choice(small) if small else None
    return {"title": " ".join(w for i, w in enumerate(words) if i != dropped), "abstract": None}


def without_word(facts: Facts, rng: Random) -> Facts:
    words = facts["title"].split()
    long = [i for i, w in enumerate(words) if len(w) >= _LONG_WORD]
    dropped = rng.choice(long)
    return {"title": " ".join(w for i, w in enumerate(words) if i != dropped)}


def edited_abstract(facts: Facts, rng: Random) -> Facts:
    return {"abstract": _edited(facts["abstract"], rng)}


def without_authors(facts: Facts, rng: Random) -> Facts:
    del facts, rng
    return {"authors": []}


def without_abstract(facts: Facts, rng: Random) -> Facts:
    del facts, rng
    return {"abstract": None}


def without_members(facts: Facts, rng: Random) -> Facts:
    lost = rng.randrange(len(facts["authors"]))
    return {"authors": [a for i, a in enumerate(facts["authors"]) if i != lost], "venue": None, "published": None}


def as_preprint(facts: Facts, rng: Random) -> Facts:
    year, rest = facts["published"].split("-", 1)
    number = f"{crc32(facts['title'].encode()) % 100_000:05}"  # a work has one manuscript
    return {
        "published": f"{int(year) - 1}-{rest}",
        "venue": "ArXiv (preprint)",
        "arxiv_id": f"{int(year) % 100 - 1:02}05.{number}",
        "abstract": _edited(facts["abstract"], rng),
    }


def without_title(facts: Facts, rng: Random) -> Facts:
    del facts, rng
    return {"title": None, "authors": [], "published": None, "venue": None}


def at_year_end(facts: Facts, rng: Random) -> Facts:
    del rng
    return {"published": f"{facts['published'][:4]}-12-31", "abstract": None}


SAME: tuple[Variation, ...] = (
    copied,
    other_case,
    without_accents,
    initials,
    mistyped,
    mistyped_in_haste,
    other_subtitle,
    without_small_word,
    without_word,
    edited_abstract,
    without_authors,
    without_abstract,
    without_members,
    as_preprint,
    without_title,
    at_year_end,
)
"""Variations that leave the work the same."""


def at_workshop(facts: Facts, rng: Random) -> Facts:
    name = rng.choice(("ShoreML", "Slow_Learning", "Tides & Trees", "AI4Quays"))
    host = rng.choice(("International Conference on Machine Learning", "Conference on Robot Learning"))
    return {"venue": f"{name} @ {host} (poster)", "abstract": _edited(facts["abstract"], rng)}


def in_journal(facts: Facts, rng: Random) -> Facts:
    year, rest = facts["published"].split("-", 1)
    journal = rng.choice(("Transactions on Learned Shores", "Archives of Quiet Computing"))
    return {
        "venue": f"{journal} (published)",
        "published": f"{int(year) + 1}-{rest}",
        "abstract": _edited(facts["abstract"], rng),
    }


VERSIONS: tuple[Variation, ...] = (at_workshop, in_journal)
"""Variations that make another version of the paper."""


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _initialled(name: str) -> str:
    given, *rest = name.split()
    return " ".join(("-".join(f"{g[0]}." for g in given.split("-")), *rest))


def _slip(word: str, rng: Random) -> str:
    """Make one typing error inside a word: a letter lost, doubled, swapped with the next, or wrong."""
    at = rng.randrange(1, len(word) - 2)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    slips = (before + after, before + letter * 2 + after, before + after[0] + letter + after[1:], f"{before}z{after}")
    return rng.choice([s for s in slips if s != word])


def _edited(abstract: str, rng: Random) -> str:
    """Edit an abstract lightly: a word lost, a word changed, and now and then a label before it."""
    words = abstract.split()
    words.pop(rng.randrange(2, len(words) - 2))
    words[rng.randrange(2, len(words) - 2)] = rng.choice(("indeed", "mostly", "about", "presque", "surtout"))
    return " ".join((*rng.choice(((), ("Abstract",))), *words))

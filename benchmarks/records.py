"""Invented publications in any number: the same seed gives the same records, sorted by id."""

from __future__ import annotations

import hashlib
import random
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from pubcrawl.items import Author, Link, Publication

if TYPE_CHECKING:
    from collections.abc import Iterator

_SYLLABLES = "ba ce di fo gu la me ni po ru sa te vi xo zu bré cla dru fle gno kra plé stu tri vra".split()
_VENUES = ("ICLR", "NeurIPS", "ICML", "AAAI", "TMLR", "CoLLAs", None)
_STATUSES = ("poster", "oral", "spotlight", "published", None)
_START = datetime(2026, 1, 1, tzinfo=UTC)
_PER_PAGE = 12


class _Words:
    """Text and names from a vocabulary of invented words."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._words = ["".join(rng.choices(_SYLLABLES, k=rng.randint(1, 4))) for _ in range(20_000)]
        self.names = [" ".join(rng.choices(self._words, k=2)).title() for _ in range(3000)]

    def text(self, least: int, most: int) -> str:
        return " ".join(self._rng.choices(self._words, k=self._rng.randint(least, most))).capitalize()


def publications(count: int, seed: int = 0) -> Iterator[Publication]:
    """Give invented publications of three sites, about 2 kB of JSON each.

    Args:
        count: how many.
        seed: the same seed gives the same records.
    """
    rng = random.Random(seed)  # noqa: S311  nothing here is secret
    words = _Words(rng)
    for i in range(count):
        yield _publication(i, count, rng, words)


def _publication(i: int, count: int, rng: random.Random, words: _Words) -> Publication:
    site = ("amii", "mila_en", "mila_fr")[i * 3 // count]
    page = i // _PER_PAGE
    seen = _START + timedelta(seconds=page)
    language = "fr" if site == "mila_fr" and i % 10 == 0 else "en"
    has_abstract = rng.random() > 0.05
    number = f"26{i % 12 + 1:02}.{i % 100000:05}" if i % 3 == 0 else None
    venue = rng.choice(_VENUES)
    return Publication(
        id=f"{site}:{i:08}",
        work_id=f"{site}:{i:08}",
        site=site,
        institute=site.split("_")[0],
        title=words.text(5, 14),
        abstract=words.text(90, 270) + "." if has_abstract else None,
        authors=tuple(_author(rng.choice(words.names), i + k) for k in range(rng.randint(1, 8))),
        published=date(2016, 1, 1) + timedelta(days=i * 3650 // count),
        published_precision="day",
        venue=f"International Meeting {venue}" if venue else None,
        workshop=None,
        venue_key=venue,
        status=rng.choice(_STATUSES),
        status_raw=None,
        doi=f"10.5555/{i:08}" if i % 4 == 0 else None,
        arxiv_id=number,
        openreview_id=None,
        url=f"https://arxiv.example/abs/{number}" if number else None,
        links=(Link(kind="arxiv", url=f"https://arxiv.example/abs/{number}"),) if number else (),
        language=language,
        language_basis="abstract" if has_abstract else "title",
        title_language=language,
        title_language_confidence=round(rng.random(), 4),
        abstract_language=language if has_abstract else None,
        abstract_language_confidence=round(rng.random(), 4) if has_abstract else None,
        page_language=site[-2:] if "_" in site else "en",
        source_url=f"https://{site}.example/publications?page={page}",
        source_kind="listing",
        fetched_at=seen,
        first_seen=seen,
        last_seen=seen,
        last_changed=seen,
        content_hash=hashlib.sha256(b"%d" % i).hexdigest(),
    )


def _author(name: str, i: int) -> Author:
    if i % 3:
        return Author(name=name)
    return Author(name=name, profile_url=f"https://mila.example/directory/{name}".replace(" ", "-"), affiliated=True)

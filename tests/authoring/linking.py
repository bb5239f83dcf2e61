"""The labelled pairs of `fixtures/linking/pairs.jsonl`: what is one work, a version of it, and another work.

`linking_works.jsonl` holds invented publications; each is varied the way pages vary them, by a seeded generator.
`linking_pairs.jsonl` holds pairs written one by one, most of them traps; what `other` does not say is as in `one`.
`python -m tests.authoring.linking` writes the file anew.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any, Literal

from pubcrawl.items import Author, Publication, Span
from pubcrawl.stages.dates import read_date
from pubcrawl.stages.links import read_links
from pubcrawl.stages.venue import read_venue
from tests.authoring.variations import SAME, VERSIONS, Facts

Half = Literal["fit", "confirm"]

_HERE = Path(__file__).parent
PAIRS = _HERE.parents[1] / "fixtures" / "linking" / "pairs.jsonl"
_SITES = ("mila_en", "mila_fr", "amii")
_ID = 16


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two records and what they are to each other: `same`, `version` or `different`."""

    kind: str
    label: str
    half: Half
    twin: bool
    one: Publication
    other: Publication


def rows() -> Iterator[dict[str, Any]]:
    """Yield the rows of the file: the varied works first, then the pairs written one by one."""
    for i, work in enumerate(_lines("linking_works.jsonl")):
        yield from _varied(i, work)
    for i, pair in enumerate(_lines("linking_pairs.jsonl")):
        family = f"pair-{i:03}"
        one = _record(family, 0, pair["one"])
        other = _record(family, 1, {**pair["one"], **pair["other"]})
        yield _row(i, pair["kind"], pair["label"], one, other, twin=pair.get("twin", False))


def to_bytes() -> bytes:
    """Return the whole file."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows()).encode()


def read_pairs() -> tuple[Pair, ...]:
    """Read the committed pairs."""
    return tuple(_pair(json.loads(line)) for line in PAIRS.read_text(encoding="utf-8").splitlines())


def publication(facts: Facts) -> Publication:
    """Return the record that the stages would make of these facts."""
    venue, printed = read_venue(facts.get("venue")), read_date(facts.get("published") or "")
    url = facts.get("url")
    return Publication(
        id=facts["id"],
        work_id=facts["id"],
        site=facts["site"],
        institute=facts["site"].split("_")[0],
        title=facts.get("title"),
        abstract=facts.get("abstract"),
        authors=tuple(Author(name=name) for name in facts.get("authors", ())),
        published=printed.date,
        published_precision=printed.precision,
        venue=venue.venue,
        workshop=venue.workshop,
        venue_key=venue.venue_key,
        status=venue.status,
        status_raw=venue.status_raw,
        flags=venue.flags,
        doi=facts.get("doi"),
        arxiv_id=facts.get("arxiv_id"),
        openreview_id=facts.get("openreview_id"),
        url=url,
        links=read_links([Span(text="Link", href=url)]).links if url else (),
        source_url=f"https://example.org/{facts['site']}",
        source_kind="listing",
        fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
        content_hash="",
    )


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (_HERE / name).read_text(encoding="utf-8").splitlines()]


def _varied(i: int, work: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield four pairs of a work with itself, varied, and one with another version."""
    key = work.pop("key")
    base = _record(key, 0, work)
    chosen = [SAME[(4 * i + 3 * i // len(SAME) + n) % len(SAME)] for n in range(4)]
    for n, variation in enumerate((*chosen, VERSIONS[i % len(VERSIONS)]), start=1):
        changed = variation(base, Random(f"{key} {n}"))  # noqa: S311  repeatable, not secret
        site = _SITES[n % len(_SITES)]
        label = "version" if variation in VERSIONS else "same"
        yield _row(i, variation.__name__, label, base, _record(key, n, {**base, "site": site, **changed}))


def _record(family: str, n: int, facts: Facts) -> Facts:
    authors = facts.get("authors") or []
    made = {
        **facts,
        "id": hashlib.blake2b(f"{family} {n}".encode(), digest_size=_ID).hexdigest(),
        "site": facts.get("site", "mila_en"),
        "authors": authors.split("; ") if isinstance(authors, str) else authors,
    }
    order = ("id", "site", "title", "abstract", "authors", "published", "venue", "doi", "arxiv_id")
    names = (*order, "openreview_id", "url")
    return {name: made[name] for name in names if made.get(name)}


def _row(i: int, kind: str, label: str, one: Facts, other: Facts, *, twin: bool = False) -> dict[str, Any]:
    half: Sequence[Half] = ("fit", "confirm")
    return {"kind": kind, "label": label, "half": half[i % 2], "twin": twin, "one": one, "other": other}


def _pair(row: dict[str, Any]) -> Pair:
    return Pair(**{**row, "one": publication(row["one"]), "other": publication(row["other"])})


if __name__ == "__main__":
    PAIRS.parent.mkdir(exist_ok=True)
    PAIRS.write_bytes(to_bytes())

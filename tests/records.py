"""Publications for tests: one that is filled in every column, and the smallest there can be."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson

from pubcrawl.items import Author, Draft, Link, Publication, RawPublication, Span
from pubcrawl.storage.jsonl import decode, dump

NOON = datetime(2026, 4, 2, 12, tzinfo=UTC)

MakeRaw = Callable[..., RawPublication]

RAW = RawPublication(
    site="mila_en",
    institute="mila",
    source_url="https://mila.quebec/en/research/publications?page=3",
    source_kind="listing",
    page_language="en",
    fetched_at=NOON,
    position=0,
)


def publication(name: str = "mila_en:a", **fields: Any) -> Publication:  # noqa: ANN401  any column
    """The smallest publication, with the given columns."""
    given: dict[str, Any] = {
        "id": name,
        "work_id": name,
        "site": name.split(":", maxsplit=1)[0],
        "institute": name.split("_", maxsplit=1)[0].split(":", maxsplit=1)[0],
        "title": "Attention as a Ledger",
        "abstract": None,
        "authors": (),
        "published": None,
        "published_precision": None,
        "venue": None,
        "workshop": None,
        "venue_key": None,
        "status": None,
        "status_raw": None,
        "doi": None,
        "arxiv_id": None,
        "openreview_id": None,
        "url": None,
        "links": (),
        "source_url": "https://mila.example/en/publications",
        "source_kind": "listing",
        "fetched_at": NOON,
        "content_hash": "0" * 64,
    }
    return Publication(**given | fields)


def to_json_row(row: Publication) -> dict[str, Any]:
    """A publication as plain values, every column in order."""
    plain: dict[str, Any] = orjson.loads(dump(row))
    return plain


def from_json_row(row: Mapping[str, object]) -> Publication:
    """The publication that `to_json_row` was given."""
    return decode(Publication, row)


def full(name: str = "mila_fr:b") -> Publication:
    """A publication with a value in every column."""
    return publication(
        name,
        title="Le grand livre de l'attention : « ∑ » 𝔸",
        abstract='Une ligne.\nUne autre, avec "guillemets" et \\.',
        authors=(
            Author(
                name="Noémie Tessier-Vallée",
                profile_url="https://mila.example/fr/annuaire/ntv",
                affiliated=True,
                family="Tessier-Vallée",
                given="Noémie",
            ),
            Author(name="Liwen Quan", affiliated=False),
            Author(name="Hedda Mørkved"),
        ),
        published=date(2026, 3, 1),
        published_precision="day",
        venue="International Conference on Learning Representations",
        workshop="AI4Mat",
        venue_key="ICLR",
        status="poster",
        status_raw="Accept (Poster)",
        doi="10.5555/ab",
        arxiv_id="2602.99001",
        openreview_id="xYz",
        url="https://arxiv.example/abs/2602.99001",
        links=(
            Link(kind="arxiv", url="https://arxiv.example/abs/2602.99001"),
            Link(kind="code", url="https://x.example"),
        ),
        language="fr",
        language_basis="abstract",
        language_mixed=True,
        title_language="fr",
        title_language_confidence=0.8712,
        abstract_language="fr",
        abstract_language_confidence=0.1,
        page_language="fr",
        flags=("abstract_unfinished", "title_unsure"),
        first_seen=NOON - timedelta(days=9),
        last_seen=NOON,
        last_changed=NOON - timedelta(microseconds=1),
        removed_at=NOON,
    )


def draft(name: str = "mila_en:a", **raw: Any) -> Draft:  # noqa: ANN401  any field
    """A draft whose page said a little of everything."""
    given: dict[str, Any] = {
        "site": "mila_en",
        "institute": "mila",
        "source_url": "https://mila.example/en/publications?page=3",
        "source_kind": "listing",
        "page_language": None,
        "fetched_at": NOON,
        "position": 4,
        "title": "Attention as a Ledger",
        "authors": (Span(text="Liwen Quan", href="https://mila.example/en/directory/lq"), Span(text="\n")),
        "flags": ("title_unsure",),
    }
    return Draft(raw=RawPublication(**given | raw), publication=publication(name))

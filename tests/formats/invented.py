"""Invented publications, one for each way a record can be."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from pubcrawl.items import Author, Link, Publication

_BARE = Publication(
    id="0" * 32,
    work_id="0" * 32,
    site="mila_en",
    institute="mila",
    title=None,
    abstract=None,
    authors=(),
    published=None,
    published_precision=None,
    venue=None,
    workshop=None,
    venue_key=None,
    status=None,
    status_raw=None,
    doi=None,
    arxiv_id=None,
    openreview_id=None,
    url=None,
    links=(),
    source_url="https://mila.quebec/en/research/publications?page=3",
    source_kind="listing",
    fetched_at=datetime(2026, 4, 2, 12, tzinfo=UTC),
    content_hash="0" * 64,
)


def publication(**fields: Any) -> Publication:  # noqa: ANN401  any column
    """Return a record that says nothing but what is given."""
    return replace(_BARE, **fields)


FRENCH_POSTER = publication(
    id="a1" * 16,
    work_id="a1" * 16,
    site="mila_fr",
    title="Où vont les gradients : une étude des réseaux « profonds »",
    abstract="Nous suivons 100 % des gradients d'un réseau_profond. Ils s'éteignent, pour $n > 3$, à l'étage n^2.",
    authors=(
        Author(name="Noémie Tessier-Vallée", profile_url="https://mila.quebec/fr/annuaire/noemie", affiliated=True),
        Author(name="J.P. van der Woldehof"),
    ),
    published=date(2025, 12, 5),
    published_precision="day",
    venue="Conference on Neural Information Processing Systems",
    venue_key="NeurIPS",
    status="poster",
    status_raw="Poster",
    doi="10.9999/abc_d.1",
    arxiv_id="2512.00001",
    openreview_id="AbCdEf",
    url="https://doi.org/10.9999/abc_d.1",
    links=(
        Link(kind="doi", url="https://doi.org/10.9999/abc_d.1"),
        Link(kind="pdf", url="https://arxiv.org/pdf/2512.00001"),
    ),
    language="fr",
    language_basis="abstract",
    title_language="fr",
    title_language_confidence=0.9375,
    abstract_language="fr",
    abstract_language_confidence=0.5,
    page_language="fr",
    flags=("date_placeholder", "title_abstract_mismatch"),
    first_seen=datetime(2026, 3, 1, 8, 30, tzinfo=UTC),
    last_seen=datetime(2026, 4, 2, 12, tzinfo=UTC),
    last_changed=datetime(2026, 3, 15, 9, tzinfo=UTC),
)
WORKSHOP = publication(
    id="b2" * 16,
    title="The Ledger of Attention: Heads & Tails, Part #1",
    abstract="A first line.\nA second line, after a break.",
    authors=(Author(name="Liwen Quan"), Author(name="The Foo and Bar Team"), Author(name="Ruzena Hlavatková")),
    published=date(2025, 7, 1),
    published_precision="month",
    venue="International Conference on Machine Learning",
    workshop="Workshop on Honest Models",
    venue_key="ICML",
    status="oral",
    url="https://openreview.net/forum?id=zzz",
    language="en",
    title_language="en",
    abstract_language="en",
)
ARTICLE = publication(
    id="c3" * 16,
    site="amii",
    institute="amii",
    title="A Grammar for Growing Perovskite Crystals",
    authors=(Author(name="Liwen Quan"),),
    published=date(2024, 12, 31),
    published_precision="year",
    venue="Annals of Invented Matter",
    status="published",
    language="en",
    title_language="und",
    source_url="https://amii.ca/updates/roundup",
    source_kind="roundup",
)
PREPRINT = publication(
    id="d4" * 16,
    title="Grammar Is Not Enough",
    authors=(Author(name="Liwen Quan"),),
    published=date(2024, 3, 9),
    published_precision="day",
    venue="arXiv",
    venue_key="arXiv",
    status="preprint",
    arxiv_id="2403.09999",
    url="https://arxiv.org/abs/2403.09999",
    language="en",
)
UNTITLED = publication(
    id="e5" * 16,
    abstract="One two three four five six seven eight nine ten.",
    language="en",
    abstract_language="en",
    removed_at=datetime(2026, 4, 1, tzinfo=UTC),
)
BARE = publication(id="f6" * 16)

PUBLICATIONS = (FRENCH_POSTER, WORKSHOP, ARTICLE, PREPRINT, UNTITLED, BARE)

"""Holds what every description says of the dataset: its name, what it is, and the values that a column may take."""

from pubcrawl.items import FLAGS
from pubcrawl.matching import evidence
from pubcrawl.release.changes import OPS
from pubcrawl.release.manifest import Manifest
from pubcrawl.schema import SCHEMA_VERSION
from pubcrawl.text.statuses import STATUSES

NAME = "pubcrawl"
TITLE = "pubcrawl: publications of Canada's AI institutes"
DESCRIPTION = (
    "What Mila (English and French sites) and Amii say on their public pages about their publications: one record "
    "a work and site, cleaned, with the language of every title and abstract, and the works that the records of all "
    "sites speak of. Abstracts belong to their authors or publishers."
)
KEYWORDS = (
    "artificial intelligence",
    "machine learning",
    "publications",
    "bibliography",
    "Canada",
    "English",
    "French",
)
PATHS = "Paths are relative to the folder of a release, which latest.json names."
PATHS_HERE = "Paths are relative to the folder that this file lies in."
ORIGINS = {"live": "", "demo": "It was made from invented pages."}
"""What is to say of where a release comes from, by `origin` of its manifest."""


def about(release: Manifest | None) -> str:
    """Return the description of the dataset, or of a release of it."""
    if release is None:
        return f"{DESCRIPTION} {PATHS}"
    holds = f"This is release {release.release}, of {release.rows:,} records."
    return " ".join(filter(None, (DESCRIPTION, holds, ORIGINS[release.origin], PATHS_HERE)))


def version(release: Manifest | None) -> str:
    """Return the version of the dataset: that of the columns, and as its last number the release."""
    return f"{SCHEMA_VERSION}.0.{int(release.release) if release else 0}"


VALUES: dict[str, tuple[str | int, ...]] = {
    "published_precision": ("day", "month", "year"),
    "status": STATUSES,
    "language_basis": ("abstract", "title", "none"),
    "source_kind": ("listing", "profile", "roundup"),
    "links.kind": ("doi", "arxiv", "openreview", "pdf", "code", "page"),
    "flags": tuple(FLAGS),
    "tier": (evidence.IDENTIFIER, evidence.LINK, evidence.TITLE, evidence.TEXT),
    "reason": ("merged", "split"),
    "op": OPS,
}
"""The values that a column may take beside null, by column of any table or by `column.member`."""

"""Holds what every description says of the dataset: its name, what it is, and the values that a column may take."""

from pubcrawl.items import FLAGS
from pubcrawl.matching import evidence
from pubcrawl.release.changes import OPS
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

"""The tables of a release: what a row of each is, its files, its key, and the columns that name rows of another."""

from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from typing import Any

import pyarrow as pa

from pubcrawl.items import Publication
from pubcrawl.matching.link import LinkRow
from pubcrawl.matching.work import Work
from pubcrawl.matching.work_ids import Alias
from pubcrawl.release.authorship import Authorship
from pubcrawl.release.changes import Change
from pubcrawl.schema import SCHEMA_VERSION, arrow_fields

PARQUET, JSONL, STATE = "publications.parquet", "publications.jsonl", "state.json"
WORKS, WORKS_JSONL = "works.parquet", "works.jsonl"
AUTHORS = "authors.parquet"
LINKS, ALIASES = "work_links.parquet", "work_aliases.parquet"
CHANGES = "changes.parquet"
"""Files of a release."""

MANIFEST = "manifest.json"


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table of a release.

    Attributes:
        name: its name, which its files bear.
        row: what its rows are made of; every field is a column.
        meaning: what a row is, by language.
        parquet: its file as Parquet.
        jsonl: the same rows as JSON Lines, None where there are none.
        key: columns that together no two rows share.
        references: the table whose key stands in a column, by column.
    """

    name: str
    row: type
    meaning: Mapping[str, str]
    parquet: str
    jsonl: str | None = None
    key: tuple[str, ...]
    references: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[Field[Any], ...]:
        """The columns in order, each with its meaning in `metadata["en"]` and `metadata["fr"]`."""
        return fields(self.row)

    @property
    def fields(self) -> list[pa.Field]:
        """The Arrow fields of the columns."""
        return arrow_fields(self.row)

    def schema(self, **metadata: str) -> pa.Schema:
        """Return the Arrow schema of the columns; the metadata names its version, and what else is given."""
        return pa.schema(self.fields, metadata={"pubcrawl.schema_version": str(SCHEMA_VERSION), **metadata})

    @property
    def files(self) -> tuple[str, ...]:
        """All of its files."""
        return (self.parquet, self.jsonl) if self.jsonl else (self.parquet,)


_EVERY = (
    Table(
        name="publications",
        row=Publication,
        meaning={
            "en": "A row is a record: one work on one site.",
            "fr": "Une ligne est une notice : un travail sur un site.",
        },
        parquet=PARQUET,
        jsonl=JSONL,
        key=("id",),
        references={"work_id": "works"},
    ),
    Table(
        name="works",
        row=Work,
        meaning={
            "en": "A row is a work, made from all of its records.",
            "fr": "Une ligne est un travail, fait de toutes ses notices.",
        },
        parquet=WORKS,
        jsonl=WORKS_JSONL,
        key=("work_id",),
        references={"record_id": "publications"},
    ),
    Table(
        name="authors",
        row=Authorship,
        meaning={
            "en": "A row is one author of one record.",
            "fr": "Une ligne est un auteur d'une notice.",
        },
        parquet=AUTHORS,
        key=("record_id", "position"),
        references={"record_id": "publications", "work_id": "works"},
    ),
    Table(
        name="work_links",
        row=LinkRow,
        meaning={
            "en": "A row says why a record belongs to a work that has others.",
            "fr": "Une ligne dit pourquoi une notice appartient à un travail qui en a d'autres.",
        },
        parquet=LINKS,
        key=("record_id",),
        references={"record_id": "publications", "work_id": "works"},
    ),
    Table(
        name="work_aliases",
        row=Alias,
        meaning={
            "en": "A row says what became of a work id of an earlier release.",
            "fr": "Une ligne dit ce qu'est devenu un work_id d'une version antérieure.",
        },
        parquet=ALIASES,
        key=("old", "new", "reason"),
    ),
    Table(
        name="changes",
        row=Change,
        meaning={
            "en": "A row is a record that is not as it was in the release before.",
            "fr": "Une ligne est une notice qui n'est plus comme dans la version précédente.",
        },
        parquet=CHANGES,
        key=("release", "id"),
    ),
)
TABLES = {table.name: table for table in _EVERY}
"""Every table by name, in the order in which readers meet them."""

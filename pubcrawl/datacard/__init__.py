"""Writes the files that explain the dataset to people and programs, from the tables, the columns and the flags.

`python -m pubcrawl.datacard --output exports/` writes those of the dataset; a test holds them and the code together.
Each release carries its own, which say besides what it holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pubcrawl.release.manifest import Manifest


def files(release: Manifest | None = None) -> dict[str, bytes]:
    """Return the dataset card, the JSON Schemas, the data package and the Croissant description, by file name.

    They describe a release, as its manifest tells of it; without one, the dataset whatever its release.
    """
    from pubcrawl.datacard import card, croissant, frictionless, jsonschema  # noqa: PLC0415  Arrow loads
    from pubcrawl.release import tables  # noqa: PLC0415  Arrow loads

    return {
        "README.md": card.render(release),
        **{f"{table.name}.schema.json": jsonschema.render(table) for table in tables.TABLES.values() if table.jsonl},
        "datapackage.json": frictionless.render(release),
        "croissant.json": croissant.render(release),
    }

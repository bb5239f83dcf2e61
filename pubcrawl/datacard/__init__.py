"""What travels with the data so that people and programs can read it: all derived from the columns and the flags.

`python -m pubcrawl.datacard --output exports/` writes the four files; a test holds them and the code together.
"""

from __future__ import annotations


def files() -> dict[str, bytes]:
    """Return the dataset card, the JSON Schema, the data package and the Croissant description, by file name."""
    from pubcrawl.datacard import croissant, dictionary, frictionless, jsonschema  # noqa: PLC0415  Arrow loads with them

    return {
        "README.md": dictionary.render(),
        "publications.schema.json": jsonschema.render(),
        "datapackage.json": frictionless.render(),
        "croissant.json": croissant.render(),
    }

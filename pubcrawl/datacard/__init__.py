"""Writes the files that explain the dataset to people and programs, from the tables, the columns and the flags.

`python -m pubcrawl.datacard --output exports/` writes the files; a test holds them and the code together.
"""


def files() -> dict[str, bytes]:
    """Return the dataset card, the JSON Schemas, the data package and the Croissant description, by file name."""
    from pubcrawl.datacard import card, croissant, frictionless, jsonschema  # noqa: PLC0415  Arrow loads
    from pubcrawl.release import tables  # noqa: PLC0415  Arrow loads

    return {
        "README.md": card.render(),
        **{f"{table.name}.schema.json": jsonschema.render(table) for table in tables.TABLES.values() if table.jsonl},
        "datapackage.json": frictionless.render(),
        "croissant.json": croissant.render(),
    }

"""Prints the columns of the dataset, as text or as JSON."""

import click

from pubcrawl.schema import SCHEMA_VERSION, arrow_schema, columns
from pubcrawl.verbs.options import print_json


def print_schema(*, as_json: bool) -> None:
    """Print the columns: name, type, whether they may be null, and what they mean in both languages."""
    rows = [
        {
            "name": column.name,
            "type": str(field.type),
            "nullable": field.nullable,
            "en": column.metadata["en"],
            "fr": column.metadata["fr"],
        }
        for column, field in zip(columns(), arrow_schema(), strict=True)
    ]
    if as_json:
        print_json({"schema_version": SCHEMA_VERSION, "columns": rows})
        return
    for row in rows:
        kind = str(row["type"]).replace(" not null", "").replace("element: ", "")
        click.echo(f"{row['name']:<30}{kind}{'' if row['nullable'] else ', never null'}")
        click.echo(f"{'':<30}{row['en']}")

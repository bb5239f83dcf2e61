"""Prints what the program knows, as text or as JSON: the sites, and the columns of the dataset."""

from pathlib import Path
from typing import Any

import click
import orjson
from rich.console import Console
from rich.table import Table

from pubcrawl.release.exports import LOST, POINTER, Exports
from pubcrawl.schema import SCHEMA_VERSION, arrow_schema, columns


def print_sites(exports: Path, *, as_json: bool) -> None:
    """Print each site with what the last release says about it."""
    from pubcrawl.spiders.sites import spiders

    there = Exports(exports)
    lost = there.has_lost_pointer()
    if lost:
        click.echo(f"pubcrawl: {LOST.format(exports / POINTER, there.numbers()[-1])}", err=True)
    release = None if lost else there.latest()
    told = release.manifest.sites if release else {}
    rows: list[dict[str, Any]] = [
        {
            "site": name,
            "institute": spider.page_class.institute.name,
            "url": spider.base_url + spider.start_path,
            "records": told[name].records if name in told else None,
            "last_run": told[name].run_id if name in told else None,
            "health": told[name].verdict if name in told else None,
        }
        for name, spider in spiders().items()
    ]
    if as_json:
        click.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2))
        return
    table = Table(*rows[0], show_edge=False, pad_edge=False)
    for row in rows:
        table.add_row(*("-" if v is None else str(v) for v in row.values()))
    Console().print(table)


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
        click.echo(orjson.dumps({"schema_version": SCHEMA_VERSION, "columns": rows}, option=orjson.OPT_INDENT_2))
        return
    for row in rows:
        kind = str(row["type"]).replace(" not null", "").replace("element: ", "")
        click.echo(f"{row['name']:<30}{kind}{'' if row['nullable'] else ', never null'}")
        click.echo(f"{'':<30}{row['en']}")

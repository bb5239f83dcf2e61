"""`python -m pubcrawl.datacard --output exports/` writes what travels with the data."""

from pathlib import Path

import click

from pubcrawl.datacard import files


@click.command()
@click.option(
    "--output", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder of the releases."
)
def main(output: Path) -> None:
    """Write the dataset card, JSON Schema, data package and Croissant description."""
    output.mkdir(parents=True, exist_ok=True)
    for name, content in files().items():
        (output / name).write_bytes(content)
        click.echo(output / name)


if __name__ == "__main__":
    main()

"""Defines the options that several verbs share, so that they mean the same everywhere."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import click
import orjson

from pubcrawl.errors import WrongOrder
from pubcrawl.text.display import escaped


def print_json(value: object) -> None:
    """Print a value as indented JSON."""
    click.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z))


def print_table(rows: Sequence[Mapping[str, object]]) -> None:
    """Print rows of the same keys as a table of 80 columns: a cell that is too long goes on in the next line."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, collapse_padding=True)
    for name in rows[0]:
        numbers = any(isinstance(row[name], int) for row in rows)
        table.add_column(name, justify="right" if numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(_cell, row.values()))
    Console(width=80).print(table)


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return "-" if value is None else escaped(str(value))


def pairs(kind: str) -> Callable[[click.Context, click.Parameter, Sequence[str]], dict[str, str]]:
    """Return a callback that reads `NAME=VALUE` options; `kind` is what its messages call them."""

    def read(_ctx: click.Context, _param: click.Parameter, values: Sequence[str]) -> dict[str, str]:
        pairs = {}
        for value in values:
            name, sign, rest = value.partition("=")
            if not sign or not name:
                raise click.BadParameter(f"{value!r} is not {kind}")
            pairs[name] = rest
        return pairs

    return read


class Choice(click.Choice[str]):
    """One of several words; another one is answered with the nearest of them."""

    def get_invalid_choice_message(self, value: object, ctx: click.Context | None) -> str:
        """Return what is wrong with a word that is none of them."""
        from pubcrawl.text.words import did_you_mean

        near = did_you_mean(str(value), self.choices)
        return super().get_invalid_choice_message(value, ctx).rstrip(".") + (f":{near}" if near else "")


def web_address(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    """Read the address of a site."""
    from pubcrawl.text import address

    try:
        return value if value is None else address.web_address(value)
    except WrongOrder as exc:
        raise click.BadParameter(str(exc)) from None


def site_urls(ctx: click.Context, param: click.Parameter, values: Sequence[str]) -> dict[str, str]:
    """Read `SITE=URL` options."""
    read = pairs("SITE=URL")(ctx, param, values)
    for url in read.values():
        web_address(ctx, param, url)
    return read


def layout_argument(layout: Path, sites: Sequence[str]) -> dict[str, str]:
    """Return the spider argument for `--layout`.

    Raises:
        WrongOrder: a layout speaks of one site, and it is not said of which; or it is none.
    """
    if len(sites) != 1:
        raise WrongOrder("--layout speaks of one site: name it, as in `pubcrawl crawl mila_en --layout FILE`")
    from pubcrawl.pages.sites import layout_of_site

    layout_of_site(sites[0], layout)
    return {"layout": str(layout.resolve())}


def with_contact(settings: Mapping[str, str], contact: str | None) -> dict[str, str]:
    """Return the settings of a crawl, with the contact where `--contact` gives one."""
    return {**settings, **({"PUBCRAWL_CONTACT": contact} if contact else {})}


_FOLDER = click.Path(path_type=Path, file_okay=False)
exports_option = click.option(
    "--exports", type=_FOLDER, default=Path("exports"), show_default=True, help="Folder of the releases."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of text.")
fixtures_option = click.option(
    "--fixtures",
    type=_FOLDER,
    help="Folder of the recorded or authored pages.  [default: fixtures/ of the checkout, or the package's own]",
)
settings_option = click.option(
    "-s", "settings", multiple=True, metavar="NAME=VALUE", callback=pairs("NAME=VALUE"), help="Set a Scrapy setting."
)
arguments_option = click.option(
    "-a", "arguments", multiple=True, metavar="NAME=VALUE", callback=pairs("NAME=VALUE"), help="Set a spider argument."
)
contact_option = click.option(
    "--contact",
    metavar="ADDRESS",
    help="Your web page or e-mail, for live sites to see.  [env: PUBCRAWL_CONTACT]",
)
layout_option = click.option(
    "--layout",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Read pages by a layout.toml.  [default: the one beside the site's fixtures]",
)
site_option = click.option("--site", required=True, help="Site whose page it is; `pubcrawl sites` lists them.")
output_option = click.option(
    "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to a file instead of standard output."
)

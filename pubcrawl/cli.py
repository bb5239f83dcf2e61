"""The `pubcrawl` command: every verb is a few lines here and a module of its own behind them.

Heavy imports (the engine, Arrow, the language models) stand inside the verbs that need them, so that `--help`
answers at once.
"""

import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pubcrawl import __version__
from pubcrawl.errors import Exit, line_and_code
from pubcrawl.stop import Stop
from pubcrawl.text.display import escaped
from pubcrawl.verbs.export import export
from pubcrawl.verbs.fixture import fixture
from pubcrawl.verbs.forget import forget
from pubcrawl.verbs.health import HEALTH
from pubcrawl.verbs.options import (
    arguments_option,
    contact_option,
    exports_option,
    fixtures_option,
    json_option,
    layout_argument,
    layout_option,
    settings_option,
    site_option,
    site_urls,
    web_address,
    with_contact,
)
from pubcrawl.verbs.releases import RELEASES

if TYPE_CHECKING:
    from pubcrawl.gate.report import RunReport

EXITS = """\b
Exit codes:
  0  published            4  a site did not answer, or refused us
  1  a bug of ours        5  a page layout changed
  2  wrong usage          6  storage failed, last release intact
  3  the gate refused,    7  another run holds the lock
     last data kept       8  published, with warnings (--strict)
  9  a site was not read  130, 143  stopped by signal; run again to go on
     well for too long (status)
"""


class Failure(click.ClickException):
    """One clear line and an exit code."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(escaped(message))
        self.code = code

    def show(self, file: Any = None) -> None:  # noqa: ANN401  click's own type
        """Print the line on standard error."""
        click.echo(f"pubcrawl: {self.message}", file=file, err=True)


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, epilog=EXITS)
@click.version_option(__version__, prog_name="pubcrawl")
def cli() -> None:
    """Turn what Canada's AI institutes publish into one dataset people trust."""


@cli.command()
@click.argument("sites", nargs=-1, metavar="[SITE]...")
@exports_option
@click.option(
    "--site-url",
    "site_urls",
    multiple=True,
    metavar="SITE=URL",
    callback=site_urls,
    help="Fetch a site from another address; records keep the true ones.",
)
@click.option("--limit-pages", type=click.IntRange(min=0), default=0, help="Read this many pages a site, 0 for all.")
@click.option("--full", is_flag=True, help="Sweep every page, known or not.")
@click.option("--strict", is_flag=True, help="End with code 8 when all was published but something is doubted.")
@contact_option
@layout_option
@settings_option
@arguments_option
@json_option
def crawl(
    exports: Path,
    *,
    as_json: bool,
    contact: str | None,
    layout: Path | None,
    **options: Any,  # noqa: ANN401  click's values
) -> None:
    """Crawl sites (all by default), judge what came of it, and publish what is good."""
    options["settings"] = with_contact(options["settings"], contact)
    stop = Stop.on_signals()
    with _told(as_json=as_json):
        if layout:
            options["arguments"] |= layout_argument(layout, options["sites"])
        from pubcrawl.run import run
        from pubcrawl.runs.order import Order
        from pubcrawl.verbs.progress import Progress

        with Progress() as progress:
            report = run(Order(exports=exports, **options), stop, moved=progress.moved)
    _end(report, as_json=as_json)


@cli.command()
@exports_option
@fixtures_option
@settings_option
@json_option
def demo(exports: Path, fixtures: Path | None, settings: dict[str, str], *, as_json: bool) -> None:
    """Serve the fixture pages on a loopback port and crawl them for real."""
    stop = Stop.on_signals()
    with _told(as_json=as_json):
        from pubcrawl.verbs.demo import demo as run_demo

        report = run_demo(exports, fixtures, settings, stop)
    _end(report, as_json=as_json)


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
@site_option
@click.option("--url", help="Address of the page.")
@layout_option
@click.option("--raw", is_flag=True, help="Print what the page says, before any cleaning.")
def extract(file: Path, site: str, url: str | None, layout: Path | None, *, raw: bool) -> None:
    """Read one saved page, HTML or text, and print a JSON object a record; no network.

    `date_printed` is the date as the page says it, `published` the day it stands for: Mila prints a day early.
    """
    from pubcrawl.storage.jsonl import dump
    from pubcrawl.verbs.extract import extract as read_page

    found = read_page(file, site, url, layout)
    sys.stdout.buffer.writelines(map(dump, found.raws if raw else found.publications))
    for publication, reasons in found.refused:
        shown = publication.title or publication.id
        click.echo(f"pubcrawl: {file}: refused {shown!r}: {', '.join(reasons)}", err=True)


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
@site_option
@click.option("--url", help="Address of the page.")
@layout_option
@click.option(
    "--write", type=click.Path(path_type=Path, dir_okay=False), help="Write a layout.toml of what was learned, too."
)
@json_option
def layout(file: Path, site: str, url: str | None, layout: Path | None, write: Path | None, *, as_json: bool) -> None:
    """Show how one saved page is read: its units, and each place in them with its field and why; no network.

    Where it is read wrong, a layout.toml says better: `title = "p.name"`, and so on for unit, start, authors, abstract,
    date, venue, status, workshop, links, and ignore for what is no part of a publication.
    """
    from pubcrawl.verbs.layout import show_layout

    show_layout(file, site, url, layout, write, as_json=as_json)


@cli.command()
@json_option
def schema(*, as_json: bool) -> None:
    """Print the columns of the dataset."""
    from pubcrawl.verbs.show import print_schema

    print_schema(as_json=as_json)


@cli.command()
@click.argument("site")
@fixtures_option
@click.option("--site-url", callback=web_address, help="Fetch the site from another address.")
@click.option(
    "--limit-pages", type=click.IntRange(min=1), default=4, show_default=True, help="Listing pages to record."
)
@contact_option
@settings_option
@arguments_option
def record(
    site: str,
    fixtures: Path | None,
    contact: str | None,
    **options: Any,  # noqa: ANN401  click's values
) -> None:
    """Crawl a site and put its pages in the place of its fixtures; goldens stay as they are."""
    options["settings"] = with_contact(options["settings"], contact)
    stop = Stop.on_signals()
    from pubcrawl.verbs.record import record as record_site

    for line in record_site(site, fixtures, stop=stop, **options):
        click.echo(line)


for verb in (*HEALTH, *RELEASES, export, fixture, forget):
    cli.add_command(verb)


@contextmanager
def _told(*, as_json: bool) -> Iterator[None]:
    """Let a run that ends without a report print one object all the same, so that schedulers read every end alike."""
    try:
        yield
    except Exception as exc:
        failure = _failure(exc)
        if as_json:
            _print_failure(failure)
        raise failure from exc


def _print_failure(failure: Failure) -> None:
    from pubcrawl.gate.report import RunReport

    click.echo(RunReport.of_failure(failure.message, failure.code).to_json_line())


def _end(report: "RunReport", *, as_json: bool) -> None:
    from pubcrawl.verbs.summary import print_summary

    if as_json:
        click.echo(report.to_json_line())
    else:
        print_summary(report)
    if report.code:
        sys.exit(report.code)


def _failure(exc: Exception) -> Failure:
    """Return the line and code for an error; one that is not the world's is a bug of ours, and is logged."""
    if isinstance(exc, OSError):  # of a file that was named on the command line
        where = f"{exc.filename}: " if exc.filename else ""
        return Failure(f"{where}{exc.strerror or exc}", Exit.USAGE)
    line, code = line_and_code(exc)
    if code == Exit.BUG:
        from pubcrawl.log import keep_events_apart

        keep_events_apart()
        logging.getLogger("pubcrawl").error("a bug of ours", exc_info=exc)
    return Failure(line, code)


def _usage(exc: click.ClickException) -> Failure:
    """Return an error of usage as one line that says where to read more."""
    context: click.Context | None = getattr(exc, "ctx", None)
    told = " ".join(exc.format_message().split()).rstrip(".")
    return Failure(f"{told} (see {context.command_path if context else 'pubcrawl'} --help)", exc.exit_code)


def _wants_report(exc: click.ClickException, args: Sequence[str]) -> bool:
    """Say whether a verb whose words were not understood was to print the report of a run."""
    context: click.Context | None = getattr(exc, "ctx", None)
    return bool(context and context.command in (crawl, demo)) and "--json" in args


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line and leave with the documented exit code."""
    try:
        cli.main(args=list(args) if args is not None else None, prog_name="pubcrawl", standalone_mode=False)
    except click.exceptions.Exit as exc:
        sys.exit(exc.exit_code)
    except click.Abort:
        sys.exit(130)
    except Failure as exc:
        exc.show()
        sys.exit(exc.code)
    except click.exceptions.NoArgsIsHelpError as exc:
        exc.show()
        sys.exit(exc.exit_code)
    except click.ClickException as exc:
        failure = _usage(exc)
        if _wants_report(exc, sys.argv[1:] if args is None else args):
            _print_failure(failure)
        failure.show()
        sys.exit(exc.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as exc:  # noqa: BLE001  the last resort; `_failure` logs what is a bug
        failure = _failure(exc)
        failure.show()
        sys.exit(failure.code)


if __name__ == "__main__":
    main()

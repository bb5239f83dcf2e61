"""The verb `export`, which writes the latest release in another format."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pubcrawl.errors import WrongOrder
from pubcrawl.storage.atomic import AtomicFile, as_storage_error
from pubcrawl.verbs.options import Choice, exports_option, output_option
from pubcrawl.verbs.releases import LATEST, chosen

if TYPE_CHECKING:
    from pubcrawl.formats.select import Selection
    from pubcrawl.items import Publication
    from pubcrawl.release.exports import Release

FORMATS = ("csv", "bibtex", "ris", "csl-json", "atom", "jsonl")


@click.command()
@click.option("--format", "form", type=Choice(FORMATS), required=True, help="What to make.")
@click.option("--site", "sites", multiple=True, help="Only records of this site; may be given again.")
@click.option("--language", "languages", multiple=True, help="Only records in this language; may be given again.")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Only what was published that day or later, by the date of the publication itself.",
)
@click.option(
    "--new-since",
    metavar="RELEASE|DATE",
    help="Only records new to readers: not in that release, or in what they had when that day began, UTC, whatever the "
    "date of the publication itself. What left its site and came back is not new.",
)
@click.option("--one-per-work", is_flag=True, help="Of these records, only the one that speaks for its work.")
@click.option("--no-bom", is_flag=True, help="Of CSV, leave out the byte order mark that Excel needs.")
@click.option("--no-abstracts", is_flag=True, help="Leave abstracts out, where they may not be passed on.")
@output_option
@exports_option
def export(
    form: str,
    exports: Path,
    output: Path | None,
    sites: Sequence[str],
    languages: Sequence[str],
    since: datetime | None,
    new_since: str | None,
    *,
    one_per_work: bool,
    no_bom: bool,
    no_abstracts: bool,
) -> None:
    """Make another format from the latest release; records that left their site are left out."""
    from pubcrawl.formats.select import Selection
    from pubcrawl.stages.detectors import LANGUAGES
    from pubcrawl.stages.language import UNDETERMINED
    from pubcrawl.text.words import did_you_mean

    there = (*LANGUAGES, UNDETERMINED)
    if strange := sorted(set(languages).difference(there)):
        near = did_you_mean(strange[0], there)
        raise WrongOrder(f"unknown language {strange[0]!r}:{near} the languages are {', '.join(there)}")
    if no_bom and form != "csv":
        raise WrongOrder(f"--no-bom is for --format csv: {form} has no byte order mark")
    release = chosen(exports, LATEST)
    if unknown := sorted(set(sites) - release.manifest.sites.keys()):
        near = did_you_mean(unknown[0], release.manifest.sites)
        raise WrongOrder(
            f"release {release.number} has no site {unknown[0]!r}:{near} {', '.join(release.manifest.sites)}"
        )
    selection = Selection(
        sites=frozenset(sites),
        languages=frozenset(languages),
        since=since.date() if since else None,
        known=_known(exports, release, new_since) if new_since is not None else frozenset(),
        abstracts=not no_abstracts,
    )
    parts = _rendered(form, _rows(release, selection, one_per_work=one_per_work), sites, bom=not no_bom)
    if output is None:
        sys.stdout.buffer.writelines(parts)
        return
    with as_storage_error(output), AtomicFile(output) as file:
        file.writelines(parts)


def _known(path: Path, latest: Release, said: str) -> frozenset[str]:
    """Return the ids of the records that readers had in a release, or when a day began, those that had left included.

    Raises:
        WrongOrder: it is neither, or there is no such release.
        StorageError: the change log or the release cannot be read.
    """
    from pubcrawl.release.changelog import had_at, lineage, log_file, replay
    from pubcrawl.release.exports import Exports

    exports, day = Exports(path), _day(said)
    if day:
        number = had_at(exports.log, latest.number, day)
        if number is None:
            click.echo(f"pubcrawl: readers had no release yet when {said} began: every record is new", err=True)
            return frozenset()
    elif said == LATEST:
        number = latest.number
    elif said.isdecimal():
        number = f"{int(said):06d}"
    else:
        raise WrongOrder(f"--new-since takes a release or a date such as 2026-05-01, not {said!r}")
    if log_file(exports.log, number).exists():  # it is kept longer than the releases
        return frozenset(replay(lineage(exports.log, number)))
    return frozenset(row.id for row in chosen(path, number).rows())


def _day(said: str) -> datetime | None:
    try:
        return datetime.strptime(said, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None


def _rows(release: Release, selection: Selection, *, one_per_work: bool) -> Iterable[Publication]:
    from pubcrawl.formats.select import select, select_one_per_work
    from pubcrawl.release.publish import NOT_LINKED, VERSION

    if not one_per_work:
        return select(release.rows(), selection)
    if release.manifest.versions.get(VERSION, NOT_LINKED) == NOT_LINKED:
        click.echo(f"pubcrawl: release {release.number} is not linked: a work may come more than once", err=True)
    return select_one_per_work(release.rows, selection)


def _rendered(form: str, rows: Iterable[Publication], sites: Sequence[str], *, bom: bool) -> Iterable[bytes]:
    """Return the bytes of a format in parts: JSON Lines line by line, the others at once."""
    if form == "jsonl":
        from pubcrawl.storage.jsonl import dump

        return map(dump, rows)
    from pubcrawl.formats import atom, bibtex, csl_json, csv, ris

    if form == "atom":
        return (atom.render(rows, site=sites[0] if len(sites) == 1 else None),)
    if form == "csv":
        return (csv.BOM if bom else b"", csv.render(rows))
    renderers = {"bibtex": bibtex.render, "ris": ris.render, "csl-json": csl_json.render}
    return (renderers[form](rows),)

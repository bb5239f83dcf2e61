"""The verb `export`, which writes the latest release in another format."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pubcrawl.errors import WrongOrder
from pubcrawl.storage.atomic import AtomicFile, as_storage_error
from pubcrawl.text.words import did_you_mean
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
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Only what was published since then.")
@click.option("--one-per-work", is_flag=True, help="Of these records, only the one that speaks for its work.")
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
    *,
    one_per_work: bool,
    no_abstracts: bool,
) -> None:
    """Make another format from the latest release; records that left their site are left out."""
    from pubcrawl.formats.select import Selection
    from pubcrawl.stages.language import LANGUAGES, UNDETERMINED

    there = (*LANGUAGES, UNDETERMINED)
    if strange := sorted(set(languages).difference(there)):
        near = did_you_mean(strange[0], there)
        raise WrongOrder(f"unknown language {strange[0]!r}:{near} the languages are {', '.join(there)}")
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
        abstracts=not no_abstracts,
    )
    parts = _rendered(form, _rows(release, selection, one_per_work=one_per_work), sites)
    if output is None:
        sys.stdout.buffer.writelines(parts)
        return
    with as_storage_error(output), AtomicFile(output) as file:
        file.writelines(parts)


def _rows(release: Release, selection: Selection, *, one_per_work: bool) -> Iterable[Publication]:
    from pubcrawl.formats.select import select, select_one_per_work
    from pubcrawl.release.publish import NOT_LINKED, VERSION

    if not one_per_work:
        return select(release.rows(), selection)
    if release.manifest.versions.get(VERSION, NOT_LINKED) == NOT_LINKED:
        click.echo(f"pubcrawl: release {release.number} is not linked: a work may come more than once", err=True)
    return select_one_per_work(release.rows, selection)


def _rendered(form: str, rows: Iterable[Publication], sites: Sequence[str]) -> Iterable[bytes]:
    """Return the bytes of a format in parts: JSON Lines line by line, the others at once."""
    if form == "jsonl":
        from pubcrawl.storage.jsonl import dump

        return map(dump, rows)
    from pubcrawl.formats import atom, bibtex, csl_json, csv, ris

    if form == "atom":
        return (atom.render(rows, site=sites[0] if len(sites) == 1 else None),)
    renderers = {"csv": csv.render, "bibtex": bibtex.render, "ris": ris.render, "csl-json": csl_json.render}
    return (renderers[form](rows),)

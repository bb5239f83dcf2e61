"""How one saved page is read, shown to a person who may know better."""

import sys
from pathlib import Path

import click

from pubcrawl.pages.layout import Layout
from pubcrawl.storage.atomic import write_atomic
from pubcrawl.storage.jsonl import dump
from pubcrawl.text.display import escaped
from pubcrawl.verbs.extract import layout_of_page

_WIDTH = 78


def show_layout(
    file: Path, site: str, url: str | None, layout: Path | None, write: Path | None, *, as_json: bool
) -> None:
    """Print the layout of a page, as text or as one JSON object, and write it as a `layout.toml`.

    Raises:
        OSError: the page cannot be read, or the layout not be written.
        WrongOrder, BadPage, LayoutDrift: as in `extract`.
    """
    found = layout_of_page(file, site, url, layout)
    if write:
        try:
            write_atomic(write, found.toml().encode())  # a disk that is full leaves what a person wrote there before
        except OSError as exc:
            raise OSError(exc.errno, exc.strerror, str(write)) from None
    if as_json:
        sys.stdout.buffer.write(dump(_said(found)))
    else:
        click.echo("\n".join(_lines(found)))


def _said(layout: Layout) -> dict[str, object]:
    return {
        "unit": layout.unit,
        "run": layout.run,
        "units": layout.count,
        "margin": layout.margin,
        "slots": [
            {"role": s.role, "selector": s.selector, "units": s.units, "samples": list(s.samples), "why": s.why}
            for s in layout.slots
        ],
    }


def _lines(layout: Layout) -> list[str]:
    kind = "each led by" if layout.run else "each"
    where = f", {kind} {layout.unit}" if layout.unit else ""
    lines = [f"{layout.count} units{where}", f"the title's place is ahead of the next by {layout.margin:.0%}", ""]
    for slot in layout.slots:
        lines.append(
            f"{slot.role:10} {slot.units:3} of {layout.count}  {escaped(slot.selector) or '(the unit itself)'}"
        )
        lines += [f"{'':12}{escaped(sample)}"[:_WIDTH] for sample in slot.samples]
        lines.append(f"{'':12}because: {slot.why}")
    return lines

"""How one saved page is read, shown to a person who may know better."""

import sys
from pathlib import Path

import click

from pubcrawl.errors import WrongOrder
from pubcrawl.pages.layout import Layout
from pubcrawl.storage.atomic import write_atomic
from pubcrawl.storage.jsonl import dump
from pubcrawl.text.display import escaped
from pubcrawl.verbs.extract import layout_of_page, told_otherwise

_WIDTH = 78


def show_layout(
    file: Path, site: str, url: str | None, layout: Path | None, write: Path | None, *, as_json: bool
) -> None:
    """Print the layout of a page, as text or as one JSON object, and write it as a `layout.toml`.

    Raises:
        OSError: the page cannot be read, or the layout not be written.
        WrongOrder: as in `extract`; or there is a file already where the layout would be written.
        BadPage, LayoutDrift: as in `extract`.
    """
    if write and write.exists():
        raise WrongOrder(f"{write} is there already, and may be a person's work: name another file, or remove it")
    found = layout_of_page(file, site, url, layout)
    if write:
        held = found.toml(without=told_otherwise(found, file, site, url, layout))
        try:
            write_atomic(write, held.encode())
        except OSError as exc:
            raise OSError(exc.errno, exc.strerror, str(write)) from None
        click.echo(f"{write} is written; it says how the page was read, right or wrong", err=True)
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
    ahead = f"the title's place scores {layout.margin:.0%} above the next best"
    lines = [f"{layout.count} publications{where}", ahead, ""]
    for slot in layout.slots:
        lines.append(
            f"{slot.role:10} {slot.units:3} of {layout.count}  {escaped(slot.selector) or '(the unit itself)'}"
        )
        lines += [f"{'':12}{escaped(sample)}"[:_WIDTH] for sample in slot.samples]
        lines.append(f"{'':12}because: {slot.why}")
    lost = next((slot.selector for slot in layout.slots if slot.role == "unknown" and slot.selector), None)
    if lost:
        lines += ["", "What is unknown is no field. Where it is one, say so in a layout.toml, for example:"]
        lines.append(f'title = "{escaped(lost)}"')
    return lines

"""The parts of the documents that the code writes: `python -m tests.documents`, from the repository's root.

A part stands between `<!-- generated: NAME -->` and `<!-- end -->`. A test holds every part against the code.
"""

import ast
import re
import tomllib
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import click

from benchmarks.page import performance
from pubcrawl.cli import cli
from pubcrawl.errors import Exit
from pubcrawl.gate.advice import ADVICE
from pubcrawl.gate.report import EXIT_CODES, WARNINGS
from pubcrawl.items import FLAGS
from pubcrawl.schema import arrow_schema, columns
from tests.battery.page import reliability

ROOT = Path(__file__).parent.parent
_PART = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def documents() -> list[Path]:
    """Return every document of the repository that people read."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def rewritten(text: str) -> str:
    """Return a document with its generated parts as the code writes them now."""
    return _PART.sub(lambda part: f"{part[1]}\n{PARTS[part[2]]()}\n\n{part[3]}", text)


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def _columns() -> str:
    rows = (
        (f"`{c.name}`", f"`{_type(str(f.type))}`", "yes" if f.nullable else "", c.metadata["en"])
        for c, f in zip(columns(), arrow_schema(), strict=True)
    )
    return _table(("column", "type", "may be null", "meaning"), rows)


def _type(arrow_type: str) -> str:
    return arrow_type.replace(" not null", "").replace("element: ", "")


def _flags() -> str:
    return _table(("flag", "meaning"), ((f"`{name}`", meaning["en"]) for name, meaning in FLAGS.items()))


def _code(reason: str) -> str:
    return (
        f"0, or {Exit.WARNED:d} with `--strict`" if reason in WARNINGS else f"{EXIT_CODES.get(reason, Exit.REFUSED):d}"
    )


def _reasons() -> str:
    rows = ((f"`{r}`", _code(r), advice) for r, advice in ADVICE.items())
    return _table(
        ("reason", "exit code", "next"), iter(sorted(rows, key=lambda row: (int(row[1].split(",")[0]), row[0])))
    )


def _packages() -> str:
    """Draw the layers of the import contract, and say of each package and module what it holds."""
    layers = _layers()
    nodes = [f'    {layer[0]}["{" · ".join(layer)}"]' for layer in layers]
    arrows = [f"    {above[0]} --> {below[0]}" for above, below in pairwise(layers)]
    graph = "\n".join(("```mermaid", "flowchart TD", *nodes, *arrows, "```"))
    rows = ((f"`{name}`", _first_line(name)) for layer in layers for name in layer)
    return f"{graph}\n\n{_table(('package or module', 'what it holds'), rows)}"


def _layers() -> list[list[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = (c for c in project["tool"]["importlinter"]["contracts"] if c["type"] == "layers")
    return [layer.split(" | ") for layer in contract["layers"]]


def _first_line(name: str) -> str:
    """Return the first line of the docstring of a package or module of `pubcrawl`."""
    package, module = ROOT / "pubcrawl" / name / "__init__.py", ROOT / "pubcrawl" / f"{name}.py"
    source = (package if package.exists() else module).read_text(encoding="utf-8")
    return (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]


def verbs() -> dict[str, click.Command]:
    """Return every verb by all its words, sorted: `crawl`, `fixture add`."""
    found: dict[str, click.Command] = {}
    for name, command in sorted(cli.commands.items()):
        inner = command.commands if isinstance(command, click.Group) else None
        found |= {f"{name} {n}": c for n, c in sorted(inner.items())} if inner else {name: command}
    return found


def _verbs() -> str:
    return "\n\n".join(_verb(name, command) for name, command in verbs().items())


def _verb(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=f"pubcrawl {name}")
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    described = (p.get_help_record(context) for p in command.params if isinstance(p, click.Option))
    options = (record for record in described if record)
    return "\n\n".join(
        (
            f"## {name}",
            f"`{usage}`",
            command.help or "",
            _table(("option", "meaning"), ((f"`{names}`", " ".join(text.split())) for names, text in options)),
        )
    )


PARTS: dict[str, Callable[[], str]] = {
    "columns": _columns,
    "flags": _flags,
    "packages": _packages,
    "performance": performance,
    "reasons": _reasons,
    "reliability": reliability,
    "verbs": _verbs,
}


if __name__ == "__main__":
    for path in documents():
        before = path.read_text(encoding="utf-8")
        if rewritten(before) != before:
            path.write_text(rewritten(before), encoding="utf-8")

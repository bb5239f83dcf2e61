"""Taking people out of what runs remember: every text that holds the name is replaced, whatever it is."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from pubcrawl.release.lines import LinesFile
from pubcrawl.release.spool import QUARANTINE
from pubcrawl.release.storage import storing, write_atomic
from pubcrawl.release.suppress import SUPPRESS
from pubcrawl.rows import dump_line, load_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pubcrawl.release.suppress import Suppression

REDACTED = "[forgotten]"

_OWN = ("releases", "changes", "runs", "cache")
"""Folders of the export folder that hold nothing but what we wrote."""


def redacted(value: Any, suppression: Suppression) -> Any:  # noqa: ANN401  JSON is any value
    """Return a JSON value with every text replaced that holds a name."""
    if isinstance(value, str):
        return REDACTED if suppression.names_one_in(value) else value
    if isinstance(value, list):
        return [redacted(v, suppression) for v in value]
    if isinstance(value, dict):
        return {key: redacted(v, suppression) for key, v in value.items()}
    return value


def redact_runs(exports: Path, suppression: Suppression) -> None:
    """Rewrite the reports and quarantines of all runs, each file in one step.

    A quarantined record that is suppressed goes altogether, and so does a line that is not JSON.

    Raises:
        StorageError: the disk refused; each file is as it was, or rewritten.
    """
    runs = exports / "runs"
    for path in (runs / "runs.jsonl", *sorted(runs.glob("*/run.json")), *sorted(runs.glob(f"*/*/{QUARANTINE}"))):
        before = [line for _, line in LinesFile.open(path).lines()]
        after = [line for old in before for line in _redacted_line(old, suppression)]
        if before != after:
            with storing(path):
                write_atomic(path, b"".join(after))


def _redacted_line(line: bytes, suppression: Suppression) -> Iterator[bytes]:
    try:
        value = load_line(line)
    except ValueError:
        return
    record = value.get("publication", {}) if isinstance(value, dict) else {}
    if not {record.get("id"), record.get("work_id")} & suppression.ids:
        changed = redacted(value, suppression)
        yield line if changed == value else dump_line(changed)


def files_that_tell(exports: Path, suppression: Suppression) -> list[Path]:
    """Return the files in the export folder that are not ours to rewrite and hold a name, sorted.

    Raises:
        StorageError: one of them cannot be read.
    """
    found = []
    for path in sorted(p for p in exports.rglob("*") if p.is_file()):
        place = path.relative_to(exports).parts
        if place[0] not in _OWN and place != (SUPPRESS,):
            with storing(path, "read"):
                text = path.read_bytes().decode(errors="replace")
            if suppression.names_one_in(html.unescape(text)):
                found.append(path)
    return found

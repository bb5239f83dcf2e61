"""Turn the report of `pubcrawl crawl --json` into the Markdown summary of a GitHub Actions job.

Call it as `job_summary.py FILE CODE`: the report, empty where the run ended before it had one, and the run's exit code.
"""

from __future__ import annotations

import html
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from pubcrawl.gate.advice import advice

if TYPE_CHECKING:
    from collections.abc import Iterator

GUIDE = "docs/how-to/schedule.md"
_COLUMNS = ("site", "verdict", "pages", "records")


def job_summary(report: bytes, code: str) -> str:
    """Return the summary as Markdown.

    Args:
        report: one JSON object as `--json` prints it, or nothing.
        code: exit code of the run, in digits.
    """
    lines = [f"## pubcrawl ended with code {code}", ""]
    if report:
        lines += _report_lines(orjson.loads(report))
    else:
        lines.append("The run printed no report: the log of its step says why.")
    if code != "0":
        lines += ["", f"What to do next for each code: `{GUIDE}`."]
    return "\n".join(lines) + "\n"


def _report_lines(report: dict[str, Any]) -> Iterator[str]:
    yield _plain(report["verdict_line"])
    yield ""
    yield f"| {' | '.join(_COLUMNS)} |"
    yield "| --- | --- | ---: | ---: |"
    for site in report["sites"]:
        yield f"| {' | '.join(_plain(str(site[name])) for name in _COLUMNS)} |"
    yield ""
    for site in report["sites"]:
        for problem in site["problems"]:
            told = _plain(f"{site['site']}: {problem['reason']}: {problem['message']}")
            yield f"- {told}<br>next: {_plain(advice(problem['reason']))}"


def _plain(text: str) -> str:
    """Return text that Markdown shows as it is; a site's own words may stand in it."""
    marks = {ord(c): f"&#{ord(c)};" for c in "|`*[]"}
    return html.escape(" ".join(text.split()), quote=False).translate(marks)


if __name__ == "__main__":
    sys.stdout.write(job_summary(Path(sys.argv[1]).read_bytes(), sys.argv[2]))

"""The verbs that tell how the nights went: `sites`, `runs` and `status`."""

from __future__ import annotations

import re
import sys
import textwrap
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson

from pubcrawl.errors import Exit, WrongOrder
from pubcrawl.text.display import escaped
from pubcrawl.verbs.options import exports_option, json_option, print_json, print_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pubcrawl.release.status import SiteStatus

_WIDTH = 80
_NO_RUN = "no run has ended in {} yet: pubcrawl crawl makes one"
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


class Age(click.ParamType[timedelta]):
    """A whole number of minutes, hours or days, such as `36h`."""

    name = "age"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:  # noqa: ANN401  click's own type
        """Return the duration that is meant."""
        found = re.fullmatch(r"([1-9]\d{0,4})([mhd])", str(value))
        if not found:
            self.fail(f"{value!r} is no age: write minutes, hours or days, as in 90m, 36h or 3d", param, ctx)
        return timedelta(**{_UNITS[found[2]]: int(found[1])})


@click.command()
@json_option
@exports_option
def sites(exports: Path, *, as_json: bool) -> None:
    """List the sites, with what readers see of each and how its last run went."""
    from pubcrawl.release.exports import LOST, POINTER, Exports
    from pubcrawl.release.status import SiteStatus, read_status, site_statuses
    from pubcrawl.spiders.sites import spiders

    there = Exports(exports)
    lost = there.has_lost_pointer()
    if lost:
        click.echo(f"pubcrawl: {LOST.format(exports / POINTER, there.numbers()[-1])}", err=True)
    status, release = read_status(exports), None if lost else there.latest()
    follows = status and status.release == (release.number if release else None)  # a kill may keep it from that
    told = status.sites if status and follows else site_statuses(there, release)
    known = spiders()
    rows = [
        {
            "site": name,
            "institute": known[name].page_class.institute.name if name in known else None,
            "url": known[name].base_url + known[name].start_path if name in known else None,
            **asdict(told.get(name, SiteStatus())),
        }
        for name in sorted({*known, *told})
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['site']:<10} {row['institute'] or 'no site of this version'} {row['url'] or ''}".rstrip())
        for line in _site_lines(told.get(str(row["site"]))):
            click.echo("\n".join(_wrapped(line)))


def _site_lines(site: SiteStatus | None) -> Iterator[str]:
    if site is None:
        yield "never read"
        return
    parts = [f"{site.records:,} records"]
    parts.append(f"last read well {_at(site.last_good_read)}" if site.last_good_read else "never read well")
    parts += [f"failing since {_at(site.failing_since)}"] if site.failing_since else []
    yield f"{site.verdict or 'not judged'}: {'; '.join(parts)}"
    if site.reasons:
        yield escaped(f"{', '.join(site.reasons)}: {site.message}")
        yield f"next: {site.next}"


def _wrapped(text: str) -> list[str]:
    indent = " " * 11
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False)


def _at(time: datetime | None) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC" if time else "never"


@click.command()
@json_option
@exports_option
def runs(exports: Path, *, as_json: bool) -> None:
    """List the runs, newest first, with what each of them added, changed and removed."""
    from pubcrawl.gate.report import duration
    from pubcrawl.runs.folder import history

    told = list(_runs(history(exports / "runs")))
    if as_json:
        print_json([{name: run.get(name) for name in _RUN_KEYS} for run in told])
        return
    if not told:
        raise WrongOrder(_NO_RUN.format(exports))
    shown = [
        {
            "run": run["run_id"],
            "code": run["code"],
            "release": run["release"],
            "changes": _changes(run),
            "took": duration(run["seconds"]) if "seconds" in run else None,
            "notes": _notes(run),
        }
        for run in told
    ]
    print_table(shown)
    click.echo(f"{', '.join(f'{sign} {name}' for name, sign in _SIGNS.items())}")


_SIGNS = {"added": "+", "changed": "~", "removed": "-"}
_RUN_KEYS = ("run_id", "code", "release", "published", "added", "changed", "removed", "seconds", "verdict_line")


def _changes(run: Mapping[str, Any]) -> str:
    return " ".join(f"{sign}{run[name]:,}" for name, sign in _SIGNS.items() if run.get(name)) or "-"


def _notes(run: Mapping[str, Any]) -> str:
    """Return the sites that a run refused or doubts, each with its first reason."""
    from pubcrawl.runs.folder import STOPPED

    if run["code"] in STOPPED:
        return "stopped"
    return ", ".join(f"{site['site']} {site['problems'][0]['reason']}" for site in run["sites"] if site["problems"])


def _runs(lines: list[bytes]) -> Iterator[dict[str, Any]]:
    for line in reversed(lines):
        try:
            run = orjson.loads(line)
        except orjson.JSONDecodeError:  # torn by a power cut
            continue
        if isinstance(run, dict) and "verdict_line" in run:
            yield run


@click.command()
@click.option("--max-age", type=Age(), metavar="AGE", help="Ask that each site was read well so recently: 36h.")
@json_option
@exports_option
def status(exports: Path, max_age: timedelta | None, *, as_json: bool) -> None:
    """Say in one line whether the dataset is kept up, for monitors: code 0 when it is.

    Without --max-age the code is that of the last run. With it, it is 9 when the last run or the last good read of a
    site is older, and else 0: a night that failed may be made good by the next.
    """
    from pubcrawl.release.status import read_status

    told = read_status(exports)
    if told is None:
        raise WrongOrder(_NO_RUN.format(exports))
    now = datetime.now(UTC)
    old = list(_stale(told.ended_at, told.sites, now, max_age)) if max_age else []
    code = Exit.STALE if old else Exit.DONE if max_age else told.code
    if as_json:
        print_json({"code": int(code), "stale": old, "status": told})
    else:
        failing = [f"{name} failing since {_at(s.failing_since)}" for name, s in told.sites.items() if s.failing_since]
        seen = f"release {told.release}" if told.release else "no release yet"
        ended = f"last run ended {_at(told.ended_at)} with code {told.code}"
        well = [] if old or failing or code else [f"{len(told.sites)} sites read well"]
        verdict = "stale" if old else "failed" if code else "ok"
        click.echo(escaped(f"{verdict}: {'; '.join((seen, ended, *old, *failing, *well))}"))
    if code:
        sys.exit(code)


def _stale(ended: datetime | None, sites: Mapping[str, SiteStatus], now: datetime, most: timedelta) -> Iterator[str]:
    if ended is None or now - ended > most:
        yield f"no run for {_ago(ended, now)}"
    for name, site in sites.items():
        if site.last_good_read is None:
            yield f"{name} was never read well"
        elif now - site.last_good_read > most:
            yield f"{name} was not read well for {_ago(site.last_good_read, now)}"


def _ago(time: datetime | None, now: datetime) -> str:
    from pubcrawl.gate.report import duration

    return duration((now - time).total_seconds()) if time else "ever"


HEALTH = (sites, runs, status)

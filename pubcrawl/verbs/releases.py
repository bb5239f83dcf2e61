"""The verbs over the releases of an export folder: `history`, `diff`, `rollback` and `validate`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pubcrawl.errors import Exit, WrongOrder
from pubcrawl.storage.atomic import StorageError
from pubcrawl.text.display import escaped
from pubcrawl.verbs.options import exports_option, json_option, print_json, print_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pubcrawl.release.exports import Exports, Release

LATEST = "latest"
_SIGNS = {"add": "+", "remove": "-", "restore": "^", "update": "~", "relink": "="}
_DONE = {"add": "added", "remove": "removed", "restore": "restored", "update": "updated", "relink": "relinked"}


def chosen(path: Path, said: str) -> Release:
    """Return the release that a user named by its number, or as `latest`.

    Raises:
        WrongOrder: there is no such release, or none at all.
        StorageError: it cannot be read.
    """
    from pubcrawl.release.exports import LOST, POINTER, Exports

    exports = Exports(path)
    known = exports.numbers()
    if said == LATEST and exports.has_lost_pointer():
        raise StorageError(LOST.format(path / POINTER, known[-1]))
    latest = exports.latest() if said == LATEST else None
    if not known or (said == LATEST and latest is None):
        raise WrongOrder(f"{path} holds no release yet: pubcrawl crawl makes one")
    if latest:
        return latest
    number = f"{int(said):06d}" if said.isdecimal() else said
    if number not in known:
        raise WrongOrder(f"{path} holds no release {said!r}: it has {', '.join(known)}")
    return exports.release(number)


@click.command()
@exports_option
@json_option
def history(exports: Path, *, as_json: bool) -> None:
    """List the releases, newest first, with what each of them changed."""
    from pubcrawl.release.exports import Exports

    there = Exports(exports)
    latest = chosen(exports, LATEST).number
    rows = [_told(there.release(number), latest) for number in reversed(there.numbers())]
    if as_json:
        print_json(rows)
        return
    shown = [
        {
            "release": row["release"] + (" *" if row["latest"] else ""),
            "made (UTC)": row["created_at"][:16].replace("T", " "),
            "records": row["records"],
            "removed": row["removed"],
            "works": row["works"],
            "changes": " ".join(f"{_SIGNS[op]}{n:,}" for op, n in (row["changes"] or {}).items() if n) or "-",
            "sites": _sites(row["sites"]),
        }
        for row in rows
    ]
    print_table(shown)
    click.echo(f"* the one readers see; {', '.join(f'{sign} {_DONE[op]}' for op, sign in _SIGNS.items())}")


def _sites(verdicts: Mapping[str, str]) -> str:
    """Return how many sites passed, and the name and verdict of each other one."""
    passed = sum(verdict == "pass" for verdict in verdicts.values())
    others = [f"{name} {verdict}" for name, verdict in verdicts.items() if verdict != "pass"]
    return ", ".join([*([f"{passed} pass"] if passed else []), *others]) or "-"


def _told(release: Release, latest: str) -> dict[str, Any]:
    from pubcrawl.release.changelog import count_ops

    said = release.manifest
    return {
        "release": release.number,
        "latest": release.number == latest,
        "created_at": said.created_at.isoformat().replace("+00:00", "Z"),
        "run_id": said.run_id,
        "records": sum(s.records for s in said.sites.values()),
        "removed": sum(s.removed for s in said.sites.values()),
        "works": said.works,
        "changes": count_ops(release.changes) if release.changes else None,
        "sites": {name: site.verdict for name, site in said.sites.items()},
        "origin": said.origin,
    }


def _counted(ops: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {_DONE[op]}" for op, count in ops.items() if count) or "-"


@click.command()
@click.argument("a", required=False)
@click.argument("b", default=LATEST)
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Show what changed since readers' release of that day's beginning, UTC.",
)
@exports_option
@json_option
def diff(exports: Path, a: str | None, b: str, since: datetime | None, *, as_json: bool) -> None:
    """Show what changed from release A to release B, each a number or `latest`, with the old and the new values.

    Without A it is the latest release and the one that it follows on. Long values are cut to where they differ;
    `--json` has them whole.
    """
    from pubcrawl.verbs.differences import differences

    if a and since:
        raise WrongOrder("--since compares the latest release: name no other one beside it")
    new = chosen(exports, b)
    old = chosen(exports, a) if a else _had_before(exports, new, since.replace(tzinfo=UTC) if since else None)
    found = list(differences(old, new))
    if as_json:
        names = ("id", "work_id", "site", "changed_fields", "old_hash", "new_hash")
        rows = [
            (one.told.op, {n: getattr(one.told, n) for n in names} | {"title": one.title, "values": one.plain()})
            for one in found
        ]
        print_json({"from": old.number, "to": new.number} | {op: [r for o, r in rows if o == op] for op in _DONE})
        return
    counts = {op: sum(one.told.op == op for one in found) for op in _DONE}
    click.echo(f"{old.number} to {new.number}: {_counted(counts) if found else 'nothing changed'}")
    for one in found:
        told = one.told
        fields = f" ({', '.join(told.changed_fields)})" if told.changed_fields else ""
        click.echo(escaped(f"{_SIGNS[told.op]} {told.id} {told.site} {one.title or '[untitled]'}{fields}"))
        for line in one.lines():
            click.echo(line)


def _had_before(path: Path, latest: Release, since: datetime | None) -> Release:
    """Return what readers had when a day began, or just before a release.

    Raises:
        WrongOrder: they had none, or it is not kept any more.
        StorageError: the change log or the release cannot be read.
    """
    from pubcrawl.release.changelog import had_at, since_of
    from pubcrawl.release.exports import Exports

    exports = Exports(path)
    if since:
        number = had_at(exports.log, latest.number, since)
        none = f"readers had no release yet when {since:%Y-%m-%d} began: see pubcrawl history"
    else:
        number = since_of(latest.changes) if latest.changes else None
        none = f"release {latest.number} follows on no other one: there is nothing to compare it with yet"
    if number is None:
        raise WrongOrder(none)
    if number not in exports.numbers():
        raise WrongOrder(f"release {number}, which readers had before, is not kept any more: see pubcrawl history")
    return exports.release(number)


@click.command()
@click.argument("number")
@exports_option
@json_option
def rollback(exports: Path, number: str, *, as_json: bool) -> None:
    """Make readers see release NUMBER again; it is checked first, and no release is lost."""
    from pubcrawl.release.check import check
    from pubcrawl.release.exports import Exports
    from pubcrawl.release.status import renew_status

    wanted = chosen(exports, number)
    now = datetime.now(UTC).replace(microsecond=0)
    with Exports.opened(exports, now, checked=False) as opened:
        before = _seen(opened)
        if problems := check(wanted):
            raise StorageError(f"nothing moved, for release {wanted.number} is damaged: {problems[0]}")
        opened.point_latest_at(wanted.number, now=now)
        try:
            renew_status(opened)
        except StorageError as exc:  # readers see the release all the same
            click.echo(f"pubcrawl: {escaped(str(exc))}", err=True)
    if as_json:
        print_json({"release": wanted.number, "before": before})
        return
    records = sum(s.records for s in wanted.manifest.sites.values())
    click.echo(
        f"readers see release {wanted.number} now, of {wanted.manifest.created_at:%Y-%m-%d %H:%M} UTC "
        f"with {records:,} records, instead of {before or 'one that cannot be read'}; the next run goes on from it"
    )


def _seen(exports: Exports) -> str | None:
    """Return the number of the release that readers see, None when they can see none."""
    try:
        latest = exports.latest()
    except StorageError:
        return None
    return latest.number if latest else None


@click.command()
@click.argument("number", default=LATEST)
@exports_option
@json_option
def validate(exports: Path, number: str, *, as_json: bool) -> None:
    """Check the files of release NUMBER against its manifest, its formats against each other, and the change log."""
    from pubcrawl.release.check import check, check_log
    from pubcrawl.release.exports import Exports

    there, release = Exports(exports), chosen(exports, number)
    pointed = there.pointer_damage(release) if number == LATEST else []
    problems = pointed or check(release) or check_log(there, release)
    if as_json:
        print_json({"release": release.number, "problems": problems})
    for problem in () if as_json else problems:
        click.echo(f"pubcrawl: release {release.number}: {escaped(problem)}", err=True)
    if problems:
        sys.exit(Exit.STORAGE)
    if not as_json:
        works = f", {release.manifest.works:,} works" if release.manifest.works is not None else ""
        click.echo(f"ok: release {release.number}, {release.manifest.rows:,} rows{works}")


RELEASES = (history, diff, rollback, validate)

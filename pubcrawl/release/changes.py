"""What a release changes: one row for each record that is not as it was in the release before. Pure."""

from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from pubcrawl.items import column
from pubcrawl.release.merge import COLUMNS, Outcome
from pubcrawl.schema import SCHEMA_VERSION, arrow_fields

SINCE = "pubcrawl.since"
"""Key of the file metadata that names the release before."""

OPS = ("add", "update", "remove", "restore", "relink")

_UNTOLD = (
    "fetched_at",  # says when the record was read
    "last_seen",  # the same
    "source_url",  # moves for every record of a list as soon as one comes on top
    "last_changed",  # follows from a change
    "removed_at",  # is told by the op
    "content_hash",  # stands in columns of its own
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One row of the change log. Field order is column order; `X | None` is a nullable column."""

    op: str = column(
        "add, update, remove, restore, or relink when only work_id moved.",
        "add, update, remove, restore, ou relink quand seul work_id a bougé.",
    )
    id: str = column("The record.", "La notice.")
    work_id: str = column("Its work, after the change.", "Son travail, après le changement.")
    site: str = column("Its site.", "Son site.")
    changed_fields: tuple[str, ...] = column(
        "Columns that changed, in their order; none for a record added or taken out.",
        "Colonnes changées, dans leur ordre; aucune pour une notice ajoutée ou retirée.",
    )
    old_hash: str | None = column(
        "content_hash before; null when the record was not there.",
        "content_hash avant; nul si la notice n'y était pas.",
    )
    new_hash: str | None = column(
        "content_hash after; null when the row itself was taken out, as on request.",
        "content_hash après; nul si la ligne elle-même a été retirée, par exemple sur demande.",
    )
    run_id: str = column("Run that made the release.", "Exécution qui a produit la version.")
    release: str = column("Release that brought the change.", "Version qui a apporté le changement.")
    at: datetime = column(  # noqa: RUF009  column() is dataclasses.field with a meaning
        "Time of that run.", "Date de cette exécution."
    )


@dataclass(frozen=True, kw_only=True)
class ReleaseStamp:
    """What brings changes: the run, the release it makes, and its time, UTC."""

    run_id: str
    release: str
    at: datetime


def change(outcome: Outcome, work_id: str, stamp: ReleaseStamp) -> Change | None:
    """Return how a record and its work changed, None when nothing did but when and where it was read."""
    changed = _changed(outcome, work_id)
    op = _op(outcome, changed)
    if op is None:
        return None
    row, before = outcome.row, outcome.before
    return Change(
        op=op,
        id=outcome.id,
        work_id=work_id,
        site=outcome.site,
        changed_fields=changed,
        old_hash=before.content_hash if before else None,
        new_hash=row.content_hash if row else None,
        run_id=stamp.run_id,
        release=stamp.release,
        at=stamp.at,
    )


def _changed(outcome: Outcome, work_id: str) -> tuple[str, ...]:
    """Return the columns that changed, in their order; none for a record that is new or taken out."""
    if not outcome.row or not outcome.before:
        return ()
    moved = {*outcome.moved} - {"work_id"} | ({"work_id"} if work_id != outcome.before.work_id else set())
    return tuple(name for name in COLUMNS if name in moved and name not in _UNTOLD) if moved else ()


def _op(outcome: Outcome, changed: tuple[str, ...]) -> str | None:
    if outcome.row is None:
        return "remove" if outcome.before else None
    is_removed = outcome.row.removed_at is not None
    if outcome.before is None:
        return "remove" if is_removed else "add"
    if outcome.before.is_removed != is_removed:
        return "remove" if is_removed else "restore"
    if outcome.row.content_hash != outcome.before.content_hash:  # also where nothing moved but how it is made
        return "update"
    if changed == ("work_id",):
        return "relink"
    return "update" if changed else None


def change_schema(since: str | None) -> pa.Schema:
    """Return the schema of `changes.parquet`; its metadata names the release that the changes start from, if any."""
    told = {"pubcrawl.schema_version": str(SCHEMA_VERSION), SINCE: since or ""}
    return pa.schema(arrow_fields(Change), metadata=told)

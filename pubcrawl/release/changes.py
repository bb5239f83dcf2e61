"""What a release changes: one row for each record that is not as it was in the release before. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003  the schema reads the annotations at run time
from typing import TYPE_CHECKING

import pyarrow as pa

from pubcrawl.items import column
from pubcrawl.release.stored import Row, differences
from pubcrawl.schema import SCHEMA_VERSION, arrow_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


SINCE = "pubcrawl.since"
"""Key of the file metadata that names the release before."""

OPS = ("add", "update", "remove", "restore", "relink")

_UNTOLD = frozenset(
    (
        "fetched_at",  # says when the record was read
        "last_seen",  # the same
        "source_url",  # moves for every record of a list as soon as one comes on top
        "last_changed",  # follows from a change
        "removed_at",  # is told by the op
        "content_hash",  # stands in columns of its own
    )
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
class Cause:
    """What brings changes: the run, the release it makes, and its time, UTC."""

    run_id: str
    release: str
    at: datetime


def changes(pairs: Iterable[tuple[Row | None, Row | None]], cause: Cause) -> Iterator[Change]:
    """Give the changes of a release.

    Args:
        pairs: each record as it was and as it is, None where it is not there; see `paired`.
        cause: what brings them.
    """
    for old, new in pairs:
        if found := change(old, new, cause):
            yield found


def change(old: Row | None, new: Row | None, cause: Cause) -> Change | None:
    """Return how a record changed, None when nothing did but when and where it was read."""
    now = new or old
    if old is new:
        return None
    changed = differences(old, new, _UNTOLD) if old and new else ()
    op = _op(old, new, changed)
    if now is None or op is None:
        return None
    return Change(
        op=op,
        id=now.id,
        work_id=now.work_id,
        site=now.site,
        changed_fields=changed,
        old_hash=old.content_hash if old else None,
        new_hash=new.content_hash if new else None,
        run_id=cause.run_id,
        release=cause.release,
        at=cause.at,
    )


def _op(old: Row | None, new: Row | None, changed: tuple[str, ...]) -> str | None:
    if old is None:
        return "remove" if new and new.removed_at else "add"
    if new is None or (new.removed_at and not old.removed_at):
        return "remove"
    if old.removed_at and not new.removed_at:
        return "restore"
    if changed == ("work_id",):
        return "relink"
    return "update" if changed else None


def change_schema(since: str | None) -> pa.Schema:
    """Return the schema of `changes.parquet`.

    Args:
        since: the release that the changes start from, None for nothing at all; kept in the file's metadata.
    """
    told = {"pubcrawl.schema_version": str(SCHEMA_VERSION), SINCE: since or ""}
    return pa.schema(arrow_fields(Change), metadata=told)

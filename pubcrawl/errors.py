"""Errors that are the world's and not ours: each gets one line and its exit code."""

from __future__ import annotations


class LayoutDrift(Exception):
    """The page shows publications, but no longer by the cues we read them by."""


EXIT_USAGE, EXIT_DRIFT, EXIT_STORAGE, EXIT_LOCKED = 2, 5, 6, 7


def explain(exc: Exception) -> tuple[str, int] | None:
    """Return the line and the exit code for an error; None for one that is a bug of ours."""
    from pubcrawl.spiders.sites import UnknownSite  # noqa: PLC0415
    from pubcrawl.stop import Stopped  # noqa: PLC0415
    from pubcrawl.storage.atomic import StorageError  # noqa: PLC0415
    from pubcrawl.storage.lock import Locked  # noqa: PLC0415
    from pubcrawl.verbs.extract import BadPage  # noqa: PLC0415  each verb loads what it needs

    if isinstance(exc, (Locked, StorageError)):
        return str(exc), EXIT_LOCKED if isinstance(exc, Locked) else EXIT_STORAGE
    if isinstance(exc, Stopped):
        return str(exc), 128 + exc.number
    if isinstance(exc, LayoutDrift):
        return f"layout drift: {exc}", EXIT_DRIFT
    if isinstance(exc, (UnknownSite, BadPage, WrongOrder)):
        return str(exc), EXIT_USAGE
    if isinstance(exc, OSError):
        where = f"{exc.filename}: " if exc.filename else ""
        return f"{where}{exc.strerror or exc}", EXIT_USAGE
    return None


class WrongOrder(Exception):
    """What was asked for cannot be done as asked; the message says what to ask instead."""

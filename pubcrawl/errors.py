"""Errors that are the world's and not ours: each has one clear line and the exit code that the command ends with."""

from enum import IntEnum


class Exit(IntEnum):
    """The exit codes of the command; a run that a signal ended has 128 and the number of the signal."""

    DONE = 0
    BUG = 1
    USAGE = 2
    REFUSED = 3
    """The gate refused a site."""
    UNREACHABLE = 4
    DRIFT = 5
    STORAGE = 6
    LOCKED = 7
    WARNED = 8
    """All was published, but something is doubted, and the run was told to be strict."""
    STALE = 9
    """A site was not read well for too long, or no run has ended."""


class PubcrawlError(Exception):
    """An error that the command answers with its line and its exit code, and without a traceback.

    Attributes:
        code: exit code of the command.
    """

    code: int = Exit.BUG

    @property
    def line(self) -> str:
        """What the command says."""
        return str(self)


class WrongOrder(PubcrawlError):
    """What was asked for cannot be done as asked; the message says what to ask instead."""

    code = Exit.USAGE


class LayoutDrift(PubcrawlError):
    """The page shows publications, but no longer by the cues we read them by."""

    code = Exit.DRIFT

    @property
    def line(self) -> str:
        """What the command says."""
        return f"layout drift: {self}"


def line_and_code(exc: Exception) -> tuple[str, int]:
    """Return what the command says of an error, and its exit code; one that is not the world's is a bug of ours."""
    if isinstance(exc, PubcrawlError):
        return exc.line, exc.code
    return f"this is a bug of ours: {type(exc).__name__}: {exc}", Exit.BUG

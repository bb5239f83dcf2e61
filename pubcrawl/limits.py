"""Limits: settings that are whole numbers of 1 or more, which a command line may have changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pubcrawl.errors import WrongOrder

if TYPE_CHECKING:
    from collections.abc import Mapping


def limit(settings: Mapping[str, object], name: str) -> int:
    """Return a limit from the project's settings.

    Raises:
        WrongOrder: it is no whole number of 1 or more.
    """
    said = str(settings[name])
    if not said.isdecimal() or int(said) < 1:
        raise WrongOrder(f"{name} is {said!r}: it must be a whole number of 1 or more")
    return int(said)

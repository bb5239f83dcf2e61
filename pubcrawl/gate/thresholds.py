"""The gate's thresholds, read from the settings."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Self

from pubcrawl.errors import WrongOrder

if TYPE_CHECKING:
    from collections.abc import Mapping


PREFIX = "PUBCRAWL_GATE_"

ACCEPTABLE = ("cut_short", "drift", "language_mix", "mojibake", "rolled_back", "same_date", "shrunk", "uncovered")
"""Reasons that rest on the runs before: a change someone has looked at and knows to be real may be accepted."""


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """The gate's thresholds. `settings.py` gives each its value and its reason, as `PUBCRAWL_GATE_` and its name.

    Attributes:
        shrink: records, as a share of the usual number, below which a site has shrunk.
        grow: records, as a multiple of the usual number, from which a site has grown.
        quarantine: share of refused records above which a site is not published.
        min_records: usual number of records below which shares are noise.
        noise: a share has moved when it moved for this many records.
        gone: share of what was usual below which a column, a language or a cue is gone.
        uncovered_warn: drop of a column's coverage, as a share of the records, from which to warn.
        uncovered_block: the same, from which to block.
        typical_low: median length or cards a page, as a multiple of the usual, down to which to warn.
        typical_high: the same, from which to warn.
        length_low: median length, as a multiple of the usual, down to which to block.
        length_high: the same, from which to block.
        same_date: records with another date than the commonest, as a share of the usual number, below which to block.
        language_warn: change of a language's share from which to warn.
        language_main: share from which a language may not vanish.
        flag_times: multiple of its usual share from which a flag has jumped.
        flag_warn: rise of its share from which a flag has jumped.
        flag_block: rise of a flag's share from which to block.
        cue_drop: drop of a cue's share on a page kind from which the layout has changed.
        skeleton: similarity of tag paths below which the layout has changed.
        accept: reasons of `ACCEPTABLE` that only warn this once.
    """

    shrink: float
    grow: float
    quarantine: float
    min_records: float
    noise: float
    gone: float
    uncovered_warn: float
    uncovered_block: float
    typical_low: float
    typical_high: float
    length_low: float
    length_high: float
    same_date: float
    language_warn: float
    language_main: float
    flag_times: float
    flag_warn: float
    flag_block: float
    cue_drop: float
    skeleton: float
    accept: frozenset[str] = frozenset()

    @classmethod
    def from_settings(cls, settings: Mapping[str, object]) -> Self:
        """Read the thresholds from the project's settings, which a command line may have changed.

        Raises:
            WrongOrder: a threshold that is no number of 0 or more, or an accepted reason that cannot be.
        """
        numbers = {f.name: _number(settings, f.name) for f in fields(cls) if f.name != "accept"}
        return cls(**numbers, accept=_reasons(settings))


def _number(settings: Mapping[str, object], name: str) -> float:
    value = settings[PREFIX + name.upper()]
    try:
        number = float(str(value))
    except ValueError:
        number = math.nan
    if not 0 <= number < math.inf:
        raise WrongOrder(f"{PREFIX}{name.upper()} is {value!r}: it must be a number of 0 or more")
    return number


def _reasons(settings: Mapping[str, object]) -> frozenset[str]:
    named = frozenset(str(settings[PREFIX + "ACCEPT"]).replace(",", " ").split())
    if unknown := sorted(named.difference(ACCEPTABLE)):
        raise WrongOrder(f"{PREFIX}ACCEPT cannot name {', '.join(unknown)}: it takes {', '.join(ACCEPTABLE)}")
    return named

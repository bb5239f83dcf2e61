"""Holds every number by which the gate judges a run, each with its reason, and reads those a command line changed."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Self

from pubcrawl.errors import WrongOrder
from pubcrawl.text.words import did_you_mean

PREFIX = "PUBCRAWL_GATE_"

ACCEPTABLE = (
    "cut_short",
    "dates_moved",
    "drift",
    "language_mix",
    "mojibake",
    "rolled_back",
    "same_date",
    "shrunk",
    "uncovered",
)
"""Reasons that rest on the runs before: a change someone has looked at and knows to be real may be accepted."""


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """The gate's thresholds: a run is compared with the median of the site's last five good ones.

    What blocks keeps the rows readers have; what warns is published and said. Each threshold is changed for one run
    by `-s`, `PUBCRAWL_GATE_` and its name: `-s PUBCRAWL_GATE_SHRINK=0.5`.

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
        dates_moved: records that came with another date, as a share of all that have one, from which to block.
        language_warn: change of a language's share from which to warn.
        language_main: share from which a language may not vanish.
        flag_times: multiple of its usual share from which a flag has jumped.
        flag_warn: rise of its share from which a flag has jumped.
        flag_block: rise of a flag's share from which to block.
        cue_drop: drop of a cue's share on a page kind from which the layout has changed.
        skeleton: similarity of tag paths below which the layout has changed.
        accept: reasons of `ACCEPTABLE` that only warn this once.
    """

    shrink: float = 0.9  # a list that lost a tenth was cut off by the site, not by authors (a page is 0.2 % of it)
    grow: float = 2.0  # no institute doubles what it published between two runs; a pager that repeats does
    quarantine: float = 0.1  # single bad records occur; a tenth of them is drift
    min_records: float = 20  # below this many, one record is over 5 points, and only emptiness and errors block
    noise: float = 5  # records: where 5 are expected, none at all comes by chance less than once in a hundred runs
    gone: float = 0.1  # whatever kept less than a tenth of itself was lost; the rest are strays
    uncovered_warn: float = 0.05  # a run adds under 1 % of the records, so 5 points are old ones that changed
    uncovered_block: float = 0.2  # a column that a fifth of the records lost is one that readers lost
    typical_low: float = 0.7  # a median over thousands of records hardly moves; a third off is another text or list
    typical_high: float = 1.5  # the same upwards: furniture or a neighbour's text joined in
    length_low: float = 0.5  # half a text is a cut text, and the whole one is already published
    length_high: float = 2.0  # twice a text is two texts
    same_date: float = 0.5  # a site that moves may date all it has anew; no night makes half of the dates one
    dates_moved: float = 0.5  # dates are mended one by one; half of them in a night are another date, such as an update
    language_warn: float = 0.2  # a fifth of the records turned: a translation, or a detector gone wrong
    language_main: float = 0.3  # a language with a third of the records does not leave; the wrong site came
    flag_times: float = 3.0  # rare doubts double by chance; they do not triple
    flag_warn: float = 0.05  # as for coverage
    flag_block: float = 0.3  # when a third of the records become doubtful, it is our reading that is
    cue_drop: float = 0.2  # as for coverage; what it cost shows in the columns, so it only warns by itself
    skeleton: float = 0.8  # banners and promotions come and go within a fifth of the tag paths; a redesign does not
    accept: frozenset[str] = frozenset()  # for when someone has looked: -s PUBCRAWL_GATE_ACCEPT=shrunk

    @classmethod
    def settings(cls) -> dict[str, object]:
        """Return the settings that change the thresholds, each with the value it has without."""
        values = {PREFIX + name.upper(): value for name, value in vars(cls()).items()}
        return {name: float(value) if isinstance(value, int) else value for name, value in values.items()}

    @classmethod
    def from_settings(cls, settings: Mapping[str, object]) -> Self:
        """Return the thresholds with those changed that settings name, such as those of a command line.

        Raises:
            WrongOrder: a setting with the prefix that is no threshold, a threshold that is no number of 0 or more,
                or an accepted reason that cannot be.
        """
        given = {name: value for name, value in settings.items() if name.startswith(PREFIX)}
        names = {PREFIX + f.name.upper(): f.name for f in fields(cls)}
        if unknown := sorted(given.keys() - names.keys()):
            near = did_you_mean(unknown[0], names) or f" there are {', '.join(names)}"
            raise WrongOrder(f"there is no setting {unknown[0]}:{near}")
        accept = _reasons(given.pop(PREFIX + "ACCEPT", ""))
        return cls(**{names[name]: _number(name, value) for name, value in given.items()}, accept=accept)


def _number(name: str, value: object) -> float:
    try:
        number = float(str(value))
    except ValueError:
        number = math.nan
    if not 0 <= number < math.inf:
        raise WrongOrder(f"{name} is {value!r}: it must be a number of 0 or more")
    return number


def _reasons(value: object) -> frozenset[str]:
    named = frozenset(str(value).replace(",", " ").split())
    if unknown := sorted(named.difference(ACCEPTABLE)):
        raise WrongOrder(f"{PREFIX}ACCEPT cannot name {', '.join(unknown)}: it takes {', '.join(ACCEPTABLE)}")
    return named

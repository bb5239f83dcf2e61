"""How well pages drawn at random are read: each value of their truth against what was read, and what no flag tells."""

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

Page = TypeVar("Page")
Facts = dict[str, object]
"""The values of a publication by the names of its fields, white space alike."""
Tells = Mapping[str, Sequence[str]]
"""How the flags begin that speak of each field; `layout_unsure` speaks of all."""


@dataclass
class Score:
    """How pages were read; `wrong` and `silent` say each value, the latter those without a flag."""

    fields: int = 0
    right: int = 0
    records: int = 0
    unsure: int = 0
    refused: int = 0
    wrong: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)

    @property
    def accuracy(self) -> float:
        """The share of values that are right."""
        return self.right / self.fields

    def add(self, other: "Score") -> None:
        """Add the score of other pages."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


def compared(truths: Sequence[Facts], found: Sequence[Facts], flags: Sequence[Sequence[str]], tells: Tells) -> Score:
    """Return the score of a page from its truth, what was read, and its flags; a record too many is as wrong as one missing."""
    made = Score(fields=len(tells) * len(truths), records=len(truths))
    alike = {
        (i, j): sum(truth[n] == got[n] for n in tells) for i, truth in enumerate(truths) for j, got in enumerate(found)
    }
    pairs: dict[int, int] = {}
    for i, j in sorted(alike, key=lambda ij: (-alike[ij], abs(ij[0] - ij[1]))):
        if i not in pairs and j not in pairs.values() and alike[i, j] > 1:
            pairs[i] = j
    for i, truth in enumerate(truths):
        if i in pairs:
            _compare(made, tells, truth, found[pairs[i]], flags[pairs[i]])
        else:
            _compare(made, tells, truth, defaultdict(lambda: None), (), "a record missing: ")
    for j in sorted(set(range(len(found))) - set(pairs.values())):
        made.fields += len(tells)
        _compare(made, tells, defaultdict(lambda: None), found[j], flags[j], "a record too many: ", extra=True)
    return made


def _compare(
    made: Score, tells: Tells, truth: Facts, got: Facts, flags: Iterable[str], what: str = "", *, extra: bool = False
) -> None:
    flags = tuple(flags)
    made.unsure += "layout_unsure" in flags and all(truth[name] == got[name] for name in tells)
    for name, own in tells.items():
        if truth[name] == got[name]:
            made.right += not extra and not what
            continue
        said = f"{what}{name} {_short(truth[name])} read as {_short(got[name])} {flags or ''}"
        made.wrong.append(said)
        if not any(flag.startswith((*own, "layout_unsure")) for flag in flags):
            made.silent.append(said)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) < 160 else f"{text[:100]}[...]{text[-50:]}"


def order(description: str | None) -> argparse.Namespace:
    """Return what a generator of pages is asked for on its command line; `first` is the number of the first page."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=500, help="how many")
    parser.add_argument("--seed", type=int, default=1, help="pages from 100,000 times this on")
    parser.add_argument("--show", type=int, default=10, help="how many failing pages to print")
    parser.add_argument("--page", type=int, help="print the HTML of this page")
    asked = parser.parse_args()
    asked.first = 100_000 * asked.seed
    return asked


def summary(total: Score, wrong: Sequence[object]) -> str:
    """Say in one line how pages were read, `wrong` of which have a wrong value."""
    return (
        f"accuracy {total.accuracy:.4f}, {len(total.silent)} of {total.fields} values silently wrong, "
        f"{len(wrong)} pages with a wrong value ({total.refused} not read), {total.unsure} of {total.records} right "
        "records unsure"
    )


def explained(pages: Sequence[Page], smallest: Callable[[Page], Page], first: Callable[[Page], str]) -> str:
    """Say of pages what they are, how small they can be and still fail, and what is wrong first."""
    told = ((page, smallest(page)) for page in pages)
    return "\n".join(f"{page}\n  smallest {small}\n  {first(small)}" for page, small in told)

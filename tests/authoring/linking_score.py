"""How well linking decides the labelled pairs: each pair alone, and all records at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from pubcrawl.matching.evidence import LinkLimits
from pubcrawl.matching.link import Linked, link
from tests.authoring.linking import Pair

PRECISION, RECALL = 0.995, 0.97
"""What linking owes its readers: a false merge spoils two works, a missed one shows a work twice."""


@dataclass(frozen=True, kw_only=True)
class Score:
    """Decisions that two records are one work: found, wrong and missed; `wrong_labels` counts version slips too."""

    found: int
    wrong: int
    missed: int
    wrong_labels: int = 0

    @property
    def precision(self) -> float:
        """Share of the merges that are right."""
        return self.found / (self.found + self.wrong) if self.found + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of the works' pairs that were merged."""
        return self.found / (self.found + self.missed) if self.found + self.missed else 1.0

    @property
    def enough(self) -> bool:
        """Both targets are met."""
        return self.precision >= PRECISION and self.recall >= RECALL

    def __str__(self) -> str:
        """Return the figures in one line."""
        counts = f"{self.found} found, {self.wrong} wrong, {self.missed} missed"
        return f"precision {self.precision:.4f}  recall {self.recall:.4f}  ({counts})"


def alone(pair: Pair, thresholds: LinkLimits | None = None) -> str:
    """Return the label that linking gives a pair when there is nothing else."""
    return _label(pair, link((pair.one, pair.other), {}, twins=_twins([pair]), thresholds=thresholds))


def pair_by_pair(pairs: Sequence[Pair], thresholds: LinkLimits | None = None) -> Score:
    """Score the pairs, each linked alone."""
    return _score((p.label, alone(p, thresholds)) for p in pairs)


def together(pairs: Sequence[Pair], thresholds: LinkLimits | None = None) -> Score:
    """Score the labelled pairs with all records linked at once."""
    linked = link_all(pairs, thresholds)
    return _score((p.label, _label(p, linked)) for p in pairs)


def every_two(pairs: Sequence[Pair], thresholds: LinkLimits | None = None) -> Score:
    """Score any two of all records linked at once, labelled or not: no work is in two families of pairs."""
    true, made = _groups(pairs), link_all(pairs, thresholds).work_ids
    return _score(
        ("same" if true[a] == true[b] else "different", "same" if made[a] == made[b] else "different")
        for a, b in combinations(sorted(true), 2)
    )


def link_all(pairs: Sequence[Pair], thresholds: LinkLimits | None = None) -> Linked:
    """Link the records of all pairs at once."""
    records = {p.id: p for pair in pairs for p in (pair.one, pair.other)}
    return link(list(records.values()), {}, twins=_twins(pairs), thresholds=thresholds)


def _label(pair: Pair, linked: Linked) -> str:
    one, other = linked.work_ids[pair.one.id], linked.work_ids[pair.other.id]
    if one == other:
        return "same"
    return "version" if tuple(sorted((one, other))) in linked.versions else "different"


def _twins(pairs: Iterable[Pair]) -> Iterator[tuple[str, str]]:
    return ((p.one.id, p.other.id) for p in pairs if p.twin)


def _groups(pairs: Sequence[Pair]) -> Mapping[str, str]:
    """Return the true work of each record: what pairs labelled `same` connect; each work is paired with its base."""
    group = {p.id: p.id for pair in pairs for p in (pair.one, pair.other)}
    return group | {p.other.id: p.one.id for p in pairs if p.label == "same"}


def _score(decisions: Iterable[tuple[str, str]]) -> Score:
    made = list(decisions)
    return Score(
        found=sum(true == got == "same" for true, got in made),
        wrong=sum(true != got == "same" for true, got in made),
        missed=sum(true == "same" != got for true, got in made),
        wrong_labels=sum(true != got for true, got in made),
    )

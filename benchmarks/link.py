"""How fast and how well records are linked: `python -m benchmarks.link --records 100000`, on one core.

The records are invented works with one to six records each, varied as `tests/authoring/variations.py` says.
With `--thresholds`, the thresholds are fitted on one half of the labelled pairs and confirmed on the other.
"""

import resource
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import blake2b
from random import Random
from statistics import median_low

import click

from pubcrawl.items import Publication
from pubcrawl.matching.evidence import LinkLimits
from pubcrawl.matching.link import Linked, link
from tests.authoring.linking import Pair, publication, read_pairs
from tests.authoring.linking_score import PRECISION, Score, pair_by_pair, together
from tests.authoring.variations import SAME, VERSIONS, Facts

_CONSONANTS, _VOWELS = "bcdfglmnprstv", "aeiou"
_SITES = ("mila_en", "mila_fr", "amii")
_COMMON_WORDS = ("learning", "neural", "models", "of", "for", "with", "deep", "networks", "the", "graph", "robust")
_GRID = {
    "copied": (0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99),
    "retitled": (0.7, 0.8, 0.85, 0.88, 0.9, 0.92, 0.94, 0.96, 0.98),
    "repeated": (0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98),
    "unrelated": (0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8),
    "people": (0.2, 0.34, 0.5, 0.67, 0.8, 1.0),
    "words": (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8),
    "years": (1, 2, 3, 4, 6, 8, 10),
}


def invented(count: int, rng: Random) -> Iterator[tuple[str, Publication]]:
    """Yield records with the name of their true work; `count` records or a few more."""
    words = [_word(rng) for _ in range(4000)]
    names = [_word(rng).title() for _ in range(2500)]
    made = 0
    while made < count:
        base = _work(words, names, rng)
        key = f"{made:07}"
        others = [{**base, **rng.choice(SAME)(base, rng)} for _ in range(rng.randrange(6))]
        version = [{**base, **rng.choice(VERSIONS)(base, rng)}] if rng.random() < 0.1 else []
        for n, facts in enumerate((base, *others, *version)):
            work = f"{key}-version" if n > len(others) else key
            yield work, _record(f"{key} {n}", facts, rng)
            made += 1


def _word(rng: Random) -> str:
    return "".join(rng.choice(_CONSONANTS) + rng.choice(_VOWELS) for _ in range(rng.randrange(2, 6)))


def _work(words: Sequence[str], names: Sequence[str], rng: Random) -> Facts:
    title = [rng.choice(_COMMON_WORDS if rng.random() < 0.4 else words) for _ in range(rng.randrange(4, 12))]
    title[rng.randrange(len(title))] = rng.choice([w for w in words if len(w) > 6])
    sentences = (" ".join(rng.choices(words, k=rng.randrange(12, 24))) for _ in range(rng.randrange(4, 9)))
    return {
        "title": " ".join(title).capitalize(),
        "abstract": ". ".join(sentences) + ".",
        "authors": [f"{rng.choice(names)} {rng.choice(names[:800])}" for _ in range(rng.randrange(1, 7))],
        "published": f"20{rng.randrange(15, 26)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}",
        "venue": rng.choice(("ICLR (poster)", "ICML (poster)", "NeurIPS (oral)", "Nature Communications (published)")),
    }


def _record(name: str, facts: Facts, rng: Random) -> Publication:
    kept = {k: v for k, v in facts.items() if v}
    identity = blake2b(name.encode(), digest_size=16).hexdigest()
    return publication({**kept, "id": identity, "site": rng.choice(_SITES)})


def score(linked: Linked, truth: dict[str, str]) -> Score:
    """Count the pairs of records of one true work that were linked, and those linked that are not."""
    works: dict[tuple[str, str], int] = {}
    true, made = dict.fromkeys(truth.values(), 0), dict.fromkeys(linked.work_ids.values(), 0)
    for record_id, work_id in linked.work_ids.items():
        true[truth[record_id]] += 1
        made[work_id] += 1
        works[work_id, truth[record_id]] = works.get((work_id, truth[record_id]), 0) + 1
    found = _two(works.values())
    return Score(found=found, wrong=_two(made.values()) - found, missed=_two(true.values()) - found)


def _two(sizes: Iterable[int]) -> int:
    return sum(n * (n - 1) // 2 for n in sizes)


def best_values(pairs: Sequence[Pair], name: str, others: LinkLimits) -> list[float]:
    """Return the values of one threshold that decide most pairs rightly, the others given."""
    tried = {v: pair_by_pair(pairs, replace(others, **{name: v})) for v in _GRID[name]}
    merit = {v: (s.precision >= PRECISION, s.recall, -s.wrong_labels) for v, s in tried.items()}
    return [v for v in _GRID[name] if merit[v] == max(merit.values())]


def fit(pairs: Sequence[Pair], start: LinkLimits) -> LinkLimits:
    """Return the thresholds that decide most pairs rightly, each in the middle of its best range."""
    best = start
    for name in list(_GRID) * 2:
        best = replace(best, **{name: median_low(best_values(pairs, name, best))})
    return best


def _print_thresholds() -> None:
    halves = {half: [p for p in read_pairs() if p.half == half] for half in ("fit", "confirm")}
    lowest = LinkLimits(**{name: values[0] for name, values in _GRID.items()})
    used = LinkLimits()
    for title, thresholds in (("fitted", fit(halves["fit"], lowest)), ("in use", used)):
        print(f"{title}: {thresholds}")
        for half, pairs in halves.items():
            print(f"  {half:8}{len(pairs):4} pairs one by one  {pair_by_pair(pairs, thresholds)}")
            print(f"  {half:8}{len(pairs):4} pairs together    {together(pairs, thresholds)}")
    for name in _GRID:
        best = best_values(halves["fit"], name, used)
        print(f"{name:10} in use {getattr(used, name):<5} best on the fit half {best[0]} to {best[-1]}")


def _peak() -> float:
    """Return the highest resident memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@click.command()
@click.option("--records", default=100_000, show_default=True, help="How many records to link.")
@click.option("--seed", default=1, show_default=True)
@click.option("--thresholds", is_flag=True, help="Fit the thresholds instead.")
def main(records: int, seed: int, *, thresholds: bool) -> None:
    """Measure linking."""
    if thresholds:
        _print_thresholds()
        return
    made = list(invented(records, Random(seed)))  # noqa: S311  repeatable, not secret
    truth = {p.id: work for work, p in made}
    publications = [p for _, p in made]
    del made
    before = _peak()
    start, cpu = time.perf_counter(), time.process_time()
    linked = link(publications, {})
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    print(f"{len(publications)} records, {len(set(linked.work_ids.values()))} works")
    print(f"{seconds:.1f} s wall, {cpu:.1f} s CPU; peak {_peak():.0f} MB, {before:.0f} MB of it the records")
    print(score(linked, truth))


if __name__ == "__main__":
    main()

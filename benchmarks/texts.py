"""What telling languages costs, ours and lingua's, on two kinds of titles and abstracts.

Generated ones are as long as the real ones, and half of their words are invented. Those of the fixtures were written by
people, in English and in French, but are shorter. `python -m benchmarks.texts FILE` times ours on a file of them.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.cost import ROOT, run
from benchmarks.environment import ours
from benchmarks.records import publications
from benchmarks.site import Words
from pubcrawl.stages.language import tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.environment import Environment

Pairs = dict[str, str]
"""Titles by abstract; none comes twice."""

_GENERATED = 300
_TURNS = 4


@dataclass(frozen=True, kw_only=True)
class Languages:
    """Seconds of processor time for all texts: ours, ours when they come again, and lingua's."""

    first: float
    again: float
    lingua: float


def generated() -> Pairs:
    """Return what the generated pages say."""
    words = Words(1)
    titles = [words.phrase(9) for _ in range(_GENERATED)]
    return {words.abstract(title): title for title in titles}


def written() -> Pairs:
    """Return what the fixtures say; each is turned round its words or sentences, so that there are more of them."""
    found = {}
    for path in sorted((ROOT / "fixtures").glob("*/golden/publications.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            said = json.loads(line)
            if said["title"] and said["abstract"]:
                found[said["abstract"]] = said["title"]
    turns = ((a, t, n) for a, t in found.items() for n in range(_TURNS))
    return {_turned(a.split(". "), n, ". "): _turned(t.split(), n, " ") for a, t, n in turns}


def _turned(parts: list[str], turn: int, between: str) -> str:
    start = turn * len(parts) // _TURNS
    return between.join((*parts[start:], *parts[:start]))


def told_apart(pairs: Pairs, lingua: Environment, rounds: int, told: Callable[[str], None]) -> list[Languages]:
    """Return what both take in each round."""
    found = []
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "texts.jsonl"
        file.write_text("\n".join(json.dumps((t, a)) for a, t in pairs.items()), encoding="utf-8")
        for number in range(rounds):
            told(f"languages of {len(pairs)} records, round {number + 1} of {rounds}")
            us = run(ours("benchmarks.texts", str(file)), Path(name) / "us")
            them = run(lingua.python("-m", "benchmarks.peers.detector", str(file)), Path(name) / "them")
            found.append(Languages(**json.loads(us.out), lingua=json.loads(them.out)["first"]))
    return found


def _seconds(pairs: Sequence[tuple[str, str]]) -> float:
    some = next(publications(1))
    records = [replace(some, title=title, abstract=abstract) for title, abstract in pairs]
    started = time.process_time()
    for record in records:
        tag(record)
    return time.process_time() - started


def main() -> None:
    """Print the seconds of processor time for all texts, the models being loaded, and for the same ones again."""
    pairs = [tuple(json.loads(line)) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
    _seconds([("One sentence loads the models", "One sentence loads the models. Une phrase charge les modèles.")])
    print(json.dumps({"first": _seconds(pairs), "again": _seconds(pairs)}))


if __name__ == "__main__":
    main()

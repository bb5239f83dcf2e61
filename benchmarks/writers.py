"""What writing costs: our writers against ready-made columns written by Arrow, which no writer of records can beat.

`python -m benchmarks.writers WAY ROWS` measures one way in this process. The rows are 10,000 invented records given
again and again: what is timed is writing, not inventing.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from dataclasses import replace
from itertools import chain, islice, repeat
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from benchmarks.cost import Cost, run
from benchmarks.environment import ours
from benchmarks.records import publications
from pubcrawl.release.exports import Exports
from pubcrawl.release.merge import Outcomes, outcome
from pubcrawl.release.publish import publish
from pubcrawl.schema import arrow_schema
from pubcrawl.storage.parquet import ParquetWriter, open_parquet, record_batch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pubcrawl.items import Publication

POOL = 10_000


def _rows(pool: list[Publication], count: int) -> Iterator[Publication]:
    return islice(chain.from_iterable(repeat(pool)), count)


def floor(pool: list[Publication], count: int, folder: Path) -> float:
    """Arrow writes columns that are ready."""
    batches = pa.Table.from_batches([record_batch(pool)]).to_batches(max_chunksize=7000)
    started = time.process_time()
    with (folder / "out.parquet").open("wb") as file, open_parquet(file, arrow_schema()) as writer:
        for batch in islice(chain.from_iterable(repeat(batches)), count * len(batches) // len(pool)):
            writer.write_batch(batch)
    return time.process_time() - started


def parquet(pool: list[Publication], count: int, folder: Path) -> float:
    """Our Parquet writer."""
    started = time.process_time()
    with (folder / "out.parquet").open("wb") as file, ParquetWriter(file) as writer:
        for row in _rows(pool, count):
            writer.add(row)
    return time.process_time() - started


def release(pool: list[Publication], count: int, folder: Path) -> float:
    """A whole release: every table, checksums, fsync and pointer; giving each row an id of its own is part of it."""
    rows = (replace(row, id=f"{i:08}") for i, row in enumerate(_rows(pool, count)))
    started = time.process_time()
    with (
        Exports.opened(folder, pool[0].fetched_at) as exports,
        Outcomes.kept((outcome(None, row) for row in rows), exports.releases) as outcomes,
    ):
        publish(exports, outcomes, run_id="benchmark", now=pool[0].fetched_at, reports=[], versions={})
    return time.process_time() - started


WAYS: dict[str, Callable[[list[Publication], int, Path], float]] = {
    "floor": floor,
    "parquet": parquet,
    "release": release,
}


def written(count: int, rounds: int, told: Callable[[str], None]) -> dict[str, list[Cost]]:
    """Return what each way takes for so many rows, each a process of its own, the ways taking turns."""
    found: dict[str, list[Cost]] = {way: [] for way in WAYS}
    for number in range(rounds):
        for way, costs in found.items():
            told(f"{count:,} rows, round {number + 1} of {rounds}: {way}")
            with tempfile.TemporaryDirectory() as folder:
                said = run(ours("benchmarks.writers", way, str(count)), Path(folder)).out
            costs.append(Cost(**json.loads(said)))
    return found


def main() -> None:
    """Measure one way, and print what it took."""
    way, count = sys.argv[1], int(sys.argv[2])
    pool = list(publications(POOL))
    record_batch(pool[:1])  # Arrow loads what it needs, pandas too where it is installed, before the clock starts
    folder = Path("out")
    folder.mkdir()
    started = time.perf_counter()
    cpu = WAYS[way](pool, count, folder)
    wall = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu": cpu, "wall": wall, "memory": memory}))


if __name__ == "__main__":
    main()

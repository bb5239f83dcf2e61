"""What writing costs: our writers against Arrow's floor and against the obvious way, in CPU and peak memory.

Run `python -m benchmarks.export [--rows 10000 100000 1000000] [--rounds 3]`. Each measurement is a process of its
own, and the ways take turns, so that a busy machine slows all of them alike. The rows are 10,000 invented records
given again and again: what is timed is writing, not inventing.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, replace
from itertools import chain, islice, repeat
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.records import publications
from pubcrawl.release.exports import Exports
from pubcrawl.release.merge import Outcomes, outcome
from pubcrawl.release.publish import publish
from pubcrawl.schema import arrow_schema
from pubcrawl.storage.jsonl import dump
from pubcrawl.storage.parquet import ParquetWriter, open_parquet, record_batch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pubcrawl.items import Publication


POOL = 10_000


def _rows(pool: list[Publication], count: int) -> Iterator[Publication]:
    return islice(chain.from_iterable(repeat(pool)), count)


def floor(pool: list[Publication], count: int, folder: Path) -> float:
    """Arrow writes columns that are ready: no writer of records can cost less."""
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


def both(pool: list[Publication], count: int, folder: Path) -> float:
    """Our Parquet and JSON Lines writers in one pass."""
    started = time.process_time()
    with (
        (folder / "out.parquet").open("wb") as file,
        (folder / "out.jsonl").open("wb") as lines,
        ParquetWriter(file) as writer,
    ):
        for row in _rows(pool, count):
            writer.add(row)
            lines.write(dump(row))
    return time.process_time() - started


def pylist(pool: list[Publication], count: int, folder: Path) -> float:
    """The obvious way: all rows as dicts, `Table.from_pylist`, one call to write; the dicts are ready."""
    dicts = [asdict(row) for row in pool]
    started = time.process_time()
    table = pa.Table.from_pylist(list(islice(chain.from_iterable(repeat(dicts)), count)), schema=arrow_schema())
    pq.write_table(table, folder / "out.parquet", compression="zstd", compression_level=3)
    return time.process_time() - started


def release(pool: list[Publication], count: int, folder: Path) -> float:
    """A whole release: both formats, checksums, fsync and pointer; giving each row an id of its own is part of it."""
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
    "both": both,
    "pylist": pylist,
    "release": release,
}


def _measure(way: str, count: int) -> None:

    pool = list(publications(POOL))
    record_batch(pool[:1])  # Arrow loads what it needs, pandas too where it is installed, before the clock starts
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        cpu = WAYS[way](pool, count, Path(folder))
        wall = time.perf_counter() - started
        size = sum(p.stat().st_size for p in Path(folder).rglob("*.parquet"))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu": cpu, "wall": wall, "memory": memory, "bytes": size}))


def _one(way: str, count: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.export", "--one", way, "--rows", str(count)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def _table(sizes: list[int], rounds: int, most: int) -> None:
    print(f"{'rows':>9} {'way':<8} {'us CPU/row':>10} {'x floor':>8} {'rows/s':>9} {'peak MB':>8} {'bytes/row':>9}")
    for count in sizes:
        ways = [w for w in WAYS if w != "pylist" or count <= most]
        results = [{way: _one(way, count) for way in ways} for _ in range(rounds)]
        base = median(r["floor"]["cpu"] for r in results)
        for way in ways:
            cpu, wall, memory, size = (median(r[way][k] for r in results) for k in ("cpu", "wall", "memory", "bytes"))
            print(
                f"{count:>9} {way:<8} {cpu / count * 1e6:>10.1f} {cpu / base:>8.2f} {count / wall:>9.0f}"
                f" {memory:>8.0f} {size / count:>9.0f}"
            )


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pylist-most", type=int, default=300_000, help="largest size for the way that keeps all rows")
    parser.add_argument("--one", choices=WAYS, help="measure one way in this process and print it as JSON")
    given = parser.parse_args()
    if given.one:
        _measure(given.one, given.rows[0])
    else:
        _table(given.rows, given.rounds, given.pylist_most)


if __name__ == "__main__":
    main()

"""What a night costs from the spools to the new release: `python -m benchmarks.release [--records 1000000]`.

Four nights follow each other in one export folder, each a process of its own, as one night is to the next:

- `first`: every record is new.
- `upsert`: the run was stopped after it had read one record in a hundred, of which half changed and half are new.
- `sweep`: every record was seen again, on another page of the list than before; nothing else moved.
- `quiet`: every record was seen again where it was, so that nothing is published.

What is timed is all that a run does after it has crawled: merging, judging whether anything changed, linking as far
as the settings allow, and writing, with every fsync. Filling the spools is not. CPU counts all threads, and is the
figure to compare on a machine that has other work; peak memory is that of the whole process. Needs 20 GB of disk for
a million records.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import shutil
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.cost import run
from benchmarks.environment import ours
from benchmarks.records import publications
from pubcrawl.items import Draft, Publication, RawPublication, Span
from pubcrawl.matching.link import Linked
from pubcrawl.release.contents import read_linked
from pubcrawl.release.exports import Exports
from pubcrawl.release.merge import Outcomes, merged
from pubcrawl.release.publish import publish, relinked
from pubcrawl.runs.coverage import Coverage
from pubcrawl.runs.spool import SpooledRows, SpoolFile
from pubcrawl.settings import PUBCRAWL_LINK_RECORDS
from pubcrawl.storage.jsonl import dump

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DAY = timedelta(days=1)


def first(row: Publication, _place: int) -> Iterator[Publication]:
    """Give a record as the first run reads it."""
    yield replace(row, first_seen=None, last_seen=None, last_changed=None)


def upsert(row: Publication, place: int) -> Iterator[Publication]:
    """Give what the second run reads in place of a record: mostly nothing, sometimes a new title or another record."""
    later = replace(row, fetched_at=row.fetched_at + DAY, first_seen=None, last_seen=None, last_changed=None)
    if place % 200 == 0:
        yield replace(later, title=f"{row.title} again", content_hash="c" * 64)
    elif place % 200 == 100:
        yield replace(later, id=f"{row.id}+", work_id=f"{row.id}+")


def sweep(row: Publication, place: int) -> Iterator[Publication]:
    """Give a record, and the one that came beside it, as the third run reads them."""
    found = list(upsert(row, place))
    for now in found if place % 200 == 0 else (*first(row, place), *found):
        yield replace(now, source_url=f"{row.source_url}1", fetched_at=row.fetched_at + 2 * DAY)


def quiet(row: Publication, place: int) -> Iterator[Publication]:
    """Give the same a night later."""
    return (replace(p, fetched_at=row.fetched_at + 3 * DAY) for p in sweep(row, place))


NIGHTS: dict[str, Callable[[Publication, int], Iterator[Publication]]] = {
    "first": first,
    "upsert": upsert,
    "sweep": sweep,
    "quiet": quiet,
}


def _spool(night: str, records: int, folder: Path) -> None:
    """Fill the spools of a night."""
    files = {}
    for row in chain.from_iterable(map(NIGHTS[night], publications(records), count())):
        if row.site not in files:
            path = folder / night / row.site / "spool.jsonl"
            path.parent.mkdir(parents=True)
            files[row.site] = path.open("wb")
        files[row.site].write(dump(_draft(row)))
    for file in files.values():
        file.close()
    print("{}")


def _draft(row: Publication) -> Draft:
    """Return a draft whose id is in no order, as those of real records."""
    name = hashlib.blake2b(row.id.encode(), digest_size=16).hexdigest()
    return Draft(
        raw=RawPublication(
            site=row.site,
            institute=row.institute,
            source_url=row.source_url,
            source_kind=row.source_kind,
            page_language=row.page_language,
            fetched_at=row.fetched_at,
            position=0,
            title=row.title,
            authors=tuple(Span(text=a.name, href=a.profile_url) for a in row.authors),
            abstract=row.abstract,
            date=str(row.published),
            venue=row.venue,
        ),
        publication=replace(row, id=name, work_id=name),
    )


def _night(night: str, most_linked: int, folder: Path) -> None:
    """Merge and publish one night, and print what it took."""
    now = next(publications(1)).fetched_at + 9 * DAY
    with Exports.opened(folder / "exports", now, checked=False) as exports:
        last = exports.latest()
        spools = [SpoolFile.open(path) for path in sorted((folder / night).glob("*/spool.jsonl"))]
        wall, cpu = time.perf_counter(), time.process_time()
        misses = last.misses() if last else {}
        read = Coverage(complete=night != "upsert", whole=night != "upsert")
        outcomes = merged(
            last.rows() if last else (),
            SpooledRows(spools),
            coverages={s.path.parent.name: read for s in spools},
            misses=misses,
            now=now,
        )
        release = last
        with Outcomes.kept(outcomes, exports.releases, misses=misses) as kept:
            if last is None or kept.is_news:
                linked, linking = relinked(kept, read_linked(last) if last else Linked(), most=most_linked)
                release = publish(exports, kept, linked, run_id=night, now=now, reports=[], versions=linking)
    taken = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    written = sum(p.stat().st_size for p in release.path.iterdir()) if release and release != last else 0
    rows = release.manifest.rows if release else 0
    print(json.dumps({**taken, "memory": memory, "rows": rows, "written": written / 2**20}))


STEPS = {"spool": _spool, "night": _night}


def _process(step: str, night: str, number: int, folder: Path) -> dict[str, Any]:
    command = ours("benchmarks.release", "--folder", str(folder.resolve()), "--step", step, night, str(number))
    said: dict[str, Any] = json.loads(run(command, folder.resolve() / "said").out)
    return said


def _table(records: int, nights: list[str], most_linked: int, folder: Path) -> None:
    print(f"{'night':<8} {'rows':>9} {'wall s':>8} {'CPU s':>8} {'us CPU/row':>10} {'peak MB':>8} {'written MB':>10}")
    for night in nights:
        _process("spool", night, records, folder)
        took = _process("night", night, most_linked, folder)
        print(
            f"{night:<8} {took['rows']:>9} {took['wall']:>8.1f} {took['cpu']:>8.1f}"
            f" {took['cpu'] / took['rows'] * 1e6:>10.1f} {took['memory']:>8.0f} {took['written']:>10.0f}",
            flush=True,
        )
        shutil.rmtree(folder / night)


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--nights", choices=NIGHTS, nargs="+", default=list(NIGHTS), help="in the order given")
    parser.add_argument("--most-linked", type=int, default=PUBCRAWL_LINK_RECORDS, help="link no more records than this")
    parser.add_argument("--folder", type=Path, help="work here and keep it, so that later nights can be repeated")
    parser.add_argument("--step", nargs=3, metavar=("STEP", "NIGHT", "NUMBER"), help="one step here, told as JSON")
    given = parser.parse_args()
    if given.step:
        step, night, number = given.step
        STEPS[step](night, int(number), given.folder)
        return
    with tempfile.TemporaryDirectory() as folder:
        _table(given.records, given.nights, given.most_linked, given.folder or Path(folder))


if __name__ == "__main__":
    main()

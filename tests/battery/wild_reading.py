"""Reads a page as a crawl does, from the spider's callback to the release's files, and says what does not hold.

What must hold of any bytes at all: no error but the ones the spider knows, less than a second of work, the same
twice, and each record either valid, and then the same in every format, or refused with its reasons.
"""

import csv
import io
import struct
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import jsonschema
import orjson
import pyarrow.parquet as pq
from orjson import loads
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Request, Response
from scrapy.utils.test import get_crawler

from pubcrawl.datacard.jsonschema import schema
from pubcrawl.items import Draft, Publication, RawPublication
from pubcrawl.pages.mila import MilaPage
from pubcrawl.release.tables import TABLES
from pubcrawl.runs.journal import Step
from pubcrawl.runs.spool import Quarantined
from pubcrawl.spiders.institute import InstituteSpider
from pubcrawl.spiders.sites import spider
from pubcrawl.stages.clean import clean
from pubcrawl.stages.language import tag
from pubcrawl.stages.validate import problems
from pubcrawl.storage.jsonl import decode, dump
from pubcrawl.storage.parquet import ParquetWriter
from tests.formats.rereading import unguarded_csv
from tests.records import draft, from_json_row

LONGEST = 1.0
"""Seconds of work a page may cost on a processor that sums 300,000 squares in `_SQUARES` seconds; more on a slower one."""

_SQUARES = 0.0065

ADDRESSES = {
    "amii": "https://www.amii.ca/updates-insights/amii-research-at-iclr-2026-search-privacy-and-patience",
    "mila_en": "https://mila.quebec/en/research/publications",
    "mila_fr": "https://mila.quebec/fr/recherche/publications",
}
_DATE = "Mon, 20 Apr 2026 06:00:00 GMT"


@dataclass(frozen=True, kw_only=True)
class WildPage:
    """The answer to a site's first page: its body, and what its Content-Type header says."""

    site: str
    body: bytes
    content_type: str | None = "text/html; charset=utf-8"


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a page gave.

    Attributes:
        drafts: its records, cleaned and tagged.
        reasons: why each of them is refused, nothing for one that is published.
        asked: addresses it leads to.
        said: why the page was not read, in the spider's words.
    """

    drafts: tuple[Draft, ...]
    reasons: tuple[tuple[str, ...], ...]
    asked: tuple[str, ...]
    said: tuple[str, ...]

    @property
    def published(self) -> list[Publication]:
        return [d.publication for d, why in zip(self.drafts, self.reasons, strict=True) if not why]


def check(page: WildPage) -> Reading:
    """Read a page twice, hold it to everything that must hold, and return what it gave."""
    (reading, once), (again, twice) = _timed(page), _timed(page)
    assert reading == again
    took = min(once, twice)
    assert took < LONGEST or took < LONGEST * slowness(), f"{took:.2f} seconds for {len(page.body)} bytes"
    assert bool(reading.said) <= (not reading.drafts)
    for made, reasons in zip(reading.drafts, reading.reasons, strict=True):
        survives(made, reasons)
    if reading.published:
        same_everywhere(reading.published)
    return reading


def slowness() -> float:
    """Return how many times as long as `_SQUARES` this processor takes now, 1 for one that is faster."""
    times = []
    for _ in range(5):
        started = time.process_time()
        sum(i * i for i in range(300_000))
        times.append(time.process_time() - started)
    return max(1.0, min(times) / _SQUARES)


def _timed(page: WildPage) -> tuple[Reading, float]:
    started = time.process_time()
    reading = read_page(page)
    return reading, time.process_time() - started


def read_page(page: WildPage) -> Reading:
    """Read a page by its site's spider and stages."""
    reader = _spider(page.site)
    found = list(reader.parse(_response(page)))
    raws = [item for item in found if isinstance(item, RawPublication)]
    made = [tag(clean(raw, reader.page_class.institute)) for raw in raws]
    return Reading(
        drafts=tuple(Draft(raw=raw, publication=p) for raw, p in zip(raws, made, strict=True)),
        reasons=tuple(map(problems, made)),
        asked=tuple(item.url for item in found if isinstance(item, Request)),
        said=tuple(problem.reason for problem in reader.visit.problems),
    )


def _response(page: WildPage) -> Response:
    url = ADDRESSES[page.site]
    headers = {"Date": _DATE} | ({"Content-Type": page.content_type} if page.content_type else {})
    request = Request(url, meta={"step": Step(url=url, callback="parse")})
    return HtmlResponse(url, headers=headers, body=page.body, request=request)


def _spider(site: str) -> InstituteSpider:
    made = spider(site).from_crawler(_crawler(site))
    made.logger.logger.disabled = True
    return made


@cache
def _crawler(site: str) -> Crawler:
    made = get_crawler(spider(site))
    tag(clean(draft().raw, MilaPage.institute))  # the models load once, and not on a page's time
    return made


def survives(made: Draft, reasons: tuple[str, ...]) -> None:
    """What the run keeps of a record comes back from its file, published or refused."""
    line = dump(made)
    assert line.count(b"\n") == 1
    assert decode(Draft, loads(line)) == made
    refused = Quarantined(reasons=reasons, source_url=made.raw.source_url, raw=made.raw, publication=made.publication)
    assert decode(Quarantined, loads(dump(refused))) == refused


def same_everywhere(published: list[Publication]) -> None:
    """Valid rows, which say the same in JSON Lines, Parquet and CSV."""
    lines = [dump(p) for p in published]
    rows = [orjson.loads(line) for line in lines]
    assert [from_json_row(row) for row in rows] == published
    assert [e.message for row in rows for e in _validator().iter_errors(row)] == []
    written = io.BytesIO()
    with ParquetWriter(written) as writer:
        for p in published:
            writer.add(p)
    assert list(map(_plain, pq.read_table(written, use_threads=False).to_pylist())) == list(map(_narrowed, rows))
    text = unguarded_csv(published).decode()
    cells = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    assert cells == [{name: _cell(value) for name, value in row.items()} for row in rows]


@cache
def _validator() -> jsonschema.Draft202012Validator:
    kind = jsonschema.Draft202012Validator
    return kind(schema(TABLES["publications"]), format_checker=kind.FORMAT_CHECKER)


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of Parquet in the terms of JSON."""
    return {name: _iso(value) for name, value in row.items()}


def _iso(value: Any) -> Any:  # noqa: ANN401  any column
    return value.isoformat().replace("+00:00", "Z") if hasattr(value, "isoformat") else value


def _narrowed(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of JSON whose numbers are as narrow as those of Parquet."""
    return {n: struct.unpack("f", struct.pack("f", v))[0] if isinstance(v, float) else v for n, v in row.items()}


def _cell(value: Any) -> str:  # noqa: ANN401  any column
    if isinstance(value, list):
        return "; ".join(map(_element, value))
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _element(value: Any) -> str:  # noqa: ANN401  any element of a list column
    if not isinstance(value, dict):
        return str(value)
    return str(value["name"]) if "name" in value else f"{value['kind']} {value['url']}"

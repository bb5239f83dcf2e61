"""Writes Scrapy feeds: Parquet, JSON Lines, JSON, CSV and XML, with the columns and values of a release.

Scrapy loads every exporter for every command, so pyarrow is imported when a Parquet feed opens, not before.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import IO, TYPE_CHECKING, Any, Self
from xml.sax.saxutils import escape

import orjson
from scrapy.crawler import Crawler
from scrapy.exporters import BaseItemExporter

from pubcrawl.feeds import FeedError, FeedFile, end_crawl
from pubcrawl.formats import csv
from pubcrawl.items import Publication
from pubcrawl.spiders.institute import InstituteSpider
from pubcrawl.storage.atomic import StorageError
from pubcrawl.storage.jsonl import RowError, dump
from pubcrawl.text.display import fit

if TYPE_CHECKING:
    from pubcrawl.storage.parquet import ParquetWriter

logger = logging.getLogger(__name__)

_COLUMNS = tuple(f.name for f in fields(Publication))


class PublicationExporter(BaseItemExporter):
    """Takes publications only, and loses none in silence; the exporter of each format derives from it.

    An item that does not fit is left out, logged with its row and column, and counted in
    `pubcrawl/feed_refused`. When the disk refuses, the crawl ends with `feed_error`.

    The file of the last crawl stays as it was when the disk refused, when no item was fit to write, and when the crawl
    read nothing: a feed without a record replaces none that has some. A crawl that read a part of its site has its
    feed, and a warning says that it is a part.
    """

    def __init__(self, file: IO[bytes], *, crawler: Crawler | None = None, **kwargs: Any) -> None:  # noqa: ANN401  Scrapy's options
        super().__init__(**kwargs)
        if self.encoding and self.encoding.lower() not in ("utf-8", "utf8"):
            raise FeedError(f"publications are written in UTF-8, not {self.encoding}: remove the feed's encoding")
        self.file = file
        self._name = getattr(file, "name", "in memory")
        self.columns = _chosen(self.fields_to_export)
        self._crawler = crawler
        self._taken = self._refused = 0
        self._broken = False

    @classmethod
    def from_crawler(cls, crawler: Crawler, file: IO[bytes], **kwargs: Any) -> Self:  # noqa: ANN401  Scrapy's options
        """Build the exporter for a feed of a crawl."""
        return cls(file, crawler=crawler, **kwargs)

    def export_item(self, item: object) -> None:
        """Write an item, or leave it out and log it when it is no publication.

        Never raises: Scrapy would then keep the item from every feed after this one.
        """
        if not isinstance(item, Publication):
            self.refuse(f"a {type(item).__qualname__} is no publication: {item!r:.200}")
        elif not self._broken:
            self._guarded(item)

    def finish_exporting(self) -> None:
        """Write what the exporter still holds.

        Raises:
            StorageError: nothing fit to store came of it, and the feed is no file of ours, which could say so
                later; Scrapy then stores nothing.
        """
        if not self._broken:
            self._guarded(None)
        inner = getattr(self.file, "file", self.file)  # Scrapy wraps the file for postprocessing
        why = self._unfit(inner)
        if not why:
            if self._incomplete:
                held = f"the feed {self._name} holds {self._taken:,} records of a site that was not read whole"
                logger.warning("%s: %s", held, self._incomplete)
        elif isinstance(inner, FeedFile):
            inner.abandoned = why
        elif self._taken or self._refused or not _adds(inner):
            raise StorageError(f"the feed was not stored: {why}")
        else:
            logger.error("nothing was added to the feed %s: %s", self._name, why)

    def _unfit(self, inner: IO[bytes]) -> str | None:
        """Return why the feed must not be stored, None when it may be."""
        if self._broken or (self._refused and not self._taken):
            return "see the errors above"
        if self._taken:
            return None
        if self._incomplete:
            return f"no record was read: {self._incomplete}"
        is_loss = isinstance(inner, FeedFile) and inner.replaces
        return "no record was read" if is_loss or self._must_have_some else None

    @property
    def _must_have_some(self) -> bool:
        """Whether a feed without a record cannot be right: an institute has publications."""
        return self._crawler is not None and isinstance(self._crawler.spider, InstituteSpider)

    @property
    def _incomplete(self) -> str | None:
        """Why the crawl did not read its whole site, None when it did or nobody knows."""
        if self._crawler is None:
            return None
        spider, ended = self._crawler.spider, self._crawler.stats.get_value("finish_reason", "finished")
        if isinstance(spider, InstituteSpider) and spider.visit.problems:
            first, *others = spider.visit.problems
            return f"{first.reason}: {first.message}" + (f", and {len(others)} more" if others else "")
        return None if ended == "finished" else f"the crawl ended early ({ended})"

    def _guarded(self, publication: Publication | None) -> None:
        try:
            self._taken += self._write(publication) if publication else self._finish()
        except RowError as exc:
            self.refuse(exc)
        except OSError as exc:
            self._broken = True
            self._drop()
            logger.error("cannot write the feed %s: %s", self._name, exc.strerror or exc)  # noqa: TRY400  one line
            if self._crawler:
                end_crawl(self._crawler)

    def refuse(self, reason: RowError | str) -> None:
        """Say which row was left out, and why."""
        logger.error("left out of the feed %s: %s", self._name, reason)
        self._refused += 1
        if self._crawler:
            self._crawler.stats.inc_value("pubcrawl/feed_refused")

    def _write(self, publication: Publication) -> int:
        """Write or keep a publication and return how many more are sure to be in the feed."""
        raise NotImplementedError

    def _finish(self) -> int:
        """Write what is kept and return how many more are in the feed."""
        return 0

    def _drop(self) -> None:
        """Forget what is kept."""


class TextExporter(PublicationExporter):
    """Rows of text, each written as it comes, between a head and a tail."""

    def __init__(self, file: IO[bytes], **options: Any) -> None:  # noqa: ANN401  Scrapy's options
        super().__init__(file, **options)
        self._begun = False

    def _write(self, publication: Publication) -> int:
        row = self._row(publication)
        self.file.write((self._between() if self._begun else self._head()) + row)
        self._begun = True
        return 1

    def _finish(self) -> int:
        if self._begun or not (self._incomplete or self._must_have_some):
            self.file.write((b"" if self._begun else self._head()) + self._tail())
        return 0

    def _row(self, publication: Publication) -> bytes:
        """Return a publication as it stands in the feed.

        Raises:
            RowError: a value has no form there.
        """
        raise NotImplementedError

    def _head(self) -> bytes:
        return b""

    def _between(self) -> bytes:
        return b""

    def _tail(self) -> bytes:
        return b""

    def _values(self, publication: Publication) -> dict[str, Any]:
        """Return the chosen columns of a publication as plain values, as JSON Lines has them."""
        row: dict[str, Any] = orjson.loads(dump(publication))
        return row if self.columns is None else {name: row[name] for name in self.columns}


class JsonLinesItemExporter(TextExporter):
    """Publications as JSON Lines, nine times as fast as through Scrapy's own encoder."""

    def _row(self, publication: Publication) -> bytes:
        if self.columns is None:
            return dump(publication)
        return orjson.dumps(self._values(publication), option=orjson.OPT_APPEND_NEWLINE)


class JsonItemExporter(TextExporter):
    """Publications as one JSON array, one row a line."""

    def _row(self, publication: Publication) -> bytes:
        return orjson.dumps(self._values(publication))

    def _head(self) -> bytes:
        return b"[\n"

    def _between(self) -> bytes:
        return b",\n"

    def _tail(self) -> bytes:
        return b"\n]\n"


class CsvItemExporter(TextExporter):
    """Publications as CSV, each cell as `pubcrawl export` spells it."""

    def _row(self, publication: Publication) -> bytes:
        dump(publication)  # refuses what no feed takes
        return csv.row(publication, self.columns)

    def _head(self) -> bytes:
        return b"" if _has_bytes(getattr(self.file, "file", self.file)) else csv.head(self.columns)


class XmlItemExporter(TextExporter):
    """Publications as XML: `items`, an `item` for each, in it an element for each column that has a value.

    A list holds `value` elements, an author or link elements of its own. Values are spelled as in JSON.
    """

    def _row(self, publication: Publication) -> bytes:
        return (_element("item", self._values(publication)) + "\n").encode()

    def _head(self) -> bytes:
        return b'<?xml version="1.0" encoding="utf-8"?>\n<items>\n'

    def _tail(self) -> bytes:
        return b"</items>\n"


def _element(name: str, value: object) -> str:
    """Return a plain value as an XML element; absence is no element."""
    if value is None:
        return ""
    if isinstance(value, dict):
        inner = "".join(_element(key, part) for key, part in value.items())
    elif isinstance(value, list):
        inner = "".join(_element("value", part) for part in value)
    else:
        inner = escape(fit(str(value).lower() if isinstance(value, bool) else str(value)))
    return f"<{name}>{inner}</{name}>"


def _has_bytes(file: IO[bytes]) -> bool:
    """Say whether a file that is written to holds something already."""
    try:
        return file.tell() > 0
    except OSError:  # a pipe
        return False


def _adds(file: IO[bytes]) -> bool:
    """Say whether what is written to a file replaces nothing: it is appended to, or standard output."""
    return getattr(file, "mode", "") == "ab" or file is getattr(sys.stdout, "buffer", None)


class ParquetItemExporter(PublicationExporter):
    """Publications as Parquet, a row group at a time; a valid, typed file also without an item."""

    _writer: ParquetWriter

    def start_exporting(self) -> None:
        """Write the head of the file."""
        from pubcrawl.schema import arrow_schema  # noqa: PLC0415  see the module's docstring
        from pubcrawl.storage.parquet import ParquetWriter, narrowed  # noqa: PLC0415  the same

        schema = None if self.columns is None else narrowed(arrow_schema(), self.columns)
        self._writer = ParquetWriter(self.file, schema, refuse=self.refuse)

    def _write(self, publication: Publication) -> int:
        before = self._writer.rows
        self._writer.add(publication, len(publication.abstract or ""))
        return self._writer.rows - before

    def _finish(self) -> int:
        before = self._writer.rows
        self._writer.close()
        return self._writer.rows - before

    def _drop(self) -> None:
        self._writer.drop()


def _chosen(wanted: Mapping[str, str] | Iterable[str] | None) -> list[str] | None:
    if wanted is None:
        return None
    if isinstance(wanted, Mapping):
        raise FeedError("columns of the dataset keep their names: give the feed's fields as a list")
    chosen = list(wanted)
    if unknown := [name for name in chosen if name not in _COLUMNS]:
        raise FeedError(f"the dataset has no column {', '.join(map(repr, unknown))}: see `pubcrawl schema`")
    return chosen

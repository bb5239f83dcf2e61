"""Writes Scrapy feeds: `-O out.parquet` and `-O out.jsonl` have the same columns as a release.

Scrapy loads every exporter for every command, so pyarrow is imported when a Parquet feed opens, not before.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self

import orjson
from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.exporters import BaseItemExporter
from scrapy.extensions.feedexport import FileFeedStorage
from scrapy.utils.defer import deferred_from_coro

from pubcrawl.items import Publication
from pubcrawl.storage.atomic import AtomicFile, StorageError, as_storage_error
from pubcrawl.storage.jsonl import RowError, dump

if TYPE_CHECKING:
    from pubcrawl.storage.parquet import ParquetWriter

logger = logging.getLogger(__name__)

_COLUMNS = tuple(f.name for f in fields(Publication))


class FeedError(Exception):
    """A feed's options ask for what cannot be done; the message says in one line what to ask for instead."""


class PublicationExporter(BaseItemExporter):
    """Takes publications only, and loses none in silence; the exporter of each format derives from it.

    An item that does not fit is left out, logged with its row and column, and counted in
    `pubcrawl/feed_refused`. When the disk refuses, the crawl ends with `feed_error`. A feed that took no item but
    refused some, or that the disk refused, leaves the file of the last crawl as it was.
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
        if self._broken or (self._refused and not self._taken):
            inner = getattr(self.file, "file", self.file)  # Scrapy wraps the file for postprocessing
            if not isinstance(inner, FeedFile):
                raise StorageError("the feed was not stored, see the errors above")
            inner.abandoned = True

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
                _end(self._crawler)

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


class JsonLinesItemExporter(PublicationExporter):
    """Publications as JSON Lines, nine times as fast as through Scrapy's own encoder."""

    def _write(self, publication: Publication) -> int:
        if self.columns is None:
            line = dump(publication)
        else:
            row = orjson.loads(dump(publication))
            line = orjson.dumps({name: row[name] for name in self.columns}, option=orjson.OPT_APPEND_NEWLINE)
        self.file.write(line)
        return 1


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


def _end(crawler: Crawler) -> None:
    """End a crawl whose feed is lost: what it would still read could not be kept."""
    deferred_from_coro(crawler.engine.close_spider_async(reason="feed_error"))


class FeedFile(AtomicFile):
    """The file of a feed. When it is abandoned, the file of the last crawl stays."""

    abandoned = False


class AtomicFileFeedStorage(FileFeedStorage):
    """Feeds in files: the file of the last crawl stays whole until this crawl's takes its place in one step.

    Appending (`-o`, or no `overwrite`) adds to the file as Scrapy does, and is refused for Parquet, where readers
    would see the first crawl only.

    Raises:
        FeedError: when the crawl starts, if the options contradict each other or the folder cannot be written.
    """

    def __init__(self, uri: str, *, feed_options: dict[str, Any] | None = None) -> None:
        super().__init__(uri, feed_options=feed_options)
        options = feed_options or {}
        self._appends = self.write_mode == "ab"
        if options.get("format") == "parquet":
            if self._appends:
                raise FeedError(f"-o cannot append to Parquet, use -O {self.path} (in FEEDS: overwrite)")
            if "postprocessing" in options:
                raise FeedError(f"{self.path}: a Parquet feed takes no postprocessing, its columns are compressed")
        if "%(" not in self.path:
            _refuse_unwritable(Path(self.path))

    def open(self, spider: Spider) -> IO[bytes]:
        """Open the file to write to.

        Raises:
            StorageError: the folder cannot be made or written.
        """
        try:
            with as_storage_error(Path(self.path)):
                if self._appends:
                    return super().open(spider)
                Path(self.path).parent.mkdir(parents=True, exist_ok=True)
                return FeedFile(Path(self.path))
        except StorageError:
            _end(spider.crawler)
            raise

    def store(self, file: IO[bytes]) -> None:
        """Put the file in place.

        Raises:
            StorageError: it was abandoned, or the disk refused; the last crawl's file is intact.
        """
        if not isinstance(file, FeedFile):
            file.close()
        elif file.abandoned:
            file.discard()
            raise StorageError(f"{self.path} was not replaced, see the errors above")
        else:
            with as_storage_error(Path(self.path)):
                file.commit()


def _refuse_unwritable(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise FeedError(f"cannot write {path}: cannot make {exc.filename}: {exc.strerror}") from exc
    if path.is_dir():
        raise FeedError(f"cannot write {path}: it is a folder")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise FeedError(f"cannot write {path}: its folder is read-only")

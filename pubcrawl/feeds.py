"""The files of Scrapy feeds: the file of the last crawl stays whole until that of this one takes its place."""

import os
from pathlib import Path
from typing import IO, Any

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.extensions.feedexport import FileFeedStorage
from scrapy.utils.defer import deferred_from_coro

from pubcrawl.errors import WrongOrder
from pubcrawl.storage.atomic import AtomicFile, StorageError, as_storage_error


class FeedError(WrongOrder):
    """A feed's options ask for what cannot be done; the message says in one line what to ask for instead."""


def end_crawl(crawler: Crawler) -> None:
    """End a crawl whose feed is lost: what it would still read could not be kept."""
    deferred_from_coro(crawler.engine.close_spider_async(reason="feed_error"))


class FeedFile(AtomicFile):
    """The file of a feed. When it is abandoned, the file of the last crawl stays.

    Attributes:
        abandoned: why it must not take the last one's place; empty when it may.
    """

    abandoned = ""

    @property
    def replaces(self) -> bool:
        """Whether it would take the place of a file that holds something."""
        return _is_begun(self.target)


class AtomicFileFeedStorage(FileFeedStorage):
    """Feeds in files: the file of the last crawl stays whole until this crawl's takes its place in one step.

    Appending (`-o`, or no `overwrite`) adds to the file as Scrapy does. It is refused for Parquet, where readers would
    see the first crawl only, and for JSON and XML where there is a file already, of which it would make none of either.

    Raises:
        FeedError: when the crawl starts, if the options contradict each other or the folder cannot be written.
    """

    def __init__(self, uri: str, *, feed_options: dict[str, Any] | None = None) -> None:
        super().__init__(uri, feed_options=feed_options)
        options = feed_options or {}
        self._appends = self.write_mode == "ab"
        kind = options.get("format")
        if kind in ("json", "xml") and self._appends and _is_begun(Path(self.path)):
            raise FeedError(f"-o cannot append to {kind.upper()}: use -O {self.path}, or -o with a .jsonl or .csv file")
        if kind == "parquet":
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
            end_crawl(spider.crawler)
            raise

    def store(self, file: IO[bytes]) -> None:
        """Put the file in place.

        Raises:
            StorageError: it was abandoned, or the disk refused; the last crawl's file is intact.
        """
        if not isinstance(file, FeedFile):
            file.close()
        elif file.abandoned:
            replaces = file.replaces
            file.discard()
            raise StorageError(f"{self.path} was not {'replaced' if replaces else 'written'}: {file.abandoned}")
        else:
            with as_storage_error(Path(self.path)):
                file.commit()


def _is_begun(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


def _refuse_unwritable(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise FeedError(f"cannot write {path}: cannot make {exc.filename}: {exc.strerror}") from exc
    if path.is_dir():
        raise FeedError(f"cannot write {path}: it is a folder")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise FeedError(f"cannot write {path}: its folder is read-only")

"""The same work by the usual libraries: `scrapy runspider usual.py -a base=URL -a pages=PAGES -O items.jsonl`.

CSS for the fields, ftfy for the texts, lingua for the language of title and abstract, Scrapy's own feed for JSON Lines,
and pyarrow for Parquet. It repairs less, links nothing and checks nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from ftfy import fix_text

from benchmarks.peers.css import CssSpider
from benchmarks.peers.detector import code, detector


class Mend:
    """Repair the texts of an item."""

    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        """Return the item mended."""
        mended = {name: fix_text(said) if isinstance(said, str) else said for name, said in item.items()}
        return mended | {"authors": [a | {"name": fix_text(a["name"])} for a in item["authors"]]}


class Detect:
    """Tell the language of title and abstract."""

    def __init__(self) -> None:
        self._detector = detector()

    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        """Return the item with both languages."""
        return item | {f"{name}_language": code(self._detector, item[name]) for name in ("title", "abstract")}


class Parquet:
    """Keep all items, and write them when the crawl ends."""

    def __init__(self) -> None:
        self._items: list[dict[str, Any]] = []

    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        """Keep an item."""
        self._items.append(item)
        return item

    def close_spider(self) -> None:
        """Write `items.parquet`."""
        pq.write_table(pa.Table.from_pylist(self._items), Path("items.parquet"))


class UsualSpider(CssSpider):
    """The spider by CSS, with a pipeline a library."""

    name = "usual"
    custom_settings = {"ITEM_PIPELINES": {Mend: 100, Detect: 200, Parquet: 300}}  # noqa: RUF012  as Scrapy declares it

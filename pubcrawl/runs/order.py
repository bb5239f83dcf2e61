"""What a run is asked to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a run is asked to do.

    Attributes:
        exports: folder of the releases.
        sites: names of the sites, none for all.
        site_urls: other addresses to fetch sites from, by site.
        limit_pages: how many pages of each site to read, 0 for all.
        full: read every page even where the last run is known to suffice.
        settings: Scrapy settings that override the project's.
        arguments: further spider arguments.
        origin: `live`, or `demo` for invented pages; a folder holds one of the two.
    """

    exports: Path
    sites: Sequence[str] = ()
    site_urls: Mapping[str, str] = field(default_factory=dict)
    limit_pages: int = 0
    full: bool = False
    settings: Mapping[str, str] = field(default_factory=dict)
    arguments: Mapping[str, str] = field(default_factory=dict)
    origin: str = "live"


@dataclass(frozen=True, kw_only=True)
class Ordered:
    """What makes two runs the same run: the sites, how much of them, and how they are read."""

    sites: Sequence[str]
    site_urls: Mapping[str, str]
    limit_pages: int
    swept: Sequence[str]
    arguments: Mapping[str, str]

    def to_json(self) -> bytes:
        """Return what is kept of the order: by its hash it is known again, and no argument's secret lies in a file."""
        return orjson.dumps({"sha256": sha256(orjson.dumps(self)).hexdigest()})

"""The order: what a run is asked to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import orjson


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
        strict: end with a code of its own when all was published but something is doubted.
        origin: `live`, or `demo` for invented pages; a folder holds one of the two.
    """

    exports: Path
    sites: Sequence[str] = ()
    site_urls: Mapping[str, str] = field(default_factory=dict)
    limit_pages: int = 0
    full: bool = False
    settings: Mapping[str, str] = field(default_factory=dict)
    arguments: Mapping[str, str] = field(default_factory=dict)
    strict: bool = False
    origin: str = "live"

    def fingerprint(self, read_whole: Sequence[str]) -> bytes:
        """Return what a run keeps of its order: two runs with one fingerprint are one run that was interrupted.

        The order is kept as a hash, so that no argument's secret lies in a file. Among it are the sites that the run
        reads to their last page.
        """
        said = {
            "sites": list(self.sites),
            "site_urls": dict(self.site_urls),
            "limit_pages": self.limit_pages,
            "swept": list(read_whole),
            "arguments": dict(self.arguments),
        }
        return orjson.dumps({"sha256": sha256(orjson.dumps(said)).hexdigest()})

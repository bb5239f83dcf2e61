"""Recording: a crawl whose pages take the place of a site's fixtures. It never touches goldens."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy.http import Response

from pubcrawl.errors import WrongOrder
from pubcrawl.fetching.contact import check_contact
from pubcrawl.runs.folder import RunFolder
from pubcrawl.runs.order import Order
from pubcrawl.spiders.options import checked
from pubcrawl.spiders.sites import spider
from pubcrawl.stop import Stop
from pubcrawl.text.email import body_without_emails
from pubcrawl.verbs.fixture import MANIFEST, Answer, entry, manifest_bytes, written_to

_KEPT_HEADERS = ("Content-Type", "Date", "ETag", "Last-Modified", "Cache-Control", "CF-Mitigated", "Retry-After")


@dataclass
class Recording:
    """The responses of one crawl, in order of arrival, body by body."""

    site: str
    base_url: str
    fetch_base: str
    bodies: list[bytes] = field(default_factory=list)
    entries: list[dict[str, Any]] = field(default_factory=list)

    def add(self, response: Response) -> None:
        """Keep a response under its true address; its body as decompressed, byte for byte."""
        headers = {h: v.decode("latin-1") for h in _KEPT_HEADERS if (v := response.headers.get(h)) is not None}
        suffix = Path(response.url.split("?")[0]).suffix
        file = f"pages/{len(self.entries):03d}{suffix if suffix in ('.txt', '.xml') else '.html'}"
        url = response.url.replace(self.fetch_base, self.base_url, 1)
        answer = Answer(status=response.status, headers=headers, origin="recorded")
        body = body_without_emails(response.body)
        self.bodies.append(body)
        self.entries.append(entry(url, file, body, answer, datetime.now(UTC).replace(microsecond=0)))

    def write(self, folder: Path) -> None:
        """Write pages and manifest into a folder of their own, then put it in the place of the old ones."""
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".recording-") as name:
            fresh = Path(name)
            (fresh / "pages").mkdir()
            for made, body in zip(self.entries, self.bodies, strict=True):
                (fresh / made["file"]).write_bytes(body)
            (fresh / MANIFEST).write_bytes(manifest_bytes(self.site, self.base_url, self.entries, []))
            shutil.rmtree(folder / "pages", ignore_errors=True)
            (fresh / "pages").replace(folder / "pages")
            (fresh / MANIFEST).replace(folder / MANIFEST)


def record(
    site: str,
    fixtures: Path | None,
    site_url: str | None,
    limit_pages: int,
    settings: Mapping[str, str],
    arguments: Mapping[str, str],
    stop: Stop,
) -> Iterator[str]:
    """Crawl a site and replace its fixtures; yield what to tell the user.

    Raises:
        WrongOrder: there is no such site, setting, argument or folder for its pages, a value cannot be, or the site is
            live and no contact is given.
        WrongOrder: not one page came.
        Stopped: a signal came; the fixtures are as they were.
    """
    from pubcrawl.crawl import crawl

    cls = spider(site)
    order = checked(
        Order(
            exports=Path(),
            sites=[site],
            site_urls={site: site_url} if site_url else {},
            limit_pages=limit_pages,
            settings=settings,
            arguments=arguments,
        )
    )
    site_url = order.site_urls.get(site)
    recording = Recording(site=site, base_url=cls.base_url, fetch_base=(site_url or cls.base_url).rstrip("/"))
    folder = written_to(fixtures) / site
    check_contact(order.settings, [recording.fetch_base])
    with tempfile.TemporaryDirectory(prefix="pubcrawl-record-") as name:
        kept = RunFolder(run_id="record", path=Path(name), started=datetime.now(UTC))
        found = crawl(order, kept, stop, received=recording.add)
    stop.check()
    (report,) = found
    for problem in report.problems:
        yield f"{site}: {problem.reason}: {problem.message}"
    if not report.pages:
        raise WrongOrder(f"{site}: not one page came, so {folder} stays as it is")
    recording.write(folder)
    yield f"{folder}: {len(recording.entries)} responses recorded, {report.records} records read from them"
    yield "next: pytest --update-goldens, and read the differences it prints"

"""A plain Scrapy project, as `scrapy startproject` makes it, with one spider: what the battery compares itself with."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.battery.server import Answer

GOOD_LINES = 1000
SPIDER = Path(__file__).parent / "stock_spider.py"


@dataclass(frozen=True, kw_only=True)
class Ran:
    """How a crawl of the plain project ended.

    Attributes:
        code: its exit code.
        log: what it wrote to standard error.
        mib: the most memory it held at a time.
        seconds: how long it took.
    """

    code: int
    log: str
    mib: float
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Project:
    """The project in a folder, with an output file of good rows from an earlier crawl."""

    folder: Path

    @classmethod
    def made(cls, folder: Path) -> "Project":
        folder.mkdir(parents=True)
        made = [sys.executable, "-m", "scrapy", "startproject", "plain", "."]
        subprocess.run(made, cwd=folder, check=True, capture_output=True)
        shutil.copy(SPIDER, folder / "plain" / "spiders" / "plain.py")
        project = cls(folder=folder)
        project.out.write_text("".join(f'{{"title": "Kept {n}"}}\n' for n in range(GOOD_LINES)))
        return project

    @property
    def out(self) -> Path:
        return self.folder / "out.jsonl"

    @property
    def lines(self) -> int:
        return len(self.out.read_bytes().splitlines()) if self.out.exists() else 0

    def start(
        self, url: str, *arguments: str, out: str = "out.jsonl", environment: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """Start a crawl of an address that writes over the output file."""
        command = [sys.executable, "-m", "scrapy", "crawl", "plain", "-O", out, "-a", f"url={url}", *arguments]
        with (self.folder / "log").open("wb") as log:
            return subprocess.Popen(command, cwd=self.folder, stderr=log, env=os.environ | (environment or {}))

    def ended(self, process: subprocess.Popen[bytes], seconds: float = 30) -> Ran:
        """Wait for a crawl's end; after some seconds it is killed."""
        started = time.monotonic()
        killed = False
        while (waited := os.wait4(process.pid, os.WNOHANG))[0] == 0:
            if not killed and time.monotonic() - started > seconds:
                os.kill(process.pid, signal.SIGKILL)
                killed = True
            time.sleep(0.02)
        _, status, usage = waited
        process.returncode = os.waitstatus_to_exitcode(status)
        log = (self.folder / "log").read_text(encoding="utf-8", errors="replace")
        took = time.monotonic() - started
        return Ran(code=process.returncode, log=log, mib=usage.ru_maxrss / 1024, seconds=took)

    def crawl(self, url: str, *arguments: str, **more: object) -> Ran:
        """Crawl an address to the end."""
        return self.ended(self.start(url, *arguments, **more))  # type: ignore[arg-type]  # as `start` takes them


def listing(count: int, following: str | None = None, title: str = "Title") -> Answer:
    """A page of so many titles, with a link to the next one."""
    link = f'<a class="next" href="{following}">next</a>' if following else ""
    items = "".join(f"<li>{title} {number}</li>" for number in range(count))
    return Answer(body=f"<html><body><ul>{items}</ul>{link}</body></html>".encode())


def until(seen: Callable[[], bool], seconds: float = 15) -> None:
    """Wait until something is seen.

    Raises:
        TimeoutError: it was not, in some seconds.
    """
    limit = time.monotonic() + seconds
    while not seen():
        if time.monotonic() > limit:
            raise TimeoutError("a plain Scrapy project did not do what it usually does")
        time.sleep(0.02)

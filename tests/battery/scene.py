"""The three fixture sites on hostile servers, each on a host of its own, and an export folder with a release of them.

A case says what some paths answer instead, runs the command line in a copy of the folder, and looks at what is left.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from pubcrawl.pages.mila import MilaPage
from pubcrawl.release.status import STATUS
from tests.battery.forked import Ended, run
from tests.battery.server import Answer, Answers, HostileServer
from tests.replaying import HASTE
from tests.saying import sentence

FIXTURES = Path(__file__).parents[2] / "fixtures"
SITES = ("amii", "mila_en", "mila_fr")
IMPATIENT = (
    *HASTE,
    *("-s", "PUBCRAWL_BACKOFF=0"),
    *("-s", "RETRY_TIMES=1"),
    *("-s", "DOWNLOAD_TIMEOUT=1"),
)
"""The project's settings, but for waits that would make a case slow and prove nothing."""


def fixture(site: str) -> dict[str, Answer]:
    """The answers of a fixture site by decoded path and query."""
    folder = FIXTURES / site
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return {_path(e["url"]): _answer(folder, e) for e in manifest["responses"]}


def extra(site: str, role: str) -> Answer:
    """The page a fixture site keeps for an occasion."""
    folder = FIXTURES / site
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return next(_answer(folder, e) for e in manifest["extras"] if e["role"] == role)


def _path(url: str) -> str:
    parts = urlsplit(url)
    return unquote(parts.path + (f"?{parts.query}" if parts.query else ""))


def _answer(folder: Path, entry: Mapping[str, Any]) -> Answer:
    return Answer(status=entry["status"], headers=entry["headers"], body=(folder / entry["file"]).read_bytes())


@dataclass(frozen=True, kw_only=True)
class Left:
    """What a run left behind.

    Attributes:
        ended: how its process ended.
        report: its `run.json`.
        exports: its export folder.
        same: whether readers see, byte for byte, what they saw before.
    """

    ended: Ended
    report: dict[str, Any]
    exports: Path
    same: bool

    @property
    def last_line(self) -> str:
        """What the run said last, up to when it was."""
        return sentence(self.ended.out.rstrip("\n").rpartition("\n")[2])

    def site(self, name: str) -> dict[str, Any]:
        return next(s for s in self.report["sites"] if s["site"] == name)

    def reasons(self, name: str) -> list[str]:
        """Why a site was refused, by name, the first reason first."""
        return list(dict.fromkeys(p["reason"] for p in self.site(name)["problems"] if p["severity"] == "block"))


@dataclass
class Scene:
    """The servers by site, and an export folder with a good release, which no case touches."""

    servers: dict[str, HostileServer]
    good: Path

    def play(
        self,
        folder: Path,
        wrong: Mapping[str, Answers],
        *arguments: str,
        urls: Mapping[str, str] | None = None,
        **more: Any,  # noqa: ANN401  the rest of `forked.run`
    ) -> Left:
        """Sweep the sites of `wrong`, whose servers answer as it says, in a copy of the good folder.

        Args:
            folder: an empty folder for the copy and for what the run says.
            wrong: what differs from the fixture, by site and path.
            arguments: more of the command line.
            urls: other addresses to fetch sites from.
            more: see `forked.run`.
        """
        exports = folder / "exports"
        shutil.copytree(self.good, exports)
        before = seen(exports)
        for site, answers in wrong.items():
            self.servers[site].answers = {**fixture(site), **answers}
            self.servers[site].visits.clear()
        order = ("--full", "--exports", str(exports), *IMPATIENT, *arguments)
        ended = run([*self._command(list(wrong), urls or {}), *order], folder / "said", **more)
        report = json.loads(max((exports / "runs").glob("*/run.json")).read_bytes())
        return Left(ended=ended, report=report, exports=exports, same=seen(exports) == before)

    def _command(self, sites: Sequence[str], urls: Mapping[str, str]) -> Iterator[str]:
        yield from ("crawl", *sites)
        for site in sites:
            yield from ("--site-url", f"{site}={urls.get(site, self.servers[site].url)}")


def seen(exports: Path) -> dict[str, str]:
    """What readers see of the dataset: every file but what tells of runs, the lock and the cache, by checksum."""
    shown = (p for p in sorted(exports.rglob("*")) if p.is_file() and p.relative_to(exports).parts[0] not in _OURS)
    return {str(p.relative_to(exports)): hashlib.sha256(p.read_bytes()).hexdigest() for p in shown}


_OURS = ("cache", "runs", ".lock", STATUS)


@contextmanager
def broken() -> Iterator[None]:
    """Let the reader of pages have a bug."""

    def fails(_: MilaPage) -> None:
        raise ZeroDivisionError("planted")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MilaPage, "fields", fails)
        yield


@contextmanager
def scene(folder: Path) -> Iterator[Scene]:
    """Serve the sites and publish a first release of them below `folder`."""
    with ExitStack() as stack:
        hosts = (f"127.0.2.{n}" for n in range(1, 9))
        servers = {
            s: stack.enter_context(HostileServer(fixture(s), host=h)) for s, h in zip(SITES, hosts, strict=False)
        }
        made = Scene(servers=servers, good=folder / "good")
        made.good.mkdir()
        first = made.play(folder / "first", {site: {} for site in SITES})
        assert (first.ended.code, first.report["published"]) == (0, True), first.ended
        shutil.rmtree(made.good)
        first.exports.rename(made.good)
        yield made

"""An environment of its own for us and for each peer, made once below `.bench/`: what it needs, and nothing else."""

from __future__ import annotations

import json
import re
import shutil
import sys
from dataclasses import dataclass
from functools import cache
from importlib.metadata import distributions, requires
from typing import TYPE_CHECKING

from benchmarks.cost import ROOT, Failed, run

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = ROOT / ".bench"
PACKAGES = {
    "pubcrawl": tuple(need for need in requires("pubcrawl") or () if "extra ==" not in need),
    "scrapy": ("scrapy",),
    "usual": ("scrapy", "ftfy", "lingua-language-detector", "pyarrow"),
    "soup": ("requests", "beautifulsoup4", "lxml"),
    "crawlee": ("crawlee[parsel]",),
    "bigexporters": ("scrapy==2.17.*", "scrapy-contrib-bigexporters[parquet]"),
}
"""What pip is asked for; we ourselves are imported from this repository.

bigexporters writes no row on Scrapy 2.18 and later, which lack a method it calls.
"""

_NAME = re.compile(r"[\w-]+")
_TELL = (
    "import json, sys; from importlib.metadata import version; print(json.dumps({n: version(n) for n in sys.argv[1:]}))"
)
_PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")


class Unavailable(Exception):
    """An environment cannot be made here, such as for want of a package."""


@dataclass(frozen=True, kw_only=True)
class Environment:
    """Where a peer runs.

    Attributes:
        bin: the folder of its programs.
        versions: of the packages that were asked for, by name.
    """

    bin: Path
    versions: dict[str, str]

    def python(self, *arguments: str) -> list[str]:
        """Return a command of its Python."""
        return [str(self.bin / "python"), *arguments]


def ours(module: str, *arguments: str) -> list[str]:
    """Return the command that runs one of our modules."""
    return environment("pubcrawl").python("-m", module, *arguments)


@cache
def environment(name: str) -> Environment:
    """Return an environment, made where it is not there yet or was made of other packages.

    Raises:
        Unavailable: it cannot be made; the message is the last line of what pip said.
    """
    folder = FOLDER / name
    bin_, made = folder / "bin", folder / "made.txt"
    wanted = "\n".join((*PACKAGES[name], "", *_ours(name)))
    log = FOLDER / f"{name}.log"
    try:
        if not made.exists() or made.read_text(encoding="utf-8") != wanted:
            shutil.rmtree(folder, ignore_errors=True)
            run([sys.executable, "-m", "venv", str(folder)], log)
            constraints = folder / "constraints.txt"
            constraints.write_text("\n".join(_ours(name)), encoding="utf-8")
            run([str(bin_ / "python"), *_PIP, "--constraint", str(constraints), *PACKAGES[name]], log)
            made.write_text(wanted, encoding="utf-8")
        names = [found[0] for package in PACKAGES[name] if (found := _NAME.match(package))]
        versions = json.loads(run([str(bin_ / "python"), "-c", _TELL, *names], log).out)
    except Failed as exc:
        raise Unavailable(str(exc).strip().rpartition("\n")[2]) from exc
    return Environment(bin=bin_, versions=versions)


def _ours(name: str) -> list[str]:
    """Return our own versions as constraints: a peer uses the same ones, but for those that it has to pin."""
    pinned = {p.partition("==")[0] for p in PACKAGES[name] if "==" in p}
    found = {d.name: d.version for d in distributions() if d.name.lower() not in pinned | {"pubcrawl"}}
    return sorted(f"{package}=={version}" for package, version in found.items())

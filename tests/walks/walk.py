"""A walk: what a person types to get something done with the program, and all that it answers, kept as goldens.

A walk is one test, a script of commands in chapters. Each chapter is one golden, a transcript as a person would read
it: `$ ` and the command, what it said on standard output and standard error, in the order it came, and `[exit code N]`
where that is not 0. Times, ports, paths, run ids, durations and versions are replaced by placeholders, so that a
transcript is the same on every machine and day.

```python
GOLDENS = Path(__file__).parent / "goldens" / "analyst"


@pytest.mark.night
def test_an_analyst_finds_her_way(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    walk = Walk(tmp_path, GOLDENS)
    walk.chapter("first-look")
    walk.note("There is no data yet.")
    walk.run("pubcrawl status", code=2)
    said = walk.run("pubcrawl demo | tail -1")  # any line of bash; returns what it said, not normalised
    assert "published release" in said
    walk.write("notes.csv", "a,b\\n")  # a file the person makes; the transcript says so
    walk.check(request.config)  # last: compares all chapters, or writes them anew under --update-goldens
```

Commands run in the folder of the walk with the programs of this interpreter's environment, 120 columns and no colours.
"""

import difflib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from tests.conftest import ROOT

_LINES = 400
"""Of a difference that are shown; who wants more asks git."""


@dataclass
class Walk:
    """What was typed and answered so far.

    Attributes:
        folder: where the commands run.
        goldens: folder of this walk's goldens, one a chapter; it holds nothing else.
        names: further texts that differ from one walk to the next, and the placeholder of each.
        environment: variables of every command, beside those of this process.
    """

    folder: Path
    goldens: Path
    names: dict[str, str] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    _chapters: dict[str, list[str]] = field(default_factory=dict, init=False)
    _started: datetime = field(default_factory=lambda: datetime.now(UTC), init=False)

    def chapter(self, name: str) -> None:
        """Begin a chapter; its golden is `NAME.txt`."""
        assert name not in self._chapters, f"there are two chapters {name}"
        self._chapters[name] = []

    def note(self, text: str) -> None:
        """Put a remark into the transcript, for who reads it."""
        self._add("".join(f"# {line}\n" for line in text.splitlines()))

    def write(self, name: str, text: str) -> None:
        """Write a file below the folder, as the person does in an editor."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.note(f"writes {name}")

    def run(self, command: str, *, code: int = 0, seconds: float = 120, shown: bool = True) -> str:
        """Run a line of bash and return what it said, as it said it.

        Args:
            command: the line.
            code: the exit code it must have.
            seconds: after which it is killed.
            shown: whether it goes into the transcript.

        Raises:
            AssertionError: it ended with another code, or not in time.
        """
        process = subprocess.Popen(
            ["bash", "-c", command],
            cwd=self.folder,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            said = process.communicate(timeout=seconds)[0].decode()
        except subprocess.TimeoutExpired as exc:
            os.killpg(process.pid, signal.SIGKILL)
            said = process.communicate()[0].decode()
            raise AssertionError(f"not over after {seconds:.0f} seconds: {command}\n{said}") from exc
        if shown:
            ended = f"[exit code {process.returncode}]\n" if process.returncode else ""
            self._add(f"$ {command}\n{said}" + ("\n" if said and not said.endswith("\n") else "") + ended)
        assert process.returncode == code, f"exit code {process.returncode} and not {code}: {command}\n{said}"
        return said

    def check(self, config: pytest.Config) -> None:
        """Compare every chapter with its golden, or write the goldens anew where pytest was told to update them.

        Raises:
            pytest.fail.Exception: a golden is missing, stale or different, or was written anew.
        """
        fresh = {f"{name}.txt": self.normal("\n".join(parts)) for name, parts in self._chapters.items()}
        golden = {p.name: p.read_text(encoding="utf-8") for p in sorted(self.goldens.glob("*"))}
        if fresh == golden:
            return
        moved = "\n".join(
            line
            for name in sorted(fresh.keys() | golden.keys())
            for line in _difference(golden.get(name, ""), fresh.get(name, ""), name)
        )
        if config.getoption("--update-goldens"):
            self._rewrite(fresh, golden)
            pytest.fail(f"{self.goldens} rewritten; read what moved, then run again without the flag\n{moved}")
        test = os.environ.get("PYTEST_CURRENT_TEST", "").partition("::")[0]
        accept = f"if this is what you meant: pytest {test} --update-goldens"
        pytest.fail(f"{self.goldens} is not what the walk gives; {accept}\n{moved}")

    def normal(self, text: str) -> str:
        """Return a text with placeholders for what differs from one walk to the next."""
        for said, placeholder in sorted((self._paths() | self.names).items(), key=lambda n: -len(n[0])):
            text = text.replace(said, placeholder)
        for pattern, read in _TIMES.items():
            text = pattern.sub(lambda found, read=read: self._time(found, read), text)  # type: ignore[misc]
        for pattern, placeholder in _OTHERS.items():
            text = pattern.sub(placeholder, text)
        text = _COLUMN.sub(lambda found: "S.S".rjust(len(found[0])), text)
        return "".join(f"{line.rstrip()}\n" for line in text.splitlines())

    def _add(self, text: str) -> None:
        assert self._chapters, "a walk begins with a chapter"
        self._chapters[list(self._chapters)[-1]].append(text)

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SCRAPY", "PUBCRAWL"))}
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
        own = {"PATH": path, "HOME": str(self.folder), "LC_ALL": "C.UTF-8", "TERM": "dumb", "NO_COLOR": "1"}
        return kept | own | {"COLUMNS": "120", "PYTHONUNBUFFERED": "1"} | self.environment  # as a person sees the order

    def _paths(self) -> dict[str, str]:
        return {str(self.folder): "FOLDER", sys.prefix: "VENV", str(ROOT): "CHECKOUT"}

    def _time(self, found: re.Match[str], read: Callable[[str], datetime]) -> str:
        """Return a placeholder for a time of this walk; a time that a fixture tells stays."""
        try:
            told = read(found[0])
        except ValueError:
            return found[0]
        told = told if told.tzinfo else told.replace(tzinfo=UTC)
        day = timedelta(days=1)  # local times are told too
        return "TIME" if self._started - day < told < datetime.now(UTC) + day else found[0]

    def _rewrite(self, fresh: Mapping[str, str], golden: Mapping[str, str]) -> None:
        self.goldens.mkdir(parents=True, exist_ok=True)
        for name in golden.keys() - fresh.keys():
            (self.goldens / name).unlink()
        for name, text in fresh.items():
            (self.goldens / name).write_text(text, encoding="utf-8")


_TIMES: dict[re.Pattern[str], Callable[[str], datetime]] = {
    re.compile(r"\d{8}T\d{6}Z"): lambda text: datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC),
    re.compile(
        r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:\d\d)?",
    ): lambda text: datetime.fromisoformat(text.replace(",", ".")),
    re.compile(r"datetime\.datetime\(\d[\d, ]*, tzinfo=datetime\.timezone\.utc\)"): lambda text: datetime.strptime(
        " ".join(re.findall(r"\d+", text)[:5]), "%Y %m %d %H %M"
    ).replace(tzinfo=UTC),
    re.compile(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d (?:GMT|[+-]\d{4})"): parsedate_to_datetime,
}
"""How times are told; that of a run is its id."""

_OTHERS = {
    re.compile(r"\b0x[0-9a-f]{6,}"): "0xADDRESS",
    re.compile(r"(?<=127\.0\.0\.1:)\d+|(?<=localhost:)\d+|(?<=\bport )\d{4,5}\b"): "PORT",
    re.compile(r"(?i)(?<=\bpubcrawl[/ =-])\d+(?:\.\d+)+|(?<=\bscrapy[/ =-])\d+(?:\.\d+)+"): "VERSION",
    re.compile(r"(?<=\S )\d+\.\d+(?= ?s\b| seconds\b)"): "S.S",
    re.compile(r"(?<=TIME to )\S+ UTC, [^,\]]+(?=, pubcrawl)"): "TIME UTC, DURATION",
    re.compile(r"(?m)(?<=\S)  +\d+ (?:d|h|min|s)(?: \d+ (?:h|min|s))? *(?=$|  )"): "  DURATION",
    re.compile("─{3,}"): "───",  # as wide as the widest cell
}
_COLUMN = re.compile(r" {2,}\d+\.\d(?= |$)", re.MULTILINE)
"""Seconds in a table, to the right of their column."""


def _difference(golden: str, fresh: str, name: str) -> list[str]:
    lines = difflib.unified_diff(golden.splitlines(), fresh.splitlines(), name, "this walk", lineterm="", n=1)
    return [line[:2000] for line in lines][:_LINES]

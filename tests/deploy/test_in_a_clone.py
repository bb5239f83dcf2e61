"""The schedules as they are, each line of them, in a real clone and with real programs.

Replaced at the edge is what needs the network, and nothing else. pip asks no index: see `checkout`. GitHub's own actions
are the clone, an environment of Python and a zip file; `gh` answers from files. The sites are the fixtures, served on
this machine: where a line says `pubcrawl crawl`, the program is told where they are.
"""

import getpass
import json
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pubcrawl.fetching.contact import MISSING
from pubcrawl.fixture_server import FixtureServer
from pubcrawl.verbs.demo import fixture_folders
from tests.conftest import ROOT
from tests.deploy import test_cron
from tests.deploy.checkout import OFFLINE, clone, needs_git, ran
from tests.deploy.conftest import Stand
from tests.deploy.test_image import RECIPE
from tests.deploy.test_workflows import GH, artifact, needs_jq
from tests.deploy.units import PROGRAM, UNITS, read_unit
from tests.deploy.workflow import Ended, run_step, step, steps
from tests.replaying import HASTE

pytestmark = [pytest.mark.night, needs_git]

EDGE = {name: value for name, value in OFFLINE.items() if name != "PATH"}


@pytest.fixture(scope="module")
def where() -> Iterator[list[str]]:
    """What tells a crawl where the sites are."""
    with FixtureServer(fixture_folders(None)) as server:
        yield [*HASTE, *(a for site in server.sites for a in ("--site-url", f"{site}={server.base_url(site)}"))]


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the programs that the workflow installs, in an environment as `actions/setup-python` gives one."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True, timeout=60)
    source = clone(tmp_path_factory.mktemp("checkout") / "data")
    ended = run_step(step("crawl.yml", "Install"), source, folder / "bin", **EDGE)
    assert ended.code == 0, ended.printed
    assert (folder / "bin" / "pubcrawl").exists()
    return folder / "bin"


def told(stand_in: Stand, program: Path, where: list[str]) -> Path:
    """Write a `pubcrawl` that is told where the sites are, and return its path."""
    return stand_in("pubcrawl", f'exec {program} "$@" {shlex.join(where)}')


def fetched(tmp_path: Path, number: int, source: Path, programs: str) -> list[Ended]:
    """Run every step of the nightly workflow in a checkout and return how its scripts ended, in order."""
    values = {"${{ github.token }}": "none", "${{ vars.PUBCRAWL_CONTACT }}": ""}
    environment = {
        "GITHUB_REPOSITORY": "lab/data",
        "GITHUB_REF_NAME": "main",
        "ANSWERS": str(tmp_path),
        "WANTED": str(number),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
        **EDGE,
    }
    ended = []
    for found in steps("crawl.yml"):
        if found.get("uses", "").startswith("actions/upload-artifact@"):
            _keep(source / found["with"]["path"], tmp_path / "zip")
        elif "run" in found:
            given = {name: values[value] for name, value in found.get("env", {}).items()}
            ended.append(run_step(found, source, programs, **environment, **given))
            code = re.findall(r"^code=(\d+)$", ended[-1].outputs, re.MULTILINE)
            values["${{ steps.crawl.outputs.code }}"] = code[-1] if code else ""
        else:
            assert found["uses"].startswith(("actions/checkout@", "actions/setup-python@"))
    return ended


def _keep(folder: Path, target: Path) -> None:
    """Zip a folder, hidden files too, as `actions/upload-artifact` does."""
    with zipfile.ZipFile(target, "w") as packed:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            packed.write(path, path.relative_to(folder))


@needs_jq
def test_two_nights_of_the_workflow(programs: Path, where: list[str], tmp_path: Path, stand_in: Stand) -> None:
    """Each in a fresh checkout; the second begins with what the first has kept, and finds nothing new."""
    stand_in("gh", GH)
    first_found = f"{told(stand_in, programs / 'pubcrawl', where).parent}:{programs}"
    nights: list[Any] = []
    for artifacts in ([], [artifact(7, day=1)]):
        (tmp_path / "list").write_text(json.dumps({"artifacts": artifacts}))
        source = clone(tmp_path / f"checkout-{len(nights)}")
        before = {path: path.read_bytes() for path in (source / "exports").iterdir()}
        ended = fetched(tmp_path, 7, source, first_found)
        assert [e.code for e in ended] == [0, 0, 0, 0], ended
        assert "ended with code 0" in (tmp_path / "summary").read_text()
        nights.append(json.loads((source / "run.json").read_bytes()))
        assert {path: path.read_bytes() for path in (source / "exports").iterdir()} == before
    assert [(n["code"], n["published"], n["release"]) for n in nights] == [(0, True, "000001"), (0, False, "000001")]


@needs_jq
def test_the_workflow_without_a_contact_says_so(programs: Path, tmp_path: Path, stand_in: Stand) -> None:
    stand_in("gh", GH)
    (tmp_path / "list").write_text(json.dumps({"artifacts": []}))
    source = clone(tmp_path / "checkout")
    ended = fetched(tmp_path, 7, source, f"{tmp_path / 'bin'}:{programs}")
    assert [e.code for e in ended] == [0, 0, 2, 0], ended
    assert json.loads((source / "run.json").read_bytes())["verdict_line"] == MISSING
    assert MISSING in (tmp_path / "summary").read_text()


@pytest.mark.skipif(not all(map(shutil.which, ("jq", "systemd-analyze"))), reason="else the script installs programs")
def test_the_check_calls_targets_that_there_are(tmp_path: Path, stand_in: Stand) -> None:
    """The script is run whole; `make` says what it would do, since doing it is to run these very tests."""
    programs = stand_in("make", f'exec {shutil.which("make")} --dry-run "$@"').parent
    source = clone(tmp_path / "checkout")
    (found,) = (s for s in steps("ci.yml") if "run" in s)
    ended = run_step(found, source, f"{programs}:{Path(sys.executable).parent}")
    assert ended.code == 0, ended.printed
    assert len(re.findall(r"^\.venv/bin/pubcrawl demo$", ended.printed, re.MULTILINE)) == 1
    assert len(re.findall(r"-m pytest ", ended.printed)) == 3


@pytest.mark.long
def test_the_demo_of_a_clone_installs_what_it_needs_and_no_more(tmp_path: Path) -> None:
    source = clone(tmp_path / "checkout")
    asked = ran(["make", "--dry-run", "demo"], source).stdout
    assert "--editable .\n" in asked
    done = ran(["make", "demo", f"PYTHON={sys.executable}"], source, seconds=300)
    assert done.returncode == 0, done.stderr
    assert "published release 000001" in done.stdout
    assert ran(["make", "--dry-run", "demo"], source).stdout == ".venv/bin/pubcrawl demo\n"
    assert "--editable '.[dev]'\n" in ran(["make", "--dry-run", "test"], source).stdout
    (source / ".venv" / ".ready").touch()
    assert "pip install" not in ran(["make", "--dry-run", "test"], source).stdout


def test_the_cron_line_publishes_in_silence(programs: Path, where: list[str], tmp_path: Path, stand_in: Stand) -> None:
    script = f"export PYTHONPATH={EDGE['PYTHONPATH']}; exec {programs / 'pubcrawl'}"
    assert test_cron.run(stand_in("bare", f'{script} "$@"'), tmp_path / "exports") == (
        2,
        f"pubcrawl: {MISSING}\npubcrawl ended with code 2\n",
    )
    assert not (tmp_path / "exports").exists()
    program = stand_in("pubcrawl", f'{script} "$@" {shlex.join(where)}')
    assert test_cron.run(program, tmp_path / "exports") == (0, "")
    assert (tmp_path / "exports" / "latest.json").exists()


def test_the_service_s_command_publishes(programs: Path, where: list[str], tmp_path: Path, stand_in: Stand) -> None:
    service = read_unit(UNITS / "pubcrawl.service")["Service"]
    environment = {
        **EDGE,
        **dict(line.split("=", 1) for line in service["Environment"]),
        "STATE_DIRECTORY": str(tmp_path),
    }
    for program, code in ((programs / "pubcrawl", 2), (told(stand_in, programs / "pubcrawl", where), 0)):
        (line,) = service["ExecStart"]
        words = [word.replace("${STATE_DIRECTORY}", str(tmp_path)) for word in shlex.split(line)]
        done = ran([str(program) if word == PROGRAM else word for word in words], tmp_path, environment)
        assert (done.returncode, (tmp_path / "latest.json").exists()) == (code, code == 0), done


@pytest.mark.long
def test_the_image_is_built_and_run_line_by_line(where: list[str], tmp_path: Path, stand_in: Stand) -> None:
    """Its folders stand below one of this test, its user is the one who runs it, and its Python is the one here."""
    source = clone(tmp_path / "checkout")
    stand_in("useradd", f'echo "$@" > {tmp_path}/user')
    me = getpass.getuser()
    moved = {"/opt/pubcrawl": f"{tmp_path}/opt", "/exports": f"{tmp_path}/exports"}
    moved |= {"--owner=pubcrawl": f"--owner={me}", "--group=pubcrawl": "--group=$(id -gn)"}
    environment = {**OFFLINE, "PATH": f"{tmp_path / 'bin'}:{OFFLINE['PATH']}"}
    build = tmp_path / "src"
    build.mkdir()
    entry, command = [], []
    for word, rest in RECIPE:
        line = re.sub("|".join(map(re.escape, moved)), lambda m: moved[m[0]], rest)
        if word == "COPY" and not rest.startswith("--from"):
            *names, target = rest.split()
            for name in names:
                if (source / name).is_dir():
                    shutil.copytree(source / name, build / target)
                else:
                    shutil.copy2(source / name, build / target)
        elif word == "RUN":
            done = ran(["/bin/sh", "-e", "-c", line], build, environment)
            assert done.returncode == 0, done.stderr
        elif word == "ENV":
            environment |= dict(pair.split("=", 1) for pair in shlex.split(line.replace("$PATH", environment["PATH"])))
        elif word == "ENTRYPOINT":
            entry = json.loads(line)
        elif word == "CMD":
            command = json.loads(line)
    shutil.rmtree(build)  # the second stage has none of it
    exports = tmp_path / "exports"
    assert (tmp_path / "user").read_text().split()[-1] == "pubcrawl"
    assert [ran([*entry, *command, *more], exports, environment).returncode for more in ([], where)] == [2, 0]
    assert (exports / "latest.json").exists()
    assert ran([*entry, "demo", "--exports", str(tmp_path / "demo")], exports, environment).returncode == 0


def test_nothing_else_is_replaced() -> None:
    """Every script and every action of the workflows is met above."""
    used = {s["uses"].partition("@")[0] for name in ("ci.yml", "crawl.yml") for s in steps(name) if "uses" in s}
    assert used == {"actions/checkout", "actions/setup-python", "actions/upload-artifact"}
    assert sorted(p.name for p in (ROOT / ".github" / "workflows").iterdir()) == ["ci.yml", "crawl.yml"]

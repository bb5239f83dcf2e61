"""The cron line, run as cron runs it: by `sh -c`, with an empty environment."""

import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pubcrawl.spiders.sites import spiders
from pubcrawl.storage.lock import export_lock
from tests.conftest import ROOT
from tests.deploy.conftest import Stand
from tests.deploy.units import PROGRAM
from tests.loopback import sitecustomize as loopback

CRONTAB = ROOT / "deploy" / "cron" / "pubcrawl.crontab"
EXPORTS = "/var/lib/pubcrawl"
FIELDS = {"minute": range(60), "hour": range(24), "day": range(1, 32), "month": range(1, 13), "weekday": range(8)}


def the_line() -> tuple[list[str], str]:
    """Return the five fields and the command of the only line that is no comment and no variable."""
    lines = CRONTAB.read_text(encoding="utf-8").splitlines()
    [line] = [x for x in lines if x and not x.startswith("#") and not re.match(r"[A-Z_]+=", x)]
    *fields, command = line.split(maxsplit=5)
    return fields, command


def run(program: Path, exports: Path = Path(EXPORTS)) -> tuple[int, str]:
    """Return how the line ends with another program and folder in it, and what cron would mail."""
    command = the_line()[1].replace(PROGRAM, str(program)).replace(EXPORTS, str(exports))
    environment = {"PATH": "/usr/bin:/bin", "SHELL": "/bin/sh", "PYTHONPATH": loopback.FOLDER}
    done = subprocess.run(
        ["/bin/sh", "-c", command], capture_output=True, text=True, check=False, timeout=60, env=environment
    )
    return done.returncode, done.stdout + done.stderr


def test_the_line_means_once_a_night() -> None:
    fields, command = the_line()
    told = dict(zip(FIELDS, fields, strict=True))
    assert int(told["minute"]) in FIELDS["minute"]
    assert int(told["hour"]) in range(6)
    assert (told["day"], told["month"], told["weekday"]) == ("*", "*", "*")
    assert "%" not in command, "cron ends the command at a percent sign"
    assert CRONTAB.read_bytes().endswith(b"\n"), "cron ignores a last line without its end"


@pytest.mark.parametrize("code", [0, 1, 2, 3, 4, 5, 6, 7, 130, 143])
def test_a_good_night_is_silent_and_any_other_is_mailed_with_its_code(stand_in: Stand, code: int) -> None:
    program = stand_in("pubcrawl", f"echo \"said $*\"; printf '%s\\n' 'why \\emph{{n}}\\n' >&2; exit {code}")
    mail = f"said crawl --exports {EXPORTS}\nwhy \\emph{{n}}\\n\npubcrawl ended with code {code}\n" if code else ""
    assert run(program) == (code, mail)


def test_a_missing_program_is_mailed() -> None:
    code, mail = run(Path("/nowhere/pubcrawl"))
    assert code == 127
    assert mail.splitlines()[-1] == "pubcrawl ended with code 127"


def test_a_run_that_finds_another_one_at_work_ends_with_7(tmp_path: Path, stand_in: Stand) -> None:
    # Were the lock not to hold, the sites would be asked for at a port where nobody listens.
    nowhere = " ".join(f"--site-url {site}=http://127.0.0.1:9" for site in spiders())
    program = stand_in("pubcrawl", f'cd {ROOT}; exec {sys.executable} -m pubcrawl "$@" {nowhere}')
    with export_lock(tmp_path / "exports", now=datetime(2030, 1, 1, tzinfo=UTC)):
        code, mail = run(program, tmp_path / "exports")
    assert code == 7
    assert re.fullmatch(
        rf"pubcrawl: another run holds {tmp_path}/exports: process \d+, started 2030-01-01T00:00:00Z\n"
        r"pubcrawl ended with code 7\n",
        mail,
    )

"""The systemd units: what systemd itself says of them, and that their limits fit the pipeline's."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pubcrawl import settings
from pubcrawl.spiders.sites import spiders
from tests.deploy.conftest import Stand
from tests.deploy.units import PROGRAM, UNITS, command, read_unit
from tests.loopback import sitecustomize as loopback

NAMES = ["pubcrawl.service", "pubcrawl.timer", "pubcrawl-mail.service"]

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not here: apt-get install systemd"
)


def analyze(*arguments: str | Path) -> tuple[int, str]:
    done = subprocess.run(
        ["systemd-analyze", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "TZ": "UTC", "LC_ALL": "C.UTF-8"},
    )
    return done.returncode, done.stdout


def installed(folder: Path, name: str, old: str = "", new: str = "") -> Path:
    """Copy the units with a program that exists, one passage of one of them replaced."""
    for unit in UNITS.glob("*.[st]*er*"):
        text = unit.read_text(encoding="utf-8").replace(PROGRAM, sys.executable)
        if unit.name == name:
            assert old in text
            text = text.replace(old, new, 1)
        (folder / unit.name).write_text(text, encoding="utf-8")
    return folder / name


@needs_systemd
@pytest.mark.parametrize("name", NAMES)
def test_systemd_finds_nothing_to_say_about_a_unit(tmp_path: Path, name: str) -> None:
    assert analyze("verify", "--man=no", installed(tmp_path, name)) == (0, "")


DEFECTS = [
    pytest.param("pubcrawl.service", "StateDirectory=", "StateDirectoryy=", "StateDirectoryy", id="key"),
    pytest.param("pubcrawl.service", "Type=oneshot", "Type=once", "once", id="type"),
    pytest.param("pubcrawl.service", sys.executable, "/nowhere/pubcrawl", "/nowhere/pubcrawl", id="program"),
    pytest.param("pubcrawl.service", "MemoryMax=2G", "MemoryMax=2Q", "2Q", id="memory"),
    pytest.param("pubcrawl.timer", "03:20", "33:20", "33:20", id="calendar"),
    pytest.param("pubcrawl.timer", "45min", "45moons", "45moons", id="delay"),
]


@needs_systemd
@pytest.mark.parametrize(("name", "old", "new", "said"), DEFECTS)
def test_systemd_would_name_a_defect(tmp_path: Path, name: str, old: str, new: str, said: str) -> None:
    assert said in analyze("verify", "--man=no", installed(tmp_path, name, old, new))[1]


@needs_systemd
def test_the_service_is_exposed_to_little(tmp_path: Path) -> None:
    # From 0 to 100, where a bare service has 96; what needs the network cannot come to 0.
    def exceeds(limit: int, unit: Path) -> bool:
        return analyze("security", "--offline=true", f"--threshold={limit}", unit)[0] != 0

    assert not exceeds(20, installed(tmp_path, "pubcrawl.service"))
    text = (UNITS / "pubcrawl.service").read_text(encoding="utf-8")
    hardening = text[text.index("NoNewPrivileges=") :]
    assert exceeds(50, installed(tmp_path, "pubcrawl.service", hardening))


@needs_systemd
def test_the_timer_elapses_once_a_night() -> None:
    [calendar] = read_unit(UNITS / "pubcrawl.timer")["Timer"]["OnCalendar"]
    code, said = analyze("calendar", "--iterations=3", "--base-time=2030-02-27 12:00:00", calendar)
    times = [line.partition(": ")[2] for line in said.splitlines() if "Next elapse" in line or "Iter" in line]
    assert (code, times) == (
        0,
        ["Thu 2030-02-28 03:20:00 UTC", "Fri 2030-03-01 03:20:00 UTC", "Sat 2030-03-02 03:20:00 UTC"],
    )


def test_the_timer_makes_up_for_a_night_and_spreads_the_load() -> None:
    timer = read_unit(UNITS / "pubcrawl.timer")
    assert timer["Timer"]["Persistent"] == ["true"]
    assert timer["Timer"]["RandomizedDelaySec"] == ["45min"]
    assert timer["Install"]["WantedBy"] == ["timers.target"]


def seconds(span: str) -> float:
    _, said = analyze("timespan", span)
    [microseconds] = [line.split(": ")[1] for line in said.splitlines() if line.strip().startswith("μs")]
    return int(microseconds) / 1e6


@needs_systemd
def test_the_service_gives_every_site_its_time_and_a_stopped_page_its_own() -> None:
    service = read_unit(UNITS / "pubcrawl.service")["Service"]
    [start], [stop] = service["TimeoutStartSec"], service["TimeoutStopSec"]
    assert len(spiders()) * settings.CLOSESPIDER_TIMEOUT <= seconds(start) < 24 * 3600
    assert seconds(stop) > settings.DOWNLOAD_TIMEOUT


def test_only_exit_code_0_is_a_success_and_nothing_restarts() -> None:
    service = read_unit(UNITS / "pubcrawl.service")["Service"]
    assert service["SuccessExitStatus"] == ["0"]
    assert "Restart" not in service


def test_the_service_s_user_is_the_one_that_is_made() -> None:
    service = read_unit(UNITS / "pubcrawl.service")["Service"]
    [made] = (UNITS / "pubcrawl.sysusers").read_text().splitlines()
    assert made == f'u {service["User"][0]} - "pubcrawl" /var/lib/{service["StateDirectory"][0]}'
    assert service["User"] == service["Group"] != ["root"]


def test_a_failed_run_is_mailed_with_its_code_and_its_log(tmp_path: Path, stand_in: Stand) -> None:
    stand_in("journalctl", f'echo "$@" > {tmp_path}/asked; echo "refused amii (drift)"')
    program = stand_in("mail", f'echo "$@" > {tmp_path}/told; cat > {tmp_path}/body')
    monitor = {
        "MONITOR_INVOCATION_ID": "c0ffee",
        "MONITOR_SERVICE_RESULT": "exit-code",
        "MONITOR_EXIT_STATUS": "5",
        "MAIL_TO": "root",
    }
    environment = {"PATH": f"{program.parent}:/usr/bin:/bin", "PYTHONPATH": loopback.FOLDER, **monitor}
    subprocess.run(command("pubcrawl-mail.service"), env=environment, check=True, timeout=30)
    assert (tmp_path / "asked").read_text() == "--no-pager --lines=60 _SYSTEMD_INVOCATION_ID=c0ffee\n"
    assert (tmp_path / "told").read_text() == "-s pubcrawl: exit-code, 5 root\n"
    assert (tmp_path / "body").read_text() == "refused amii (drift)\n"

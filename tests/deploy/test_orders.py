"""What the schedules ask for, put to the real command line."""

import json
import subprocess
import sys

import pytest

from tests.deploy import test_cron, test_image
from tests.deploy.units import PROGRAM, command
from tests.deploy.workflow import step


def after(program: str, line: str) -> list[str]:
    """Return the words after a program's name, up to what belongs to the shell."""
    words = line.replace(")", " ) ").split()
    words = words[words.index(program) + 1 :]
    ends = [i for i, word in enumerate(words) if word[0] in "2>|)"]
    return words[: ends[0]] if ends else words


ORDERS = {
    "systemd": after(PROGRAM, " ".join(command("pubcrawl.service"))),
    "cron": after(PROGRAM, test_cron.the_line()[1].replace("out=$(", "")),
    "image": json.loads(test_image.last("CMD")),
    "workflow": after("pubcrawl", step("crawl.yml", "Crawl")["run"]),
}


def test_every_schedule_gives_the_same_order() -> None:
    assert ORDERS == {
        "systemd": ["crawl", "--exports", "${STATE_DIRECTORY}"],
        "cron": ["crawl", "--exports", "/var/lib/pubcrawl"],
        "image": ["crawl", "--exports", "/exports"],
        "workflow": ["crawl", "--exports", "crawled", "--json"],
    }


@pytest.mark.parametrize("way", ORDERS)
def test_the_command_line_knows_the_order(way: str) -> None:
    # --help is looked at after every other option was found to exist, and nothing is crawled.
    order = [sys.executable, "-m", "pubcrawl", *ORDERS[way], "--help"]
    done = subprocess.run(order, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: pubcrawl crawl ")

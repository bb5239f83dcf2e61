"""What ends a run before its time: signals, which call what goes on, and a disk that refuses."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pubcrawl.run import _with_advice
from pubcrawl.stop import Stop, Stopped
from pubcrawl.storage.atomic import StorageError

SIGNALS = pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])


@pytest.fixture
def stop() -> Iterator[Stop]:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield Stop.on_signals()
    for number, handler in before.items():
        signal.signal(number, handler)


@SIGNALS
def test_the_first_signal_is_remembered_and_ends_the_work_where_it_asks(stop: Stop, number: signal.Signals) -> None:
    stop.check()
    os.kill(os.getpid(), number)
    assert stop.number == number
    with pytest.raises(Stopped) as caught:
        stop.check()
    assert (caught.value.line, caught.value.code) == (f"stopped by {number.name}: nothing was changed", 128 + number)


def test_what_goes_on_is_told_gently_and_then_at_once(stop: Stop) -> None:
    heard: list[str] = []
    with stop.by(gently=lambda: heard.append("gently"), at_once=lambda: heard.append("at once")):
        os.kill(os.getpid(), signal.SIGTERM)
        assert heard == ["gently"]
        os.kill(os.getpid(), signal.SIGINT)
    assert (heard, stop.number) == (["gently", "at once"], signal.SIGTERM)


OVER = """
import os, sys
from pubcrawl.stop import Stop

class Late:  # goes when Python has let go of the handlers
    def __del__(self, kill=os.kill, process=os.getpid(), number=int(sys.argv[1])):
        kill(process, number)

late = Late()
Stop.on_signals()
"""


@SIGNALS
def test_a_signal_when_all_is_over_does_not_change_the_exit_code(number: signal.Signals) -> None:
    assert subprocess.run([sys.executable, "-c", OVER, str(int(number))], check=False).returncode == 0


TWICE = """
import os, signal, sys, time
from pubcrawl.stop import Stop
number = int(sys.argv[1])
stop = Stop.on_signals()
with stop.by(gently=list, at_once=list):
    for _ in range(int(sys.argv[2])):
        os.kill(os.getpid(), number)
print("still here", flush=True)
os.kill(os.getpid(), number)
time.sleep(60)
"""


@SIGNALS
@pytest.mark.parametrize("before", [1, 2])
def test_the_next_one_ends_the_process(number: signal.Signals, before: int) -> None:
    """Where nothing goes on that could be told, or it was told at once and did not listen."""
    done = subprocess.run(
        [sys.executable, "-c", TWICE, f"{number}", f"{before}"], capture_output=True, text=True, check=False, timeout=30
    )
    line = f"pubcrawl: stopped at once by {number.name}: readers have a whole release; run again\n"
    assert (done.returncode, done.stdout, done.stderr) == (128 + number, "still here\n", line)


def test_a_disk_that_refuses_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as caught, _with_advice(tmp_path):
        (tmp_path / "none" / "file").touch()
    assert str(caught.value) == (
        f"cannot use {tmp_path}/none/file: No such file or directory; this run harmed no release: "
        "free space or mend permissions on the export folder, then run again"
    )


def test_what_is_damaged_is_not_mended_by_free_space(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"^damaged$"), _with_advice(tmp_path):
        raise StorageError("damaged")

"""Fuzzes each target for a while: `python -m tests.fuzz [--seconds 60] [--folder FOLDER] [NAME...]`, exit code 1 for a find.

What is found lies in the folder, and is run again by `python -m tests.fuzz.target NAME FILE`. The folder keeps what
fuzzing has learned, so that the next time goes on with it.
"""

import argparse
import hashlib
import subprocess
import sys
from importlib import import_module, util
from pathlib import Path

from tests.battery.seed import SEED

NAMES = ("pages", "fields", "formats")
MOST_MIB = 2048
LONGEST = 60
"""Seconds by the clock for one input, on a machine that may be busy; a hang has no end."""


def fuzz(name: str, folder: Path, seconds: int) -> int:
    """Fuzz a target and return its exit code."""
    corpus = folder / name
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in import_module(f"tests.fuzz.{name}").seeds():
        (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    options = {
        "max_total_time": seconds,
        "timeout": LONGEST,
        "rss_limit_mb": MOST_MIB,
        "max_len": 20_000,
        "seed": SEED,
        "artifact_prefix": f"{folder}/found-{name}-",
        "print_final_stats": 1,
    }
    command = [sys.executable, "-m", "tests.fuzz.target", name, *(f"-{k}={v}" for k, v in options.items())]
    return subprocess.run([*command, str(corpus)], check=False).returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--folder", type=Path, default=Path(".fuzz"), help="for what is learned and what is found")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}; all by default")
    order = parser.parse_args()
    if util.find_spec("atheris") is None:
        sys.stdout.write("fuzzing is skipped: atheris is not installed here (pip install 'pubcrawl[fuzz]')\n")
        return 0
    return max(min(abs(fuzz(name, order.folder, order.seconds)), 1) for name in order.names or NAMES)


if __name__ == "__main__":
    sys.exit(main())

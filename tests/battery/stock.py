"""Asks a plain Scrapy project the battery's questions: `python -m tests.battery.stock FILE` adds its answers to a result."""

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from tests.battery.result import read_result
from tests.battery.stock_probes import PROBES
from tests.battery.stock_project import Project


def main() -> None:
    path = Path(sys.argv[1])
    seen = {}
    with tempfile.TemporaryDirectory(prefix="stock-") as folder:
        for family, probe in PROBES.items():
            seen[family] = probe(Project.made(Path(folder) / family))
            sys.stdout.write(f"{family:>3}  {seen[family]}\n")
            sys.stdout.flush()
    replace(read_result(path), stock=seen).write(path)


if __name__ == "__main__":
    main()

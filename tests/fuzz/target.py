"""One fuzz target under atheris, as its own program: `python -m tests.fuzz.target NAME [libFuzzer options]`."""

import sys
from importlib import import_module

import atheris


def main() -> None:
    name, *options = sys.argv[1:]
    with atheris.instrument_imports(include=["pubcrawl"]):
        target = import_module(f"tests.fuzz.{name}")
    atheris.Setup([sys.argv[0], *options], target.one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()

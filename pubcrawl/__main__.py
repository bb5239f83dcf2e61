"""`python -m pubcrawl` is `pubcrawl`; a Python too old for it is told so in one line."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  whoever has one runs this before pip could refuse to install
    sys.stderr.write(f"pubcrawl: this is Python {sys.version.split()[0]}, and 3.11 or newer is needed\n")
    sys.exit(2)

from pubcrawl.cli import main

main()

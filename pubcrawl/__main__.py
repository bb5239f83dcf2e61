"""`python -m pubcrawl` is `pubcrawl`."""

from pubcrawl.cli import main

main()

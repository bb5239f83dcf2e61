"""What a run says, without when it was: for tests that hold the words and not the clock."""

import re

_SPAN = re.compile(r" \[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d to [^\]]+ UTC, [^\]]+, pubcrawl [\d.]+\]$")


def sentence(verdict_line: str) -> str:
    """Return a verdict line up to when the run was; a line without that fails the test."""
    said, found = _SPAN.subn("", verdict_line)
    assert found == 1, verdict_line
    return said

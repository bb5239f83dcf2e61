"""Text that the page lost: a hole where a formula stood, a last sentence without an end.

What was lost cannot be repaired and is never invented; it can be seen.
"""

import re

_HOLE = re.compile(
    r"(?<!\w)\(\s*\)"  # `budgets ()`, but not `main()`
    r"|, -[A-Z]{2,}"  # `achieve -DP, -DP`
    r"|\w- or (?!\w+-)"  # `top- or temperature`, but not `pre- or post-`
)
_END = re.compile(r"[.!?…。!?。．][\"'”’»)\]*\s]*$|[)\"”»\]$]$")
_ADDRESS_END = re.compile(r"(?:https?://|www\.)\S+$|\b[\w-]+\.[a-z]{2,}(?:/\S*)?$")


def is_unfinished(abstract: str) -> bool:
    """Say whether a cleaned abstract has lost text; an address may stand at its end."""
    if _HOLE.search(abstract):
        return True
    return _END.search(abstract[-20:]) is None and _ADDRESS_END.search(abstract[-300:]) is None

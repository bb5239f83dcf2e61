"""Author lines as runs: names parted where the page parts them, by a comma, a line or the markup alone."""

from collections.abc import Sequence

from pubcrawl.items import Run
from pubcrawl.pages.blocks import Block
from pubcrawl.pages.cues import is_profile
from pubcrawl.pages.marker import Piece


def author_runs(blocks: Sequence[Block]) -> tuple[Run, ...]:
    """Return author lines as runs, with a line break wherever the markup alone parts two names."""
    runs: list[Run] = []
    for block in blocks:
        if runs:
            runs.append(Run(text="\n"))
        before: Piece | None = None
        for piece in block.pieces:
            if before and _parts(before, piece):
                runs.append(Run(text="\n"))
            runs.append(Run(text=piece.text, href=piece.href if is_profile(piece.href) else None))
            before = piece if piece.text.strip() else before
    return tuple(runs)


def _parts(before: Piece, piece: Piece) -> bool:
    if before.inline == piece.inline or (before.href and before.href == piece.href):
        return False
    return (
        piece.text.lstrip()[:1].isalpha()
        and before.text.rstrip()[-1:].isalpha()
        and not (before.text.split()[-1:] in (["and"], ["et"]) or piece.text.split()[:1] in (["and"], ["et"]))
    )

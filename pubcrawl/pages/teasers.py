"""Teasers: the starts of texts that stand whole soon behind them."""

from collections.abc import Iterator, Sequence

from pubcrawl.pages.cues import ends, is_prose
from pubcrawl.pages.document import Block
from pubcrawl.text.marker import CUT, MARKER, at_cut, is_teaser

_TEASED = 6
"""Lines behind a teaser among which the whole text stands."""


def without_teasers(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks but those whose text stands whole soon behind them, and the lines above that are said again."""
    again: set[int] = set()
    for i, block in enumerate(blocks):
        if "…" not in block.text and "..." not in block.text:
            continue
        if i and MARKER.fullmatch(block.text.strip()) and _is_whole(blocks[i - 1].text, *blocks[i + 1 : i + 2]):
            again.add(i)
            continue
        first = i + 2 if MARKER.search(block.text) else i + 1  # what follows a marker at once is joined to it
        near = range(first, min(i + 1 + _TEASED, len(blocks)))
        whole = next((j for j in near if is_teaser(block.text, _paragraphs(blocks, j, len(block.text)))), None)
        apart = whole - i if whole else 0
        for k in range(i, max(i - _TEASED, -1), -1) if apart else ():  # upwards, as far as the two are the same
            if k < i and blocks[k].text != blocks[k + apart].text:
                break
            again.add(k)
    return (block for i, block in enumerate(blocks) if i not in again)


def _paragraphs(blocks: Sequence[Block], first: int, length: int) -> str:
    """Return the text of a block, with those behind it in one element, up to a length."""
    text = blocks[first].text
    for block in blocks[first + 1 : first + _TEASED]:
        if len(text) >= length or block.path[:-1] != blocks[first].path[:-1]:
            break
        text += f"\n{block.text}"
    return text


def _is_whole(text: str, *behind: Block) -> bool:
    """Say whether a text before a button is whole, as one that only its style cuts: no start, and nothing behind it."""
    goes_on = any(is_prose(block.text) or block.text[:1].islower() for block in behind)
    return ends(text) and (len(text) > CUT or not (at_cut(text) or goes_on))

"""Links and headings of a card: which lines are buttons such as "PDF", and where the work can be found."""

from collections.abc import Sequence

from pubcrawl.items import Run
from pubcrawl.pages.blocks import Block
from pubcrawl.pages.cues import has_profile, is_name_list, is_profile
from pubcrawl.pages.tree import Tree

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


def is_heading(tree: Tree, block: Block) -> bool:
    """Say whether a line is set as a heading: by its tag, as a term of a list, or all in bold."""
    around = {tree.tag(e) for e in block.path[-2:]}
    inner = {tree.document.elements[e].tag for p in block.pieces for e in p.inline[:1]}
    return bool(around & (HEADINGS | {"dt"})) or bool(inner & {"strong", "b"})


def work_links(blocks: Sequence[Block]) -> tuple[Run, ...]:
    """Return the links of a card that lead to the work: not to people, not to parts of a page."""
    return tuple(
        dict.fromkeys(
            Run(text=p.text.strip(), href=p.href) for b in blocks for p in b.pieces if p.href and not is_profile(p.href)
        )
    )


def only_links(block: Block) -> bool:
    """Say whether a line is made of links and nothing else."""
    return bool(block.hrefs) and all(p.href or not p.text.strip(" |·•,/") for p in block.pieces)


def is_button(tree: Tree, block: Block) -> bool:
    """Say whether a line is nothing but buttons such as "PDF": links that are neither heading nor person."""
    if not only_links(block) or has_profile(block) or is_heading(tree, block):
        return False
    return all(_names_link(p.text) or not is_name_list(p.text) for p in block.pieces if p.href)


_LINK_WORDS = frozenset(
    "article arxiv bibtex code data dataset demo doi download full github here ici le lien link lire openreview page "
    "paper papers pdf poster preprint project prépublication publication read site slides source supplement text the "
    "télécharger un une url video view voir web website".split()
)


def _names_link(text: str) -> bool:
    return all(w.strip("[](){}:.,→↗»").lower() in _LINK_WORDS for w in text.split())

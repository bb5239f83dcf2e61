"""Cues: what a line says about itself, be it a date, names, a label, prose, a heading or a button such as "PDF".

Extraction leans on these, whatever the markup around the line is.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from pubcrawl.items import Span
from pubcrawl.pages.document import Block, Piece, Tree, once
from pubcrawl.pages.people import NAME_WORDS, are_names, has_profile, is_name, is_name_list
from pubcrawl.pages.raw import HEADINGS
from pubcrawl.text.address import is_profile, split
from pubcrawl.text.statuses import last_parenthesis, status_of
from pubcrawl.text.venues import is_venue
from pubcrawl.text.words import DOTS, PROSE, fold

DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
"""The only form of date the Mila site prints, in both languages."""

_DATE_THEN = re.compile(rf"(\d{{4}}-\d{{2}}-\d{{2}})\s*[\s{DOTS}|,;:–—-]\s*(?=\S)")

_LABELLED_DATE = re.compile(r"(?:[^\W\d]++\s++){0,3}[^\W\d]++\s*+:?\s*+(\d{4}-\d{2}-\d{2})")
"""A date behind up to four words, such as "Submitted on"."""

_LABELS = {
    "title": r"title|titre|the paper",
    "authors": r"(?:(?:main|first|other) )?authors?|creators?|contributors?|auteure? principale?|autres auteurs?"
    r"|auteur(?:[·.()/-]?(?:rice|e))?[·.()/-]?s?\)?|autrices? et auteurs?|auteurs? et autrices?"
    r"|(?:written |écrit )?(?:by|par)|from|who|people|qui|personnes"
    r"|(?:(?:the |our |research )?team|(?:l[’']|notre )?équipe)(?: members)?|researchers?|chercheur(?:·e|se|e)?s?",
    "abstract": r"(?:abstract|summary|description|overview|in (?:short|brief)|en bref|résumé"
    r"|aperçu)(?: \([^()]{0,60}\))?"
    r"|(?:abstract|summary) (?:of|for) (?:the |this )?(?:paper|publication|article|work)(?: (?:no\.?|#)? ?\d+)?"
    r"|résumé (?:de la|de l[’']|du|de cette|de cet) ?(?:publication|article|étude|texte|travail)"
    r"(?: (?:no\.?|n°|#)? ?\d+)?",
    "date": r"date(?: de publication)?|publication date|(?:published|posted|publié(?:e)?)(?: on| le)?|when|released",
    "venue": r"(?:(?:published|presented|appeared|to appear|forthcoming|accepted|parue?|publiée?|présentée?|acceptée?"
    r"|à paraître) (?:(?:or|ou) (?:published|paru|publié) )?)?(?:in|dans)|(?:presented|accepted|to appear) at"
    r"|(?:présentée?|acceptée?) à|appeared|where"
    r"|host publication|server|contribution to"
    r"|venue|conference|conférence|journal(?:[- ]ref(?:erence)?)?|revue|parution|lieu(?: de (?:publication|parution))?",
    "status": r"status|statut|state|état|decision|décision",
    "workshop": r"workshop|atelier",
    "links": r"links?|liens?|resources?|ressources?|uri|online access|accès en ligne",
    "topics": r"topics?|thèmes?|sujets?|keywords?|key words|mots[- ]clés?|tags",
    "furniture": r"(?:plain|lay)[- ](?:language|english) (?:summary|abstract)|lay (?:summary|abstract)"
    r"|in plain (?:language|english|words|terms)|for (?:everyone|the general public)|pour (?:tous|toutes et tous)"
    r"|résumé (?:vulgarisé|grand public|en langage (?:clair|simple|courant))|en (?:langage clair|mots simples)"
    r"|vulgarisation|supervis(?:ors?|ion|ed by)|(?:co-?)?advisors?|contact|presenters?|dirigée? par"
    r"|why (?:we like it|it matters|this matters)|our take"
    r"|notes?|remarques?|à noter|editor[’']s notes?|notes? de l[’'](?:éditeur|éditrice)"
    r"|tl;?dr|see also|voir aussi|(?:related|similar)(?: (?:articles?|papers?|publications?|works?))?"
    r"|(?:articles?|publications?|travaux) (?:connexes?|liée?s|semblables?|similaires?)",
}
"""The words that announce a field, English and French, by field."""

_LABEL = re.compile(
    rf"(?:{'|'.join(f'(?P<{kind}>{words})' for kind, words in _LABELS.items())})(?:\s\([a-z]+:[a-z]+\))?\s*:?\s*",
    re.IGNORECASE,
)
_ANY_LABEL = re.compile(r"\s*+(?:[^\W\d_]++[ \u00a0’']*+){1,5}:\s*+")
"""Up to five words and a colon, which announce something."""
JOINING = (["and"], ["et"], ["by"], ["par"], ["from"])
"""Words before a name in a list that are no name."""
_BADGES = re.compile(
    r"new|nouveau|nouveauté|featured|en vedette|à la une|highlight|publication|article|paper|preprint|prépublication"
    r"|(?:conference|journal|workshop|proceedings) (?:paper|article|contribution)|in ?proceedings|miscellaneous"
    r"|communication(?: dans un congrès)?|article dans une revue|chapitre d[’']ouvrage|document de travail"
    r"|book(?: chapter)?|chapter|(?:phd|doctoral|master[’']?s) thesis|(?:technical )?report|chapitre(?: de livre)?"
    r"|(?:student|extended) abstracts?|(?:long|short|position|demo|system) paper|demos?|demonstrations?"
    r"|open access|accès libre|libre accès"
    r"|thèse|mémoire(?: de maîtrise)?|rapport(?: technique| de recherche)?|article d[e’'] ?(?:conférence|revue|atelier)"
    r"|[★🏆🏅\s]*(?:(?:best|outstanding|distinguished)(?: \w+)? (?:paper|article|poster|thesis)|honou?rable mention"
    r"|prix d[ue] (?:la )?meilleure? \w+|mention honorable)"
    r"(?:[ ,(-]*(?:award|prize|nominee|finalist|runner-up|candidate))*[)\s]*",
    re.IGNORECASE,
)

_NUMBER = re.compile(
    r"\d{1,3}[.)]?|\[[a-zA-Z]{0,2}\d+\][.:]?|\(\d{1,3}\)|[^\w\s]\ufe0f?\s?\d[\d\s,.]*[kK]?"
    r"|(?i:[a-z]{3,10}-\d{7,9}|(?:arxiv|isbn|issn|pmid)(?:\s?:\s?|\s)[\d.x-]{8,20})(?:,?\s?v\d{1,2})?"
)
_CAPTION = re.compile(r"(?:fig(?:ure|\.)?|photo|image|illustration)\s*+\d*+\s*+[.:–—-]\s", re.IGNORECASE)
_CHANGED = re.compile(
    r"(?:(?:by |par )?\S{1,40}\s*[—–|,-]\s*)?(?:last (?:modified|updated)|updated on|modifiée? le|mise? à jour(?: le)?"
    r"|dernière (?:modification|mise à jour)|(?:uploaded|deposited|added) on"
    r"|(?:téléversée?|déposée?|ajoutée?) le)\b\D{0,20}\d.{0,40}",
    re.IGNORECASE,
)
_BEFORE_NAME = ("and", "et", "by", "par")
OF_NAME = re.compile(
    r"\s*(?:(?:on|of|for|at|in|track|papers?|proceedings|sur|pour|de|des|du|à)\b|@|d[’'])", re.IGNORECASE
)
"""What stands behind "Workshop" where that is a part of a name and announces none."""


_COUNT = re.compile(
    r"(?:cited|cité|viewed|vu|read|lu|downloaded|téléchargé)e?s?(?: by| par)?:? [\d\s,.]+(?:\w+)?"
    r"|\d{1,4} ?(?:pp?|pages?)\.?|\d{1,3}[ -]?min(?:utes?|\.)?(?: (?:read|de lecture))?"
    r"|[\d\s,.]+ (?:citations?|views?|vues?|downloads?|téléchargements?)[\d\s,.]*"
    r"|(?:affichages?|citations?|hits|views?|vues?|downloads?|téléchargements?)\s*:\s*[\d\s,.]+",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?…:;。][\"'”’»)\]]*$")


def date_then(text: str) -> tuple[str, str] | None:
    """Split a line that holds a date and then a venue; None when it does not."""
    found = _DATE_THEN.match(text)
    return (found[1], text[found.end() :]) if found else None


def is_number(text: str) -> bool:
    """Say whether a line is nothing but the number of an entry, or a sign with how often it was liked or read.

    The number may be that of an archive, as `arXiv:2301.00001v2`.
    """
    return _NUMBER.fullmatch(text.strip()) is not None


def is_caption(text: str) -> bool:
    """Say whether a line is the caption of a figure."""
    return _CAPTION.match(text) is not None


def is_stamp(text: str) -> bool:
    """Say whether a line tells when a page was changed, and perhaps by whom."""
    return _CHANGED.fullmatch(text.strip()) is not None


@lru_cache(maxsize=2048)
def label(text: str) -> str | None:
    """Return the field that a label line announces (`title`, `authors`, `abstract`, ...), or None."""
    found = _LABEL.fullmatch(text.strip())
    return found.lastgroup if found else None


def bare(text: str, *kinds: str) -> str:
    """Return a line without the label at its start, if that announces a date or one of some fields."""
    if found := _LABELLED_DATE.fullmatch(text.strip(" .,;")):
        return found[1]
    head, sign, rest = text.strip().partition(":")
    return rest.strip() if sign and rest.strip() and label(head) in kinds else text.strip()


@lru_cache(maxsize=2048)
def is_badge(text: str) -> bool:
    """Say whether a line only says that a work is new, or what kind of work it is."""
    return _BADGES.fullmatch(text.strip()) is not None


@lru_cache(maxsize=2048)
def is_count(text: str) -> bool:
    """Say whether a line counts how often a work was cited or read."""
    return _COUNT.fullmatch(text.strip()) is not None


@once
def unlabelled(block: Block) -> tuple[str | None, Block]:
    """Return what the label in front of a line announces, None without one, and the line without that label."""
    first, *rest = block.pieces
    head, sign, said = first.text.partition(":")
    if sign and said.strip() and label(head) in ("authors", "links", "topics", "furniture", "workshop"):
        return label(head), replace(block, pieces=(first._replace(text=said.lstrip()), *rest))
    kind = label(first.text) if rest else None
    if not kind and _ANY_LABEL.fullmatch(first.text) and any(is_profile(p.href) for p in rest):
        kind = "authors"  # whatever it says, if people follow
    if not kind:
        return None, block
    colon = first.text.rstrip().endswith(":") or (first.inline and rest[0].text.lstrip().startswith(":"))
    apart = rest[0].inline != first.inline if kind == "authors" else rest[0].inline[: len(first.inline)] != first.inline
    if kind == "workshop" and len(rest) == 1 and rest[0].inline != first.inline:
        apart = not OF_NAME.match(rest[0].text)
    bare_text = rest[0].text.lstrip(" :\u00a0")
    if bare_text[:1] == "|":  # one of several buttons
        return None, block
    kept = replace(block, pieces=(*([rest[0]._replace(text=bare_text)] if bare_text else []), *rest[1:]))
    text = kind in ("abstract", "furniture") and kept.text.lstrip()[:1].isupper()
    if not kept.pieces or not (colon or (apart and (text or are_names(kept) or not is_prose(kept.text)))):
        return None, block
    return kind, kept


def is_bracketed_status(text: str) -> bool:
    """Say whether a line is a status in parentheses, or one of two words as `Accept (Poster)`."""
    split = last_parenthesis(text)
    return split is not None and (not split[0] or status_of(text) is not None)


@once
def fact(block: Block) -> str:
    """Return what a line says of date, venue or status, without the label that announces it."""
    kind, rest = unlabelled(block)
    said = rest if kind in ("date", "venue", "status") else block
    text = bare(said.text, "date", "venue", "status").lstrip(f"|{DOTS}–—-,; ")
    if is_venue(text):
        text = text.rstrip(" .,;")
    opened = text[:1] == "(" and text.count("(") > text.count(")")  # what closes it stands behind another fact
    return text[1:].rstrip(" ,;") if opened else text


def ends(text: str) -> bool:
    """Say whether a text ends the way a sentence does."""
    return _END.search(text.rstrip()) is not None


def is_prose(text: str) -> bool:
    """Say whether a text is running prose rather than a title, which may be a question, a name or a label."""
    if len(text) >= PROSE:
        return True
    return ends(text) and text[-1:] != "?" and len(text.split()) > NAME_WORDS and not is_name_list(text)


_HEADINGS = frozenset(HEADINGS)
_TERMS = _HEADINGS | {"dt", "legend"}
_STRONG = frozenset(("strong", "b"))


def is_set_as_heading(tree: Tree, block: Block) -> bool:
    """Say whether a line is a heading by its tag."""
    return not _HEADINGS.isdisjoint([tree.tag(e) for e in block.path[-2:]])


def is_bold(tree: Tree, block: Block) -> bool:
    """Say whether all of a line stands in bold."""
    if not block.pieces[0].inline:  # most lines
        return False
    return all(_is_strong(tree, p) for p in block.pieces)


def _is_strong(tree: Tree, piece: Piece) -> bool:
    return any(tree.tag(e) in _STRONG for e in piece.inline)


def is_heading(tree: Tree, block: Block) -> bool:
    """Say whether a line is set as a heading: by its tag, as a term of a list, or in bold, which may lead a text."""
    if not _TERMS.isdisjoint([tree.tag(e) for e in block.path[-2:]]):
        return True
    bold = [p for p in block.pieces if _is_strong(tree, p)]
    return bool(bold) and (len(block.text) < PROSE or 2 * sum(len(p.text) for p in bold) > len(block.text))


_CITATION = range(20, 3000)
"""Characters of a citation."""
_SHORTEST_TITLE = 3
_FEWEST_NAMES = 2
"""Words of names that a citation says again."""
_LONGEST_SOURCE = 15
"""Words of a citation that are neither people nor title."""
_LONGEST_END = 4
"""Such words of a citation that names one of the people alone."""


def is_citation(block: Block, before: Sequence[Block]) -> bool:
    """Say whether a line says people and title of the lines before it again, and little else, for somebody to copy."""
    text = block.text
    if len(text) not in _CITATION:
        return False
    titles = [other.text for other in before if _SHORTEST_TITLE < len(other.text) < len(text) and other.text in text]
    if not titles or has_profile(block) or is_name_list(text):  # a name may head the page of its bearer
        return False
    lines = (unlabelled(other)[1] for other in before)
    pieces = (p for line in lines if are_names(line) or are_glued_names(line) for p in line.pieces)
    names = {word for piece in pieces for word in fold(piece.text).split()}
    words = set(fold(text).split())
    own = len(words - names - {word for title in titles for word in fold(title).split()})
    said = len(names & words)
    return (said >= _FEWEST_NAMES and own <= _LONGEST_SOURCE) or (said > 0 and own <= _LONGEST_END)


def work_links(blocks: Sequence[Block]) -> tuple[Span, ...]:
    """Return the links of a card that lead to the work: not to people, not to parts of a page."""
    pieces = (p for b in blocks for p in b.pieces if p.href and not is_profile(p.href))
    return tuple(dict.fromkeys(Span(text=p.text.strip(), href=p.href) for p in pieces))


def only_links(block: Block) -> bool:
    """Say whether a line is made of links and nothing else."""
    return bool(block.hrefs) and all(p.href or not p.text.strip(f" |{DOTS},/") for p in block.pieces)


def is_topics(tree: Tree, block: Block) -> bool:
    """Say whether a line is nothing but links to other pages of the site, and neither heading nor person."""
    if not only_links(block) or has_profile(block) or is_heading(tree, block):
        return False
    host = split(tree.document.url).hostname
    return host is not None and all(split(h).hostname == host for h in block.hrefs)


def is_button(tree: Tree, block: Block) -> bool:
    """Say whether a line is nothing but buttons such as "PDF", and neither heading nor person."""
    if is_heading(tree, block) or has_profile(block):
        return False
    return names_link(block.text) or (only_links(block) and all(names_link(p.text) for p in block.pieces if p.href))


@once
def is_row(block: Block) -> bool:
    """Say whether a line is a row of elements that nothing but their look sets apart, as topics are."""
    said = [i for i, p in enumerate(block.pieces) if p.text.strip()]
    pairs = ((block.pieces[i], block.pieces[j], j - i > 1) for i, j in pairwise(said))
    glued = (
        a.inline[:1] != b.inline[:1]
        and a.text[-2:].islower()
        and b.text[:1].isupper()
        and a.text.strip(" ,;").rpartition(" ")[2].lower() not in _BEFORE_NAME
        for a, b, apart in pairs
        if not apart or (a.inline and b.inline and not (is_name(a.text.strip()) and is_name(b.text.strip())))
    )
    few = all(len(p.text.split()) <= NAME_WORDS for p in block.pieces)
    return few and not has_profile(block) and any(glued)


def are_glued_names(block: Block) -> bool:
    """Say whether a line is names in elements of their own, with nothing between them, perhaps behind a label."""
    said = [p.text.strip() for p in unlabelled(block)[1].pieces if p.text.strip()]
    return len(said) > 1 and all(map(is_name, said))


def without_button(text: str) -> str:
    """Return a title without the buttons in brackets behind it, as "[pdf]"."""
    text = text.rstrip()
    head, sign, button = text.rpartition("[")
    while sign and head.strip() and button.endswith("]") and names_link(button):
        text = head.rstrip()
        head, sign, button = text.rpartition("[")
    return text


_LINK_WORDS = frozenset(
    "abs abstract article arxiv bib bibtex citation cite citer code data dataset demo doi download full fulltext "
    "github here ici le lien liens link links lire openreview page paper papers pdf poster preprint project "
    "prépublication publication read site slides source supplement text the télécharger un une url video view "
    "voir web website".split()
)


def names_link(text: str) -> bool:
    """Say whether a text is an address, or words such as "PDF" that name where a link leads, and nothing else."""
    return re.match(r"https?://\S+$", text.strip()) is not None or all(
        w.strip("[](){}:.,→↗»").lower() in _LINK_WORDS for w in text.replace("|", " ").split()
    )

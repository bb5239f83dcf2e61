"""Legends: what a page says that a mark at names means, and the names that bear the mark of its institute."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from pubcrawl.pages.document import Block, Element, Piece
from pubcrawl.pages.people import is_name_list
from pubcrawl.text.names import is_note
from pubcrawl.text.words import DOTS, SHAPES, STARS

_SIGNS = f"{STARS}{SHAPES}†‡§¶"
BOLD = "bold"
"""The mark of names that are set apart by their weight, not by a sign."""
UNDERLINED = "underlined"
"""The mark of names that are set apart by a line below them."""
_SET_BY = {BOLD: ("strong", "b"), UNDERLINED: ("u", "ins")}
NAME = "name"
"""The mark of names behind which the institute's own stands, in parentheses or in an element of its own."""
_RAISED = "¹²³⁴⁵⁶⁷⁸⁹⁰ᵃᵇᶜᵈᵉ"
_LEGEND = re.compile(
    rf"[^\w{_SIGNS}]{{0,5}}[{_SIGNS}][{_SIGNS}\s\"'”’)\]=:–—-]{{0,8}}"
    r"(?:(?:denotes?|indicates?|marks?|means|stands for)\b|(?=[=:])"
    r"|(?=(?:amii|affiliat|equal|co-?first|correspond|these authors|[^.;!?]{0,60}\bamii\b)))",
    re.IGNORECASE,
)
"""A line that starts with a sign and says what it means."""
_OWN = r"(?:amii|alberta machine intelligence institute)"
OWN_NAME_BEHIND = " (Amii)"
"""What `NAME` looks like behind somebody."""
_OF_INSTITUTE = re.compile(r"\bamii\b|\baffiliat", re.IGNORECASE)
_INSTITUTE = re.compile(r"\bamii\b", re.IGNORECASE)
_TELLS = re.compile(
    r"\b(?:denot|indicat|mark|mean|shown|appear|identif|highlight|follow|bear|carr|set|print|are|belong|stand|plac|put|sit|preced"
    r"|signif|ha[sv])\w*|\bis\b|[=:]",
    re.IGNORECASE,
)
_SIGN = re.compile(rf"[{_SIGNS}]|\basterisk|\bstarred\b|(?<=\ba )star\b|\bdagger", re.IGNORECASE)
_BOLD = re.compile(
    r"\bin bold(?:face)?\b|\bbolded\b|\bbold(?:face)? (?:names?|authors?|type|text|letters|denot\w+|indicat\w+|mark\w*"
    r"|mean\w*|=)",
    re.IGNORECASE,
)
_UNDERLINED = re.compile(r"\bunderlin(?:ed?|ing)\b", re.IGNORECASE)
_DRAWN = re.compile(r"\W*(?:denotes?|indicates?|marks?|means|stands for)\b", re.IGNORECASE)
"""How a legend goes on behind its sign."""
_NAMES = re.compile(r"\b(?:names?|authors?|researchers?|people|members?|fellows?|affiliat\w*)\b", re.IGNORECASE)
_LOOKS = re.compile(
    r"\b(?:dots?|circles?|squares?|ticks?|icons?|badges?|labels?|labelled|logos?|chips?|tags?|tagged|signs?|symbols?"
    r"|colou?r\w*|(?:in|an?|the) (?:\w+ )?(?:teal|green|blue|red|orange|purple|yellow|gold|gr[ae]y)|columns?|capitals"
    r"|(?:is|are) (?:a )?link(?:s|ed)?|linked names?|underlin\w+|italic\w*|bold\w*|highlight\w*|marked|starred|stars?"
    r"|asterisks?|daggers?)\b",
    re.IGNORECASE,
)
"""What may set names apart."""
_WHO = re.compile(
    r"\b(?:names?|authors?|researchers?|people|person|members?|fellows?|everyone|everybody|anyone|those|who|whoever|affiliat\w*)\b",
    re.IGNORECASE,
)
_PLACES = frozenset("first last only hidden more rest".split())
"""Class words that say where a name stands in its list."""
_STAR = re.compile(rf"[{STARS}]")
_NUMBERED = re.compile(rf"(?<![{_RAISED}])([{_RAISED}])(?![{_RAISED}])([^{_RAISED}]{{1,80}})")
"""An entry of a list of workplaces, each behind its number."""
_OWN_NAME = re.compile(
    rf"(?:affiliation\s*:\s*)?(?:[\w ]{{2,30}}, )?{_OWN}"
    r"(?: (?:affiliation|affiliated|author|fellow|student|postdoc|chair|researcher|scientist|member|faculty|staff))?",
    re.IGNORECASE,
)
"""Where somebody works, and perhaps as what, where that is the institute."""
_NUMBERS = re.compile(rf"[{_RAISED}](?:[\s,]*[{_RAISED}])*")
_BEHIND_NAME = re.compile(
    rf"(?<!\s)\s*+[(\[](?:[^()\[\]]{{0,80}}[,;/]\s*)?{_OWN}\s*(?:[,;/][^()\[\]]{{0,80}})?[)\]]", re.IGNORECASE
)
_SENTENCE = re.compile(r"(?<=[.;!?])\s+")
_LONGEST = 200
"""Characters of the longest sentence that explains a mark."""
_BETWEEN_NAMES = re.compile(rf"([,;{DOTS}|]|\s(?:and|et|&)\s)")
_BETWEEN = re.compile(rf"(?<!\s)\s*+(?:[,;{DOTS}|]|\b(?:and|et)\b|&|\Z)")


def is_legend(text: str) -> bool:
    """Say whether a line says what a sign at names means."""
    return _LEGEND.match(text) is not None


def lists_workplaces(text: str) -> bool:
    """Say whether a line is nothing but workplaces, each behind its raised number."""
    return text.strip()[:1] in frozenset(_RAISED)


def is_own_place(text: str) -> bool:
    """Say whether a line says that somebody works at the institute."""
    return _INSTITUTE.search(text) is not None


def is_mark_note(text: str) -> bool:
    """Say whether a line is a legend, or a sign with a note such as "Equal contribution" behind it."""
    explains = len(text) <= _LONGEST and not lists_workplaces(text) and institute_mark([text], ()) is not None
    return is_legend(text) or explains or (text.strip()[:1] in frozenset(_SIGNS) and is_note(text))


def institute_mark(texts: Sequence[str], authors: Sequence[Block]) -> str | None:
    """Return the mark that means the institute's own people: a sign, raised numbers, `BOLD`, or `NAME`.

    It is None where no text of the page explains one, and nobody among the authors has the institute's name behind.
    """
    numbers: list[str] = []
    for text in texts:
        if lists_workplaces(text) or numbers:
            numbers += [number for number, place in _NUMBERED.findall(text) if _INSTITUTE.search(place)]
        if numbers:
            continue
        for sentence in _SENTENCE.split(text):
            told = _OF_INSTITUTE if is_legend(sentence) else _INSTITUTE  # prose speaks of other affiliations, too
            if len(sentence) <= _LONGEST and (of := told.search(sentence)) and (mark := _mark(sentence, of.start())):
                return mark
    if numbers:
        return "".join(dict.fromkeys(numbers))
    if any(map(bears_own_name, authors)):
        return NAME
    signs = _signs(authors)  # one that is drawn in the legend is not in its text
    drawn = any(_DRAWN.match(text) and _INSTITUTE.search(text) for text in texts if len(text) <= _LONGEST)
    return next(iter(signs)) if drawn and len(signs) == 1 else None


def tells_of_mark(text: str) -> bool:
    """Say whether a sentence of a line tells by what the institute's own people can be told, whatever it is."""
    if len(text) > 2 * _LONGEST or not _INSTITUTE.search(text):
        return False
    said = [sentence for sentence in _SENTENCE.split(text) if _INSTITUTE.search(sentence) and len(sentence) <= _LONGEST]
    return any(_LOOKS.search(sentence) and _WHO.search(sentence) for sentence in said)


def unexplained_signs(texts: Iterable[str], authors: Iterable[Block]) -> frozenset[str]:
    """Return the signs at names that no line of the page explains."""
    notes = [text for text in texts if len(text) <= _LONGEST and (is_mark_note(text) or _TELLS.search(text))]
    stars = STARS if any(map(_STAR.search, notes)) else ""  # a star is a star
    return _signs(authors).difference(*notes, stars)


def _signs(authors: Iterable[Block]) -> frozenset[str]:
    return frozenset(sign for block in authors for sign in block.text if sign in _SIGNS)


def bears_own_name(block: Block) -> bool:
    """Say whether the institute's own name stands behind somebody in a line."""
    return _BEHIND_NAME.search(block.text) is not None or any(map(_is_own_name, block.pieces[1:]))


def is_own_name(text: str) -> bool:
    """Say whether a line says nothing but where somebody works, and that is the institute."""
    return _OWN_NAME.fullmatch(text.strip()) is not None


def _is_own_name(piece: Piece) -> bool:
    """Say whether an element says nothing but the institute's name."""
    return bool(piece.inline) and is_own_name(piece.text)


def _mark(said: str, at: int) -> str | None:
    """Return the mark that a sentence about the institute at `at` explains: the last before, else the first behind."""
    if _NAMES.search(said) and (_BOLD.search(said) or _UNDERLINED.search(said)):
        return BOLD if _BOLD.search(said) else UNDERLINED
    if not (is_legend(said) or _TELLS.search(said)):
        return None
    signs = [*_SIGN.finditer(said)]
    before = [sign for sign in signs if sign.start() < at]
    if near := before[-1:] or signs[:1]:
        word = near[0].group().lower()
        return {"d": "†", "a": "*", "s": "*"}.get(word[:1], word)
    return None


def starred(blocks: Sequence[Block], mark: str | None, elements: Sequence[Element]) -> list[Block]:
    """Return lines of authors in which a star stands behind whoever bears a mark, and no other star."""
    if mark is None or mark in STARS:
        return list(blocks)
    leads = any(re.search(rf"(?:\A|[,;{DOTS}|])\s*{re.escape(mark)}\s*\w", block.text) for block in blocks)
    found = []
    for block in blocks:
        bare = [piece._replace(text=_STAR.sub("", piece.text)) for piece in block.pieces]
        if mark in _SET_BY:
            signed = _starred_bold(bare, elements, _SET_BY[mark])
        elif leads:
            signed = _starred_behind(bare, mark)
        else:
            signed = (_starred_at(mark, piece) for piece in bare)
        found.append(replace(block, pieces=tuple(signed)))
    return found


def sets_some_apart(blocks: Sequence[Block], elements: Sequence[Element]) -> bool:
    """Say whether some names in lines of authors, and not all, are set in bold or underlined, or in class words."""
    tags = {tag for set_by in _SET_BY.values() for tag in set_by}
    names = [(p, b) for b in blocks for p in b.pieces if is_name_list(p.text.strip(f" ,;{DOTS}&"))]
    weights = {any(elements[e].tag in tags for e in piece.inline) for piece, _ in names}
    looks = {frozenset().union(*(elements[e].classes for e in (*b.path[-1:], *p.inline))) - _PLACES for p, b in names}
    return len(weights) > 1 or (len(looks) > 1 and not any(piece.href for piece, _ in names))


def _starred_at(mark: str, piece: Piece) -> Piece:
    """Return a piece of a line of authors with a star in the place of a mark that is a sign, a number or `NAME`."""
    if mark == NAME:
        return piece._replace(text="*" if _is_own_name(piece) else _BEHIND_NAME.sub("*", piece.text))
    if mark[0] in _RAISED:
        return piece._replace(text=_NUMBERS.sub(lambda found: "*" * bool({*mark} & {*found.group()}), piece.text))
    raised = re.sub(rf"\^\{{[^{{}}]*{re.escape(mark)}[^{{}}]*\}}", "*", piece.text)  # beside other signs
    return piece._replace(text=raised.replace(mark, "*"))


def _starred_behind(pieces: Sequence[Piece], mark: str) -> Iterator[Piece]:
    """Yield pieces of a line in which a sign stands before names, with a star behind those names instead."""
    waiting = False
    for piece in pieces:
        text = ""
        for part in _BETWEEN_NAMES.split(piece.text):
            waiting = waiting or mark in part
            name = part.replace(mark, "")
            told = waiting and name.strip() != "" and not _BETWEEN_NAMES.fullmatch(part)
            text += f"{name.rstrip()}*{name[len(name.rstrip()) :]}" if told else name
            waiting = waiting and not told
        yield piece._replace(text=text)


def _starred_bold(pieces: Sequence[Piece], elements: Sequence[Element], tags: Collection[str]) -> Iterator[Piece]:
    """Yield pieces with a star behind each name that stands in one of some tags, as in bold."""

    def weight(piece: Piece) -> int | None:
        return next((e for e in piece.inline if elements[e].tag in tags), None)

    for around, held in groupby(pieces, key=weight):
        *first, last = held
        yield from first
        yield last if around is None else last._replace(text=_BETWEEN.sub(_star, last.text))


def _star(found: re.Match[str]) -> str:
    return f"*{found.group()}" if found.string[: found.start()].strip(f" ,;{DOTS}|&") else found.group()

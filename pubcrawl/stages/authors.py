"""The authors of a publication: from the lines a page prints to one name each."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pubcrawl.items import Author, Institute, Span
from pubcrawl.text.address import canonical, split
from pubcrawl.text.email import without_emails
from pubcrawl.text.latex import open_case_braces, repair_latex
from pubcrawl.text.markup import unwrap
from pubcrawl.text.names import (
    BYLINE,
    DEGREE,
    EASTERN,
    SUFFIX,
    is_affiliation,
    is_body,
    is_note,
    names_body,
    split_name,
    without_notes,
    without_titles,
)
from pubcrawl.text.prose import clean_line
from pubcrawl.text.venues import names_venue
from pubcrawl.text.words import DOTS, STARS, narrow


def is_own_profile(href: str, institute: Institute, source_url: str) -> bool:
    """Say whether an address is the page of one of the institute's own people, on its hosts or on the page's own."""
    target = split(href)
    if institute.profile is None or not institute.profile.fullmatch(target.path):
        return False
    hosts = {host.removeprefix("www.") for host in (*institute.hosts, split(source_url).hostname or "")}
    return (target.hostname or "").removeprefix("www.") in hosts


LONGEST_NAME = 120

_STAR = re.compile(rf"[{STARS}﹡✱⋆★]+")

_NUMBERS = re.compile(r"(?<=[^\W\d_])\s?[0-9]{1,2}(?:\s?,\s?[0-9]{1,2})*(?=\s*(?:[,;*\n]|$|and\b|et\b|&))")
_JOINED = re.compile(
    r"(?:(?<!\s)\s++)?,\s++(?:and|et|&)\s+|(?<!\s)\s++(?:and|et|&)(?:\s+|$)|^\s*+(?:and|et|&)(?:\s+|$)"
)
_LABEL = re.compile(
    rf"(?:authors?|auteur(?:·e·s|e?s)?|by|par)\s*:\s*|{BYLINE}\s+(?=(?-i:[^\W\d_a-zß-ÿ]|\x02))",
    re.IGNORECASE,
)
_ET_AL = re.compile(
    r"(?<![,\s])[,\s]++(?:(?:et|and|&|plus) )?(?:et al\b\.?|al\b\.|\+?\s?\d+ (?:others?|more|additional|autres?)\b"
    r"|(?<=\s)(?:others|more|autres)\b)(?: (?:authors?|auteur\S*))?\s?\*?"
    r"|^\s*+(?:(?:et|and|&|plus) )?\+?\s?\d+ (?:others?|more|additional|autres?)\b(?: (?:authors?|auteur\S*))?"
    r"|(?<!\s)\s*+\+\s?\d+\b(?: more| others?| autres?)?(?: (?:authors?|auteur\S*))?|…|\.\.\.",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    rf"(?:(?<!\s)\s++)?[;；؛•|、，،]\s*|(?<!\s)\s++[{DOTS}/]\s+|(?<![lL\s·])·(?=[^\s·])|(?<=[lL])·(?![lL\s·])"
)
_MARKS_IN_MATHS = re.compile(r"\$\s?\^\s?\{?([^${}]{1,20})\}?\s?\$")
_RAISED = re.compile(r"\s?\^\{([^{}]{1,40})\}")
_NOT_IN_NAMES = re.compile(r"[\d()\[\]{}<>\ufffd]")
_SLOT = re.compile(r"\x02([0-9]+)\x03")
_INITIALS = rf"(?:[^\W\d_a-zß-ÿ{EASTERN}]\.?[ -]?){{1,4}}"
_FAMILY_FIRST = re.compile(
    r"((?:(?:van|von|de|der|den|da|di|du|la|le|al|el|bin|ter)\s+){0,3}[^\W\d_][^\s,;*\x02]*),\s+"
    r"([^\W\d_][^\s,;*\x02]*(?:\s+[^\s,;*\x02]+){0,2})"
)
_BODY_OF_TWO = re.compile(
    r"((?:^|,\s*+(?:and\s++)?|\band\s++)(?:the\s++)?[^\W\d_]++\s++)&"
    r"(\s++(?:[^\W\d_]++\s++){1,4}(?:Team|Group|Consortium|Collaboration|Project|Network|Initiative|Committee)\b)",
    re.IGNORECASE,
)
_PLACE_BEHIND = re.compile(r"(?<!\s)\s+[–—-]\s+(?P<place>[^,;]+)")
_FEWEST_WORDS, _MOST_WORDS = 2, 8
"""Of a person's name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Authors:
    """The authors in page order; `flags` holds `authors_unsure` when a part of the lines was no name."""

    authors: tuple[Author, ...] = ()
    flags: tuple[str, ...] = ()


def read_authors(spans: Sequence[Span], *, institute: Institute, source_url: str, starred: bool = False) -> Authors:
    """Read the author lines of a publication.

    A link is one author; a link to a person's page on the institute's site makes the author affiliated. Where the
    page says that a star marks the institute's people (`starred`), a star does too, and it belongs to the name before
    it. Whoever has neither may still be affiliated: the page does not say, so it is None.
    """
    linked: list[Author] = []
    text = "".join(_slot(span, linked, institute, source_url) for span in spans)
    text = _RAISED.sub(lambda found: "" if is_affiliation(found[1]) else found[0], text)
    lines = [line for line in map(without_notes, text.split("\n")) if line.strip() and not is_note(line)]
    read = [r for line in lines for r in _read_line(line, linked, starred=starred, alone=len(lines) == 1)]
    unsure = not all(sure for _, sure in read)
    found = [_taken_apart(a) for a, _ in read if a]
    once = tuple(a for i, a in enumerate(found) if not a.profile_url or a not in found[:i])
    unsure = unsure or (len(once) == 1 and not once[0].profile_url and _is_like_topic(once[0].name))
    return Authors(authors=once, flags=("authors_unsure",) if unsure else ())


def _taken_apart(author: Author) -> Author:
    """Return an author with family and given names, where the name tells them."""
    parts = split_name(author.name)
    return replace(author, family=parts[0], given=parts[1]) if parts else author


def _slot(span: Span, linked: list[Author], institute: Institute, source_url: str) -> str:
    """Return a span's text; a link's name goes to `linked` and leaves its number in a slot."""
    text = _repaired(span.text)
    if span.href is None:
        return "\n".join(_spaced(line) for line in re.split(r"[\n\r]+", text))
    name = without_notes(_STAR.sub("", clean_line(text))).strip(" ;")
    name = re.sub(r"\s*,\s*(?=(?:jr|sr)\b|I{2,3}$|IV$)", " ", name.strip(" ,"), flags=re.IGNORECASE)
    if is_note(name):
        return ""
    if "," in name and (turned := _FAMILY_FIRST.fullmatch(name)):
        name = f"{turned[2]} {turned[1]}"
    if not _may_be_name(name) or "," in name or ";" in name:
        return _spaced(text)
    profile = canonical(span.href) if is_own_profile(span.href, institute, source_url) else None
    linked.append(Author(name=without_titles(name), profile_url=profile, affiliated=True if profile else None))
    return f"\x02{len(linked) - 1}\x03" + "*" * (_STAR.search(text) is not None)


def _repaired(text: str) -> str:
    """Return author text whose entities, tags and LaTeX are the letters they stand for, without e-mail addresses."""
    text = _MARKS_IN_MATHS.sub(lambda found: "*" * ("*" in found[1] or "ast" in found[1]), without_emails(unwrap(text)))
    text = narrow(text.replace("\\*", "*"))
    if "\\" not in text and "{" not in text:
        return text
    return "\n".join(open_case_braces(repair_latex(line).text) for line in text.split("\n"))


def _spaced(text: str) -> str:
    """Clean a stretch of a line; white space at its ends stays, as one space, to part it from the next."""
    inner = clean_line(text)
    if not inner:
        return " " if text else ""
    return " " * text[0].isspace() + inner + " " * text[-1].isspace()


def _read_line(
    line: str, linked: Sequence[Author], *, starred: bool, alone: bool
) -> Iterator[tuple[Author | None, bool]]:
    """Yield each author of a line, and whether we are sure; None for a part that is no name."""
    if _ET_AL.search(line):
        yield None, False
        line = _ET_AL.sub("", line)
    line, sure = _given_first(_unlabelled(line), alone=alone)
    if not sure:
        yield None, False
    parts = [line.strip(" ,;")] if _is_one_body(line) else _split(line)
    words = sum(_is_word(p) for p in parts)
    mononyms = len(parts) == 1 or 2 * words < len(parts)  # a few mononyms, not `Family, Given`
    for part in parts:
        star = True if starred and _STAR.search(part) else None
        bare = " ".join(_STAR.sub(" ", part).split())
        if is_note(bare):
            continue
        if len(parts) > 1 and is_affiliation(bare) and not _SLOT.search(bare):
            yield None, False
            continue
        at = 0
        for slot in _SLOT.finditer(bare):
            yield from _plain(bare[at : slot.start()], star=None, alone=mononyms)
            author = linked[int(slot[1])]
            yield replace(author, affiliated=author.affiliated or star), True
            at = slot.end()
        yield from _plain(bare[at:], star=star if not at else None, alone=mononyms)


def _is_one_body(line: str) -> bool:
    """Say whether a line is the name of one body, whatever commas and conjunctions are in it."""
    if not is_body(line) or re.search(r"[;|\x02*]", line):
        return False
    parts = [part for part in re.split(r",|\b(?:and|et)\b|&", line) if part.strip()]
    return all(names_body(part) or len(part.split()) < _FEWEST_WORDS for part in parts)


def _unlabelled(line: str) -> str:
    """Return a line without the label before it, and without the places behind dashes."""
    line = line.strip()
    line = _LABEL.sub("", line, count=1) if _LABEL.match(line) else line
    return _PLACE_BEHIND.sub(lambda found: "" if is_affiliation(found["place"]) else found.group(), line)


def _given_first(line: str, *, alone: bool) -> tuple[str, bool]:
    """Return a line with given names before family names, and whether that is sure.

    `Fjordland, Ada` is one person where other lines, or semicolons, hold the others; where it is all there is, two
    people with one name each are less likely. `alone` says that it is the only line.
    """
    parts = [p.strip() for p in line.split(";") if p.strip()] if ";" in line else [line.strip()]
    found = [_FAMILY_FIRST.fullmatch(p.rstrip("*. ") if p.endswith("*") else p) for p in parts]
    if all(f and not SUFFIX.fullmatch(f[2]) and not DEGREE.fullmatch(f[2]) for f in found):
        several = len(parts) > 1 or not alone
        short = all(f and " " not in f[2] for f in found)
        if several or short:
            turned = (f"{f[2]} {f[1]}{'*' * p.endswith('*')}" for f, p in zip(found, parts, strict=True) if f)
            return "; ".join(turned), several
    pieces = [p for p in re.split(r",|\band\b|\bet\b|&|;", line) if p.strip(" *")]
    if len(pieces) > 1 and all(re.fullmatch(_INITIALS, p.strip(" *")) for p in pieces[1::2]) and len(pieces) % 2 == 0:
        pairs = zip(pieces[::2], pieces[1::2], strict=True)
        return ", ".join(f"{given.strip(' *')} {family.strip()}{'*' * ('*' in given)}" for family, given in pairs), True
    return line, True


def _split(line: str) -> list[str]:
    """Split a line into one part a name, each with its star at its end."""
    line = _BETWEEN.sub(", ", _STAR.sub("*", _NUMBERS.sub("", line)))
    line = _BODY_OF_TWO.sub(lambda found: f"{found[1]}\x04{found[2]}", line)
    if not line.startswith("*"):  # else each star stands before its name
        line = re.sub(r"\*+\s*(?=[^\W\d_]|\x02)", "*, ", line)
    line = re.sub(r"(?<=\x03)\s*(?=\x02)", ", ", line)
    parts: list[str] = []
    for part in (p.strip() for p in _JOINED.sub(", ", line).split(",")):
        bare = part.strip("* ")
        if parts and SUFFIX.fullmatch(bare):
            parts[-1] = f"{parts[-1]} {part}"
        elif parts and not bare:
            parts[-1] += part
        elif parts and DEGREE.fullmatch(bare):
            parts[-1] += "*" * ("*" in part)
        elif bare:
            parts.append(part.replace("\x04", "&"))
    return parts


def _plain(text: str, *, star: bool | None, alone: bool) -> Iterator[tuple[Author | None, bool]]:
    """Yield the author a stretch of text names, if any; one word is a name for sure only if `alone`."""
    text = text.strip()
    ends_short = re.search(r"\b(?:[^\W\d_]{1,2}|Inc|Ltd)\.$", text)  # its full stop belongs to it
    name = without_titles(text.strip(" ,;:-|" if ends_short else f" .,;:-–—|{DOTS}"))
    most = 2 * _MOST_WORDS if is_body(name) else _MOST_WORDS
    if name and (not _may_be_name(name) or len(name.split()) > most or _is_phrase(name) or _is_venue(name)):
        yield None, False
    elif name:
        whole = (alone and not name.islower()) or not _is_word(name)
        yield Author(name=name, affiliated=star), whole and not _NOT_IN_NAMES.search(name)


def _is_like_topic(name: str) -> bool:
    """Say whether a name is one word of a script that writes names in several."""
    return " " not in name and not re.search(f"[{EASTERN}]", name)


def _is_venue(text: str) -> bool:
    """Say whether a text is a workshop and its venue, or the name of a venue of several words."""
    return "@" in text or (len(text.split()) > _FEWEST_WORDS and names_venue(text))


def _is_phrase(text: str) -> bool:
    """Say whether a text is words of a sentence rather than a name, which has a capital among so many words."""
    return len(text.split()) > _FEWEST_WORDS + 1 and text.islower()


def _may_be_name(text: str) -> bool:
    return len(text) <= LONGEST_NAME and any(c.isalpha() for c in text)


def _is_word(part: str) -> bool:
    """Say whether a part is a single word of a script that writes names in several."""
    bare = part.strip("* ")
    return " " not in bare and bare.isascii() and not _SLOT.search(bare)

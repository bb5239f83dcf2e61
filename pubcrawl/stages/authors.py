"""The authors of a publication: from the lines a page prints to one name each."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pubcrawl.items import Author, Institute, Span
from pubcrawl.text.address import canonical, split
from pubcrawl.text.prose import clean_line
from pubcrawl.text.words import STARS


def is_own_profile(href: str, institute: Institute, source_url: str) -> bool:
    """Say whether an address is the page of one of the institute's own people, on its hosts or on the page's own."""
    target = split(href)
    if institute.profile is None or not institute.profile.fullmatch(target.path):
        return False
    hosts = {host.removeprefix("www.") for host in (*institute.hosts, split(source_url).hostname or "")}
    return (target.hostname or "").removeprefix("www.") in hosts


LONGEST_NAME = 120

_STAR = re.compile(rf"[{STARS}﹡✱⋆★]+")

_MARK = re.compile(r"[†‡§¶#]|[⁰¹²³⁴-⁹ᵃᵇᶜᵈᵉ]+(?:[,;]\s?[⁰¹²³⁴-⁹ᵃᵇᶜᵈᵉ]+)*")
_NUMBERS = re.compile(r"(?<=[^\W\d_])\s?[0-9]{1,2}(?:\s?,\s?[0-9]{1,2})*(?=\s*(?:[,;*\n]|$|and\b|et\b|&))")
_JOINED = re.compile(r"(?:(?<!\s)\s++)?,\s++(?:and|et|&)\s+|(?<!\s)\s++(?:and|et|&)\s+|^\s*+(?:and|et|&)\s+")
_ASIDE = re.compile(r"(?:(?<!\s)\s++)?\([^()]*+\)(?=\s*+(?:[,;*]|$))")
_LABEL = re.compile(
    r"(?:authors?|auteur(?:·e·s|e?s)?|by|par)\s*:\s*|(?:written |écrit )?(?:by|par)\s+(?=(?-i:[^\W\d_a-zß-ÿ]|\x02))",
    re.IGNORECASE,
)
_ET_AL = re.compile(
    r"(?<![,\s])[,\s]++(?:et|and|&) (?:al\b\.?|(?:\d+ )?(?:others?|more|autres)\b)"
    r"|(?<!\s)\s*+\+\s?\d+\b(?: more| autres)?|…|\.\.\."
)
_BETWEEN = re.compile(r"(?:(?<!\s)\s++)?[;•|、]\s*|(?<!\s)\s++[·/]\s+|(?<![lL\s·])·(?=[^\s·])|(?<=[lL])·(?![lL\s·])")
_SUFFIX = re.compile(r"(?:jr|sr)\.?|I{2,3}|IV", re.IGNORECASE)
_DEGREE = re.compile(r"Ph\.?\s?D\.?|M\.?D\.?|M\.?Sc\.?")
_SLOT = re.compile(r"\x02([0-9]+)\x03")
_MOST_WORDS = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Authors:
    """The authors in page order; `flags` holds `authors_unsure` when a part of the lines was no name."""

    authors: tuple[Author, ...] = ()
    flags: tuple[str, ...] = ()


def read_authors(spans: Sequence[Span], *, institute: Institute, source_url: str) -> Authors:
    """Read the author lines of a publication.

    A link is one author; a link to a person's page on the institute's site makes the author affiliated. Where the
    institute stars its people a star does too, and it belongs to the name before it. Whoever has neither may still
    be affiliated: the page does not say, so it is None.
    """
    linked: list[Author] = []
    text = "".join(_slot(span, linked, institute, source_url) for span in spans)
    read = [r for line in text.split("\n") for r in _read_line(line, linked, starred=institute.starred)]
    unsure = not all(sure for _, sure in read)
    return Authors(authors=tuple(a for a, _ in read if a), flags=("authors_unsure",) if unsure else ())


def _slot(span: Span, linked: list[Author], institute: Institute, source_url: str) -> str:
    """Return a span's text; a link's name goes to `linked` and leaves its number in a slot."""
    if span.href is None:
        return "\n".join(_spaced(line) for line in re.split(r"[\n\r]+", span.text))
    name = _MARK.sub("", _STAR.sub("", clean_line(span.text))).strip(" ;")
    name = re.sub(r"\s*,\s*(?=(?:jr|sr)\b|I{2,3}$|IV$)", " ", name.strip(" ,"), flags=re.IGNORECASE)
    if not _may_be_name(name) or "," in name or ";" in name:
        return _spaced(span.text)
    profile = canonical(span.href) if is_own_profile(span.href, institute, source_url) else None
    linked.append(Author(name=name, profile_url=profile, affiliated=True if profile else None))
    return f"\x02{len(linked) - 1}\x03" + "*" * (_STAR.search(span.text) is not None)


def _spaced(text: str) -> str:
    """Clean a stretch of a line; white space at its ends stays, as one space, to part it from the next."""
    inner = clean_line(text)
    if not inner:
        return " " if text else ""
    return " " * text[0].isspace() + inner + " " * text[-1].isspace()


def _read_line(line: str, linked: Sequence[Author], *, starred: bool) -> Iterator[tuple[Author | None, bool]]:
    """Yield each author of a line, and whether we are sure; None for a part that is no name."""
    if _ET_AL.search(line):
        yield None, False
        line = _ET_AL.sub("", line)
    parts = _split(line)
    words = sum(_is_word(p) for p in parts)
    alone = len(parts) == 1 or 2 * words < len(parts)  # a few mononyms, not `Family, Given`
    for part in parts:
        star = True if starred and _STAR.search(part) else None
        bare = " ".join(_STAR.sub(" ", part).split())
        at = 0
        for slot in _SLOT.finditer(bare):
            yield from _plain(bare[at : slot.start()], star=None, alone=alone)
            author = linked[int(slot[1])]
            yield replace(author, affiliated=author.affiliated or star), True
            at = slot.end()
        yield from _plain(bare[at:], star=star if not at else None, alone=alone)


def _split(line: str) -> list[str]:
    """Split a line into one part a name, each with its star at its end."""
    line = _LABEL.sub("", line.strip(), count=1) if _LABEL.match(line.strip()) else line.strip()
    line = _ASIDE.sub("", _NUMBERS.sub("", _MARK.sub("", line)))
    line = _BETWEEN.sub(", ", _STAR.sub("*", line))
    if not line.startswith("*"):  # else each star stands before its name
        line = re.sub(r"\*+\s*(?=[^\W\d_]|\x02)", "*, ", line)
    line = re.sub(r"(?<=\x03)\s*(?=\x02)", ", ", line)
    parts: list[str] = []
    for part in (p.strip() for p in _JOINED.sub(", ", line).split(",")):
        bare = part.strip("* ")
        if parts and _SUFFIX.fullmatch(bare):
            parts[-1] = f"{parts[-1]} {part}"
        elif parts and not bare:
            parts[-1] += part
        elif bare and not _DEGREE.fullmatch(bare):
            parts.append(part)
    return parts


def _plain(text: str, *, star: bool | None, alone: bool) -> Iterator[tuple[Author | None, bool]]:
    """Yield the author a stretch of text names, if any; one word is a name for sure only if `alone`."""
    name = text.strip(" .,;:-–—|·") if not re.search(r"\b[^\W\d_]{1,2}\.$", text.strip()) else text.strip(" ,;:-|")
    if name and (not _may_be_name(name) or len(name.split()) > _MOST_WORDS):
        yield None, False
    elif name:
        whole = alone or not _is_word(name)
        yield Author(name=name, affiliated=star), whole and not any(map(str.isdigit, name))


def _may_be_name(text: str) -> bool:
    return len(text) <= LONGEST_NAME and any(c.isalpha() for c in text)


def _is_word(part: str) -> bool:
    """Say whether a part is a single word of a script that writes names in several."""
    bare = part.strip("* ")
    return " " not in bare and bare.isascii() and not _SLOT.search(bare)

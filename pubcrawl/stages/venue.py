"""The venue line: `workshop @ venue (status)`, taken apart."""

import re
from dataclasses import dataclass

from pubcrawl.text.statuses import is_status, last_opening, status_of
from pubcrawl.text.venues import find_venue, known_venue
from pubcrawl.text.words import narrow

_WORKSHOP = re.compile(r"\b(?:workshops?|ateliers?)\b", re.IGNORECASE)
_NAMED_BEHIND = re.compile(
    r"(?P<host>[^,@]++),\s*(?:workshop|atelier)\s+(?!(?:on|of|for|at|in|sur|pour|de|des|du)\b)(?P<workshop>[^,@]+)",
    re.IGNORECASE,
)
"""As in `ICLR, atelier Re-Align`."""
_GROUP = re.compile(
    r"(?P<host>[\w-]+)(?:\.[\w-]+)+/(?:(?P<name>[\w-]+)/)?(?P<year>[0-9]{4})/Workshops?/(?P<workshop>[\w-]+)(?:/[\w-]+)*"
)
"""The name that OpenReview gives a group of papers, where it is a workshop's."""
_PLAIN_WORDS = re.compile(r"[^\W\d_A-ZÀ-Þ]+(?:[ -][^\W\d_A-ZÀ-Þ]+){0,3}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Venue:
    """What a venue line and its heading say; `flags` are doubts from `items.FLAGS`."""

    venue: str | None = None
    workshop: str | None = None
    venue_key: str | None = None
    status: str | None = None
    status_raw: str | None = None
    flags: tuple[str, ...] = ()


def read_venue(line: str | None, section: str | None = None) -> Venue:
    """Take a venue line apart, white space cleaned; a heading such as "Accepted Papers" gives the status it lacks."""
    rest, status_raw = _split_status(narrow(line or ""))
    workshop, venue = _split_workshop(rest)
    key = known_venue(venue) if venue else None
    status = status_of(status_raw)
    flags: tuple[str, ...] = ("status_unknown",) if status_raw and not status else ()
    if section and not status_raw:
        status, status_raw, flags = _read_section(section, workshop)
    return Venue(
        venue=venue or None,
        workshop=workshop or None,
        venue_key=key[0] if key else None,
        status=status,
        status_raw=status_raw or None,
        flags=flags,
    )


def _split_status(line: str) -> tuple[str, str]:
    """Split off the last parenthesis when it speaks of a status; its own parentheses may be unbalanced."""
    end = line.rstrip(" .,;")
    opening = last_opening if end.count("(") == end.count(")") else _status_opening
    if end.endswith(")") and (start := opening(end)) is not None:
        inside = end[start + 1 :]
        inside = (inside[:-1] if inside.count(")") > inside.count("(") else inside).strip()
        if is_status(inside) or _PLAIN_WORDS.fullmatch(inside):
            return end[:start].strip(), inside
    return line.strip(), ""


def _status_opening(text: str) -> int | None:
    """Return the first parenthesis with nothing but a status behind it, where parentheses do not balance."""
    return next((m.start() for m in re.finditer(r"\(", text) if is_status(text[m.start() :])), None)


def _split_workshop(text: str) -> tuple[str, str]:
    """Return workshop and venue; a workshop named in words, together with a host we know, is the whole line."""
    if group := _GROUP.fullmatch(text):
        return group["workshop"].replace("_", " "), f"{group['name'] or group['host']} {group['year']}"
    if (named := _NAMED_BEHIND.fullmatch(text)) and find_venue(named["host"]):
        return named["workshop"].strip(), named["host"].strip()
    host = find_venue(text) if "@" in text or _WORKSHOP.search(text) else None
    start, end = host[2] if host else (0, 0)
    if "@" in text[start:end]:  # the host's own name has the sign
        before = text[:start].rstrip()
        return (before.rstrip("@ "), text[start:]) if before.endswith("@") else ("", text)
    if "@" in text:
        workshop, _, venue = text.partition(" @ " if " @ " in text else "@")
        return workshop.strip(), venue.strip()
    return (text, text[start:end]) if host else ("", text)


def _read_section(section: str, workshop: str) -> tuple[str | None, str, tuple[str, ...]]:
    """Return status, its words and flags from a heading; headings that say nothing of it give nothing."""
    if _WORKSHOP.search(section):
        return None, section, () if workshop else ("workshop_unnamed",)
    status = status_of(section)
    return status, section if status else "", ()

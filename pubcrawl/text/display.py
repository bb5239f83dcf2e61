"""Text made safe to show: in a log, on a terminal, in a file, on one line."""

import re
import unicodedata


def escaped(text: str) -> str:
    """Return a text on one line of characters that can be seen; spaces of every width stay."""
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(character: str) -> str:
    seen = character.isprintable() or unicodedata.category(character) == "Zs"
    return character if seen else character.encode("unicode_escape").decode("ascii")


_BREAK = re.compile(r"[\t\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def fit(text: str) -> str:
    """Return a text without the characters that are illegal in XML or UTF-8, steer a terminal or reorder a line."""
    return text if text.isprintable() else _UNFIT.sub("", text)


def one_line(text: str) -> str:
    """Return a text on one line: breaks and tabs become a space, unfit characters go, no space at the ends."""
    return fit(_BREAK.sub(" ", text)).strip()

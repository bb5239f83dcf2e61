r"""Text as a log and a terminal may show it: what steers, hides or reorders is spelled out, as in `\n` and `\x1b`."""

import unicodedata


def escaped(text: str) -> str:
    """Return a text on one line of characters that can be seen; spaces of every width stay."""
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character.isprintable() or unicodedata.category(character) == "Zs":
        return character
    return character.encode("unicode_escape").decode("ascii")

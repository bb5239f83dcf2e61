"""Raised and lowered text in one line of characters: `10⁶`, `xᵢ`, `x^{max}`; never `106`."""

import re

_RAISED = str.maketrans(
    "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ",
)
_LOWERED = str.maketrans("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_BETWEEN = frozenset(", ;")
_NOTES = re.compile(r"(?<![\d,; ])[\d,; ]++[*∗⁎＊†‡§¶]++")
"""Marks that lead to several notes."""
_AS_PRINTED = re.compile(r"[*∗⁎＊†‡§¶#®©™℠°′″…\s]*|\[.*\]")
_SIGNS = {"TM": "™", "SM": "℠", "R": "®", "o": "°", "∘": "°"}
_NUMBER_END = re.compile(r"(?:^|\W)(?:\d+|[IVXLC]+)$")
_ORDINALS = frozenset("st nd rd th er re e ère ème eme es ers nde de d o a os as".split())
_SHORTENED = frozenset(("Mme", "Mmes", "Mlle", "Mlles", "Mgr", "Me", "Dr", "Dre", "Pr", "Ste", "St", "no", "nos", "No"))
_SPACE_NAME = re.compile(r"(?:^|[^\w])[Lℓℒ]$")
"""Function spaces, which the field writes flat as well: `Lp`, `L2`."""
_ADJOINING = re.compile(r"[^\W\d_]{2}")


def raise_text(text: str, before: str = "") -> str:
    """Return a raised text as characters of the line behind `before`; an ordinal such as `1st` stands as it is."""
    bare = text.strip()
    if bare in _SIGNS and bare.isupper():
        return _SIGNS[bare]
    if bare.lower() in _ORDINALS and _NUMBER_END.search(before):
        return bare
    if _SPACE_NAME.search(before) and bare in ("0", "1", "2", "p", "q", "∞"):
        return bare
    word = re.search(r"\w*$", before)
    if word and word.group() + bare in _SHORTENED:
        return bare
    return _set(bare, _RAISED, "^")


def lower_text(text: str, before: str = "") -> str:
    """Return a lowered text as characters of the line behind `before`; `CO2` and `α5` are what everybody writes."""
    bare = text.strip()
    return bare if bare.isdecimal() and before[-1:].isalpha() else _set(bare, _LOWERED, "_")


def _set(text: str, letters: dict[int, int], sign: str) -> str:
    """Return a text in the letters of a script, where it has them all and no word is hard to read in them."""
    if _AS_PRINTED.fullmatch(text):
        return text
    fits = all(ord(c) in letters or c in _BETWEEN for c in text) or (sign == "^" and _NOTES.fullmatch(text))
    if fits and not _ADJOINING.search(text):
        return text.translate(letters)
    return sign + (text if len(text) == 1 else f"{{{text}}}")

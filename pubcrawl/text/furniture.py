"""Furniture: the lines of a page that are about the page, not about a publication.

Banners change from week to week and are not listed; what stays the same is. A field that equals one of these
lines is a mistake of extraction.
"""

import re
from functools import lru_cache

_PAGER = (
    r"(?:(?:first|previous|next|last|première|précédente|suivante|dernière)(?: page)?|page (?:précédente|suivante))"
)

FURNITURE: tuple[str, ...] = (
    # cookies
    r"(?:we|this (?:web)?site) uses? cookies\b.*\b(?:browsing|experience|privacy|site|traffic|website)\b.*",
    r"nous utilisons des (?:témoins|cookies)\b.*",
    r"(?:setting|manage|accept(?: all)?|reject(?: all)?|refuse(?: all)?|decline(?: all)?) cookies",
    r"(?:cookies? settings|cookie policy|save (?:my )?(?:choices|preferences))",
    r"(?:paramètres?|gestion) des (?:cookies|témoins)",
    r"(?:tout )?(?:accepter|refuser)(?: tout| tous)?(?: les)? (?:cookies|témoins)",
    r"(?:essential|necessary|analytics?|functional|marketing|advertising) cookies",
    r"(?:cookies|témoins) (?:essentiels|nécessaires|analyse|analytiques|fonctionnels|publicitaires)",
    r"(?:you can enable and disable|do you accept|these) .*\bcookies\b.*",
    r"(?:vous pouvez activer et désactiver|acceptez-vous|ces) .*\b(?:cookies|témoins)\b.*",
    r"multimedia player|lecteur multimédia",
    # headings and labels
    r"(?:latest |recent |our )?publications|(?:nos |dernières )?publications(?: récentes)?",
    r"(?:link to|read|view|see) (?:the )?(?:full )?paper|lien vers l['’]article|lire l['’]article",
    r"learn more about the researchers?|en savoir plus sur les? chercheur(?:·e·s|e?s)?(?: et chercheuses)?",
    r"(?:our |the )?(?:authors|fellows|members|people|researchers) (?:in|of|behind) this (?:article|page|post)",
    r"(?:related|featured) (?:people|researchers|profiles)|(?:people|researcher )?profiles|profils(?: associés)?",
    r"(?:les )?(?:chercheur(?:·e·s|e?s)|personnes|auteurs) (?:de|dans) (?:cet article|cette page|cette nouvelle)",
    r"read more|learn more|en savoir plus|lire la suite",
    r"(?:show|see|read) (?:more|less)|voir (?:plus|moins)",
    r"skip to (?:main )?content|aller au contenu(?: principal)?",
    # newsletter and sharing
    r"newsletter|infolettre",
    r"(?:share|tweet|partager)(?: (?:this|this page|cette page|(?:on|via|sur) \S+))?",
    r"(?:copy link|copier le lien)",
    # pager
    rf"(?:\d{{1,4}}\W+)*{_PAGER}(?:\W+(?:{_PAGER}|\d{{1,4}}))+",
    r"[«‹<←\s]*(?:first|previous|next|last|current) page[»›>→\s]*\d*[»›>→\s]*",
    r"[«‹<←\s]*(?:(?:première|dernière) page|page (?:précédente|suivante|courante))[»›>→\s]*\d*[»›>→\s]*",
)
"""Patterns of whole lines, English and French, matched without regard to case."""

_LINE = re.compile("|".join(f"(?:{p})" for p in FURNITURE), re.IGNORECASE)
_SAYS = re.compile(
    r"\((?:still active|always active|toujours actifs?)\)\Z"
    r"|\b(?:sign up (?:for|to)|subscribe to) (?:our|the) .*newsletter\b"
    r"|\b(?:inscrivez-vous|abonnez-vous) à (?:notre|l['’]) ?(?:infolettre|newsletter)\b",
    re.IGNORECASE,
)
"""What makes furniture of the line that says it, wherever it does."""
_OF_SAYS = ("active)", "actif)", "actifs)", "newsletter", "infolettre")
"""What every form of it has one of."""

_PHRASES = (
    *("LINK TO PAPER", "Learn more about the researchers", "En savoir plus sur les chercheur"),
    *("Setting cookies", "Essential cookies", "Analytics cookies", "(Still active)"),
    *("Paramètre des cookies", "Cookies essentiels", "Cookies analyse", "(Toujours actif)"),
    *("Lecteur Multimédia", "Multimedia Player", "Sign up for our monthly newsletter"),
)


_NOTHING = re.compile(
    r"[\s–—-]*+(?:(?:date |venue |status )?not available|not applicable|n/a|(?:date |lieu |statut )?non disponible"
    r"|sans objet|s\.o\.)?[\s–—-]*",
    re.IGNORECASE,
)


def says_nothing(text: str) -> bool:
    """Say whether a text says that there is nothing to say, as the cell of a table does."""
    return text.strip() != "" and _NOTHING.fullmatch(text) is not None


@lru_cache(maxsize=2048)
def is_furniture(line: str) -> bool:
    """Say whether a whole line is furniture; white space and case do not matter."""
    text = " ".join(line.split())
    folded = text.lower()
    says = any(map(folded.__contains__, _OF_SAYS)) and _SAYS.search(text)
    return bool(says) or _LINE.fullmatch(text) is not None


def holds_furniture(text: str) -> bool:
    """Say whether a text is furniture, or holds one of the labels that no prose spells that way."""
    return any(map(text.__contains__, _PHRASES)) or is_furniture(text)

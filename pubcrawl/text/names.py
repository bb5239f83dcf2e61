"""What pages print beside names: marks, notes, roles, identifiers, degrees, the places people work at."""

import re

from pubcrawl.text.email import REMOVED
from pubcrawl.text.words import DOTS, SHAPES, STARS

_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"
_LONE_MARKS = "†‡§¶#‖✉✆☎📧🖂✝♠♣♥♦♯◦⁺°"
_MAY_MARK = re.compile(rf"[{_LONE_MARKS}{SHAPES}{_RAISED}^]")
MARK = re.compile(
    rf"[{_LONE_MARKS}]\ufe0f?|[{SHAPES}](?:(?<![^\W\d_][{SHAPES}])(?<![^\W\d_]\s[{SHAPES}])|(?!\s++(?!(?:and|et)\b)[^\W\d_]))|[{_RAISED}]+(?:[,;]\s?[{STARS}†‡§¶]?[{_RAISED}]+)*"
    rf"|\^(?:\{{[\d\s,;{STARS}†‡§✉✆]{{1,16}}\}}|[\d†‡§✉])"
)
"""A mark that leads to a note: a dagger, an envelope, a shape that parts no two names, raised letters and numbers."""

BYLINE = (
    r"(?:(?:(?:an? |the |joint |new )?(?:article|paper|project|research|study|work)|(?:co-?)?authored|written"
    r"|(?:une? |le |la |l[’'])?(?:article|étude|projet|recherche|travail)|écrite?|rédigée?|signée?) )?(?:by|par)"
)
"""What leads a line of people that no colon parts from them, English and French, without regard to case."""

_ORCID = re.compile(
    r"[<(\[]?\s?(?:(?:https?://)?(?:www\.)?orcid\.org/|orcid(?: id)?:?\s*)?\d{4}-\d{4}-\d{4}-\d{3}[\dX]\s?[>)\]]?"
    r"|[(\[]?\b(?:ORCID(?: ?iD)?|(?<![^\s(\[])(?-i:i[Dd]))\b(?: (?:icon|logo|profile|record))?[)\]]?",
    re.IGNORECASE,
)
_ID = re.compile(r"[(\[]?(?<!\S)i[Dd](?!\S)[)\]]?|ⓘ")
_EMAIL = re.compile(rf"[<(\[]?\s?{re.escape(REMOVED)}\s?[>)\]]?")
_SIGNS = re.compile(
    r"\[|<|/|ⓘ|-(?<=\d-)\d|i(?<!\wi)[Dd]\b|I(?<!\wI)[Dd]\b|o[Rr][Cc][Ii][Dd]|O[Rr][Cc][Ii][Dd]|w[Ww][Ww]\.|W[Ww][Ww]\."
)
"""What an identifier, a web address or the place of an e-mail address has in it.

Each way it can start is a letter of its own, which lets a text without them be passed over in a tenth of the time.
"""

_ADDRESS = re.compile(r"[<(\[]?\s?\b(?:https?://|www\.)\S+", re.IGNORECASE)
_BRACKETS = rf"(?:\([^()]*+\)|\[[^\[\]]{{0,80}}\])(?=\s*+(?:[,;*|&{DOTS}]|\b(?:and|et)\b|$))"
_IN_BRACKETS = re.compile(_BRACKETS)
_ASIDE = re.compile(rf"(?:(?<!\s)\s++)?{_BRACKETS}")
SCREEN_READER = re.compile(
    r"[(\[]?\s{0,2}(?:(?:the |this )?link (?:is external|opens in a? ?new (?:tab|window)|sends e-?mail)|external link"
    r"|(?:opens?|opened) in (?:a |an )?(?:new|external) (?:tab|window|site)|(?:le )?lien (?:est )?externe"
    r"|(?:le lien )?(?:s[’'])?ouvre (?:dans )?(?:une? )?(?:nouvel|nouvelle|autre) (?:onglet|fenêtre)"
    r"|(?:view |see |voir )?(?:the |le )?(?:profile?|page) (?:of|de|d[’'])\s?:?|nouvelle fenêtre|nouvel onglet"
    r"|(?:le )?lien envoie un courriel)\s{0,2}[)\]]?",
    re.IGNORECASE,
)
"""What a link says to screen readers about itself."""
_OF_SCREEN_READER = ("link", "open", "lien", "ouvre", "profil", "page", "nouvel")
"""A part of a word that all of that holds one of; nothing else is quick to look for."""

_NOTE = re.compile(
    r"(?:these |the |les |ces )?(?:first |two |three |\d )?(?:authors? |auteur(?:·e|e)?s? )?"
    r"(?:(?:have |ont )?(?:contributed|contribué) (?:equally|également|à parts égales)(?: to (?:this|the) work)?"
    r"|(?:denotes? |indicates? )?(?:equal|joint|shared) (?:contributions?|contributors?|authorship|first authors?)"
    r"|(?:shared |joint |co-?)(?:first|last|senior|lead)(?: |-)?auth\w+|co-?first|contributions? égales?"
    r"|(?:denotes? )?correspond(?:ing|ence)(?: authors?| to)?(?:\s?:.*)?|(?:auteur\S* )?correspondant\S*"
    r"|(?:lead|senior|presenting|contact|submitting|first|last) authors?|authors?|presenter|speaker|orateur|oratrice"
    r"|(?:principal|senior|lead) investigator|editors?|éditeurs?|(?:co-?)?supervis(?:or|ors|ed)|advisors?|PI"
    r"|work done .*|tb[ad]|n/a|anonymous(?: authors?)?|anonyme|equal"
    r"|e-?mail|courriel|contact|homepage|website|google scholar|scholar|twitter|linkedin|github"
    r"|(?:view |see |voir )?(?:le )?profile?|(?:show|see|view|voir|afficher) (?:all|tous|toutes?)(?: les)? ?\w*)"
    r"\W*",
    re.IGNORECASE,
)
"""A line or a part of one that says what a mark means or what somebody did."""

_TITLE_OF_PERSON = re.compile(r"^(?:(?:Dr|Prof|Professor|Professeure?|Docteure?)\.?\s+)+(?=\S+\s+\S)")
DEGREE = re.compile(
    r"(?:Ph\.?\s?D|D\.?Phil|M\.?D|M\.?Sc|B\.?Sc|B\.?Eng|M\.?Eng|M\.?A|M\.?B\.?A|M\.?P\.?H|Ed\.?D|Dr\.?\s?rer\.?\s?nat"
    r"|FRCPC|FRCSC|FRSC|FAAAI|FIEEE|P\.?\s?Eng|ing|CFA|JD|LL\.?M|R\.?N)\.?",
    re.IGNORECASE,
)
SUFFIX = re.compile(r"(?:jr|sr)\.?|I{2,3}|IV", re.IGNORECASE)

_PLACE = re.compile(
    r"\b(?:universit\w+|uni|institut\w*|departments?|dept|département|school|école|ecole|faculty|faculté|college|collège"
    r"|academy|académie|hospitals?|hôpital|polytechnique|laborator\w+|laboratoire|labs?|inc|ltd|llc|gmbh|corp|cegep"
    r"|clinic|clinique|ministry|ministère|research cent(?:er|re)|ai institute)\b",
    re.IGNORECASE,
)
_PLACE_NAME = re.compile(
    r"(?:HEC|McGill|Mila|Amii|CIFAR|Google|DeepMind|Microsoft|Meta|NVIDIA|OpenAI|CNRS|Inria|MIT|ETH|EPFL|FAIR|UdeM|UQAM"
    r"|U of T|UBC|Stanford|Harvard|Oxford|Cambridge|Canada|USA|UK|France|Germany|China|Quebec|Québec|Montréal|Montreal"
    r"|Toronto|Edmonton|Vancouver|Alberta|Ontario)"
    r"(?: (?:AI|Brain|DeepMind|Research|Montréal|Montreal|Canada|Z[uü]rich|Lausanne|Quebec|Québec))*"
)
_BODY = re.compile(
    r"\b(?:consorti\w+|collaborations?|teams?|équipe|groups?|groupe|networks?|réseau|initiative|investigators"
    r"|committee|comité|task force|centers?|centre|society|société|association|organi[sz]ation|foundation|fondation"
    r"|project|projet|program\w*|council|conseil|alliance|union|agency|agence|panel|institut\w*|universit\w+)\b",
    re.IGNORECASE,
)
_OF = re.compile(r"\b(?:for|of|on|in|de|des|du|pour|sur|the)\b|['’]", re.IGNORECASE)


def without_notes(text: str) -> str:
    """Return author text without what is no part of a name: identifiers, addresses, asides, marks but for stars."""
    if ("(" in text or "[" in text) and any(part in text.lower() for part in _OF_SCREEN_READER):
        text = SCREEN_READER.sub(" ", text)
    if _SIGNS.search(text):
        text = _ADDRESS.sub(" ", _ID.sub(" ", _ORCID.sub(" ", _EMAIL.sub(" ", text))))
    if _IN_BRACKETS.search(text):  # which costs a tenth of looking for the space before them, too
        text = _ASIDE.sub("", text)
    return MARK.sub("", text) if _MAY_MARK.search(text) else text


def without_titles(name: str) -> str:
    """Return a name without `Dr` or `Prof.` before it."""
    return _TITLE_OF_PERSON.sub("", name)


def is_note(text: str) -> bool:
    """Say whether a part of an author line is a note, such as "Equal contribution"."""
    return _NOTE.fullmatch(text.strip(f" {STARS}†‡§¶0123456789.,:;()[]-–—=")) is not None


def is_affiliation(text: str) -> bool:
    """Say whether a part of an author line says where somebody works: a university, a company, a country."""
    return _PLACE.search(text) is not None or _PLACE_NAME.fullmatch(text.strip()) is not None


def names_body(text: str) -> bool:
    """Say whether a text holds a word for a group of people, such as `team`."""
    return _BODY.search(text) is not None


def is_body(text: str) -> bool:
    """Say whether a text names a group of people rather than one: a team, a consortium, a centre for something."""
    return names_body(text) and (len(text.split()) > 2 or _OF.search(text) is not None)  # noqa: PLR2004


PARTICLES = frozenset(
    "al af ap ben bin bint da dal das de del della dello den der des di do dos du e el i ibn la las le les lo los mac "
    "mc st te ten ter tot van vande vanden vander vom von y zu zum zur 't ’t".split()
)
"""Words before a family name that are written small."""
_CAPITAL_PARTICLES = frozenset("Al El Abu Ibn Bin Mac St. Ste. Saint Von".split())
_INITIAL = re.compile(r"[^\W\d_]\.?|(?:[^\W\d_]\.-?){1,3}[^\W\d_]?\.?")
_WESTERN = re.compile(r"[^\W\d_][^\W\d_.'’‐‑ʼ-]*(?:['’‐‑ʼ.-]+[^\W\d_]+)*\.?")
FIELDS = frozenset(
    "algorithms apprentissage biology chemistry climate computation computing economics education engineering ethics "
    "fairness genomics graphs health healthcare imaging informatique intelligence language languages learning "
    "linguistics materials mathematics mathématiques medicine methods models music networks neuroscience optimization "
    "physics planning privacy processing psychology reasoning representations retrieval robotics robotique robustness "
    "safety science sciences security society speech statistics statistiques sustainability systems theory translation "
    "vision abstracts communications demonstrations findings highlights orals papers posters presentations proceedings "
    "session sessions spotlights talks track tracks tutorials workshop workshops".split()
)
"""Words of what papers are about, and of where they stand in a programme, which no name has."""
EASTERN = r"\u0590-\u0dff\u0e00-\u1cff\u3040-\uabff\uac00-\ud7ff\uf900-\ufaff"
"""Letters of scripts without capitals, for a class of characters in a regular expression."""
_EASTERN = re.compile(f"[{EASTERN}]")
_FEWEST_WORDS, _MOST_WORDS = 2, 7


def split_name(name: str) -> tuple[str, str] | None:
    """Return the family name, with its particles, and the given names of a person; None where the words do not tell.

    Two words tell, initials between them do, and so does a particle before the last word. Three whole words do not:
    `Kevin Patrick Murphy` has two given names, `Juan García Márquez` two family names. Nor does a single word, a group,
    or a name in a script whose order of names is not ours to guess.
    """
    words = name.split()
    if words and SUFFIX.fullmatch(words[-1]):
        words = words[:-1]
    if not _FEWEST_WORDS <= len(words) <= _MOST_WORDS or is_body(name) or _EASTERN.search(name):
        return None
    if not all(_WESTERN.fullmatch(w) or _INITIAL.fullmatch(w) for w in words) or _INITIAL.fullmatch(words[-1]):
        return None
    particles = [w in PARTICLES or w in _CAPITAL_PARTICLES for w in words]
    first = next((i for i in range(1, len(words) - 1) if particles[i]), len(words) - 1)
    before, between = words[1:first], particles[first:-1]
    if not all(between) or (not between and not all(map(_INITIAL.fullmatch, before))):
        return None
    return " ".join(words[first:]), " ".join(words[:first])


def suffix_of(name: str) -> str | None:
    """Return the suffix a name ends with, such as `Jr.` or `III`."""
    last = name.split()[-1:] or [""]
    return last[0] if " " in name and SUFFIX.fullmatch(last[0]) else None

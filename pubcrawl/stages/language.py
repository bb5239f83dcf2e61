"""The language of a text, which two small detectors must agree on; where they do not, there is no answer.

The answer never depends on the page's own language or address: a French page full of English abstracts is the
normal case.
"""

import re
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b
from itertools import islice
from typing import Generic, NamedTuple, TypeVar

from pubcrawl.items import Publication
from pubcrawl.stages.detectors import LANGUAGES, fasttext_scores, langid_scores

_Answer = TypeVar("_Answer")

THRESHOLD = 0.5
"""Mean score from which an answer is given; both detectors are right far more often than they say."""

OUTSIDE = 0.7
"""Mean share that the detectors give to languages beside ours, of all they know, from which a text is in none of ours.

Measured: it takes 1 of 1,258 right answers, and none in English or French, and all 121 answers to other languages."""

MIXED_SHARE = 0.15
"""Share of the answered characters from which a second language makes a text mixed."""

UNDETERMINED = "und"
_INSTITUTES_WRITE = ("en", "fr")
_MIN_WORDS = 2
_MIN_LETTERS = 10
_MIN_LETTERS_OTHER_SCRIPT = 6
_MIN_LETTERS_WITHOUT_SPACES = 4
_MIN_LETTERS_MIXED = 50
_MOSTLY_CAPITALS = 0.6

_DIGITS = 4

_ADDRESS = re.compile(
    r"https?://\S+|www\.\S+|(?<!\S)[^\s@]++@[^\s.]++\.\S+|\b10\.\d{4,9}/\S+|\barxiv:\S+", re.IGNORECASE
)
_ADDRESS_MARKS = ("http", "www.", "@", "10.", "arx")
"""What a text with an address or an identifier in it holds, in lower case."""
_MATHS = re.compile(r"\$(?<!\\\$)[^$\n]{1,200}\$|\\[A-Za-z]+")
_SENTENCE_END = re.compile(r"\s(?<=[.!?。！？]\s)\s*+(?=\W{0,20}[^\W\d_])")
_FULL_STOPS = str.maketrans({stop: f"{stop} " for stop in "。！？"})
"""The scripts that have these put no space behind them."""
_NAME = re.compile(
    r"(?:(?:[A-ZÀ-Þ][\w'’‐-]*\.?|al|bin|da|de|del|den|der|di|du|la|le|van|von)\s+){1,3}[A-ZÀ-Þ][\w'’‐-]+"
)
_NAME_BREAK = re.compile(r"(?:(?<!\s)\s++)?[,;]\s*|(?<!\s)\s++(?:and|et|&)\s+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Letters of scripts without spaces, in which two are a word."""
_SMALL = re.compile(r"[a-zà-þ]+")
_FUNCTION_WORDS = {
    "en": frozenset(
        "and are at be been between by can for from have how into is it its more of our such than that the their these "
        "they this through to using we were when where which while with".split()
    ),
    "fr": frozenset(
        "ainsi au aussi aux avec ce cette ces chaque comme d'un d'une dans dont est et leur leurs lorsque mais notre "
        "où par peut peuvent plusieurs pour ses sont très une vous".split()
    ),
}
"""Words that no other of our languages has."""
_FEWEST_TOLD = 2
_TOLD_SHARE = 10
"""Different words of a sentence, of which one at least must be a function word for these to tell its language."""


class Language(NamedTuple):
    """A code (ISO 639-1, or `und`) and the score of the best candidate: for ranking, not a probability."""

    code: str
    confidence: float


MOST_ANSWERS = 65_536
"""Answers kept of each question: enough for the titles and abstracts of 30,000 records, in 14 MiB."""


class Remembered(Generic[_Answer]):
    """A function of a text that keeps its latest answers, each by a digest of its text.

    Attributes:
        asked: how often it was asked.
        recalled: how often the answer was there already.
    """

    def __init__(self, question: Callable[[str], _Answer]) -> None:
        self.__doc__ = question.__doc__
        self._question = question
        self.forget()

    def __call__(self, text: str) -> _Answer:
        """Return the answer for a text."""
        self.asked += 1
        key = blake2b(text.encode(), digest_size=16).digest()
        if key in self._answers:
            self.recalled += 1
            return self._answers[key]
        answer = self._answers[key] = self._question(text)
        if len(self._answers) > MOST_ANSWERS:
            self._answers.popitem(last=False)
        return answer

    def forget(self) -> None:
        """Forget the answers and how often they were asked for."""
        self._answers: OrderedDict[bytes, _Answer] = OrderedDict()
        self.asked = self.recalled = 0


def cache_figures() -> tuple[int, int]:
    """Return how often a language was asked for in this process, and how often the answer was known from before."""
    return detect.asked + detect_mixed.asked, detect.recalled + detect_mixed.recalled


@Remembered
def detect(text: str) -> Language:
    """Detect the language of a cleaned text.

    The answer is `und`, with its score, below the threshold, where the detectors disagree, and for a list of
    names that looks German or Italian because its people are; `und` with 0 for a text without words, or in a language
    that is none of ours.
    """
    words = _words(text)
    if words is None:
        return Language(UNDETERMINED, 0.0)
    one, other = fasttext_scores(words), langid_scores(words)
    if (one.beside + other.beside) / 2 >= OUTSIDE:
        return Language(UNDETERMINED, 0.0)
    best = max(LANGUAGES, key=lambda code: one.ours[code] + other.ours[code])
    confidence = round((one.ours[best] + other.ours[best]) / 2, _DIGITS)
    sure = one.best == other.best and confidence >= THRESHOLD and (best in _INSTITUTES_WRITE or not _is_name_list(text))
    return Language(best if sure else UNDETERMINED, confidence)


@Remembered
def detect_mixed(text: str) -> bool:
    """Say whether a second language holds a good part of a text, sentence by sentence."""
    if not _has_letters(text, _MIN_LETTERS_MIXED):
        return False
    held: Counter[str] = Counter()
    doubtful = []
    wide = any(map(text.__contains__, "。！？"))
    for sentence in _SENTENCE_END.split(text.translate(_FULL_STOPS) if wide else text):
        if told := _told_by_function_words(sentence):
            held[told] += len(sentence)
        else:
            doubtful.append(sentence)
    left = sum(map(len, doubtful))
    if len(held) == 1 and left < MIXED_SHARE * (held.total() + left):
        return False  # whatever the others are, they are too short
    for sentence in doubtful:
        if words := _words(sentence):
            scores = fasttext_scores(words)
            if scores.ours[scores.best] >= THRESHOLD:
                held[scores.best] += len(sentence)
    second = held.most_common(2)[1:]
    return bool(second) and second[0][1] >= MIXED_SHARE * held.total()


def _told_by_function_words(sentence: str) -> str | None:
    """Return the language of a sentence that says it by words no other of ours has; None where it does not."""
    words = set(sentence.lower().split())
    told = [code for code, own in _FUNCTION_WORDS.items() if not own.isdisjoint(words)]
    if len(told) != 1:
        return None
    found = len(_FUNCTION_WORDS[told[0]] & words)
    return told[0] if found >= _FEWEST_TOLD and _TOLD_SHARE * found >= len(words) else None


def tag(publication: Publication) -> Publication:
    """Fill the language columns of a publication; the abstract decides, else the title, else nothing.

    Title and abstract in two languages are flagged `language_conflict`.
    """
    title = detect(publication.title) if publication.title else None
    abstract = detect(publication.abstract) if publication.abstract else None
    detected = {"abstract": abstract, "title": title}
    answered = [(basis, found.code) for basis, found in detected.items() if found and found.code != UNDETERMINED]
    basis, language = answered[0] if answered else ("none", UNDETERMINED)
    flags = set(publication.flags) - {"language_conflict"}
    if len({code for _, code in answered}) > 1:
        flags.add("language_conflict")
    return replace(
        publication,
        language=language,
        language_basis=basis,
        language_mixed=bool(publication.abstract) and detect_mixed(publication.abstract or ""),
        title_language=title.code if title else None,
        title_language_confidence=title.confidence if title else None,
        abstract_language=abstract.code if abstract else None,
        abstract_language_confidence=abstract.confidence if abstract else None,
        flags=tuple(sorted(flags)),
    )


def _words(text: str) -> str | None:
    """Return the words of a text that have a language, lower case; None when they are too few to tell."""
    low = text.lower()
    if any(map(low.__contains__, _ADDRESS_MARKS)):
        text = _ADDRESS.sub(" ", text)
    if "$" in text or "\\" in text:
        text = _MATHS.sub(" ", text)
    kept = list(filter(_is_word, (text.lower() if _is_shouting(text) else text).split()))
    joined = " ".join(kept).lower()
    if joined.isascii():
        return joined if len(kept) >= _MIN_WORDS and _has_letters(joined, _MIN_LETTERS) else None
    if _UNSPACED.search(joined):
        return joined if _has_letters(joined, _MIN_LETTERS_WITHOUT_SPACES) else None
    if any(c.isalpha() and c > "\u024f" for c in set(joined)):  # another script
        return joined if _has_letters(joined, _MIN_LETTERS_OTHER_SCRIPT) else None
    return joined if len(kept) >= _MIN_WORDS and _has_letters(joined, _MIN_LETTERS) else None


def _has_letters(text: str, count: int) -> bool:
    """Say whether a text has so many letters."""
    return sum(1 for _ in islice(filter(str.isalpha, text), count)) == count


def _is_shouting(text: str) -> bool:
    """Say whether most letters of a text are capitals."""
    if sum(map(len, _SMALL.findall(text))) >= (1 - _MOSTLY_CAPITALS) * len(text):
        return False
    letters = [c for c in text if c.isalpha()]
    return sum(map(str.isupper, letters)) > _MOSTLY_CAPITALS * len(letters)


@lru_cache(maxsize=16_384)
def _is_word(token: str) -> bool:
    """Say whether a token is a word rather than a number, an acronym or a name in CamelCase."""
    if token.isalpha() and token[1:].islower():
        return True
    if any(map(str.isdigit, token)) or not any(map(str.isalpha, token)):
        return False
    return all(sum(map(str.isupper, part)) < 2 for part in token.split("-"))  # noqa: PLR2004  see above


def _is_name_list(text: str) -> bool:
    """Say whether a text has the shape of two or more names; a title in capitals may have it too."""
    parts = [p for p in _NAME_BREAK.split(text) if p]
    return len(parts) > 1 and all(map(_NAME.fullmatch, parts))

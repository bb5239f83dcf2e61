import json
import socket
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from pubcrawl.pages.mila import MilaPage
from pubcrawl.stages import detectors, language
from pubcrawl.stages.clean import clean
from pubcrawl.stages.detectors import LANGUAGES, Scores
from pubcrawl.stages.language import MOST_ANSWERS, Language, cache_figures, detect, detect_mixed, tag
from tests.records import MakeRaw

EN = "Barn owls line their nests with pellets, and heavier nests keep owlets warm for longer in cold barns."
FR = "Les chouettes tapissent leur nid de pelotes, et les nids plus lourds gardent les petits au chaud."
ZH = "鸟巢越重越暖和，猫头鹰喜欢住在里面。我们测量了四十个鸟巢的重量。" * 2


@pytest.fixture(autouse=True)
def fresh() -> None:
    detect.forget()
    detect_mixed.forget()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (EN, "en"),
        (FR, "fr"),
        ("Why Heavier Nests Keep Barn Owls Warm", "en"),
        ("Pourquoi les nids lourds gardent la chaleur", "fr"),
        ("POURQUOI LES NIDS LOURDS GARDENT LA CHALEUR", "fr"),
        ("¿Por qué los nidos pesados guardan el calor?", "es"),
        ("为什么重的巢更暖和", "zh"),
    ],
)
def test_detect(text: str, code: str) -> None:
    found = detect(text)
    assert found.code == code
    assert found.confidence >= language.THRESHOLD


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026",
        "GPT-4",
        "$x^2 + y^2 = z^2$",
        "https://example.org/the/owls/of/the/north",
        "TokMem XYZ",
        "Nests",
        r"\alpha \beta \gamma \delta \epsilon",
        "$given some weights$",
    ],
)
def test_without_words_there_is_no_language(text: str) -> None:
    assert detect(text) == Language("und", 0.0)


def test_below_the_threshold_the_score_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    found = detect(EN)
    monkeypatch.setattr(language, "THRESHOLD", found.confidence + 0.001)
    detect.forget()
    assert detect(EN) == Language("und", found.confidence)


def test_detectors_that_disagree_give_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    scores: dict[str, float] = dict.fromkeys(LANGUAGES, 0.0)
    monkeypatch.setattr(language, "fasttext_scores", lambda _: Scores(scores | {"en": 0.9, "fr": 0.1}, 0.9))
    monkeypatch.setattr(language, "langid_scores", lambda _: Scores(scores | {"en": 0.4, "fr": 0.6}, 0.4))
    assert detect(EN) == Language("und", 0.65)


def test_what_both_give_to_other_languages_is_in_none_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    scores: dict[str, float] = dict.fromkeys(LANGUAGES, 0.0) | {"en": 1.0}
    monkeypatch.setattr(language, "fasttext_scores", lambda _: Scores(scores, 0.9))
    monkeypatch.setattr(language, "langid_scores", lambda _: Scores(scores, 0.6))
    assert detect(EN) == Language("und", 0.0)


def test_the_whole_text_counts_and_not_its_first_line() -> None:
    assert detect(f"{EN} {FR} {FR.replace('chouettes', 'hirondelles')} {FR.replace('chaud', 'sec')}").code == "fr"


def test_a_sentence_of_two_function_words_asks_no_detector(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str) -> Scores:
        pytest.fail("a detector was asked")

    monkeypatch.setattr(language, "fasttext_scores", refuse)
    assert not detect_mixed(f"{EN} We weigh them with a scale, which the owls of our barns are used to.")
    assert not detect_mixed(f"{FR} Nous pesons ces nids avec une balance. Oui.")


def test_a_sentence_with_words_of_two_languages_asks_a_detector(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def told(words: str) -> Scores:
        asked.append(words)
        return detectors.fasttext_scores(words)

    monkeypatch.setattr(language, "fasttext_scores", told)
    assert not detect_mixed(
        "Nous pesons ces nids avec une balance, comme dans « The Weight of the Owls and their Nests »."
    )
    assert len(asked) == 1


@pytest.mark.parametrize(
    "second",
    [
        "Els mussols fan els nids amb les pedres del riu, i les cries hi tenen menys fred que no pas a fora.",
        "Los búhos de The Barn hacen nidos con piedras.",
        "Los búhos hacen sus nidos con las piedras del río, y las crías pasan en ellos menos frío que fuera.",
        "I gufi fanno il nido con le pietre del fiume, e i piccoli vi hanno meno freddo che di fuori.",
        "As corujas fazem o ninho com as pedras do rio, e as crias têm nele menos frio do que fora.",
        "Die Eulen bauen ihr Nest aus den Steinen des Flusses, und die Jungen frieren darin weniger als draußen.",
    ],
)
def test_no_other_language_of_ours_is_told_by_the_words_of_english_and_french(second: str) -> None:
    assert detect_mixed(f"{EN} {second}")
    assert detect_mixed(f"{FR} {second}")


def test_names_have_no_language_of_their_own() -> None:
    assert detect("Jürgen Zimmermann, Ulrich Schäfer, Günther Schröder").code == "und"


@pytest.mark.parametrize(
    ("text", "mixed"),
    [(EN, False), (FR, False), (f"{EN} {FR}", True), (f"{FR} {EN}", True), ("Nests.", False), (f"{ZH}{EN}", True)],
)
def test_mixed(text: str, mixed: bool) -> None:  # noqa: FBT001  a table column
    assert detect_mixed(text) is mixed


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param(
            {"title": "Why Heavier Nests Keep Barn Owls Warm", "abstract": EN, "page_language": "fr"},
            {
                "language": "en",
                "language_basis": "abstract",
                "title_language": "en",
                "abstract_language": "en",
                "language_mixed": False,
                "page_language": "fr",
                "flags": (),
            },
            id="English on a French page",
        ),
        pytest.param(
            {"title": "Pourquoi les nids lourds gardent la chaleur", "abstract": EN},
            {
                "language": "en",
                "language_basis": "abstract",
                "title_language": "fr",
                "abstract_language": "en",
                "flags": ("language_conflict",),
            },
            id="conflict",
        ),
        pytest.param(
            {"title": "Pourquoi les nids lourds gardent la chaleur"},
            {
                "language": "fr",
                "language_basis": "title",
                "abstract_language": None,
                "abstract_language_confidence": None,
            },
            id="title alone",
        ),
        pytest.param(
            {"title": "GPT-4"},
            {
                "language": "und",
                "language_basis": "none",
                "title_language": "und",
                "title_language_confidence": 0.0,
                "abstract_language": None,
            },
            id="no words",
        ),
        pytest.param(
            {"abstract": FR + " " + EN},
            {"language_mixed": True, "title_language": None, "title_language_confidence": None},
            id="mixed",
        ),
    ],
)
def test_tag(make_raw: MakeRaw, fields: dict[str, Any], expected: dict[str, Any]) -> None:
    made = tag(clean(make_raw(**fields), MilaPage.institute))
    assert {name: getattr(made, name) for name in expected} == expected
    assert tag(made) == made


def test_the_hash_stays_right(make_raw: MakeRaw) -> None:
    plain = clean(make_raw(title="Pourquoi les nids lourds gardent la chaleur", abstract=EN), MilaPage.institute)
    assert tag(plain).content_hash == plain.content_hash


def test_the_backend_is_the_one_that_works_and_nothing_is_downloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        pytest.fail("a detector opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    detectors._fasttext.cache_clear()
    detectors._langid.cache_clear()
    assert detect(EN).code == "en"
    fasttext = import_module("fasttext")
    assert not hasattr(fasttext, "train_supervised"), "the package `fasttext` shadows `fasttext-predict`"


def test_a_repeat_costs_nothing() -> None:
    assert detect(EN) is detect(EN)
    assert (detect.asked, detect.recalled) == (2, 1)


def test_a_second_listing_in_the_same_order_costs_nothing() -> None:
    texts = [f"{number}" for number in range(7000)]
    for asked in (1, 2):
        for text in texts:
            detect(text)
            detect_mixed(text)
        assert cache_figures() == (asked * 14_000, (asked - 1) * 14_000)


def test_the_oldest_answers_go_first() -> None:
    for number in range(MOST_ANSWERS + 1):
        detect(f"{number}")
    assert detect.recalled == 0
    detect(f"{MOST_ANSWERS}")
    detect("1")
    assert detect.recalled == 2
    detect("0")
    assert detect.recalled == 2


OTHERS = [
    json.loads(line) for line in (Path(__file__).parent / "other_languages.jsonl").read_text("utf-8").splitlines()
]
"""Titles and abstracts in twenty languages that are none of ours, and in Chinese, which is: all written for this test."""


def test_a_language_beside_ours_is_no_other_one() -> None:
    wrong = [
        (row["lang"], found.code) for row in OTHERS if (found := detect(row["text"])).code not in ("und", row["lang"])
    ]
    assert len(OTHERS) > 500
    assert wrong == []


def test_a_script_without_spaces_is_counted_by_its_letters() -> None:
    chinese = [row["text"] for row in OTHERS if row["lang"] == "zh"]
    assert min(map(len, chinese)) < 6
    assert {detect(text).code for text in chinese} == {"zh"}

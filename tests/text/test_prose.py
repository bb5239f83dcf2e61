import pytest

from pubcrawl.text.marker import remove_marker
from pubcrawl.text.prose import clean_line, clean_prose, mend_hyphens, strip_emphasis, strip_frame

HEAD = ("Otters sort pebbles by weight. " * 5)[:140]
TWO_LINES = HEAD[:60] + "\n" + HEAD[61:]


@pytest.mark.parametrize(
    ("served", "text", "flags"),
    [
        pytest.param(HEAD + "… (see more)er rest.", HEAD + "er rest.", (), id="inside a word"),
        pytest.param(HEAD + "… (see more) rest.", HEAD + " rest.", (), id="space behind stays"),
        pytest.param(HEAD[:-1] + " … (see more)rest.", HEAD[:-1] + " rest.", (), id="space before stays"),
        pytest.param(HEAD + "… (see more), rest.", HEAD + ", rest.", (), id="before a comma"),
        pytest.param(HEAD + "… (voir plus)er rest.", HEAD + "er rest.", (), id="French"),
        pytest.param(HEAD + "...(SEE MORE)er rest.", HEAD + "er rest.", (), id="dots and capitals"),
        pytest.param(HEAD + "…\u00a0(see more)er rest.", HEAD + "er rest.", (), id="no-break space inside"),
        pytest.param(TWO_LINES + "… (see more)er rest.", TWO_LINES + "er rest.", (), id="second line"),
        pytest.param(
            TWO_LINES.replace("\n", "\r\n") + "… (see more)er.", TWO_LINES + "er.", (), id="a break counts one"
        ),
        pytest.param(
            HEAD.replace(" ", "  ") + "… (see more)er.", HEAD.replace(" ", "  ") + "er.", (), id="runs count one"
        ),
        pytest.param(HEAD[1:] + "… (see more)x.", HEAD[1:] + "x.", ("abstract_start_unsure",), id="at 139"),
        pytest.param("x" + HEAD + "… (see more)x.", "x" + HEAD + "x.", ("abstract_start_unsure",), id="at 141"),
        pytest.param(HEAD + "… (see more) ", HEAD + " ", ("abstract_truncated",), id="nothing behind"),
        pytest.param(
            HEAD + "… (see more)a… (see more)b.",
            HEAD + "a… (see more)b.",
            ("abstract_second_marker",),
            id="second marker stays",
        ),
        pytest.param("Gulls see more (see more) here.", "Gulls see more (see more) here.", (), id="prose"),
        pytest.param("No marker.", "No marker.", (), id="none"),
    ],
)
def test_marker(served: str, text: str, flags: tuple[str, ...]) -> None:
    assert remove_marker(served) == (text, flags)


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        pytest.param("RÃ©seaux d'Ã©coute", "Réseaux d'écoute", id="mojibake"),
        pytest.param("l’IA “forte”", "l’IA “forte”", id="quotes stay curly"),
        pytest.param("é &lt; y", "é &lt; y", id="entities stay"),
        pytest.param("e\u0301clair", "éclair", id="NFC"),
        pytest.param("e\u200b\u0301clair", "éclair", id="NFC across an invisible"),
        pytest.param("ofﬁcer", "officer", id="ligature"),
        pytest.param("雪，路", "雪，路", id="a comma as wide as its text"),
        pytest.param("a\u00adb\u200bc\ufeffd\u202ee", "abcde", id="invisible"),
        pytest.param("tem\u00ad perature", "temperature", id="a soft hyphen at a line's end"),
        pytest.param("tem\u00ad 12", "tem 12", id="a soft hyphen before a number"),
        pytest.param("a\x00b\x07c\x7fd", "abcd", id="control"),
        pytest.param("\x93forte\x94", "“forte”", id="Windows quotes"),
        pytest.param("a\x0bb\x85c\u2028d\u00a0e\u202ff", "a b c d e f", id="every space"),
        pytest.param("expert·e·s α5β1 ½ Perreault‐Lafleur", "expert·e·s α5β1 ½ Perreault‐Lafleur", id="kept"),
        pytest.param("  two \n lines\t ", "two lines", id="white space"),
    ],
)
def test_characters(printed: str, text: str) -> None:
    assert clean_line(printed) == text
    assert clean_prose(printed) == (text, ())


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("we show **bold** and *soft* words", "we show bold and soft words"),
        ("***both***", "both"),
        ("**VLA-Fox**, a", "VLA-Fox, a"),
        ("Heuristics for A*: Theory and B*", "Heuristics for A*: Theory and B*"),
        ("Ann He* , A. Bell*", "Ann He* , A. Bell*"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        (r"a \*b\*", r"a \*b\*"),
    ],
)
def test_emphasis(printed: str, text: str) -> None:
    assert strip_emphasis(printed) == text


@pytest.mark.parametrize(("length", "is_taken_out"), [(1, True), (120, True), (121, False)])
def test_emphasis_is_short(length: int, *, is_taken_out: bool) -> None:
    words = "a" * length
    assert strip_emphasis(f"x *{words}* y") == (f"x {words} y" if is_taken_out else f"x *{words}* y")


def test_nested_markup_is_cleaned_to_the_ground() -> None:
    assert clean_prose(r"**a *b \emph{c \textbf{d}}* e**") == ("a b c d e", ())


@pytest.mark.parametrize(
    "text",
    [
        r"between $\theta^*$ and $w^*$ of it",
        r"$x_{*}$ and $y_{*}$ agree",
        "Conditions (*) and (*) hold",
        "the policies π^* and μ^* agree",
        "f * g and h * k",
        "{*} and {*}",
        "*p < 0.05, **p < 0.01",
    ],
)
def test_stars_of_formulas_stay(text: str) -> None:
    assert clean_prose(text) == (text, ())


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("Abstract: Kettles sing.", "Kettles sing."),
        ("Résumé — Les bouilloires chantent.", "Les bouilloires chantent."),
        ("Abstract We hear kettles.", "We hear kettles."),
        ("Abstract Meaning Representation is a graph.", "Abstract Meaning Representation is a graph."),
        ("Abstract reasoning is hard.", "Abstract reasoning is hard."),
        ("No abstract available.", ""),
        ("Non fourni", ""),
        ("Sans objet", ""),
        ("Not provided.", ""),
        ("Aucun résumé disponible.", ""),
        ("Aucun résumé n’est offert pour cette publication.", ""),
        (
            "Aucun résumé n'a été écrit par les auteurs. Nous mesurons donc.",
            "Aucun résumé n'a été écrit par les auteurs. Nous mesurons donc.",
        ),
        ("Résumé non disponible", ""),
        ("N/A", ""),
        ("None of the kettles sang.", "None of the kettles sang."),
        ("Kettles sing. © 2024 The Authors. Published by Kettle Press.", "Kettles sing."),
        ("Kettles sing. Copyright 2024 Kettle Press. All rights reserved.", "Kettles sing."),
        ("© 2024 Kettle Press", ""),
        ("Copyright law of 1911 protects kettles.", "Copyright law of 1911 protects kettles."),
        ("Models copy © signs. They do.", "Models copy © signs. They do."),
    ],
)
def test_the_frame_of_an_abstract(printed: str, text: str) -> None:
    assert strip_frame(printed) == text


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("A convolu- tional net, the convolutional one.", "A convolutional net, the convolutional one."),
        ("A self- taught kettle is self-taught.", "A self-taught kettle is self-taught."),
        ("pre- and post-tests", "pre- and post-tests"),
        ("a convolu- tional net", "a convolu- tional net"),
    ],
)
def test_hyphens_of_line_ends(printed: str, text: str) -> None:
    assert mend_hyphens(printed) == text

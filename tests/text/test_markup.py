import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubcrawl.text.markup import unwrap


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("Search &amp; R&amp;D", "Search & R&D"),
        ("Jos&eacute; and Zo&#235; and &#xe9;t&#xE9;", "José and Zoë and été"),
        ("<i>In vivo</i> <b>proof</b>", "In vivo proof"),
        ('a <span style="font-variant:small-caps;">Tuneful</span> kettle', "a Tuneful kettle"),
        ("&lt;i&gt;E. lenta&lt;/i&gt;", "E. lenta"),
        ("<jats:title>Abstract</jats:title><jats:p>It sings.</jats:p>", " It sings. "),
        ("<p>One.</p><p>Two.</p>", " One.  Two. "),
        ("10<sup>6</sup> of CO<sub>2</sub>", "10⁶ of CO2"),
        (r"$\less$i$\greater$so$\less$/i$\greater$", "so"),
        ("line<br/>break", "line break"),
        ("<mml:math><mml:msup><mml:mi>n</mml:mi><mml:mn>2</mml:mn></mml:msup></mml:math> steps", "n² steps"),
        ("<math/> in n <math><mi>n</mi></math>", "<math/> in n n"),
        ("<math><mi>n</mi></math> and </math>", "n and </math>"),
        ("half<!-- not for readers --> said", "half said"),
    ],
)
def test_markup_written_out_is_read(printed: str, text: str) -> None:
    assert unwrap(printed) == text


@pytest.mark.parametrize(
    "text",
    [
        "a < b and c > d",
        "List<T> and <T>x</T>",
        "AT&T; and &bogus; and R&D",
        "the <p> element",
        "p <0.05 and i> 3",
        "the <pad> and <script> tokens",
        "a &lt b",
        "x <i> y",
    ],
)
def test_what_is_no_markup_stays(text: str) -> None:
    assert unwrap(text) == text


def test_it_is_read_once() -> None:
    assert unwrap("&amp;amp;") == "&amp;"


@given(st.text(alphabet="ab <>&;/ip\\$#1"))
def test_no_letter_outside_of_tags_and_entities_is_lost(text: str) -> None:
    assert unwrap(f"kettle {text}").startswith("kettle")

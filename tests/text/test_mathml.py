import pytest
from lxml import html

from pubcrawl.text.mathml import mathml_text


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("<math><msup><mi>n</mi><mn>2</mn></msup></math>", "n²"),
        ("<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>", "1/2"),
        ("<math><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac></math>", "(a+b)/c"),
        ("<math><msub><mi>x</mi><mi>i</mi></msub></math>", "xᵢ"),
        ("<math><msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup></math>", "xᵢ²"),
        ("<math><msqrt><mi>n</mi><mo>+</mo><mn>1</mn></msqrt></math>", "√(n+1)"),
        ("<math><mroot><mi>n</mi><mn>3</mn></mroot></math>", "³√n"),
        ("<math><mrow><mi>O</mi><mo>(</mo> <mi>n</mi><mo>)</mo></mrow></math>", "O(n)"),
        ("<math alttext='n^2'><mi>n</mi></math>", "n^2"),
        (
            "<math><semantics><mi>n</mi><annotation encoding='application/x-tex'>\\hat n</annotation></semantics></math>",
            "\\hat n",
        ),
        ("<math><semantics><mi>n</mi><annotation encoding='text/plain'>n hat</annotation></semantics></math>", "n"),
        ("<mml:math><mml:msup><mml:mi>n</mml:mi><mml:mn>2</mml:mn></mml:msup></mml:math>", "n²"),
    ],
)
def test_a_formula_keeps_the_place_of_its_parts(formula: str, text: str) -> None:
    assert mathml_text(html.fragment_fromstring(formula)) == text

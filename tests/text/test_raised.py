import pytest

from pubcrawl.text.raised import lower_text, raise_text


@pytest.mark.parametrize(
    ("before", "raised", "text"),
    [
        ("10", "6", "⁶"),
        ("10", "-3", "⁻³"),
        ("O(n", "2", "²"),
        ("x", "T", "ᵀ"),
        ("e", "-k(t)", "⁻ᵏ⁽ᵗ⁾"),
        ("x", "max", "^{max}"),
        ("ℝ", "Ω", "^Ω"),
        ("the 21", "st", "st"),
        ("au XIX", "e", "e"),
        ("M", "me", "me"),
        ("in L", "p", "p"),
        ("Kettle", "TM", "™"),
        ("Ada Fjordland", "a,b", "ᵃ,ᵇ"),
        ("Ada Fjordland", "*", "*"),
        ("as shown", "[3]", "[3]"),
    ],
)
def test_raised(before: str, raised: str, text: str) -> None:
    assert raise_text(raised, before) == text


@pytest.mark.parametrize(
    ("before", "lowered", "text"),
    [
        ("CO", "2", "2"),
        ("α", "5", "5"),
        ("101", "2", "₂"),
        ("x", "i", "ᵢ"),
        ("x", "i+1", "ᵢ₊₁"),
        ("x", "max", "_{max}"),
    ],
)
def test_lowered(before: str, lowered: str, text: str) -> None:
    assert lower_text(lowered, before) == text

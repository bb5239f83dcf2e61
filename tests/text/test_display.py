import pytest

from pubcrawl.text.display import fit, one_line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain é 漢 👩‍👧", "plain é 漢 👩‍👧"),
        ("a\tb\nc\r\nd", "a\tb\nc\r\nd"),
        ("a\x00b\x1bc\x7fd\x85e", "abcde"),
        ("a\u202eb\u2069c", "abc"),
        ("a\ud800b\ufffec\uffffd", "abcd"),
        ("a\u200db\u00a0c\u2028d", "a\u200db\u00a0c\u2028d"),
    ],
    ids=["plain", "breaks stay", "controls", "reordering", "no text", "format characters stay"],
)
def test_fit(text: str, expected: str) -> None:
    assert fit(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" a ", "a"),
        ("a\nb", "a b"),
        ("a\r\n\r\nb", "a b"),
        ("a\tb\x0bc\x0cd\x1ce\x85f\u2028g\u2029h", "a b c d e f g h"),
        ("a  b", "a  b"),
        ("a\u00a0: b", "a\u00a0: b"),
        ("\n\x00\n", ""),
    ],
    ids=["ends", "break", "breaks", "every break", "spaces stay", "French space stays", "nothing"],
)
def test_one_line(text: str, expected: str) -> None:
    assert one_line(text) == expected

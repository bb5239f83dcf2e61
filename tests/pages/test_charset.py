"""The charset of a page: bytes that are UTF-8 but for a slip, and texts that lost their accents."""

import pytest

from pubcrawl.pages.body import is_garbled, is_utf8
from tests.conftest import ROOT

FRENCH = (ROOT / "fixtures" / "mila_fr" / "pages" / "publications-0.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", True),
        (b"plain", True),
        ("é".encode(), True),
        ("\ufffd\ufffd".encode(), True),
        (b"caf\xe9", False),
        ("é è ".encode() + b"\xe9", True),
        (FRENCH.encode(), True),
        (FRENCH.encode().replace("é".encode(), b"\xc3", 3), True),
        (FRENCH.encode("cp1252", "xmlcharrefreplace"), False),
        (FRENCH.encode("utf-16"), False),
    ],
)
def test_bytes_are_utf_8_but_for_a_slip(body: bytes, *, expected: bool) -> None:
    assert is_utf8(body) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", False),
        ("plain", False),
        ("l'été, \ufffd Montréal", False),
        ("\ufffd", True),
        ("é \ufffd", False),
        ("é \ufffd\ufffd", True),
        (FRENCH, False),
        (FRENCH.encode("cp1252", "replace").decode("utf-8", "replace"), True),
    ],
)
def test_a_text_is_garbled_when_most_accents_were_lost(text: str, *, expected: bool) -> None:
    assert is_garbled(text) is expected

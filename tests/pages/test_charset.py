"""The charset of a page: bytes that are UTF-8 but for a slip, and texts that lost their accents."""

import random
from encodings.aliases import aliases

import pytest

from pubcrawl.pages import body as bodies
from pubcrawl.pages.body import decode, is_garbled, is_utf8, read
from pubcrawl.pages.document import NotAPage
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


@pytest.mark.parametrize(
    ("decoded", "text"),
    [("a\ud83d\ude00b\ud800c", "a😀b\ufffdc"), ("\udfff", "\ufffd"), ("\ude00\ud83d", "\ufffd\ufffd"), ("é", "é")],
)
def test_a_half_of_a_pair_does_not_get_in(monkeypatch: pytest.MonkeyPatch, decoded: str, text: str) -> None:
    monkeypatch.setattr(bodies, "html_to_unicode", lambda *_: ("utf-7", decoded))
    assert decode(b"\xff") == text


@pytest.mark.parametrize("charset", sorted({*aliases.values(), "cesu-8", "x"}))
def test_no_charset_brings_half_of_a_pair(charset: str) -> None:
    pieces = (
        b"\xed\xa0\x80",
        b"\xd8\x00",
        b"\x00\xd8",
        b"+2AA-",
        b"+2D3eAA-",
        b"&#xD800;",
        b"&#55357;&#56832;",
        b"<p>",
        b"\xff",
        b"x",
    )
    chance = random.Random(charset)  # noqa: S311  the same bytes every time
    for _ in range(50):
        body = b"".join(chance.choices(pieces, k=8))
        try:
            found = read(body, "https://mila.quebec", f"text/html; charset={charset}")
        except NotAPage:
            continue
        text = "".join(b.text for b in found.blocks) + found.title
        assert text.encode().decode() == text

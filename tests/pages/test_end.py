"""Whether a page came to its end."""

import pytest

from pubcrawl.pages.body import breaks_off, closes
from tests.conftest import ROOT

PAGE = (ROOT / "fixtures" / "mila_fr" / "pages" / "publications-0.html").read_bytes()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", False),
        (b"text", False),
        (b"1 < 2", False),
        (b"we <3 tags", False),
        (b"<p>text</p>\n", False),
        (b"<p>text</p>\n<!-- kept 2 s -->", False),
        (b"<p>text</p><", False),
        (b"<p>text</", True),
        (b"<p>text</p", True),
        (b'<p>text <a href="https://', True),
        (b"<p>text <!-- kept", True),
        (b"<?xml", True),
    ],
)
def test_a_page_breaks_off_inside_a_tag(body: bytes, *, expected: bool) -> None:
    assert breaks_off(body) is expected


@pytest.mark.parametrize(
    ("body", "root", "expected"),
    [
        (b"", "html", True),
        (b"text", "html", True),
        (b"<p>text</p>", "html", True),
        (b"<html><p>text", "html", False),
        (b'<!DOCTYPE html>\n<HTML lang="fr"><p>text</HTML >\n<!-- kept -->', "html", True),
        (b"<htmlx><p>text", "html", True),
        (b"<urlset><url><loc>https://a.example/", "urlset", False),
        (b"<urlset/>", "urlset", False),
        (b"<s:urlset><s:url/></s:urlset>", "urlset", True),
        (b"<html>The sitemap is elsewhere</html>", "urlset", True),
    ],
)
def test_a_page_closes_the_root_it_opens(body: bytes, root: str, *, expected: bool) -> None:
    assert closes(body, root) is expected


def test_a_page_that_was_cut_anywhere_shows_it() -> None:
    end = PAGE.rindex(b"</html>")
    assert [at for at in range(PAGE.index(b"<html") + 5, end + 7) if closes(PAGE[:at], "html")] == []
    assert (closes(PAGE, "html"), breaks_off(PAGE)) == (True, False)

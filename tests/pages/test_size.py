"""The size of a page: sound ones pass, and what would fill the memory or the hours does not."""

import re

import pytest

from pubcrawl.pages import parsing as size
from pubcrawl.pages.document import NotAPage
from tests.conftest import ROOT

TAGS, ATTRIBUTES, DEPTH = size.MOST_TAGS, size.MOST_ATTRIBUTES, size.DEEPEST


def attributes(count: int) -> str:
    return " ".join(f"a{n}" for n in range(count))


@pytest.mark.parametrize("path", sorted((ROOT / "fixtures").glob("*/pages/*.html")), ids=lambda p: p.name)
def test_pages_of_institutes_are_far_from_any_limit(path: object) -> None:
    html = path.read_bytes()  # type: ignore[attr-defined] # a path
    size.check_size(html)
    assert 20 * html.count(b"<") < TAGS


@pytest.mark.parametrize(
    "html",
    [
        "",
        "text",
        "<br>" * (TAGS - 10),
        "<p>" + "</p>" * TAGS,
        "<div>" * (DEPTH - 2) + "</div>" * (DEPTH - 2),
        f"<p {attributes(ATTRIBUTES)}>",
        f"<script>{'<p>' * 2 * TAGS}</script>",
        f"<p {attributes(3 * ATTRIBUTES)}",
        "<!--" + "<p>" * 2 * TAGS,
    ],
    ids=["empty", "text", "tags", "end tags", "deep", "attributes", "script", "unfinished tag", "comment"],
)
def test_what_is_within_the_limits_passes(html: str) -> None:
    size.check_size(html.encode())


@pytest.mark.parametrize(
    ("html", "message"),
    [
        ("<br>" * TAGS + "<br>", "it has more than 50,000 tags"),
        ("<p>a" * TAGS * 4, "it has more than 50,000 tags"),
        ("</p>" * (TAGS + 1), "it has more than 50,000 end tags"),
        ("<div>" * (DEPTH + 1), "its elements stand more than 2000 deep"),
        (f"<p {attributes(ATTRIBUTES + 1)}>", "a tag of it has more than 500 attributes"),
        (f'<title><a b="</title><p {attributes(ATTRIBUTES + 1)}>">', "a tag of it has more than 500 attributes"),
        (f"<textarea><a b='</textarea><p {attributes(ATTRIBUTES + 1)}>'>", "a tag of it has more than 500 attributes"),
        (f'<!x <a b="><p {attributes(ATTRIBUTES + 1)}>">', "a tag of it has more than 500 attributes"),
    ],
)
def test_what_is_beyond_them_is_no_page(html: str, message: str) -> None:
    with pytest.raises(NotAPage, match=f"^{re.escape(message)}$"):
        size.check_size(html.encode())

"""The marker: every place it was seen in, in one text node, in elements, and in pretty-printed source."""

import pytest

from pubcrawl.pages.body import read
from pubcrawl.pages.whitespace import toggle_text
from pubcrawl.text.marker import CUT, MARKER, at_cut

HEAD = "The rate at which memories are lost depends on how often they are asked for; we measure it in networks that dream, over eleven seeds and fin"
assert len(HEAD) == CUT

SEEN = [
    pytest.param(HEAD, "d that they keep.", id="inside a word"),
    pytest.param(HEAD[:-1] + " ", "social ties.", id="after a space"),
    pytest.param(HEAD, " its own.", id="before a space"),
    pytest.param(HEAD, ", we say.", id="before punctuation"),
    pytest.param(HEAD[:-1] + "(", "see text).", id="behind an opening bracket"),
]
FORMS = [
    pytest.param("<p>{head}… (see more){tail}</p>", id="one node"),
    pytest.param("<p>{head}<button>… (see more)</button>{tail}</p>", id="button"),
    pytest.param("<p>{head}<a href='#'>… (see more)</a><span hidden>{tail}</span></p>", id="link"),
    pytest.param("<p><span>{head}</span><span>… (see more)</span><span>{tail}</span></p>", id="three spans"),
    pytest.param("<p><span>{head}…</span><a href='#'> (see more)</a><span>{tail}</span></p>", id="dots before"),
    pytest.param("<p>\n  <span>{head}</span>\n  <a>… (see more)</a>\n  <span>{tail}</span>\n</p>", id="pretty"),
    pytest.param(
        "<p>\n  <span>\n    {head}</span>\n  <a>\n … (see more)\n</a>\n  <span>{tail}</span></p>", id="prettier"
    ),
    pytest.param("<p><span>{head}</span> <a>… (see more)</a> <span>{tail}</span></p>", id="blanks between"),
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("head", "tail"), SEEN)
def test_removing_the_marker_leaves_the_text_as_it_was(form: str, head: str, tail: str) -> None:
    (block,) = read(f"<html><body>{form.format(head=head, tail=tail)}</body></html>".encode(), "https://x.test/").blocks
    assert MARKER.sub("", block.text, count=1) == head + tail


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("… (see more)", "… (see more)"),
        (" ... (voir plus) ", "... (voir plus)"),
        ("(see more)", "(see more)"),
        ("See more", "… (see more)"),
        ("Voir plus", "… (voir plus)"),
        ("(see less)", ""),
        ("Voir moins", ""),
        ("See more papers", None),
        ("PDF", None),
    ],
)
def test_what_a_control_stands_for(text: str, meaning: str | None) -> None:
    assert toggle_text(text) == meaning


@pytest.mark.parametrize(
    ("before", "right"),
    [(HEAD, True), (HEAD[:-1], False), (HEAD + "x", False), (HEAD.replace(" ", "\n"), True), ("", False)],
    ids=["140", "139", "141", "newlines count one", "nothing"],
)
def test_a_marker_stands_behind_140_code_points(before: str, *, right: bool) -> None:
    assert at_cut(before) is right


def test_prose_that_says_see_more_holds_no_marker() -> None:
    assert MARKER.search("Readers who see more (see more below) … stay.") is None

import pytest

from pubcrawl.text.email import body_without_emails, without_emails


@pytest.mark.parametrize(
    "printed",
    [
        "ada@example.org",
        "Ada.Fjord+list@mail.example.co.uk",
        "mailto:ada@example.org",
        "ada [at] example [dot] org",
        "ada(at)example.org",
        "ada [at] example.org",
        "{ada,bo.lind}@example.org",
        "[email protected]",
        "ada@exämple.org",
    ],
)
def test_an_address_goes(printed: str) -> None:
    assert without_emails(f"Write to {printed}, please.") == "Write to [e-mail], please."


@pytest.mark.parametrize(
    "text",
    [
        "ML4CMH@AAAI",
        "AI4Mat @ International Conference",
        "recall@10 and precision@k.",
        "logo@2x.png",
        "pass@1 of 0.5",
        "the map (at home) is dotted",
        "@ada on a network",
        "lodash@4.17.21",
    ],
)
def test_what_is_none_stays(text: str) -> None:
    assert without_emails(text) == text


@pytest.mark.parametrize(
    "held",
    [
        b"<a href='mailto:ada@example.org'>Ada</a>",
        b"ada&#64;example.org",
        b"ada&#x40;example.org",
        b"ada&commat;example.org",
        b"ada&amp;#64;example.org",
        b"ada<b>@</b>example.org",
        b"<i>ada</i>@<i>example.org</i>",
        b"?to=ada%40example.org&x",
        b"ada (at) example.org",
        b"x@y " + 2000 * b"<i></i> " + b"ada@example.org" + 2000 * b" <i></i>" + b" @",
        "étés, ada@example.org".encode(),
    ],
)
def test_a_kept_page_holds_none(held: bytes) -> None:
    kept = body_without_emails(held)
    assert b"example.org" not in kept
    assert b"[e-mail]" in kept


def test_a_kept_page_is_else_what_it_was() -> None:
    page = "<p>X @ ICML, a@b, étés &amp; r@2 50% [x]</p>".encode()
    assert body_without_emails(page) == page


def test_an_address_is_found_whole_wherever_it_stands_in_a_long_text() -> None:
    user = "a" * 700
    text = (
        f"{'some words ' * 300}{user}@{'b' * 60}.{'c' * 700}.example.org{' more words' * 300} bo [at] example [dot] org"
    )
    assert without_emails(text) == f"{'some words ' * 300}[e-mail]{' more words' * 300} [e-mail]"

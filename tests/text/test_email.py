import pytest

from pubcrawl.text.email import without_emails


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
